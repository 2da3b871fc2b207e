//! Figures computed from answers of the chain, apart from how they are asked for and shown.

use cosmwasm_std::{Decimal, SignedDecimal};
use floe_core::units::{Seconds, DAY};
use floe_types::hub::ReportResponse;
use serde::Serialize;

/// A yearly rate over a window that ends now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trailing {
    /// Asked for.
    pub days: u64,
    /// The window there is, in seconds: between two points of the kept history.
    pub window: Seconds,
    /// Whether the history is shorter than asked for.
    pub short: bool,
    /// Growth of the rate in the window, times a year over it; none without two points.
    pub apr: Option<SignedDecimal>,
}

impl Trailing {
    pub fn of(days: u64, report: Option<&ReportResponse>) -> Self {
        let window = report.map_or(0, |r| r.closing.time.saturating_sub(r.opening.time));
        Self {
            days,
            window,
            short: window < days.saturating_mul(DAY),
            apr: report.and_then(|report| report.apr),
        }
    }
}

/// How much of the stake sits on few validators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Concentration {
    /// Part of all stake on the largest.
    pub largest: Decimal,
    /// The smallest number of validators that together hold a third or more: enough to stop a chain that had no other
    /// stake. Zero without stake.
    pub third: usize,
}

impl Concentration {
    pub fn of(stakes: impl IntoIterator<Item = u128>) -> Self {
        let mut stakes: Vec<u128> = stakes.into_iter().filter(|stake| *stake > 0).collect();
        stakes.sort_unstable_by(|a, b| b.cmp(a));
        let all = stakes
            .iter()
            .fold(0_u128, |sum, stake| sum.saturating_add(*stake));
        let Some(largest) = stakes.first() else {
            return Self {
                largest: Decimal::zero(),
                third: 0,
            };
        };
        let mut held = 0_u128;
        let fewer = stakes
            .iter()
            .take_while(|stake| {
                held = held.saturating_add(**stake);
                held < all.div_ceil(3)
            })
            .count();
        Self {
            largest: Decimal::checked_from_ratio(*largest, all).unwrap_or_default(),
            third: fewer.saturating_add(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::nothing(&[], "0", 0)]
    #[case::one(&[5], "1", 1)]
    #[case::three_equal(&[10, 10, 10], "0.333333333333333333", 1)]
    #[case::four_equal(&[10, 10, 10, 10], "0.25", 2)]
    #[case::just_below_a_third(&[33, 33, 34, 1], "0.336633663366336633", 1)]
    #[case::nine_equal(&[1; 9], "0.111111111111111111", 3)]
    #[case::ten_equal(&[1; 10], "0.1", 4)]
    #[case::order_does_not_count(&[1, 98, 1], "0.98", 1)]
    #[case::empty_ones_do_not_count(&[0, 0, 4], "1", 1)]
    fn concentration_counts_from_the_largest(
        #[case] stakes: &[u128],
        #[case] largest: &str,
        #[case] third: usize,
    ) {
        let expected = Concentration {
            largest: largest.parse().unwrap(),
            third,
        };
        assert_eq!(Concentration::of(stakes.iter().copied()), expected);
    }
}
