//! The one conversion of the protocol, by the rate (exchange rate, redemption rate): widen, multiply, divide once, round once.

use cosmwasm_std::{Decimal, Uint256};

use crate::error::{CoreError, CoreResult};
use crate::units::{Native, Shares};

/// `⌊a · b / c⌋` over 256 bits.
///
/// # Errors
/// [`CoreError::Depleted`] when `c` is zero, [`CoreError::Overflow`] when the result leaves 128 bits.
pub fn mul_div_floor(a: u128, b: u128, c: u128) -> CoreResult<u128> {
    narrow(wide_div(a, b, c)?.0)
}

/// `⌈a · b / c⌉` over 256 bits. Errors as [`mul_div_floor`].
pub fn mul_div_ceil(a: u128, b: u128, c: u128) -> CoreResult<u128> {
    let (quotient, exact) = wide_div(a, b, c)?;
    if exact {
        narrow(quotient)
    } else {
        narrow(quotient.checked_add(Uint256::one()).map_err(|_| OVERFLOW)?)
    }
}

/// Shares for an amount: `⌊amount · supply / pool⌋`. Rounds against the one who brings the amount.
///
/// # Errors
/// [`CoreError::Depleted`] when the pool is zero.
pub fn to_shares(amount: Native, supply: Shares, pool: Native) -> CoreResult<Shares> {
    mul_div_floor(amount.units(), supply.units(), pool.units()).map(Shares::new)
}

/// What shares are worth: `⌊shares · pool / supply⌋`. Rounds against the one who brings the shares.
///
/// # Errors
/// [`CoreError::Depleted`] when there are no shares at all.
pub fn to_native(shares: Shares, pool: Native, supply: Shares) -> CoreResult<Native> {
    mul_div_floor(shares.units(), pool.units(), supply.units()).map(Native::new)
}

/// A part of an amount in basis points, rounded down.
pub fn bps_of(amount: Native, bps: u64) -> CoreResult<Native> {
    mul_div_floor(amount.units(), u128::from(bps), crate::units::BPS).map(Native::new)
}

/// The mean of two durations, weighted by amounts, rounded down: `⌊(a · wa + b · wb) / (wa + wb)⌋`.
///
/// # Errors
/// [`CoreError::Depleted`] when both weights are zero.
pub fn weighted_mean(a: u64, weight_a: u128, b: u64, weight_b: u128) -> CoreResult<u64> {
    let term = |value: u64, weight: u128| Uint256::from(value).checked_mul(Uint256::from(weight));
    let sum = |a: Uint256, b: Uint256| a.checked_add(b).map_err(|_| OVERFLOW);
    let total = sum(
        term(a, weight_a).map_err(|_| OVERFLOW)?,
        term(b, weight_b).map_err(|_| OVERFLOW)?,
    )?;
    let weights = sum(Uint256::from(weight_a), Uint256::from(weight_b))?;
    let mean = narrow(total.checked_div(weights).map_err(|_| CoreError::Depleted)?)?;
    u64::try_from(mean).map_err(|_| OVERFLOW)
}

/// Native per share with 18 places, rounded down; zero without supply, the largest decimal above its range.
pub fn rate(pool: Native, supply: Shares) -> Decimal {
    if supply.is_zero() {
        return Decimal::zero();
    }
    Decimal::checked_from_ratio(pool.units(), supply.units()).unwrap_or(Decimal::MAX)
}

const OVERFLOW: CoreError = CoreError::Overflow {
    operation: "a conversion",
};

fn wide_div(a: u128, b: u128, c: u128) -> CoreResult<(Uint256, bool)> {
    let product = Uint256::from(a)
        .checked_mul(Uint256::from(b))
        .map_err(|_| OVERFLOW)?;
    let divisor = Uint256::from(c);
    let quotient = product.checked_div(divisor).map_err(|_| CoreError::Depleted)?;
    let remainder = product.checked_rem(divisor).map_err(|_| CoreError::Depleted)?;
    Ok((quotient, remainder.is_zero()))
}

fn narrow(value: Uint256) -> CoreResult<u128> {
    cosmwasm_std::Uint128::try_from(value)
        .map(|v| v.u128())
        .map_err(|_| OVERFLOW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::b1(12_345, 1_000_000, 1_025_000, 12_043)]
    #[case::b2_rate_below_one(1_000, 1_000_000, 900_000, 1_111)]
    #[case::widest(u128::MAX, u128::MAX, u128::MAX, u128::MAX)]
    #[case::nothing(0, 5, 7, 0)]
    fn shares_are_rounded_down(
        #[case] a: u128,
        #[case] supply: u128,
        #[case] pool: u128,
        #[case] shares: u128,
    ) {
        assert_eq!(
            to_shares(Native::new(a), Shares::new(supply), Native::new(pool)),
            Ok(Shares::new(shares))
        );
    }

    #[test]
    fn ceiling_differs_from_floor_only_on_a_remainder() {
        assert_eq!(mul_div_ceil(6, 2, 3), Ok(4));
        assert_eq!(mul_div_ceil(7, 2, 3), Ok(5));
        assert_eq!(mul_div_floor(7, 2, 3), Ok(4));
    }

    #[test]
    fn a_result_beyond_128_bits_is_an_error_and_a_zero_divisor_means_depleted() {
        assert_eq!(mul_div_floor(u128::MAX, 2, 1), Err(OVERFLOW));
        assert_eq!(mul_div_floor(1, 1, 0), Err(CoreError::Depleted));
    }

    #[test]
    fn the_rate_saturates_instead_of_failing() {
        assert_eq!(rate(Native::MAX, Shares::new(1)), Decimal::MAX);
        assert_eq!(rate(Native::ZERO, Shares::new(1)), Decimal::zero());
        assert_eq!(rate(Native::new(5), Shares::ZERO), Decimal::zero());
        assert_eq!(
            rate(Native::new(2), Shares::new(3)).to_string(),
            "0.666666666666666666"
        );
    }
}
