//! Amounts as people write them.

mod parse;

use anyhow::{bail, Result};
use cosmwasm_std::{Decimal, Uint128};

pub use parse::{check_form, everything, everything_of};

/// What begins the denom of a cw20 token.
const TOKEN: &str = "cw20:";

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
        Self::new(&format!("{TOKEN}{hub}"), &token.symbol, token.decimals)
    }

    /// Base units of `12.5 atom` or `12500000uatom`.
    ///
    /// # Errors
    /// When the number is malformed, has more decimals than the unit, or the unit is another or missing.
    pub fn parse(&self, text: &str) -> Result<Uint128> {
        Ok(Self::parse_any(&[self], text)?.1)
    }

    /// The same of an amount in one of several units, with the unit that it is in.
    pub fn parse_any<'u>(units: &[&'u Self], text: &str) -> Result<(&'u Self, Uint128)> {
        parse::amount(units, text)
    }

    /// In the display unit, all decimals but trailing zeros.
    pub fn show(&self, amount: Uint128) -> String {
        format!("{} {}", self.number(amount), self.display)
    }

    /// The same without the unit.
    pub fn number(&self, amount: Uint128) -> String {
        decimal(amount, usize::from(self.exponent))
    }

    /// An amount in it, as people would write it.
    fn example(&self) -> String {
        // A token's base unit has no name that anybody would write.
        let nameless = self.denom.starts_with(TOKEN);
        match (self.exponent, nameless) {
            (0, _) => format!("12 {}", self.display),
            (_, true) => format!("12.5 {}", self.display),
            (_, false) => format!("12.5 {} or 12500000{}", self.display, self.denom),
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

/// Denom and base units of an amount in the staking coin's unit, or in base units of another coin.
pub fn amount(text: &str, staking: &Unit) -> Result<(String, Uint128)> {
    let other = parse::other_unit(staking, text).map(|denom| Unit::new(denom, denom, 0));
    let other = other.transpose()?;
    let unit = other.as_ref().unwrap_or(staking);
    Ok((unit.denom.clone(), unit.parse(text)?))
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
    #[case::capitals("3 ATOM", None)]
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
    #[case::comma("12,5 atom", "did you mean 12.5?")]
    #[case::thousands("1,000 atom", "at most one point, without separators")]
    #[case::underscore("1_000 atom", "did you mean 1000?")]
    #[case::apostrophe("1'000'000 atom", "did you mean 1000000?")]
    #[case::exponent("1e6 atom", "without separators, signs and exponents")]
    #[case::sign("+5 atom", "did you mean 5?")]
    #[case::no_number("atom", "it does not begin with a number; write 12.5 atom")]
    #[case::word("abc atom", "it does not begin with a number")]
    #[case::capitals("5 ATOM", "the unit is written atom, not ATOM")]
    #[case::typing_error("5 atmo", "did you mean atom?")]
    #[case::all("all", "`all` is not possible here")]
    #[case::half("half", "it does not begin with a number")]
    #[case::nothing("", "it does not begin with a number")]
    fn other_amounts_are_refused_with_a_reason(#[case] text: &str, #[case] reason: &str) {
        let refused = format!("{:#}", atom().parse(text).unwrap_err());
        assert!(refused.contains(reason), "{refused}");
    }

    #[test]
    fn the_unit_of_an_amount_decides_which_one_it_is() {
        let token = Unit::new("cw20:hub", "flATOM", 6).unwrap();
        let coin = atom();
        let read = |text: &str| {
            Unit::parse_any(&[&token, &coin], text).map(|(unit, units)| (unit.display.clone(), units.u128()))
        };
        assert_eq!(read("2 flATOM").unwrap(), ("flATOM".to_owned(), 2_000_000));
        assert_eq!(read("2uatom").unwrap(), ("atom".to_owned(), 2));
        let said = format!("{:#}", read("2 foo").unwrap_err());
        assert_eq!(
            said,
            "amount 2 foo: the unit foo is not known here; write 12.5 flATOM, 12.5 atom or 12500000uatom"
        );
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
