//! The exit queue.

use super::*;
use crate::engine::Queue;
use crate::flight::EntryKey;
use crate::ledger::tests::{ledger, rules};
use crate::observe::Sighting;
use crate::units::NANOS;

fn at(height: u64) -> Moment {
    Moment {
        height,
        nanos: height * NANOS,
    }
}

fn closed(pool: u128, shares: u128) -> Ledger {
    let mut l = ledger(pool, pool);
    l.close(1, Shares::new(shares), at(1), 100).unwrap();
    l
}

fn fly(l: &mut Ledger, completion: u64, amount: u128) {
    l.books.free = l.books.free.minus(Native::new(amount)).unwrap();
    l.books.undelegating = l.books.undelegating.plus(Native::new(amount)).unwrap();
    l.enter(
        EntryKey {
            completion,
            validator: "v".into(),
        },
        Native::new(amount),
        false,
    )
    .unwrap();
}

#[test]
fn a_close_fixes_the_payable_and_leaves_the_rate() {
    let l = closed(1_000_000, 400_000);
    assert_eq!(l.books.owed, Native::new(400_000));
    assert_eq!(l.books.supply, Shares::new(600_000));
    assert_eq!(l.books.rate(1).to_string(), "1");
    assert_eq!(l.batches[&1].estimate, 101);
}

#[test]
fn all_but_the_floor_may_be_delegated() {
    let l = ledger(1_000_000, 1_000_000);
    assert_eq!(l.allocatable(NANOS, &rules()), Ok(Native::new(999_000)));
}

#[test]
fn a_batch_that_free_coins_cover_settles_in_the_next_block() {
    let mut l = closed(1_000_000, 400_000);
    assert_eq!(l.need(1, &rules()).unwrap(), Native::ZERO);
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Liquid);
    assert_eq!(l.settle(at(1), &rules()).unwrap(), []);
    let settled = l.settle(at(2), &rules()).unwrap();
    assert_eq!(settled[0].1.payable, Native::new(400_000));
    assert_eq!(
        (l.books.reserved, l.books.owed),
        (Native::new(400_000), Native::ZERO)
    );
}

/// What an observation at `nanos` credits out of so many coins.
fn arrive(l: &mut Ledger, nanos: u64, bank: u128) {
    let seen = Sighting {
        at: Moment { height: 3, nanos },
        last_look: 0,
        bank: Native::new(bank),
        delegations: Default::default(),
    };
    l.credit_arrivals(&seen, &rules()).unwrap();
}

#[test]
fn a_batch_waits_for_the_earliest_completion_by_which_it_is_paid() {
    let mut l = closed(1_000_000, 400_000);
    fly(&mut l, 50, 700_000);
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Until(50));
    l.close(2, Shares::new(600_000), at(2), 100).unwrap();
    fly(&mut l, 60, 100_000);
    fly(&mut l, 60, 50_000);
    fly(&mut l, 70, 150_000);
    // 700,000 at 50 and 150,000 at 60 leave 150,000 of the million to 70.
    l.note_cover(2, &rules()).unwrap();
    assert_eq!(
        (l.batches[&1].cover, l.batches[&2].cover),
        (Cover::Until(50), Cover::Until(70))
    );
    l.batches.get_mut(&2).unwrap().payable = Native::new(450_000);
    l.batches.get_mut(&2).unwrap().cover = Cover::Missing;
    l.books.owed = Native::new(850_000);
    l.note_cover(2, &rules()).unwrap();
    assert_eq!(l.batches[&2].cover, Cover::Until(60));
    assert_eq!(l.earmark(0, &rules()), Ok(Native::ZERO));
    arrive(&mut l, 50, 700_000);
    // The first batch has come due with 700,000, the second lacks what comes at 60.
    assert_eq!(l.earmark(50, &rules()), Ok(Native::new(700_000)));
    // What is due but has not come pays for nothing.
    assert_eq!(l.earmark(60, &rules()), Ok(Native::new(700_000)));
    l.books.free = Native::new(900_000);
    assert_eq!(l.earmark(59, &rules()), Ok(Native::new(700_000)));
    assert_eq!(l.earmark(60, &rules()), Ok(Native::new(850_000)));
    assert_eq!(l.buffer(60, &rules()), Ok(Native::new(50_000)));
}

#[test]
fn an_entry_that_completes_after_a_batch_needs_it_does_not_pay_for_it() {
    let mut l = closed(1_000_000, 400_000);
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Liquid);
    fly(&mut l, 50, 400_000);
    assert_eq!(l.earmark(0, &rules()), Ok(Native::new(400_000)));
    assert_eq!(l.buffer(0, &rules()), Ok(Native::new(200_000)));
    // An uncovered batch counts all that is on its way, and keeps the floor.
    l.batches.get_mut(&1).unwrap().cover = Cover::Missing;
    assert_eq!(l.earmark(0, &rules()), Ok(Native::ZERO));
    assert_eq!(l.buffer(0, &rules()), Ok(Native::new(599_400)));
}

#[test]
fn the_floor_is_a_reason_to_undelegate_only_for_an_uncovered_batch() {
    let mut l = closed(1_000_000, 400_000);
    fly(&mut l, 50, 600_000);
    l.books.delegated = Native::new(200_000);
    l.books.undelegating = Native::new(400_000);
    l.books.free = Native::new(100);
    assert_eq!(l.need(1, &rules()), Ok(Native::ZERO));
    l.books.owed = Native::new(400_700);
    assert_eq!(l.need(1, &rules()), Ok(Native::new(700)));
    l.batches.get_mut(&1).unwrap().cover = Cover::Until(50);
    assert_eq!(l.need(1, &rules()), Ok(Native::new(600)));
}

#[test]
fn the_reserve_is_not_there_for_a_batch_when_it_is_noted() {
    let reserved = Rules {
        instant_reserve_bps: 1_000,
        ..rules()
    };
    let mut l = closed(1_000_000, 400_000);
    l.books.free = Native::new(459_000);
    l.books.delegated = Native::new(541_000);
    // 400,000 less 459,000 beyond a tenth of 600,000.
    assert_eq!(l.need(1, &reserved), Ok(Native::new(1_000)));
    l.note_cover(1, &reserved).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Missing);
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Liquid);
}

#[test]
fn nothing_is_noted_while_an_undelegation_is_unanswered() {
    let mut l = closed(1_000_000, 999_000);
    l.books.free = Native::ZERO;
    l.books.delegated = Native::new(1_000_000);
    let position = l.positions.or_default("v".into());
    position.booked = Native::new(1_000_000);
    l.undelegate("v", Native::new(999_000)).unwrap();
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Missing);
    assert_eq!(l.tail_to_note(1, &rules()), Ok(None));
    l.answered("v");
    let key = EntryKey {
        completion: 50,
        validator: "v".into(),
    };
    l.enter(key, Native::new(999_000), false).unwrap();
    assert_eq!(l.tail_to_note(1, &rules()), Ok(Some(Native::ZERO)));
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Until(50));
}

#[test]
fn the_entries_that_a_reply_reads_tell_the_same_as_all_of_them() {
    for spare in [0, 99, 100, 101, 250, 299, 300, 600, 601] {
        let mut all = closed(1_000_000, 1_000);
        all.books.free = Native::new(spare);
        all.books.delegated = Native::new(1_000_000 - 1_600 - spare);
        for (completion, amount) in [(10, 700), (20, 300), (30, 0), (30, 200), (40, 100), (50, 300)] {
            all.books.undelegating = all.books.undelegating.plus(Native::new(amount)).unwrap();
            let validator = format!("v{}", all.entries.len());
            let key = EntryKey {
                completion,
                validator,
            };
            all.enter(key, Native::new(amount), false).unwrap();
        }
        let tail = all.tail_to_note(1, &rules()).unwrap().unwrap();
        let mut part = all.clone();
        let mut sum = Native::ZERO;
        part.entries = SortedMap::new();
        for (key, entry) in all.entries.iter().rev() {
            part.entries.insert(key.clone(), *entry);
            sum = sum.more(entry.expected);
            if sum > tail {
                break;
            }
        }
        all.note_cover(1, &rules()).unwrap();
        part.note_cover(1, &rules()).unwrap();
        assert_eq!(part.batches, all.batches, "{spare}");
        // By hand: the first completion by which 1,000 have come.
        let by = [(10, 700), (20, 1_000), (30, 1_200), (40, 1_300), (50, 1_600)];
        let first = by.iter().find(|(_, come)| come + spare >= 1_000).unwrap().0;
        assert_eq!(all.batches[&1].cover, Cover::Until(first), "{spare}");
    }
}

#[test]
fn no_entry_matters_for_a_batch_that_free_coins_pay_or_that_is_noted_already() {
    let mut l = closed(1_000_000, 1_000);
    l.books.free = Native::new(1_000);
    l.books.delegated = Native::new(999_000);
    assert_eq!(l.tail_to_note(1, &rules()), Ok(None));
    l.books.free = Native::new(999);
    l.books.undelegating = Native::new(1);
    assert_eq!(l.tail_to_note(1, &rules()), Ok(Some(Native::ZERO)));
    l.batches.get_mut(&1).unwrap().cover = Cover::Liquid;
    assert_eq!(l.tail_to_note(1, &rules()), Ok(None));
}

#[test]
fn an_entry_that_is_due_and_has_not_come_pays_for_nothing() {
    let mut l = closed(1_000_000, 100_000);
    fly(&mut l, 5, 30_000);
    fly(&mut l, 20, 20_000);
    assert_eq!(l.earmark(4, &rules()), Ok(Native::new(50_000)));
    assert_eq!(l.earmark(10, &rules()), Ok(Native::new(80_000)));
    assert_eq!(l.earmark(20, &rules()), Ok(Native::new(100_000)));
}

#[test]
fn the_buffer_keeps_the_floor_of_the_pool_of_that_moment() {
    let mut l = closed(100_000_000, 400_000);
    l.books.stream = crate::stream::Stream {
        amount: Native::new(50_000_000),
        start: 0,
        end: 100,
    };
    // A thousandth of 100,000,000 less what is owed and 25,000,000 that are not released.
    assert_eq!(
        l.buffer(50 * NANOS, &rules()),
        Ok(Native::new(100_000_000 - 400_000 - 74_600))
    );
}

#[test]
fn a_batch_that_is_covered_up_to_less_than_a_move_waits_for_the_latest() {
    let mut l = closed(1_000_000, 400_000);
    fly(&mut l, 50, 399_001);
    l.books.free = Native::ZERO;
    l.books.delegated = Native::new(600_999);
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Until(50));
    // With nothing in flight it waits for nothing.
    let mut l = closed(1_000_000, 400);
    l.books.free = Native::ZERO;
    l.books.delegated = Native::new(1_000_000);
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Liquid);
}

#[test]
fn free_coins_of_a_wind_down_are_for_whoever_leaves() {
    let down = Rules {
        winding_down: true,
        ..rules()
    };
    let mut l = closed(1_000_000, 400_000);
    fly(&mut l, 50 * NANOS, 700_000);
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.earmark(0, &rules()), Ok(Native::ZERO));
    assert_eq!(l.earmark(0, &down), Ok(Native::new(300_000)));
    l.books.free = Native::new(500_000);
    assert_eq!(l.settle(at(2), &rules()).unwrap(), []);
    assert_eq!(l.settle(at(2), &down).unwrap().len(), 1);
    assert_eq!(l.books.free, Native::new(100_000));
}

#[test]
fn the_interval_in_force_lets_entries_last_for_an_unbonding_time() {
    let mut params = Params::defaults(6);
    let day = |params: &Params, validators| interval_in_force(params, validators, false);
    // 21 days over 7 entries each: 3 days with one, half a day with six.
    for (validators, interval) in [
        (0, 259_200),
        (1, 259_200),
        (2, 129_600),
        (3, DAY),
        (6, DAY),
        (100, DAY),
    ] {
        assert_eq!(day(&params, validators), interval, "{validators}");
    }
    params.exit.batch_interval = 10;
    assert_eq!(day(&params, 6), 43_200);
    assert_eq!(day(&params, 11), 23_563);
    assert_eq!(day(&params, 100), 10_080);
    assert_eq!(interval_in_force(&params, 1, true), 10_080);
    params.exit.unbonding_estimate = 90 * DAY;
    assert_eq!(day(&params, 1), 7 * DAY);
    params.exit.unbonding_estimate = 40;
    assert_eq!(day(&params, 3), 10);
    assert_eq!(interval_in_force(&params, 3, true), 10);
}

#[test]
fn what_the_first_request_has_fixed_is_only_brought_forward() {
    let mut queue = Queue::default();
    // The first close may come at any time.
    assert_eq!((queue.follow(100, true), queue.follow(200, false)), (0, 0));
    queue.last_close = Some(50);
    assert_eq!(queue.follow(100, true), 150);
    // A request has come.
    assert_eq!(queue.follow(200, false), 150);
    assert_eq!(queue.follow(20, false), 70);
    assert_eq!(queue.follow(300, false), 150);
    // Cancelled to empty.
    assert_eq!(queue.follow(queue.interval, true), 350);
}

#[test]
fn a_need_keeps_its_batch_without_a_completion() {
    let mut l = closed(1_000_000, 999_500);
    assert_eq!(l.need(1, &rules()).unwrap(), Native::ZERO);
    l.books.delegated = l.books.free;
    l.books.free = Native::ZERO;
    l.note_cover(1, &rules()).unwrap();
    assert_eq!(l.batches[&1].cover, Cover::Missing);
    assert_eq!(l.allocatable(NANOS, &rules()).unwrap(), Native::ZERO);
}

#[test]
fn a_small_need_waits_while_the_floor_pays_it_and_is_covered_when_it_does_not() {
    let mut l = closed(1_000_000, 500);
    for (free, to_cover) in [(500, 500), (499, 1_000), (0, 1_000), (1_499, 0)] {
        l.books.delegated = Native::new(1_000_000 - free);
        l.books.free = Native::new(free);
        assert_eq!(
            l.to_cover(1, &rules()).unwrap(),
            Native::new(to_cover),
            "{free} free"
        );
    }
    l.books.free = Native::ZERO;
    l.books.undelegating = Native::new(500);
    assert_eq!(l.to_cover(1, &rules()).unwrap(), Native::ZERO);
}

#[test]
fn a_batch_is_settled_whole_and_in_order() {
    let mut l = closed(1_000_000, 600_000);
    l.close(2, Shares::new(100_000), at(1), 100).unwrap();
    l.books.delegated = Native::new(500_000);
    l.books.free = Native::new(500_000);
    assert_eq!(l.settle(at(2), &rules()).unwrap(), []);
    l.books.free = Native::new(650_000);
    assert_eq!(l.settle(at(2), &rules()).unwrap().len(), 1);
    assert_eq!(l.books.free, Native::new(50_000));
}

#[test]
fn a_loss_is_shared_in_proportion_and_a_return_mirrors_it_up_to_the_ceiling() {
    let mut l = closed(1_000_000, 400_000);
    l.books.free = Native::new(900_000);
    let borne = l
        .share_loss(Native::new(100_000), Native::new(1_000_000))
        .unwrap();
    assert_eq!(borne, Native::new(40_000));
    assert_eq!(
        (l.batches[&1].payable, l.books.owed),
        (Native::new(360_000), Native::new(360_000))
    );
    let given = l
        .share_gain(Native::new(50_000), Native::new(900_000), Share::Restore)
        .unwrap();
    assert_eq!(given, Native::new(20_000));
    let given = l
        .share_gain(Native::new(900_000), Native::new(950_000), Share::Restore)
        .unwrap();
    assert_eq!(given, Native::new(20_000));
    let given = l
        .share_gain(Native::new(100), Native::new(1_000), Share::Full)
        .unwrap();
    assert_eq!(given, Native::new(40_000));
}

#[test]
fn what_nobody_has_a_part_in_is_shared_with_nobody() {
    let mut l = closed(1_000_000, 400_000);
    let before = l.clone();
    let (some, nothing) = (Native::new(5), Native::ZERO);
    for (amount, equity) in [(some, nothing), (nothing, nothing), (nothing, some)] {
        assert_eq!(l.share_loss(amount, equity), Ok(nothing));
        assert_eq!(l.share_gain(amount, equity, Share::Full), Ok(nothing));
        assert_eq!(l, before);
    }
}

#[test]
fn a_batch_of_a_depleted_pool_is_worth_nothing_and_settles() {
    let mut l = ledger(0, 1_000);
    l.close(1, Shares::new(500), at(1), 100).unwrap();
    l.note_cover(1, &rules()).unwrap();
    let settled = l.settle(at(2), &rules()).unwrap();
    assert_eq!(settled[0].1.payable, Native::ZERO);
}
