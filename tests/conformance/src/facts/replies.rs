use cosmwasm_std::{coins, BankMsg, CosmosMsg, Decimal, GovMsg, VoteOption, WeightedVoteOption};
use std::collections::BTreeMap;

use crate::net::{Net, DENOM, FUNDS};
use crate::speech::*;

fn burn(amount: u128) -> CosmosMsg {
    let amount = coins(amount, DENOM);
    BankMsg::Burn { amount }.into()
}

fn send(to: &str, amount: u128) -> CosmosMsg {
    let to_address = to.to_string();
    let amount = coins(amount, DENOM);
    BankMsg::Send { to_address, amount }.into()
}

pub fn a_failed_message_is_rolled_back_alone(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 1_000));
    net.reward(&one, 70, DENOM);
    // The second pays the rewards out before it finds the funds missing.
    let seen = net.forward(vec![burn(1), delegate(&one, 2 * FUNDS), burn(2)]);
    let failed: Vec<bool> = seen.iter().map(|s| s.error.is_some()).collect();
    assert_eq!(failed, [false, true, false]);
    assert_eq!(balance(net), FUNDS - 1_000 - 3);
    let pending = delegation(net, &one).unwrap().accumulated_rewards;
    assert_eq!(pending, coins(70, DENOM));
}

pub fn a_message_that_runs_out_of_its_gas_fails_alone(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    all_accepted(net, vec![delegate(&one, 1_000), delegate(&two, 1_000)]);
    net.starve(&one);
    let messages = vec![
        delegate(&one, 1),
        undelegate(&one, 1),
        redelegate(&one, &two, 1),
        withdraw(&one),
        delegate(&two, 1),
    ];
    let seen = net.forward(messages);
    let errors: Vec<_> = seen.iter().map(|s| s.error.as_deref()).collect();
    let starved = Some("codespace: sdk, code: 11");
    assert_eq!(errors, [starved, starved, starved, starved, None]);
    let expected = BTreeMap::from([(one, 1_000), (two, 1_001)]);
    assert_eq!(delegations(net), expected);
}

pub fn a_transaction_that_fails_leaves_no_trace(net: &mut dyn Net) {
    let one = net.operator(0);
    accepted(net, delegate(&one, 100));
    net.reward(&one, 5, DENOM);
    assert!(!net.forward_all(vec![undelegate(&one, 50), undelegate(&one, 51)]));
    assert_eq!(balance(net), FUNDS - 100);
    assert_eq!(delegations(net)[&one], 100);
    assert!(net.forward_all(vec![undelegate(&one, 50), undelegate(&one, 50)]));
    assert_eq!(delegations(net), BTreeMap::new());
}

pub fn messages_see_the_effects_of_earlier_ones(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    let messages = vec![
        delegate(&one, 100),
        redelegate(&one, &two, 100),
        undelegate(&two, 100),
    ];
    let seen = all_accepted(net, messages);
    assert_eq!(seen[0].balances, coins(FUNDS - 100, DENOM));
    assert_eq!(delegations(net), BTreeMap::new());
}

pub fn a_payload_comes_back_in_the_reply(net: &mut dyn Net) {
    let one = net.operator(0);
    let seen = net.forward(vec![delegate(&one, 1), undelegate(&one, 2)]);
    assert_eq!(seen[0].payload.as_slice(), b"0");
    assert_eq!(seen[1].payload.as_slice(), b"1");
}

pub fn replies_to_native_messages_carry_no_events(net: &mut dyn Net) {
    let one = net.operator(0);
    let own = net.contract();
    let messages = vec![
        delegate(&one, 10),
        undelegate(&one, 1),
        withdraw(&one),
        send(&own, 1),
    ];
    let seen = all_accepted(net, messages);
    assert!(seen.iter().all(|s| s.events == 0), "{seen:?}");
}

pub fn every_staking_message_answers_its_own_response(net: &mut dyn Net) {
    let (one, two) = (net.operator(0), net.operator(1));
    let messages = vec![
        delegate(&one, 10),
        undelegate(&one, 1),
        redelegate(&one, &two, 1),
        withdraw(&one),
        set_withdraw_address(&elsewhere()),
    ];
    let seen = all_accepted(net, messages);
    let urls: Vec<Vec<&str>> = seen
        .iter()
        .map(|s| s.responses.iter().map(|r| r.type_url.as_str()).collect())
        .collect();
    let expected = [
        ["/cosmos.staking.v1beta1.MsgDelegateResponse"],
        ["/cosmos.staking.v1beta1.MsgUndelegateResponse"],
        ["/cosmos.staking.v1beta1.MsgBeginRedelegateResponse"],
        ["/cosmos.distribution.v1beta1.MsgWithdrawDelegatorRewardResponse"],
        ["/cosmos.distribution.v1beta1.MsgSetWithdrawAddressResponse"],
    ];
    assert_eq!(urls, expected);
}

pub fn coins_are_not_sent_to_what_is_no_address(net: &mut dyn Net) {
    assert_eq!(refused(net, send("nobody", 1)), "codespace: sdk, code: 7");
}

pub fn a_contract_can_send_to_itself(net: &mut dyn Net) {
    let own = net.contract();
    accepted(net, send(&own, FUNDS));
    assert_eq!(balance(net), FUNDS);
}

pub fn a_contract_can_vote_and_change_its_vote(net: &mut dyn Net) {
    let proposal_id = net.proposal();
    let vote = GovMsg::Vote {
        proposal_id,
        option: VoteOption::Yes,
    };
    let half = |option| WeightedVoteOption {
        option,
        weight: Decimal::percent(50),
    };
    let split = GovMsg::VoteWeighted {
        proposal_id,
        options: vec![half(VoteOption::No), half(VoteOption::Abstain)],
    };
    let uneven = GovMsg::VoteWeighted {
        proposal_id,
        options: vec![half(VoteOption::No)],
    };
    let seen = net.forward(vec![vote.into(), split.into(), uneven.into()]);
    let errors: Vec<_> = seen.iter().map(|s| s.error.as_deref()).collect();
    assert_eq!(errors, [None, None, Some("codespace: gov, code: 7")]);
}
