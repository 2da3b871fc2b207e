//! Decoding of messages: `{"name": {"field": value}}`.
//!
//! A derived decoder is compiled once for every variant, 2,500 bytes each: with the hub's ninety messages and queries a
//! quarter of the Wasm that a chain accepts. Here the JSON is read once into a small tree, out of which the variants take
//! their fields by name (docs/adr/0023).

use cosmwasm_std::{from_json, to_json_vec, Binary, Decimal, StdError, Uint128};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Why a message cannot be read.
#[derive(Error, Clone, Debug, PartialEq, Eq)]
pub enum WireError {
    #[error("unknown message `{0}`")]
    UnknownMessage(String),
    #[error("missing field `{0}`")]
    MissingField(&'static str),
    #[error("unknown field `{field}` in `{message}`")]
    UnknownField { message: String, field: String },
    #[error("duplicate field `{0}`")]
    DuplicateField(String),
    #[error("`{field}`: {reason}")]
    Invalid { field: String, reason: String },
}

type WireResult<T> = Result<T, WireError>;

/// Fields of messages of which only counts whether they are null. They may hold anything, also what serde-json-wasm
/// cannot read into a tree: fractions.
const UNREAD: [&str; 2] = ["exec_msg", "params"];

/// A JSON value whose numbers are not negative and whole, as all of ours are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Json>),
    /// In the order given.
    Object(Vec<(String, Json)>),
}

impl Json {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// Takes a field out of an object.
    pub fn remove(&mut self, field: &str) -> Option<Self> {
        let Self::Object(fields) = self else {
            return None;
        };
        let at = fields.iter().position(|(name, _)| name == field)?;
        Some(fields.swap_remove(at).1)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tree { unread: &[] }.deserialize(deserializer)
    }
}

/// Reads a tree, and of the fields named only whether they are null.
#[derive(Clone, Copy)]
struct Tree {
    unread: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value without negative or broken numbers")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    /// Formats other than JSON have signed numbers only.
    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Json, E> {
        let number = u64::try_from(value).map_err(|_| E::invalid_type(Unexpected::Signed(value), &self))?;
        Ok(Json::Number(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut object: Vec<(String, Json)> = Vec::new();
        while let Some(name) = items.next_key::<String>()? {
            let value = if self.unread.contains(&name.as_str()) {
                let given = items.next_value::<Option<IgnoredAny>>()?.is_some();
                if given {
                    Json::Bool(true)
                } else {
                    Json::Null
                }
            } else {
                items.next_value_seed(self)?
            };
            if object.iter().any(|(earlier, _)| *earlier == name) {
                return Err(A::Error::custom(WireError::DuplicateField(name)));
            }
            object.push((name, value));
        }
        Ok(Json::Object(object))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => serializer.serialize_u64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Object(items) => {
                let mut object = serializer.serialize_map(Some(items.len()))?;
                for (name, value) in items {
                    object.serialize_entry(name, value)?;
                }
                object.end()
            }
        }
    }
}

/// A value that can be a field of a message.
pub trait Field: Sized {
    /// What a field that is left out means; none where it must be there.
    const ABSENT: Option<Self> = None;

    /// # Errors
    /// What was expected instead.
    fn read(json: Json) -> Result<Self, String>;
}

fn wrong<T>(expected: &str, found: &Json) -> Result<T, String> {
    Err(format!("expected {expected}, found {}", found.kind()))
}

impl Field for String {
    fn read(json: Json) -> Result<Self, String> {
        match json {
            Json::Text(text) => Ok(text),
            other => wrong("a string", &other),
        }
    }
}

impl Field for Json {
    fn read(json: Json) -> Result<Self, String> {
        Ok(json)
    }
}

impl Field for bool {
    fn read(json: Json) -> Result<Self, String> {
        match json {
            Json::Bool(value) => Ok(value),
            other => wrong("a boolean", &other),
        }
    }
}

impl Field for u64 {
    fn read(json: Json) -> Result<Self, String> {
        match json {
            Json::Number(number) => Ok(number),
            other => wrong("a number", &other),
        }
    }
}

impl Field for u32 {
    fn read(json: Json) -> Result<Self, String> {
        let number = u64::read(json)?;
        Self::try_from(number).map_err(|_| format!("{number} is above {}", Self::MAX))
    }
}

impl Field for u8 {
    fn read(json: Json) -> Result<Self, String> {
        let number = u64::read(json)?;
        Self::try_from(number).map_err(|_| format!("{number} is above {}", Self::MAX))
    }
}

impl Field for Decimal {
    fn read(json: Json) -> Result<Self, String> {
        let Json::Text(text) = json else {
            return wrong("a decimal in a string", &json);
        };
        text.parse().map_err(|error: StdError| error.to_string())
    }
}

impl Field for Uint128 {
    fn read(json: Json) -> Result<Self, String> {
        let Json::Text(text) = json else {
            return wrong("a string of digits", &json);
        };
        Self::try_from(text.as_str()).map_err(|error| error.to_string())
    }
}

impl Field for Binary {
    fn read(json: Json) -> Result<Self, String> {
        let Json::Text(text) = json else {
            return wrong("a string in base64", &json);
        };
        Self::from_base64(&text).map_err(|error| error.to_string())
    }
}

impl<T: Field> Field for Option<T> {
    const ABSENT: Option<Self> = Some(None);

    fn read(json: Json) -> Result<Self, String> {
        match json {
            Json::Null => Ok(None),
            json => T::read(json).map(Some),
        }
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(json: Json) -> Result<Self, String> {
        match json {
            Json::List(items) => items.into_iter().map(T::read).collect(),
            other => wrong("a list", &other),
        }
    }
}

impl<A: Field, B: Field> Field for (A, B) {
    fn read(json: Json) -> Result<Self, String> {
        match json {
            Json::List(items) => match <[Json; 2]>::try_from(items) {
                Ok([a, b]) => Ok((A::read(a)?, B::read(b)?)),
                Err(items) => Err(format!("expected a pair, found a list of {}", items.len())),
            },
            other => wrong("a pair", &other),
        }
    }
}

/// A field with a decoder of its own, for what is rare.
pub struct Nested<T>(pub T);

impl<T: DeserializeOwned> Field for Nested<T> {
    fn read(json: Json) -> Result<Self, String> {
        to_json_vec(&json)
            .and_then(from_json)
            .map(Self)
            .map_err(|error| error.to_string())
    }
}

/// The fields of one message, taken out by name.
pub struct Body {
    message: String,
    value: Json,
}

impl Body {
    /// # Errors
    /// When a field is missing that must be there, or is not what it should be.
    pub fn take<T: Field>(&mut self, field: &'static str) -> WireResult<T> {
        match self.value.remove(field) {
            Some(json) => T::read(json).map_err(|reason| invalid(field, reason)),
            None => T::ABSENT.ok_or(WireError::MissingField(field)),
        }
    }

    /// As [`Body::take`], for a type with a decoder of its own; left out or null = none.
    pub fn maybe_nested<T: DeserializeOwned>(&mut self, field: &'static str) -> WireResult<Option<T>> {
        self.take::<Option<Nested<T>>>(field)
            .map(|nested| nested.map(|nested| nested.0))
    }

    /// None if it is left out, which is not the same as null.
    pub fn given<T: Field>(&mut self, field: &'static str) -> WireResult<Option<T>> {
        self.value
            .remove(field)
            .map(|json| T::read(json).map_err(|reason| invalid(field, reason)))
            .transpose()
    }

    /// The whole body, where it is one value.
    pub fn all<T: Field>(&mut self) -> WireResult<T> {
        let body = std::mem::replace(&mut self.value, Json::Object(Vec::new()));
        T::read(body).map_err(|reason| invalid(&self.message, reason))
    }

    /// As [`Body::all`], for a type with a decoder of its own.
    pub fn whole<T: DeserializeOwned>(&mut self) -> WireResult<T> {
        self.all::<Nested<T>>().map(|nested| nested.0)
    }

    /// Refuses what nobody took.
    fn end(self) -> WireResult<()> {
        match self.value {
            Json::Object(fields) => match fields.into_iter().next() {
                None => Ok(()),
                Some((field, _)) => Err(WireError::UnknownField {
                    message: self.message,
                    field,
                }),
            },
            other => wrong("an object", &other).map_err(|reason| invalid(&self.message, reason)),
        }
    }
}

fn invalid(field: &str, reason: String) -> WireError {
    WireError::Invalid {
        field: field.to_owned(),
        reason,
    }
}

/// Reads the fields of an object that is the value of a field; one that nobody takes is an error.
pub fn object<T>(name: &str, value: Json, decode: fn(&mut Body) -> WireResult<T>) -> Result<T, String> {
    let Json::Object(_) = value else {
        return wrong("an object", &value);
    };
    let mut body = Body {
        message: name.to_owned(),
        value,
    };
    let read = decode(&mut body).and_then(|read| body.end().map(|()| read));
    read.map_err(|error| error.to_string())
}

/// Reads a value through a tree of all of its fields.
pub fn value<'de, D: Deserializer<'de>, T: Field>(deserializer: D) -> Result<T, D::Error> {
    T::read(Json::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Reads one message; `decode` takes the fields of the variant of that name.
pub fn message<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    decode: fn(&str, &mut Body) -> WireResult<T>,
) -> Result<T, D::Error> {
    let (name, value) = deserializer.deserialize_map(OneEntry)?;
    let mut body = Body {
        message: name.clone(),
        value,
    };
    let message = decode(&name, &mut body).map_err(D::Error::custom)?;
    body.end().map_err(D::Error::custom)?;
    Ok(message)
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
