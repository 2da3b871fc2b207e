//! Sending, confirming and refusing.

use std::time::Duration;

use floe_client::{ChainExt, Error, Gas, Msg, Pending, Signer, Tx};
use serde_json::json;

use super::Stage;

const PURSE: u128 = 50_000_000;

pub fn several_transactions_can_be_under_way(stage: &mut Stage) {
    let (alice, _) = stage.person("alice", PURSE);
    let (carol, _) = stage.person("carol", PURSE);
    let (_, bob) = stage.person("bob", 0);
    let one = stage.stake(1);
    let mut pending = Vec::new();
    for _ in 0..3 {
        for signer in [&alice, &carol] {
            let tx = Tx::new(signer, vec![Msg::send(&bob, &one)]);
            pending.push(stage.chain.submit(&tx).unwrap());
        }
    }
    let outcomes = pending
        .iter()
        .map(|pending| stage.chain.confirm(pending).unwrap());
    let mut hashes: Vec<String> = outcomes.map(|outcome| outcome.hash).collect();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 6);
    assert_eq!(stage.chain.stake_balance(&bob).unwrap(), 6);
}

pub fn a_simulation_leaves_nothing_behind(stage: &mut Stage) {
    let (alice, address) = stage.person("alice", PURSE);
    let (_, bob) = stage.person("bob", 0);
    let good = Tx::new(&alice, vec![Msg::send(&bob, &stage.stake(5))]);
    let used = stage.chain.simulate(&good).unwrap();
    assert_eq!(stage.chain.stake_balance(&bob).unwrap(), 0);
    assert_eq!(stage.chain.stake_balance(&address).unwrap(), PURSE);

    let outcome = stage.chain.send(&good).unwrap();
    assert_eq!(
        used.is_some(),
        outcome.gas.is_some(),
        "simulated where it is metered"
    );

    let bad = Tx::new(&alice, vec![Msg::send(&bob, &stage.stake(PURSE))]);
    let refused = stage.chain.simulate(&bad).unwrap_err();
    assert!(matches!(refused, Error::InsufficientFunds { .. }), "{refused:?}");
}

pub fn a_transaction_is_noted_before_it_leaves_or_it_does_not_leave(stage: &mut Stage) {
    let (alice, _) = stage.person("alice", PURSE);
    let (_, bob) = stage.person("bob", 0);
    let tx = Tx::new(&alice, vec![Msg::send(&bob, &stage.stake(5))]);
    let reason = "the disk is full".to_owned();
    let refused = stage.chain.submit_noting(&tx, &mut |_| Err(reason.clone()));
    assert_eq!(
        refused,
        Err(Error::NotNoted {
            reason: reason.clone()
        })
    );

    let mut noted = Vec::new();
    let note = &mut |pending: &Pending| {
        noted.push(pending.clone());
        Ok(())
    };
    let pending = stage.chain.submit_noting(&tx, note).unwrap();
    assert_eq!(noted.last(), Some(&pending));
    let outcome = stage.chain.confirm(&pending).unwrap();
    assert_eq!(outcome.hash, pending.hash);
    // The one that was not noted did not leave.
    assert_eq!(stage.chain.stake_balance(&bob).unwrap(), 5);
}

pub fn an_estimate_is_what_is_then_paid(stage: &mut Stage) {
    let (alice, _) = stage.person("alice", PURSE);
    let (_, bob) = stage.person("bob", 0);
    let msgs = vec![Msg::send(&bob, &stage.stake(5))];
    let budget = stage.chain.estimate(&Tx::new(&alice, msgs.clone())).unwrap();
    let tx = Tx::new(&alice, msgs).gas(Gas::Limit(budget.gas));
    assert_eq!(stage.chain.estimate(&tx).unwrap(), budget);
    let outcome = stage.chain.send(&tx).unwrap();
    if let Some(gas) = outcome.gas {
        assert_eq!((gas.wanted, gas.fee), (budget.gas, budget.fee));
    }
}

pub fn blocks_pass_and_have_times(stage: &mut Stage) {
    let start = stage.chain.block().unwrap();
    let next = stage.chain.next_block().unwrap();
    assert!(next.height > start.height && next.time > start.time);
    let later = stage.chain.wait_for_height(next.height + 2).unwrap();
    assert!(later.height >= next.height + 2);
    assert_eq!(stage.chain.block_at(next.height).unwrap(), next);
    let target = later.time.plus_seconds(2);
    let reached = stage.chain.wait_for_time(target).unwrap();
    assert!(reached.time >= target);
}

pub fn waiting_ends_when_it_is_true_or_takes_too_long(stage: &mut Stage) {
    let start = stage.chain.block().unwrap().height;
    let minute = Duration::from_secs(60);
    let reached = stage.chain.wait_until("two blocks", minute, |chain| {
        Ok(chain.block()?.height >= start + 2)
    });
    assert!(reached.unwrap().height >= start + 2);

    let never = stage
        .chain
        .wait_until("never", Duration::from_secs(1), |_| Ok(false));
    let expected = Error::NotReached {
        what: "never".to_owned(),
        secs: 1,
    };
    assert_eq!(never.unwrap_err(), expected);
}

pub fn a_transaction_can_be_built_for_others_to_sign(stage: &mut Stage) {
    let rich = stage.rich_address();
    let multisig = Signer::address_only(&rich);
    let amount = stage.stake(7);
    let tx = Tx::new(&multisig, vec![Msg::send(&rich, &amount)])
        .gas(Gas::Limit(123_456))
        .memo("for the council");
    let built = stage.chain.unsigned(&tx).unwrap();
    let message = json!({
        "@type": "/cosmos.bank.v1beta1.MsgSend",
        "from_address": rich,
        "to_address": rich,
        "amount": [{ "denom": stage.denom(), "amount": "7" }],
    });
    assert_eq!(built["body"]["messages"], json!([message]));
    assert_eq!(built["body"]["memo"], "for the council");
    assert_eq!(built["auth_info"]["fee"]["gas_limit"], "123456");
    assert_eq!(built["signatures"], json!([]));
}
