//! Shapes and permissions of messages.

use std::collections::BTreeSet;

use cosmwasm_schema::schema_for;
use cosmwasm_schema::schemars::schema::RootSchema;
use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::{coins, from_json};
use cw_ownable::OwnershipError;
use floe_contract::ShellError;
use serde_json::{json, Map, Value};

use crate::samples::{messages, read};
use crate::{dump, Tested};

/// The role of each message, a line each, is what the golden file says.
pub fn permissions<T: Tested>(golden: &str) {
    let table = messages::<T>()
        .iter()
        .map(|(name, sample)| format!("{name} {}\n", T::role(&read(sample))))
        .collect::<String>();
    assert_eq!(table, golden);
}

/// The samples have every message and every question of the schema.
pub fn all_sampled<T: Tested>() {
    let samples = T::born().samples();
    let names = samples.execute.iter().map(|(name, _)| (*name).to_owned());
    let sampled: BTreeSet<_> = names
        .map(|name| name.split('.').next().unwrap().to_owned())
        .collect();
    assert_eq!(sampled, variants(&schema_for!(T::Execute)));
    let asked = samples.query.iter().filter_map(Value::as_object);
    let asked: BTreeSet<_> = asked.flat_map(Map::keys).cloned().collect();
    assert_eq!(asked, variants(&schema_for!(T::Query)));
}

fn variants(schema: &RootSchema) -> BTreeSet<String> {
    let schema = serde_json::to_value(schema).unwrap();
    let variants = schema["oneOf"].as_array().unwrap().iter();
    variants
        .map(|v| v["required"][0].as_str().unwrap().to_owned())
        .collect()
}

/// Every message reads its sample, and no sample with an unknown field.
pub fn unknown_fields<T: Tested>() {
    let samples = T::born().samples();
    refuses::<T::Instantiate>(&samples.instantiate);
    samples
        .execute
        .iter()
        .for_each(|(_, sample)| refuses::<T::Execute>(sample));
    samples.query.iter().for_each(refuses::<T::Query>);
    refuses::<T::Migrate>(&samples.migrate);
}

fn refuses<M: DeserializeOwned>(sample: &Value) {
    read::<M>(sample);
    for bad in spoiled(sample) {
        assert!(from_json::<M>(bad.to_string()).is_err(), "{bad}");
    }
}

/// Puts an unknown field into every object inside `value`, one at a time.
fn spoiled(value: &Value) -> Vec<Value> {
    let mut all = vec![];
    if let Value::Object(map) = value {
        let mut with = map.clone();
        with.insert("surplus".into(), json!(1));
        all.push(Value::Object(with));
        for (key, inner) in map {
            for bad in spoiled(inner) {
                let mut with = map.clone();
                with.insert(key.clone(), bad);
                all.push(Value::Object(with));
            }
        }
    }
    if let Value::Array(items) = value {
        for (n, inner) in items.iter().enumerate() {
            for bad in spoiled(inner) {
                let mut with = items.clone();
                with[n] = bad;
                all.push(Value::Array(with));
            }
        }
    }
    all
}

/// Coins are refused with every message but those that are `paid`, whoever sends it, and at instantiation.
pub fn coins_are_refused<T: Tested>(paid: &[&str]) {
    let refused = |name: &str, outcome: Result<_, T::Error>| {
        let text = outcome
            .map(|_: cosmwasm_std::Response| ())
            .unwrap_err()
            .to_string();
        assert!(
            text.starts_with("this message accepts no coins; "),
            "{name}: {text}"
        );
    };
    let others = messages::<T>();
    for (name, sample) in others.into_iter().filter(|(name, _)| !paid.contains(name)) {
        for by in ["owner", "stranger"] {
            let outcome = T::born().call(by, read(&sample), &coins(1, "stake"));
            refused(name, outcome);
        }
    }
    let sample = T::unborn().samples().instantiate;
    refused(
        "instantiate",
        T::unborn().create(read(&sample), &coins(1, "stake")),
    );
}

/// Neither a stranger nor the hub may send what is not for anyone, and nothing changes when they try.
pub fn strangers<T: Tested>() {
    for (name, sample) in messages::<T>() {
        let expected = match T::role(&read(&sample)).as_str() {
            "Anyone" => continue,
            "Owner" => Some(ShellError::Unauthorized { role: "owner" }),
            "ProposedOwner" => Some(OwnershipError::TransferNotFound.into()),
            "Nobody" => Some(ShellError::CannotRenounce),
            _ => None,
        };
        for by in ["stranger", "hub"] {
            let mut contract = T::born();
            let before = dump(contract.parts().0);
            let error = contract.call(by, read(&sample), &[]).map(drop).unwrap_err();
            match &expected {
                Some(expected) => assert_eq!(error.to_string(), expected.to_string(), "{by}: {name}"),
                None => assert!(
                    error.to_string().starts_with("only the "),
                    "{by}: {name}: {error}"
                ),
            }
            assert_eq!(dump(contract.parts().0), before, "{by}: {name}");
        }
    }
}
