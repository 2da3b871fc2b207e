//! How parameters are declared: `parameters!` makes of one row each the field, the name, the bounds, and what the schema and
//! the documentation say.

use cosmwasm_std::Decimal;

use crate::units::{Native, Shares, DAY};

/// A hundredth of one in 18 places.
const HUNDREDTH: u128 = 10_000_000_000_000_000;

/// What a parameter's number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Base units of the staking coin.
    Coins,
    /// Base units of the token.
    Shares,
    Seconds,
    BasisPoints,
    Count,
    /// A part of one, in 18 places: on the wire a decimal in a string.
    Fraction,
}

impl Measure {
    /// Whether values are amounts: strings on the wire, and dependent on the coin's decimals.
    pub const fn is_amount(self) -> bool {
        matches!(self, Self::Coins | Self::Shares)
    }
}

/// A default or limit as it is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// In the parameter's own unit.
    Plain(u128),
    /// In seconds.
    Days(u128),
    /// A hundredth of a coin, rounded down.
    Cent,
    /// Whole coins.
    Coins(u128),
    /// Hundredths of one.
    Percent(u64),
}

impl Figure {
    /// In the parameter's own unit, for a coin of 10^`decimals` base units.
    pub fn units(self, decimals: u8) -> u128 {
        let coin = 10u128.saturating_pow(u32::from(decimals));
        match self {
            Self::Plain(units) => units,
            Self::Days(days) => u128::from(DAY).saturating_mul(days),
            Self::Cent => coin.saturating_div(100),
            Self::Coins(coins) => coin.saturating_mul(coins),
            Self::Percent(percent) => u128::from(percent).saturating_mul(HUNDREDTH),
        }
    }
}

/// Default and inclusive limits of a parameter, in the parameter's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub default: u128,
    pub min: u128,
    pub max: u128,
}

impl Bounds {
    /// Of declared figures: where a coin has so few units that they cross, the least wins, then the most.
    pub fn of(default: Figure, least: Figure, most: Figure, decimals: u8) -> Self {
        let min = least.units(decimals);
        let max = most.units(decimals).max(min);
        Self {
            default: default.units(decimals).clamp(min, max),
            min,
            max,
        }
    }
}

/// What the schema and the documentation say of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    pub name: &'static str,
    pub measure: Measure,
    /// What it is, without unit and full stop.
    pub meaning: &'static str,
    /// Why its default and limits are what they are.
    pub why: &'static str,
    pub default: Figure,
    pub least: Figure,
    pub most: Figure,
    /// Another parameter that is a further lower limit.
    pub at_least: Option<&'static str>,
    /// Another parameter that is a further upper limit.
    pub at_most: Option<&'static str>,
}

/// A type that a parameter can have.
pub trait Value {
    fn in_units(&self) -> u128;

    /// Numbers that are too large become the largest there is: bounds are judged after it.
    fn of_units(units: u128) -> Self;
}

macro_rules! value {
    ($($type:ty: $value:ident => $measures:expr, $given:ident => $of:expr;)*) => {
        $(impl Value for $type {
            fn in_units(&self) -> u128 {
                let $value = self;
                $measures
            }

            fn of_units($given: u128) -> Self {
                $of
            }
        })*
    };
}

value! {
    Native: amount => amount.units(), units => Self::new(units);
    Shares: amount => amount.units(), units => Self::new(units);
    u64: number => u128::from(*number), units => Self::try_from(units).unwrap_or(Self::MAX);
    u32: number => u128::from(*number), units => Self::try_from(units).unwrap_or(Self::MAX);
    Decimal: part => part.atomics().u128(), units => Self::raw(units);
}

/// Declares parameters: `groups` in groups of fields, `flat` as the fields of one struct. A row is
///
/// ```text
/// "meaning" field: Type, NUMBER = Variant(name_on_the_wire) in Unit,
///     default Figure, from Figure, to Figure [, at least Other] [, at most Other], because "why";
/// ```
///
/// with the number of its place in lists, or for a field that is no number only `"meaning" field: Type;`.
#[macro_export]
macro_rules! parameters {
    (
        $(#[$about:meta])*
        groups $params:ident by $param:ident;
        $(
            $(#[$group_about:meta])*
            $group:ident: $type:ident {
                $(
                    $meaning:literal $field:ident: $value:ty
                    $(, $number:literal = $variant:ident($name:ident) in $measure:ident, default $default:expr, from $least:expr,
                        to $most:expr, $(at least $floor:ident,)? $(at most $ceiling:ident,)? because $why:literal)?;
                )*
            }
        )*
    ) => {
        $(
            $(#[$group_about])*
            #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema, Clone, Debug, PartialEq, Eq)]
            pub struct $type {
                $(#[doc = $meaning] pub $field: $value,)*
            }

            packed_store::packed!(struct $type { $($field),* });
        )*

        $(#[$about])*
        #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema, Clone, Debug, PartialEq, Eq)]
        pub struct $params {
            $(pub $group: $type,)*
        }

        packed_store::packed!(struct $params { $($group),* });

        impl $params {
            /// The defaults for a coin of 10^`decimals` base units.
            pub fn defaults(decimals: u8) -> Self {
                Self {
                    $($group: $type {
                        $($field: $crate::parameters!(@default decimals $($param::$variant)?),)*
                    },)*
                }
            }
        }

        $crate::parameters!(@places $params by $param { $($($($variant = $group.$field;)?)*)* });

        $crate::parameters!(@list $param {
            $($($($number = $variant($name) in $measure, $default, $least, $most, [$($floor)?], [$($ceiling)?], $meaning, $why;)?)*)*
        });
    };
    (
        $(#[$about:meta])*
        flat $params:ident by $param:ident, $(#[$update_about:meta])* update $update:ident;
        $(
            $meaning:literal $field:ident: $value:ty, $number:literal = $variant:ident in $measure:ident, default $default:expr,
                from $least:expr, to $most:expr, because $why:literal;
        )*
    ) => {
        $(#[$about])*
        #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema, Clone, Debug, PartialEq, Eq)]
        pub struct $params {
            $(#[doc = $meaning] pub $field: $value,)*
        }

        packed_store::packed!(struct $params { $($field),* });

        impl Default for $params {
            fn default() -> Self {
                Self { $($field: $crate::parameters!(@default 0 $param::$variant),)* }
            }
        }

        $crate::parameters!(@places $params by $param { $($variant = $field;)* });

        $(#[$update_about])*
        #[derive(serde::Serialize, serde::Deserialize, Clone, Debug, Default, PartialEq, Eq)]
        #[serde(deny_unknown_fields)]
        pub struct $update {
            $(#[doc = $meaning] pub $field: Option<$value>,)*
        }

        impl $update {
            /// What is given, in the parameters' own units.
            pub fn given(&self) -> Vec<($param, u128)> {
                let all = [
                    $(($param::$variant, self.$field.as_ref().map($crate::params::Value::in_units)),)*
                ];
                all.into_iter().filter_map(|(param, value)| Some((param, value?))).collect()
            }
        }

        $crate::parameters!(@list $param {
            $($number = $variant($field) in $measure, $default, $least, $most, [], [], $meaning, $why;)*
        });
    };
    (@places $params:ident by $param:ident { $($variant:ident = $($place:ident).+;)* }) => {
        impl $params {
            /// In the parameter's own unit.
            pub fn get(&self, param: $param) -> u128 {
                match param {
                    $($param::$variant => $crate::params::Value::in_units(&self.$($place).+),)*
                }
            }

            /// Sets one parameter without judging it.
            pub fn set(&mut self, param: $param, value: u128) {
                match param {
                    $($param::$variant => self.$($place).+ = $crate::params::Value::of_units(value),)*
                }
            }
        }
    };
    (@list $param:ident {
        $($number:literal = $variant:ident($name:ident) in $measure:ident, $default:expr, $least:expr, $most:expr,
            [$($floor:ident)?], [$($ceiling:ident)?], $meaning:literal, $why:literal;)*
    }) => {
        /// A parameter by its name on the wire, ordered as in lists.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $param {
            $(#[doc = $meaning] $variant = $number,)*
        }

        impl $param {
            /// In their order.
            pub const ALL: [Self; [$($number),*].len()] = {
                let mut all = [$(Self::$variant),*];
                $(all[$number] = Self::$variant;)*
                all
            };

            /// As on the wire.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($name),)*
                }
            }

            pub const fn measure(self) -> $crate::params::Measure {
                match self {
                    $(Self::$variant => $crate::params::Measure::$measure,)*
                }
            }

            /// Default and limits for a coin of 10^`decimals` base units, without limits that another parameter sets.
            pub fn bounds(self, decimals: u8) -> $crate::params::Bounds {
                let (default, least, most) = match self {
                    $(Self::$variant => ($default, $least, $most),)*
                };
                $crate::params::Bounds::of(default, least, most, decimals)
            }

            /// Another parameter that is a further lower limit.
            pub const fn at_least(self) -> Option<Self> {
                match self {
                    $(Self::$variant => $crate::parameters!(@other $($floor)?),)*
                }
            }

            /// Another parameter that is a further upper limit.
            pub const fn at_most(self) -> Option<Self> {
                match self {
                    $(Self::$variant => $crate::parameters!(@other $($ceiling)?),)*
                }
            }

            /// All that is declared of it.
            pub fn about(self) -> $crate::params::About {
                let (meaning, why, default, least, most) = match self {
                    $(Self::$variant => ($meaning, $why, $default, $least, $most),)*
                };
                $crate::params::About {
                    name: self.name(),
                    measure: self.measure(),
                    meaning,
                    why,
                    default,
                    least,
                    most,
                    at_least: self.at_least().map(Self::name),
                    at_most: self.at_most().map(Self::name),
                }
            }
        }
    };
    (@other) => { None };
    (@other $other:ident) => { Some(Self::$other) };
    (@default $decimals:tt) => { Default::default() };
    (@default $decimals:tt $variant:path) => { $crate::params::Value::of_units($variant.bounds($decimals).default) };
}
