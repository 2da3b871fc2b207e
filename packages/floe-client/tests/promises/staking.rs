//! Stake, undelegations and validators.

use std::collections::BTreeMap;

use cosmwasm_std::{coin, DistributionMsg, StakingMsg};
use floe_client::views::{BondStatus, UnbondingEntry};
use floe_client::{ChainExt, Gas, Msg, Signer, Tx, TxOutcome};

use super::{fee, Stage};

const PURSE: u128 = 500_000_000;
/// Staking messages are given more than they use here: others may undelegate in the same block.
const PLENTY: Gas = Gas::Simulated {
    percent: 150,
    floor: 500_000,
};

fn act(stage: &mut Stage, who: &Signer, msg: impl Into<Msg>) -> TxOutcome {
    let tx = Tx::new(who, vec![msg.into()]).gas(PLENTY);
    stage.chain.send(&tx).unwrap()
}

fn operators(stage: &Stage) -> Vec<String> {
    let mut bonded = stage.chain.validators().unwrap();
    bonded.retain(|validator| validator.status == BondStatus::Bonded && !validator.jailed);
    bonded.into_iter().map(|validator| validator.operator).collect()
}

pub fn stake_is_seen_where_it_was_put_and_where_it_moved(stage: &mut Stage) {
    let denom = stage.denom();
    let (alice, address) = stage.person("alice", PURSE);
    let [from, to, ..] = &operators(stage)[..] else {
        panic!("two bonded validators are needed")
    };
    act(stage, &alice, Msg::delegate(from, coin(1_000_000, &denom)));
    let delegated = stage.chain.delegated(&address).unwrap();
    assert_eq!(delegated, BTreeMap::from([(from.clone(), 1_000_000)]));

    let moved = act(
        stage,
        &alice,
        StakingMsg::Redelegate {
            src_validator: from.clone(),
            dst_validator: to.clone(),
            amount: coin(400_000, &denom),
        },
    );
    let expected = BTreeMap::from([(from.clone(), 600_000), (to.clone(), 400_000)]);
    assert_eq!(stage.chain.delegated(&address).unwrap(), expected);

    let entries = stage.chain.redelegations(&address).unwrap();
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!((&entry.source, &entry.destination), (from, to));
    assert_eq!((entry.initial, entry.creation_height), (400_000, moved.height));
    assert_eq!(entry.completion, completion(stage, moved.height));
}

pub fn undelegated_coins_are_seen_on_their_way_and_come_back(stage: &mut Stage) {
    let denom = stage.denom();
    let (alice, address) = stage.person("alice", PURSE);
    let (_, treasury) = stage.person("treasury", 0);
    let operator = operators(stage)[0].clone();
    // Rewards go elsewhere, so that the balance is exact.
    let elsewhere = DistributionMsg::SetWithdrawAddress {
        address: treasury.clone(),
    };
    let mut fees = fee(&act(stage, &alice, Msg::Cosmos(elsewhere.into())), &denom);
    assert_eq!(stage.chain.withdraw_address(&address).unwrap(), treasury);
    assert_eq!(stage.chain.withdraw_address(&treasury).unwrap(), treasury);
    fees += fee(
        &act(stage, &alice, Msg::delegate(&operator, coin(1_000_000, &denom))),
        &denom,
    );

    let undelegate = StakingMsg::Undelegate {
        validator: operator.clone(),
        amount: coin(1_000_000, &denom),
    };
    let left = act(stage, &alice, undelegate);
    fees += fee(&left, &denom);

    let expected = UnbondingEntry {
        operator,
        creation_height: left.height,
        initial: 1_000_000,
        balance: 1_000_000,
        completion: completion(stage, left.height),
    };
    let found = stage.chain.unbonding(&address).unwrap();
    assert_eq!(found, std::slice::from_ref(&expected));
    assert_eq!(stage.chain.delegations(&address).unwrap(), []);
    assert_eq!(
        stage.chain.stake_balance(&address).unwrap(),
        PURSE - 1_000_000 - fees
    );

    let block = stage.chain.wait_for_time(expected.completion).unwrap();
    assert!(block.time >= expected.completion);
    assert_eq!(stage.chain.unbonding(&address).unwrap(), []);
    assert_eq!(stage.chain.stake_balance(&address).unwrap(), PURSE - fees);
}

fn completion(stage: &Stage, height: u64) -> cosmwasm_std::Timestamp {
    let secs = stage.chain.staking_params().unwrap().unbonding_secs;
    stage.chain.block_at(height).unwrap().time.plus_seconds(secs)
}

pub fn validators_are_told_with_stake_shares_and_commission(stage: &mut Stage) {
    let denom = stage.denom();
    let (alice, _) = stage.person("alice", PURSE);
    let operator = operators(stage)[0].clone();
    let find = |stage: &Stage| {
        let all = stage.chain.validators().unwrap();
        all.into_iter()
            .find(|validator| validator.operator == operator)
            .unwrap()
    };
    let before = find(stage);
    act(stage, &alice, Msg::delegate(&operator, coin(5_000_000, &denom)));
    let after = find(stage);
    assert_eq!(after.tokens, before.tokens + 5_000_000);
    assert!(after.shares > before.shares);
    assert_eq!(after.commission.to_string(), "0.05");
    assert!(!after.jailed);
}
