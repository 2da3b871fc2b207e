//! One line of a history.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use cosmwasm_std::{coin, Coin, Decimal, Uint128};
use floe_testing::chain::{How, ModuleFault};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// What a line says about its own outcome, in `ok`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// `true`, or nothing said.
    Success,
    /// `false`.
    Failure,
    /// `null`.
    Either,
}

impl Expect {
    pub fn allows(self, ok: bool) -> bool {
        match self {
            Self::Success => ok,
            Self::Failure => !ok,
            Self::Either => true,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub step: Step,
    pub expect: Expect,
}

/// What a line does. Texts that name somebody are `@name` or an address.
#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// Read apart, in [`super::setup`]: its defaults need more than serde's.
    Setup(Value),
    Exec(Exec),
    Query(Query),
    Advance(Advance),
    Rewards(Rewards),
    Send(Transfer),
    Slash(SlashLine),
    Jail(String),
    Unjail(String),
    UnbondValidator(String),
    Balance(Balance),
    Hold(Hold),
    Fail(Fail),
    Commission(Commission),
    Note(Value),
}

/// Amounts by denom.
pub(crate) type Coins = BTreeMap<String, Amount>;

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exec {
    pub by: String,
    pub to: String,
    pub msg: Value,
    #[serde(default)]
    pub funds: Option<Coins>,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    pub of: String,
    pub msg: Value,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advance {
    /// Left out: as many blocks of the setup's length.
    pub secs: Option<u64>,
    pub blocks: Option<u64>,
}

/// Rewards for the hub's delegations, commission already taken.
#[derive(Clone, Debug)]
pub(crate) enum Rewards {
    /// Of the staking denom, over the delegations to bonded validators.
    Spread(Amount),
    At(BTreeMap<String, Reward>),
}

#[derive(Clone, Debug)]
pub(crate) enum Reward {
    /// Of the staking denom.
    Staking(Amount),
    Denoms(Coins),
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transfer {
    pub from: String,
    pub to: String,
    pub amount: Coins,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct SlashLine {
    pub validator: String,
    pub fraction: Fraction,
    /// Left out: the previous block.
    pub infraction_height: Option<u64>,
    pub jail: Option<bool>,
    pub tombstone: Option<bool>,
    /// Base units at that height that the fraction applies to.
    pub power: Option<Amount>,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Balance {
    pub of: String,
    /// Left out: the staking denom.
    pub denom: Option<String>,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hold {
    pub validator: String,
    pub secs: u64,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fail {
    pub validator: String,
    pub messages: Vec<ModuleFault>,
    /// Left out: on.
    pub on: Option<bool>,
    /// Left out: with an error.
    #[serde(default)]
    pub how: How,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commission {
    pub validator: String,
    pub rate: Fraction,
}

/// Base units, written as a string or, where it is small enough for one, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount(pub Uint128);

/// A decimal, written as a string or as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fraction(pub Decimal);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(
            &Value::deserialize(deserializer)?,
            "an amount: write base units, such as \"1000\"",
        )
        .map(Self)
    }
}

impl<'de> Deserialize<'de> for Fraction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(
            &Value::deserialize(deserializer)?,
            "a fraction: write a decimal, such as \"0.05\"",
        )
        .map(Self)
    }
}

fn parsed<T: FromStr, E: Error>(value: &Value, wanted: &str) -> Result<T, E> {
    let text = match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| E::custom(format!("{value} is not {wanted}")))
}

impl<'de> Deserialize<'de> for Rewards {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_object() {
            serde_json::from_value(value).map(Self::At)
        } else {
            serde_json::from_value(value).map(Self::Spread)
        }
        .map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Reward {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_object() {
            serde_json::from_value(value).map(Self::Denoms)
        } else {
            serde_json::from_value(value).map(Self::Staking)
        }
        .map_err(D::Error::custom)
    }
}

/// Coins in the order of their denoms, as the chain wants them.
pub fn coins(amounts: &Coins) -> Vec<Coin> {
    amounts
        .iter()
        .map(|(denom, amount)| coin(amount.0.u128(), denom))
        .collect()
}

/// Reads a line that is neither blank nor a comment. The error says what is wrong with it.
pub fn parse(text: &str) -> Result<Line, String> {
    let value: Value = serde_json::from_str(text).map_err(not_json)?;
    let Value::Object(mut fields) = value else {
        return Err("a line is one JSON object, such as {\"note\":\"…\"}".into());
    };
    let expect = match fields.remove("ok") {
        None | Some(Value::Bool(true)) => Expect::Success,
        Some(Value::Bool(false)) => Expect::Failure,
        Some(Value::Null) => Expect::Either,
        Some(other) => return Err(format!("ok is {other}; write true, false or null (either)")),
    };
    Ok(Line {
        step: step(fields)?,
        expect,
    })
}

fn step(fields: Map<String, Value>) -> Result<Step, String> {
    if fields.len() != 1 {
        let found: Vec<&str> = fields.keys().map(String::as_str).collect();
        return Err(format!(
            "a line does one thing, this one does {}: [{}]",
            found.len(),
            found.join(", ")
        ));
    }
    let verb = fields.keys().next().cloned().unwrap_or_default();
    serde_json::from_value(Value::Object(fields)).map_err(|error| format!("{verb}: {error}"))
}

fn not_json(error: serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    format!("not JSON: {what} at column {}", error.column())
}

impl Step {
    /// A few words for the table.
    pub fn words(&self) -> String {
        match self {
            Self::Setup(_) => "setup".into(),
            Self::Exec(exec) => format!("{} {} {}", exec.by, verb(&exec.msg), exec.to),
            Self::Query(query) => format!("query {} {}", query.of, verb(&query.msg)),
            Self::Advance(advance) => match advance.secs {
                Some(secs) => format!("advance {secs} s"),
                None => "advance".into(),
            },
            Self::Rewards(_) => "rewards".into(),
            Self::Send(transfer) => format!("{} sends {}", transfer.from, transfer.to),
            Self::Slash(slash) => format!("slash {} {}", slash.validator, slash.fraction.0),
            Self::Jail(validator) => format!("jail {validator}"),
            Self::Unjail(validator) => format!("unjail {validator}"),
            Self::UnbondValidator(validator) => format!("unbond {validator}"),
            Self::Balance(balance) => format!("balance {}", balance.of),
            Self::Hold(hold) => format!("hold {} {} s", hold.validator, hold.secs),
            Self::Fail(fail) => format!("fail {} {}", fail.validator, on_off(fail.on)),
            Self::Commission(line) => format!("commission {} {}", line.validator, line.rate.0),
            Self::Note(_) => "note".into(),
        }
    }
}

fn on_off(on: Option<bool>) -> impl Display {
    if on.unwrap_or(true) {
        "on"
    } else {
        "off"
    }
}

/// The name of a message.
fn verb(msg: &Value) -> String {
    match msg {
        Value::String(name) => name.clone(),
        Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        parse(text).unwrap_err()
    }

    #[test]
    fn ok_left_out_false_and_null_are_three_expectations() {
        let expect = |text: &str| parse(text).unwrap().expect;
        assert_eq!(expect(r#"{"note":"x"}"#), Expect::Success);
        assert_eq!(expect(r#"{"note":"x","ok":true}"#), Expect::Success);
        assert_eq!(expect(r#"{"ok":false,"note":"x"}"#), Expect::Failure);
        assert_eq!(expect(r#"{"note":"x","ok":null}"#), Expect::Either);
        assert!(wrong(r#"{"note":"x","ok":"no"}"#).contains("true, false or null"));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said() {
        assert!(wrong(r#"{"note":"#).contains("not JSON"));
        assert!(wrong("[1]").contains("one JSON object"));
        assert!(wrong("{}").contains("does 0"));
        assert!(wrong(r#"{"note":"x","jail":"@val1"}"#).contains("jail, note"));
        assert!(wrong(r#"{"bond":{}}"#).contains("unknown variant `bond`"));
        assert!(wrong(r#"{"hold":{"validator":"@val1","secs":1,"x":2}}"#).contains("unknown field `x`"));
        assert!(wrong(r#"{"exec":{"by":"@a","msg":{}}}"#).contains("missing field `to`"));
        assert!(wrong(r#"{"rewards":{"@val1":{"stake":[]}}}"#).contains("not an amount"));
        assert!(wrong(r#"{"slash":{"validator":"@val1","fraction":"much"}}"#).contains("not a fraction"));
    }

    #[test]
    fn rewards_have_three_forms() {
        let read = |text: &str| {
            let Step::Rewards(rewards) = parse(text).unwrap().step else {
                panic!("{text}")
            };
            rewards
        };
        assert!(matches!(read(r#"{"rewards":"5"}"#), Rewards::Spread(Amount(a)) if a.u128() == 5));
        assert!(matches!(read(r#"{"rewards":5}"#), Rewards::Spread(_)));
        let Rewards::At(at) = read(r#"{"rewards":{"@val1":"5","@val2":{"uother":"6"}}}"#) else {
            panic!()
        };
        assert!(matches!(at["@val1"], Reward::Staking(_)));
        assert!(matches!(&at["@val2"], Reward::Denoms(coins) if coins.contains_key("uother")));
    }
}
