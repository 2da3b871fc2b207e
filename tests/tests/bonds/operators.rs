//! The life of an operator with a bond, with the integers of the specification.

use super::*;

#[test]
fn bonds_of_thirty_and_ten_thousand_share_a_tenth_of_all_stake() {
    let s = listed_operators();
    assert_eq!(
        targets(&s, ["val1", "val2", "val3", "ann", "ben"]),
        [3_000_000, 3_000_000, 3_000_000, 750_000, 250_000]
    );
    // 10,000 are kept liquid.
    assert_eq!((stake(&s, "ann"), stake(&s, "ben")), (749_250, 249_750));
    let bond = s.bond_of("ann");
    assert_eq!((bond.at_risk.u128(), bond.required.u128()), (749_250, 7_493));
    assert_eq!((bond.free.u128(), bond.capacity.u128()), (22_507, 3_000_000));
}

#[test]
fn bonds_of_five_thousand_carry_half_a_million_and_no_more() {
    let mut s = with_operators(&[("ann", 20_000), ("ben", 20_000)], &[]);
    for name in ["ann", "ben"] {
        s.try_list(name, name).unwrap();
        s.try_begin_withdraw(name, 17_500).unwrap();
    }
    s.refresh();
    assert_eq!(targets(&s, ["ann", "ben"]), [250_000, 250_000]);
}

#[test]
fn what_cools_carries_no_stake_and_is_paid_when_all_that_was_at_risk_is_over() {
    let mut s = listed_operators();
    s.try_begin_withdraw("ann", 20_000).unwrap();
    s.refresh();
    // Both have 10,000 now, which carry 2,000,000: a tenth of all in two halves.
    assert_eq!(targets(&s, ["ann", "ben"]), [500_000, 500_000]);
    s.pass_secs(COOLDOWN - 1);
    assert_eq!(s.try_withdraw_bond("ann").unwrap_err().kind, "StillCooling");
    s.pass_secs(1);
    assert_eq!(s.try_withdraw_bond("ann"), Ok(20_000));
    assert_eq!(s.bond_of("ann").posted.u128(), 10_000);
}

#[test]
fn a_withdrawal_that_is_ready_and_a_slash_nobody_has_seen_the_hub_burns_first() {
    let mut s = listed_operators();
    s.try_begin_withdraw("ann", 20_000).unwrap();
    s.pass_secs(COOLDOWN);
    s.slash("ann", 1);
    // Nobody has looked, and the rest would be 10,000 where 7,419 are required: the look leaves 2,508.
    assert_eq!(s.bond_of("ann").carrying.u128(), 10_000);
    assert_eq!(s.try_withdraw_bond("ann").unwrap_err().kind, "StillRequired");
    s.sync();
    let bond = s.bond_of("ann");
    assert_eq!((bond.covered.u128(), bond.carrying.u128()), (7_492, 2_508));
    assert_eq!(bond.cooling.u128(), 20_000, "the rest burns first");
    s.post_bond("ann", 10_000).unwrap();
    assert_eq!(s.try_withdraw_bond("ann"), Ok(20_000));
}

#[test]
fn an_operator_that_leaves_takes_its_bond_once_its_stake_has_arrived() {
    let mut s = listed_operators();
    let operator = s.operator("ann");
    s.bonds("ann", &BondsMsg::Unlist { operator }).unwrap();
    let at_risk = |s: &Suite| s.bond_of("ann").at_risk.u128();
    let mut days = 0;
    while stake(&s, "ann") > 0 {
        assert!(s.try_begin_withdraw("ann", 30_000).is_err());
        s.rebalance();
        s.pass_days(1);
        days += 1;
        assert!(days < 10, "its stake does not leave");
    }
    // What was moved away is slashed where it is until the moves are over.
    assert_eq!(at_risk(&s), 749_250);
    assert_eq!(s.try_begin_withdraw("ann", 30_000).unwrap_err().kind, "Required");
    s.pass_secs(UNBONDING);
    assert_eq!(at_risk(&s), 0);
    s.try_begin_withdraw("ann", 30_000).unwrap();
    s.pass_secs(COOLDOWN);
    assert_eq!(s.try_withdraw_bond("ann"), Ok(30_000));
    s.refresh();
    assert!(!listed(&s).contains(&s.operator("ann")));
}

/// Bonds of four equal validators of 24,975,000; the first is moved to the others and then slashed for the time before.
#[test]
fn who_was_moved_away_over_nine_days_pays_for_itself_where_its_stake_is() {
    let mut plan = setup(4);
    let bonds = [
        ("val1", 2_000_000u128),
        ("val2", 100_000),
        ("val3", 100_000),
        ("val4", 100_000),
    ];
    plan.guarantors = GuarantorSetup {
        bonds: bonds
            .iter()
            .map(|(name, amount)| ((*name).to_owned(), Uint128::new(*amount)))
            .collect(),
        bond_terms: Some(BondTerms::default()),
        ..GuarantorSetup::default()
    };
    let mut s = Suite::new(plan);
    s.bond("alice", 99_000_000 - 2_300_000);
    s.rebalance();
    s.next_block();
    let before = s.chain.block().height;
    remove(&mut s, "val1").unwrap();
    let mut days = 0;
    while stake(&s, "val1") > 0 {
        s.rebalance();
        days += 1;
        s.pass_days(1);
        assert!(days < 12, "its stake does not leave");
    }
    assert_eq!(days, 9);
    s.slash_as(&Slash {
        infraction_height: Some(before),
        ..Slash::new(&s.operator("val1"), Decimal::percent(5))
    });
    s.sync();
    assert_eq!(s.bond_of("val1").covered.u128(), 1_248_750);
    for other in ["val2", "val3", "val4"] {
        assert_eq!(s.bond_of(other).covered.u128(), 0);
    }
    assert_eq!(s.books().rate(), "1.000000000000000000");
}
