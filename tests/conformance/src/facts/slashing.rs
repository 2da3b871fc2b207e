//! Amounts are whole coins, so that the chain, which counts power in these, and the double agree.

use std::collections::BTreeMap;

use crate::net::{Net, COIN, DENOM, FUNDS, STAKES};
use crate::speech::*;

/// Stake of the first validator with 100 coins of the probe.
const POWER: u128 = STAKES[0] + 100 * COIN;

fn wait_for_all_entries(net: &mut dyn Net) {
    net.pass(net.unbonding());
    net.pass(1);
}

pub fn a_slash_charges_entries_first_and_bonded_stake_with_the_rest(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100 * COIN));
    net.pass(1);
    accepted(net, undelegate(&one, 40 * COIN));
    let height = net.height();
    net.pass(1);
    // 4 % of 130: 1.6 from the entry, 3.6 from 90 bonded.
    net.double_sign(&one, height, POWER);
    assert_eq!(delegations(net)[&one], 57_600_000);
    wait_for_all_entries(net);
    assert_eq!(balance(net), FUNDS - 100 * COIN + 38_400_000);
}

pub fn a_slash_spares_entries_older_than_the_infraction(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100 * COIN));
    accepted(net, undelegate(&one, 40 * COIN));
    net.pass(1);
    accepted(net, undelegate(&one, 20 * COIN));
    let height = net.height();
    net.pass(1);
    net.double_sign(&one, height, POWER - 40 * COIN);
    wait_for_all_entries(net);
    assert_eq!(balance(net), FUNDS - 100 * COIN + 40 * COIN + 19_200_000);
}

pub fn bonded_stake_may_lose_nothing_while_entries_lose_their_part(net: &mut dyn Net) {
    let one = net.operator(0);
    let height = net.height();
    net.pass(1);
    accepted(net, delegate(&one, 100 * COIN));
    accepted(net, undelegate(&one, 30 * COIN));
    net.pass(1);
    // A budget of 1.2 for the 30 that were there then, and the entry takes it all.
    net.double_sign(&one, height, STAKES[0]);
    assert_eq!(delegations(net)[&one], 70 * COIN);
    wait_for_all_entries(net);
    assert_eq!(balance(net), FUNDS - 100 * COIN + 28_800_000);
}

pub fn a_redelegation_is_slashed_at_the_destination(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 100 * COIN));
    net.pass(1);
    accepted(net, redelegate(&one, &two, 30 * COIN));
    let height = net.height();
    net.pass(1);
    // 4 % of 130: 1.2 at the destination, 4 from 100 bonded.
    net.double_sign(&one, height, POWER);
    let expected = BTreeMap::from([(one, 67_200_000), (two, 28_800_000)]);
    assert_eq!(delegations(net), expected);
}

pub fn entries_at_the_destination_are_slashed_before_its_shares(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 100 * COIN));
    net.pass(1);
    accepted(net, redelegate(&one, &two, 30 * COIN));
    let height = net.height();
    accepted(net, undelegate(&two, 10 * COIN));
    net.pass(1);
    net.double_sign(&one, height, POWER);
    assert_eq!(delegations(net)[&two], 20 * COIN);
    wait_for_all_entries(net);
    assert_eq!(balance(net), FUNDS - 100 * COIN + 8_800_000);
}

pub fn a_destination_may_lose_more_than_was_asked(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 100 * COIN));
    net.pass(1);
    accepted(net, redelegate(&one, &two, 50 * COIN));
    let height = net.height();
    accepted(net, undelegate(&two, COIN));
    net.pass(1);
    net.double_sign(&one, height, POWER);
    // 2 are asked. The entry gives its 1, and the shares give 2 nevertheless.
    let expected = BTreeMap::from([(one, 48_000_000), (two, 47_000_000)]);
    assert_eq!(delegations(net), expected);
    wait_for_all_entries(net);
    assert_eq!(balance(net), FUNDS - 100 * COIN);
}

pub fn a_slash_of_a_redelegation_pays_the_rewards_of_the_destination(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 100 * COIN));
    net.pass(1);
    accepted(net, redelegate(&one, &two, 30 * COIN));
    let height = net.height();
    net.reward(&two, 9, DENOM);
    net.pass(1);
    net.double_sign(&one, height, POWER);
    assert_eq!(balance(net), FUNDS - 100 * COIN + 9);
}

pub fn everything_can_be_slashed(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 100 * COIN));
    net.reward(&one, 3, DENOM);
    net.pass(1);
    accepted(net, undelegate(&one, 40 * COIN));
    let height = net.height();
    net.pass(1);
    net.double_sign(&one, height, POWER);
    assert_eq!(delegations(net)[&one], 0);
    let worthless = "codespace: staking, code: 22";
    assert_eq!(refused(net, undelegate(&one, 1)), worthless);
    assert_eq!(refused(net, redelegate(&one, &two, 1)), worthless);
    accepted(net, withdraw(&one));
    wait_for_all_entries(net);
    assert_eq!(balance(net), FUNDS - 100 * COIN + 3);
}

pub fn a_tombstoned_validator_is_not_slashed_twice(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100 * COIN));
    net.pass(1);
    let height = net.height() + 1;
    net.pass(1);
    net.double_sign(&one, height, POWER);
    assert_eq!(delegations(net)[&one], 96 * COIN);
    net.double_sign(&one, height - 1, POWER);
    assert_eq!(delegations(net)[&one], 96 * COIN);
}

pub fn missing_blocks_costs_bonded_stake_and_spares_entries_of_before(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100 * COIN));
    accepted(net, undelegate(&one, 40 * COIN));
    // 10 % of 90.
    net.miss_blocks(&one, POWER - 40 * COIN);
    assert_eq!(delegations(net)[&one], 54 * COIN);
    assert!(!bonded(net).contains(&one));
    wait_for_all_entries(net);
    assert_eq!(balance(net), FUNDS - 100 * COIN + 40 * COIN);
}
