//! Those who object have left before what they object to happens, whether anybody with a key is there or not.

use floe_hub::state::BATCHES;

use super::*;

/// A tenth of the supply is bob's, who objects with it; carol is in the batch that is open then.
fn marked() -> (Suite, u64) {
    let mut s = governed();
    give(&mut s, "bob", 10_000_000);
    give(&mut s, "carol", 5_000_000);
    let id = long(&mut s);
    s.queue("carol", 5_000_000);
    s.try_object("bob", id, 10_000_000).unwrap();
    assert_eq!(s.proposal(id).mark, Some(1));
    (s, id)
}

#[test]
fn a_proposal_waits_for_the_batch_of_those_who_left_and_strangers_open_its_door() {
    let (mut s, id) = marked();
    s.pass_days(1);
    leave(&mut s, "bob", id).unwrap();
    assert_eq!(s.shares(TIMELOCK), 0);
    let due = s.proposal(id).due;
    at(&mut s, due);
    assert_eq!(kind(s.try_enact(id)), "ExitsPending");
    assert_eq!(s.proposal(id).status, ProposalStatus::ExitsPending);
    s.submit_batch();
    assert_eq!(kind(s.try_enact(id)), "ExitsPending");
    arrived(&mut s);
    assert_eq!(s.claim("bob"), 10_000_000);
    s.try_enact(id).unwrap();
    assert_eq!(guardian(&s), Some(s.addr("warden").into()));
}

#[test]
fn exits_that_are_broken_for_good_hold_a_proposal_until_day_180_and_it_works_until_194() {
    let (mut s, id) = marked();
    let queued = s.proposal(id).queued;
    for validator in ["val1", "val2", "val3", "val4"] {
        s.fail(validator, &[ModuleFault::Undelegate], true);
    }
    s.submit_batch();
    s.pass_days(100);
    s.crank();
    assert!(matches!(
        BATCHES.load(&*s.storage(), 1),
        Ok(floe_core::Batch::Unbonding(_))
    ));
    assert_eq!(kind(s.try_enact(id)), "ExitsPending");
    at(&mut s, queued + 180 * DAY - 1);
    assert_eq!(kind(s.try_enact(id)), "ExitsPending");
    at(&mut s, queued + 180 * DAY);
    assert_eq!(s.proposal(id).expires, queued + 194 * DAY);
    s.try_enact(id).unwrap();

    let (mut s, id) = marked();
    let expired = s.proposal(id).queued + 194 * DAY;
    at(&mut s, expired);
    assert_eq!(kind(s.try_enact(id)), "Expired");
}

#[test]
fn a_batch_that_everybody_has_left_is_waited_for_by_nobody() {
    let (mut s, id) = marked();
    s.cancel("carol", None).unwrap();
    let due = s.proposal(id).due;
    at(&mut s, due);
    s.try_enact(id).unwrap();
}

#[test]
fn a_batch_that_was_paid_and_claimed_is_gone_and_the_door_is_open() {
    let (mut s, id) = marked();
    s.submit_batch();
    arrived(&mut s);
    s.claim("carol");
    assert_eq!(BATCHES.may_load(&*s.storage(), 1), Ok(None));
    let due = s.proposal(id).due;
    at(&mut s, due);
    s.try_enact(id).unwrap();
}

/// More than the minimum is left by; less can be retracted.
#[test]
fn less_than_the_hubs_minimum_can_only_be_retracted() {
    let mut s = governed();
    give(&mut s, "bob", 1_000);
    let id = long(&mut s);
    s.try_object("alice", id, 1_000_000).unwrap();
    s.try_object("bob", id, 1_000).unwrap();
    s.pass_days(1);
    assert_eq!(kind(leave(&mut s, "bob", id)), "BelowMinimum");
    retract(&mut s, "bob", id).unwrap();
    assert_eq!((s.shares("bob"), s.shares(TIMELOCK)), (1_000, 1_000_000));
}

/// Nobody with a key is needed for anything that a holder does.
#[test]
fn with_every_key_thrown_away_exits_cranks_objections_and_leaving_still_work() {
    let mut s = governed();
    give(&mut s, "bob", 3_000_000);
    give(&mut s, "carol", 2_000_000);
    let id = long(&mut s);
    // From here on no proposer, canceller, guardian or former owner sends anything.
    s.try_object("bob", id, 3_000_000).unwrap();
    s.queue("carol", 2_000_000);
    s.crank();
    s.pass_days(1);
    leave(&mut s, "bob", id).unwrap();
    s.try_object("alice", id, 1_000_000).unwrap();
    for _ in 0..25 {
        s.pass_days(1);
        s.crank();
    }
    assert_eq!(s.claim("carol"), 2_000_000);
    assert_eq!(s.claim("bob"), 3_000_000);
    retract(&mut s, "alice", id).unwrap();
    assert_eq!(s.shares(TIMELOCK), 0);
    let due = s.proposal(id).due;
    at(&mut s, due);
    s.try_enact(id).unwrap();
}
