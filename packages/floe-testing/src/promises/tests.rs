//! Each promise is able to fail: a state or a history that keeps it, and the same with one thing changed that does not.

use floe_core::batch::{Cover, Unbonding};
use floe_core::exits::Moment;
use floe_core::units::{Native, Shares, NANOS};
use floe_core::{Books, Entry, EntryKey, Stream};

use super::*;

const DAY: u64 = 86_400;
const UNBONDING: u64 = 21 * DAY;

fn native(units: u128) -> Native {
    Native::new(units)
}

/// A pool of 1,000,000,000 on two validators, 1,000,000 of it free: the floor. Probe and smallest move are 100,000.
fn calm(secs: u64) -> Snapshot {
    let half = 499_500_000;
    Snapshot {
        at: Moment {
            height: secs,
            nanos: secs * NANOS,
        },
        books: Books {
            delegated: native(2 * half),
            free: native(1_000_000),
            supply: Shares::new(1_000_000_000),
            ..Books::default()
        },
        terms: Terms {
            interval: DAY,
            estimate: UNBONDING,
            max_entries: 7,
            validators: 20,
            unbonding: UNBONDING,
            ..Terms::default()
        },
        stake: ["a", "b"].map(|v| (v.to_owned(), half)).into(),
        entries: [].into(),
        batches: [].into(),
        open: (1, 0),
        short: false,
    }
}

impl Snapshot {
    /// With an unsettled batch, closed in the block before.
    fn waits(mut self, id: u64, payable: u128, cover: Cover) -> Self {
        let batch = Unbonding {
            shares: Shares::new(payable),
            payable: native(payable),
            ceiling: native(payable),
            closed_height: self.at.height - 1,
            estimate: 0,
            cover,
        };
        self.batches.insert(id, batch);
        self.books.owed = self.books.owed.more(native(payable));
        self.open.0 = self.open.0.max(id + 1);
        self
    }

    /// With an entry that was undelegated from a validator.
    fn flies(mut self, validator: &str, amount: u128, secs: u64) -> Self {
        let key = EntryKey {
            completion: secs * NANOS,
            validator: validator.to_owned(),
        };
        let entry = Entry {
            amount: native(amount),
            expected: native(amount),
            guessed: false,
        };
        self.entries.insert(key, entry);
        *self.stake.get_mut(validator).unwrap() -= amount;
        self.books.delegated = self.books.delegated.less(native(amount));
        self.books.undelegating = self.books.undelegating.more(native(amount));
        self
    }

    fn moves(mut self, from: &str, to: &str, amount: u128) -> Self {
        *self.stake.get_mut(from).unwrap() -= amount;
        *self.stake.get_mut(to).unwrap() += amount;
        self
    }

    fn with_free(mut self, units: u128) -> Self {
        self.books.free = native(units);
        self
    }

    fn winding_down(mut self) -> Self {
        self.terms.winding_down = true;
        self
    }
}

fn broken(before: &Snapshot, after: &Snapshot, told: &Told) -> Vec<String> {
    Promises::default().broken(before, after, told)
}

/// What is told of undelegations, with the books that the message had before the chain answered.
fn undelegates(after: &Snapshot, portions: &[(&str, u128)]) -> Told {
    Told {
        undelegated: portions
            .iter()
            .map(|(v, amount)| ((*v).into(), *amount))
            .collect(),
        first: Some((after.books.clone(), 0)),
        ..Told::default()
    }
}

fn only(letter: char, found: &[String]) {
    let start = format!("({letter})");
    assert!(
        !found.is_empty() && found.iter().all(|text| text.starts_with(&start)),
        "not {letter} alone: {found:#?}"
    );
}

#[test]
fn a_an_entry_above_twice_the_probe_keeps_its_probe() {
    let before = calm(10).waits(1, 500_000_000, Cover::Missing);
    let left = |probe: u128| {
        let after = before.clone().flies("a", 499_500_000 - probe, 10 + UNBONDING);
        broken(
            &before,
            &after,
            &undelegates(&after, &[("a", 499_500_000 - probe)]),
        )
    };
    // Half of everything waits: the probe is a ten-thousandth of the other half.
    assert_eq!(left(50_000), [""; 0]);
    only('a', &left(49_999));
}

#[test]
fn a_a_move_in_the_same_message_or_later_does_not_take_the_probe_along() {
    let before = calm(10).waits(1, 500_000_000, Cover::Missing);
    let covered = before.clone().flies("a", 499_400_000, 10 + UNBONDING);
    let moved = covered.clone().moves("a", "b", 100_000);
    let mut told = undelegates(&covered, &[("a", 499_400_000)]);
    told.redelegated.push(("a".into(), "b".into(), 100_000));
    only('a', &broken(&before, &moved, &told));

    let mut promises = Promises::default();
    let told = undelegates(&covered, &[("a", 499_400_000)]);
    assert_eq!(promises.broken(&before, &covered, &told), [""; 0]);
    let moves = Told {
        redelegated: vec![("a".into(), "b".into(), 100_000)],
        ..Told::default()
    };
    only('a', &promises.broken(&covered, &moved, &moves));
}

#[test]
fn a_what_the_chain_takes_and_entries_of_two_probes_are_no_fault() {
    let mut promises = Promises::default();
    let before = calm(10).waits(1, 500_000_000, Cover::Missing);
    let covered = before.clone().flies("a", 499_400_000, 10 + UNBONDING);
    promises.broken(&before, &covered, &undelegates(&covered, &[("a", 499_400_000)]));
    let mut slashed = covered.clone();
    slashed.stake.insert("a".into(), 90_000);
    assert_eq!(promises.broken(&covered, &slashed, &Told::default()), [""; 0]);

    let mut small = calm(10).waits(1, 1_150_000, Cover::Missing);
    small.stake = [("a".into(), 150_000), ("b".into(), 998_850_000)].into();
    let emptied = small.clone().flies("a", 150_000, 10 + UNBONDING);
    assert_eq!(
        broken(&small, &emptied, &undelegates(&emptied, &[("a", 150_000)])),
        [""; 0]
    );
}

#[test]
fn a_nothing_is_moved_onto_an_entry_of_the_same_message() {
    let before = calm(10).waits(1, 10_000_000, Cover::Missing);
    let after = before
        .clone()
        .flies("a", 10_000_000, 10 + UNBONDING)
        .moves("b", "a", 5_000_000);
    let mut told = undelegates(&after, &[("a", 10_000_000)]);
    assert_eq!(broken(&before, &after, &told), [""; 0]);
    told.redelegated.push(("b".into(), "a".into(), 5_000_000));
    only('a', &broken(&before, &after, &told));
}

/// A batch of 10,000,000 of which 4,000,000 were free when it was covered and 6,000,000 come on day 21. A later entry
/// of 5,000,000 does not pay for it.
fn half_covered(secs: u64) -> Snapshot {
    calm(secs)
        .with_free(4_000_000)
        .flies("a", 6_000_000, UNBONDING)
        .flies("b", 5_000_000, UNBONDING + 20 * DAY)
        .waits(1, 10_000_000, Cover::Until(UNBONDING * NANOS))
}

#[test]
fn b_neither_an_instant_exit_nor_a_delegation_takes_what_a_covered_batch_waits_for() {
    let before = half_covered(10).with_free(4_500_000);
    for (left, instant) in [
        (4_000_000, true),
        (3_999_999, true),
        (4_000_000, false),
        (3_999_999, false),
    ] {
        let after = before.clone().with_free(left);
        let out = 4_500_000 - left;
        let told = Told {
            paid_instantly: if instant { out } else { 0 },
            delegated: if instant { 0 } else { out },
            ..Told::default()
        };
        let found = broken(&before, &after, &told);
        match left {
            4_000_000 => assert_eq!(found, [""; 0]),
            _ => only('b', &found),
        }
    }
}

#[test]
fn b_a_due_entry_that_has_not_come_pays_for_nothing() {
    let before = half_covered(UNBONDING + 1).with_free(6_000_000);
    let after = before.clone().with_free(5_000_000);
    let told = Told {
        delegated: 1_000_000,
        ..Told::default()
    };
    only('b', &broken(&before, &after, &told));
    assert_eq!(broken(&before, &after, &Told::default()), [""; 0]);
}

#[test]
fn b_a_batch_without_cover_waits_for_all_that_comes() {
    let state = |free: u128| {
        let uncovered = calm(10).waits(1, 10_000_000, Cover::Missing);
        uncovered
            .flies("b", 5_000_000, UNBONDING + 20 * DAY)
            .with_free(free)
    };
    let mut told = Told {
        paid_instantly: 100_000,
        ..Told::default()
    };
    assert_eq!(broken(&state(5_100_000), &state(5_000_000), &told), [""; 0]);
    only('b', &broken(&state(5_100_000), &state(4_999_999), &told));
    // What a failed undelegation was to bring was still counted when the coins left.
    told.failed = 1;
    assert_eq!(broken(&state(5_100_000), &state(4_999_999), &told), [""; 0]);
}

#[test]
fn b_the_completion_that_a_batch_waits_for_does_not_move() {
    let before = half_covered(10);
    let mut after = before.clone();
    after.batches.get_mut(&1).unwrap().cover = Cover::Until((UNBONDING + 20 * DAY) * NANOS);
    only('b', &broken(&before, &after, &Told::default()));
    let mut before = before;
    before.batches.get_mut(&1).unwrap().cover = Cover::Missing;
    assert_eq!(broken(&before, &after, &Told::default()), [""; 0]);
}

#[test]
fn c_the_floor_of_covered_batches_is_no_reason_to_undelegate() {
    // The covered batch is paid by its entry and by all that is free; an instant exit has taken the floor.
    let before = calm(10)
        .with_free(4_000_000)
        .flies("a", 10_000_000, UNBONDING)
        .waits(1, 14_000_000, Cover::Until(UNBONDING * NANOS));
    let after = before.clone().flies("b", 400_000, 10 + UNBONDING);
    let told = undelegates(&after, &[("b", 400_000)]);
    only('c', &broken(&before, &after, &told));
    // One that is not covered yet wants the floor as well.
    let uncovered = |mut state: Snapshot| {
        state.batches.get_mut(&1).unwrap().cover = Cover::Missing;
        state
    };
    assert_eq!(broken(&uncovered(before), &uncovered(after), &told), [""; 0]);
}

#[test]
fn c_no_more_is_undelegated_than_a_close_needs_but_for_stakes_emptied_whole() {
    let before = calm(10);
    let closing = |sent: u128| {
        let after = before
            .clone()
            .waits(1, 10_000_000, Cover::Missing)
            .flies("a", sent, 10 + UNBONDING);
        let mut told = undelegates(&after, &[("a", sent)]);
        told.closed.push(1);
        broken(&before, &after, &told)
    };
    // The pool has fallen to 990,000,000: floor 990,000, probe 99,000.
    assert_eq!(closing(9_990_000), [""; 0]);
    assert_eq!(closing(9_990_000 + 2 * 99_000), [""; 0]);
    only('c', &closing(9_990_000 + 2 * 99_000 + 1));
}

#[test]
fn c_a_small_need_becomes_a_smallest_move_only_where_nothing_pays_it() {
    let state = |free: u128| calm(10).with_free(free).waits(1, 50_000, Cover::Missing);
    let sends = |free: u128| {
        let (before, min_move) = (state(free), 100_000);
        let after = before.clone().flies("a", min_move, 10 + UNBONDING);
        broken(&before, &after, &undelegates(&after, &[("a", min_move)]))
    };
    assert_eq!(sends(49_999), [""; 0]);
    only('c', &sends(1_000_000));
}

#[test]
fn c_rewards_that_the_same_transaction_brings_later_do_not_count() {
    let before = calm(10).waits(1, 10_000_000, Cover::Missing);
    let sent = before.clone().flies("a", 9_990_000, 10 + UNBONDING);
    let told = undelegates(&sent, &[("a", 9_990_000)]);
    let after = sent.with_free(9_000_000);
    assert_eq!(broken(&before, &after, &told), [""; 0]);
}

/// 4,000,000 are lacking: far more than a smallest move when it was looked for cover, less than one once rewards have come.
#[test]
fn c_a_pool_that_rewards_of_the_same_transaction_raise_covers_nobody() {
    let mut after = calm(10).with_free(1_000_000).waits(1, 5_000_000, Cover::Missing);
    after.books.delegated = after.books.delegated.more(native(99_000_000_000));
    let crank = |pools: &[u128]| Told {
        closes: true,
        pools: pools.to_vec(),
        ..Told::default()
    };
    assert_eq!(broken(&after, &after, &crank(&[995_000_000])), [""; 0]);
    only('c', &broken(&after, &after, &crank(&[])));
}

#[test]
fn c_a_batch_that_is_paid_for_does_not_wait_for_cover() {
    let closed = |free: u128, cover: Cover| calm(10).with_free(free).waits(1, 5_000_000, cover);
    let closes = Told {
        closes: true,
        ..Told::default()
    };
    // The smallest move is 99,890.
    let judge = |state: Snapshot| broken(&state, &state, &closes);
    assert_eq!(judge(closed(4_899_000, Cover::Missing)), [""; 0]);
    only('c', &judge(closed(4_901_000, Cover::Missing)));
    assert_eq!(judge(closed(4_901_000, Cover::Liquid)), [""; 0]);
    let state = closed(5_000_000, Cover::Missing);
    assert_eq!(broken(&state, &state, &Told::default()), [""; 0]);
    // What is kept for instant exits is not counted for the queue.
    let mut reserve = closed(14_000_000, Cover::Missing);
    reserve.terms.reserve_bps = 100;
    assert_eq!(judge(reserve.clone()), [""; 0]);
    reserve.terms.reserve_bps = 90;
    only('c', &judge(reserve));
}

#[test]
fn d_a_message_that_settles_leaves_no_batch_whose_coins_are_set_aside() {
    let settles = Told {
        settles: true,
        ..Told::default()
    };
    let liquid = |free: u128| calm(10).with_free(free).waits(1, 500_000, Cover::Liquid);
    assert_eq!(broken(&liquid(499_999), &liquid(499_999), &settles), [""; 0]);
    only('d', &broken(&liquid(500_000), &liquid(500_000), &settles));
    assert_eq!(
        broken(&liquid(500_000), &liquid(500_000), &Told::default()),
        [""; 0]
    );
    // Rewards of the same transaction come after it has settled.
    let harvests = Told {
        rewards: 1,
        ..settles.clone()
    };
    assert_eq!(broken(&liquid(500_000), &liquid(500_000), &harvests), [""; 0]);
    // A batch never settles in the block of its close.
    let mut closed = liquid(500_000);
    closed.batches.get_mut(&1).unwrap().closed_height = closed.at.height;
    assert_eq!(broken(&closed, &closed, &settles), [""; 0]);
}

/// A batch waits for its entry, behind it one without cover for an undelegation that the chain refuses in this message:
/// all of `B` is then set aside, as only the reply to it knows, and pays the first batch with the next message.
#[test]
fn d_what_the_refusal_of_an_undelegation_leaves_to_a_batch_is_paid_by_the_next_message() {
    let first = calm(10).flies("a", 800_000, 10 + UNBONDING);
    let first = first.waits(1, 800_000, Cover::Until((10 + UNBONDING) * NANOS));
    let after = first.clone().waits(2, 50_000_000, Cover::Missing);
    let sent = after.clone().flies("b", 50_000_000, 10 + UNBONDING);
    let refused = Told {
        settles: true,
        failed: 1,
        closed: vec![2],
        ..undelegates(&sent, &[("b", 50_000_000)])
    };
    assert_eq!(waiting::idle(&first, &after, &refused), [""; 0]);
    let next = Told {
        settles: true,
        ..Told::default()
    };
    assert_eq!(
        waiting::idle(&after, &after, &next),
        ["batch 1 waits for 800000 although 1000000 of B is set aside"]
    );
}

#[test]
fn d_in_a_wind_down_nobody_waits_for_entries_while_free_coins_pay() {
    let settles = Told {
        settles: true,
        ..Told::default()
    };
    let late = || {
        let waiting = calm(10).with_free(100_000_000).flies("a", 40_400, UNBONDING);
        waiting.waits(1, 900_000, Cover::Until(UNBONDING * NANOS))
    };
    let down = late().winding_down();
    only('d', &broken(&down, &down, &settles));
    let short = down.clone().with_free(899_999);
    assert_eq!(broken(&short, &short, &settles), [""; 0]);
    // Otherwise the coins may be delegated: the batch's own come with the entry, up to what that lacks.
    let mut paid = late();
    paid.entries
        .values_mut()
        .for_each(|entry| entry.expected = native(900_000));
    assert_eq!(broken(&paid, &paid, &settles), [""; 0]);
}

#[test]
fn e_nothing_drips_in_a_wind_down() {
    let mut after = calm(10);
    after.books.stream = Stream {
        amount: native(1_000),
        start: 0,
        end: 20,
    };
    assert_eq!(broken(&after, &after, &Told::default()), [""; 0]);
    let down = after.winding_down();
    only('e', &broken(&down, &down, &Told::default()));
}

#[test]
fn e_a_gain_of_a_wind_down_reaches_those_who_wait_and_those_who_stay_alike() {
    // 200,000,000 wait for entries, the pool is 800,000,000; 10,000,000 come in.
    let state = |payable: u128, free: u128| {
        let flying = calm(10).winding_down().flies("a", 400_000_000, UNBONDING);
        flying
            .with_free(free)
            .waits(1, payable, Cover::Until(UNBONDING * NANOS))
    };
    let before = state(200_000_000, 1_000_000);
    assert_eq!(before.pool(), 800_000_000);
    let gain_after = |pools: &[u128], to_batch: u128| {
        let told = Told {
            rewards: 10_000_000,
            pools: pools.to_vec(),
            ..Told::default()
        };
        broken(&before, &state(200_000_000 + to_batch, 11_000_000), &told)
    };
    let gain = |to_batch: u128| gain_after(&[800_000_000, 808_000_000], to_batch);
    assert_eq!(gain(2_000_000), [""; 0]);
    assert_eq!(gain(2_000_002), [""; 0]);
    only('e', &gain(0));
    only('e', &gain(10_000_000));
    only('e', &gain(1_999_900));
    // 13 units of a pool of 1,000,000, as which a close has left it, are 2,600 of what waits.
    assert_eq!(gain_after(&[1_000_000], 1_999_900), [""; 0]);
    only('e', &gain_after(&[1_000_000], 1_997_000));
}

#[test]
fn e_a_close_leaves_payables_and_rate_alone() {
    let before = calm(10).winding_down().waits(1, 100_000_000, Cover::Liquid);
    let mut after = before.clone().waits(2, 450_000_000, Cover::Missing);
    after.books.supply = Shares::new(500_000_000);
    let told = Told {
        closed: vec![2],
        ..Told::default()
    };
    assert_eq!(broken(&before, &after, &told), [""; 0]);
    after.books.supply = Shares::new(500_100_000);
    only('e', &broken(&before, &after, &told));
}

/// Messages in their order, each in a block of its own: the second at which each comes, its state and what it tells.
fn live(history: &[(u64, Snapshot, Told)]) -> Vec<String> {
    let mut promises = Promises::default();
    let mut found = Vec::new();
    for (secs, state, told) in history {
        let mut state = state.clone();
        state.at = Moment {
            height: *secs,
            nanos: secs * NANOS,
        };
        found.extend(promises.broken(&state, &state, told));
    }
    found
}

fn crank() -> Told {
    Told {
        settles: true,
        closes: true,
        ..Told::default()
    }
}

fn queued() -> Snapshot {
    let mut state = calm(10);
    state.open = (1, 10_000_000);
    state
}

/// What a batch of 10,000,000 waits for, undelegated on day 1.
fn unbonding() -> Snapshot {
    let waiting = calm(10).flies("a", 10_000_000, DAY + UNBONDING);
    waiting.waits(1, 10_000_000, Cover::Until((DAY + UNBONDING) * NANOS))
}

#[test]
fn f_a_crank_closes_a_batch_whose_first_request_is_an_interval_old() {
    let queue = (5, queued(), Told::default());
    let until = |secs: u64| live(&[queue.clone(), (secs, queued(), crank())]);
    assert_eq!(until(DAY + 4), [""; 0]);
    only('f', &until(DAY + 5));
    // An interval that is lengthened meanwhile does not count, and neither does one that is shortened.
    let mut longer = queued();
    longer.terms.interval = 3 * DAY;
    only('f', &live(&[queue.clone(), (DAY + 5, longer, crank())]));
    // A request that was taken back and made again is a new one.
    let again = [(5, queued(), Told::default()), (6, calm(6), Told::default())];
    let again = again
        .into_iter()
        .chain([(9, queued(), Told::default()), (DAY + 5, queued(), crank())]);
    assert_eq!(live(&again.collect::<Vec<_>>()), [""; 0]);
}

#[test]
fn f_the_interval_leaves_an_entry_free_for_every_close() {
    let mut few = calm(10);
    assert_eq!(few.interval(), DAY);
    (few.terms.validators, few.terms.max_entries) = (1, 3);
    assert_eq!(few.interval(), 7 * DAY);
    few.terms.validators = 2;
    assert_eq!(few.interval(), UNBONDING / 6);
    few.terms.interval = 10;
    few.terms.validators = 100;
    assert_eq!(few.interval(), UNBONDING / 180);
    assert_eq!(few.clone().winding_down().interval(), UNBONDING / 180);
    few.terms.estimate = 10;
    assert_eq!(few.winding_down().interval(), 10);
}

#[test]
fn f_a_batch_is_settled_by_the_first_crank_after_its_unbonding_time() {
    let queue = (5, queued(), Told::default());
    let close = (DAY, unbonding(), crank());
    let cranks = |days: &[u64], told: &Told| {
        let later = days.iter().map(|day| (day * DAY, unbonding(), told.clone()));
        let all = [queue.clone(), close.clone()].into_iter().chain(later);
        live(&all.collect::<Vec<_>>())
    };
    // Its coins come at the end of the first block that reaches the completion.
    assert_eq!(cranks(&[22], &crank()), [""; 0]);
    let late = |mut state: Snapshot| {
        // They came, and something else took them.
        state.entries.clear();
        state.books.undelegating = native(0);
        state.with_free(9_999_999)
    };
    let history = |told: Told| {
        live(&[
            queue.clone(),
            close.clone(),
            (22 * DAY + 1, late(unbonding()), told),
            (23 * DAY, late(unbonding()), crank()),
        ])
    };
    only('f', &history(crank()));
    for excuse in ["slash", "failure"] {
        let mut told = crank();
        match excuse {
            "slash" => told.trouble = true,
            _ => told.failed = 1,
        }
        assert_eq!(history(told), [""; 0], "{excuse}");
    }
}

#[test]
fn f_coins_that_do_not_come_and_entries_that_are_full_excuse_those_who_wait() {
    let queue = (5, queued(), Told::default());
    let settled_late = |state: Snapshot| {
        let mut later = state.clone();
        later.entries.clear();
        later.books.undelegating = native(0);
        later
            .batches
            .values_mut()
            .for_each(|batch| batch.cover = Cover::Until(1));
        let later = later.with_free(9_999_999);
        live(&[
            queue.clone(),
            (DAY, state.clone(), crank()),
            (22 * DAY + 1, state.clone(), crank()),
            (23 * DAY, state, crank()),
            (24 * DAY, later.clone(), crank()),
            (25 * DAY, later, crank()),
        ])
    };
    // Uncredited after two blocks.
    assert_eq!(settled_late(unbonding()), [""; 0]);
    // No entry was free for all of the need.
    let waiting = calm(10)
        .flies("a", 1_000_000, 40 * DAY)
        .waits(1, 10_000_000, Cover::Missing);
    assert_eq!(settled_late(waiting), [""; 0]);
}

#[test]
fn f_the_longest_wait_of_undisturbed_exits_is_remembered() {
    let mut promises = Promises::default();
    let history = [
        (5, queued(), Told::default()),
        (DAY, unbonding(), crank()),
        (22 * DAY + 30, calm(10), crank()),
    ];
    for (secs, mut state, told) in history {
        state.at = Moment {
            height: secs,
            nanos: secs * NANOS,
        };
        state.open.0 = state.open.0.max(if secs > 5 { 2 } else { 1 });
        assert_eq!(promises.broken(&state, &state, &told), [""; 0]);
    }
    let took = 22 * DAY + 25;
    let longest = Longest {
        wait: took,
        per_mille: took * 1_000 / (22 * DAY),
        beyond: 25,
        interval: DAY,
    };
    assert_eq!(promises.exits.longest, longest);
    assert_eq!(promises.exits.settled, 1);
}

#[test]
fn what_a_message_did_is_read_from_its_events() {
    use cosmwasm_std::Event;
    let event = |name: &str, pairs: &[(&str, &str)]| {
        let mut event = Event::new(format!("wasm-floe/{name}")).add_attribute("_contract_address", "hub");
        for (key, value) in pairs {
            event = event.add_attribute(*key, *value);
        }
        event
    };
    let books = event(
        "books_updated",
        &[
            ("delegated", "90"),
            ("undelegating", "5"),
            ("free", "3"),
            ("reserved", "0"),
            ("owed", "4"),
            ("supply", "7"),
            ("stream_amount", "0"),
            ("stream_start", "0"),
            ("stream_end", "0"),
            ("loss_carry", "0"),
            ("pool", "94"),
        ],
    );
    let foreign = Event::new("wasm-floe/delegation_sent")
        .add_attribute("_contract_address", "other")
        .add_attribute("amount", "1000");
    let events = [
        foreign,
        event(
            "batch_closed",
            &[
                ("batch", "3"),
                ("shares", "1"),
                ("payable", "4"),
                ("estimate", "9"),
            ],
        ),
        event(
            "batch_settled",
            &[("batch", "2"), ("shares", "1"), ("payable", "6")],
        ),
        event("undelegation_sent", &[("validator", "a"), ("amount", "5")]),
        event("delegation_sent", &[("validator", "b"), ("amount", "2")]),
        books.clone(),
        event(
            "redelegation_sent",
            &[("from", "a"), ("to", "b"), ("amount", "1")],
        ),
        event(
            "rewards_compounded",
            &[
                ("keeper", "k"),
                ("amount", "8"),
                ("fee", "0"),
                ("fee_shares", "0"),
            ],
        ),
        event("loss_recognised", &[("loss", "2"), ("rounding", "2")]),
        event("entry_credited", &[]),
        event("message_failed", &[]),
        books,
    ];
    let told = Told::of(br#"{"crank":{}}"#, &events, "hub");
    let (first, delegated) = told.first.clone().unwrap();
    assert_eq!((first.delegated, delegated), (native(90), 2));
    assert_eq!(
        told,
        Told {
            settles: true,
            closes: true,
            closed: vec![3],
            settled: 6,
            undelegated: vec![("a".into(), 5)],
            redelegated: vec![("a".into(), "b".into(), 1)],
            delegated: 2,
            paid_instantly: 0,
            rewards: 8,
            arrivals: 1,
            failed: 1,
            trouble: false,
            first: Some((first, 2)),
            pools: vec![94, 94],
        }
    );
    let slashed = [event("loss_recognised", &[("loss", "3"), ("rounding", "2")])];
    assert!(Told::of(br#"{"sync":{}}"#, &slashed, "hub").trouble);
    let single = Told::of(br#"{"submit_batch":{}}"#, &[], "hub");
    assert_eq!((single.closes, single.settles), (true, false));
}
