//! Targets and where deposits go.

use super::*;

fn targets(s: &Suite) -> Targets {
    s.query(&s.registry, &registry::QueryMsg::Targets {}).unwrap()
}

fn random_hundred(seed: u64, max_share_bps: u64) -> Setup {
    let mut dice = Random::new(seed);
    let mut plan = setup(0);
    plan.validators = (1..=100)
        .map(|n| ValidatorSetup {
            weight: 1 + dice.below(1_000_000),
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
    let mut dice = Random::new(seed);
    for _ in 0..20 {
        let total = u128::from(dice.below(u64::MAX >> 33)) * u128::from(1 + dice.below(1_000_000));
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
