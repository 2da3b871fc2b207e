//! Decoding of messages: `{"name": {"field": value}}`.
//!
//! A derived decoder is compiled once for every variant, 2,500 bytes each: with the hub's ninety messages and queries a
//! quarter of the Wasm that a chain accepts. Here the JSON is read once into a small tree, out of which the variants take
//! their fields by name (docs/adr/0023).

use cosmwasm_std::{from_json, to_json_vec, Binary, Coin, Decimal, Uint128};
use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::json::Tree;
pub use crate::json::{partly, Json};

/// Why a message cannot be read: the first fault that was met. Reading goes on after it with empty values and is judged
/// once, at the end: a question after each field was a third of this code (docs/adr/0085).
#[derive(Default)]
pub struct Fault(Option<String>);

impl Fault {
    pub fn note(&mut self, reason: String) {
        self.0.get_or_insert(reason);
    }

    fn wrong(&mut self, expected: &str, found: &Json) {
        self.note(format!("expected {expected}, found {}", found.kind()));
    }

    /// Notes a fault that was met inside a field.
    pub fn within(&mut self, field: &str, inner: Self) {
        if let Some(reason) = inner.0 {
            self.note(format!("`{field}`: {reason}"));
        }
    }
}

/// Fields of messages of which only counts whether they are null. They may hold anything, also what serde-json-wasm
/// cannot read into a tree: fractions.
const UNREAD: [&str; 2] = ["exec_msg", "params"];

/// A value that can be a field of a message. Its default stands where it cannot be read.
pub trait Field: Default {
    /// Whether it may be left out, which then means the default.
    const OPTIONAL: bool = false;

    /// Notes what was expected instead.
    fn read(json: Json, fault: &mut Fault) -> Self;

    /// # Errors
    /// What was expected instead.
    fn parse(json: Json) -> Result<Self, String> {
        let mut fault = Fault::default();
        let value = Self::read(json, &mut fault);
        match fault.0 {
            None => Ok(value),
            Some(reason) => Err(reason),
        }
    }
}

/// The value, or its default with the reason noted.
fn or_default<T: Default>(read: Result<T, impl ToString>, fault: &mut Fault) -> T {
    read.unwrap_or_else(|error| {
        fault.note(error.to_string());
        T::default()
    })
}

fn text(json: Json, expected: &str, fault: &mut Fault) -> Option<String> {
    match json {
        Json::Text(text) => Some(text),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => {
            fault.wrong(expected, &json);
            None
        }
    }
}

fn list(json: Json, expected: &str, fault: &mut Fault) -> Vec<Json> {
    match json {
        Json::List(items) => items,
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::Object(_) => {
            fault.wrong(expected, &json);
            Vec::new()
        }
    }
}

impl Field for String {
    fn read(json: Json, fault: &mut Fault) -> Self {
        text(json, "a string", fault).unwrap_or_default()
    }
}

impl Field for Json {
    fn read(json: Json, _: &mut Fault) -> Self {
        json
    }
}

impl Field for bool {
    fn read(json: Json, fault: &mut Fault) -> Self {
        if let Json::Bool(value) = json {
            return value;
        }
        fault.wrong("a boolean", &json);
        false
    }
}

impl Field for u64 {
    fn read(json: Json, fault: &mut Fault) -> Self {
        if let Json::Number(number) = json {
            return number;
        }
        fault.wrong("a number", &json);
        0
    }
}

/// A number of at most `max`.
fn small(json: Json, max: u64, fault: &mut Fault) -> u64 {
    let number = u64::read(json, fault);
    if number > max {
        fault.note(format!("{number} is above {max}"));
    }
    number
}

impl Field for u32 {
    fn read(json: Json, fault: &mut Fault) -> Self {
        Self::try_from(small(json, Self::MAX.into(), fault)).unwrap_or_default()
    }
}

impl Field for u8 {
    fn read(json: Json, fault: &mut Fault) -> Self {
        Self::try_from(small(json, Self::MAX.into(), fault)).unwrap_or_default()
    }
}

impl Field for Decimal {
    fn read(json: Json, fault: &mut Fault) -> Self {
        let text = text(json, "a decimal in a string", fault);
        text.map_or_else(Self::zero, |text| or_default(text.parse::<Self>(), fault))
    }
}

impl Field for Uint128 {
    fn read(json: Json, fault: &mut Fault) -> Self {
        let text = text(json, "a string of digits", fault);
        text.map_or_else(Self::zero, |text| {
            or_default(Self::try_from(text.as_str()), fault)
        })
    }
}

impl Field for Binary {
    fn read(json: Json, fault: &mut Fault) -> Self {
        let text = text(json, "a string in base64", fault).unwrap_or_default();
        or_default(Self::from_base64(&text), fault)
    }
}

crate::fields!("coin", Coin { denom, amount });

impl<T: Field> Field for Option<T> {
    const OPTIONAL: bool = true;

    fn read(json: Json, fault: &mut Fault) -> Self {
        (json != Json::Null).then(|| T::read(json, fault))
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(json: Json, fault: &mut Fault) -> Self {
        let mut items = Self::new();
        for item in list(json, "a list", fault) {
            items.push(T::read(item, fault));
        }
        items
    }
}

impl<A: Field, B: Field> Field for (A, B) {
    fn read(json: Json, fault: &mut Fault) -> Self {
        match <[Json; 2]>::try_from(list(json, "a pair", fault)) {
            Ok([a, b]) => (A::read(a, fault), B::read(b, fault)),
            Err(items) => {
                fault.note(format!("expected a pair, found a list of {}", items.len()));
                Self::default()
            }
        }
    }
}

/// Reads a type with a decoder of its own, for what is rare.
fn nested<T: DeserializeOwned>(json: &Json, fault: &mut Fault) -> Option<T> {
    or_default(to_json_vec(json).and_then(from_json).map(Some), fault)
}

/// The fields of one message, taken out by name.
pub struct Body {
    message: String,
    value: Json,
    fault: Fault,
}

impl Body {
    fn new(message: &str, value: Json) -> Self {
        Self {
            message: message.to_owned(),
            value,
            fault: Fault::default(),
        }
    }

    /// The field of that name; its default where it is missing or wrong, which is noted.
    pub fn take<T: Field>(&mut self, field: &'static str) -> T {
        let given = self.given(field);
        if given.is_none() && !T::OPTIONAL {
            self.fault.note(format!("missing field `{field}`"));
        }
        given.unwrap_or_default()
    }

    /// None if it is left out, which is not the same as null.
    pub fn given<T: Field>(&mut self, field: &'static str) -> Option<T> {
        let json = self.value.remove(field)?;
        let mut inner = Fault::default();
        let value = T::read(json, &mut inner);
        self.fault.within(field, inner);
        Some(value)
    }

    /// An optional field of a type with a decoder of its own.
    pub fn foreign<T: DeserializeOwned>(&mut self, field: &'static str) -> Option<T> {
        let json = self.value.remove(field).filter(|json| *json != Json::Null)?;
        let mut inner = Fault::default();
        let value = nested(&json, &mut inner);
        self.fault.within(field, inner);
        value
    }

    /// The whole body, where it is one value.
    pub fn all<T: Field>(&mut self) -> T {
        let body = std::mem::replace(&mut self.value, Json::Object(Vec::new()));
        let mut inner = Fault::default();
        let value = T::read(body, &mut inner);
        self.fault.within(&self.message, inner);
        value
    }

    /// As [`Body::all`], for a type with a decoder of its own.
    pub fn whole<T: DeserializeOwned>(&mut self) -> Option<T> {
        let body = self.all::<Json>();
        let mut inner = Fault::default();
        let value = nested(&body, &mut inner);
        self.fault.within(&self.message, inner);
        value
    }

    /// The first fault; what nobody took is one.
    fn end(self) -> Fault {
        let mut fault = self.fault;
        match self.value {
            Json::Object(fields) => {
                if let Some((field, _)) = fields.first() {
                    fault.note(format!("unknown field `{field}` in `{}`", self.message));
                }
            }
            other @ (Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::List(_)) => {
                let mut inner = Fault::default();
                inner.wrong("an object", &other);
                fault.within(&self.message, inner);
            }
        }
        fault
    }
}

/// Reads the fields of an object that is the value of a field; one that nobody takes is a fault.
pub fn object<T: Default>(name: &str, value: Json, fault: &mut Fault, decode: fn(&mut Body) -> T) -> T {
    if !matches!(value, Json::Object(_)) {
        fault.wrong("an object", &value);
        return T::default();
    }
    let mut body = Body::new(name, value);
    let read = decode(&mut body);
    if let Some(reason) = body.end().0 {
        fault.note(reason);
    }
    read
}

/// Reads a value through a tree of all of its fields.
pub fn value<'de, D: Deserializer<'de>, T: Field>(deserializer: D) -> Result<T, D::Error> {
    T::parse(Json::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Reads one message; `decode` takes the fields of the variant of that name, none if there is no such variant.
pub fn message<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    decode: fn(&str, &mut Body) -> Option<T>,
) -> Result<T, D::Error> {
    let (name, value) = deserializer.deserialize_map(OneEntry)?;
    let mut body = Body::new(&name, value);
    let message = decode(&name, &mut body);
    if message.is_none() {
        body.fault.note(format!("unknown message `{name}`"));
    }
    match (message, body.end().0) {
        (Some(message), None) => Ok(message),
        (_, reason) => Err(D::Error::custom(reason.unwrap_or_default())),
    }
}

struct OneEntry;

impl<'de> Visitor<'de> for OneEntry {
    type Value = (String, Json);

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with the message's name as its only field")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let name = items
            .next_key()?
            .ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let entry = (name, items.next_value_seed(Tree { unread: &UNREAD })?);
        match items.next_entry::<IgnoredAny, IgnoredAny>()? {
            None => Ok(entry),
            Some(_) => Err(A::Error::invalid_length(2, &self)),
        }
    }
}
