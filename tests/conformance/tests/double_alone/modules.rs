//! What the double does beyond the facts: distribution, governance, conservation.

use anybuf::Bufany;
use cosmwasm_std::{coin, coins, Decimal, Decimal256, GovMsg, Uint128, VoteOption};
use floe_conformance::speech::*;
use floe_conformance::{Double, Net, DENOM};
use floe_random::Random;
use floe_testing::chain::{ChainError, ModuleFault, Slash};
use std::collections::BTreeMap;

use crate::{reward, start, FUNDS, UNBONDING};

#[test]
fn withdrawing_truncates_each_denom_and_the_rest_goes_to_the_community_pool() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, FUNDS));
    let amount: Decimal256 = "2.75".parse().unwrap();
    let ibc = "ibc/ABC";
    let contract = net.probe().clone();
    net.chain.rewards_decimal(&contract, &one, amount, DENOM).unwrap();
    net.chain.rewards(&contract, &one, &coins(5, ibc)).unwrap();
    let pending = &net.chain.pending_rewards(&contract)[&one];
    assert_eq!(pending[DENOM], amount);
    let seen = accepted(&mut net, withdraw(&one));
    assert_eq!(seen.balances, [coin(5, ibc), coin(2, DENOM)]);
    let rest: Decimal256 = "0.75".parse().unwrap();
    let pool = net.chain.community_pool();
    assert_eq!(pool, BTreeMap::from([(DENOM.to_string(), rest)]));
    assert_eq!(net.chain.pending_rewards(&contract), BTreeMap::new());
}

#[test]
fn less_than_a_unit_of_rewards_pays_nothing() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, FUNDS));
    let amount: Decimal256 = "0.999".parse().unwrap();
    let contract = net.probe().clone();
    net.chain.rewards_decimal(&contract, &one, amount, DENOM).unwrap();
    accepted(&mut net, withdraw(&one));
    assert_eq!(balance(&net), 0);
}

#[test]
fn rewards_queries_answer_decimals_per_validator_and_in_total() {
    let mut net = start();
    let (one, two) = (net.operator(0), net.operator(1));
    net.forward(vec![delegate(&one, 10), delegate(&two, 10)]);
    reward(&mut net, &one, 5);
    reward(&mut net, &two, 7);
    let querier = net.chain.querier();
    let total = querier.query_delegation_total_rewards(net.probe()).unwrap();
    assert_eq!(total.total[0].amount.to_string(), "12");
    assert_eq!(total.rewards.len(), 2);
    let rewards = querier.query_delegation_rewards(net.probe(), &one).unwrap();
    assert_eq!(rewards[0].amount.to_string(), "5");
    let mut listed = querier.query_delegator_validators(net.probe()).unwrap();
    listed.sort();
    let mut both = vec![one, two];
    both.sort();
    assert_eq!(listed, both);
}

#[test]
fn spread_rewards_skip_validators_that_are_not_bonded() {
    let mut net = start();
    let [one, two, third] = [0, 1, 2].map(|i| net.operator(i));
    let contract = net.probe().clone();
    let spread = |net: &mut Double| net.chain.rewards_spread(&contract, Uint128::new(100));
    assert!(spread(&mut net).is_err());
    net.forward(vec![
        delegate(&one, 100),
        delegate(&two, 200),
        delegate(&third, 300),
    ]);
    net.jail(&third);
    spread(&mut net).unwrap();
    let pending = |net: &Double, operator: &str| delegation(net, operator).unwrap().accumulated_rewards;
    assert_eq!(pending(&net, &one), coins(33, DENOM));
    assert_eq!(pending(&net, &two), coins(67, DENOM));
    assert_eq!(pending(&net, &third), []);
    net.jail(&one);
    net.jail(&two);
    assert!(spread(&mut net).is_err());
}

#[test]
fn rewards_for_a_delegation_that_does_not_exist_are_an_error() {
    let mut net = start();
    let one = net.operator(0);
    let contract = net.probe().clone();
    let result = net.chain.rewards(&contract, &one, &coins(5, DENOM));
    let error = result.unwrap_err();
    assert_eq!(error.downcast_ref::<ChainError>().unwrap().code, 19);
}

#[test]
fn setting_the_withdraw_address_fails_where_the_chain_has_disabled_it() {
    let mut net = start();
    let elsewhere = net.chain.account("elsewhere");
    net.chain.set_withdraw_address_enabled(false);
    let error = refused(&mut net, set_withdraw_address(elsewhere.as_str()));
    assert_eq!(error, "codespace: distribution, code: 8");
    net.chain.set_withdraw_address_enabled(true);
    accepted(&mut net, set_withdraw_address(elsewhere.as_str()));
    let contract = net.probe().clone();
    assert_eq!(net.chain.withdraw_address(&contract), elsewhere);
}

#[test]
fn the_log_has_the_text_that_a_reply_does_not_see() {
    let mut net = start();
    let one = net.operator(0);
    let user = net.chain.account("user");
    net.chain.fund(&user, &coins(100, DENOM));
    net.chain.execute_msgs(&user, vec![delegate(&one, 100)]).unwrap();
    let result = net.chain.execute_msgs(&user, vec![undelegate(&one, 101)]);
    let error = result.unwrap_err();
    let error = error.downcast_ref::<ChainError>().unwrap();
    assert_eq!(error.log, "invalid shares amount: invalid request");
    assert_eq!(error.to_string(), "codespace: sdk, code: 18");
}

#[test]
fn faults_refuse_their_message_for_their_validator_until_switched_off() {
    let mut net = start();
    let (one, two) = (net.operator(0), net.operator(1));
    net.forward(vec![delegate(&one, 100), delegate(&two, 100)]);
    let cases = [
        (ModuleFault::Delegate, delegate(&one, 1), delegate(&two, 1)),
        (ModuleFault::Undelegate, undelegate(&one, 1), undelegate(&two, 1)),
        (ModuleFault::Withdraw, withdraw(&one), withdraw(&two)),
        (
            ModuleFault::Redelegate,
            redelegate(&two, &one, 1),
            delegate(&one, 1),
        ),
        (
            ModuleFault::Redelegate,
            redelegate(&one, &two, 1),
            delegate(&two, 1),
        ),
    ];
    for (fault, message, other) in cases {
        net.chain.fail(&one, &[fault], true).unwrap();
        let error = refused(&mut net, message.clone());
        assert_eq!(error, "codespace: staking, code: 999");
        accepted(&mut net, other);
        net.chain.fail(&one, &[fault], false).unwrap();
        if fault != ModuleFault::Redelegate {
            accepted(&mut net, message);
        }
    }
    let parsed: Vec<ModuleFault> = serde_json::from_str(r#"["delegate","short_by_one"]"#).unwrap();
    assert_eq!(parsed, [ModuleFault::Delegate, ModuleFault::ShortByOne]);
}

#[test]
fn out_of_gas_fails_every_message_for_the_validator() {
    let mut net = start();
    let (one, two) = (net.operator(0), net.operator(1));
    accepted(&mut net, delegate(&one, 100));
    net.chain.fail(&one, &[ModuleFault::OutOfGas], true).unwrap();
    let messages = [
        delegate(&one, 1),
        undelegate(&one, 1),
        redelegate(&one, &two, 1),
        withdraw(&one),
    ];
    for message in messages {
        assert_eq!(refused(&mut net, message), "codespace: sdk, code: 11");
    }
}

#[test]
fn spoiled_responses_are_garbage_or_empty_while_the_message_succeeds() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 100));
    net.chain
        .fail(&one, &[ModuleFault::UnreadableResponse], true)
        .unwrap();
    let seen = accepted(&mut net, undelegate(&one, 1));
    assert!(Bufany::deserialize(&seen.responses[0].value).is_err());
    net.chain
        .fail(&one, &[ModuleFault::UnreadableResponse], false)
        .unwrap();
    net.chain.fail(&one, &[ModuleFault::EmptyResponse], true).unwrap();
    let seen = accepted(&mut net, undelegate(&one, 1));
    assert!(seen.responses[0].value.is_empty());
    let contract = net.probe().clone();
    assert_eq!(net.chain.unbonding_entries(&contract)[0].balance, 2);
}

#[test]
fn short_by_one_leaves_the_unit_with_the_validator() {
    let mut net = start();
    let one = net.operator(0);
    accepted(&mut net, delegate(&one, 100));
    net.chain.fail(&one, &[ModuleFault::ShortByOne], true).unwrap();
    let seen = accepted(&mut net, undelegate(&one, 40));
    assert_eq!(undelegated(&seen).2, 39);
    assert_eq!(delegations(&net)[&one], 60);
    assert_eq!(net.chain.validator(&one).unwrap().tokens, FUNDS + 61);
}

#[test]
fn governance_accepts_and_records_votes() {
    let mut net = start();
    let vote = GovMsg::Vote {
        proposal_id: 3,
        option: VoteOption::Yes,
    };
    accepted(&mut net, vote.into());
    let votes = net.chain.votes(3);
    let [cast] = votes[net.probe().clone().as_str()].as_slice() else {
        panic!("one option expected: {votes:?}")
    };
    assert_eq!((&cast.option, cast.weight), (&VoteOption::Yes, Decimal::one()));
    assert_eq!(net.chain.votes(4), BTreeMap::new());
}

/// One random thing that can happen; errors are part of it.
fn happen(net: &mut Double, dice: &mut Random) {
    let pick = |dice: &mut Random| usize::try_from(dice.below(3)).unwrap();
    let (one, two) = (net.operator(pick(dice)), net.operator(pick(dice)));
    let amount = u128::from(dice.below(5_000));
    match dice.below(12) {
        0..=2 => drop(net.forward(vec![delegate(&one, amount)])),
        3 | 4 => drop(net.forward(vec![undelegate(&one, amount)])),
        5 | 6 => drop(net.forward(vec![redelegate(&one, &two, amount)])),
        7 | 8 => net.pass(dice.below(40)),
        9 => {
            let percent = Decimal::percent(dice.below(30));
            let height = net.height().saturating_sub(dice.below(10));
            let slash = Slash::new(&one, percent).at_height(height);
            drop(net.chain.slash(&slash));
        }
        10 => {
            let probe = net.probe().clone();
            drop(net.chain.rewards_spread(&probe, Uint128::new(amount)));
        }
        _ => {
            drop(net.chain.jail(&one));
            drop(net.chain.unjail(&two));
        }
    }
}

#[test]
fn no_history_creates_or_loses_a_token() {
    for seed in 0..40 {
        let mut net = start();
        let mut dice = Random::new(seed);
        for _ in 0..300 {
            happen(&mut net, &mut dice);
            net.assert_conserved();
        }
        // Everything that is under way ends, and nothing stays behind.
        let due = net.chain.unbonding_entries(net.probe());
        let expected = balance(&net) + due.iter().map(|entry| entry.balance).sum::<u128>();
        net.pass(UNBONDING);
        net.pass(1);
        assert_eq!(balance(&net), expected);
        assert_eq!(net.chain.unbonding_entries(net.probe()), []);
        assert_eq!(net.chain.redelegations(net.probe()), []);
    }
}
