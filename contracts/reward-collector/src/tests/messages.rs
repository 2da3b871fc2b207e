//! Shapes and permissions of the messages, instantiation and ownership.

use std::collections::BTreeSet;

use cosmwasm_schema::schema_for;
use cosmwasm_std::testing::message_info;
use cosmwasm_std::{coins, from_json};
use cw_ownable::OwnershipError;
use floe_api::collector::{ConfigResponse, ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use floe_api::ownership::OwnershipResponse;
use serde_json::{json, Value};

use crate::error::ContractError;
use crate::fixture::{lines, Fixture};
use crate::roles::role_of;

/// One of each message, by the name it has in the golden file.
fn samples(f: &Fixture) -> Vec<(&'static str, Value)> {
    vec![
        ("forward", json!({ "forward": { "keeper": null } })),
        (
            "send_foreign",
            json!({ "send_foreign": { "denom": "ibc/1", "amount": "1", "to": f.addr("heir") } }),
        ),
        (
            "update_ownership.transfer_ownership",
            json!({ "update_ownership": { "transfer_ownership": { "new_owner": f.addr("heir"), "expiry": null } } }),
        ),
        (
            "update_ownership.accept_ownership",
            json!({ "update_ownership": "accept_ownership" }),
        ),
        (
            "update_ownership.renounce_ownership",
            json!({ "update_ownership": "renounce_ownership" }),
        ),
    ]
}

fn parse(sample: &Value) -> ExecuteMsg {
    from_json(sample.to_string()).unwrap()
}

#[test]
fn permissions_are_those_of_the_golden_file() {
    let table = samples(&Fixture::new())
        .iter()
        .map(|(name, sample)| format!("{name} {:?}\n", role_of(&parse(sample))))
        .collect::<String>();
    assert_eq!(table, include_str!("../../testdata/permissions.txt"));
}

#[test]
fn the_samples_are_all_messages_there_are() {
    let schema = serde_json::to_value(schema_for!(ExecuteMsg)).unwrap();
    let variants = schema["oneOf"].as_array().unwrap();
    let known: BTreeSet<&str> = variants
        .iter()
        .map(|v| v["required"][0].as_str().unwrap())
        .collect();
    let samples = samples(&Fixture::new());
    let sampled: BTreeSet<&str> = samples
        .iter()
        .map(|(name, _)| name.split('.').next().unwrap())
        .collect();
    assert_eq!(sampled, known);
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

#[test]
fn every_message_refuses_unknown_fields() {
    fn refuses<T: cosmwasm_schema::serde::de::DeserializeOwned>(sample: &Value) {
        assert!(from_json::<T>(sample.to_string()).is_ok(), "{sample}");
        for bad in spoiled(sample) {
            assert!(from_json::<T>(bad.to_string()).is_err(), "{bad}");
        }
    }
    for (_, sample) in samples(&Fixture::new()) {
        refuses::<ExecuteMsg>(&sample);
    }
    refuses::<QueryMsg>(&json!({ "config": {} }));
    refuses::<QueryMsg>(&json!({ "balances": { "denoms": ["stake"] } }));
    refuses::<QueryMsg>(&json!({ "ownership": {} }));
    refuses::<InstantiateMsg>(&json!({ "owner": "o", "denom": "stake" }));
    refuses::<MigrateMsg>(&json!({}));
}

#[test]
fn a_stranger_and_the_hub_may_do_nothing_but_forward() {
    for sender in ["stranger", "hub"] {
        for (name, sample) in samples(&Fixture::new()) {
            let mut f = Fixture::new();
            let before = f.dump();
            let expected = match name {
                "forward" => Ok(()),
                "update_ownership.accept_ownership" => Err(OwnershipError::TransferNotFound.into()),
                "update_ownership.renounce_ownership" => Err(ContractError::CannotRenounce),
                _ => Err(ContractError::Unauthorized { role: "owner" }),
            };
            assert_eq!(
                f.send_msg(sender, parse(&sample), &[]).map(|_| ()),
                expected,
                "{sender}: {name}"
            );
            assert_eq!(f.dump(), before, "{sender}: {name}");
        }
    }
}

#[test]
fn the_owner_cannot_renounce() {
    let renounced = Fixture::new().send("owner", r#"{"update_ownership":"renounce_ownership"}"#);
    assert_eq!(renounced, Err(ContractError::CannotRenounce));
}

#[test]
fn every_message_and_instantiation_refuse_coins() {
    for (name, sample) in samples(&Fixture::new()) {
        let refused = Fixture::new().send_msg("owner", parse(&sample), &coins(1, "stake"));
        assert_eq!(refused, Err(ContractError::FundsNotAccepted), "{name}");
    }
    assert_eq!(
        Fixture::bare().instantiate("owner", "stake", &coins(1, "stake")),
        Err(ContractError::FundsNotAccepted)
    );
}

#[test]
fn instantiation_keeps_the_hub_and_the_denom() {
    let mut f = Fixture::bare();
    let response = f.instantiate("owner", "stake", &[]).unwrap();
    let (hub, owner) = (f.addr("hub"), f.addr("owner"));
    assert_eq!(
        lines(&response),
        [format!(
            "floe/collector_instantiated hub={hub} owner={owner} denom=stake"
        )]
    );
    assert_eq!(response.messages, []);
    let config: ConfigResponse = f.ask(QueryMsg::Config {}).unwrap();
    assert_eq!(
        config,
        ConfigResponse {
            hub: hub.into(),
            denom: "stake".into()
        }
    );
}

#[test]
fn instantiation_needs_a_denom_and_a_valid_owner() {
    let mut f = Fixture::bare();
    assert_eq!(f.instantiate("owner", "", &[]), Err(ContractError::EmptyDenom));
    let msg = InstantiateMsg {
        owner: "nobody".into(),
        denom: "stake".into(),
    };
    let info = message_info(&f.addr("hub"), &[]);
    let refused = crate::contract::instantiate(f.deps.as_mut(), f.env.clone(), info, msg);
    assert!(matches!(refused, Err(ContractError::Std(_))));
}

#[test]
fn ownership_is_handed_over_in_two_steps() {
    let mut f = Fixture::new();
    let (owner, heir) = (f.addr("owner"), f.addr("heir"));
    let transfer = samples(&f).swap_remove(2).1.to_string();
    let accept = r#"{"update_ownership":"accept_ownership"}"#;

    let response = f.send("owner", &transfer).unwrap();
    assert_eq!(
        lines(&response),
        [format!(
            "floe/ownership_updated old_owner={owner} owner={owner} pending_owner={heir}"
        )]
    );
    let asked: OwnershipResponse = f.ask(QueryMsg::Ownership {}).unwrap();
    assert_eq!(
        asked,
        OwnershipResponse {
            owner: Some(owner.to_string()),
            pending_owner: Some(heir.to_string()),
            pending_expiry: None
        }
    );
    assert_eq!(
        f.send("owner", accept),
        Err(OwnershipError::NotPendingOwner.into())
    );
    let response = f.send("heir", accept).unwrap();
    assert_eq!(
        lines(&response),
        [format!(
            "floe/ownership_updated old_owner={owner} owner={heir} pending_owner=none"
        )]
    );
    assert_eq!(
        f.send("owner", &transfer),
        Err(ContractError::Unauthorized { role: "owner" })
    );
}

#[test]
fn the_stored_keys_are_these() {
    let keys: Vec<Vec<u8>> = Fixture::new().dump().into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, [&b"config"[..], b"contract_info", b"ownership"]);
}
