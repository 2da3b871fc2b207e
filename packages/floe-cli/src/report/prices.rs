//! Prices of the staking coin in some money, from a file.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::{Decimal, Uint128};
use floe_core::units::Seconds;
use serde::{Serialize, Serializer};

use crate::dates;
use crate::input::cited;

/// An amount of money, 18 places; shown with two, rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money(Decimal);

impl Money {
    /// So many of so many parts.
    pub fn part(self, some: Uint128, all: Uint128) -> Self {
        Self(Decimal::new(self.0.atomics().multiply_ratio(some, all)))
    }

    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.atomics().u128().div_euclid(10_000_000_000_000_000);
        write!(f, "{}.{:02}", cents.div_euclid(100), cents.rem_euclid(100))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a coin, in its display unit, was worth from which time on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    /// As the file names it.
    pub money: String,
    by_time: BTreeMap<Seconds, Decimal>,
    /// Decimal places of the coin.
    exponent: u8,
}

impl Prices {
    /// Of a table: `date,EUR`, then lines such as `2026-01-31,4.25`; each price holds until the next.
    ///
    /// # Errors
    /// Names the line that cannot be read.
    pub fn parse(text: &str, exponent: u8) -> Result<Self> {
        let mut lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        let (_, head) = lines
            .next()
            .context("it is empty; write a line date,EUR and then 2026-01-31,4.25")?;
        let Some(("date", money)) = head
            .split_once(',')
            .map(|(date, money)| (date.trim(), money.trim()))
        else {
            bail!("its first line is {:?}; write date,EUR", cited(head));
        };
        let mut by_time = BTreeMap::new();
        for (index, line) in lines {
            let number = index.saturating_add(1);
            let (date, price) = line
                .split_once(',')
                .with_context(|| format!("line {number} is no date and price; write 2026-01-31,4.25"))?;
            let time = dates::parse(date.trim()).with_context(|| format!("line {number}"))?;
            let price = Decimal::from_str(price.trim()).ok();
            let price = price.with_context(|| format!("line {number}: {:?} is no price", cited(line)))?;
            by_time.insert(time, price);
        }
        Ok(Self {
            money: money.to_owned(),
            by_time,
            exponent,
        })
    }

    /// What base units were worth at a time; none before the first price, or where it cannot be written.
    pub fn worth(&self, units: Uint128, time: Seconds) -> Option<Money> {
        let (_, price) = self.by_time.range(..=time).next_back()?;
        let one = Uint128::new(10u128.checked_pow(self.exponent.into())?);
        let atomics = price.atomics().checked_multiply_ratio(units, one).ok()?;
        Some(Money(Decimal::new(atomics)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_price_holds_until_the_next() {
        let prices = Prices::parse("date,EUR\n2026-01-01,4.25\n2026-02-01T12:00:00Z,5\n", 6).unwrap();
        let worth = |date: &str| {
            prices
                .worth(Uint128::new(2_500_000), dates::parse(date).unwrap())
                .map(|m| m.to_string())
        };
        assert_eq!(worth("2025-12-31"), None);
        assert_eq!(worth("2026-01-01").as_deref(), Some("10.62"));
        assert_eq!(worth("2026-02-01").as_deref(), Some("10.62"));
        assert_eq!(worth("2026-03-01").as_deref(), Some("12.50"));
        assert_eq!(prices.money, "EUR");
    }

    #[rstest]
    #[case("", "it is empty")]
    #[case("2026-01-01,4\n", "write date,EUR")]
    #[case("date,EUR\n2026-01-01\n", "line 2 is no date and price")]
    #[case("date,EUR\n\nyesterday,4\n", "line 3")]
    #[case("date,EUR\n2026-01-01,much\n", "is no price")]
    fn other_files_are_refused_with_the_line(#[case] text: &str, #[case] expected: &str) {
        let said = format!("{:#}", Prices::parse(text, 6).unwrap_err());
        assert!(said.contains(expected), "{said}");
    }
}
