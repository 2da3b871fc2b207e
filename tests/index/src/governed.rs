//! A history in which the protocol has all its modules: a backstop, bonds, a timelock, stakes with a stream, and a gauge.

use floe_api::backstop::{BackstopPositionResponse, ExecuteMsg as BackstopMsg};
use floe_api::bonds::{BondResponse, QueryMsg as BondsQuery};
use floe_api::events::StakeFact;
use floe_api::hub::{ExecuteMsg, GuaranteesResponse, QueryMsg, VoteChoice};
use floe_api::stake::{Asset, ExecuteMsg as StakeMsg, RewardStreamResponse, StakeHookMsg};
use floe_api::stake::{PrincipalResponse, QueryMsg as StakeQuery};
use floe_api::timelock::{ExecuteMsg as TimelockMsg, TimelockProposalResponse};
use floe_core::units::DAY;
use floe_testing::suite::guarantor::BondTerms;
use floe_testing::suite::stakers::STAKE;
use floe_testing::suite::timelock::{calling, TIMELOCK};
use floe_testing::suite::{GuarantorSetup, TimelockSetup};
use floe_tests::history::deployed;
use floe_tests::prelude::*;
use floe_tests::world::setup;

use crate::recorded::Recording;

/// What the contracts themselves said at the end.
pub struct ModulesSaid {
    pub backstop: BackstopPositionResponse,
    pub bond: BondResponse,
    pub proposals: Vec<TimelockProposalResponse>,
    pub principal: PrincipalResponse,
    pub streams: Vec<RewardStreamResponse>,
    pub guarantees: GuaranteesResponse,
    /// Of ann: staked, and paid of rewards.
    pub ann: (u128, u128),
    /// Shares that alice's objections to the second proposal hold.
    pub objecting: u128,
    /// Addresses of alice and ann.
    pub alice: String,
    pub who: String,
}

/// A recording under way.
struct Script {
    s: Suite,
    recording: Recording,
}

impl Script {
    /// Writes down what was reported since the last time, as one transaction, and goes on by so many seconds.
    fn on(&mut self, secs: u64) {
        let at = self.s.chain.block();
        let events = self.s.heard.replace(Vec::new()).unwrap_or_default();
        self.recording
            .write_down(&self.s, at.height, at.time.nanos(), events);
        match secs {
            0 => self.s.next_block(),
            secs => self.s.pass_secs(secs),
        }
    }

    fn give(&mut self, to: &str, amount: u128) {
        let recipient = self.s.addr(to).to_string();
        let amount = amount.into();
        self.s
            .hub("alice", &ExecuteMsg::Transfer { recipient, amount })
            .unwrap();
    }

    fn guarantors(&mut self, owner: &Addr) {
        let wanted = GuarantorSetup {
            backstop: Some(3_000_000_u128.into()),
            cooldown: Some(22 * DAY),
            bonds: [("val1".to_owned(), Uint128::new(500_000))].into(),
            bond_terms: Some(BondTerms {
                bond_bps: Some(100),
                cooldown: None,
            }),
        };
        self.s.appoint_all(owner, &wanted).unwrap();
        self.on(0);
        self.s.stake("alice", 2_000_000);
        self.on(DAY);
        let begin = BackstopMsg::Begin {
            units: Some(800_000_u128.into()),
        };
        self.s.backstop("alice", &begin).unwrap();
        self.on(0);
        self.s.backstop("alice", &BackstopMsg::Stop {}).unwrap();
        self.on(0);
        self.s.backstop("alice", &begin).unwrap();
        self.s.try_begin_withdraw("val1", 100_000).unwrap();
        self.on(DAY);
        self.s.rewards(400_000);
        self.s.harvest();
        self.on(DAY);
        self.s.slash("val2", 5);
        self.s.hub("stranger", &ExecuteMsg::Sync {}).unwrap();
        self.on(0);
        self.s.backstop("stranger", &BackstopMsg::Poke {}).unwrap();
        self.on(0);
    }

    fn stakers(&mut self, owner: &Addr) {
        let token = Asset::Cw20(self.s.hub.to_string());
        let stakes = self.s.try_stakes(owner, STAKE, token.clone(), 3 * DAY).unwrap();
        let name = self.s.hub.to_string();
        let created = Event::from(StakeFact::Instantiated::<&str> {
            token: &name,
            unstaking: 3 * DAY,
        });
        // As the chain writes it.
        let first = Event::new(format!("wasm-{}", created.ty)).add_attribute("_contract_address", &stakes);
        let created = first.add_attributes(created.attributes);
        self.s.heard.get_or_insert_default().push(created);
        self.on(0);
        self.s.try_gauge(owner, 5_000).unwrap();
        self.s
            .stakes(
                "gov",
                &StakeMsg::AddStream {
                    asset: token,
                    period: 604_800,
                },
            )
            .unwrap();
        self.on(0);
        for (user, shares) in [("ann", 6_000_000), ("ben", 2_000_000)] {
            self.give(user, shares);
            self.s.try_stake_shares(user, shares).unwrap();
            self.on(0);
        }
        self.s
            .send_to_stakes("alice", 700_000, &StakeHookMsg::Fund {})
            .unwrap();
        self.on(2 * DAY);
        self.s.try_poke("nobody").unwrap();
        self.on(2 * DAY);
        self.s.try_open("ann", 7).unwrap();
        self.s.try_vote("ann", 7, VoteChoice::Yes).unwrap();
        self.on(0);
        self.s.try_vote("ben", 7, VoteChoice::No).unwrap();
        self.s.try_cast(7).unwrap();
        self.s.try_set_votes("ann", &[("val1", 10_000)]).unwrap();
        self.on(7 * DAY);
        self.s.try_apply().unwrap();
        self.on(0);
        self.s.try_unstake("ann", 1_500_000, false).unwrap();
        self.s.try_poke("ann").unwrap();
        self.s.stakes("ann", &StakeMsg::Harvest { assets: None }).unwrap();
        self.on(DAY);
    }

    fn proposals(&mut self, owner: &Addr) {
        self.s.try_hand_over(owner, &TimelockSetup::default()).unwrap();
        self.on(0);
        let warden = self.s.addr("warden");
        let message = json!({ "update_roles": { "guardian": warden } });
        let hub = self.s.hub.clone();
        let queue = |script: &mut Self| {
            let call = calling(&hub, &message).unwrap();
            let id = script.s.try_propose("proposer", vec![call]).unwrap();
            script.on(DAY);
            id
        };
        let (first, second, third) = (queue(self), queue(self), queue(self));
        self.s.try_object("alice", second, 1_900_000).unwrap();
        self.on(DAY);
        self.s
            .timelock("alice", &TimelockMsg::Retract { id: second })
            .unwrap();
        self.on(0);
        self.s.try_object("alice", second, 1_700_000).unwrap();
        self.s
            .timelock("canceller", &TimelockMsg::Cancel { id: third })
            .unwrap();
        self.on(25 * DAY);
        self.s.try_enact(first).unwrap();
        self.on(0);
    }
}

impl Recording {
    /// A life in which each module was used, and what the contracts say at its end.
    pub fn governed() -> (Self, ModulesSaid) {
        let mut plan = setup();
        plan.owner = "@gov".to_owned();
        let (mut s, events) = deployed(&plan);
        let recording = Self::beginning(&s);
        let owner = s.addr("gov");
        s.heard = Some(events);
        let mut script = Script { s, recording };
        script.on(0);
        script.s.bond("alice", 40_000_000);
        script.on(0);
        script.s.crank();
        script.on(DAY);
        script.guarantors(&owner);
        script.stakers(&owner);
        script.proposals(&owner);
        let Script { s, mut recording } = script;
        let of = |name: &str| s.addr(name).to_string();
        recording.roles.modules = [
            "backstop",
            "bonds",
            STAKE,
            floe_testing::suite::stakers::GAUGE,
            TIMELOCK,
        ]
        .map(of)
        .into();
        let stakes = s.addr(STAKE);
        let ask = |question: StakeQuery| s.query::<Value>(&stakes, &question).unwrap();
        let ann = s.power_at("ann", None);
        let streams: Vec<RewardStreamResponse> = serde_json::from_value(ask(StakeQuery::Streams {})).unwrap();
        let said = ModulesSaid {
            backstop: s.backstop_position("alice"),
            bond: s
                .query(
                    &s.addr("bonds"),
                    &BondsQuery::Bond {
                        operator: s.operator("val1"),
                    },
                )
                .unwrap(),
            proposals: [1, 2, 3].map(|id| s.proposal(id)).into(),
            principal: serde_json::from_value(ask(StakeQuery::Principal {})).unwrap(),
            ann: (ann, streams[0].paid.u128()),
            streams,
            guarantees: s.ask(&QueryMsg::Guarantees {}),
            objecting: s.objection_of(2, "alice").locked.units(),
            alice: of("alice"),
            who: of("ann"),
        };
        recording.end(&s);
        (recording, said)
    }
}
