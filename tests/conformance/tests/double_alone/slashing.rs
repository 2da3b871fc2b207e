//! Slashes of the double, to the unit.

use cosmwasm_std::{coin, Decimal, Uint128};
use floe_conformance::speech::*;
use floe_conformance::{Double, Net, DENOM};
use floe_testing::chain::{BondState, ChainConfig, ChainDouble, ChainError, Slash};

use crate::{start, FUNDS, UNBONDING};

fn slashed(chain: &mut ChainDouble, slash: &Slash) -> [u128; 4] {
    let outcome = chain.slash(slash).unwrap();
    [
        outcome.budget,
        outcome.entries,
        outcome.redelegations,
        outcome.bonded,
    ]
}

#[test]
fn the_first_block_is_height_1_at_the_start_time() {
    let chain = ChainDouble::new(ChainConfig::default());
    let block = chain.block();
    assert_eq!((block.height, block.time.seconds()), (1, 1_700_000_000));
    assert_eq!(block.chain_id, "floe-1");
}

#[test]
fn advancing_several_blocks_spreads_the_seconds_and_ends_each_block() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, FUNDS));
    accepted(&mut net, undelegate(&one, 10));
    let start = net.time();
    // Blocks at 33, 66, 100: the last is due, but has not ended.
    net.chain.advance(100, 3).unwrap();
    assert_eq!(net.height(), 4);
    assert_eq!(net.time(), start.plus_seconds(100));
    assert_eq!(balance(&net), 0);
    // Blocks at 0 and 1 more: the one that was due ends.
    net.chain.advance(1, 2).unwrap();
    assert_eq!(net.time(), start.plus_seconds(101));
    assert_eq!(balance(&net), 10);
    assert!(net.chain.advance(1, 0).is_err());
}

#[test]
fn an_entry_on_hold_is_paid_late_and_answers_the_usual_completion() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, FUNDS));
    net.chain.hold(&one, 50).unwrap();
    let due = net.time().plus_seconds(UNBONDING).seconds();
    let seen = accepted(&mut net, undelegate(&one, 10));
    assert_eq!(undelegated(&seen).0, due);
    net.chain.hold(&one, 0).unwrap();
    net.pass(1);
    accepted(&mut net, undelegate(&one, 5));
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(balance(&net), 5);
    net.pass(48);
    assert_eq!(balance(&net), 5);
    net.pass(1);
    assert_eq!(balance(&net), 15);
}

#[test]
fn an_entry_on_hold_can_be_slashed_after_its_completion() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 1_000));
    net.chain.hold(&one, 50).unwrap();
    accepted(&mut net, undelegate(&one, 400));
    net.pass(UNBONDING + 1);
    let slash = Slash::new(&one, Decimal::percent(5)).at_height(1);
    // 5 % of 1,001,000
    assert_eq!(slashed(&mut net.chain, &slash), [50_050, 20, 0, 50_030]);
}

#[test]
fn a_slash_at_the_current_height_spares_all_entries() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 1_000));
    accepted(&mut net, undelegate(&one, 400));
    let slash = Slash::new(&one, Decimal::percent(50)).at_height(net.height());
    net.chain.slash(&slash).unwrap();
    assert_eq!(delegations(&net)[&one], 300);
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(balance(&net), FUNDS - 1_000 + 400);
}

#[test]
fn an_entry_that_is_due_is_not_slashed() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 1_000));
    accepted(&mut net, undelegate(&one, 400));
    let height = net.height();
    net.pass(UNBONDING);
    let slash = Slash::new(&one, Decimal::percent(5)).at_height(height);
    assert_eq!(slashed(&mut net.chain, &slash)[1], 0);
    net.pass(1);
    assert_eq!(balance(&net), FUNDS - 1_000 + 400);
}

#[test]
fn locks_and_entries_last_through_the_block_of_their_end() {
    let mut net = start();
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    net.forward(vec![delegate(&one, FUNDS - 100), delegate(&two, 100)]);
    net.forward(vec![redelegate(&one, &two, 10), undelegate(&one, 50)]);
    let can = |net: &Double| delegation(net, &two).unwrap().can_redelegate;
    net.pass(UNBONDING);
    assert_eq!(can(&net), coin(0, DENOM));
    let transitive = refused(&mut net, redelegate(&two, &third, 1));
    assert_eq!(transitive, "codespace: staking, code: 32");
    assert_eq!(balance(&net), 0);
    net.pass(1);
    assert_eq!(can(&net), coin(110, DENOM));
    assert_eq!(balance(&net), 50);
}

#[test]
fn entries_are_slashed_by_their_initial_balance_and_at_most_what_is_left() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 1_000));
    accepted(&mut net, undelegate(&one, 1_000));
    net.pass(1);
    let slash = Slash::new(&one, Decimal::percent(60)).with_power(1_000);
    assert_eq!(slashed(&mut net.chain, &slash), [600, 600, 0, 0]);
    // 600 are asked of the entry, 400 are left, and the budget counts what was asked.
    assert_eq!(slashed(&mut net.chain, &slash), [600, 400, 0, 0]);
    assert_eq!(net.chain.unbonding_entries(net.probe())[0].balance, 0);
}

#[test]
fn the_default_infraction_is_in_the_previous_block() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 1_000));
    accepted(&mut net, undelegate(&one, 100));
    net.pass(1);
    accepted(&mut net, undelegate(&one, 200));
    net.pass(1);
    accepted(&mut net, undelegate(&one, 300));
    // Height 3, so entries of 2 and 3: 500 of a power of 1,000,900.
    let slash = Slash::new(&one, Decimal::percent(10));
    assert_eq!(slashed(&mut net.chain, &slash), [100_090, 50, 0, 100_040]);
}

#[test]
fn power_is_not_cut_to_whole_coins_and_the_budget_rounds_down() {
    let mut net = start();
    let one = net.operator(0);
    let slash = Slash::new(&one, Decimal::percent(5)).with_power(39);
    assert_eq!(slashed(&mut net.chain, &slash), [1, 0, 0, 1]);
    let slash = Slash::new(&one, Decimal::one()).with_power(5 * FUNDS);
    let left = FUNDS - 1;
    assert_eq!(slashed(&mut net.chain, &slash), [5 * FUNDS, 0, 0, left]);
}

#[test]
fn a_slash_of_an_unbonded_validator_or_in_the_future_is_refused() {
    let mut net = start();
    let one = net.operator(0);
    let future = Slash::new(&one, Decimal::percent(5)).at_height(2);
    assert!(net.chain.slash(&future).is_err());
    let double = Slash::new(&one, Decimal::percent(200));
    assert!(net.chain.slash(&double).is_err());
    net.chain.unbond_validator(&one).unwrap();
    let slash = Slash::new(&one, Decimal::percent(5));
    assert!(net.chain.slash(&slash).is_err());
    assert_eq!(net.chain.validator(&one).unwrap().tokens, FUNDS);
}

#[test]
fn a_slash_can_jail_and_tombstone() {
    let mut net = start();
    let (one, two) = (net.operator(0), net.operator(1));
    let slash = Slash::new(&one, Decimal::percent(1)).and_jail();
    net.chain.slash(&slash).unwrap();
    let slash = Slash::new(&two, Decimal::percent(5)).and_tombstone();
    net.chain.slash(&slash).unwrap();
    let view = net.chain.validator(&one).unwrap();
    assert_eq!((view.status, view.jailed), (BondState::Unbonding, true));
    net.chain.unjail(&one).unwrap();
    let view = net.chain.validator(&one).unwrap();
    assert_eq!((view.status, view.jailed), (BondState::Bonded, false));
    let refused = net.chain.unjail(&two).unwrap_err();
    let refused = refused.downcast_ref::<ChainError>().unwrap();
    assert_eq!(refused.log, "validator still jailed; cannot be unjailed");
    assert!(net.chain.unjail(&one).is_err());
}

#[test]
fn a_jailed_validator_becomes_unbonded_after_the_unbonding_time() {
    let mut net = start();
    let (one, two) = (net.operator(0), net.operator(1));
    net.jail(&one);
    net.jail(&two);
    net.pass(UNBONDING - 1);
    net.chain.unjail(&two).unwrap();
    net.pass(1);
    let status = |net: &Double, operator: &str| net.chain.validator(operator).unwrap().status;
    assert_eq!(status(&net, &one), BondState::Unbonding);
    net.pass(1);
    assert_eq!(status(&net, &one), BondState::Unbonded);
    assert_eq!(status(&net, &two), BondState::Bonded);
    net.chain.unjail(&one).unwrap();
    assert_eq!(status(&net, &one), BondState::Bonded);
}

#[test]
fn an_unbonded_validator_without_shares_is_removed() {
    let mut net = start();
    let empty = net
        .chain
        .add_validator("empty", Decimal::zero(), Uint128::zero())
        .unwrap();
    accepted(&mut net, delegate(&empty, 10));
    net.chain.unbond_validator(&empty).unwrap();
    accepted(&mut net, undelegate(&empty, 10));
    assert_eq!(known(&net, &empty), Some(false));
    net.pass(UNBONDING);
    net.pass(1);
    assert_eq!(balance(&net), FUNDS);
}
