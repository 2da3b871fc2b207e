//! What is no message, and fields that nobody knows.

use super::*;

fn full_instantiation(s: &Suite) -> Value {
    let alice = s.addr("alice").to_string();
    json!({
        "owner": alice, "guardian": alice, "governor": alice, "denom": "stake",
        "token": {"name": "Floe Stake", "symbol": "flSTAKE", "decimals": 6, "marketing": {
            "project": "p", "description": "d", "marketing": alice, "logo": {"url": "https://example.org/logo.png"}}},
        "registry": {"code_id": 2, "validators": [{"operator": s.operator("val1"), "weight": 1}],
            "params": {"max_commission": "0.2", "max_share_bps": 2_000, "inactive_grace": 259_200,
        "open_share_bps": 1_000}},
        "collector": {"code_id": 3},
        "fee": {"bps": 500, "receivers": [{"to": alice, "weight": 9}, {"to": "keeper", "weight": 1}]},
        "params": all_params(),
    })
}

#[test]
fn the_samples_name_every_message_of_the_three_contracts() {
    let s = lived_in();
    let names = |samples: &[Value]| samples.iter().map(name_of).collect::<BTreeSet<_>>();
    assert_eq!(names(&hub_messages(&s)), variants::<hub::ExecuteMsg>());
    assert_eq!(names(&hub_questions(&s)), variants::<hub::QueryMsg>());
    assert_eq!(names(&registry_messages(&s)), variants::<registry::ExecuteMsg>());
    assert_eq!(names(&registry_questions(&s)), variants::<registry::QueryMsg>());
    assert_eq!(
        names(&collector_messages(&s)),
        variants::<collector::ExecuteMsg>()
    );
    assert_eq!(names(&collector_questions()), variants::<collector::QueryMsg>());
    for msg in hub_messages(&s) {
        assert_eq!(parses::<hub::ExecuteMsg>(&msg), Ok(()), "{msg}");
    }
    for msg in registry_messages(&s) {
        assert_eq!(parses::<registry::ExecuteMsg>(&msg), Ok(()), "{msg}");
    }
    for msg in collector_messages(&s) {
        assert_eq!(parses::<collector::ExecuteMsg>(&msg), Ok(()), "{msg}");
    }
    for question in hub_questions(&s) {
        if name_of(&question) != "download_logo" {
            ask(&s, &s.hub, &question);
        }
    }
    for question in registry_questions(&s) {
        ask(&s, &s.registry, &question);
    }
    for question in collector_questions() {
        ask(&s, &s.collector, &question);
    }
}

/// The hub reads its messages by hand; every field must come back as it was given.
#[test]
fn a_message_of_the_hub_read_and_written_again_is_the_same() {
    fn check<T: DeserializeOwned + Serialize + JsonSchema>(samples: &[Value]) {
        for sample in samples {
            let read: T = from_json(serde_json::to_vec(sample).unwrap()).unwrap();
            let written = serde_json::to_value(read).unwrap();
            let name = name_of(sample);
            let (given, written) = (&sample[&name], &written[&name]);
            let Some(fields) = written.as_object() else {
                assert_eq!(given, written, "{sample}");
                continue;
            };
            for (field, value) in fields {
                assert_eq!(
                    value,
                    given.get(field).unwrap_or(&Value::Null),
                    "{field} of {sample}"
                );
            }
            for field in given.as_object().unwrap().keys() {
                assert!(fields.contains_key(field), "{field} of {sample}");
            }
        }
    }
    let s = lived_in();
    check::<hub::ExecuteMsg>(&hub_messages(&s));
    check::<hub::QueryMsg>(&hub_questions(&s));
}

#[test]
fn an_unknown_field_anywhere_in_a_message_is_an_error() {
    let mut s = lived_in();
    let contracts = [
        (s.hub.clone(), hub_messages(&s)),
        (s.registry.clone(), registry_messages(&s)),
        (s.collector.clone(), collector_messages(&s)),
    ];
    for (contract, messages) in contracts {
        for msg in messages.iter().flat_map(with_unknown_fields) {
            let failure = refused(&mut s, "gov", &contract, &msg, &[]);
            assert_eq!(failure.kind, "ParseErr", "{msg}: {failure:?}");
        }
    }
}

#[test]
fn an_unknown_field_anywhere_in_a_question_is_an_error() {
    let s = lived_in();
    let contracts = [
        (s.hub.clone(), hub_questions(&s)),
        (s.registry.clone(), registry_questions(&s)),
        (s.collector.clone(), collector_questions()),
    ];
    for (contract, questions) in contracts {
        for question in questions.iter().flat_map(with_unknown_fields) {
            let text = unanswered(&s, &contract, &question);
            assert!(text.contains("Error parsing into type"), "{question}: {text}");
        }
    }
}

#[test]
fn an_unknown_field_anywhere_in_an_instantiation_migration_or_hook_is_an_error() {
    let s = lived_in();
    let alice = s.addr("alice").to_string();
    let full = full_instantiation(&s);
    assert_eq!(parses::<hub::InstantiateMsg>(&full), Ok(()));
    for msg in with_unknown_fields(&full) {
        assert!(parses::<hub::InstantiateMsg>(&msg).is_err(), "{msg}");
    }
    let params = json!({"max_commission": "0.2", "max_share_bps": 2_000, "inactive_grace": 259_200,
        "open_share_bps": 1_000});
    let registry = json!({"owner": alice, "validators": [{"operator": "x", "weight": 1}], "params": params});
    assert_eq!(parses::<registry::InstantiateMsg>(&registry), Ok(()));
    for msg in with_unknown_fields(&registry) {
        assert!(parses::<registry::InstantiateMsg>(&msg).is_err(), "{msg}");
    }
    let collector = json!({"owner": alice, "denom": "stake"});
    assert_eq!(parses::<collector::InstantiateMsg>(&collector), Ok(()));
    for msg in with_unknown_fields(&collector) {
        assert!(parses::<collector::InstantiateMsg>(&msg).is_err(), "{msg}");
    }
    for msg in with_unknown_fields(&json!({"params": all_params()})) {
        assert!(parses::<hub::MigrateMsg>(&msg).is_err(), "{msg}");
    }
    for msg in with_unknown_fields(&json!({"params": params})) {
        assert!(parses::<registry::MigrateMsg>(&msg).is_err(), "{msg}");
    }
    assert!(parses::<collector::MigrateMsg>(&json!({"bogus": 1})).is_err());
    for hook in [
        json!({"queue_unbond": {"receiver": alice}}),
        json!({"instant_unbond": {"receiver": alice, "min_out": "1"}}),
    ] {
        assert_eq!(parses::<Cw20HookMsg>(&hook), Ok(()));
        for msg in with_unknown_fields(&hook) {
            assert!(parses::<Cw20HookMsg>(&msg).is_err(), "{msg}");
        }
    }
}

/// What is optional may be left out, and a body of optional fields may be empty.
#[test]
fn every_body_may_be_empty_where_all_its_fields_are_optional() {
    let empty = [
        "bond",
        "cancel_unbond",
        "accept_guarantor",
        "withdraw_unbonded",
        "claim",
        "crank",
        "sync",
        "harvest",
        "submit_batch",
        "reconcile",
        "rebalance",
        "rearm_guardian",
        "update_params",
        "update_fee",
        "update_roles",
        "wind_down",
        "update_marketing",
        "update_minter",
    ];
    for name in variants::<hub::ExecuteMsg>() {
        let parsed = parses::<hub::ExecuteMsg>(&json!({ name.clone(): {} }));
        assert_eq!(
            parsed.is_ok(),
            empty.contains(&name.as_str()),
            "{name}: {parsed:?}"
        );
    }
    for name in [
        "redemption_rate",
        "previous_batch",
        "balance",
        "stake",
        "preview_bond",
    ] {
        assert!(parses::<hub::QueryMsg>(&json!({ name: {} })).is_err(), "{name}");
    }
    for name in [
        "previous_batches",
        "exchange_rates",
        "all_accounts",
        "validators",
        "report",
        "state",
        "price",
        "preview_crank",
    ] {
        assert_eq!(parses::<hub::QueryMsg>(&json!({ name: {} })), Ok(()), "{name}");
    }
}

#[test]
fn an_exec_msg_has_its_own_error_whatever_it_is() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    for exec_msg in [
        json!({"anything": [1, "two", {"three": null}]}),
        json!("e30="),
        json!(7),
        json!(-1.5),
        json!([false]),
        json!(false),
    ] {
        let msg = json!({"bond": {"exec_msg": exec_msg}});
        assert_eq!(
            refused(&mut s, "alice", &hub, &msg, &stake(20_000)).kind,
            "ExecMsgUnsupported"
        );
    }
}

#[rstest]
#[case::an_array(json!([]))]
#[case::a_number(json!(5))]
#[case::nothing(json!(null))]
#[case::an_empty_object(json!({}))]
#[case::a_bare_name(json!("crank"))]
#[case::two_messages(json!({"sync": {}, "crank": {}}))]
#[case::an_unknown_message(json!({"receive": {"sender": "x", "amount": "1", "msg": ""}}))]
#[case::a_number_for_an_amount(json!({"queue_unbond": {"shares": 20_000}}))]
#[case::a_negative_amount(json!({"queue_unbond": {"shares": "-1"}}))]
#[case::a_fraction(json!({"queue_unbond": {"shares": "1.5"}}))]
#[case::an_amount_of_more_than_128_bits(json!({"queue_unbond": {"shares": "340282366920938463463374607431768211456"}}))]
#[case::a_string_for_a_number(json!({"crank": {"max_msgs": "3"}}))]
#[case::an_unknown_domain(json!({"pause": {"domains": ["claims"]}}))]
#[case::queueing_cannot_be_paused(json!({"pause": {"domains": ["queue_unbond"]}}))]
#[case::an_unknown_vote(json!({"vote": {"proposal_id": 1, "vote": "maybe"}}))]
#[case::an_unknown_parameter(json!({"update_params": {"max_fee": 1}}))]
#[case::no_base64(json!({"send": {"contract": "x", "amount": "1", "msg": "no base64!"}}))]
#[case::a_list_for_an_object(json!({"sync": []}))]
fn what_is_not_a_message_is_refused(#[case] msg: Value) {
    let mut s = lived_in();
    assert_eq!(refused_by_hub(&mut s, "gov", &msg), "ParseErr");
}
