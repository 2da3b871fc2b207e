//! Coming in: what a deposit mints, what refuses it, and what it may not change.

mod deposits;
mod donations;
mod observations;

use floe_api::hub::{StateResponse, Status};
use floe_contract::ShellError;
use floe_testing::suite::TxResult;
use floe_tests::prelude::*;
use floe_validator_registry::state::{save_validators, VALIDATORS};

const ONE: &str = "1.000000000000000000";

/// The variant of the error that a refused message was answered with.
fn refusal(outcome: TxResult) -> String {
    outcome.expect_err("the message is refused").kind
}

fn bond_msg(receiver: Option<&str>, min_shares: Option<u128>) -> ExecuteMsg {
    ExecuteMsg::Bond {
        receiver: receiver.map(str::to_owned),
        min_shares: min_shares.map(Uint128::new),
        exec_msg: None,
    }
}

/// Sends a deposit with any coins.
fn bond_with(s: &mut Suite, by: &str, msg: &ExecuteMsg, funds: &[Coin]) -> TxResult {
    let (by, hub) = (s.addr(by), s.hub.clone());
    s.exec(&by, &hub, msg, funds)
}

/// Refuses a message and proves that nothing changed: neither the books nor anybody's coins or shares.
fn refused_without_effect(s: &mut Suite, by: &str, msg: &ExecuteMsg, funds: &[Coin]) -> String {
    let state = |s: &Suite| {
        (
            s.books().summary(),
            s.chain.balances(&s.addr(by)),
            s.shares(by),
            s.books().carry,
        )
    };
    let before = state(s);
    let kind = refusal(bond_with(s, by, msg, funds));
    assert_eq!(state(s), before);
    kind
}

/// A pool of 1,025,000 behind a supply of 1,000,000: the seed and a gift that has been released.
fn grown() -> Suite {
    let setup = Setup::default()
        .user("alice", 100_000_000)
        .params(|p| p.with(Param::MaxAprBps, 100_000u128));
    let mut s = Suite::new(setup);
    s.gift("hub", 25_000);
    s.sync();
    s.pass_days(1);
    assert_eq!((s.books().pool(), s.books().supply()), (1_025_000, 1_000_000));
    s
}

/// 31,000,000 in the pool, 10,323,000 of it on each of three validators.
fn staked() -> Suite {
    let mut s = Suite::new(
        Setup::default()
            .user("alice", 30_000_000)
            .user("bob", 100_000_000),
    );
    s.bond("alice", 30_000_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (30_969_000, 31_000));
    s
}
