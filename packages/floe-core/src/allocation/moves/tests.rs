//! Redelegations.

use super::*;
use crate::allocation::cover::tests::stake;
use crate::allocation::targets::tests::targets;
use crate::allocation::Lock;
use rstest::rstest;

const LIMITS: Limits = Limits {
    budget: Native::new(1_000_000),
    min_move: Native::new(1_000),
    least: Native::new(1_000),
    probe: Native::new(10_000),
    max_entries: 7,
    max_msgs: 8,
    now: 0,
};

fn run(limits: Limits, stakes: &[(u128, u32)], t: &Targets, locks: &Locks) -> Vec<(String, String, u128)> {
    let positions = stake(stakes);
    let total = Native::sum(positions.values().map(|p| p.booked)).unwrap();
    moves(limits, &positions, total, t, locks)
        .unwrap()
        .into_iter()
        .map(|m| (m.from, m.to, m.amount.units()))
        .collect()
}

fn mv(from: &str, to: &str, amount: u128) -> (String, String, u128) {
    (from.into(), to.into(), amount)
}

#[rstest]
#[case::to_itself("v0", (5_000, false, false), 5_000, 9_000, 5_000, 0)]
#[case::nothing_to_give("v1", (0, true, true), 5_000, 9_000, 5_000, 0)]
#[case::no_room_even_for_a_residue("v1", (1_500, true, true), 0, 9_000, 5_000, 0)]
#[case::what_there_is_room_for("v1", (5_000, false, false), 3_000, 9_000, 5_000, 3_000)]
#[case::the_smallest_move("v1", (1_000, false, false), 5_000, 9_000, 5_000, 1_000)]
#[case::less_than_the_smallest_move("v1", (999, false, false), 5_000, 9_000, 5_000, 0)]
#[case::less_that_empties("v1", (500, false, true), 5_000, 9_000, 5_000, 500)]
#[case::less_that_does_not_empty("v1", (600, false, true), 500, 9_000, 5_000, 0)]
#[case::a_residue_goes_whole("v1", (1_999, true, true), 500, 9_000, 5_000, 1_999)]
#[case::no_residue_any_more("v1", (2_000, true, true), 500, 9_000, 5_000, 0)]
#[case::a_residue_at_the_budget("v1", (1_500, true, true), 500, 9_000, 1_500, 1_500)]
#[case::a_residue_beyond_the_budget("v1", (1_500, true, true), 1_400, 9_000, 1_499, 1_400)]
#[case::a_residue_at_the_cap("v1", (1_500, true, true), 500, 1_500, 5_000, 1_500)]
#[case::a_residue_beyond_the_cap("v1", (1_500, true, true), 1_400, 1_499, 5_000, 1_400)]
fn what_may_go_between_two(
    #[case] to: &str,
    #[case] (excess, draining, empties): (u128, bool, bool),
    #[case] room: u128,
    #[case] below_cap: u128,
    #[case] budget: u128,
    #[case] amount: u128,
) {
    let from = Source {
        validator: "v0".into(),
        excess: Native::new(excess),
        draining,
        above: true,
        empties,
    };
    let to = Room {
        validator: to.into(),
        stake: Native::new(7),
        target: Native::new(7 + room),
        cap: Native::new(7 + below_cap),
        below: true,
        in_flight: false,
    };
    let got = movable(&from, &to, Native::new(room), LIMITS, Native::new(budget));
    assert_eq!(got, Native::new(amount));
}

#[test]
fn the_budget_bounds_all_moves_together() {
    let limits = Limits {
        budget: Native::new(25_000),
        ..LIMITS
    };
    let stakes = [(60_000, 0), (20_000, 0), (10_000, 0)];
    let got = run(limits, &stakes, &targets(10_000, &[1, 1, 1]), &Locks::new());
    assert_eq!(got, [mv("v0", "v2", 20_000), mv("v0", "v1", 5_000)]);
}

#[test]
fn draining_stake_leaves_before_a_larger_excess() {
    let page = Limits {
        max_msgs: 1,
        ..LIMITS
    };
    let stakes = [(60_000, 0), (10_000, 0), (5_000, 0)];
    let t = targets(10_000, &[1, 1, 0]);
    assert_eq!(run(page, &stakes, &t, &Locks::new()), [mv("v2", "v1", 5_000)]);
}

#[test]
fn stake_goes_from_the_fullest_to_the_emptiest() {
    let t = targets(10_000, &[1, 1, 1]);
    assert_eq!(
        run(
            LIMITS,
            &[(60_000, 0), (20_000, 0), (10_000, 0)],
            &t,
            &Locks::new()
        ),
        [mv("v0", "v2", 20_000), mv("v0", "v1", 10_000)]
    );
}

#[test]
fn the_budget_and_the_page_bound_the_moves_and_small_ones_are_skipped() {
    let t = targets(10_000, &[1, 1]);
    let limits = Limits {
        budget: Native::new(5_000),
        ..LIMITS
    };
    assert_eq!(
        run(limits, &[(60_000, 0), (20_000, 0)], &t, &Locks::new()),
        [mv("v0", "v1", 5_000)]
    );
    assert_eq!(
        run(
            Limits {
                max_msgs: 0,
                ..LIMITS
            },
            &[(60_000, 0), (20_000, 0)],
            &t,
            &Locks::new()
        ),
        []
    );
    assert_eq!(run(LIMITS, &[(20_999, 0), (20_000, 0)], &t, &Locks::new()), []);
}

#[rstest]
// Target 30,000 each.
#[case::a_tenth_above_stays(&[(33_000, 0), (24_000, 0), (33_000, 0)], &[])]
#[case::more_than_a_tenth_moves(&[(33_001, 0), (24_000, 0), (32_999, 0)], &[("v0", "v1", 3_001)])]
#[case::a_tenth_below_gets_nothing(&[(36_000, 0), (27_000, 0), (27_000, 0)], &[])]
#[case::one_that_lacks_more_is_filled_up(&[(36_001, 0), (26_999, 0), (27_000, 0)], &[("v0", "v1", 3_001)])]
fn stake_that_stays_moves_only_from_and_to_beyond_a_tenth_of_the_target(
    #[case] stakes: &[(u128, u32)],
    #[case] expected: &[(&str, &str, u128)],
) {
    let t = targets(10_000, &[1, 1, 1]);
    let expected: Vec<_> = expected
        .iter()
        .map(|(from, to, amount)| mv(from, to, *amount))
        .collect();
    assert_eq!(run(LIMITS, stakes, &t, &Locks::new()), expected);
}

#[rstest]
// Target 45,000 for two: leaving stake fills the one without entries first.
#[case::first_where_nothing_is_in_flight(&[(40_000, 1), (43_000, 0), (7_000, 0)], &[("v2", "v1", 2_000), ("v2", "v0", 5_000)])]
#[case::then_where_others_lack_too_little(&[(40_000, 1), (44_001, 0), (5_999, 0)], &[("v2", "v0", 5_000), ("v2", "v1", 999)])]
#[case::nobody_else_lacks(&[(40_000, 1), (60_000, 0), (5_000, 0)], &[("v2", "v0", 5_000)])]
fn leaving_stake_goes_where_entries_are_in_flight_only_if_nobody_else_lacks(
    #[case] stakes: &[(u128, u32)],
    #[case] expected: &[(&str, &str, u128)],
) {
    let t = targets(5_000, &[1, 1, 0]);
    let expected: Vec<_> = expected
        .iter()
        .map(|(from, to, amount)| mv(from, to, *amount))
        .collect();
    assert_eq!(run(LIMITS, stakes, &t, &Locks::new()), expected);
}

#[test]
fn leaving_stake_waits_while_another_lacks_the_smallest_move_though_a_caller_wants_larger_ones() {
    let larger = Limits {
        min_move: Native::new(3_000),
        ..LIMITS
    };
    let t = targets(5_000, &[1, 1, 0]);
    assert_eq!(
        run(larger, &[(40_000, 1), (43_000, 0), (7_000, 0)], &t, &Locks::new()),
        []
    );
}

#[test]
fn stake_that_stays_never_goes_where_entries_are_in_flight_and_none_where_this_transaction_undelegates() {
    let t = targets(10_000, &[1, 1]);
    assert_eq!(run(LIMITS, &[(60_000, 0), (20_000, 1)], &t, &Locks::new()), []);
    let mut positions = stake(&[(40_000, 0), (20_000, 0), (30_000, 0)]);
    positions.get_mut("v1").unwrap().pending = 1;
    let t = targets(10_000, &[1, 1, 0]);
    let moved = moves(LIMITS, &positions, Native::new(90_000), &t, &Locks::new()).unwrap();
    assert!(moved.iter().all(|step| step.to == "v0"), "{moved:?}");
    positions.get_mut("v0").unwrap().pending = 1;
    let moved = moves(LIMITS, &positions, Native::new(90_000), &t, &Locks::new()).unwrap();
    assert_eq!(moved, []);
}

#[test]
fn marked_and_skipped_validators_neither_give_nor_take_unless_all_are_marked() {
    let t = targets(10_000, &[1, 1, 1]);
    let with = |change: &dyn Fn(&mut SortedMap<String, Position>)| {
        let mut positions = stake(&[(70_000, 0), (10_000, 0), (10_000, 0)]);
        change(&mut positions);
        let moved = moves(LIMITS, &positions, Native::new(90_000), &t, &Locks::new()).unwrap();
        moved
            .into_iter()
            .map(|m| (m.from, m.to, m.amount.units()))
            .collect::<Vec<_>>()
    };
    let mark = |p: &mut SortedMap<String, Position>, v: &str| p.get_mut(v).unwrap().marked_until = 5;
    assert_eq!(with(&|p| mark(p, "v0")), []);
    assert_eq!(with(&|p| mark(p, "v1")), [mv("v0", "v2", 20_000)]);
    assert_eq!(with(&|p| p.get_mut("v0").unwrap().skipped = true), []);
    assert_eq!(
        with(&|p| p.get_mut("v2").unwrap().skipped = true),
        [mv("v0", "v1", 20_000)]
    );
    let both = [mv("v0", "v1", 20_000), mv("v0", "v2", 20_000)];
    assert_eq!(
        with(&|p| ["v0", "v1", "v2"].iter().for_each(|v| mark(p, v))),
        both
    );
}

#[test]
fn a_destination_of_an_unfinished_redelegation_is_no_source() {
    let t = targets(10_000, &[1, 1]);
    let lock = Lock {
        from: "v1".into(),
        amount: Native::new(1),
        until: 5,
    };
    let locks = Locks::from([("v0".to_owned(), vec![lock])]);
    assert_eq!(run(LIMITS, &[(60_000, 0), (20_000, 0)], &t, &locks), []);
    let completing = Limits { now: 5, ..LIMITS };
    assert_eq!(run(completing, &[(60_000, 0), (20_000, 0)], &t, &locks), []);
    let later = Limits {
        now: 5 + LOCK_MARGIN,
        ..LIMITS
    };
    assert_eq!(
        run(later, &[(60_000, 0), (20_000, 0)], &t, &locks),
        [mv("v0", "v1", 20_000)]
    );
}

#[test]
fn a_pair_takes_no_more_redelegations_than_the_chain_allows() {
    let t = targets(10_000, &[1, 1]);
    let lock = Lock {
        from: "v0".into(),
        amount: Native::new(1),
        until: 5,
    };
    let locks = Locks::from([("v1".to_owned(), vec![lock; 7])]);
    assert_eq!(run(LIMITS, &[(60_000, 0), (20_000, 0)], &t, &locks), []);
}

#[test]
fn draining_stake_goes_over_target_where_the_one_that_lacks_can_take_no_more() {
    let t = targets(10_000, &[0, 1, 1, 1]);
    let lock = Lock {
        from: "v0".into(),
        amount: Native::new(1),
        until: 5,
    };
    let locks = Locks::from([("v1".to_owned(), vec![lock; 7])]);
    let stakes = [(50_000, 0), (60_000, 0), (110_000, 0), (110_000, 0)];
    assert_eq!(run(LIMITS, &stakes, &t, &locks), [mv("v0", "v2", 50_000)]);
}

#[test]
fn draining_stake_may_go_over_target_within_the_cap_and_leaves_a_probe_beside_entries() {
    let mut t = targets(4_000, &[1, 1, 1, 0]);
    t.shares[0].accepting = false;
    t.shares[2].accepting = false;
    // Total 180,000: target 60,000, cap 72,000.
    assert_eq!(
        run(
            LIMITS,
            &[(40_000, 0), (50_000, 0), (60_000, 0), (30_000, 1)],
            &t,
            &Locks::new()
        ),
        [mv("v3", "v1", 10_000), mv("v3", "v1", 10_000)]
    );
}

#[test]
fn a_unit_that_the_chain_would_round_to_nothing_stays() {
    let t = targets(10_000, &[1, 0]);
    assert_eq!(run(LIMITS, &[(60_000, 0), (1, 0)], &t, &Locks::new()), []);
    assert_eq!(
        run(LIMITS, &[(60_000, 0), (2, 0)], &t, &Locks::new()),
        [mv("v1", "v0", 2)]
    );
}

#[test]
fn a_draining_residue_goes_whole() {
    let t = targets(10_000, &[1, 0]);
    assert_eq!(
        run(LIMITS, &[(60_000, 0), (400, 0)], &t, &Locks::new()),
        [mv("v1", "v0", 400)]
    );
    assert_eq!(
        run(LIMITS, &[(60_000, 0), (1_900, 0)], &t, &Locks::new()),
        [mv("v1", "v0", 1_900)]
    );
}
