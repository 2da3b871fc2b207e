//! Facts of undelegating.

use std::collections::BTreeMap;

use crate::net::{Look, Net, FUNDS};
use crate::speech::*;

const FULL: &str = "codespace: staking, code: 27";

pub fn undelegate_answers_completion_time_and_amount(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100));
    let seen = accepted(net, undelegate(&one, 40));
    let (seconds, nanos) = due(net, net.unbonding());
    assert_eq!(undelegated(&seen), (seconds, nanos, 40));
}

pub fn undelegate_may_yield_one_unit_less_than_asked(net: &mut dyn Net) {
    let third = slashed_third(net);
    accepted(net, delegate(&third, 100));
    let seen = accepted(net, undelegate(&third, 51));
    assert_eq!(undelegated(&seen).2, 50);
}

pub fn the_eighth_entry_fails_even_where_it_would_merge(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100));
    for _ in 0..6 {
        accepted(net, undelegate(&one, 1));
        net.pass(1);
    }
    let seen = net.forward(vec![undelegate(&one, 1), undelegate(&one, 1)]);
    assert_eq!(seen[0].error, None);
    assert_eq!(error(&seen), FULL);
    net.pass(1);
    assert_eq!(refused(net, undelegate(&one, 1)), FULL);
    assert_eq!(delegations(net)[&one], 93);
}

pub fn undelegations_of_one_block_merge_into_one_entry(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100));
    for _ in 0..6 {
        all_accepted(net, vec![undelegate(&one, 1), undelegate(&one, 2)]);
        net.pass(1);
    }
    // Six entries so far, so a seventh is possible.
    accepted(net, undelegate(&one, 1));
    net.pass(1);
    assert_eq!(refused(net, undelegate(&one, 1)), FULL);
}

pub fn entries_are_counted_per_validator(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    all_accepted(net, vec![delegate(&one, 100), delegate(&two, 100)]);
    for _ in 0..7 {
        accepted(net, undelegate(&one, 1));
        net.pass(1);
    }
    accepted(net, undelegate(&two, 1));
    assert_eq!(refused(net, undelegate(&one, 1)), FULL);
}

pub fn unbonding_from_jailed_and_unbonded_validators_takes_the_full_time(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    all_accepted(net, vec![delegate(&one, 100), delegate(&two, 100)]);
    net.unbond_validator(&two);
    net.jail(&one);
    net.pass(net.unbonding() / 4);
    let seen = all_accepted(net, vec![undelegate(&one, 10), undelegate(&two, 10)]);
    let (seconds, nanos) = due(net, net.unbonding());
    for seen in seen {
        assert_eq!(undelegated(&seen), (seconds, nanos, 10));
    }
}

pub fn matured_coins_are_seen_in_the_next_block_only(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, FUNDS));
    accepted(net, undelegate(&one, 1_000));
    let due = net.time().plus_seconds(net.unbonding());
    net.pass(net.unbonding() - 6);
    let looks = net.watch(due.plus_seconds(2));
    for look in &looks {
        let coins: u128 = look.glimpse.balances.iter().map(|c| c.amount.u128()).sum();
        let expected = if look.previous >= due { 1_000 } else { 0 };
        assert_eq!(coins, expected, "{look:?}, due {due}");
    }
    let in_the_very_block = |look: &Look| look.previous < due && look.glimpse.time >= due;
    assert!(looks.iter().any(in_the_very_block), "{looks:?}");
    assert_eq!(balance(net), 1_000);
}

pub fn one_unit_more_than_the_delegation_is_refused(net: &mut dyn Net) {
    let one = net.operator(0);
    let third = slashed_third(net);
    all_accepted(net, vec![delegate(&one, 100), delegate(&third, 100)]);
    let invalid = "codespace: sdk, code: 18";
    assert_eq!(refused(net, undelegate(&one, 101)), invalid);
    accepted(net, undelegate(&one, 100));
    assert_eq!(refused(net, undelegate(&third, 101)), invalid);
    // Bought with 100, it reads 99 and yields 99; only the 100 take all shares.
    assert_eq!(delegations(net)[&third], 99);
    let seen = accepted(net, undelegate(&third, 100));
    assert_eq!(undelegated(&seen).2, 99);
    assert_eq!(delegations(net), BTreeMap::new());
}

pub fn undelegating_zero_or_from_nothing_fails(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 100));
    let zero = refused(net, undelegate(&one, 0));
    assert_eq!(zero, "codespace: sdk, code: 18");
    let none = "codespace: staking, code: 19";
    assert_eq!(refused(net, undelegate(&two, 1)), none);
    assert_eq!(refused(net, redelegate(&two, &one, 1)), none);
}
