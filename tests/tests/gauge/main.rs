//! The gauge with the real hub and registry, of which it is governor and steward: proposals of x/gov and weights of validators.

mod dao;
mod proposals;
mod weights;

use floe_api::hub::VoteChoice;
use floe_api::stake::ExecuteMsg as StakeMsg;
use floe_api::{gauge, stake};
use floe_core::units::DAY;
use floe_testing::suite::stakers::{StakeSetup, STAKE};
use floe_testing::suite::ValidatorSetup;
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// Ten validators of weight 100,000 in a pool of 100,000,000 at rate one; a gauge that votes decide for a half. People have put these
/// amounts into the contract of stakes, since a day before the day before.
fn with_stakes(stakes: &[(&str, u128)]) -> Suite {
    let mut plan = setup(0);
    plan.validators = (1..=10)
        .map(|n| ValidatorSetup {
            weight: 100_000,
            ..ValidatorSetup::named(format!("val{n}"))
        })
        .collect();
    plan.stake = Some(StakeSetup {
        unstaking: Some(DAY),
        gauge: Some(5_000),
    });
    let mut s = hundred_million_of(plan);
    for (user, shares) in stakes {
        give(&mut s, user, *shares);
        s.try_stake_shares(user, *shares).unwrap();
    }
    s.next_block();
    s.try_poke("nobody").unwrap();
    s.pass_days(2);
    s
}

/// Gives shares to somebody.
fn give(s: &mut Suite, to: &str, shares: u128) {
    let recipient = s.addr(to).into_string();
    let amount = shares.into();
    s.hub("alice", &ExecuteMsg::Transfer { recipient, amount })
        .unwrap();
}

/// The hub's vote on a proposal as the chain has it: parts by option.
fn hub_vote(s: &Suite, proposal: u64) -> Option<Vec<(String, String)>> {
    let votes = s.chain.votes(proposal);
    let own = votes.get(s.hub.as_str())?;
    let part = |option: &cosmwasm_std::WeightedVoteOption| {
        (format!("{:?}", option.option), option.weight.to_string())
    };
    Some(own.iter().map(part).collect())
}

/// Weights in force, in the registry's order.
fn weights(s: &Suite) -> Vec<u64> {
    let question = registry::QueryMsg::Validators {
        start_after: None,
        limit: Some(100),
    };
    let listed: Vec<registry::ValidatorResponse> = s.query(&s.registry, &question).unwrap();
    listed.into_iter().map(|validator| validator.weight).collect()
}
