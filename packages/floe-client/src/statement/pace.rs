//! How fast a rate grows, and what of a loss is more than rounding.

use cosmwasm_std::{Decimal, SignedDecimal};
use floe_core::units::{Seconds, DAY, YEAR};

/// A loss that is smaller than the pool divided by this is rounding, which no sentence is made of.
pub const DUST: u128 = 1_000_000;

/// Whether a loss is more than rounding, beside the pool before it.
pub const fn tells(loss: u128, pool: u128) -> bool {
    loss > pool.div_euclid(DUST)
}

/// Growth of a rate as a fraction; none from zero.
pub fn growth(from: Decimal, to: Decimal) -> Option<SignedDecimal> {
    let ratio = SignedDecimal::try_from(to.checked_div(from).ok()?).ok()?;
    ratio.checked_sub(SignedDecimal::one()).ok()
}

/// Growth between two rates before losses, scaled to a year; none from less than a day, which is no pace. `kept` is what
/// losses have left of one in between.
pub fn pace(from: Decimal, to: Decimal, kept: Decimal, window: Seconds) -> Option<SignedDecimal> {
    if window < DAY {
        return None;
    }
    let before_losses = to.checked_div(kept).ok()?;
    let years = SignedDecimal::try_from(Decimal::checked_from_ratio(YEAR, window).ok()?).ok()?;
    growth(from, before_losses)?.checked_mul(years).ok()
}
