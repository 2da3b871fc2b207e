//! Moves and their budget.

use super::*;

#[test]
fn a_loop_of_rebalances_moves_no_more_than_the_budget_of_a_day() {
    let mut plan = setup(4).params(|p| p.with(Param::MaxMoveBps, 300u128));
    plan.older_share_bps = Some(10_000);
    let mut s = hundred_million_of(plan);
    let mut moved_in_all = 0;
    for day in 0..12u64 {
        // The owner changes its mind every day, a stranger calls all the time.
        let favourite = ["val1", "val2", "val3", "val4"][usize::try_from(day).unwrap() % 4];
        for v in ["val1", "val2", "val3", "val4"] {
            set_weights(&mut s, &[(v, if v == favourite { 7 } else { 1 })]);
        }
        let mut moved = 0;
        for _ in 0..20 {
            let response = rebalance_all(&mut s);
            moved += told(&response, "redelegation_sent", "amount")
                .iter()
                .map(|a| a.parse::<u128>().unwrap())
                .sum::<u128>();
            assert!(events(&response, "message_failed").is_empty());
            s.next_block();
        }
        assert!(moved <= 2_997_000, "{moved}");
        moved_in_all += moved;
        s.pass_secs(DAY - 120);
    }
    assert!(moved_in_all > 0);
    // And still a validator can be removed.
    remove(&mut s, "val2").unwrap();
    let days = crank_until_dropped(&mut s, "val2", 60);
    assert!(days <= 21 + 20, "{days}");
}

#[test]
fn the_budget_of_a_day_begins_with_its_first_move() {
    let mut s = just_moved_to_the_second();
    let first = s.now() - 6;
    s.pass_secs(first + DAY - 1 - s.now());
    assert!(s.rebalance().redelegations.is_empty());
    s.pass_secs(1);
    let moves = s.rebalance().redelegations;
    assert_eq!(
        moves.iter().map(|step| step.amount.units()).sum::<u128>(),
        2_997_000
    );
}

#[test]
fn a_failed_move_gives_its_budget_back() {
    let mut plan = setup(3);
    plan.older_share_bps = Some(10_000);
    let mut s = hundred_million_of(plan);
    set_weights(&mut s, &[("val2", 2)]);
    s.fail("val2", &[floe_testing::chain::ModuleFault::Redelegate], true);
    let response = rebalance_all(&mut s);
    assert_eq!(
        told(&response, "message_failed", "validator"),
        [s.operator("val2")]
    );
    assert_eq!(s.books().carry.moved.units(), 0);
    assert_eq!(["val1", "val2", "val3"].map(|v| stake(&s, v)), [33_300_000; 3]);
    // The destination is avoided for an hour.
    assert_eq!(marked_until(&s, "val2"), s.now() + 3_600);
    s.fail("val2", &[floe_testing::chain::ModuleFault::Redelegate], false);
    s.pass_secs(3_599);
    assert!(s.rebalance().redelegations.is_empty());
    s.pass_secs(1);
    let moves = s.rebalance().redelegations;
    assert_eq!(
        moves.iter().map(|step| step.amount.units()).sum::<u128>(),
        2_997_000
    );
    assert_eq!(marked_until(&s, "val2"), 0);
}

#[test]
fn a_draining_residue_goes_whole_where_no_room_is_as_large() {
    let mut plan = setup(4);
    plan.older_share_bps = Some(10_000);
    for (validator, weight) in plan.validators.iter_mut().zip([40_000, 5_000, 5_000, 9]) {
        validator.weight = weight;
    }
    let mut s = hundred_million_of(plan);
    let residue = stake(&s, "val4");
    // More than a smallest move of 10,000 and less than two, of which four fifths are wanted on the first.
    assert_eq!(residue, 17_978);
    remove(&mut s, "val4").unwrap();
    let moves = s.rebalance().redelegations;
    assert_eq!(moves.len(), 1);
    assert_eq!(
        (moves[0].to.clone(), moves[0].amount.units()),
        (s.operator("val1"), residue)
    );
}

#[test]
fn small_moves_are_skipped_and_the_caller_may_ask_for_larger_ones_only() {
    let mut plan = setup(4);
    plan.older_share_bps = Some(10_000);
    for (validator, weight) in plan.validators.iter_mut().zip([10_000, 10_000, 10_000, 10]) {
        validator.weight = weight;
    }
    let mut s = hundred_million_of(plan);
    // val1 has 11.8 % too much, and nobody lacks a tenth but val4: 99,900,000 · 12 / 28,512 − 33,288 = 8,757 of 42,045. A
    // move is at least 10,000.
    set_weights(&mut s, &[("val1", 8_500), ("val4", 12)]);
    assert_eq!(stake(&s, "val4"), 33_288);
    assert!(s.rebalance().redelegations.is_empty());
    set_weights(&mut s, &[("val4", 15)]);
    for field in ["min_redelegation", "minimum"] {
        let given = Some(Uint128::new(1_000_000));
        let msg = match field {
            "minimum" => ExecuteMsg::Rebalance {
                min_redelegation: None,
                minimum: given,
                skip: None,
            },
            _ => ExecuteMsg::Rebalance {
                min_redelegation: given,
                minimum: None,
                skip: None,
            },
        };
        assert!(
            events(&step(&mut s, &msg), "redelegation_sent").is_empty(),
            "{field}"
        );
    }
    // The larger of both counts.
    let both = [1_000_000u128, 1].map(|given| Some(Uint128::new(given)));
    for (min_redelegation, minimum) in [(both[0], both[1]), (both[1], both[0])] {
        let msg = ExecuteMsg::Rebalance {
            min_redelegation,
            minimum,
            skip: None,
        };
        assert!(events(&step(&mut s, &msg), "redelegation_sent").is_empty());
    }
    // 99,900,000 · 15 / 28,515 − 33,288 = 19,263
    let moves = s.rebalance().redelegations;
    assert_eq!(moves.len(), 1);
    assert_eq!(
        (&moves[0].from, &moves[0].to, moves[0].amount.units()),
        (&s.operator("val1"), &s.operator("val4"), 19_263)
    );
}

#[test]
fn differences_of_a_tenth_are_left_to_deposits_and_exits() {
    let mut plan = setup(3);
    plan.older_share_bps = Some(10_000);
    let mut s = hundred_million_of(plan);
    // 33,300,000 each. By weights of 9 : 11 : 10 the first has 11.1 % too much and the second lacks 9.1 %.
    set_weights(&mut s, &[("val1", 9), ("val2", 11), ("val3", 10)]);
    assert!(s.rebalance().redelegations.is_empty());
    // By 18 : 21 : 23 it has 14.8 % too much, and the third, at 37,059,677, lacks 10.1 %: it is filled up to its target,
    // as far as the budget of a day goes.
    set_weights(&mut s, &[("val1", 18), ("val2", 21), ("val3", 23)]);
    let moves = s.rebalance().redelegations;
    assert_eq!(moves.len(), 1);
    assert_eq!(
        (&moves[0].from, &moves[0].to, moves[0].amount.units()),
        (&s.operator("val1"), &s.operator("val3"), 2_997_000)
    );
}
