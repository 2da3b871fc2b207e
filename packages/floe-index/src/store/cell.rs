//! Values of rows, and how amounts and times are written in them.

use floe_core::units::{Native, Shares};

/// What a column holds; any of them may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    Number,
    Text,
}

/// A value in a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    Empty,
    Number(i64),
    Text(String),
}

/// Digits of an amount: as many as the largest has.
const DIGITS: usize = 39;

/// An amount as a text that sorts as the number does.
pub fn amount(units: u128) -> String {
    format!("{units:0DIGITS$}")
}

/// What [`amount`] wrote; zero for anything else.
pub fn units(text: &str) -> u128 {
    text.parse().unwrap_or_default()
}

/// A height, a time or a number of a batch; those beyond 63 bits, which no chain reaches, are the largest.
pub fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// What [`number`] wrote.
pub fn natural(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

/// Unix nanoseconds of unix seconds, for comparisons with rows.
pub fn nanos(seconds: u64) -> i64 {
    number(seconds).saturating_mul(1_000_000_000)
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<u64> for Cell {
    fn from(value: u64) -> Self {
        Self::Number(number(value))
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Number(value.into())
    }
}

impl From<u128> for Cell {
    fn from(value: u128) -> Self {
        Self::Text(amount(value))
    }
}

impl From<Native> for Cell {
    fn from(value: Native) -> Self {
        value.units().into()
    }
}

impl From<Shares> for Cell {
    fn from(value: Shares) -> Self {
        value.units().into()
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A row of these values.
#[macro_export]
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::cell::Cell::from($value)),*] };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_sort_as_the_numbers_they_are_and_come_back() {
        let numbers = [0, 9, 10, 99, 1 << 90, u128::MAX];
        let texts = numbers.map(amount);
        assert!(texts.is_sorted());
        assert!(texts.iter().all(|text| text.len() == DIGITS));
        assert_eq!(texts.map(|text| units(&text)), numbers);
    }
}
