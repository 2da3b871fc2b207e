//! Between which of the hub's points something was lost.

use anyhow::Result;
use cosmwasm_std::Uint128;
use floe_api::hub::RatePoint;
use floe_client::Protocol;
use floe_core::units::Seconds;

use super::{Loss, DUST};

/// The points that the hub keeps, oldest first.
pub fn points(protocol: &Protocol<'_>) -> Result<Vec<RatePoint>> {
    let hub = &protocol.contracts.hub;
    let past = protocol.hub().historical_redemption_rates(hub, None)?;
    let oldest_first = past.redemption_rates.into_iter().rev();
    Ok(oldest_first
        .map(|point| RatePoint {
            time: point.update_time,
            rate: point.redemption_rate,
        })
        .collect())
}

/// Two neighbouring points and what was lost between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    pub from: RatePoint,
    pub to: RatePoint,
    pub loss: Uint128,
    /// Losses up to this are rounding.
    pub dust: Uint128,
}

impl Interval {
    /// All that is known of its loss where no events are.
    pub fn whole(self) -> Loss {
        Loss {
            time: self.to.time,
            since: Some(self.from.time),
            height: None,
            tx: None,
            loss: self.loss,
            rate_before: self.from.rate,
            rate_after: self.to.rate,
        }
    }
}

/// The intervals in which more than rounding was lost, oldest first. Asks for halves of what lost something, so that a
/// history without losses costs one question.
pub fn with_losses(protocol: &Protocol<'_>, points: &[RatePoint]) -> Result<Vec<Interval>> {
    let pool = protocol.hub().state()?.total_native;
    let dust = pool.checked_div(DUST.into()).unwrap_or_default();
    let mut lost = |from: Seconds, to: Seconds| Ok(protocol.hub().report(Some(from), Some(to))?.losses);
    search(points, dust, &mut lost)
}

fn search(
    points: &[RatePoint],
    dust: Uint128,
    lost: &mut dyn FnMut(Seconds, Seconds) -> Result<Uint128>,
) -> Result<Vec<Interval>> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Ok(Vec::new());
    };
    let intervals = points.len().saturating_sub(1);
    if intervals == 0 {
        return Ok(Vec::new());
    }
    let loss = lost(first.time, last.time)?;
    // More than rounding in one needs more than rounding in all.
    if loss <= dust {
        return Ok(Vec::new());
    }
    if intervals == 1 {
        return Ok(vec![Interval {
            from: first.clone(),
            to: last.clone(),
            loss,
            dust,
        }]);
    }
    let middle = intervals.div_euclid(2);
    let mut found = search(points.get(..=middle).unwrap_or_default(), dust, lost)?;
    found.extend(search(points.get(middle..).unwrap_or_default(), dust, lost)?);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::Decimal;
    use rstest::rstest;

    fn found(count: u64, losses: &[(u64, u128)]) -> (Vec<(u64, u128)>, usize) {
        let points: Vec<RatePoint> = (0..count)
            .map(|time| RatePoint {
                time,
                rate: Decimal::one(),
            })
            .collect();
        let mut questions = 0;
        let mut lost = |from: u64, to: u64| {
            questions += 1;
            let inside = losses.iter().filter(|(time, _)| (from + 1..=to).contains(time));
            Ok(inside.map(|(_, loss)| Uint128::new(*loss)).sum())
        };
        let found = search(&points, Uint128::new(10), &mut lost).unwrap();
        let found = found
            .iter()
            .map(|interval| (interval.to.time, interval.loss.u128()));
        (found.collect(), questions)
    }

    #[rstest]
    #[case::nothing(&[])]
    #[case::the_first(&[(1, 500)])]
    #[case::the_last(&[(99, 500)])]
    #[case::two_neighbours(&[(50, 11), (51, 12)])]
    #[case::one_more_than_rounding(&[(7, 11)])]
    fn every_loss_is_found_in_its_interval(#[case] losses: &[(u64, u128)]) {
        let (found, questions) = found(100, losses);
        assert_eq!(found, losses);
        assert!(questions <= 1 + 16 * losses.len(), "{questions} questions");
    }

    #[test]
    fn rounding_everywhere_is_no_loss() {
        let rounding: Vec<(u64, u128)> = (1..100).map(|time| (time, 10)).collect();
        assert_eq!(found(100, &rounding).0, []);
    }

    #[rstest]
    #[case(0)]
    #[case(1)]
    fn fewer_than_two_points_hold_nothing_and_ask_nothing(#[case] points: u64) {
        assert_eq!(found(points, &[(0, 500)]), (vec![], 0));
    }
}
