//! Reading the `setup` line: defaults, amounts written as numbers, names.

use cosmwasm_std::Uint128;
use floe_testing::suite::{Failure, GuarantorSetup, Setup, Suite, TimelockSetup};
use serde_json::{json, Map, Value};

use super::names::{is_name, Names, CONTRACTS};

/// Fields whose names are replaced before the contracts see them.
const NAMING: [&str; 7] = [
    "owner",
    "guardian",
    "governor",
    "fee",
    "params",
    "registry_params",
    "timelock",
];
/// Null means nobody there, not the default.
const NULLABLE: [&str; 2] = ["guardian", "governor"];
/// Largest time and span in seconds, so that their sums in nanoseconds stay countable.
const MAX_TIME: u64 = 10_000_000_000;
pub const MAX_SPAN: u64 = 1_000_000_000;
/// Largest amount of one user, validator or reward, so that their sums stay countable.
pub const MAX_AMOUNT: Uint128 = Uint128::new(10_000_000_000_000_000_000_000_000_000_000_000);

/// Reads a setup and learns its names. The error says what is wrong with it.
pub fn read(raw: Value, names: &mut Names) -> Result<Setup, String> {
    let Value::Object(mut fields) = raw else {
        return Err("setup is an object; {} takes every default".into());
    };
    fields.retain(|name, value| !value.is_null() || NULLABLE.contains(&name.as_str()));
    change(&mut fields, "validators", validators)?;
    change(&mut fields, "users", users)?;
    change(&mut fields, "fee", fee)?;
    change(&mut fields, "seed", |seed| Ok(text(seed)))?;
    change(&mut fields, "guarantors", guarantors)?;
    learn_contracts(&fields, names)?;
    learn_validators(&fields, names)?;
    learn_users(&fields, names)?;
    for field in NAMING {
        if let Some(value) = fields.get(field) {
            learn_mentioned(value, names);
        }
    }
    learn_mentioned(&json!([Setup::default().owner, Setup::default().guardian]), names);
    for field in NAMING {
        change(&mut fields, field, |value| Ok(names.fill(value)))?;
    }
    let setup: Setup = serde_json::from_value(Value::Object(fields)).map_err(|error| error.to_string())?;
    check(&setup)?;
    Ok(setup)
}

/// Replaces a field, if it is there.
fn change(
    fields: &mut Map<String, Value>,
    name: &str,
    change: impl FnOnce(Value) -> Result<Value, String>,
) -> Result<(), String> {
    if let Some(value) = fields.remove(name) {
        fields.insert(name.into(), change(value)?);
    }
    Ok(())
}

/// Amounts and decimals may be written as numbers.
fn text(value: Value) -> Value {
    if let Value::Number(number) = value {
        Value::String(number.to_string())
    } else {
        value
    }
}

fn bare(name: &str) -> &str {
    name.strip_prefix('@').unwrap_or(name)
}

fn validators(value: Value) -> Result<Value, String> {
    let Value::Array(list) = value else {
        return Err("validators is a list, such as [{\"name\":\"val1\"}]".into());
    };
    list.into_iter()
        .zip(1_u64..)
        .map(|(item, place)| validator(item, place))
        .collect()
}

/// Without a name it is `val` and its place in the list; without a weight (null) the registry does not have it.
fn validator(value: Value, place: u64) -> Result<Value, String> {
    let Value::Object(mut fields) = value else {
        return Err(format!(
            "validator {place} is {value}; write {{\"name\":\"val{place}\"}}"
        ));
    };
    if fields.get("weight").is_some_and(Value::is_null) {
        fields.insert("weight".into(), json!(0));
    }
    fields.retain(|_, value| !value.is_null());
    change(&mut fields, "commission", |value| Ok(text(value)))?;
    change(&mut fields, "power", |value| Ok(text(value)))?;
    let name = match fields.get("name") {
        Some(Value::String(name)) => bare(name).to_owned(),
        None => format!("val{place}"),
        Some(other) => return Err(format!("the name of validator {place} is {other}; write a text")),
    };
    fields.insert("name".into(), Value::String(name));
    Ok(Value::Object(fields))
}

fn users(value: Value) -> Result<Value, String> {
    let Value::Object(fields) = value else {
        return Err("users is an object of amounts, such as {\"alice\":\"1000000\"}".into());
    };
    let users = fields
        .into_iter()
        .map(|(name, amount)| (bare(&name).to_owned(), text(amount)));
    Ok(Value::Object(users.collect()))
}

/// Amounts by validator, whose names need no sign.
fn guarantors(value: Value) -> Result<Value, String> {
    let Value::Object(mut fields) = value else {
        return Err(
            "guarantors is an object, such as {\"backstop\":\"3000000\",\"bonds\":{\"@val1\":\"500000\"}}"
                .into(),
        );
    };
    change(&mut fields, "backstop", |amount| Ok(text(amount)))?;
    change(&mut fields, "bonds", users)?;
    Ok(Value::Object(fields))
}

/// What is left out of a fee is that of the default.
fn fee(value: Value) -> Result<Value, String> {
    let Value::Object(mut fields) = value else {
        return Err("fee is an object, such as {\"bps\":1000}".into());
    };
    fields.retain(|_, value| !value.is_null());
    let default = serde_json::to_value(Setup::default().fee).map_err(|error| error.to_string())?;
    if let Value::Object(default) = default {
        for (name, value) in default {
            fields.entry(name).or_insert(value);
        }
    }
    Ok(Value::Object(fields))
}

/// A setup that names the contracts themselves (to see it refused) needs their addresses before they exist. They depend
/// on the order of deployment only, so another deployment tells them.
fn learn_contracts(fields: &Map<String, Value>, names: &mut Names) -> Result<(), String> {
    let text = Value::Object(fields.clone()).to_string();
    if !CONTRACTS.iter().any(|name| text.contains(&format!("@{name}"))) {
        return Ok(());
    }
    let guarantors = fields.get("guarantors").cloned();
    let guarantors = guarantors.and_then(|value| serde_json::from_value(value).ok());
    let mut guarantors: GuarantorSetup = guarantors.unwrap_or_default();
    guarantors.backstop = guarantors.backstop.map(|_| Uint128::zero());
    guarantors
        .bonds
        .values_mut()
        .for_each(|amount| *amount = Uint128::zero());
    let setup = Setup {
        guarantors,
        timelock: fields.get("timelock").map(|_| TimelockSetup::default()),
        ..Setup::default()
    };
    let suite = Suite::deploy(&setup).map_err(|failure| failure.text)?;
    add_contracts(&suite, names);
    Ok(())
}

pub fn add_contracts(suite: &Suite, names: &mut Names) {
    for name in CONTRACTS {
        let optional = ["backstop", "bonds", "timelock"].contains(&name);
        if !optional || suite.guarantors.contains_key(name) {
            names.add_contract(name, suite.addr(name).as_str());
        }
    }
}

fn learn_validators(fields: &Map<String, Value>, names: &mut Names) -> Result<(), String> {
    let default = Setup::default();
    let listed: Vec<&str> = match fields.get("validators") {
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|item| item.get("name")?.as_str())
            .collect(),
        _ => default
            .validators
            .iter()
            .map(|validator| validator.name.as_str())
            .collect(),
    };
    for name in listed {
        check_name(name, names)?;
        names.add_validator(name);
    }
    Ok(())
}

fn learn_users(fields: &Map<String, Value>, names: &mut Names) -> Result<(), String> {
    if let Some(Value::Object(users)) = fields.get("users") {
        for name in users.keys() {
            check_name(name, names)?;
            names.add_user(name);
        }
    }
    Ok(())
}

fn check_name(name: &str, names: &Names) -> Result<(), String> {
    if name.is_empty() || name.contains('@') {
        return Err(format!(
            "{name:?} is no name; write one without @ inside, such as alice"
        ));
    }
    if CONTRACTS.contains(&name) {
        return Err(format!("{name} is the name of a contract; choose another one"));
    }
    if names.knows(name) {
        return Err(format!(
            "{name} is named twice; choose another name for one of them"
        ));
    }
    Ok(())
}

/// Whoever a role or fee receiver names exists from then on too.
fn learn_mentioned(value: &Value, names: &mut Names) {
    match value {
        Value::String(text) => {
            let name = text
                .strip_prefix('@')
                .filter(|name| is_name(name) && !CONTRACTS.contains(name));
            if let Some(name) = name {
                names.add_user(name);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| learn_mentioned(item, names)),
        Value::Object(fields) => fields.values().for_each(|value| learn_mentioned(value, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn check(setup: &Setup) -> Result<(), String> {
    let spans = [
        ("unbonding_secs", setup.unbonding_secs),
        ("block_secs", setup.block_secs),
    ];
    for (name, value) in spans {
        within(name, value, MAX_SPAN)?;
    }
    within("start_time", setup.start_time, MAX_TIME)?;
    within("seed", setup.seed, MAX_AMOUNT)?;
    setup
        .users
        .iter()
        .try_for_each(|(name, amount)| within(name, *amount, MAX_AMOUNT))?;
    setup
        .validators
        .iter()
        .try_for_each(|v| within(&v.name, v.power, MAX_AMOUNT))
}

fn within<T: PartialOrd + std::fmt::Display>(name: &str, value: T, max: T) -> Result<(), String> {
    if value > max {
        return Err(format!("{name} is {value}, the most is {max}"));
    }
    Ok(())
}

/// Refuses a time so far ahead that it could not be counted.
pub fn check_time(now: u64, secs: u64) -> Result<(), Failure> {
    within(
        "the time",
        now.saturating_add(secs),
        MAX_TIME.saturating_add(MAX_SPAN),
    )
    .map_err(|text| Failure::new("OutOfRange", text))
}

/// Refuses a span so long that it could not be counted.
pub fn check_span(secs: u64) -> Result<(), Failure> {
    within("secs", secs, MAX_SPAN).map_err(|text| Failure::new("OutOfRange", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(raw: Value) -> Setup {
        read(raw, &mut Names::new()).unwrap()
    }

    #[test]
    fn an_empty_setup_is_the_default() {
        let mut expected = Setup::default();
        let setup = ok(json!({}));
        assert_eq!(setup.validators, expected.validators);
        expected.fee = setup.fee.clone();
        assert_eq!(setup, expected);
        assert_eq!(ok(json!({"users": null, "fee": null, "params": null})), setup);
    }

    #[test]
    fn names_are_written_with_or_without_the_sign() {
        let a = json!({"validators": [{"name": "@v"}, {}], "users": {"@alice": "5"}});
        let b = json!({"validators": [{"name": "v"}, {"name": "val2"}], "users": {"alice": 5}});
        assert_eq!(ok(a), ok(b));
    }

    #[test]
    fn a_validator_without_weight_is_not_in_the_registry() {
        let setup = ok(json!({"validators": [{}, {"weight": null}, {"weight": 0}]}));
        assert_eq!(
            setup.validators.iter().map(|v| v.weight).collect::<Vec<_>>(),
            [1, 0, 0]
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (raw, part) in [
            (json!({"valdators": []}), "unknown field `valdators`"),
            (json!({"users": {"hub": "1"}}), "name of a contract"),
            (json!({"users": {"val1": "1"}}), "named twice"),
            (
                json!({"validators": [{"name": "a"}, {"name": "@a"}]}),
                "named twice",
            ),
            (json!({"start_time": u64::MAX}), "start_time"),
            (json!({"params": {"min_bnd": "1"}}), "unknown field `min_bnd`"),
            (json!(5), "setup is an object"),
        ] {
            let error = read(raw, &mut Names::new()).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
