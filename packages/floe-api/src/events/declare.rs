//! How events are declared: `events!` makes of one declaration each the value, its writing and its reading.

use std::collections::BTreeMap;

use cosmwasm_std::{Attribute, Decimal, Event};
use floe_core::units::{Native, Shares, Units};
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
    /// An operator address, or no such attribute.
    Maybe,
    Denom,
    Text,
    /// Base units of the staking coin, or of the denom beside it.
    Coins,
    /// Base units of the token.
    Shares,
    /// Of a pool of shares.
    Units,
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
            Self::Validator | Self::Maybe => ("string", Some("operator address")),
            Self::Denom => ("string", Some("denom")),
            Self::Text => ("string", None),
            Self::Coins => ("uint128", Some("base units of the coin")),
            Self::Shares => ("uint128", Some("base units of the token")),
            Self::Units => ("uint128", Some("units of the contract")),
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
    pub type Maybe<T> = Option<T>;
    pub type Denom<T> = T;
    pub type Text<T> = T;
    pub type Coins<T> = <units::Native as Whatever<T>>::Is;
    pub type Shares<T> = <units::Shares as Whatever<T>>::Is;
    pub type Units<T> = <units::Units as Whatever<T>>::Is;
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
    /// The contract's short name, or `every`.
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
            let mut attribute = json!({ "name": key, "type": of, "unit": unit, "meaning": meaning });
            if *kind == Kind::Maybe {
                attribute["optional"] = true.into();
            }
            attribute
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

/// Writes events. Calls are what is smallest in the Wasm, so nothing here is inlined.
pub(super) struct Writer(pub(super) Event);

impl Writer {
    #[inline(never)]
    pub(super) fn new(name: &str) -> Self {
        Self(Event::new(["floe/", name].concat()))
    }

    #[inline(never)]
    fn owned(&mut self, key: &'static str, value: String) {
        self.0.attributes.push(Attribute::new(key, value));
    }

    #[inline(never)]
    pub(super) fn text(&mut self, key: &'static str, value: &str) {
        self.owned(key, value.to_owned());
    }

    pub(super) fn maybe(&mut self, key: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    #[inline(never)]
    pub(super) fn amount(&mut self, key: &'static str, value: u128) {
        self.owned(key, value.to_string());
    }

    #[inline(never)]
    pub(super) fn number(&mut self, key: &'static str, value: u64) {
        self.amount(key, value.into());
    }

    #[inline(never)]
    pub(super) fn until(&mut self, key: &'static str, value: Option<u64>) {
        match value {
            Some(time) => self.number(key, time),
            None => self.text(key, "none"),
        }
    }

    #[inline(never)]
    pub(super) fn fraction(&mut self, key: &'static str, value: Decimal) {
        self.owned(key, value.to_string());
    }

    pub(super) fn flag(&mut self, key: &'static str, value: bool) {
        self.text(key, if value { "true" } else { "false" });
    }
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
        let Some(value) = self.values.get(key) else {
            return T::missing().ok_or_else(|| EventError::Missing {
                event: self.event.to_owned(),
                key,
            });
        };
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

    /// What it is if the attribute is left out, where that is allowed.
    fn missing() -> Option<Self> {
        None
    }
}

impl Readable for Option<String> {
    fn read(text: &str) -> Option<Self> {
        Some(Some(text.to_owned()))
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
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
    Units: text => text.parse().ok().map(Self::new);
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
                    $($fact::$variant { $($key),* } => {
                        #[allow(unused_mut)]
                        let mut writer = $crate::events::declare::Writer::new($name);
                        $(events!(@write writer $key $kind);)*
                        writer.0
                    })*
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
    (@write $writer:ident $value:ident Coins) => { $writer.amount(stringify!($value), $value.units()) };
    (@write $writer:ident $value:ident Shares) => { $writer.amount(stringify!($value), $value.units()) };
    (@write $writer:ident $value:ident Units) => { $writer.amount(stringify!($value), $value.units()) };
    (@write $writer:ident $value:ident Number) => { $writer.number(stringify!($value), $value) };
    (@write $writer:ident $value:ident Seconds) => { $writer.number(stringify!($value), $value) };
    (@write $writer:ident $value:ident Nanos) => { $writer.number(stringify!($value), $value) };
    (@write $writer:ident $value:ident Until) => { $writer.until(stringify!($value), $value) };
    (@write $writer:ident $value:ident Fraction) => { $writer.fraction(stringify!($value), $value) };
    (@write $writer:ident $value:ident Flag) => { $writer.flag(stringify!($value), $value) };
    (@write $writer:ident $value:ident Maybe) => {
        $writer.maybe(stringify!($value), $value.as_ref().map(AsRef::as_ref))
    };
    (@write $writer:ident $value:ident $text:ident) => { $writer.text(stringify!($value), $value.as_ref()) };
}
pub(super) use events;
