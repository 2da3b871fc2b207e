//! Figures computed from answers of the chain, apart from how they are asked for and shown.

use cosmwasm_std::{Decimal, SignedDecimal};
use floe_api::hub::ReportResponse;
use floe_client::figures::fewest_with_a_third;
use floe_client::statement::pace;
use floe_core::units::{Seconds, DAY};
use serde::Serialize;

use crate::losses::{self, Loss};

/// What became of a share in a window that ends now. Fractions: 0.05 is 5 %.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trailing {
    /// Asked for.
    pub days: u64,
    /// The window there is, in seconds: between two points of the kept history.
    pub window: Seconds,
    /// Whether the history is shorter than asked for.
    pub short: bool,
    /// Growth of the rate in the window, losses included; none without two points.
    #[serde(rename = "return")]
    pub growth: Option<SignedDecimal>,
    /// By what part losses lowered the rate in the window; zero or negative.
    pub lost: SignedDecimal,
    /// Growth before losses, times a year over the window; none from less than a day.
    pub apr: Option<SignedDecimal>,
}

impl Trailing {
    /// `found` are losses of at least that window.
    pub fn of(days: u64, report: Option<&ReportResponse>, found: &[Loss]) -> Self {
        let window = report.map_or(0, |r| r.closing.time.saturating_sub(r.opening.time));
        let opening = report.map_or(0, |r| r.opening.time);
        let kept = losses::kept(found.iter().filter(|loss| loss.time > opening));
        let growth = report
            .filter(|_| window > 0)
            .and_then(|r| losses::growth(r.opening.rate, r.closing.rate));
        Self {
            days,
            window,
            short: window < days.saturating_mul(DAY),
            growth,
            lost: losses::growth(Decimal::one(), kept.min(Decimal::one())).unwrap_or_default(),
            apr: report.and_then(|r| pace(r.opening.rate, r.closing.rate, kept, window)),
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
        let stakes: Vec<u128> = stakes.into_iter().collect();
        let all = stakes
            .iter()
            .fold(0_u128, |sum, stake| sum.saturating_add(*stake));
        let largest = stakes.iter().copied().max().unwrap_or_default();
        Self {
            largest: Decimal::checked_from_ratio(largest, all).unwrap_or_default(),
            third: fewest_with_a_third(stakes).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn report(secs: u64, from: &str, to: &str) -> ReportResponse {
        let point = |time, rate: &str| floe_api::hub::RatePoint {
            time,
            rate: rate.parse().unwrap(),
        };
        ReportResponse {
            opening: point(1_000, from),
            closing: point(1_000 + secs, to),
            gross_rewards: 0u128.into(),
            fees: 0u128.into(),
            other_gains: 0u128.into(),
            given_back: 0u128.into(),
            losses: 0u128.into(),
            covered: 0u128.into(),
            deposits: 0u128.into(),
            exits: 0u128.into(),
            instant_exits: 0u128.into(),
            apr: None,
        }
    }

    fn loss(time: u64, before: &str, after: &str) -> Loss {
        Loss {
            time,
            since: None,
            height: None,
            tx: None,
            loss: 1u128.into(),
            rate_before: before.parse().unwrap(),
            rate_after: after.parse().unwrap(),
        }
    }

    #[rstest]
    #[case::a_day(DAY, "1", "1.001", &[], "0.001", "0", Some("0.365"))]
    #[case::a_second_less(DAY - 1, "1", "1.001", &[], "0.001", "0", None)]
    #[case::seconds(151, "1", "0.98", &[(1_100, "1", "0.98")], "-0.02", "-0.02", None)]
    #[case::a_slash_is_no_pace(DAY, "1", "0.99", &[(2_000, "1", "0.99")], "-0.01", "-0.01", Some("0"))]
    #[case::growth_and_a_slash(2 * DAY, "1", "0.999", &[(2_000, "2", "1.8")], "-0.001", "-0.1", Some("20.075"))]
    #[case::a_loss_before_the_window(DAY, "1", "1.001", &[(1_000, "1", "0.5")], "0.001", "0", Some("0.365"))]
    fn growth_and_losses_are_told_apart_and_less_than_a_day_is_no_pace(
        #[case] secs: u64,
        #[case] from: &str,
        #[case] to: &str,
        #[case] losses: &[(u64, &str, &str)],
        #[case] growth: &str,
        #[case] lost: &str,
        #[case] apr: Option<&str>,
    ) {
        let losses: Vec<Loss> = losses.iter().map(|(t, a, b)| loss(*t, a, b)).collect();
        let trailing = Trailing::of(1, Some(&report(secs, from, to)), &losses);
        assert_eq!(trailing.growth, Some(growth.parse().unwrap()));
        assert_eq!(trailing.lost, lost.parse::<SignedDecimal>().unwrap());
        assert_eq!(trailing.apr, apr.map(|apr| apr.parse().unwrap()));
        assert_eq!(trailing.short, secs < DAY);
    }

    #[test]
    fn without_two_points_there_is_neither_return_nor_pace() {
        for report in [None, Some(report(0, "1", "1"))] {
            let trailing = Trailing::of(7, report.as_ref(), &[]);
            assert_eq!((trailing.growth, trailing.apr), (None, None));
        }
    }

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
