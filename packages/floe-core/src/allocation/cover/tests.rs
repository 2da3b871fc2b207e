//! What of the stake is undelegated for a need.

use super::*;
use crate::allocation::targets::tests::targets;

/// Validators `v0`, `v1`, … with so much booked and so many entries.
pub fn stake(amounts: &[(u128, u32)]) -> SortedMap<String, Position> {
    amounts
        .iter()
        .enumerate()
        .map(|(n, (booked, entries))| {
            let position = Position {
                booked: Native::new(*booked),
                entries: *entries,
                ..Position::default()
            };
            (format!("v{n}"), position)
        })
        .collect()
}

fn need(amount: u128) -> Need {
    Need {
        amount: Native::new(amount),
        min_move: Native::new(1_000),
        probe: Native::new(10_000),
        max_entries: 7,
        max_msgs: 8,
        now: 0,
        locked: Vec::new(),
        late_after: 100,
        half_only: false,
    }
}

fn run(need: &Need, positions: &SortedMap<String, Position>, t: Option<&Targets>) -> Vec<(String, u128)> {
    let delegated = Native::sum(positions.values().map(|p| p.booked)).unwrap();
    cover(need, positions, delegated, t)
        .unwrap()
        .into_iter()
        .map(|p| (p.validator, p.amount.units()))
        .collect()
}

#[test]
fn the_worked_example_takes_all_from_the_first_validator() {
    let positions = stake(&[(10_323_000, 0); 3]);
    let t = targets(2_000, &[1, 1, 1]);
    assert_eq!(
        run(&need(4_555_080), &positions, Some(&t)),
        [("v0".to_owned(), 4_555_080)]
    );
}

#[test]
fn each_goes_down_to_half_its_target_before_the_next_and_below_half_only_when_needed() {
    let positions = stake(&[(1_000_000, 0); 2]);
    let t = targets(10_000, &[1, 1]);
    // New target 600,000, half of it 300,000.
    assert_eq!(
        run(&need(800_000), &positions, Some(&t)),
        [("v0".to_owned(), 700_000), ("v1".to_owned(), 100_000)]
    );
    // New target 25,000: down to 12,500 each.
    assert_eq!(
        run(&need(1_950_000), &positions, Some(&t)),
        [("v0".to_owned(), 987_500), ("v1".to_owned(), 962_500)]
    );
}

#[test]
fn the_one_furthest_above_its_target_comes_first_and_not_the_largest() {
    // New targets 450,000, 150,000 and 200,000: 190,000, 210,000 and nothing above.
    let positions = stake(&[(640_000, 0), (360_000, 0), (200_000, 0)]);
    assert_eq!(
        run(&need(400_000), &positions, Some(&targets(10_000, &[9, 3, 4]))),
        [("v1".to_owned(), 285_000), ("v0".to_owned(), 115_000)]
    );
}

#[test]
fn of_those_below_their_target_the_nearest_comes_first_and_not_the_smallest() {
    // New targets 900,000 and 100,000, the third has no weight and no free entry: 20,000 and 30,000 are lacking.
    let positions = stake(&[(880_000, 0), (70_000, 0), (60_000, 7)]);
    let t = targets(10_000, &[9, 1, 0]);
    assert_eq!(
        run(&need(10_000), &positions, Some(&t)),
        [("v0".to_owned(), 10_000)]
    );
}

#[test]
fn draining_validators_come_first_and_keep_a_probe() {
    let positions = stake(&[(500_000, 0), (300_000, 0)]);
    let t = targets(10_000, &[1, 0]);
    assert_eq!(
        run(&need(400_000), &positions, Some(&t)),
        [("v1".to_owned(), 290_000), ("v0".to_owned(), 110_000)]
    );
}

#[test]
fn full_entries_are_skipped_and_failed_validators_come_last() {
    let mut positions = stake(&[(500_000, 7), (500_000, 0), (500_000, 0)]);
    positions.get_mut("v1").unwrap().marked_until = 5;
    let t = targets(10_000, &[1, 1, 1]);
    assert_eq!(
        run(&need(600_000), &positions, Some(&t)),
        [("v2".to_owned(), 490_000), ("v1".to_owned(), 110_000)]
    );
}

#[test]
fn those_that_answer_come_before_those_that_are_late() {
    let mut positions = stake(&[(500_000, 0); 3]);
    for (validator, answered) in [("v0", 1_000), ("v1", 1_101), ("v2", 1_101)] {
        positions.get_mut(validator).unwrap().harvested_at = answered;
    }
    let t = targets(10_000, &[1, 1, 1]);
    let taken = |positions: &SortedMap<String, Position>| run(&need(1_000_000), positions, Some(&t));
    let list = |taken: [(&str, u128); 3]| taken.map(|(v, amount)| (v.to_owned(), amount));
    assert_eq!(
        taken(&positions),
        list([("v2", 490_000), ("v1", 490_000), ("v0", 20_000)])
    );
    // A second later it is in time: behind by no more than is usual.
    positions.get_mut("v0").unwrap().harvested_at = 1_001;
    assert_eq!(
        taken(&positions),
        list([("v2", 416_667), ("v0", 416_666), ("v1", 166_667)])
    );
}

#[test]
fn a_skipped_validator_gives_nothing_and_beside_one_that_may_be_slow_nobody_goes_below_half() {
    let mut positions = stake(&[(500_000, 0), (500_000, 0), (8_000, 0)]);
    positions.get_mut("v0").unwrap().skipped = true;
    let t = targets(10_000, &[1, 1, 0]);
    let mut n = need(900_000);
    assert_eq!(
        run(&n, &positions, Some(&t)),
        [("v2".to_owned(), 8_000), ("v1".to_owned(), 490_000)]
    );
    n.half_only = true;
    // Half of the new target of 54,000.
    assert_eq!(
        run(&n, &positions, Some(&t)),
        [("v2".to_owned(), 8_000), ("v1".to_owned(), 473_000)]
    );
    assert_eq!(unwind(&n, &positions).len(), 2);
}

#[test]
fn a_destination_of_a_redelegation_is_used_after_the_others() {
    let positions = stake(&[(600_000, 0), (500_000, 0)]);
    let t = targets(10_000, &[1, 1]);
    let mut n = need(100_000);
    n.locked.push("v0".into());
    assert_eq!(run(&n, &positions, Some(&t)), [("v1".to_owned(), 100_000)]);
}

#[test]
fn without_targets_the_largest_stake_pays() {
    let positions = stake(&[(100_000, 0), (500_000, 0)]);
    assert_eq!(
        run(&need(520_000), &positions, None),
        [("v1".to_owned(), 490_000), ("v0".to_owned(), 30_000)]
    );
}

#[test]
fn a_small_stake_without_entries_may_be_emptied_but_not_beside_entries() {
    let t = targets(10_000, &[0, 0]);
    assert_eq!(
        run(&need(15_000), &stake(&[(15_000, 0)]), Some(&t)),
        [("v0".to_owned(), 15_000)]
    );
    assert_eq!(
        run(&need(15_000), &stake(&[(15_000, 1)]), Some(&t)),
        [("v0".to_owned(), 5_000)]
    );
    assert_eq!(run(&need(2_000), &stake(&[(10_500, 1)]), Some(&t)), []);
    assert_eq!(
        run(&need(1_000), &stake(&[(500, 0)]), Some(&t)),
        [("v0".to_owned(), 500)]
    );
}

#[test]
fn a_small_pool_on_many_validators_empties_one_for_a_need_that_none_could_meet_in_part() {
    let positions = stake(&[(10_489, 0); 6]);
    let got = run(&need(50_000), &positions, None);
    assert_eq!(
        got.iter().map(|(_, amount)| *amount).collect::<Vec<_>>(),
        [10_489; 5]
    );
    assert_eq!(run(&need(8_044), &positions, None), [("v0".to_owned(), 10_489)]);
    assert_eq!(run(&need(8_044), &stake(&[(10_489, 1); 6]), None), []);
}

#[test]
fn a_residue_is_left_where_the_rest_would_be_too_small_to_be_undelegated() {
    let t = targets(10_000, &[1, 0]);
    let positions = stake(&[(500_000, 0), (600, 0)]);
    let whole = |amount| run(&need(amount), &positions, Some(&t));
    assert_eq!(whole(1_500), [("v0".to_owned(), 1_500)]);
    assert_eq!(whole(1_600), [("v1".to_owned(), 600), ("v0".to_owned(), 1_000)]);
    // One that is as large as a move is none.
    for residue in [1_000, 1_200] {
        let positions = stake(&[(500_000, 0), (residue, 0)]);
        assert_eq!(
            run(&need(1_500), &positions, Some(&t)),
            [("v1".to_owned(), residue)]
        );
    }
    // Where nobody can give a move, one that may be emptied does, and only then residues pay what they can.
    let alone = stake(&[(10_500, 0), (600, 0)]);
    let mut n = need(1_500);
    assert_eq!(run(&n, &alone, Some(&t)), [("v0".to_owned(), 10_500)]);
    n.half_only = true;
    assert_eq!(run(&n, &alone, Some(&t)), [("v1".to_owned(), 600)]);
}

#[test]
fn a_page_bounds_the_messages_and_a_small_need_waits() {
    let positions = stake(&[(100_000, 0); 3]);
    let mut n = need(250_000);
    n.max_msgs = 1;
    assert_eq!(run(&n, &positions, None).len(), 1);
    assert_eq!(run(&need(999), &positions, None), []);
    assert_eq!(run(&need(1_000), &positions, None), [("v0".to_owned(), 1_000)]);
}

#[test]
fn emptying_as_a_last_resort_keeps_to_the_page_and_takes_each_once() {
    let positions = stake(&[(10_489, 0); 6]);
    let mut n = need(50_000);
    n.max_msgs = 2;
    let both = [("v0".to_owned(), 10_489), ("v1".to_owned(), 10_489)];
    assert_eq!(run(&n, &positions, None), both);
    // The rest of what is missing is not looked for where everything has been taken already.
    assert_eq!(
        run(&need(30_000), &stake(&[(15_000, 0)]), None),
        [("v0".to_owned(), 15_000)]
    );
}

#[test]
fn a_wind_down_leaves_a_probe_where_entries_are_in_flight() {
    let positions = stake(&[(500_000, 0), (20_000, 0), (500_000, 1), (15_000, 1), (700_000, 7)]);
    let got: Vec<_> = unwind(&need(0), &positions)
        .into_iter()
        .map(|p| (p.validator, p.amount.units()))
        .collect();
    assert_eq!(
        got,
        [
            ("v0".to_owned(), 490_000),
            ("v2".to_owned(), 490_000),
            ("v1".to_owned(), 20_000)
        ]
    );
}
