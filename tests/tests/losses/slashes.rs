//! Slashes on whatever stake and of whatever size, and the pause after a large one.

use super::*;

/// Weights 1, 2, 1: 2,997,000, the budget of the day, moved from val1 to val2.
fn moved_to_the_second() -> Suite {
    let mut plan = setup(3);
    plan.older_share_bps = Some(10_000);
    let mut s = hundred_million_of(plan);
    s.next_block();
    set_weights(&mut s, &[("val2", 2)]);
    s.rebalance();
    assert_eq!(
        ["val1", "val2", "val3"].map(|v| stake(&s, v)),
        [30_303_000, 36_297_000, 33_300_000]
    );
    s.next_block();
    s
}

/// An open, an unbonding and a settled batch, and three slashes within one day, each followed by the given steps.
fn slashed_in_every_state(order: &[&str]) -> Suite {
    let mut s = Suite::new(setup(5));
    s.bond("alice", 60_000_000);
    s.bond("bob", 39_000_000);
    s.queue("bob", 500_000);
    s.submit_batch(); // settled below
    s.next_block();
    s.crank();
    s.crank();
    s.pass_secs(10);
    s.queue("alice", 20_000_000);
    s.submit_batch(); // unbonding
    s.pass_secs(10);
    s.queue("bob", 7_000_000); // open
    assert!(is_settled(&s, 1) && !is_settled(&s, 2));
    for (validator, percent) in [("val1", 5), ("val2", 1), ("val1", 3)] {
        s.next_block();
        slash_since_start(&mut s, validator, percent);
        for verb in order {
            match *verb {
                "sync" => s.sync(),
                "close" => drop(s.submit_batch()),
                "settle" => drop(s.reconcile()),
                "allocate" => drop(s.rebalance()),
                "harvest" => drop(s.harvest()),
                _ => drop(s.crank()),
            }
        }
    }
    s
}

#[test]
fn a_slash_of_what_was_redelegated_is_recognised_on_the_destination() {
    let mut s = moved_to_the_second();
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    assert_eq!(stake(&s, "val1"), 30_303_000 - 1_515_150);
    assert_eq!(stake(&s, "val2"), 36_297_000 - 149_850);
    assert_eq!((loss(&s, "val1").0, loss(&s, "val2").0), (1_515_150, 149_850));
    assert_eq!(s.books().pool(), 100_000_000 - 1_665_000);
}

#[test]
fn a_redelegation_older_than_the_infraction_is_spared() {
    let mut s = moved_to_the_second();
    s.slash("val1", 5); // the redelegation was made in that very block
    s.sync();
    assert_eq!((loss(&s, "val1").0, loss(&s, "val2").0), (1_515_150, 149_850));
    s.next_block();
    s.next_block();
    s.slash("val1", 5); // now it is older than the infraction
    s.sync();
    assert_eq!(
        (loss(&s, "val1").0, loss(&s, "val2").0),
        (1_515_150 + 1_439_393, 149_850)
    );
}

#[rstest]
#[case::the_registry_has_seen_it(true)]
#[case::nobody_has_refreshed(false)]
fn a_total_slash_of_one_validator_stops_nothing(#[case] refreshed: bool) {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s.next_block();
    let doom = Slash::new(&s.operator("val1"), Decimal::one())
        .at_height(1)
        .and_jail()
        .and_tombstone();
    s.slash_as(&doom);
    s.sync();
    // 23,310,000 bonded and 9,990,000 in flight: a third, shared.
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (0, vec![(9_990_000, 0)])
    );
    assert_eq!(payable(&s, 1), 6_670_000);
    assert_eq!(s.books().pool(), 90_000_000 - 33_300_000 + 3_330_000);
    if refreshed {
        s.refresh();
        assert!(!accepting(&s, "val1"));
    }
    // Deposits are open again after a day; what comes in goes to the others.
    s.pass_days(1);
    s.bond("bob", 30_000_000);
    s.queue("bob", 1_000_000);
    for _ in 0..40 {
        s.crank();
        s.pass_days(1);
    }
    s.crank();
    assert_eq!(stake(&s, "val1"), 0);
    assert_eq!(s.claim("alice"), 6_670_000);
    assert_eq!(s.claim("bob"), 667_000);
    assert!(s.books().entries.is_empty() && s.books().owed() == 0);
    if refreshed {
        let others = [stake(&s, "val2"), stake(&s, "val3")];
        assert!(others.iter().all(|stake| *stake > 40_000_000), "{others:?}");
    }
    s.rewards(1_000_000);
    s.harvest();
    assert!(s.books().unreleased() > 0);
}

#[rstest]
#[case(&["close", "settle", "harvest", "allocate"])]
#[case(&["settle", "harvest", "close", "allocate"])]
#[case(&["crank", "sync", "settle", "harvest"])]
#[case(&["sync", "sync", "harvest", "crank"])]
fn the_order_of_cranks_does_not_matter_and_nothing_is_lost_twice(#[case] order: &[&str]) {
    let reference = slashed_in_every_state(&["harvest", "close", "settle", "allocate"]);
    let s = slashed_in_every_state(order);
    // Another order sends other staking messages, each of which may round a unit away.
    let near = |a: u128, b: u128| a.abs_diff(b) <= 20;
    assert!(near(payable(&s, 2), payable(&reference, 2)));
    let worth = |s: &Suite| (s.books().pool() + s.books().unreleased(), s.books().owed());
    let ((pool, owed), (pool_there, owed_there)) = (worth(&s), worth(&reference));
    assert!(
        near(pool + owed, pool_there + owed_there),
        "{pool} + {owed}, {pool_there} + {owed_there}"
    );
    assert_eq!((payable(&s, 1), s.books().reserved), (500_000, 500_000));
}

#[test]
fn what_the_books_hold_is_what_the_chain_holds_after_every_slash() {
    let mut s = slashed_in_every_state(&["crank"]);
    for round in 0..60 {
        if round < 30 && round % 7 == 0 {
            s.slash(["val3", "val4", "val5"][round / 7 % 3], 2);
        }
        s.crank();
        s.sync(); // compares each delegation with the chain's
        s.pass_days(1);
    }
    s.crank();
    let books = s.books();
    assert_eq!((books.undelegating(), books.owed(), books.unknown()), (0, 0, 0));
    assert_eq!(s.claim("bob") + s.claim("alice"), books.reserved);
    assert!(s.books().reserved == 0 && batch_ids(&s).is_empty());
}

#[rstest]
#[case::as_much_as_allowed(333, false)]
#[case::more_than_allowed(332, true)]
fn deposits_pause_only_above_the_limit(#[case] limit: u128, #[case] halted: bool) {
    // 10 % of 33,300,000 is exactly 333 basis points of the pool.
    let mut s = hundred_million_of(setup(3).params(|p| p.with(Param::LossHaltBps, limit)));
    s.next_block();
    s.slash("val1", 10);
    s.sync();
    assert_eq!(s.books().pool(), 96_670_000);
    let outcome = s.try_bond("bob", 1_000_000);
    assert_eq!(outcome.err().map(|f| f.kind), halted.then(|| "Paused".to_owned()));
}

#[test]
fn the_limit_counts_the_gross_loss() {
    let mut s = hundred_million_of(setup(3).params(|p| p.with(Param::LossHaltBps, 332u128)));
    s.next_block();
    s.slash("val1", 10);
    s.gift("hub", 4_000_000);
    s.sync();
    // The net result is a gain of 670,000.
    assert_eq!((s.books().pool(), s.books().unreleased()), (100_000_000, 670_000));
    assert_eq!(s.try_bond("bob", 1_000_000).unwrap_err().kind, "Paused");
}

#[test]
fn the_pause_ends_after_a_day_by_time_alone_while_exits_stay_open() {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000);
    s.submit_batch();
    s.next_block();
    s.reconcile();
    s.pass_secs(10);
    s.queue("alice", 1_000_000);
    s.slash("val1", 50);
    let noticed = s.now();
    let response = step(&mut s, &ExecuteMsg::Sync {});
    assert_eq!(
        told(&response, "deposits_halted", "until"),
        [(noticed + DAY).to_string()]
    );
    assert_eq!(told(&response, "deposits_halted", "loss"), ["16650000"]);
    assert_eq!(s.try_bond("bob", 1_000_000).unwrap_err().kind, "Paused");
    // Queueing, cancelling, closing and claiming go on.
    s.queue("alice", 1_000_000);
    s.cancel("alice", Some(500_000)).unwrap();
    s.submit_batch();
    assert_eq!(payable(&s, 1), 10_000);
    assert_eq!(s.claim("alice"), 10_000);
    s.pass_secs(DAY - 1);
    assert_eq!(s.try_bond("bob", 1_000_000).unwrap_err().kind, "Paused");
    s.pass_secs(1);
    assert!(s.bond("bob", 1_000_000) > 1_000_000);
}
