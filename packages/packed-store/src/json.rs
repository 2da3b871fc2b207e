//! JSON as a small tree: what messages and answers are read into, and questions written from.

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A JSON value whose numbers are not negative and whole, as all of ours are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Json {
    #[default]
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Json>),
    /// In the order given.
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(crate) const fn kind(&self) -> &'static str {
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

    /// Name and value of the only field of an object, which is what a message is; none for everything else.
    pub fn single(self) -> Option<(String, Self)> {
        let Self::Object(fields) = self else {
            return None;
        };
        let [field] = <[_; 1]>::try_from(fields).ok()?;
        Some(field)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        partly(deserializer, &[])
    }
}

/// Reads a tree, and of the fields named only whether they are null.
#[derive(Clone, Copy)]
pub(crate) struct Tree {
    pub(crate) unread: &'static [&'static str],
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
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
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

/// Reads a tree, and of the fields named only whether they are null.
pub fn partly<'de, D: Deserializer<'de>>(
    deserializer: D,
    unread: &'static [&'static str],
) -> Result<Json, D::Error> {
    Tree { unread }.deserialize(deserializer)
}
