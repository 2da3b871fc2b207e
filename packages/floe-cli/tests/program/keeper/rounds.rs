//! What a round does to a protocol.

use std::cell::RefCell;
use std::rc::Rc;

use cosmwasm_std::Decimal;
use floe_cli::ExitCode;
use floe_testing::chain::Slash;

use super::DAY;
use crate::rig::{Rig, PURSE};

#[test]
fn with_nothing_due_nothing_is_sent() {
    let rig = Rig::kept();
    let before = rig.arrived();
    let ran = rig.once();
    assert_eq!(
        (ran.exit, ran.out.as_str()),
        (ExitCode::Done, "Nothing is due.\n"),
        "{}",
        ran.err
    );
    assert_eq!(rig.arrived(), before);
}

#[test]
fn a_check_says_what_is_due_and_sends_nothing() {
    let rig = Rig::kept();
    let ran = rig.check();
    assert_eq!(
        (ran.exit, ran.out.as_str()),
        (ExitCode::Done, "Nothing is due.\n")
    );
    rig.bond("alice", 30_000_000);
    let before = rig.arrived();
    let ran = rig.check();
    assert_eq!(ran.exit, ExitCode::Failed);
    assert_eq!(ran.out, "crank is due: delegate 3 times\n");
    assert_eq!(rig.arrived(), before);
}

#[test]
fn a_check_needs_no_key() {
    let rig = Rig::kept();
    let ran = rig.run_bare(&["keeper", "check", "--node", "x", "--hub", &rig.hub(), "--json"]);
    ran.ended(ExitCode::Done);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["due"], serde_json::json!([]));
}

#[test]
fn a_dry_run_shows_the_first_transaction() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    let before = rig.arrived();
    let ran = rig.run("keeper", &["keeper", "once", "--dry-run"]);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains("\"crank\""), "{}", ran.out);
    assert_eq!(rig.arrived(), before);
}

#[test]
fn a_keeper_carries_a_deposit_through_its_whole_life() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    assert!(rig.once().out.contains("delegate 3 times"));
    assert_eq!(rig.solvency().delegated.u128(), 30_969_000);

    rig.queue("alice", 10_000_000);
    let ran = rig.once();
    assert!(
        ran.out.contains("crank done: close batch 1, undelegate"),
        "{}",
        ran.out
    );
    assert_eq!(rig.solvency().owed.u128(), 10_000_000);

    rig.elapse(21 * DAY + 60);
    let alice = rig.address("alice");
    let ran = rig.run("keeper", &["keeper", "once", "--claim-for", &alice]);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains("settle batch 1"), "{}", ran.out);
    assert!(ran.out.contains("claim done: 1 claims paid"), "{}", ran.out);
    assert_eq!(rig.coins("alice"), PURSE - 20_000_000);
    assert_eq!(rig.solvency().owed.u128(), 0);
    assert_eq!(rig.check().out, "Nothing is due.\n");
}

#[test]
fn everybody_is_paid_who_can_be_paid_enough() {
    let rig = Rig::kept();
    for (name, amount) in [("alice", 5_000_000), ("bob", 20_000)] {
        rig.bond(name, 10_000_000);
        rig.queue(name, amount);
    }
    rig.once();
    rig.elapse(21 * DAY + 60);
    let ran = rig.run("keeper", &["keeper", "once", "--claim-above", "50000 stake"]);
    assert!(
        ran.out.contains("claim done: 1 claims paid"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(rig.coins("alice"), PURSE - 5_000_000);
    assert_eq!(rig.coins("bob"), PURSE - 10_000_000);
    let ran = rig.run("keeper", &["keeper", "once", "--claim-above", "50000 stake"]);
    assert_eq!(ran.out, "Nothing is due.\n");
}

#[test]
fn one_claimant_who_cannot_be_paid_is_left_out_and_told_and_the_others_are_paid() {
    let rig = Rig::kept();
    for name in ["alice", "bob"] {
        rig.bond(name, 10_000_000);
        rig.queue(name, 5_000_000);
    }
    rig.once();
    rig.elapse(21 * DAY + 60);
    let bob = rig.address("bob");
    *rig.chain.way.unpayable.borrow_mut() = Some(bob.clone());
    let once = || rig.run("keeper", &["keeper", "once", "--claim-above", "50000 stake"]);
    let ran = once();
    assert!(
        ran.out.contains("claim done: 1 claims paid"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(rig.coins("alice"), PURSE - 5_000_000);
    assert_eq!(rig.coins("bob"), PURSE - 10_000_000);
    let told = format!("{bob} cannot be paid and is left out of claims");
    ran.says(&told);
    ran.says("not allowed to receive funds");

    // Alone, nothing is sent, and that is told too.
    let before = rig.arrived();
    let ran = once();
    assert_eq!(rig.arrived(), before);
    assert!(
        ran.err.contains(&told) || ran.out.contains("not allowed"),
        "{}{}",
        ran.out,
        ran.err
    );

    // Whoever can be paid again is.
    *rig.chain.way.unpayable.borrow_mut() = None;
    once();
    assert_eq!(rig.coins("bob"), PURSE - 5_000_000);
}

#[test]
fn a_batch_is_not_closed_before_its_interval_is_over() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    rig.queue("alice", 1_000_000);
    assert!(rig.once().out.contains("close batch 1"));
    rig.queue("alice", 1_000_000);
    assert!(!rig.once().out.contains("close batch"));
    rig.elapse(DAY);
    assert!(rig.once().out.contains("close batch 2"));
}

#[test]
fn a_slash_is_seen_and_booked_at_once() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    rig.once();
    let operator = rig.operator(0);
    let slash = Slash::new(&operator, Decimal::percent(5));
    rig.chain.inner().double_mut().slash(&slash).unwrap();
    let ran = rig.check();
    let expected = format!("sync is due: {operator} was slashed: 10323000 booked, 9806850 found\n");
    assert_eq!(ran.exit, ExitCode::Failed);
    assert!(ran.out.starts_with(&expected), "{}", ran.out);
    let ran = rig.once();
    assert!(ran.out.starts_with("sync done: booked a slash"), "{}", ran.out);
    assert_eq!(rig.solvency().pool.u128(), 31_000_000 - 516_150);
    assert_eq!(rig.check().out, "Nothing is due.\n");
}

#[test]
fn a_loss_that_only_undelegations_bear_is_told_and_costs_nothing() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    rig.once();
    let height = rig.chain.inner().double().block().height;
    rig.queue("alice", 10_000_000);
    rig.once();
    let operator = rig.check();
    assert_eq!(operator.out, "Nothing is due.\n");
    // The whole budget of the slash is taken from the undelegations.
    let entries = rig
        .chain
        .inner()
        .double()
        .unbonding_entries(&cosmwasm_std::Addr::unchecked(rig.hub()));
    let entry = entries[0].clone();
    let slash = Slash::new(&entry.validator, Decimal::percent(5))
        .at_height(height)
        .with_power(entry.initial);
    rig.chain.inner().double_mut().slash(&slash).unwrap();
    let before = rig.arrived();
    let ran = rig.check();
    assert_eq!(ran.exit, ExitCode::Done, "{}", ran.out);
    assert!(ran.out.contains("less than booked"), "{}", ran.out);
    rig.once();
    assert_eq!(rig.arrived(), before);
}

#[test]
fn the_registry_is_refreshed_when_a_validator_is_jailed_and_when_it_is_back() {
    let rig = Rig::kept();
    let operator = rig.operator(1);
    rig.chain.inner().double_mut().jail(&operator).unwrap();
    let ran = rig.once();
    assert!(
        ran.out.contains("refresh done: 1 changes"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert!(
        ran.out.contains(&format!("{operator} left the bonded set")),
        "{}",
        ran.out
    );
    assert_eq!(rig.check().out, "Nothing is due.\n");
    rig.elapse(600);
    rig.chain.inner().double_mut().unjail(&operator).unwrap();
    rig.elapse(1);
    let ran = rig.once();
    assert!(
        ran.out.contains(&format!("{operator} joined the bonded set")),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn old_data_are_renewed() {
    let rig = Rig::kept();
    rig.elapse(6 * 3_600);
    let ran = rig.once();
    assert!(ran.out.contains("refresh done"), "{}", ran.out);
    assert!(ran.out.contains("sync done: observed"), "{}", ran.out);
    assert_eq!(rig.check().out, "Nothing is due.\n");
}

#[test]
fn a_keeper_that_waited_looks_again_and_leaves_to_another_what_is_done() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    let before = rig.arrived();
    let other = Rc::clone(&rig);
    let mut waits = 0;
    let ran = rig.serve(&["--jitter", "20"], move |_, stop| {
        waits += 1;
        match waits {
            1 => assert!(other.run("bob", &["keeper", "once"]).out.contains("crank done")),
            _ => stop.ask(),
        }
    });
    ran.ended(ExitCode::Done);
    assert_eq!(ran.out, "");
    assert_eq!(rig.arrived(), before + 1);
}

#[test]
fn a_lost_race_is_no_error() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    let other = Rc::clone(&rig);
    let race = move || assert!(other.run("bob", &["keeper", "once"]).out.contains("crank done"));
    *rig.chain.way.before.borrow_mut() = Some(Box::new(race));
    let ran = rig.once();
    ran.ended(ExitCode::Done);
    assert!(ran.out.starts_with("crank idle: nothing"), "{}", ran.out);
    assert_eq!(rig.solvency().delegated.u128(), 30_969_000);
}

#[test]
fn a_claim_that_another_made_first_is_not_sent() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    rig.queue("alice", 10_000_000);
    rig.once();
    rig.elapse(21 * DAY + 60);
    rig.once();
    let other = Rc::clone(&rig);
    let race = move || {
        let msg = floe_api::hub::ExecuteMsg::WithdrawUnbonded { receiver: None };
        other.hub_message("alice", &msg, 0);
    };
    *rig.chain.way.before.borrow_mut() = Some(Box::new(race));
    let alice = rig.address("alice");
    let ran = rig.run("keeper", &["keeper", "once", "--claim-for", &alice]);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains("claim refused"), "{}{}", ran.out, ran.err);
    let ran = rig.run("keeper", &["keeper", "once", "--claim-for", &alice]);
    assert_eq!(
        (ran.exit, ran.out.as_str()),
        (ExitCode::Done, "Nothing is due.\n")
    );
}

#[test]
fn whoever_lost_a_race_leaves_the_next_to_the_other_and_steps_in_when_nobody_acts() {
    let rig = Rig::kept();
    rig.bond("alice", 30_000_000);
    let other = Rc::clone(&rig);
    let race = move || assert!(other.run("bob", &["keeper", "once"]).out.contains("crank done"));
    *rig.chain.way.before.borrow_mut() = Some(Box::new(race));
    let world = Rc::clone(&rig);
    let mut waits = 0;
    let sent = Rc::new(RefCell::new(Vec::new()));
    let log = Rc::clone(&sent);
    rig.serve(&["--jitter", "0", "--interval", "60"], move |_, stop| {
        log.borrow_mut().push(world.arrived());
        waits += 1;
        match waits {
            1 => world.bond("alice", 30_000_000),
            2 => world.elapse(59),
            3 => world.elapse(1),
            _ => stop.ask(),
        }
    });
    let sent = sent.borrow();
    let since: Vec<usize> = sent.iter().map(|count| count - sent[0]).collect();
    // The deposit is one; the keeper's crank comes after it has been due for a minute.
    assert_eq!(since, [0, 1, 1, 2]);
}
