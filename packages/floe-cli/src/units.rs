//! Amounts as people write them.

use anyhow::{anyhow, bail, Context as _, Result};
use cosmwasm_std::{Decimal, Uint128};

/// How amounts of a coin or token are written: `12.5 atom` is 12,500,000 `uatom`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Base unit.
    pub denom: String,
    pub display: String,
    /// Decimal places between them, 0 to 18.
    pub exponent: u8,
}

impl Unit {
    pub fn new(denom: &str, display: &str, exponent: u8) -> Result<Self> {
        if exponent > 18 {
            bail!("the exponent of {display} is {exponent}; it must be at most 18");
        }
        Ok(Self {
            denom: denom.to_owned(),
            display: display.to_owned(),
            exponent,
        })
    }

    /// `uatom` is a millionth of `atom`, `aevmos` 10^-18 of `evmos`; anything else is its own unit.
    pub fn guess(denom: &str) -> Self {
        let known = [("u", 6), ("a", 18)].into_iter().find_map(|(prefix, exponent)| {
            let display = denom.strip_prefix(prefix).filter(|rest| rest.len() >= 3)?;
            Some((display, exponent))
        });
        let (display, exponent) = known.unwrap_or((denom, 0));
        Self {
            denom: denom.to_owned(),
            display: display.to_owned(),
            exponent,
        }
    }

    /// Of a token, whose base unit has no name of its own.
    pub fn token(hub: &str, token: &cw20::TokenInfoResponse) -> Result<Self> {
        Self::new(&format!("cw20:{hub}"), &token.symbol, token.decimals)
    }

    /// Whether an amount is written in this unit.
    pub fn is_of(&self, text: &str) -> bool {
        let unit = named(text);
        unit == self.denom || unit == self.display
    }

    /// Base units of `12.5 atom` or `12500000uatom`.
    ///
    /// # Errors
    /// When the number is malformed, has more decimals than the unit, or the unit is another or missing.
    pub fn parse(&self, text: &str) -> Result<Uint128> {
        let text = text.trim();
        let end = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
        let exponent = match unit.trim() {
            unit if unit == self.denom => 0,
            unit if unit == self.display => self.exponent,
            "" => bail!("amount {text}: name its unit, {}", self.example()),
            unit => bail!(
                "amount {text}: the unit {unit} is not known here; write {}",
                self.example()
            ),
        };
        scaled(number, exponent).with_context(|| format!("amount {text}"))
    }

    /// In the display unit, all decimals but trailing zeros.
    pub fn show(&self, amount: Uint128) -> String {
        format!("{} {}", self.number(amount), self.display)
    }

    /// The same without the unit.
    pub fn number(&self, amount: Uint128) -> String {
        decimal(amount, usize::from(self.exponent))
    }

    fn example(&self) -> String {
        if self.exponent == 0 {
            format!("such as 12 {}", self.denom)
        } else {
            format!("such as 12.5 {} or 12500000{}", self.display, self.denom)
        }
    }
}

/// `1.0179 atom`, what one of the token is worth in the coin's own display unit, all decimals but trailing zeros. `rate` is
/// base units for a base unit, which is something else where token and coin have different decimals.
pub fn price(rate: Decimal, token: &Unit, coin: &Unit) -> String {
    // 18 decimals, and as many more or fewer as the units differ: 0 to 36.
    let places = usize::from(coin.exponent)
        .saturating_add(18)
        .saturating_sub(usize::from(token.exponent));
    format!("{} {}", decimal(rate.atomics(), places), coin.display)
}

/// Digits with so many of them behind the point, without trailing zeros.
fn decimal(digits: Uint128, places: usize) -> String {
    let digits = format!("{:0>width$}", digits.u128(), width = places.saturating_add(1));
    let (whole, fraction) = digits
        .split_at_checked(digits.len().saturating_sub(places))
        .unwrap_or((&digits, ""));
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

/// The unit that an amount is written in; empty if it names none.
pub fn named(text: &str) -> &str {
    let number = |c: char| c.is_ascii_digit() || c == '.';
    text.trim().trim_start_matches(number).trim()
}

/// `number` times ten to the `exponent`, exactly.
fn scaled(number: &str, exponent: u8) -> Result<Uint128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        bail!("{number:?} is not a number");
    }
    let missing = usize::from(exponent)
        .checked_sub(fraction.len())
        .ok_or_else(|| anyhow!("it has {} decimals, the unit has {exponent}", fraction.len()))?;
    format!("{digits}{}", "0".repeat(missing))
        .parse()
        .map_err(|_| anyhow!("it is larger than 128 bits hold"))
}

/// Denom and base units of an amount in the staking coin's unit, or in base units of another coin.
pub fn amount(text: &str, staking: &Unit) -> Result<(String, Uint128)> {
    let unit = match named(text) {
        other if !other.is_empty() && !staking.is_of(text) => Unit::new(other, other, 0)?,
        _ => staking.clone(),
    };
    let amount = unit.parse(text)?;
    Ok((unit.denom, amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn atom() -> Unit {
        Unit::new("uatom", "atom", 6).unwrap()
    }

    #[rstest]
    #[case("2.5 atom", Some(("uatom", 2_500_000)))]
    #[case("2500uatom", Some(("uatom", 2_500)))]
    #[case("300 uusdc", Some(("uusdc", 300)))]
    #[case("12", None)]
    #[case("1.5 uusdc", None)]
    #[case("much", None)]
    fn amounts_may_be_in_another_coin(#[case] text: &str, #[case] expected: Option<(&str, u128)>) {
        let expected = expected.map(|(denom, units)| (denom.to_owned(), units.into()));
        assert_eq!(amount(text, &atom()).ok(), expected);
    }

    #[rstest]
    #[case("12.5 atom", 12_500_000)]
    #[case("12.5atom", 12_500_000)]
    #[case(" 12500000uatom ", 12_500_000)]
    #[case("0.000001 atom", 1)]
    #[case(".5 atom", 500_000)]
    #[case("7. atom", 7_000_000)]
    fn amounts_are_read_exactly(#[case] text: &str, #[case] expected: u128) {
        assert_eq!(atom().parse(text).unwrap().u128(), expected);
    }

    #[rstest]
    #[case::no_unit("12.5", "name its unit")]
    #[case::other_unit("12.5 osmo", "osmo is not known")]
    #[case::too_many_decimals("0.0000001 atom", "7 decimals, the unit has 6")]
    #[case::decimals_of_base_units("0.5uatom", "1 decimals, the unit has 0")]
    #[case::two_points("1.2.3 atom", "not a number")]
    #[case::none(". atom", "not a number")]
    #[case::negative("-1 atom", "-1")]
    #[case::too_large("340282366920938463463374607431768211456uatom", "128 bits")]
    fn other_amounts_are_refused_with_a_reason(#[case] text: &str, #[case] reason: &str) {
        let refused = format!("{:#}", atom().parse(text).unwrap_err());
        assert!(refused.contains(reason), "{refused}");
    }

    #[rstest]
    #[case("12.5 atom", true)]
    #[case("12uatom", true)]
    #[case("12 flATOM", false)]
    #[case("12", false)]
    #[case("atom", true)]
    fn the_unit_of_an_amount_is_recognised(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(atom().is_of(text), expected);
    }

    #[rstest]
    #[case(12_500_000, "12.5 atom")]
    #[case(1, "0.000001 atom")]
    #[case(0, "0 atom")]
    #[case(u128::MAX, "340282366920938463463374607431768.211455 atom")]
    fn amounts_are_shown_without_loss(#[case] amount: u128, #[case] expected: &str) {
        assert_eq!(atom().show(amount.into()), expected);
    }

    #[rstest]
    #[case::same(6, 6, "0.990085991230456789", "0.990085991230456789 atom")]
    #[case::coin_without_unit(6, 0, "0.990085991230456789", "990085.991230456789 atom")]
    #[case::token_without_unit(0, 6, "0.990085991230456789", "0.000000990085991230456789 atom")]
    #[case::far_apart(18, 0, "0.990085991230456789", "990085991230456789 atom")]
    #[case::far_apart_the_other_way(0, 18, "2", "0.000000000000000002 atom")]
    #[case::one(6, 6, "1", "1 atom")]
    #[case::zero(6, 0, "0", "0 atom")]
    fn one_of_the_token_is_priced_in_the_coins_own_unit(
        #[case] token: u8,
        #[case] coin: u8,
        #[case] rate: &str,
        #[case] expected: &str,
    ) {
        let token = Unit::new("cw20:hub", "flATOM", token).unwrap();
        let coin = Unit::new("uatom", "atom", coin).unwrap();
        assert_eq!(price(rate.parse().unwrap(), &token, &coin), expected);
    }

    #[rstest]
    #[case("uatom", "atom", 6)]
    #[case("aevmos", "evmos", 18)]
    #[case("stake", "stake", 0)]
    #[case("uno", "uno", 0)]
    fn the_display_unit_is_guessed_from_the_prefix(
        #[case] denom: &str,
        #[case] display: &str,
        #[case] exponent: u8,
    ) {
        let unit = Unit::guess(denom);
        assert_eq!((unit.display.as_str(), unit.exponent), (display, exponent));
    }
}
