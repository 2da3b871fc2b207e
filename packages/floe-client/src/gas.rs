//! Gas and fees, in integers and rounded up: a limit or a fee that is one unit short is refused.

use std::fmt;
use std::str::FromStr;

use cosmwasm_std::{Coin, Decimal, Uint128, Uint256};

use crate::text::{is_denom, plain};
use crate::{Error, Result};

/// What one unit of gas costs, such as `0.025stake`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GasPrice {
    /// Base units, with up to 18 decimals.
    pub amount: Decimal,
    pub denom: String,
}

impl GasPrice {
    /// The fee for a gas limit, rounded up; none if the price is zero.
    pub fn fee(&self, gas: u64) -> Result<Option<Coin>> {
        let one = Uint256::from(1_000_000_000_000_000_000u128);
        let product = Uint256::from(gas)
            .checked_mul(self.amount.atomics().into())
            .map_err(|error| Error::bad_value("gas price", error))?;
        let rest = product.checked_rem(one).unwrap_or_default();
        let whole = product.checked_div(one).unwrap_or_default();
        let up = if rest.is_zero() {
            Uint256::zero()
        } else {
            Uint256::one()
        };
        let amount = Uint128::try_from(whole.saturating_add(up))
            .map_err(|error| Error::bad_value("gas price", error))?;
        let denom = self.denom.clone();
        Ok((!amount.is_zero()).then_some(Coin { denom, amount }))
    }

    /// The price in `denom` out of a node's list such as `0.1uother,0.025stake`; the first where
    /// it has none in `denom`, none where the node has no price.
    pub(crate) fn choose(list: &str, denom: &str) -> Result<Option<Self>> {
        let prices: Vec<Self> = list
            .split(',')
            .filter(|price| !price.trim().is_empty())
            .map(str::parse)
            .collect::<Result<_>>()?;
        let own = prices.iter().find(|price| price.denom == denom);
        Ok(own.or(prices.first()).cloned())
    }
}

impl FromStr for GasPrice {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let bad = |reason: &str| {
            Error::bad_value(
                "gas price",
                format!("{}: {reason}, such as 0.025stake", plain(text)),
            )
        };
        let start = text.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (amount, denom) = text
            .split_at_checked(start.unwrap_or(text.len()))
            .ok_or_else(|| bad("expected an amount and a denom"))?;
        if denom.is_empty() {
            return Err(bad("the denom is missing"));
        }
        if !is_denom(denom) {
            return Err(bad("no coin is called that"));
        }
        let amount = Decimal::from_str(amount).map_err(|_| bad("expected an amount and a denom"))?;
        Ok(Self {
            amount,
            denom: denom.to_owned(),
        })
    }
}

impl fmt::Display for GasPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.denom)
    }
}

/// The limit for a simulated use: `percent` / 100 of it, rounded up, at least `floor`.
pub(crate) fn limit(simulated: u64, percent: u64, floor: u64) -> Result<u64> {
    let scaled = u128::from(simulated)
        .saturating_mul(u128::from(percent))
        .div_ceil(100);
    let scaled = u64::try_from(scaled).map_err(|error| Error::bad_value("gas adjustment", error))?;
    Ok(scaled.max(floor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::coin;
    use rstest::rstest;

    #[rstest]
    #[case::exact("0.025stake", 200_000, Some(5_000))]
    #[case::up("0.025stake", 200_001, Some(5_001))]
    #[case::tiny("0.000000000000000001stake", 1, Some(1))]
    #[case::free("0stake", 200_000, None)]
    #[case::nothing_used("0.025stake", 0, None)]
    #[case::ethermint("1000000000aevmos", u64::MAX, Some(18_446_744_073_709_551_615_000_000_000))]
    fn fees_are_rounded_up(#[case] price: &str, #[case] gas: u64, #[case] fee: Option<u128>) {
        let price: GasPrice = price.parse().unwrap();
        let expected = fee.map(|amount| coin(amount, price.denom.clone()));
        assert_eq!(price.fee(gas).unwrap(), expected);
    }

    #[test]
    fn a_fee_beyond_128_bits_is_an_error() {
        let price: GasPrice = "340282366920938463463stake".parse().unwrap();
        assert!(price.fee(u64::MAX).is_err());
    }

    #[rstest]
    #[case("stake")]
    #[case("0.025")]
    #[case("")]
    #[case("0.0.1stake")]
    #[case("-1stake")]
    fn a_malformed_price_is_refused(#[case] text: &str) {
        assert!(matches!(text.parse::<GasPrice>(), Err(Error::BadValue { .. })));
    }

    #[rstest]
    #[case("0.1uother,0.025stake", Some("0.025stake"))]
    #[case("0.1uother", Some("0.1uother"))]
    #[case("", None)]
    fn the_staking_coin_is_preferred(#[case] list: &str, #[case] chosen: Option<&str>) {
        let found = GasPrice::choose(list, "stake").unwrap();
        assert_eq!(found.map(|price| price.to_string()).as_deref(), chosen);
    }

    #[rstest]
    #[case::up(100_001, 130, 0, 130_002)]
    #[case::exact(100_000, 130, 0, 130_000)]
    #[case::floor(100_000, 130, 500_000, 500_000)]
    #[case::large(u64::MAX, 100, 0, u64::MAX)]
    fn limits_are_rounded_up_and_not_below_the_floor(
        #[case] simulated: u64,
        #[case] percent: u64,
        #[case] floor: u64,
        #[case] expected: u64,
    ) {
        assert_eq!(limit(simulated, percent, floor).unwrap(), expected);
    }

    #[test]
    fn a_limit_beyond_64_bits_is_an_error() {
        assert!(limit(u64::MAX, 101, 0).is_err());
    }
}
