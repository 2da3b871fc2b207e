//! The shortest histories in which each rule of the third version matters. The promises are checked after every message:
//! the planted bugs that undo one of these rules break the promise that it keeps.

use floe_core::units::HOUR;
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// 20,000,000 wait: 9,990,000 are on their way, the rest is free, as is the floor of 90,000 that an instant exit then takes
/// a part of.
#[test]
fn c_an_instant_exit_from_the_floor_is_no_reason_to_undelegate() {
    let mut s = hundred_million(4);
    s.bond("bob", 10_000_000);
    s.queue("alice", 20_000_000);
    let report = s.crank();
    let sent = report.undelegations.iter().map(|portion| portion.amount.units());
    assert_eq!(sent.sum::<u128>(), 9_990_000);
    s.next_block();
    assert_eq!(s.instant("bob", 50_000), 49_500);
    let entries = s.books().entries.len();
    s.next_block();
    assert_eq!(s.crank().undelegations, []);
    assert_eq!(s.books().entries.len(), entries);
}

/// Every entry comes three days late. A deposit pays for who waits before any of it is delegated.
#[test]
fn b_coins_that_are_due_and_have_not_come_pay_for_nobody() {
    let mut s = hundred_million(4);
    for n in 1..=4 {
        s.hold(&format!("val{n}"), 3 * 86_400);
    }
    s.queue("alice", 20_000_000);
    s.crank();
    s.pass_days(21);
    s.next_block();
    s.bond("bob", 30_000_000);
    let report = s.crank();
    assert_eq!(report.settled, [1]);
    assert_eq!(s.books().reserved, 20_000_000);
}

/// A removed validator is undelegated from, and what stays to watch its entry is not moved on by the same crank.
#[test]
fn a_the_probe_beside_an_entry_is_not_moved_on_by_the_message_that_made_it() {
    // Room on the others, beyond their targets.
    let mut setup = setup(4);
    setup.registry_params.max_share_bps = Some(3_400);
    let mut s = hundred_million_of(setup);
    let operator = s.operator("val1");
    s.registry("gov", &registry::ExecuteMsg::RemoveValidator { operator })
        .unwrap();
    s.queue("alice", 25_000_000);
    s.crank();
    assert_eq!(stake(&s, "val1"), 10_000);
    assert_eq!(entries(&s, "val1"), [(24_965_000, 24_965_000)]);
}

/// Half of everything waits, half stays: a reward of the wind-down is halved between them at once.
#[test]
fn e_a_gain_of_a_wind_down_is_shared_between_who_waits_and_who_stays() {
    let mut setup = setup(4);
    setup.fee.bps = 0;
    let mut s = hundred_million_of(setup);
    s.queue("alice", 50_000_000);
    s.crank();
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    s.rewards(1_000_000);
    s.next_block();
    s.harvest();
    assert_eq!((payable(&s, 1), s.books().pool()), (50_500_000, 50_500_000));
}

/// Free coins have covered a batch of 5,000,000 when a wind-down begins, and 3,000,000 stream. Shared with that batch
/// they would make it worth 147,000 more, which is not there, and it would wait for the wind-down's own entries.
#[test]
fn d_a_batch_whose_coins_are_there_is_paid_before_a_wind_down_shares_what_streams() {
    let mut setup = setup(4);
    setup.fee.bps = 0;
    let mut s = hundred_million_of(setup);
    s.bond("bob", 2_000_000);
    s.rewards(3_000_000);
    s.harvest();
    s.queue("alice", 5_000_000);
    s.submit_batch();
    assert_eq!((s.books().free(), s.books().undelegating()), (5_100_000, 0));
    s.next_block();
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    assert!(is_settled(&s, 1));
    assert_eq!(s.claim("alice"), 5_000_000);
    // Those who stay have all that streamed.
    let books = s.books();
    assert_eq!(
        (books.pool(), books.supply(), books.unreleased(), books.free()),
        (100_000_000, 97_000_000, 0, 100_000)
    );
}

/// The chain refuses one delegation in one block.
#[test]
fn a_validator_is_avoided_for_an_hour_after_one_failure() {
    let mut s = hundred_million(4);
    s.fail("val1", &[ModuleFault::Delegate], true);
    s.bond("bob", 10_000_000);
    s.rebalance();
    s.fail("val1", &[ModuleFault::Delegate], false);
    let avoided = marked_until(&s, "val1") - s.now();
    assert_eq!(
        avoided, HOUR,
        "val1 is avoided for {avoided} seconds after one failure"
    );
    s.pass_secs(HOUR);
    let report = s.rebalance();
    let back = report.delegations.iter().map(|portion| portion.validator.clone());
    assert_eq!(back.collect::<Vec<_>>(), [s.operator("val1")]);
}
