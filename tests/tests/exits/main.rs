//! Going out: queueing, closing, covering, settling and claiming.

mod batches;
mod claims;
mod entries;
mod queue;

use floe_api::hub::{BatchResponse, PendingBatchResponse, UserRequest};
use floe_core::units::DAY;
use floe_hub::state::QUEUE;
use floe_testing::suite::TxResult;
use floe_tests::prelude::*;

fn refusal(outcome: TxResult) -> String {
    outcome.expect_err("the message is refused").kind
}

fn setup() -> Setup {
    Setup::default()
        .user("alice", 30_000_000)
        .user("bob", 100_000_000)
}

/// 31,000,000 in the pool, 10,323,000 of it on each of three validators, and 31,000 free.
fn staked() -> Suite {
    let mut s = Suite::new(setup());
    s.bond("alice", 30_000_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (30_969_000, 31_000));
    s
}

/// Batches may close as often as this, whatever the chain's entries and its unbonding time would allow.
fn every(setup: Setup, interval: u128) -> Setup {
    setup.params(|p| {
        p.with(Param::BatchInterval, interval)
            .with(Param::UnbondingEstimate, 10u128)
    })
}

/// 31,000,000 in the pool, all of it free, and a batch every ten seconds.
fn liquid() -> Suite {
    let mut s = Suite::new(every(setup(), 10));
    s.bond("alice", 30_000_000);
    s
}

fn transfer(s: &mut Suite, from: &str, to: &str, shares: u128) {
    let recipient = s.addr(to).into();
    s.hub(
        from,
        &ExecuteMsg::Transfer {
            recipient,
            amount: shares.into(),
        },
    )
    .unwrap();
}

fn queue_for(s: &mut Suite, by: &str, receiver: &str, shares: u128) -> TxResult {
    let receiver = Some(s.addr(receiver).into());
    s.hub(
        by,
        &ExecuteMsg::QueueUnbond {
            shares: shares.into(),
            receiver,
        },
    )
}

fn claim_batches(s: &mut Suite, by: &str, batches: &[u64]) -> TxResult {
    s.hub(
        by,
        &ExecuteMsg::Claim {
            batches: Some(batches.to_vec()),
            receiver: None,
        },
    )
}

/// Requests of a user, batch and shares.
fn requests(s: &Suite, user: &str) -> Vec<(u64, u128)> {
    let limit = Some(100);
    let msg = QueryMsg::UnbondRequestsByUser {
        user: s.addr(user).into(),
        start_after: None,
        limit,
    };
    s.ask::<Vec<UserRequest>>(&msg)
        .into_iter()
        .map(|request| (request.id, request.shares.u128()))
        .collect()
}

fn events(response: &AppResponse, name: &str) -> usize {
    response
        .events
        .iter()
        .filter(|event| event.ty == format!("wasm-floe/{name}"))
        .count()
}

/// Closes what is queued and settles it from free coins, a block and at least the interval of ten seconds later.
fn close_and_settle(s: &mut Suite) {
    let closed = s.submit_batch().closed.expect("a batch closes");
    s.pass_secs(10);
    assert_eq!(s.reconcile().settled, [closed]);
}
