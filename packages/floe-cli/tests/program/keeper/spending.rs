//! Fees, and transactions that go astray.

use std::rc::Rc;

use floe_cli::ExitCode;
use floe_client::{Chain, Error};
use rstest::rstest;

use super::DAY;
use crate::rig::{Ran, Rig};

fn with_budget(rig: &Rig) -> Ran {
    rig.run("keeper", &["keeper", "once", "--max-fee-per-day", "250 stake"])
}

fn state(rig: &Rig) -> serde_json::Value {
    let text = rig.read(&format!("keeper-{}.json", rig.address("keeper")));
    serde_json::from_str(&text).unwrap()
}

fn lost() -> Error {
    Error::Unanswered {
        hash: "AB".repeat(32),
        detail: "reset".to_owned(),
        valid_until: u64::MAX,
    }
}

fn late(hash: &str) -> Error {
    Error::NotIncluded {
        hash: hash.to_owned(),
        waited_secs: 90,
        valid_until: u64::MAX,
    }
}

fn expired() -> Error {
    Error::Expired {
        hash: String::new(),
        valid_until: 1,
    }
}

#[test]
fn a_spent_budget_stops_the_keeper_until_the_next_day() {
    let rig = Rig::kept();
    rig.chain.way.fee.set(100);
    for spent in [100, 200] {
        rig.bond("alice", 30_000_000);
        let ran = with_budget(&rig);
        ran.ended(ExitCode::Done);
        assert_eq!(state(&rig)["spent"], spent);
    }
    rig.bond("alice", 30_000_000);
    let before = rig.arrived();
    let ran = with_budget(&rig);
    assert_eq!(ran.exit, ExitCode::Failed);
    let expected = "crank is due, but its fee of 100stake is more than the 50stake left of today's 250stake";
    ran.says(expected);
    assert_eq!(rig.arrived(), before);
    rig.elapse(DAY);
    assert!(with_budget(&rig).out.contains("crank done"));
}

#[test]
fn a_low_balance_is_told() {
    let rig = Rig::kept();
    rig.write("floe.toml", "[keeper]\nlow_balance = \"20000000000 stake\"");
    let ran = rig.once();
    assert_eq!(ran.exit, ExitCode::Done);
    let expected = "holds 10000000000stake, less than 20000000000stake; send it some coins";
    ran.says(expected);
}

#[test]
fn a_transaction_without_an_answer_is_looked_up_before_anything_else_is_sent() {
    let rig = Rig::kept();
    rig.chain.way.fee.set(100);
    rig.bond("alice", 30_000_000);
    *rig.chain.way.submit.borrow_mut() = vec![lost()];
    let before = rig.arrived();
    let ran = unclear(&rig, late(&"AB".repeat(32)));
    ran.ended(ExitCode::Unclear);
    assert_eq!(state(&rig)["open"]["hash"], "AB".repeat(32));
    assert_eq!(state(&rig)["spent"], 100);

    let ran = unclear(&rig, late(&"AB".repeat(32)));
    ran.ended(ExitCode::Unclear);
    assert_eq!(rig.arrived(), before, "nothing is sent while it is open");

    let ran = unclear(&rig, expired());
    assert!(ran.out.contains("crank expired"), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("crank done"), "{}{}", ran.out, ran.err);
    assert_eq!(
        state(&rig)["spent"],
        200,
        "what was signed counts, though it is void"
    );
    assert_eq!(rig.arrived(), before + 1);
}

/// A round whose next confirmation ends like this.
fn unclear(rig: &Rig, error: Error) -> Ran {
    rig.chain.way.blind.set(true);
    *rig.chain.way.confirm.borrow_mut() = vec![error];
    let ran = with_budget(rig);
    rig.chain.way.blind.set(false);
    ran
}

#[test]
fn a_transaction_that_landed_after_all_is_found_and_not_sent_again() {
    let rig = Rig::kept();
    rig.chain.way.fee.set(100);
    rig.bond("alice", 30_000_000);
    *rig.chain.way.confirm.borrow_mut() = vec![late("soon")];
    let ran = with_budget(&rig);
    ran.ended(ExitCode::Unclear);
    let before = rig.arrived();
    let ran = with_budget(&rig);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains("crank done: delegate 3 times"), "{}", ran.out);
    assert_eq!(rig.arrived(), before);
    assert_eq!(state(&rig)["spent"], 100);
}

#[rstest]
#[case::out_of_gas(Error::OutOfGas { wanted: 1, used: 2 })]
#[case::refused_in_its_block(Error::Contract { message: Some(0), text: "no".to_owned() })]
fn a_failure_in_a_block_costs_its_fee(#[case] error: Error) {
    let rig = Rig::kept();
    rig.chain.way.fee.set(100);
    rig.bond("alice", 30_000_000);
    *rig.chain.way.confirm.borrow_mut() = vec![error];
    let ran = with_budget(&rig);
    assert_eq!(ran.exit, ExitCode::Failed);
    assert!(ran.out.contains("crank failed"), "{}", ran.out);
    assert_eq!(state(&rig)["spent"], 100);
    assert!(state(&rig)["open"].is_null());
}

#[rstest]
#[case::too_little_fee(Error::InsufficientFee { required: "5".into(), given: "1".into() }, ExitCode::Failed)]
#[case::poor(Error::InsufficientFunds { detail: "1 < 5".into() }, ExitCode::Failed)]
#[case::another_sequence(Error::SequenceMismatch { expected: 2, given: 1 }, ExitCode::Failed)]
#[case::no_node(Error::Unreachable { tried: "x".into() }, ExitCode::NoChain)]
#[case::no_key(Error::NoKey { address: "x".into() }, ExitCode::Misuse)]
fn what_no_node_takes_costs_nothing(#[case] error: Error, #[case] exit: ExitCode) {
    let rig = Rig::kept();
    rig.chain.way.fee.set(100);
    rig.bond("alice", 30_000_000);
    *rig.chain.way.submit.borrow_mut() = vec![error];
    let ran = with_budget(&rig);
    ran.ended(exit);
    assert_eq!(state(&rig)["spent"], 0);
    assert!(with_budget(&rig).out.contains("crank done"));
}

#[test]
fn nothing_is_sent_when_spending_cannot_be_remembered() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    let before = rig.arrived();
    let ran = rig.run(
        "keeper",
        &["keeper", "once", "--state-file", "no/such/folder/state.json"],
    );
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says("state");
    assert_eq!(rig.arrived(), before);
}

#[test]
fn a_round_sends_no_more_than_it_may() {
    let rig = Rig::kept();
    rig.write("floe.toml", "[keeper]\nmax_txs = 1");
    rig.elapse(7 * 3_600);
    let before = rig.arrived();
    rig.once();
    assert_eq!(rig.arrived(), before + 1);
    assert!(rig.chain.block().is_ok());
}

#[test]
fn what_was_sent_is_told_even_if_the_round_ends_with_an_error() {
    let rig = Rig::kept();
    rig.elapse(7 * 3_600);
    let way = Rc::clone(&rig.chain.way);
    let fails = move || {
        *way.submit.borrow_mut() = vec![Error::Unreachable {
            tried: "x".to_owned(),
        }];
    };
    let way = Rc::clone(&rig.chain.way);
    let first = move || *way.before.borrow_mut() = Some(Box::new(fails));
    *rig.chain.way.before.borrow_mut() = Some(Box::new(first));
    let ran = rig.once();
    ran.ended(ExitCode::Happened);
    assert!(ran.out.starts_with("sync done"), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
}
