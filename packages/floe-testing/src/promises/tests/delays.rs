//! How long exits wait.

use super::*;

/// Messages in their order, each in a block of its own: the second at which each comes, its state and what it tells.
fn live(history: &[(u64, Snapshot, Effects)]) -> Vec<String> {
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

fn crank() -> Effects {
    Effects {
        settles: true,
        closes: true,
        ..Effects::default()
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
    let queue = (5, queued(), Effects::default());
    let until = |secs: u64| live(&[queue.clone(), (secs, queued(), crank())]);
    assert_eq!(until(DAY + 4), [""; 0]);
    only('f', &until(DAY + 5));
    // An interval that is lengthened meanwhile does not count, and neither does one that is shortened.
    let mut longer = queued();
    longer.terms.interval = 3 * DAY;
    only('f', &live(&[queue.clone(), (DAY + 5, longer, crank())]));
    // A request that was taken back and made again is a new one.
    let again = [
        (5, queued(), Effects::default()),
        (6, calm(6), Effects::default()),
    ];
    let again = again
        .into_iter()
        .chain([(9, queued(), Effects::default()), (DAY + 5, queued(), crank())]);
    assert_eq!(live(&again.collect::<Vec<_>>()), [""; 0]);
}

#[test]
fn f_the_interval_counts_the_validators_of_the_last_crank_before_the_first_request() {
    let of = |mut state: Snapshot, validators: u64| {
        (state.terms.validators, state.terms.max_entries) = (validators, 3);
        state
    };
    let after = |secs: u64| {
        live(&[
            (1, of(calm(10), 1), crank()),
            (5, of(queued(), 2), Effects::default()),
            (secs, of(queued(), 2), crank()),
        ])
    };
    assert_eq!(after(7 * DAY + 4), [""; 0]);
    only('f', &after(7 * DAY + 5));
}

#[test]
fn f_the_interval_of_a_wind_down_counts_once_a_crank_has_seen_it() {
    let after = |secs: u64, seen: bool| {
        let seen = if seen { calm(10).winding_down() } else { calm(10) };
        live(&[
            (1, seen, crank()),
            (5, queued().winding_down(), Effects::default()),
            (secs, queued(), crank()),
        ])
    };
    assert_eq!(after(DAY + 4, false), [""; 0]);
    only('f', &after(DAY + 5, false));
    only('f', &after(5 + UNBONDING / 180, true));
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
    let queue = (5, queued(), Effects::default());
    let close = (DAY, unbonding(), crank());
    let cranks = |days: &[u64], told: &Effects| {
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
    let history = |told: Effects| {
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
    let queue = (5, queued(), Effects::default());
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
        (5, queued(), Effects::default()),
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
