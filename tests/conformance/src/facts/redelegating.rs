//! Facts of redelegating.

use crate::net::Net;
use crate::speech::*;

const TRANSITIVE: &str = "codespace: staking, code: 32";

pub fn a_transitive_redelegation_is_refused_until_the_first_has_ended(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    all_accepted(net, vec![delegate(&one, 100), delegate(&two, 100)]);
    let seen = accepted(net, redelegate(&one, &two, 10));
    let (seconds, nanos) = due(net, net.unbonding());
    assert_eq!(redelegated(&seen), (i64::try_from(seconds).unwrap(), nanos));
    // Also of what was there before.
    assert_eq!(refused(net, redelegate(&two, &third, 1)), TRANSITIVE);
    assert_eq!(refused(net, redelegate(&two, &one, 1)), TRANSITIVE);
    // Undelegating from there is possible, and so is moving more into it.
    accepted(net, undelegate(&two, 1));
    accepted(net, redelegate(&one, &third, 1));
    net.pass(net.unbonding() / 2);
    assert_eq!(refused(net, redelegate(&two, &third, 1)), TRANSITIVE);
    net.pass(net.unbonding() / 2 + 1);
    net.pass(1);
    accepted(net, redelegate(&two, &third, 1));
}

pub fn the_eighth_redelegation_of_a_pair_fails(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    accepted(net, delegate(&one, 100));
    // In one block: redelegations do not merge.
    all_accepted(net, vec![redelegate(&one, &two, 1); 7]);
    let eighth = refused(net, redelegate(&one, &two, 1));
    assert_eq!(eighth, "codespace: staking, code: 33");
    accepted(net, redelegate(&one, &third, 1));
}

pub fn a_redelegation_worth_zero_is_refused(net: &mut dyn Net) {
    let one = net.operator(0);
    let third = slashed_third(net);
    accepted(net, delegate(&third, 100));
    let zero = refused(net, redelegate(&third, &one, 1));
    assert_eq!(zero, "codespace: staking, code: 30");
    // Undelegating the same makes an entry of nothing.
    let seen = accepted(net, undelegate(&third, 1));
    assert_eq!(undelegated(&seen).2, 0);
}

pub fn a_redelegation_to_itself_or_to_nobody_is_refused(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100));
    let itself = refused(net, redelegate(&one, &one, 1));
    assert_eq!(itself, "codespace: staking, code: 29");
    let nobody = refused(net, redelegate(&one, &nobody(), 1));
    assert_eq!(nobody, "codespace: staking, code: 31");
}

pub fn a_redelegation_from_an_unbonded_validator_is_immediate_and_leaves_no_lock(net: &mut dyn Net) {
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    accepted(net, delegate(&one, 100));
    net.unbond_validator(&one);
    let seen = accepted(net, redelegate(&one, &two, 60));
    // 0001-01-01T00:00:00Z
    assert_eq!(redelegated(&seen), (-62_135_596_800, 0));
    assert_eq!(delegations(net)[&two], 60);
    accepted(net, redelegate(&two, &third, 60));
}

pub fn a_redelegation_from_an_unbonding_validator_ends_with_its_unbonding(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(net, delegate(&one, 100));
    net.jail(&one);
    let (seconds, nanos) = due(net, net.unbonding());
    net.pass(net.unbonding() / 4);
    let seen = accepted(net, redelegate(&one, &two, 60));
    assert_eq!(redelegated(&seen), (i64::try_from(seconds).unwrap(), nanos));
}
