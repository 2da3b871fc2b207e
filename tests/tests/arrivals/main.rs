//! Undelegated coins coming home: on time, late, short, and what becomes of those who wait for them.

mod credit;
mod due;
mod estimates;

use floe_api::hub::{BatchResponse, PreviewBondResponse, StateResponse, Status};
use floe_core::units::DAY;
use floe_testing::suite::TxResult;
use floe_tests::prelude::*;

/// The chain's unbonding time in seconds.
const UNBONDING: u64 = 21 * DAY;

/// What the first undelegation of [`waiting`] brings: 5,000,000 − (31,000 − 26,000).
const ENTRY: u128 = 4_995_000;

fn refusal(outcome: TxResult) -> String {
    outcome.expect_err("the message is refused").kind
}

/// 31,000,000 in the pool, 10,323,000 of it on each of three validators, and 31,000 free.
fn staked(setup: Setup) -> Suite {
    let mut s = Suite::new(setup.user("alice", 30_000_000).user("bob", 100_000_000));
    s.bond("alice", 30_000_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (30_969_000, 31_000));
    s
}

/// Alice waits for 5,000,000, of which the first validator's entry is to bring all but what is free.
fn closed(s: &mut Suite) {
    s.queue("alice", 5_000_000);
    let report = s.submit_batch();
    assert_eq!((report.closed, report.undelegations.len()), (Some(1), 1));
    let books = s.books();
    assert_eq!(
        (books.owed(), books.undelegating(), books.pool()),
        (5_000_000, ENTRY, 26_000_000)
    );
}

fn waiting(setup: Setup) -> Suite {
    let mut s = staked(setup);
    closed(&mut s);
    s
}
