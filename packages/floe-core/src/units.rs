//! Amounts that cannot be mixed up: native coins, shares of the pool, and units of what is pooled of those.

use std::fmt;

use cosmwasm_std::Uint128;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{CoreError, CoreResult};

/// Seconds, as a duration or since the unix epoch.
pub type Seconds = u64;

/// Nanoseconds since the unix epoch.
pub type Nanos = u64;

/// Nanoseconds in a second.
pub const NANOS: Nanos = 1_000_000_000;
/// Seconds in a day.
pub const HOUR: Seconds = 3_600;
pub const DAY: Seconds = 86_400;
/// Seconds in a year of 365 days, the year of the growth cap.
pub const YEAR: Seconds = 31_536_000;
/// Basis points in one.
pub const BPS: u128 = 10_000;

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(Uint128);

        impl $name {
            pub const ZERO: Self = Self(Uint128::zero());
            pub const MAX: Self = Self(Uint128::MAX);

            pub const fn new(units: u128) -> Self {
                Self(Uint128::new(units))
            }

            pub const fn units(self) -> u128 {
                self.0.u128()
            }

            pub const fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// The sum, or an overflow error.
            pub fn plus(self, other: Self) -> CoreResult<Self> {
                self.0
                    .checked_add(other.0)
                    .map(Self)
                    .map_err(|_| CoreError::Overflow { operation: "an addition" })
            }

            /// The difference, or an overflow error below zero.
            pub fn minus(self, other: Self) -> CoreResult<Self> {
                self.0
                    .checked_sub(other.0)
                    .map(Self)
                    .map_err(|_| CoreError::Overflow { operation: "a subtraction" })
            }

            /// The difference, zero below zero.
            pub fn less(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }

            /// The sum, the largest amount above it.
            pub fn more(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }

            /// The sum of many, or an overflow error.
            pub fn sum(amounts: impl IntoIterator<Item = Self>) -> CoreResult<Self> {
                amounts.into_iter().try_fold(Self::ZERO, Self::plus)
            }
        }

        /// A decimal string where people read it, a number elsewhere.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    self.0.serialize(serializer)
                } else {
                    serializer.serialize_u128(self.units())
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    Uint128::deserialize(deserializer).map(Self)
                } else {
                    u128::deserialize(deserializer).map(Self::new)
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uint128> for $name {
            fn from(units: Uint128) -> Self {
                Self(units)
            }
        }

        impl From<$name> for Uint128 {
            fn from(amount: $name) -> Self {
                amount.0
            }
        }
    };
}

amount!(
    /// An amount of the chain's staking coin, in base units.
    Native
);
amount!(
    /// An amount of the liquid staking token, in base units.
    Shares
);
amount!(
    /// Parts of the shares that a contract has pooled, as those of the backstop.
    Units
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_differences_refuse_to_leave_their_range() {
        assert_eq!(Native::new(2).plus(Native::new(3)), Ok(Native::new(5)));
        assert!(Native::MAX.plus(Native::new(1)).is_err());
        assert!(Shares::ZERO.minus(Shares::new(1)).is_err());
        assert_eq!(Native::new(2).less(Native::new(3)), Native::ZERO);
        assert_eq!(Native::MAX.more(Native::new(3)), Native::MAX);
    }

    #[test]
    fn amounts_travel_as_decimal_strings() {
        assert_eq!(serde_json::to_string(&Native::new(7)).unwrap(), "\"7\"");
        assert_eq!(serde_json::from_str::<Shares>("\"7\"").unwrap(), Shares::new(7));
        assert!(serde_json::from_str::<Shares>("\"-7\"").is_err());
    }
}
