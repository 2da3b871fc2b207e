//! Entries in flight.

use super::*;
use crate::exits::Moment;
use crate::ledger::tests::{ledger, rules};
use crate::units::DAY;

fn key(secs: u64) -> EntryKey {
    EntryKey {
        completion: secs * NANOS,
        validator: "v".into(),
    }
}

#[test]
fn coins_are_unknown_beyond_what_is_free_and_what_is_set_aside() {
    let mut l = ledger(3, 1);
    l.books.reserved = Native::new(2);
    assert_eq!(l.unknown_coins(Native::new(10)), Native::new(5));
    assert_eq!(l.unknown_coins(Native::new(4)), Native::ZERO);
}

#[test]
fn a_write_off_counts_only_coins_that_no_earlier_entry_has_taken() {
    let mut l = flying(&[(10, 1_000), (20, 2_000)]);
    let (overdue, bank) = (20 + DAY / 24 + 1, Native::new(1_300));
    for secs in [overdue, overdue + DAY] {
        let arrivals = arrive(&mut l, secs, bank.units());
        if secs == overdue {
            assert_eq!(arrivals.credited.len(), 1);
        } else {
            assert_eq!(arrivals.written_off, Some((key(20), Native::new(1_700))));
        }
    }
    assert_eq!(l.books.free, bank);
    let mut l = flying(&[(10, 1_000), (20, 2_000)]);
    l.short_since = Some(1);
    let at_once = arrive(&mut l, overdue + DAY, bank.units());
    assert_eq!(at_once.written_off, Some((key(20), Native::new(1_700))));
    assert_eq!(l.books.free, bank);
}

#[test]
fn entries_of_one_validator_and_moment_are_one() {
    let mut l = ledger(0, 1);
    for amount in [7, 5] {
        l.enter(key(9), Native::new(amount), false).unwrap();
    }
    let sum = Entry {
        amount: Native::new(12),
        expected: Native::new(12),
        guessed: false,
    };
    assert_eq!((l.entries[&key(9)], l.positions["v"].entries), (sum, 1));
}

/// A ledger with entries of the given completion seconds and amounts.
fn flying(entries: &[(u64, u128)]) -> Ledger {
    let mut l = ledger(0, 1);
    for (secs, amount) in entries {
        l.books.undelegating = l.books.undelegating.plus(Native::new(*amount)).unwrap();
        l.enter(key(*secs), Native::new(*amount), false).unwrap();
    }
    l
}

/// An observation at `secs`, the one before it at `last`, both in seconds.
fn arrive_after(l: &mut Ledger, last: u64, secs: u64, bank: u128) -> Arrivals {
    let seen = Sighting {
        at: Moment {
            height: 9,
            nanos: secs * NANOS,
        },
        last_look: last * NANOS,
        bank: Native::new(bank),
        delegations: Default::default(),
    };
    l.credit_arrivals(&seen, &rules()).unwrap()
}

/// An observation by which the block before has looked too.
fn arrive(l: &mut Ledger, secs: u64, bank: u128) -> Arrivals {
    arrive_after(l, secs - 1, secs, bank)
}

#[test]
fn equal_completions_of_one_validator_are_one_entry() {
    let l = flying(&[(5, 10), (5, 7)]);
    assert_eq!(l.entries.len(), 1);
    assert_eq!(l.positions["v"].entries, 1);
    assert_eq!(l.entries[&key(5)].expected, Native::new(17));
}

#[test]
fn due_is_not_arrived() {
    let mut l = flying(&[(5, 100)]);
    assert_eq!(arrive(&mut l, 5, 0).credited, []);
    assert_eq!(l.books.undelegating, Native::new(100));
    assert_eq!(arrive(&mut l, 6, 100).arrived, Native::new(100));
    assert_eq!(
        (l.books.free, l.books.undelegating),
        (Native::new(100), Native::ZERO)
    );
    assert_eq!(l.positions["v"].entries, 0);
}

#[test]
fn a_gap_of_rounding_never_waits_but_a_larger_one_does() {
    let mut l = flying(&[(5, 100)]);
    assert_eq!(arrive(&mut l, 6, 97).rounding, Native::new(3));
    let mut l = flying(&[(5, 100)]);
    assert_eq!(arrive(&mut l, 6, 96).credited, []);
}

#[test]
fn a_provision_may_fall_short_by_a_thousandth_of_itself() {
    for (came, waits) in [(94_992, false), (94_991, true)] {
        let mut l = flying(&[(5, 100_000)]);
        l.provision("v", Native::new(1), Native::new(20)).unwrap();
        let a = arrive(&mut l, 6, came);
        assert_eq!(a.credited.is_empty(), waits, "{came}");
    }
    // What nothing was provisioned on has no such error.
    let mut l = flying(&[(5, 100_000)]);
    assert_eq!(arrive(&mut l, 6, 99_996).credited, []);
}

#[test]
fn coins_that_come_before_an_estimated_completion_credit_its_entry() {
    let mut l = flying(&[(50, 100), (60, 200), (70, 300)]);
    for secs in [60, 70] {
        l.entries.get_mut(&key(secs)).unwrap().guessed = true;
    }
    assert_eq!(arrive(&mut l, 10, 196).credited, []);
    let first = arrive(&mut l, 10, 198);
    assert_eq!(
        (first.arrived, first.rounding, first.returned),
        (Native::new(198), Native::new(2), Native::ZERO)
    );
    // Not the entry of which the chain has told when it completes, and what they are expected to bring before others.
    assert_eq!(l.books.undelegating, Native::new(400));
    assert_eq!(arrive(&mut l, 20, 198 + 320).arrived, Native::new(300));
    assert_eq!((l.books.free, l.entries.len()), (Native::new(498), 1));
}

#[test]
fn coins_of_a_due_entry_credit_no_estimated_one_as_well() {
    let mut l = flying(&[(5, 30_000), (60, 20_000)]);
    l.entries.get_mut(&key(60)).unwrap().guessed = true;
    let came = arrive(&mut l, 10, 30_000);
    assert_eq!((came.credited.len(), came.arrived), (1, Native::new(30_000)));
}

#[test]
fn an_estimated_entry_may_lack_as_much_as_any_other() {
    for (lacking, credited) in [(ENTRY_TOLERANCE, 1), (ENTRY_TOLERANCE + 1, 0)] {
        let mut l = flying(&[(60, 200)]);
        l.entries.get_mut(&key(60)).unwrap().guessed = true;
        assert_eq!(arrive(&mut l, 10, 200 - lacking).credited.len(), credited);
    }
}

#[test]
fn what_an_estimated_entry_brings_beyond_its_expectation_is_a_return() {
    let mut l = flying(&[(50, 200), (60, 200)]);
    for secs in [50, 60] {
        let entry = l.entries.get_mut(&key(secs)).unwrap();
        (entry.guessed, entry.expected) = (true, Native::new(190));
    }
    l.books.undelegating = Native::new(380);
    let came = arrive(&mut l, 10, 400);
    assert_eq!(
        (came.arrived, came.returned, came.rounding),
        (Native::new(400), Native::new(20), Native::ZERO)
    );
}

#[test]
fn an_estimated_entry_is_not_credited_while_a_due_one_waits() {
    let mut l = flying(&[(5, 1_000), (60, 200)]);
    l.entries.get_mut(&key(60)).unwrap().guessed = true;
    assert_eq!(arrive(&mut l, 10, 900).credited, []);
    assert_eq!(arrive(&mut l, 11, 1_200).credited.len(), 2);
}

#[test]
fn a_merged_entry_stays_an_estimate() {
    let mut l = ledger(0, 1);
    for guessed in [true, false] {
        l.enter(key(9), Native::new(7), guessed).unwrap();
    }
    assert!(l.entries[&key(9)].guessed);
}

#[test]
fn coins_are_missing_from_the_completion_of_a_due_entry_or_by_the_timer() {
    let mut l = flying(&[(50, 100)]);
    assert_eq!(l.missing_since(50 * NANOS - 1), None);
    assert_eq!(l.missing_since(50 * NANOS), Some(50));
    l.short_since = Some(60);
    assert_eq!(l.missing_since(1), Some(60));
}

#[test]
fn what_lacks_is_known_a_minute_after_it_was_due_or_by_the_timer() {
    let entries = [(50 * NANOS, 100), (55 * NANOS, 200), (900 * NANOS, 400)];
    for (now, coins, short, lacks) in [
        (50, 0, false, 0),
        (110, 0, false, 0),
        (111, 0, false, 300),
        (111, 250, false, 50),
        (111, 300, false, 0),
        (50, 0, true, 100),
        (49, 0, true, 0),
        (900, 250, false, 450),
    ] {
        let entries = entries.map(|(completion, amount)| (completion, Native::new(amount)));
        let found = suspect(entries.into_iter(), Native::new(coins), now * NANOS, short);
        assert_eq!(found, Native::new(lacks), "{now} {coins} {short}");
    }
}

#[test]
fn an_undelegation_is_in_flight_until_it_is_answered() {
    let mut l = ledger(0, 1);
    l.books.delegated = Native::new(100);
    l.positions.or_default("v".into()).booked = Native::new(100);
    l.undelegate("v", Native::new(70)).unwrap();
    assert_eq!((l.positions["v"].in_flight(), l.positions["v"].entries), (1, 0));
    assert_eq!(
        (l.books.delegated, l.books.undelegating, l.positions["v"].booked),
        (Native::new(30), Native::new(70), Native::new(30))
    );
    l.answered("v");
    assert_eq!(l.positions["v"].in_flight(), 0);
}

#[test]
fn the_oldest_are_credited_first_and_nothing_above_their_expectation() {
    let mut l = flying(&[(5, 100), (6, 100)]);
    let a = arrive(&mut l, 7, 150);
    assert_eq!(a.credited.len(), 1);
    assert_eq!((a.arrived, a.returned), (Native::new(100), Native::ZERO));
}

#[test]
fn when_all_are_credited_the_excess_up_to_their_amount_is_a_return() {
    let mut l = flying(&[(5, 1_000)]);
    assert_eq!(
        l.provision("v", Native::new(1), Native::new(20)).unwrap(),
        Native::new(50)
    );
    assert_eq!(l.books.undelegating, Native::new(950));
    let a = arrive(&mut l, 6, 1_200);
    assert_eq!((a.arrived, a.returned), (Native::new(1_000), Native::new(50)));
    assert_eq!(l.unknown_coins(Native::new(1_200)), Native::new(200));
}

#[test]
fn one_timer_writes_off_the_first_that_lacks_though_later_ones_keep_arriving() {
    let mut l = flying(&[(5, 1_000)]);
    let late = 5 + DAY / 24;
    arrive(&mut l, late, 900);
    assert_eq!(l.short_since, None);
    arrive(&mut l, late + 1, 900);
    assert_eq!(l.short_since, Some(late + 1));
    arrive(&mut l, late + DAY, 900);
    assert_eq!(l.entries.len(), 1);
    let a = arrive(&mut l, late + 1 + DAY, 900);
    assert_eq!(a.written_off, Some((key(5), Native::new(100))));
    assert_eq!(
        (l.books.free, l.books.undelegating),
        (Native::new(900), Native::ZERO)
    );
    assert_eq!(l.short_since, None);
}

#[test]
fn an_arrival_that_fills_the_hole_of_the_one_before_does_not_stop_the_timer() {
    // Every day an entry of 1,000 brings 950; looked at every hour.
    let days = 4;
    let mut l = flying(&(0..days).map(|day| (day * DAY + 5, 1_000)).collect::<Vec<_>>());
    let mut lost = 0;
    let mut first_loss = None;
    let mut paid = 0;
    for hour in 1..(days + 2) * 24 {
        let now = 10 + hour * 3_600;
        let came = (0..days).filter(|day| day * DAY + 5 < now).count() as u128;
        let bank = came * 950;
        let a = arrive(&mut l, now, bank);
        paid += a.arrived.units();
        if let Some((_, lacking)) = a.written_off {
            lost += lacking.units();
            first_loss.get_or_insert(now);
        }
    }
    assert!(first_loss.unwrap() <= 5 + DAY + 2 * 3_600, "{first_loss:?}");
    assert_eq!(l.entries, Default::default());
    assert_eq!(lost, days as u128 * 50);
    assert!(paid <= days as u128 * 950);
}

#[test]
fn an_expired_timer_writes_off_nothing_that_is_not_overdue_itself_and_fires_when_it_is() {
    let mut l = flying(&[(5, 1_000), (DAY + 3_700, 1_000)]);
    arrive(&mut l, 3_700, 950);
    assert_eq!(l.short_since, Some(3_700));
    // The second has come too: it fills the hole of the first, and lacks coins itself without being overdue yet.
    let a = arrive(&mut l, DAY + 3_701, 1_900);
    assert_eq!((a.credited.len(), a.written_off), (1, None));
    assert_eq!(l.short_since, Some(3_700));
    let a = arrive(&mut l, DAY + 7_400, 1_900);
    assert_eq!(a.written_off.unwrap().1, Native::new(100));
    assert_eq!(l.short_since, None);
}

#[test]
fn the_timer_clears_when_enough_is_found() {
    let mut l = flying(&[(5, 1_000)]);
    arrive(&mut l, 5 + DAY, 0);
    assert!(l.short_since.is_some());
    arrive(&mut l, 6 + DAY, 1_000);
    assert_eq!(l.short_since, None);
}

#[test]
fn after_a_long_halt_the_timer_starts_anew_and_is_never_dated_back() {
    let mut l = flying(&[(5, 1_000)]);
    let a = arrive(&mut l, 100 * DAY, 0);
    assert_eq!(a.written_off, None);
    assert_eq!(l.short_since, Some(100 * DAY));
}

#[test]
fn an_entry_that_came_due_since_the_last_look_is_written_off_by_the_next() {
    // The first has come after the look that started the timer. The second is due and overdue, and nobody has
    // looked since it is due: the block of this look may pay it.
    let started = 5 + DAY / 24 + 1;
    let due = started + DAY;
    let now = due + 2 * 3_600;
    let short = || {
        let mut l = flying(&[(5, 1_000), (due, 1_000)]);
        arrive_after(&mut l, 0, started, 0);
        assert_eq!(l.short_since, Some(started));
        l
    };
    for (last, written_off) in [(due - 1, false), (due, true), (now - 1, true)] {
        let a = arrive_after(&mut short(), last, now, 1_000);
        assert_eq!(
            (a.credited.len(), a.written_off.is_some()),
            (1, written_off),
            "{last}"
        );
    }
    // Whoever looks a block later finds it paid, or missing.
    for (bank, written_off) in [(2_000, None), (1_900, Some((key(due), Native::new(100))))] {
        let mut l = short();
        arrive_after(&mut l, started, now, 1_000);
        let a = arrive_after(&mut l, now, now + 6, bank);
        assert_eq!((a.written_off, l.short_since), (written_off, None));
    }
}

#[test]
fn a_second_look_in_one_block_writes_nothing_off() {
    let mut l = flying(&[(5, 1_000)]);
    arrive(&mut l, 5 + DAY, 0);
    assert_eq!(arrive_after(&mut l, 0, 5 + 2 * DAY, 0).written_off, None);
    let a = arrive_after(&mut l, 5 + 2 * DAY, 11 + 2 * DAY, 0);
    assert_eq!(a.written_off, Some((key(5), Native::new(1_000))));
}

#[test]
fn a_provision_never_takes_more_than_is_expected() {
    let mut l = flying(&[(5, 10)]);
    for _ in 0..3 {
        l.provision("v", Native::new(1), Native::new(2)).unwrap();
    }
    assert_eq!(l.entries[&key(5)].expected, Native::ZERO);
    assert_eq!(
        l.provision("other", Native::new(1), Native::new(2)).unwrap(),
        Native::ZERO
    );
}
