//! Shapes and permissions of the messages.

use std::collections::BTreeSet;

use cosmwasm_schema::schema_for;
use cosmwasm_std::{coins, from_json, to_json_vec};
use cw_ownable::OwnershipError;
use floe_api::ownership::OwnershipResponse;
use floe_api::registry::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use rstest::rstest;
use serde_json::{json, Value};

use crate::error::ContractError;
use crate::fixture::{lines, op, weights, Fixture};
use crate::roles::role_of;

/// One of each message, by the name it has in the golden file.
fn samples(f: &Fixture) -> Vec<(&'static str, Value)> {
    let b = json!({ "operator": op("b") });
    vec![
        (
            "add_validator",
            json!({ "add_validator": { "operator": op("d"), "weight": 1 } }),
        ),
        (
            "set_weights",
            json!({ "set_weights": { "weights": [{ "operator": op("a"), "weight": 5 }] } }),
        ),
        (
            "remove_validator",
            json!({ "remove_validator": { "operator": op("a") } }),
        ),
        ("pause_validator", json!({ "pause_validator": b })),
        ("resume_validator", json!({ "resume_validator": b })),
        ("refresh", json!({ "refresh": {} })),
        (
            "update_params",
            json!({ "update_params": { "max_share_bps": 500 } }),
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
    let f = Fixture::new();
    for (name, sample) in samples(&f) {
        for bad in spoiled(&sample) {
            assert!(from_json::<ExecuteMsg>(bad.to_string()).is_err(), "{name}: {bad}");
        }
    }
    let queries = [
        json!({ "validators": { "start_after": null, "limit": 5 } }),
        json!({ "validator": { "operator": "v" } }),
        json!({ "targets": {} }),
        json!({ "config": {} }),
        json!({ "ownership": {} }),
    ];
    for sample in queries {
        from_json::<QueryMsg>(sample.to_string()).unwrap();
        for bad in spoiled(&sample) {
            assert!(from_json::<QueryMsg>(bad.to_string()).is_err(), "{bad}");
        }
    }
    let instantiate = to_json_vec(&f.instantiate_msg(weights(&[("a", 1)]))).unwrap();
    for bad in spoiled(&serde_json::from_slice(&instantiate).unwrap()) {
        assert!(from_json::<InstantiateMsg>(bad.to_string()).is_err(), "{bad}");
    }
    for bad in spoiled(&json!({ "params": { "max_share_bps": 500 } })) {
        assert!(from_json::<MigrateMsg>(bad.to_string()).is_err(), "{bad}");
    }
}

#[test]
fn a_stranger_and_the_guardian_may_do_nothing_but_what_the_table_allows() {
    for sender in ["stranger", "guardian", "hub"] {
        for (name, sample) in samples(&Fixture::new()) {
            let mut f = Fixture::new();
            let before = f.dump();
            let result = f.send_msg(sender, parse(&sample), &[]);
            let expected = match (name, sender) {
                ("refresh", _) | ("pause_validator", "guardian") => Ok(()),
                ("pause_validator", _) => Err(ContractError::Unauthorized {
                    role: "owner or the guardian",
                }),
                ("update_ownership.accept_ownership", _) => Err(OwnershipError::TransferNotFound.into()),
                ("update_ownership.renounce_ownership", _) => Err(ContractError::CannotRenounce),
                _ => Err(ContractError::Unauthorized { role: "owner" }),
            };
            if expected.is_err() {
                assert_eq!(f.dump(), before, "{sender}: {name}");
            }
            assert_eq!(result.map(|_| ()), expected, "{sender}: {name}");
        }
    }
}

#[test]
fn without_a_guardian_only_the_owner_pauses() {
    let mut f = Fixture::new();
    f.deps.querier.guardian = None;
    assert_eq!(
        f.tell("guardian", "pause_validator", "a"),
        Err(ContractError::Unauthorized {
            role: "owner or the guardian"
        })
    );
}

#[test]
fn a_hub_that_does_not_answer_stops_the_guardian_but_not_the_owner() {
    let mut f = Fixture::new();
    f.deps.querier.hub_fails = true;
    assert!(matches!(
        f.tell("guardian", "pause_validator", "a"),
        Err(ContractError::Std(_))
    ));
    f.tell("owner", "pause_validator", "a").unwrap();
}

#[test]
fn every_message_and_instantiation_refuse_coins() {
    for (name, sample) in samples(&Fixture::new()) {
        let refused = Fixture::new().send_msg("owner", parse(&sample), &coins(1, "stake"));
        assert_eq!(refused, Err(ContractError::FundsNotAccepted), "{name}");
    }
    let mut f = Fixture::bare();
    let msg = f.instantiate_msg(weights(&[("a", 1)]));
    let info = cosmwasm_std::testing::message_info(&f.addr("hub"), &coins(1, "stake"));
    assert_eq!(
        crate::contract::instantiate(f.deps.as_mut(), f.env.clone(), info, msg),
        Err(ContractError::FundsNotAccepted)
    );
}

#[test]
fn ownership_is_handed_over_in_two_steps() {
    let mut f = Fixture::new();
    let (owner, heir) = (f.addr("owner"), f.addr("heir"));
    let transfer = samples(&f).swap_remove(7).1.to_string();
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
        f.send("stranger", accept),
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
        f.tell("owner", "remove_validator", "a"),
        Err(ContractError::Unauthorized { role: "owner" })
    );
    f.tell("heir", "pause_validator", "a").unwrap();
}

#[test]
fn an_expired_proposal_cannot_be_accepted() {
    let mut f = Fixture::new();
    let expiry = json!({ "at_time": f.env.block.time.plus_seconds(10) });
    let proposal = json!({ "transfer_ownership": { "new_owner": f.addr("heir"), "expiry": expiry } });
    f.send("owner", &json!({ "update_ownership": proposal }).to_string())
        .unwrap();
    f.pass(10);
    assert_eq!(
        f.send("heir", r#"{"update_ownership":"accept_ownership"}"#),
        Err(OwnershipError::TransferExpired.into())
    );
}

#[rstest]
#[case(r#"{"max_commission":"0.25"}"#, &["floe/config_changed name=max_commission old=0.2 new=0.25"])]
#[case(r#"{"max_share_bps":2000}"#, &[])]
#[case(r#"{}"#, &[])]
#[case(
    r#"{"max_share_bps":500,"inactive_grace":60}"#,
    &["floe/config_changed name=max_share_bps old=2000 new=500", "floe/config_changed name=inactive_grace old=259200 new=60"]
)]
fn changed_parameters_are_reported_with_old_and_new_value(#[case] update: &str, #[case] events: &[&str]) {
    let mut f = Fixture::new();
    let response = f
        .send("owner", &format!(r#"{{"update_params":{update}}}"#))
        .unwrap();
    assert_eq!(lines(&response), events);
}

#[test]
fn an_update_obeys_the_bounds() {
    let mut f = Fixture::new();
    let before = f.dump();
    assert_eq!(
        f.send(
            "owner",
            r#"{"update_params":{"max_share_bps":99,"inactive_grace":60}}"#
        ),
        Err(ContractError::OutOfBounds {
            name: "max_share_bps",
            value: 99,
            min: 100,
            max: 3_400
        })
    );
    assert_eq!(f.dump(), before);
}
