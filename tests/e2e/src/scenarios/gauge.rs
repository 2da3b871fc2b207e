//! The hub's vote in x/gov by those who stake its token.

use cosmwasm_std::{to_json_binary, Decimal};
use floe_api::hub::{ExecuteMsg, VoteChoice};
use floe_api::stake::{Asset, StakeHookMsg};
use floe_api::{gauge, stake};
use floe_client::{ChainExt, Instance};
use serde::Serialize;

use crate::net::Scene;
use crate::world::{Deployed, ScenarioPlan};

/// Units by which the chain's count of several delegations may differ from their sum.
const ROUNDING: u128 = 10;

/// Three quarters of the votes for yes, one for no: so the chain counts the hub's stake.
pub fn a_real_proposal_is_voted_on_through_the_gauge_and_the_tally_shows_the_split(net: &mut dyn Scene) {
    let mut world = Deployed::deploy(net, &ScenarioPlan::new("gauge"));
    world.bond("alice", 3_000_000_000);
    world.bond("bob", 1_000_000_000);
    world.crank_till_idle();
    let (stakes, gauge) = world.voting();
    let proposal_id = world.net.propose();
    world.tell("alice", &gauge, &gauge::ExecuteMsg::Open { proposal_id });
    // The vote that has proven it is undone.
    let hub = world.hub.clone();
    assert_eq!(world.net.tally(proposal_id, &hub), [0, 0]);
    for (by, choice) in [("alice", VoteChoice::Yes), ("bob", VoteChoice::No)] {
        let votes = vec![(Decimal::one(), choice)];
        world.tell(by, &gauge, &gauge::ExecuteMsg::Vote { proposal_id, votes });
    }
    world.tell("keeper", &gauge, &gauge::ExecuteMsg::Cast { proposal_id });
    let delegations = world.net.chain().delegations(&hub).unwrap();
    let stake: u128 = delegations.iter().map(|delegation| delegation.amount).sum();
    let [yes, no] = world.net.tally(proposal_id, &hub);
    assert!(yes.abs_diff(stake / 4 * 3) <= ROUNDING, "{yes} of {stake}");
    assert!(no.abs_diff(stake / 4) <= ROUNDING, "{no} of {stake}");
    // What was staked is on its way out, and no key was asked for anything.
    let amount = 3_000_000_000u128.into();
    let unstake = stake::ExecuteMsg::Unstake { amount, quiet: None };
    world.tell("alice", &stakes, &unstake);
    world.check();
}

impl Deployed<'_> {
    /// Stakes of alice and bob, and a gauge that is the hub's governor.
    pub(super) fn voting(&mut self) -> (String, String) {
        let [stake_code, gauge_code] = self.net.voting();
        let owner = self.person("owner");
        let msg = stake::InstantiateMsg {
            token: Asset::Cw20(self.hub.clone()),
            unstaking: 86_400,
            owner: self.address("owner"),
        };
        let new = Instance::new(stake_code, "stakes");
        let stakes = self.net.chain_mut().instantiate(&owner, &new, &msg).unwrap();
        for (by, shares) in [("alice", 3_000_000_000u128), ("bob", 1_000_000_000)] {
            let send = ExecuteMsg::Send {
                contract: stakes.clone(),
                amount: shares.into(),
                msg: to_json_binary(&StakeHookMsg::Stake {}).unwrap(),
            };
            self.execute(by, &send);
        }
        self.pass_blocks(1);
        let msg = gauge::InstantiateMsg {
            hub: self.hub.clone(),
            registry: self.registry.clone(),
            power: stakes.clone(),
            quorum_bps: None,
            alpha_bps: None,
        };
        let new = Instance::new(gauge_code, "gauge");
        let gauge = self.net.chain_mut().instantiate(&owner, &new, &msg).unwrap();
        let governor = ExecuteMsg::UpdateRoles {
            guardian: None,
            governor: Some(Some(gauge.clone())),
            bonds: None,
            backstop: None,
        };
        self.execute("owner", &governor);
        (stakes, gauge)
    }

    /// A message to a contract beside the protocol.
    pub(super) fn tell(&mut self, by: &str, contract: &str, msg: &impl Serialize) {
        let person = self.person(by);
        let outcome = self.net.chain_mut().execute(&person, contract, msg, &[]);
        outcome.unwrap_or_else(|error| panic!("a message by {by} to {contract}: {error}"));
        self.check();
    }
}
