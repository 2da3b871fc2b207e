//! A protocol that belongs to a timelock, and whose keys are thrown away.

use cosmwasm_std::{to_json_binary, Decimal, WasmMsg};
use floe_api::hub::{ExecuteMsg, FeeReceiver, PowersResponse, QueryMsg, VoteChoice};
use floe_api::ownership::OwnershipAction;
use floe_api::registry::{self, ValidatorWeight};
use floe_api::timelock::{
    InstantiateMsg, ProposalStatus, ProposedMsg, TimelockHookMsg, TimelockProposalResponse, WasmAct,
};
use floe_api::{gauge, stake, timelock};
use floe_client::protocol::TimelockClient;
use floe_client::{ChainExt, Instance, Msg, Tx};
use floe_core::units::DAY;
use serde::Serialize;

use crate::net::Scene;
use crate::world::{Deployed, ScenarioPlan, BATCH_INTERVAL};

/// The shortest that there are; leaving takes some minutes on these chains.
const SHORT: u64 = 2 * DAY;
const EXIT: u64 = 3 * DAY;
/// What all have: people's deposits and the seed.
const SUPPLY: u128 = 10_001_000_000;
/// Twelve in a hundred of it, and one share more.
const OBJECTING: u128 = 1_200_120_001;

/// All weights to one's own validator and the highest fee are queued; then nobody has a key any more. Twelve in a hundred object,
/// everybody who wants is paid long before it can be executed, and votes and weights go on.
pub fn a_hostile_proposal_is_outrun_when_every_key_is_thrown_away(net: &mut dyn Scene) {
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("handed"));
    for (by, coins) in [
        ("alice", 5_000_000_000),
        ("bob", 2_000_000_000),
        ("carol", 3_000_000_000),
    ] {
        world.bond(by, coins);
    }
    world.crank_till_idle();
    let (stakes, gauge) = world.voting();
    world.tell(
        "owner",
        &stakes,
        &stake::ExecuteMsg::AddListener {
            listener: gauge.clone(),
        },
    );
    world.direct(
        "owner",
        &registry::ExecuteMsg::UpdateRoles {
            steward: Some(Some(gauge.clone())),
            lister: None,
        },
    );
    let timelock = world.hand_over();

    // Carol proposes, and is the only one who may: what is hostile, and something else that she takes back.
    let hostile = world.hostile();
    world.propose(&timelock, "Better validators", hostile.clone());
    world.propose(&timelock, "A try", hostile);
    world.object("alice", &timelock, 2, 500_000_000);
    world.tell("carol", &timelock, &timelock::ExecuteMsg::Cancel { id: 2 });

    // From here on only alice, bob and strangers send anything. The old key can do nothing.
    let pause = world.attempt("owner", &ExecuteMsg::WindDown {}, 0);
    assert!(pause.is_err(), "the old owner: {pause:?}");

    let before = world.proposal(&timelock);
    assert_eq!(before.due, before.queued + SHORT);
    world.object("alice", &timelock, 1, OBJECTING);
    let marked = world.proposal(&timelock);
    assert_eq!(marked.objections_bps, 1_200);
    assert_eq!(Some(marked.due - 2 * EXIT), marked.objected);
    assert!(marked.mark.is_some(), "it waits for the open batch");

    // Who wants leaves: with what is free, and with what has objected to a proposal that has ended.
    world.queue("bob", 1_000_000_000);
    world.tell("alice", &timelock, &timelock::ExecuteMsg::Leave { id: 2 });
    world.pass_secs(BATCH_INTERVAL);
    world.close();
    world.mature();
    assert_eq!(world.claim("bob"), 1_000_000_000);
    assert_eq!(world.claim("alice"), 500_000_000);
    world.refused_to_execute(&timelock);

    // Those who stake decide without any key.
    let proposal_id = world.net.propose();
    world.tell("alice", &gauge, &gauge::ExecuteMsg::Open { proposal_id });
    let votes = vec![(Decimal::one(), VoteChoice::No)];
    world.tell("alice", &gauge, &gauge::ExecuteMsg::Vote { proposal_id, votes });
    world.tell("keeper", &gauge, &gauge::ExecuteMsg::Cast { proposal_id });
    let hub = world.hub.clone();
    let [yes, no] = world.net.tally(proposal_id, &hub);
    assert!(yes == 0 && no > 0, "{yes} {no}");
    world.tell("keeper", &gauge, &gauge::ExecuteMsg::Apply {});

    world.outlive(&timelock);
    world.check();
}

impl Deployed<'_> {
    /// A timelock of which carol is the only proposer, and which is owner and admin of everything, itself included.
    fn hand_over(&mut self) -> String {
        let code = self.net.timelock();
        let owner = self.person("owner");
        let msg = InstantiateMsg {
            proposers: vec![self.address("carol")],
            cancellers: Vec::new(),
            hub: self.hub.clone(),
            short: SHORT,
            exit: EXIT,
        };
        let new = Instance::new(code, "timelock").admin(&self.address("owner"));
        let timelock = self.net.chain_mut().instantiate(&owner, &new, &msg).unwrap();
        let contracts = [&self.hub, &self.registry, &self.collector].map(Clone::clone);
        let admin = |contract: &String| -> Msg {
            WasmMsg::UpdateAdmin {
                contract_addr: contract.clone(),
                admin: timelock.clone(),
            }
            .into()
        };
        let offer = ExecuteMsg::UpdateOwnership(OwnershipAction::TransferOwnership {
            new_owner: timelock.clone(),
            expiry: None,
        });
        let mut msgs = vec![admin(&timelock)];
        for contract in &contracts {
            msgs.push(Msg::execute(contract, &offer, &[]).unwrap());
        }
        msgs.push(Msg::execute(&timelock, &timelock::ExecuteMsg::Accept {}, &[]).unwrap());
        msgs.extend(contracts.iter().map(admin));
        self.net.chain_mut().send(&Tx::new(&owner, msgs)).unwrap();
        for contract in contracts.iter().chain([&timelock]) {
            let info = self.net.chain().contract_info(contract).unwrap();
            assert_eq!(info.admin.as_ref(), Some(&timelock), "{contract}");
        }
        self.check();
        timelock
    }

    /// Everything to the first validator, and the highest fee to whoever proposes.
    fn hostile(&self) -> Vec<ProposedMsg> {
        let weights = self.operators.iter().zip([1_000_000, 1, 1, 1]);
        let weights = weights
            .map(|(operator, weight)| ValidatorWeight {
                operator: operator.clone(),
                weight,
            })
            .collect();
        let fee = ExecuteMsg::UpdateFee {
            bps: Some(1_000),
            receivers: Some(vec![FeeReceiver {
                to: self.address("carol"),
                weight: 1,
            }]),
        };
        vec![
            call(&self.registry, &registry::ExecuteMsg::SetWeights { weights }),
            call(&self.hub, &fee),
        ]
    }

    fn propose(&mut self, timelock: &str, title: &str, msgs: Vec<ProposedMsg>) {
        let title = title.to_owned();
        let queue = timelock::ExecuteMsg::Queue {
            title,
            link: None,
            msgs,
        };
        self.tell("carol", timelock, &queue);
    }

    fn object(&mut self, by: &str, timelock: &str, id: u64, shares: u128) {
        let send = ExecuteMsg::Send {
            contract: timelock.to_owned(),
            amount: shares.into(),
            msg: to_json_binary(&TimelockHookMsg::Object { id }).unwrap(),
        };
        self.execute(by, &send);
    }

    fn proposal(&self, timelock: &str) -> TimelockProposalResponse {
        let client = TimelockClient::new(self.net.chain(), timelock);
        client.proposal(Some(1)).unwrap()
    }

    fn refused_to_execute(&mut self, timelock: &str) {
        let execute = timelock::ExecuteMsg::Execute { id: 1 };
        let by = self.person("keeper");
        let outcome = self.net.chain_mut().execute(&by, timelock, &execute, &[]);
        let refused = outcome.unwrap_err().to_string();
        assert!(refused.contains("the proposal is due at"), "{refused}");
    }

    /// Days later: who objects leaves too, and only then is the proposal due. Strangers stay with what it does.
    fn outlive(&mut self, timelock: &str) {
        self.pass_secs(DAY);
        self.tell("alice", timelock, &timelock::ExecuteMsg::Leave { id: 1 });
        self.close();
        self.mature();
        assert_eq!(self.claim("alice"), OBJECTING);
        self.refused_to_execute(timelock);
        let due = self.proposal(timelock).due;
        self.wait_until(due);
        self.tell("keeper", timelock, &timelock::ExecuteMsg::Execute { id: 1 });
        assert_eq!(self.proposal(timelock).status, ProposalStatus::Executed);
        let powers: PowersResponse = self.ask(&QueryMsg::Powers {});
        let receivers = powers.fee.receivers.iter().map(|receiver| &receiver.to);
        assert_eq!(receivers.collect::<Vec<_>>(), [&self.address("carol")]);
        let left = 1_000_000_000 + 500_000_000 + OBJECTING;
        assert_eq!(self.state().total_usteak.u128(), SUPPLY - left);
    }
}

fn call(contract: &str, msg: &impl Serialize) -> ProposedMsg {
    ProposedMsg::Wasm(WasmAct::Execute {
        contract_addr: contract.to_owned(),
        msg: to_json_binary(msg).unwrap(),
        funds: Vec::new(),
    })
}
