//! From protobuf's strings and messages to numbers.

use std::str::FromStr;

use cosmrs::tendermint::Time;
use cosmwasm_std::{Decimal, Decimal256, Timestamp, Uint256};

use super::timestamp;
use crate::{Error, Result};

/// An integer in base units.
pub(super) fn amount(field: &str, text: &str) -> Result<u128> {
    text.parse()
        .map_err(|error| Error::unreadable(field, format!("{text}: {error}")))
}

/// A decimal, which the SDK writes as an integer of 18 decimals.
pub(super) fn decimal(field: &str, text: &str) -> Result<Decimal256> {
    let text = if text.is_empty() { "0" } else { text };
    let atomics =
        Uint256::from_str(text).map_err(|error| Error::unreadable(field, format!("{text}: {error}")))?;
    Ok(Decimal256::new(atomics))
}

pub(super) fn fraction(field: &str, text: &str) -> Result<Decimal> {
    Decimal::try_from(decimal(field, text)?).map_err(|error| Error::unreadable(field, error))
}

pub(super) fn height(field: &str, height: i64) -> Result<u64> {
    u64::try_from(height).map_err(|error| Error::unreadable(field, error))
}

/// A missing time and one before 1970, which the chain uses for "at once", are 1970.
pub(super) fn time(time: Option<cosmrs::proto::Timestamp>) -> Result<Timestamp> {
    let Some(time) = time.filter(|time| time.seconds >= 0) else {
        return Ok(Timestamp::default());
    };
    let nanos = u32::try_from(time.nanos).map_err(|error| Error::unreadable("a time", error))?;
    let time = Time::from_unix_timestamp(time.seconds, nanos);
    timestamp(time.map_err(|error| Error::unreadable("a time", error))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_eighteen_places() {
        let read = decimal("shares", "1500000000000000000").unwrap();
        assert_eq!(read, Decimal256::percent(150));
        assert_eq!(decimal("shares", "").unwrap(), Decimal256::zero());
        assert!(decimal("shares", "1.5").is_err());
    }

    #[test]
    fn times_keep_their_nanoseconds() {
        let proto = cosmrs::proto::Timestamp { seconds: 5, nanos: 7 };
        assert_eq!(time(Some(proto)).unwrap(), Timestamp::from_nanos(5_000_000_007));
    }

    #[test]
    fn the_year_one_is_the_beginning() {
        let proto = cosmrs::proto::Timestamp {
            seconds: -62_135_596_800,
            nanos: 0,
        };
        assert_eq!(time(Some(proto)).unwrap(), Timestamp::default());
    }
}
