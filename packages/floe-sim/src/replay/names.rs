//! Names of people, validators and contracts in a history, and the addresses they stand for.

use std::collections::BTreeMap;

use floe_testing::chain::{ChainConfig, ChainDouble};
use serde_json::{Map, Value};

/// Names that always mean the contracts.
pub const CONTRACTS: [&str; 6] = ["hub", "registry", "collector", "backstop", "bonds", "timelock"];

/// What follows a validator's name in that of its own account, which has the bytes of its operator address.
const OWN_ACCOUNT: &str = "_account";

/// What `@name` means. A name that the setup lists as a validator is its operator address; another one of the form
/// `val` and digits is the operator address it would have, unless the setup lists it as a user; all others are accounts,
/// those that the setup does not list too: accounts without coins.
pub(crate) struct Names {
    /// Address by name, of everything that the setup names.
    known: BTreeMap<String, String>,
    /// Place in the setup and name, by operator address.
    validators: BTreeMap<String, (usize, String)>,
    /// Makes addresses, and nothing else.
    maker: ChainDouble,
}

impl Names {
    pub fn new() -> Self {
        Self {
            known: BTreeMap::new(),
            validators: BTreeMap::new(),
            maker: ChainDouble::new(ChainConfig::default()),
        }
    }

    pub fn add_contract(&mut self, name: &str, address: &str) {
        self.known.insert(name.into(), address.into());
    }

    /// Does nothing where the name is known already.
    pub fn add_user(&mut self, name: &str) {
        let address = self.maker.account(name).into_string();
        self.known.entry(name.into()).or_insert(address);
    }

    pub fn add_validator(&mut self, name: &str) {
        let operator = self.maker.operator(name);
        let place = self.validators.len();
        self.validators.insert(operator.clone(), (place, name.into()));
        self.known.insert(name.into(), operator);
    }

    pub fn knows(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    /// The address behind a name without its `@`.
    pub fn address(&self, name: &str) -> String {
        match self.known.get(name) {
            Some(address) => address.clone(),
            None if like_a_validator(name) => self.maker.operator(name),
            None => {
                let account = self.owned(name).unwrap_or(name);
                self.maker.account(account).into_string()
            }
        }
    }

    /// The validator whose own account a name is.
    fn owned<'a>(&self, name: &'a str) -> Option<&'a str> {
        let validator = name.strip_suffix(OWN_ACCOUNT)?;
        self.operator(validator).map(|_| validator)
    }

    /// The operator address of a validator of the setup, named with or without `@` or by its address.
    pub fn operator(&self, text: &str) -> Option<&str> {
        let name = text.strip_prefix('@').unwrap_or(text);
        let operator = self.known.get(name).map_or(text, String::as_str);
        self.validators
            .get_key_value(operator)
            .map(|(operator, _)| operator.as_str())
    }

    /// Place in the setup, for sorting, and `@name` of a validator; a stranger's address comes last, as it is.
    pub fn label(&self, operator: &str) -> (usize, String) {
        match self.validators.get(operator) {
            Some((place, name)) => (*place, format!("@{name}")),
            None => (usize::MAX, operator.into()),
        }
    }

    /// A text with its names replaced: `@name` as a whole, whoever that is, and inside a text every name that the setup
    /// knows. What is no known name there stays, so that `mail@example.org` survives.
    pub fn text(&self, text: &str) -> String {
        match text.strip_prefix('@') {
            Some(name) if self.knows(name) || is_name(name) => self.address(name),
            _ => self.inside(text),
        }
    }

    fn inside(&self, text: &str) -> String {
        let mut parts = text.split('@');
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (address, rest) = self.prefix(part).unwrap_or(("@", part));
            out.push_str(address);
            out.push_str(rest);
        }
        out
    }

    /// The address of the longest known name at the start of a text, and what follows it.
    fn prefix<'a>(&'a self, text: &'a str) -> Option<(&'a str, &'a str)> {
        self.known
            .iter()
            .filter_map(|(name, address)| Some((address.as_str(), text.strip_prefix(name.as_str())?)))
            .filter(|(_, rest)| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            .min_by_key(|(_, rest)| rest.len())
    }

    /// A message with the names in all its strings and keys replaced.
    pub fn fill(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.fill(item)).collect(),
            Value::Object(fields) => {
                let filled = fields
                    .into_iter()
                    .map(|(key, value)| (self.text(&key), self.fill(value)));
                Value::Object(filled.collect::<Map<_, _>>())
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }
}

/// Whether a whole text after `@` is one name.
pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn like_a_validator(name: &str) -> bool {
    name.strip_prefix("val")
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn names() -> Names {
        let mut names = Names::new();
        names.add_contract("hub", "HUB");
        names.add_validator("val1");
        names.add_validator("north star");
        names.add_user("alice");
        names.add_user("alice-2");
        names.add_user("val7");
        names
    }

    #[test]
    fn names_are_replaced_whole_inside_and_in_keys() {
        let names = names();
        let alice = names.address("alice");
        assert!(alice.starts_with("wasm1"));
        assert_eq!(names.text("cw20:@hub"), "cw20:HUB");
        assert_eq!(
            names.text("cw20:@hub:Floe Stake/@alice"),
            format!("cw20:HUB:Floe Stake/{alice}")
        );
        let filled = names.fill(json!({"a": ["@alice", {"@hub": "x"}], "b": 5}));
        assert_eq!(filled, json!({"a": [alice, {"HUB": "x"}], "b": 5}));
    }

    #[test]
    fn a_name_ends_where_it_ends() {
        let names = names();
        assert_eq!(
            names.text("x:@alice-2"),
            format!("x:{}", names.address("alice-2"))
        );
        assert_ne!(names.address("alice"), names.address("alice-2"));
        assert_eq!(names.text("x:@val10"), "x:@val10");
        assert_eq!(
            names.text("@val1,@val1"),
            ["val1"; 2].map(|n| names.address(n)).join(",")
        );
        assert_eq!(names.text("@north star"), names.address("north star"));
    }

    #[test]
    fn other_texts_stay() {
        for text in ["", "@", "mail@example.org", "a @ b", "alice"] {
            assert_eq!(names().text(text), text);
        }
    }

    #[test]
    fn validators_of_the_setup_and_val_with_digits_are_operators() {
        let names = names();
        for operator in ["val1", "north star", "val9"] {
            assert!(names.address(operator).starts_with("wasmvaloper1"), "{operator}");
        }
        for account in ["val7", "valerie", "val", "stranger"] {
            assert!(!names.address(account).starts_with("wasmvaloper"), "{account}");
        }
        assert!(names.operator("@val1").is_some() && names.operator("val1").is_some());
        assert!(names.operator(&names.address("val1")).is_some());
        assert!(names.operator("@val9").is_none() && names.operator("@alice").is_none());
        assert_eq!(names.label(&names.address("val1")), (0, "@val1".into()));
    }
}
