//! How events are declared: `events!` makes of one declaration each the value, its writing and its reading.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, Event};
use floe_core::units::{Native, Shares};
use serde_json::{json, Value as Json};
use thiserror::Error;

/// What begins the names of the protocol's own events, as the chain writes them.
const OWN: &str = "wasm-floe/";

/// What an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An account or contract.
    Address,
    /// An operator address.
    Validator,
    Denom,
    Text,
    /// Base units of the staking coin, or of the denom beside it.
    Coins,
    /// Base units of the token.
    Shares,
    Number,
    /// Unix time.
    Seconds,
    /// Unix time.
    Nanos,
    /// Unix time in seconds, or `none`.
    Until,
    /// 18 places.
    Fraction,
    Flag,
}

impl Kind {
    /// Type and unit, for other languages. All values are written as strings.
    const fn described(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Address => ("string", Some("address")),
            Self::Validator => ("string", Some("operator address")),
            Self::Denom => ("string", Some("denom")),
            Self::Text => ("string", None),
            Self::Coins => ("uint128", Some("base units of the coin")),
            Self::Shares => ("uint128", Some("base units of the token")),
            Self::Number => ("uint64", None),
            Self::Seconds => ("uint64", Some("unix seconds")),
            Self::Nanos => ("uint64", Some("unix nanoseconds")),
            Self::Until => ("uint64 or `none`", Some("unix seconds")),
            Self::Fraction => ("decimal", None),
            Self::Flag => ("boolean", None),
        }
    }
}

/// The type of each [`Kind`], where texts are `T`.
pub mod kinds {
    use cosmwasm_std::Decimal;
    use floe_core::units;

    /// A type that does not depend on `T`.
    pub trait Whatever<T> {
        type Is;
    }

    impl<T, U> Whatever<T> for U {
        type Is = U;
    }

    pub type Address<T> = T;
    pub type Validator<T> = T;
    pub type Denom<T> = T;
    pub type Text<T> = T;
    pub type Coins<T> = <units::Native as Whatever<T>>::Is;
    pub type Shares<T> = <units::Shares as Whatever<T>>::Is;
    pub type Number<T> = <u64 as Whatever<T>>::Is;
    pub type Seconds<T> = <u64 as Whatever<T>>::Is;
    pub type Nanos<T> = <u64 as Whatever<T>>::Is;
    pub type Until<T> = <Option<u64> as Whatever<T>>::Is;
    pub type Fraction<T> = <Decimal as Whatever<T>>::Is;
    pub type Flag<T> = <bool as Whatever<T>>::Is;
}

/// A declared event.
#[derive(Clone, Copy, Debug)]
pub struct EventAbout {
    /// `hub`, `registry`, `collector`, or `every`.
    pub contract: &'static str,
    pub name: &'static str,
    pub meaning: &'static str,
    /// Key, kind and meaning, in the order of writing.
    pub attributes: &'static [(&'static str, Kind, &'static str)],
}

impl EventAbout {
    pub(super) fn described(&self) -> Json {
        let attribute = |(key, kind, meaning): &(&str, Kind, &str)| {
            let (of, unit) = kind.described();
            json!({ "name": key, "type": of, "unit": unit, "meaning": meaning })
        };
        let kind = [OWN, self.name].concat();
        let attributes: Vec<Json> = self.attributes.iter().map(attribute).collect();
        json!({
            "contract": self.contract,
            "name": self.name,
            "type": kind,
            "meaning": self.meaning,
            "attributes": attributes,
        })
    }
}

/// An attribute's value, before it is written.
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(u128),
    Fraction(Decimal),
}

/// The event of that name. One function for all of them, so that each event is but a table.
pub(super) fn written(name: &str, attributes: &[(&str, Value<'_>)]) -> Event {
    let mut event = Event::new(["floe/", name].concat());
    for (key, value) in attributes {
        event = event.add_attribute(
            *key,
            match value {
                Value::Text(text) => (*text).to_owned(),
                Value::Number(number) => number.to_string(),
                Value::Fraction(fraction) => fraction.to_string(),
            },
        );
    }
    event
}

/// An event that is not what its name promises.
#[derive(Error, Clone, Debug, PartialEq, Eq)]
pub enum EventError {
    #[error("event {event} has no `{key}`")]
    Missing { event: String, key: &'static str },
    /// The value is quoted with control characters escaped.
    #[error("event {event}: `{key}` is `{}`, which is no amount, time or number of a batch", .value.escape_debug())]
    Malformed {
        event: String,
        key: &'static str,
        value: String,
    },
    /// Which value is which action's cannot be told.
    #[error("event wasm has {values} of `{key}` for {actions} actions that have one")]
    Unpaired {
        key: &'static str,
        values: usize,
        actions: usize,
    },
}

/// What comes after `wasm-floe/`.
pub(super) fn own_name(kind: &str) -> Option<&str> {
    kind.strip_prefix(OWN)
}

/// Values by key; the first of a repeated one counts.
pub(super) struct Fields<'a> {
    event: &'a str,
    pub(super) values: BTreeMap<&'a str, &'a str>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(event: &'a str, pairs: &[(&'a str, &'a str)]) -> Self {
        Self {
            event,
            values: pairs.iter().rev().copied().collect(),
        }
    }

    pub(super) fn take<T: Readable>(&self, key: &'static str) -> Result<T, EventError> {
        let value = self.values.get(key).ok_or_else(|| EventError::Missing {
            event: self.event.to_owned(),
            key,
        })?;
        T::read(value).ok_or_else(|| EventError::Malformed {
            event: self.event.to_owned(),
            key,
            value: (*value).to_owned(),
        })
    }
}

/// A type that an attribute can have.
pub(super) trait Readable: Sized {
    fn read(text: &str) -> Option<Self>;
}

macro_rules! readable {
    ($($type:ty: $text:ident => $read:expr;)*) => {
        $(impl Readable for $type {
            fn read($text: &str) -> Option<Self> {
                $read
            }
        })*
    };
}

readable! {
    String: text => Some(text.to_owned());
    Native: text => text.parse().ok().map(Self::new);
    Shares: text => text.parse().ok().map(Self::new);
    u64: text => text.parse().ok();
    Option<u64>: text => if text == "none" { Some(None) } else { text.parse().ok().map(Some) };
    Decimal: text => text.parse().ok();
    bool: text => text.parse().ok();
}

/// Declares the events of a contract: name, variant, meaning, and of each attribute its key, [`Kind`] and meaning. Texts are
/// `T`: borrowed for writing, `String` where they are read.
macro_rules! events {
    (
        $(#[$about:meta])*
        $fact:ident of $contract:literal {
            $($name:literal = $variant:ident: $meaning:literal {
                $($key:ident: $kind:ident $key_meaning:literal),* $(,)?
            })*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $fact<T = String> {
            $(#[doc = $meaning] $variant { $(#[doc = $key_meaning] $key: $crate::events::kinds::$kind<T>),* },)*
        }

        impl<T> $fact<T> {
            /// All of them.
            pub const ABOUT: &'static [$crate::events::EventAbout] = &[
                $($crate::events::EventAbout {
                    contract: $contract,
                    name: $name,
                    meaning: $meaning,
                    attributes: &[$((stringify!($key), $crate::events::Kind::$kind, $key_meaning)),*],
                },)*
            ];
        }

        impl<T: AsRef<str>> From<$fact<T>> for cosmwasm_std::Event {
            fn from(fact: $fact<T>) -> Self {
                match fact {
                    $($fact::$variant { $($key),* } => $crate::events::declare::written(
                        $name,
                        &[$((stringify!($key), events!(@value $key $kind))),*],
                    ),)*
                }
            }
        }

        impl $fact {
            /// The fact in an event of this contract; none in events of other names. Attributes may be in any order.
            ///
            /// # Errors
            /// [`EventError`](crate::events::EventError) when it lacks a field or has an unreadable one.
            pub fn read(kind: &str, attributes: &[(&str, &str)]) -> Result<Option<Self>, $crate::events::EventError> {
                let Some(name) = $crate::events::declare::own_name(kind) else {
                    return Ok(None);
                };
                let fields = $crate::events::declare::Fields::new(name, attributes);
                Ok(match name {
                    $($name => Some(Self::$variant { $($key: fields.take(stringify!($key))?),* }),)*
                    _ => None,
                })
            }
        }
    };
    (@value $value:ident Coins) => { $crate::events::declare::Value::Number($value.units()) };
    (@value $value:ident Shares) => { $crate::events::declare::Value::Number($value.units()) };
    (@value $value:ident Number) => { $crate::events::declare::Value::Number($value.into()) };
    (@value $value:ident Seconds) => { $crate::events::declare::Value::Number($value.into()) };
    (@value $value:ident Nanos) => { $crate::events::declare::Value::Number($value.into()) };
    (@value $value:ident Until) => {
        match $value {
            Some(time) => $crate::events::declare::Value::Number(time.into()),
            None => $crate::events::declare::Value::Text("none"),
        }
    };
    (@value $value:ident Fraction) => { $crate::events::declare::Value::Fraction($value) };
    (@value $value:ident Flag) => { $crate::events::declare::Value::Text(if $value { "true" } else { "false" }) };
    (@value $value:ident $text:ident) => { $crate::events::declare::Value::Text($value.as_ref()) };
}
pub(super) use events;
