//! The validator set: who may be in it, and where stake goes, stays and leaves.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, Uint128};
use floe_core::params::Param;
use floe_core::units::{Native, DAY};
use floe_testing::suite::{Setup, Suite, ValidatorSetup};
use floe_tests::staking::*;
use floe_types::hub::ExecuteMsg;
use floe_types::registry::{self, Targets};
use rstest::rstest;

fn add(s: &mut Suite, operator: String) -> Result<(), String> {
    let msg = registry::ExecuteMsg::AddValidator { operator, weight: 1 };
    s.registry("gov", &msg).map(drop).map_err(|failure| failure.kind)
}

fn targets(s: &Suite) -> Targets {
    s.query(&s.registry, &registry::QueryMsg::Targets {}).unwrap()
}

#[test]
fn unknown_malformed_and_duplicate_validators_are_refused() {
    let mut s = Suite::new(setup(3));
    let before = listed(&s);
    let unknown = s.operator("nobody");
    assert_eq!(add(&mut s, unknown).unwrap_err(), "UnknownValidator");
    let upper_case = s.operator("val1").to_uppercase();
    assert_eq!(add(&mut s, upper_case).unwrap_err(), "MalformedOperator");
    for malformed in ["", "val1", "wasmvaloper1"] {
        let kind = add(&mut s, malformed.into()).unwrap_err();
        assert!(
            ["MalformedOperator", "UnknownValidator", "GenericErr"].contains(&kind.as_str()),
            "{kind}"
        );
    }
    let known = s.operator("val2");
    assert_eq!(add(&mut s, known).unwrap_err(), "AlreadyListed");
    assert_eq!(listed(&s), before);
}

#[test]
fn the_hundred_and_first_validator_is_refused() {
    let mut s = Suite::new(setup(100));
    s.chain
        .add_validator("one more", Decimal::percent(5), Uint128::new(1_000))
        .unwrap();
    let operator = s.operator("one more");
    assert_eq!(add(&mut s, operator.clone()).unwrap_err(), "TooManyValidators");
    // A draining one still counts until its entry is gone.
    remove(&mut s, "val1").unwrap();
    assert_eq!(add(&mut s, operator.clone()).unwrap_err(), "TooManyValidators");
    s.refresh();
    add(&mut s, operator).unwrap();
    assert_eq!(listed(&s).len(), 100);
}

#[test]
fn the_last_validator_that_is_not_draining_cannot_be_removed() {
    let mut s = Suite::new(setup(2));
    remove(&mut s, "val1").unwrap();
    assert_eq!(remove(&mut s, "val1").unwrap_err().kind, "Draining");
    assert_eq!(remove(&mut s, "val2").unwrap_err().kind, "LastValidator");
    assert_eq!(remove(&mut s, "nobody").unwrap_err().kind, "NotListed");
    s.refresh();
    assert_eq!(listed(&s), [s.operator("val2")]);
    assert_eq!(remove(&mut s, "val2").unwrap_err().kind, "LastValidator");
}

/// Cranks and refreshes once a day, at most this often, until the registry has dropped the validator.
fn crank_until_dropped(s: &mut Suite, validator: &str, most: u64) -> u64 {
    let operator = s.operator(validator);
    for day in 0..most {
        s.crank();
        s.refresh();
        if !listed(s).contains(&operator) {
            return day;
        }
        s.pass_days(1);
    }
    panic!(
        "{validator} is still listed with {} and {:?}",
        stake(s, validator),
        entries(s, validator)
    );
}

/// A pool of 100,000,000; 2,997,000 have just been moved from val1 to val2.
fn just_moved_to_the_second() -> Suite {
    let mut plan = setup(3);
    plan.older_share_bps = Some(10_000);
    let mut s = hundred_million_of(plan);
    s.next_block();
    set_weights(&mut s, &[("val2", 2)]);
    s.rebalance();
    assert_eq!(stake(&s, "val2"), 36_297_000);
    s.next_block();
    s
}

#[test]
fn stake_that_has_just_arrived_leaves_when_its_lock_ends() {
    let mut s = just_moved_to_the_second();
    let end = s.now() - 6 + UNBONDING;
    assert_eq!(locks(&s, "val2"), [end]);
    s.drain_below_three("val2");
    assert_eq!(remove(&mut s, "val2").unwrap_err().kind, "Draining");
    // Whoever calls, nothing leaves before, and nobody is stopped.
    while s.now() + DAY < end {
        assert!(s
            .crank()
            .redelegations
            .iter()
            .all(|step| step.from != s.operator("val2")));
        s.refresh();
        s.pass_days(1);
    }
    assert_eq!(stake(&s, "val2"), 36_297_000);
    // In the block that reaches the completion the chain still refuses; a minute later it has certainly finished.
    s.pass_secs(end - s.now());
    assert!(s.crank().redelegations.is_empty());
    s.pass_secs(60);
    let moves = s.crank().redelegations;
    assert!(moves.iter().all(|step| step.from == s.operator("val2")));
    assert_eq!(
        moves.iter().map(|step| step.amount.units()).sum::<u128>(),
        2_997_000
    );
    // 3 % of 99,900,000 a day: thirteen days in all.
    assert_eq!(crank_until_dropped(&mut s, "val2", 30), 12);
    assert_eq!(stake(&s, "val1") + stake(&s, "val3"), 99_900_000);
}

#[test]
fn meanwhile_exits_take_the_locked_stake_first() {
    let mut s = just_moved_to_the_second();
    s.drain_below_three("val2");
    s.queue("alice", 20_000_000);
    s.submit_batch();
    // need = 20,000,000 − (100,000 − 80,000)
    assert_eq!(entries(&s, "val2"), [(19_980_000, 19_980_000)]);
    assert_eq!(stake(&s, "val2"), 36_297_000 - 19_980_000);
}

#[test]
fn a_jailed_validator_gets_no_new_stake_and_loses_none_within_the_grace() {
    let mut s = hundred_million(5);
    s.jail("val1");
    s.next_block();
    s.refresh();
    s.bond("bob", 50_000_000);
    for _ in 0..3 {
        s.crank();
        assert_eq!(stake(&s, "val1"), 19_980_000);
        s.pass_days(1);
    }
    // The part of 150,000,000 that is val1's stays free: a fifth of 149,850,000 less what is there.
    assert_eq!(stake(&s, "val2"), 29_970_000);
    assert_eq!(s.books().free(), 150_000 + 29_970_000 - 19_980_000);
}

#[test]
fn after_the_grace_its_stake_moves_on_and_back_in_the_set_it_is_eligible_again() {
    let mut s = hundred_million(5);
    s.jail("val1");
    s.next_block();
    s.refresh();
    let away = s.now();
    s.pass_secs(3 * DAY);
    assert!(s.crank().redelegations.is_empty());
    s.pass_secs(1);
    assert_eq!(s.now(), away + 3 * DAY + 1);
    let moved: u128 = s
        .crank()
        .redelegations
        .iter()
        .map(|step| step.amount.units())
        .sum();
    assert_eq!(moved, 2_997_000); // the budget of a day
    assert_eq!(stake(&s, "val1"), 19_980_000 - 2_997_000);
    // A week after: unjailed. Nobody has to lift anything but the chain and a refresh.
    s.pass_days(4);
    s.unjail("val1");
    s.next_block();
    assert!(!accepting(&s, "val1"));
    s.refresh();
    assert!(accepting(&s, "val1"));
    s.bond("bob", 4_995_000);
    s.crank();
    assert!(stake(&s, "val1") > 19_000_000, "{}", stake(&s, "val1"));
}

#[test]
fn stake_moved_from_an_unbonded_validator_is_not_locked() {
    let mut s = hundred_million(5);
    let operator = s.operator("val1");
    s.chain.unbond_validator(&operator).unwrap();
    s.next_block();
    s.refresh();
    s.pass_secs(3 * DAY + 1);
    let moves = s.crank().redelegations;
    assert_eq!(
        moves.iter().map(|step| step.amount.units()).sum::<u128>(),
        2_997_000
    );
    assert!(moves.iter().all(|step| step.from == operator));
    for v in ["val2", "val3", "val4", "val5"] {
        assert!(locks(&s, v).is_empty(), "{v}");
    }
    // A fifth at 3 % of the whole a day.
    for _ in 0..6 {
        s.pass_days(1);
        s.crank();
    }
    assert_eq!(stake(&s, "val1"), 0);
}

#[test]
fn too_high_a_commission_stops_new_stake_but_drains_nothing() {
    let mut s = hundred_million(3);
    let params = registry::RegistryParams {
        max_commission: Some(Decimal::percent(4)),
        ..Default::default()
    };
    s.registry("gov", &registry::ExecuteMsg::UpdateParams(params))
        .unwrap();
    s.refresh();
    s.bond("bob", 10_000_000);
    s.pass_days(30);
    let done = s.crank();
    assert!(done.delegations.is_empty() && done.redelegations.is_empty());
    assert_eq!(s.books().free(), 10_100_000);
}

/// A small, fixed generator: the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn random_hundred(seed: u64, max_share_bps: u64) -> Setup {
    let mut dice = Dice(seed);
    let mut plan = setup(0);
    plan.validators = (1..=100)
        .map(|n| ValidatorSetup {
            weight: 1 + dice.roll(1_000_000),
            ..ValidatorSetup::named(format!("val{n}"))
        })
        .collect();
    plan.registry_params.max_share_bps = Some(max_share_bps);
    plan
}

#[rstest]
#[case(1, 100)]
#[case(2, 101)]
#[case(3, 150)]
#[case(4, 2_000)]
#[case(5, 3_400)]
fn targets_of_a_hundred_validators_sum_exactly_and_none_exceeds_its_cap(#[case] seed: u64, #[case] cap: u64) {
    let s = Suite::new(random_hundred(seed, cap));
    let targets = targets(&s);
    assert_eq!(targets.shares.len(), 100);
    let mut dice = Dice(seed);
    for _ in 0..20 {
        let total = u128::from(dice.roll(u64::MAX >> 33)) * u128::from(1 + dice.roll(1_000_000));
        let amounts = targets.amounts(Native::new(total)).unwrap();
        // ⌊total · max(max_share, 1/n)⌋, an equal share rounded up as otherwise the caps could not hold the total.
        let most = (total * u128::from(cap) / 10_000).max(total.div_ceil(100));
        assert_eq!(amounts.values().map(|a| a.units()).sum::<u128>(), total);
        assert!(amounts.values().all(|a| a.units() <= most));
        assert_eq!(amounts, targets.amounts(Native::new(total)).unwrap());
    }
}

#[rstest]
#[case(11, 100)]
#[case(12, 300)]
fn allocation_overfills_nobody_and_is_deterministic(#[case] seed: u64, #[case] cap: u64) {
    let run = || {
        let mut s = Suite::new(random_hundred(seed, cap));
        let mut history = Vec::new();
        for (n, amount) in [3_000_000_000u128, 17, 250_000_000].into_iter().enumerate() {
            if amount > 10_000 {
                s.bond("alice", amount);
            }
            for _ in 0..4 {
                let done = s.rebalance();
                let books = s.books();
                let total = Native::new(books.delegated() + books.free() - books.pool() / 1_000);
                let amounts = targets(&s).amounts(total).unwrap();
                for portion in &done.delegations {
                    let stake = books.positions[&portion.validator].booked;
                    assert!(stake <= amounts[&portion.validator], "{portion:?}");
                }
                history.push((n, done.delegations));
            }
        }
        (
            history,
            s.books()
                .positions
                .into_iter()
                .map(|(v, p)| (v, p.booked))
                .collect::<BTreeMap<_, _>>(),
        )
    };
    assert_eq!(run(), run());
}

#[test]
fn the_excess_of_a_capped_validator_is_shared_by_weight() {
    let mut plan = setup(6);
    plan.validators[0].weight = 95;
    plan.registry_params.max_share_bps = Some(3_000);
    let s = hundred_million_of(plan);
    // 30 % of 99,900,000 to the heavy one, 14 % to each of the others.
    assert_eq!(stake(&s, "val1"), 29_970_000);
    assert!(["val2", "val3", "val4", "val5", "val6"]
        .iter()
        .all(|v| stake(&s, v) == 13_986_000));
}

#[test]
fn pausing_many_concentrates_no_stake_on_few() {
    let mut s = Suite::new(setup(6));
    s.bond("alice", 99_000_000);
    for v in ["val1", "val2", "val3"] {
        let operator = s.operator(v);
        s.registry("gov", &registry::ExecuteMsg::PauseValidator { operator })
            .unwrap();
    }
    s.rebalance();
    assert_eq!(
        ["val1", "val4", "val5", "val6"].map(|v| stake(&s, v)),
        [0, 16_650_000, 16_650_000, 16_650_000]
    );
    assert_eq!(s.books().free(), 100_000 + 3 * 16_650_000);
    // Below a third of all weight nothing is delegated at all.
    for v in ["val4", "val5"] {
        let operator = s.operator(v);
        s.registry("gov", &registry::ExecuteMsg::PauseValidator { operator })
            .unwrap();
    }
    s.bond("bob", 60_000_000);
    assert!(s.rebalance().delegations.is_empty());
}

#[test]
fn exactly_a_third_of_the_weight_is_enough() {
    let mut s = Suite::new(setup(3));
    for v in ["val1", "val2"] {
        let operator = s.operator(v);
        s.registry("gov", &registry::ExecuteMsg::PauseValidator { operator })
            .unwrap();
    }
    s.bond("alice", 29_000_000);
    s.rebalance();
    assert_eq!(stake(&s, "val3"), 9_990_000);
}

#[test]
fn a_deposit_of_a_thousand_pools_is_spread_within_a_few_cranks() {
    let mut s = Suite::new(setup(20).params(|p| p.with(Param::MaxMsgs, 8u128)));
    s.bond("alice", 9_000_000);
    for _ in 0..3 {
        s.crank();
    }
    s.bond("alice", 10_000_000_000);
    for _ in 0..3 {
        let done = s.crank();
        // No validator receives more than its deficit: (10,010,000,000 − floor) / 20 in all.
        assert!(
            done.delegations.iter().all(|p| p.amount.units() <= 499_999_500),
            "{done:?}"
        );
        s.next_block();
    }
    let (target, min_move) = ((10_010_000_000 - 10_010_000) / 20, 1_001_000);
    for n in 1..=20 {
        let stake = stake(&s, &format!("val{n}"));
        assert!(stake.abs_diff(target) <= min_move, "val{n}: {stake}");
    }
}

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
    s.fail("val2", &[floe_testing::chain::Fault::Redelegate], true);
    let response = rebalance_all(&mut s);
    assert_eq!(
        told(&response, "message_failed", "validator"),
        [s.operator("val2")]
    );
    assert_eq!(s.books().carry.moved.units(), 0);
    assert_eq!(["val1", "val2", "val3"].map(|v| stake(&s, v)), [33_300_000; 3]);
    // The destination is avoided for an hour.
    assert_eq!(marked_until(&s, "val2"), s.now() + 3_600);
    s.fail("val2", &[floe_testing::chain::Fault::Redelegate], false);
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
