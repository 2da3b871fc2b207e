//! Facts of rewards.

use cosmwasm_std::{coin, coins};

use crate::net::{Net, DENOM, FUNDS, OTHER_DENOM};
use crate::speech::*;

pub fn undelegating_pays_pending_rewards_also_when_nothing_is_left(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, FUNDS));
    net.reward(&one, 7, DENOM);
    accepted(net, undelegate(&one, 1));
    assert_eq!(balance(net), 7);
    net.reward(&one, 8, DENOM);
    accepted(net, undelegate(&one, FUNDS - 1));
    assert_eq!(balance(net), 15);
    assert_eq!(delegation(net, &one), None);
}

pub fn redelegating_pays_pending_rewards_on_both_sides(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    all_accepted(net, vec![delegate(&one, 1_000), delegate(&two, 1_000)]);
    net.reward(&one, 7, DENOM);
    net.reward(&two, 80, DENOM);
    accepted(net, redelegate(&one, &two, 10));
    assert_eq!(balance(net), FUNDS - 2_000 + 87);
}

pub fn withdrawing_zero_succeeds_and_pays_nothing(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    accepted(net, withdraw(&one));
    assert_eq!(balance(net), FUNDS - 1_000);
}

pub fn withdrawing_without_a_delegation_fails(net: &mut dyn Net) {
    let one = net.operator(0);
    assert_eq!(refused(net, withdraw(&one)), "codespace: staking, code: 19");
}

pub fn rewards_go_to_the_withdraw_address(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, set_withdraw_address(&elsewhere()));
    accepted(net, delegate(&one, 1_000));
    net.reward(&one, 500, DENOM);
    accepted(net, undelegate(&one, 1_000));
    assert_eq!(balance(net), FUNDS - 1_000);
    assert_eq!(balance_of(net, &elsewhere(), DENOM), 500);
}

pub fn rewards_come_in_every_denom_and_are_paid_together(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, FUNDS));
    net.reward(&one, 500, DENOM);
    net.reward(&one, 60, OTHER_DENOM);
    let pending = delegation(net, &one).unwrap().accumulated_rewards;
    assert_eq!(pending, [coin(500, DENOM), coin(60, OTHER_DENOM)]);
    let seen = accepted(net, withdraw(&one));
    assert_eq!(seen.balances, [coin(500, DENOM), coin(60, OTHER_DENOM)]);
    let pending = delegation(net, &one).unwrap().accumulated_rewards;
    assert_eq!(pending, []);
}

pub fn a_reply_sees_the_rewards_that_its_message_paid(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, FUNDS));
    net.reward(&one, 500, DENOM);
    let seen = accepted(net, undelegate(&one, 1));
    assert_eq!(seen.balances, coins(500, DENOM));
}
