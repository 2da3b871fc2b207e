//! Facts of delegating.

use cosmwasm_std::{coin, StakingMsg};
use std::collections::BTreeMap;

use crate::net::{Net, COIN, DENOM, FUNDS, OTHER_DENOM, STAKES};
use crate::speech::*;

pub fn delegating_pays_pending_rewards_before_it_takes_the_stake(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, FUNDS));
    net.reward(&one, 500, DENOM);
    accepted(net, delegate(&one, 400));
    assert_eq!(balance(net), 100);
    assert_eq!(delegations(net)[&one], FUNDS + 400);
}

pub fn after_a_slash_delegating_100_reads_back_as_99(net: &mut dyn Net) {
    let third = slashed_third(net);
    accepted(net, delegate(&third, 100));
    assert_eq!(delegations(net)[&third], 99);
    assert_eq!(balance(net), FUNDS - 100);
}

pub fn delegating_to_a_validator_without_tokens_but_with_shares_fails(net: &mut dyn Net) {
    let third = slashed_third(net);
    let error = refused(net, delegate(&third, 100));
    assert_eq!(error, "codespace: staking, code: 34");
    assert_eq!(balance(net), FUNDS);
}

pub fn delegating_to_a_jailed_or_tombstoned_validator_succeeds(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    net.jail(&one);
    let height = net.height();
    net.double_sign(&two, height, STAKES[1]);
    accepted(net, delegate(&one, 5));
    accepted(net, delegate(&two, 24 * COIN));
    let expected = BTreeMap::from([(one, 5), (two, 24 * COIN)]);
    assert_eq!(delegations(net), expected);
}

pub fn delegating_zero_an_unknown_or_a_malformed_validator_or_another_denom_fails(net: &mut dyn Net) {
    let one = net.operator(0);
    let account = net.contract();
    let foreign = StakingMsg::Delegate {
        validator: one.clone(),
        amount: coin(5, OTHER_DENOM),
    };
    let cases = [
        (delegate(&one, 0), "codespace: sdk, code: 18"),
        (delegate(&nobody(), 5), "codespace: staking, code: 3"),
        (delegate("wasmvaloper1junk", 5), "codespace: sdk, code: 7"),
        (delegate(&account, 5), "codespace: sdk, code: 7"),
        (foreign.into(), "codespace: sdk, code: 18"),
    ];
    let (messages, expected): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
    let seen = net.forward(messages);
    let errors: Vec<String> = seen.into_iter().map(|s| s.error.unwrap_or_default()).collect();
    assert_eq!(errors, expected);
}

pub fn delegating_more_than_the_balance_fails(net: &mut dyn Net) {
    let one = net.operator(0);
    let error = refused(net, delegate(&one, FUNDS + 1));
    assert_eq!(error, "codespace: sdk, code: 5");
    assert_eq!(delegations(net), BTreeMap::new());
}
