//! The gauge's arithmetic by hand.

use cosmwasm_std::Decimal;
use rstest::rstest;

use super::*;
use crate::units::{Units, DAY};

fn ballot(votes: [u128; 4]) -> Ballot {
    let [yes, no, abstain, veto] = votes.map(Units::new);
    Ballot {
        yes,
        no,
        abstain,
        veto,
    }
}

fn parts(votes: [u128; 4]) -> [String; 4] {
    ballot(votes).parts().unwrap().map(|part| part.to_string())
}

#[test]
fn a_tally_is_split_with_eighteen_places_and_the_remainder_goes_to_the_largest() {
    assert_eq!(parts([300, 100, 0, 0]), ["0.75", "0.25", "0", "0"]);
    assert_eq!(
        parts([1, 1, 1, 0]),
        [
            "0.333333333333333334",
            "0.333333333333333333",
            "0.333333333333333333",
            "0"
        ]
    );
    assert_eq!(
        parts([1, 2, 3, 1]),
        [
            "0.142857142857142857",
            "0.285714285714285714",
            "0.428571428571428572",
            "0.142857142857142857"
        ]
    );
    assert_eq!(parts([0, 0, 0, 5]), ["0", "0", "0", "1"]);
    assert_eq!(parts([0; 4]), ["0"; 4]);
    // One that is too small for a place is dropped.
    assert_eq!(parts([u128::MAX / 2, 1, 0, 0]), ["1", "0", "0", "0"]);
}

#[test]
fn a_power_is_split_by_parts_and_a_later_ballot_replaces_the_one_before() {
    let third = Decimal::from_ratio(1u8, 3u8);
    let half = Decimal::percent(50);
    assert_eq!(
        Ballot::split(Units::new(100), [third, half, Decimal::zero(), Decimal::one()]),
        ballot([33, 50, 0, 100])
    );
    let sum = ballot([10, 20, 30, 40]);
    let replaced = sum
        .replace(&ballot([10, 0, 0, 5]), &ballot([0, 15, 0, 0]))
        .unwrap();
    assert_eq!(replaced, ballot([0, 35, 30, 35]));
    assert_eq!(replaced.voted(), Ok(Units::new(100)));
}

#[rstest]
#[case(2_000, 1_000, 0, 200)]
#[case(2_001, 1_000, 0, 201)]
#[case(2_000, 5_000, 0, 1_000)]
#[case(2_000, 1_000, 20_000, 400)]
// A thousandth of the supply is staked: it would all have to vote and does not suffice.
#[case(1_000, 1_000, 1_000_000, 20_000)]
#[case(0, 1_000, 0, 1)]
fn the_quorum_is_a_part_of_the_power_and_at_least_a_fiftieth_of_the_supply(
    #[case] power: u128,
    #[case] bps: u64,
    #[case] supply: u128,
    #[case] expected: u128,
) {
    assert_eq!(
        quorum(Units::new(power), bps, Units::new(supply)),
        Ok(Units::new(expected))
    );
}

#[test]
fn an_epoch_has_seven_days() {
    assert_eq!([0, 7 * DAY - 1, 7 * DAY, 14 * DAY].map(epoch_of), [0, 0, 1, 2]);
    assert_eq!((day_of(DAY - 1), day_of(DAY), last_day_before(2)), (0, 1, 13));
}

const SUPPLY: Units = Units::new(1_000_000);

fn validator(votes: u128) -> WeighedValidator {
    WeighedValidator {
        base: 100_000,
        votes: Units::new(votes),
        commission: Decimal::percent(5),
        bonded_share: Decimal::one(),
    }
}

fn ten(first: WeighedValidator) -> Vec<WeighedValidator> {
    let mut all = vec![validator(0); 10];
    all[0] = first;
    all
}

#[test]
fn all_votes_on_one_of_ten_at_half_give_550_000_and_nine_times_50_000() {
    let weighed = weigh(&ten(validator(100_000)), 5_000, SUPPLY).unwrap();
    let mut expected = vec![50_000; 10];
    expected[0] = 550_000;
    assert_eq!((weighed.weights, weighed.alpha_bps), (expected, 5_000));
}

#[test]
fn without_votes_the_owners_weights_are_in_force() {
    let weighed = weigh(&ten(validator(0)), 5_000, SUPPLY).unwrap();
    assert_eq!((weighed.weights, weighed.alpha_bps), (vec![100_000; 10], 0));
}

#[rstest]
#[case(100_000, 5_000)]
#[case(99_999, 4_999)]
#[case(50_000, 2_500)]
#[case(1, 0)]
fn votes_of_less_than_a_tenth_of_the_supply_decide_less(#[case] votes: u128, #[case] alpha: u64) {
    let weighed = weigh(&ten(validator(votes)), 5_000, SUPPLY).unwrap();
    assert_eq!(weighed.alpha_bps, alpha);
}

#[test]
fn a_commission_raised_from_5_to_10_percent_counts_055_and_the_others_105() {
    let dear = WeighedValidator {
        commission: Decimal::percent(10),
        ..validator(0)
    };
    let weighed = weigh(&ten(dear), 5_000, SUPPLY).unwrap();
    let mut expected = vec![105_000; 10];
    expected[0] = 55_000;
    assert_eq!(weighed.weights, expected);
}

#[test]
fn a_factor_stays_between_a_half_and_one_and_a_half() {
    let absent = WeighedValidator {
        bonded_share: Decimal::zero(),
        ..validator(0)
    };
    let weighed = weigh(&[absent, validator(0)], 5_000, SUPPLY).unwrap();
    assert_eq!(weighed.weights, [50_000, 150_000]);
}

#[test]
fn weights_that_would_be_too_large_are_made_smaller_alike_and_none_is_zero() {
    let mut all = vec![
        WeighedValidator {
            base: 1_000_000,
            ..validator(0)
        };
        10
    ];
    all[0].votes = SUPPLY;
    all[9].base = 1;
    // 4,950,000.5 : 500,000 : 0.5 without the bound
    let weighed = weigh(&all, 5_000, SUPPLY).unwrap();
    assert_eq!(
        (weighed.weights[0], weighed.weights[1], weighed.weights[9]),
        (1_000_000, 99_999, 1)
    );
}

#[test]
fn nobody_to_weigh_and_the_largest_amounts_are_no_errors() {
    assert_eq!(weigh(&[], 5_000, SUPPLY).unwrap().weights, Vec::<u64>::new());
    let most = WeighedValidator {
        base: 1_000_000,
        ..validator(u128::MAX / 200)
    };
    assert_eq!(
        weigh(&[most; 100], 5_000, SUPPLY).unwrap().weights,
        [1_000_000; 100]
    );
    assert_eq!(bps_of_votes(Units::MAX, 10_000), Units::MAX);
}
