//! Rewards: harvested, charged once, released slowly.

mod fee;
mod harvests;
mod stream;

use floe_core::units::DAY;
use floe_testing::suite::TxResult;
use floe_tests::prelude::*;

fn setup() -> Setup {
    Setup::default()
        .user("alice", 30_000_000)
        .user("bob", 1_000_000_000)
        .user("whale", 310_000_000)
}

/// 31,000,000 in the pool, 10,323,000 of it on each of three validators; fee 10 % to the treasury.
fn staked(setup: Setup) -> Suite {
    let mut s = Suite::new(setup);
    s.bond("alice", 30_000_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (30_969_000, 31_000));
    s
}

/// What the stream releases, and over how many seconds.
fn stream(s: &Suite) -> (u128, u64) {
    let stream = s.books().stream();
    (stream.amount.units(), stream.end - stream.start)
}

fn forward(s: &mut Suite, by: &str, keeper: Option<&str>) -> TxResult {
    let (by, collector) = (s.addr(by), s.collector.clone());
    let keeper = keeper.map(|name| s.addr(name).to_string());
    s.exec(&by, &collector, &collector::ExecuteMsg::Forward { keeper }, &[])
}

/// 35 validators with about 10,000,000 each, delegated 30 in one block and 5 in the next.
fn many() -> (Suite, Vec<String>, Vec<String>) {
    let setup = Setup::default()
        .validators(35)
        .user("alice", 349_000_000)
        .params(|p| p.with(Param::MaxMsgs, 30u128));
    let mut s = Suite::new(setup);
    s.bond("alice", 349_000_000);
    let names = |report: floe_api::hub::CrankReport| -> Vec<String> {
        report
            .delegations
            .into_iter()
            .map(|portion| portion.validator)
            .collect()
    };
    let first = names(s.rebalance());
    s.next_block();
    let second = names(s.rebalance());
    assert_eq!((first.len(), second.len()), (30, 5));
    assert_eq!(s.books().free(), 350_000);
    (s, first, second)
}
