//! What can be seen of the protocol: its state, its validators, its rate.

pub mod history;
pub mod params;
pub mod proposals;
pub mod rate;
pub mod status;
pub mod tx;
pub mod validators;
pub mod watch;

mod changes;
mod deeds;
pub mod figures;

pub use deeds::deeds;

use std::fmt::Display;

use cosmwasm_std::{Decimal, SignedDecimal};
use floe_api::timelock::ConfigResponse as TimelockConfig;
use floe_client::{ContractKind, Error, Protocol};

/// None where somebody has a role who is no such contract; what the node does not say is an error.
pub fn answered<T>(answer: floe_client::Result<T>) -> anyhow::Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error @ Error::Unreachable { .. }) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

/// The hub's owner, if it is a timelock, and its configuration.
pub fn owning_timelock(protocol: &Protocol<'_>) -> anyhow::Result<Option<(String, TimelockConfig)>> {
    let Some(owner) = protocol.ownership(ContractKind::Hub)?.owner else {
        return Ok(None);
    };
    let config = answered(protocol.timelock(&owner).config())?;
    Ok(config.map(|config| (owner, config)))
}

/// `1.23 %` of a fraction, two decimals, rounded towards zero.
pub fn percent(fraction: SignedDecimal) -> String {
    let sign = if fraction.is_negative() { "-" } else { "" };
    let size = fraction.abs_diff(SignedDecimal::zero());
    format!("{sign}{} %", hundredths(size))
}

/// The same of a fraction without sign.
pub fn share(fraction: Decimal) -> String {
    format!("{} %", hundredths(fraction))
}

fn hundredths(fraction: Decimal) -> String {
    let scaled = fraction
        .checked_mul(Decimal::from_ratio(10_000_u32, 1_u32))
        .unwrap_or(Decimal::MAX)
        .to_uint_floor()
        .u128();
    let (whole, rest) = (scaled.checked_div(100), scaled.checked_rem(100));
    format!("{}.{:02}", whole.unwrap_or_default(), rest.unwrap_or_default())
}

/// `1 message`, `2 messages`.
pub fn counted<N: Display + PartialEq + From<u8>>(number: N, what: &str) -> String {
    let ending = if number == N::from(1) { "" } else { "s" };
    format!("{number} {what}{ending}")
}

/// `2.5 %` of basis points.
pub fn bps(points: u64) -> String {
    share(Decimal::bps(points))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_shown_in_hundredths_of_a_percent() {
        assert_eq!(share(Decimal::percent(5)), "5.00 %");
        assert_eq!(share("0.123456".parse().unwrap()), "12.34 %");
        assert_eq!(percent("-0.0101".parse().unwrap()), "-1.01 %");
        assert_eq!(percent("0.00009".parse().unwrap()), "0.00 %");
        assert_eq!(bps(1_000), "10.00 %");
    }

    #[test]
    fn one_is_not_told_as_many() {
        assert_eq!(
            (counted(1, "message"), counted(0, "message")),
            ("1 message".to_owned(), "0 messages".to_owned())
        );
    }
}
