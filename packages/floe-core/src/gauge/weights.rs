//! Weights of validators: the owner's, moved by what they have yielded and by what stakers vote for.

use cosmwasm_std::Decimal;

use crate::convert::mul_div_floor;
use crate::error::CoreResult;
use crate::units::{Units, BPS};

/// The largest part of a weight that votes decide, in basis points.
pub const MAX_ALPHA_BPS: u64 = 5_000;
/// Votes decide that part in full from so much of the supply on: one in so many.
const FULL_PART: u128 = 10;
/// The largest weight that the registry takes.
const MAX_WEIGHT: u128 = 1_000_000;
/// One with eighteen places.
const ONE: u128 = 1_000_000_000_000_000_000;
/// How strongly a yield above or below the mean counts, and its bounds.
const STEEPNESS: u128 = 10;
const LEAST_FACTOR: u128 = ONE / 2;
const MOST_FACTOR: u128 = ONE / 2 * 3;

/// A validator that gets a weight: listed, curated, not draining.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeighedValidator {
    /// The owner's weight, never the one in force: that would compound.
    pub base: u64,
    /// Votes for it.
    pub votes: Units,
    /// The highest commission of the last 30 days.
    pub commission: Decimal,
    /// Share of the last 30 days in the bonded set.
    pub bonded_share: Decimal,
}

impl WeighedValidator {
    /// What a staker was left of one: `(1 − commission) · share`, rounded down, in 10^-18.
    fn net_yield(&self) -> u128 {
        let kept = ONE.saturating_sub(self.commission.atomics().u128());
        mul_div_floor(kept, self.bonded_share.atomics().u128().min(ONE), ONE).unwrap_or_default()
    }
}

/// What comes of votes and yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    /// In the order of the validators.
    pub weights: Vec<u64>,
    /// The part that votes have decided, in basis points.
    pub alpha_bps: u64,
    /// All votes for these validators.
    pub votes: Units,
}

/// A vote's amount for one row of basis points, rounded down.
pub fn bps_of_votes(power: Units, bps: u64) -> Units {
    mul_div_floor(power.units(), bps.into(), BPS).map_or(Units::ZERO, Units::new)
}

/// `w = (α · gauge + (10⁴ − α) · base · y) / 10⁴`: `gauge` is the sum of the bases divided by votes, `y` the factor of the net yield,
/// `α` the given one times `min(1, votes / a tenth of the supply)`. Rounded down once, at least 1; where one were above what the
/// registry takes, all are made smaller alike.
///
/// # Errors
/// On an overflow.
pub fn weigh(validators: &[WeighedValidator], alpha_bps: u64, supply: Units) -> CoreResult<Weighed> {
    let votes = Units::sum(validators.iter().map(|validator| validator.votes))?;
    let alpha = effective(alpha_bps, votes, supply)?;
    let bases = validators
        .iter()
        .fold(0u128, |sum, validator| sum.saturating_add(validator.base.into()));
    let factors = factors(validators);
    let mut raw = Vec::new();
    for (validator, factor) in validators.iter().zip(factors) {
        let gauge = match votes.is_zero() {
            true => 0,
            false => mul_div_floor(bases.saturating_mul(ONE), validator.votes.units(), votes.units())?,
        };
        let voted = u128::from(alpha).saturating_mul(gauge);
        let own = BPS
            .saturating_sub(alpha.into())
            .saturating_mul(u128::from(validator.base).saturating_mul(factor));
        raw.push(voted.saturating_add(own));
    }
    let most = raw.iter().max().copied().unwrap_or_default();
    // What a weight of one is in raw ones: more where the largest would be too large.
    let unit = ONE.saturating_mul(BPS).max(most.div_ceil(MAX_WEIGHT));
    let whole = |raw: u128| u64::try_from(raw.checked_div(unit).unwrap_or_default().max(1)).unwrap_or(1);
    Ok(Weighed {
        weights: raw.into_iter().map(whole).collect(),
        alpha_bps: alpha,
        votes,
    })
}

/// The part that votes decide: the whole of it only from a tenth of the supply on, else as much less.
fn effective(alpha_bps: u64, votes: Units, supply: Units) -> CoreResult<u64> {
    let full = supply.units().div_ceil(FULL_PART);
    if full == 0 || votes.units() >= full {
        return Ok(if votes.is_zero() { 0 } else { alpha_bps });
    }
    let part = mul_div_floor(alpha_bps.into(), votes.units(), full)?;
    Ok(u64::try_from(part).unwrap_or(alpha_bps))
}

/// `clamp(1 + 10 · (y − ȳ), 0.5, 1.5)` of each, in 10^-18; ȳ is the mean of all, every validator counting alike.
fn factors(validators: &[WeighedValidator]) -> Vec<u128> {
    let yields: Vec<u128> = validators.iter().map(WeighedValidator::net_yield).collect();
    let sum = yields.iter().fold(0u128, |sum, own| sum.saturating_add(*own));
    let count = u128::try_from(yields.len()).unwrap_or(u128::MAX);
    let mean = sum.checked_div(count).unwrap_or_default();
    let factor = |own: u128| {
        let above = own.saturating_sub(mean).saturating_mul(STEEPNESS);
        let below = mean.saturating_sub(own).saturating_mul(STEEPNESS);
        let factor = ONE.saturating_add(above).saturating_sub(below);
        factor.clamp(LEAST_FACTOR, MOST_FACTOR)
    };
    yields.into_iter().map(factor).collect()
}
