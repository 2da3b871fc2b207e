//! Losses as those feel them who bear them: when the rate fell, by how much, and what exits lost.
//!
//! The hub keeps points of its rate, an interval apart, with totals of what was lost. They tell that a loss lies between
//! two points; the hub's events between these tell when it was and by how much the rate fell at that moment.

mod closes;
mod intervals;
mod steps;

use anyhow::Result;
use cosmwasm_std::{Decimal, SignedDecimal, Uint128};
use floe_core::units::Seconds;
use serde::Serialize;

use crate::see::percent;
use crate::units::{price, Unit};
use floe_client::protocol::Protocol;
use floe_client::when;

pub use closes::at_close;
pub use floe_client::statement::growth;
use floe_client::statement::DUST;
pub use intervals::points;

/// A loss, and what it did to the rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// When it was found, unix seconds; the end of an interval if `since` is its beginning.
    pub time: Seconds,
    /// None where the moment is known. Otherwise the node does not tell it, and the loss lies between the two.
    pub since: Option<Seconds>,
    pub height: Option<u64>,
    pub tx: Option<String>,
    /// Base units, borne by pool and unsettled exits together.
    pub loss: Uint128,
    /// Base units of the coin for a base unit of the token.
    pub rate_before: Decimal,
    pub rate_after: Decimal,
}

impl Loss {
    /// The change of the rate as a fraction; negative, as what was not released yet takes the first of a loss: up to zero.
    pub fn change(&self) -> SignedDecimal {
        growth(self.rate_before, self.rate_after).unwrap_or_default()
    }

    /// `2026-01-31 08:05:00 UTC`, or the interval.
    pub fn moment(&self) -> String {
        match self.since {
            None => format!("at {}", when::utc(self.time)),
            Some(since) => format!("between {} and {}", when::utc(since), when::utc(self.time)),
        }
    }

    /// What happened, in words.
    pub fn told(&self, coin: &Unit, token: &Unit) -> String {
        format!(
            "{} {}; 1 {} was worth {} before and {} after it, {}",
            coin.show(self.loss),
            self.moment(),
            token.display,
            price(self.rate_before, token, coin),
            price(self.rate_after, token, coin),
            percent(self.change())
        )
    }
}

/// What losses have left of one: the product of their steps.
pub fn kept<'a>(losses: impl IntoIterator<Item = &'a Loss>) -> Decimal {
    losses.into_iter().fold(Decimal::one(), |kept, loss| {
        let step = loss.rate_after.checked_div(loss.rate_before);
        kept.checked_mul(step.unwrap_or(Decimal::one())).unwrap_or(kept)
    })
}

/// Losses since a time, as far back as the hub keeps points; oldest first.
///
/// # Errors
/// When the hub does not answer. Where the node cannot tell of the past, losses are told by the points alone.
pub fn since(protocol: &Protocol<'_>, from: Seconds) -> Result<Vec<Loss>> {
    let points = points(protocol)?;
    // The newest point at or before that time opens the first interval.
    let start = points.iter().rposition(|point| point.time <= from).unwrap_or(0);
    let mut found = Vec::new();
    for interval in intervals::with_losses(protocol, points.get(start..).unwrap_or_default())? {
        match steps::within(protocol, &interval) {
            Ok(steps) if !steps.is_empty() => found.extend(steps),
            _ => found.push(interval.whole()),
        }
    }
    found.retain(|loss: &Loss| loss.time > from);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(before: &str, after: &str) -> Loss {
        Loss {
            time: 60,
            since: None,
            height: Some(7),
            tx: None,
            loss: Uint128::new(1_500_000),
            rate_before: before.parse().unwrap(),
            rate_after: after.parse().unwrap(),
        }
    }

    #[test]
    fn a_loss_is_told_with_its_moment_and_both_rates() {
        let mut loss = loss("1.25", "1.2");
        let coin = Unit::new("uatom", "atom", 6).unwrap();
        let token = Unit::new("cw20:hub", "flATOM", 6).unwrap();
        assert_eq!(
            loss.told(&coin, &token),
            "1.5 atom at 1970-01-01 00:01:00 UTC; 1 flATOM was worth 1.25 atom before and 1.2 atom after it, -4.00 %"
        );
        loss.since = Some(0);
        let said = "1.5 atom between 1970-01-01 00:00:00 UTC and 1970-01-01 00:01:00 UTC";
        assert!(loss.told(&coin, &token).contains(said));
    }

    #[test]
    fn losses_one_after_the_other_multiply() {
        let both = [loss("1", "0.9"), loss("2", "1")];
        assert_eq!(kept(&both), Decimal::percent(45));
        assert_eq!(kept(&[]), Decimal::one());
        assert_eq!(kept(&[loss("0", "0")]), Decimal::one());
    }
}
