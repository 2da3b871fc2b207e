//! Losses: who bears them, how they are told from rounding, and what comes back.

mod guarantors;
mod netting;
mod rounding;
mod sharing;
mod slashes;

use floe_core::ledger::{Ledger, Rules};
use floe_core::units::{Native, Shares, DAY};
use floe_core::{Stream, Unbonding};
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// A pool of 100,000,000 with an entry of 9,990,000 at val1, which keeps 23,310,000.
fn with_an_entry() -> Suite {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s.next_block();
    s.sync();
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (23_310_000, vec![(9_990_000, 9_990_000)])
    );
    s
}
