//! Facts of replies and answers.

use cosmwasm_std::{
    coins, wasm_execute, BankMsg, CosmosMsg, Decimal, GovMsg, VoteOption, WeightedVoteOption,
};
use floe_probe::{ExecuteMsg, Order, Told};
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
    assert!(seen.iter().all(|s| s.events.is_empty()), "{seen:?}");
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// Two actions in the plain event and one event more, none of them with keys in order.
fn unsorted() -> ExecuteMsg {
    ExecuteMsg::Tell {
        attributes: pairs(&[
            ("to", "zoe"),
            ("action", "mint"),
            ("amount", "9"),
            ("to", "ann"),
            ("action", "burn"),
            ("Amount", "8"),
        ]),
        events: vec![Told {
            kind: "told".to_owned(),
            attributes: pairs(&[("b", "2"), ("a", "1"), ("b", "1"), ("ab", "0")]),
        }],
    }
}

fn sorted_plain() -> Vec<(String, String)> {
    pairs(&[
        ("Amount", "8"),
        ("_contract_address", "?"),
        ("action", "mint"),
        ("action", "burn"),
        ("amount", "9"),
        ("to", "zoe"),
        ("to", "ann"),
    ])
}

fn sorted_own() -> Vec<(String, String)> {
    pairs(&[
        ("_contract_address", "?"),
        ("a", "1"),
        ("ab", "0"),
        ("b", "2"),
        ("b", "1"),
    ])
}

/// The probe's events of a kind, with a mark in the place of its address.
fn told_by(contract: &str, events: &[Told], kind: &str) -> Vec<Vec<(String, String)>> {
    let events = events.iter().filter(|event| event.kind == kind);
    let masked = events.map(|event| {
        let masked = |(key, value): &(String, String)| {
            let value = if value == contract { "?" } else { value };
            (key.clone(), value.to_owned())
        };
        event.attributes.iter().map(masked).collect()
    });
    masked.collect()
}

/// Also of a message in a message: what the reply sees, and what the transaction reports.
pub fn attributes_of_a_message_between_contracts_are_sorted_by_key(net: &mut dyn Net) {
    let own = net.contract();
    let call = |msg: &ExecuteMsg| -> CosmosMsg { wasm_execute(&own, msg, vec![]).unwrap().into() };
    let forwarded = |msg: &ExecuteMsg| ExecuteMsg::Forward {
        orders: vec![Order {
            message: call(msg),
            gas_limit: None,
        }],
        tolerant: false,
    };
    let once = forwarded(&unsorted());
    for msg in [forwarded(&once), once] {
        let events = net.told(&msg);
        let plain = told_by(&own, &events, "wasm");
        let plain: Vec<_> = plain.iter().filter(|pairs| pairs.len() > 1).collect();
        assert_eq!(plain, [&sorted_plain()], "{events:?}");
        assert_eq!(told_by(&own, &events, "wasm-told"), [sorted_own()], "{events:?}");
        // Of the last forward, which is the inner one; the outer one's replies are saved after it.
        let seen = net.seen();
        let of_reply = told_by(&own, &seen[0].events, "wasm-told");
        assert_eq!(of_reply, [sorted_own()], "{seen:?}");
    }
}

pub fn attributes_of_what_a_transaction_calls_itself_keep_their_order(net: &mut dyn Net) {
    let ExecuteMsg::Tell { attributes, events } = unsorted() else {
        unreachable!()
    };
    let own = net.contract();
    let with_address = |attributes: Vec<(String, String)>| {
        let address = pairs(&[("_contract_address", "?")]);
        [address, attributes].concat()
    };
    let told = net.told(&unsorted());
    assert_eq!(
        told_by(&own, &told, "wasm"),
        [with_address(attributes)],
        "{told:?}"
    );
    let expected = events.into_iter().map(|event| with_address(event.attributes));
    assert_eq!(told_by(&own, &told, "wasm-told"), expected.collect::<Vec<_>>());
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
