//! What is undelegated, and what the coins that are there pay.

use super::*;

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
    let crank = |pools: &[u128]| Effects {
        closes: true,
        pools: pools.to_vec(),
        ..Effects::default()
    };
    assert_eq!(broken(&after, &after, &crank(&[995_000_000])), [""; 0]);
    only('c', &broken(&after, &after, &crank(&[])));
}

#[test]
fn c_a_batch_that_is_paid_for_does_not_wait_for_cover() {
    let closed = |free: u128, cover: Cover| calm(10).with_free(free).waits(1, 5_000_000, cover);
    let closes = Effects {
        closes: true,
        ..Effects::default()
    };
    // The smallest move is 99,890.
    let judge = |state: Snapshot| broken(&state, &state, &closes);
    assert_eq!(judge(closed(4_899_000, Cover::Missing)), [""; 0]);
    only('c', &judge(closed(4_901_000, Cover::Missing)));
    assert_eq!(judge(closed(4_901_000, Cover::Liquid)), [""; 0]);
    let state = closed(5_000_000, Cover::Missing);
    assert_eq!(broken(&state, &state, &Effects::default()), [""; 0]);
    // What is kept for instant exits is not counted for the queue.
    let mut reserve = closed(14_000_000, Cover::Missing);
    reserve.terms.reserve_bps = 100;
    assert_eq!(judge(reserve.clone()), [""; 0]);
    reserve.terms.reserve_bps = 90;
    only('c', &judge(reserve));
}

#[test]
fn d_a_message_that_settles_leaves_no_batch_whose_coins_are_set_aside() {
    let settles = Effects {
        settles: true,
        ..Effects::default()
    };
    let liquid = |free: u128| calm(10).with_free(free).waits(1, 500_000, Cover::Liquid);
    assert_eq!(broken(&liquid(499_999), &liquid(499_999), &settles), [""; 0]);
    only('d', &broken(&liquid(500_000), &liquid(500_000), &settles));
    assert_eq!(
        broken(&liquid(500_000), &liquid(500_000), &Effects::default()),
        [""; 0]
    );
    // Rewards of the same transaction come after it has settled.
    let harvests = Effects {
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
    let refused = Effects {
        settles: true,
        failed: 1,
        closed: vec![2],
        ..undelegates(&sent, &[("b", 50_000_000)])
    };
    assert_eq!(waiting::idle(&first, &after, &refused), [""; 0]);
    let next = Effects {
        settles: true,
        ..Effects::default()
    };
    assert_eq!(
        waiting::idle(&after, &after, &next),
        ["batch 1 waits for 800000 although 1000000 of B is set aside"]
    );
}

#[test]
fn d_in_a_wind_down_nobody_waits_for_entries_while_free_coins_pay() {
    let settles = Effects {
        settles: true,
        ..Effects::default()
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
fn e_a_payment_of_a_guarantor_rounds_at_most_a_share() {
    let state = |free: u128| {
        let mut state = calm(10)
            .winding_down()
            .with_free(free)
            .waits(1, 100_000_000, Cover::Liquid);
        // A share is worth about a thousand units.
        state.books.supply = Shares::new(state.pool() / 1_000);
        state
    };
    let before = state(110_000_000);
    let lost = |units: u128, covers: u128| {
        let mut after = state(110_000_000 - units);
        after.books.supply = before.books.supply;
        let told = Effects {
            covers,
            trouble: true,
            ..Effects::default()
        };
        broken(&before, &after, &told)
    };
    assert_eq!(lost(900, 1), [""; 0]);
    assert_eq!(lost(1_800, 2), [""; 0]);
    only('e', &lost(900, 0));
    only('e', &lost(1_800, 1));
}
