//! Every wrong input is refused with a named error and changes nothing.

use std::collections::BTreeSet;

use cosmwasm_std::{coin, from_json, Binary};
use floe_core::params::Param;
use floe_testing::suite::{instantiate_msg, make_chain, store_codes, Failure, Suite};
use floe_tests::world::*;
use floe_types::hub::Cw20HookMsg;
use floe_types::{collector, hub, registry};
use rstest::rstest;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::{json, Value};

/// 2^120: more than any chain has, and enough to overflow 128 bits when multiplied.
const HUGE: &str = "1329227995784915872903807060280344576";
/// 2^128 − 1.
const LARGEST: &str = "340282366920938463463374607431768211455";

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
fn a_message_that_takes_no_coins_refuses_them() {
    let mut s = lived_in();
    let (hub, registry, collector) = (s.hub.clone(), s.registry.clone(), s.collector.clone());
    let messages = [
        (hub, hub_messages(&s)),
        (registry, registry_messages(&s)),
        (collector, collector_messages(&s)),
    ];
    for (contract, messages) in messages {
        for msg in messages {
            let name = name_of(&msg);
            if name == "bond" || name == "deposit_rewards" {
                continue;
            }
            for by in ["alice", "gov"] {
                let kind = refused(&mut s, by, &contract, &msg, &stake(1)).kind;
                assert_eq!(kind, "FundsNotAccepted", "{msg}");
            }
        }
    }
}

#[rstest]
#[case::none(&[], "NoCoin")]
#[case::another(&[(5, "spam")], "WrongDenom")]
#[case::two(&[(20_000, "stake"), (5, "spam")], "SeveralCoins")]
#[case::two_others(&[(7, "ham"), (5, "spam")], "SeveralCoins")]
#[case::too_little(&[(9_999, "stake")], "BelowMinimum")]
fn a_deposit_takes_exactly_one_coin_of_the_staking_denom(#[case] coins: &[(u128, &str)], #[case] kind: &str) {
    let mut s = lived_in();
    let alice = s.addr("alice");
    s.chain.fund(&alice, &[coin(100, "spam"), coin(100, "ham")]);
    let mut funds: Vec<_> = coins
        .iter()
        .map(|(amount, denom)| coin(*amount, *denom))
        .collect();
    funds.sort_by(|a, b| a.denom.cmp(&b.denom));
    let hub = s.hub.clone();
    assert_eq!(
        refused(&mut s, "alice", &hub, &json!({"bond": {}}), &funds).kind,
        kind
    );
}

#[rstest]
#[case::none(&[], "NoCoin")]
#[case::another(&[(5, "spam")], "WrongDenom")]
#[case::two(&[(5, "spam"), (20_000, "stake")], "SeveralCoins")]
fn rewards_are_exactly_one_coin_of_the_staking_denom(#[case] coins: &[(u128, &str)], #[case] kind: &str) {
    let mut s = lived_in();
    let (hub, collector) = (s.hub.clone(), s.collector.clone());
    s.chain.fund(&collector, &[coin(20_000, "stake")]);
    let funds: Vec<_> = coins
        .iter()
        .map(|(amount, denom)| coin(*amount, *denom))
        .collect();
    let msg = Binary::from(
        json!({"deposit_rewards": {"keeper": s.addr("bob")}})
            .to_string()
            .into_bytes(),
    );
    let before = fingerprint(&s);
    assert_eq!(s.exec_raw(&collector, &hub, msg, &funds).unwrap_err().kind, kind);
    assert!(before == fingerprint(&s));
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

fn full_instantiation(s: &Suite) -> Value {
    let alice = s.addr("alice").to_string();
    json!({
        "owner": alice, "guardian": alice, "governor": alice, "denom": "stake",
        "token": {"name": "Floe Stake", "symbol": "flSTAKE", "decimals": 6, "marketing": {
            "project": "p", "description": "d", "marketing": alice, "logo": {"url": "https://example.org/logo.png"}}},
        "registry": {"code_id": 2, "validators": [{"operator": s.operator("val1"), "weight": 1}],
            "params": {"max_commission": "0.2", "max_share_bps": 2_000, "inactive_grace": 259_200}},
        "collector": {"code_id": 3},
        "fee": {"bps": 500, "receivers": [{"to": alice, "weight": 9}, {"to": "keeper", "weight": 1}]},
        "params": all_params(),
    })
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
    let params = json!({"max_commission": "0.2", "max_share_bps": 2_000, "inactive_grace": 259_200});
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

#[test]
fn zero_has_its_own_error() {
    let mut s = lived_in();
    let hook = |json: &str| Binary::from(json.as_bytes());
    let (hub, alice) = (s.hub.clone(), s.addr("alice"));
    let queue = hook(r#"{"queue_unbond":{}}"#);
    let instant = hook(r#"{"instant_unbond":{}}"#);
    for (by, msg) in [
        ("alice", json!({"queue_unbond": {"shares": "0"}})),
        ("alice", json!({"instant_unbond": {"shares": "0"}})),
        ("bob", json!({"cancel_unbond": {"shares": "0"}})),
        (
            "alice",
            json!({"send": {"contract": hub, "amount": "0", "msg": queue}}),
        ),
        (
            "alice",
            json!({"send": {"contract": hub, "amount": "0", "msg": instant}}),
        ),
        (
            "bob",
            json!({"send_from": {"owner": alice, "contract": hub, "amount": "0", "msg": queue}}),
        ),
        (
            "gov",
            json!({"update_fee": {"receivers": [{"to": alice, "weight": 0}]}}),
        ),
    ] {
        assert_eq!(refused_by_hub(&mut s, by, &msg), "Zero", "{msg}");
    }
    for question in [
        json!({"preview_unbond": {"shares": "0"}}),
        json!({"preview_instant": {"shares": "0"}}),
    ] {
        unanswered(&s, &hub, &question);
    }
    unanswered(&s, &hub, &json!({"preview_bond": {"amount": "0"}}));
    let (registry, collector) = (s.registry.clone(), s.collector.clone());
    let weight = json!({"set_weights": {"weights": [{"operator": s.operator("val1"), "weight": 0}]}});
    assert_eq!(
        refused(&mut s, "gov", &registry, &weight, &[]).kind,
        "WeightOutOfBounds"
    );
    let nothing = json!({"send_foreign": {"denom": "spam", "amount": "0", "to": alice}});
    assert_eq!(
        refused(&mut s, "gov", &collector, &nothing, &[]).kind,
        "ZeroAmount"
    );
    let page = json!({"crank": {"max_msgs": 0}});
    assert_eq!(refused_by_hub(&mut s, "alice", &page), "OutOfBounds");
}

#[rstest]
#[case::huge(HUGE)]
#[case::largest(LARGEST)]
fn amounts_that_could_overflow_are_refused_like_others(#[case] amount: &str) {
    let mut s = lived_in();
    let (hub, alice, bob) = (s.hub.clone(), s.addr("alice"), s.addr("bob"));
    let queue = Binary::from(br#"{"queue_unbond":{}}"#);
    let instant = Binary::from(br#"{"instant_unbond":{}}"#);
    for (by, msg, kind) in [
        (
            "alice",
            json!({"queue_unbond": {"shares": amount}}),
            "InsufficientShares",
        ),
        (
            "bob",
            json!({"cancel_unbond": {"shares": amount}}),
            "InsufficientShares",
        ),
        (
            "alice",
            json!({"transfer": {"recipient": bob, "amount": amount}}),
            "Overflow",
        ),
        (
            "alice",
            json!({"send": {"contract": hub, "amount": amount, "msg": queue}}),
            "InsufficientShares",
        ),
        (
            "alice",
            json!({"send": {"contract": bob, "amount": amount, "msg": queue}}),
            "Overflow",
        ),
        (
            "bob",
            json!({"transfer_from": {"owner": alice, "recipient": bob, "amount": amount}}),
            "Overflow",
        ),
        (
            "bob",
            json!({"send_from": {"owner": alice, "contract": hub, "amount": amount, "msg": queue}}),
            "Overflow",
        ),
        (
            "gov",
            json!({"update_params": {"min_bond": amount}}),
            "OutOfBounds",
        ),
        (
            "gov",
            json!({"update_params": {"min_unbond": amount}}),
            "OutOfBounds",
        ),
        (
            "alice",
            json!({"instant_unbond": {"shares": "10", "min_out": amount}}),
            "TooLittleOut",
        ),
    ] {
        assert_eq!(refused_by_hub(&mut s, by, &msg), kind, "{msg}");
    }
    for msg in [
        json!({"instant_unbond": {"shares": amount}}),
        json!({"send": {"contract": hub, "amount": amount, "msg": instant}}),
    ] {
        assert_eq!(
            refused_by_hub(&mut s, "alice", &msg),
            "InsufficientShares",
            "{msg}"
        );
    }
    let bond = json!({"bond": {"min_shares": amount}});
    assert_eq!(
        refused(&mut s, "alice", &hub, &bond, &stake(20_000)).kind,
        "TooFewShares"
    );
    let collector = s.collector.clone();
    let foreign = json!({"send_foreign": {"denom": "spam", "amount": amount, "to": alice}});
    assert_eq!(
        refused(&mut s, "gov", &collector, &foreign, &[]).kind,
        "InsufficientBalance"
    );
    // A move as large as this is never found; nothing is due otherwise.
    send(
        &mut s,
        "alice",
        &hub,
        &json!({"rebalance": {"minimum": amount}}),
        &[],
    )
    .unwrap();
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"update_params": {"bond_cap": amount}}),
        &[],
    )
    .unwrap();
    // Previews answer or refuse, and never panic.
    for question in [
        json!({"preview_bond": {"amount": amount}}),
        json!({"preview_unbond": {"shares": amount}}),
        json!({"preview_instant": {"shares": amount}}),
        json!({"preview_allocation": {"amount": amount}}),
    ] {
        let _: Result<Value, Failure> = s.query(&hub, &question);
    }
}

/// Coins that no chain has: prices are still computed.
#[rstest]
#[case::huge(1 << 120)]
#[case::a_quarter_of_all_there_can_be(1 << 126)]
fn a_whale_harms_nobody(#[case] coins: u128) {
    let mut s = lived_in();
    let carol = s.addr("carol");
    s.chain.fund(&carol, &stake(coins));
    assert_eq!(s.bond("carol", coins), coins);
    // Bob has his settled batch, and leaves the open one.
    assert_eq!(s.claim("bob"), 1_000_000);
    s.cancel("bob", None).unwrap();
    s.queue("carol", coins);
    assert_eq!(s.cancel("carol", None).map(drop), Ok(()));
    assert_eq!(s.instant("carol", 10_000_000), 9_900_000);
    assert_eq!(s.bond("alice", 10_000_000), 10_000_000);
}

/// Where an address may stand in a message to the hub: who sends it, the message, and whether the protocol's own
/// addresses are forbidden there too.
fn with_address(s: &Suite, address: &str) -> Vec<(&'static str, Value, bool)> {
    let alice = s.addr("alice");
    let queue = Binary::from(
        json!({"queue_unbond": {"receiver": address}})
            .to_string()
            .into_bytes(),
    );
    let instant = Binary::from(
        json!({"instant_unbond": {"receiver": address}})
            .to_string()
            .into_bytes(),
    );
    vec![
        ("alice", json!({"bond": {"receiver": address}}), true),
        (
            "alice",
            json!({"queue_unbond": {"shares": "20000", "receiver": address}}),
            true,
        ),
        (
            "alice",
            json!({"instant_unbond": {"shares": "20000", "receiver": address}}),
            true,
        ),
        ("bob", json!({"withdraw_unbonded": {"receiver": address}}), true),
        (
            "bob",
            json!({"claim": {"batches": [1], "receiver": address}}),
            true,
        ),
        (
            "alice",
            json!({"send": {"contract": s.hub, "amount": "20000", "msg": queue}}),
            true,
        ),
        (
            "alice",
            json!({"send": {"contract": s.hub, "amount": "20000", "msg": instant}}),
            true,
        ),
        (
            "bob",
            json!({"send_from": {"owner": alice, "contract": s.hub, "amount": "20000", "msg": queue}}),
            true,
        ),
        (
            "gov",
            json!({"update_fee": {"receivers": [{"to": address, "weight": 1}]}}),
            true,
        ),
        ("bob", json!({"claim_for": {"user": address}}), false),
        (
            "alice",
            json!({"transfer": {"recipient": address, "amount": "1"}}),
            false,
        ),
        (
            "alice",
            json!({"send": {"contract": address, "amount": "1", "msg": queue}}),
            false,
        ),
        (
            "alice",
            json!({"increase_allowance": {"spender": address, "amount": "1"}}),
            false,
        ),
        (
            "alice",
            json!({"decrease_allowance": {"spender": address, "amount": "1"}}),
            false,
        ),
        (
            "bob",
            json!({"transfer_from": {"owner": address, "recipient": alice, "amount": "1"}}),
            false,
        ),
        (
            "bob",
            json!({"transfer_from": {"owner": alice, "recipient": address, "amount": "1"}}),
            false,
        ),
        (
            "bob",
            json!({"send_from": {"owner": address, "contract": s.hub, "amount": "1", "msg": queue}}),
            false,
        ),
        (
            "bob",
            json!({"send_from": {"owner": alice, "contract": address, "amount": "1", "msg": queue}}),
            false,
        ),
        ("gov", json!({"update_roles": {"guardian": address}}), false),
        ("gov", json!({"update_roles": {"governor": address}}), false),
        (
            "gov",
            json!({"update_ownership": {"transfer_ownership": {"new_owner": address}}}),
            false,
        ),
    ]
}

#[rstest]
#[case::of_another_chain(FOREIGN_ADDRESS)]
#[case::of_a_validator("wasmvaloper1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn4pcg4p")]
#[case::with_a_wrong_checksum("wasm1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnqqqqqq")]
#[case::a_name("alice")]
#[case::empty("")]
fn an_address_that_is_none_of_this_chain_is_refused_wherever_one_may_stand(#[case] address: &str) {
    let mut s = lived_in();
    let hub = s.hub.clone();
    for (by, msg, _) in with_address(&s, address) {
        let funds = if name_of(&msg) == "bond" {
            stake(20_000)
        } else {
            vec![]
        };
        let kind = refused(&mut s, by, &hub, &msg, &funds).kind;
        assert!(
            ["Invalid", "GenericErr"].contains(&kind.as_str()),
            "{msg}: {kind}"
        );
    }
    for question in [
        json!({"balance": {"address": address}}),
        json!({"allowance": {"owner": address, "spender": s.hub}}),
        json!({"allowance": {"owner": s.hub, "spender": address}}),
        json!({"all_allowances": {"owner": address}}),
        json!({"all_spender_allowances": {"spender": address}}),
        json!({"unbond_requests_by_user": {"user": address}}),
        json!({"unbond_requests_by_user_details": {"user": address}}),
        json!({"unbond_requests_by_batch": {"id": 1, "start_after": address}}),
    ] {
        unanswered(&s, &hub, &question);
    }
    let (registry, collector) = (s.registry.clone(), s.collector.clone());
    let transfer = json!({"update_ownership": {"transfer_ownership": {"new_owner": address}}});
    refused(&mut s, "gov", &registry, &transfer, &[]);
    refused(&mut s, "gov", &collector, &transfer, &[]);
    let foreign = json!({"send_foreign": {"denom": "spam", "amount": "1", "to": address}});
    assert_eq!(
        refused(&mut s, "gov", &collector, &foreign, &[]).kind,
        "InvalidReceiver"
    );
    let add = json!({"add_validator": {"operator": address, "weight": 1}});
    refused(&mut s, "gov", &registry, &add, &[]);
    // The keeper that a collector names.
    let msg = Binary::from(
        json!({"deposit_rewards": {"keeper": address}})
            .to_string()
            .into_bytes(),
    );
    s.chain.fund(&collector, &stake(1_000));
    let before = fingerprint(&s);
    assert_eq!(
        s.exec_raw(&collector, &hub, msg, &stake(1_000)).unwrap_err().kind,
        "GenericErr"
    );
    assert!(before == fingerprint(&s));
}

#[rstest]
#[case::hub("hub")]
#[case::registry("registry")]
#[case::collector("collector")]
fn coins_and_shares_never_go_to_the_protocols_own_addresses(#[case] own: &str) {
    let mut s = lived_in();
    let (hub, address) = (s.hub.clone(), s.addr(own).to_string());
    for (by, msg, forbidden) in with_address(&s, &address) {
        if forbidden {
            let funds = if name_of(&msg) == "bond" {
                stake(20_000)
            } else {
                vec![]
            };
            assert_eq!(
                refused(&mut s, by, &hub, &msg, &funds).kind,
                "ForbiddenAddress",
                "{msg}"
            );
        }
    }
    let collector = s.collector.clone();
    if own != "registry" {
        let foreign = json!({"send_foreign": {"denom": "spam", "amount": "1", "to": address}});
        assert_eq!(
            refused(&mut s, "gov", &collector, &foreign, &[]).kind,
            "ForbiddenReceiver"
        );
    }
}

#[test]
fn what_does_not_exist_is_named_in_the_refusal() {
    let mut s = lived_in();
    let (hub, registry, collector) = (s.hub.clone(), s.registry.clone(), s.collector.clone());
    let carol = s.addr("carol");
    for (by, msg, kind) in [
        ("bob", json!({"claim": {"batches": [99]}}), "NoRequest"),
        ("bob", json!({"claim": {"batches": [2]}}), "NoRequest"),
        ("bob", json!({"claim": {"batches": [0]}}), "NoRequest"),
        ("bob", json!({"claim": {"batches": [u64::MAX]}}), "NoRequest"),
        ("bob", json!({"claim": {"batches": [1, 1]}}), "DuplicateBatch"),
        ("bob", json!({"claim": {"batches": [1, 99]}}), "NoRequest"),
        ("alice", json!({"claim": {"batches": [2]}}), "NothingClaimable"),
        ("alice", json!({"withdraw_unbonded": {}}), "NothingClaimable"),
        ("carol", json!({"withdraw_unbonded": {}}), "NoRequests"),
        ("alice", json!({"claim_for": {"user": carol}}), "NoRequests"),
        ("carol", json!({"cancel_unbond": {}}), "NothingQueued"),
        ("alice", json!({"cancel_unbond": {}}), "NothingQueued"),
        ("gov", json!({"unpause": {"domains": ["deposits"]}}), "NotPaused"),
        (
            "gov",
            json!({"update_ownership": "accept_ownership"}),
            "TransferNotFound",
        ),
        (
            "gov",
            json!({"update_ownership": "renounce_ownership"}),
            "CannotRenounce",
        ),
    ] {
        assert_eq!(refused_by_hub(&mut s, by, &msg), kind, "{msg}");
    }
    for id in [0, 3, 99, u64::MAX] {
        let text = unanswered(&s, &hub, &json!({"previous_batch": id}));
        assert!(text.contains(&format!("batch {id} does not exist")), "{text}");
        let users = ask(&s, &hub, &json!({"unbond_requests_by_batch": {"id": id}}));
        // Batch 3 is the open one, which Bob is in.
        assert_eq!(users.as_array().unwrap().len(), usize::from(id == 3));
    }
    let (unlisted, known) = (s.operator("nobody"), s.operator("val1"));
    for (msg, kind) in [
        (
            json!({"add_validator": {"operator": unlisted, "weight": 1}}),
            "UnknownValidator",
        ),
        (
            json!({"add_validator": {"operator": known, "weight": 1}}),
            "AlreadyListed",
        ),
        (
            json!({"add_validator": {"operator": known, "weight": 1_000_001}}),
            "WeightOutOfBounds",
        ),
        (json!({"remove_validator": {"operator": unlisted}}), "NotListed"),
        (json!({"pause_validator": {"operator": unlisted}}), "NotListed"),
        (json!({"resume_validator": {"operator": unlisted}}), "NotListed"),
        (json!({"resume_validator": {"operator": known}}), "NotPaused"),
        (
            json!({"set_weights": {"weights": [{"operator": unlisted, "weight": 1}]}}),
            "NotListed",
        ),
        (
            json!({"update_ownership": "accept_ownership"}),
            "TransferNotFound",
        ),
        (
            json!({"update_ownership": "renounce_ownership"}),
            "CannotRenounce",
        ),
    ] {
        assert_eq!(refused(&mut s, "gov", &registry, &msg, &[]).kind, kind, "{msg}");
    }
    unanswered(&s, &registry, &json!({"validator": {"operator": unlisted}}));
    for (msg, kind) in [
        (
            json!({"send_foreign": {"denom": "stake", "amount": "1", "to": carol}}),
            "NativeNotSendable",
        ),
        (
            json!({"send_foreign": {"denom": "spam", "amount": "501", "to": carol}}),
            "InsufficientBalance",
        ),
        (
            json!({"send_foreign": {"denom": "ham", "amount": "1", "to": carol}}),
            "InsufficientBalance",
        ),
        (
            json!({"update_ownership": "accept_ownership"}),
            "TransferNotFound",
        ),
        (
            json!({"update_ownership": "renounce_ownership"}),
            "CannotRenounce",
        ),
    ] {
        assert_eq!(refused(&mut s, "gov", &collector, &msg, &[]).kind, kind, "{msg}");
    }
    // Somebody without stake is answered with zeros, and nobody without requests with nothing.
    assert_eq!(
        ask(&s, &hub, &json!({"stakes": {"operators": [unlisted]}})),
        json!([{"delegated": "0", "entries": 0}])
    );
    assert_eq!(
        ask(&s, &hub, &json!({"unbond_requests_by_user": {"user": carol}})),
        json!([])
    );
}

#[test]
fn pages_past_the_end_are_empty() {
    let s = lived_in();
    let (alice, hub) = (s.addr("alice"), s.hub.clone());
    let last = "wasm1zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";
    for question in [
        json!({"previous_batches": {"start_after": 2}}),
        json!({"previous_batches": {"start_after": u64::MAX, "limit": u32::MAX}}),
        json!({"unbond_requests_by_user": {"user": alice, "start_after": u64::MAX}}),
        json!({"unbond_requests_by_user_details": {"user": alice, "start_after": u64::MAX}}),
        json!({"unbond_requests_by_batch": {"id": u64::MAX}}),
        json!({"validators": {"start_after": "z"}}),
        json!({"previous_batches": {"limit": 0}}),
    ] {
        assert_eq!(ask(&s, &hub, &question), json!([]), "{question}");
    }
    let rates = ask(&s, &hub, &json!({"exchange_rates": {"start_after": 0}}));
    assert_eq!(rates, json!({"exchange_rates": [], "apr": null}));
    for (question, list) in [
        (json!({"all_accounts": {"start_after": last}}), "accounts"),
        (
            json!({"all_allowances": {"owner": alice, "start_after": last}}),
            "allowances",
        ),
        (
            json!({"all_spender_allowances": {"spender": alice, "start_after": last}}),
            "allowances",
        ),
    ] {
        // cw20-base validates nothing here but the owner.
        assert_eq!(ask(&s, &hub, &question)[list], json!([]), "{question}");
    }
    let historical = json!({"historical_redemption_rates": {"denom": hub, "limit": 0}});
    assert_eq!(ask(&s, &hub, &historical), json!({"redemption_rates": []}));
}

#[test]
fn lists_are_neither_empty_nor_too_long_nor_double() {
    let mut s = lived_in();
    let (registry, collector, alice) = (s.registry.clone(), s.collector.clone(), s.addr("alice"));
    let receivers: Vec<_> = (0..6)
        .map(|n| json!({"to": s.addr(&format!("receiver{n}")), "weight": 1}))
        .collect();
    let denoms: Vec<_> = (0..5).map(|n| format!("denom{n}")).collect();
    let batches: Vec<u64> = (1..=51).collect();
    for (by, msg, kind) in [
        ("bob", json!({"claim": {"batches": []}}), "ListLength"),
        ("bob", json!({"claim": {"batches": batches}}), "ListLength"),
        ("gov", json!({"pause": {"domains": []}}), "ListLength"),
        (
            "gov",
            json!({"pause": {"domains": ["deposits", "deposits", "deposits", "deposits", "deposits"]}}),
            "ListLength",
        ),
        ("gov", json!({"unpause": {"domains": []}}), "ListLength"),
        ("gov", json!({"update_fee": {"receivers": []}}), "ListLength"),
        (
            "gov",
            json!({"update_fee": {"receivers": receivers}}),
            "ListLength",
        ),
        (
            "gov",
            json!({"update_fee": {"receivers": [{"to": alice, "weight": 1}, {"to": alice, "weight": 2}]}}),
            "Invalid",
        ),
        (
            "gov",
            json!({"update_fee": {"receivers": [{"to": "keeper", "weight": 1}, {"to": "keeper", "weight": 2}]}}),
            "Invalid",
        ),
        ("gov", json!({"update_fee": {"bps": 1_001}}), "OutOfBounds"),
        (
            "gov",
            json!({"update_params": {"rate_denoms": denoms}}),
            "ListLength",
        ),
        ("gov", json!({"update_params": {"rate_denoms": [""]}}), "Invalid"),
        (
            "gov",
            json!({"update_params": {"rate_denoms": ["d".repeat(129)]}}),
            "Invalid",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": []}}),
            "ListLength",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": [
                ["0.2", "yes"], ["0.2", "no"], ["0.2", "abstain"], ["0.2", "no_with_veto"], ["0.2", "yes"]]}}),
            "ListLength",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": [["0.5", "yes"]]}}),
            "Invalid",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": [["1", "yes"], ["0", "no"]]}}),
            "Invalid",
        ),
        (
            "council",
            json!({"vote_weighted": {"proposal_id": 1, "votes": [["0.5", "no"], ["0.5", "no"]]}}),
            "Invalid",
        ),
        ("alice", json!({"crank": {"max_msgs": 31}}), "OutOfBounds"),
        ("alice", json!({"crank": {"max_msgs": u32::MAX}}), "OutOfBounds"),
    ] {
        assert_eq!(refused_by_hub(&mut s, by, &msg), kind, "{msg}");
    }
    let weight = json!({"operator": s.operator("val1"), "weight": 1});
    for (msg, kind) in [
        (json!({"set_weights": {"weights": []}}), "NoValidators"),
        (json!({"set_weights": {"weights": [weight, weight]}}), "Repeated"),
    ] {
        assert_eq!(refused(&mut s, "gov", &registry, &msg, &[]).kind, kind, "{msg}");
    }
    let many: Vec<_> = (0..101).map(|n| format!("denom{n}")).collect();
    unanswered(&s, &collector, &json!({"balances": {"denoms": many}}));
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

fn instantiation_failure(change: impl FnOnce(&mut hub::InstantiateMsg), seed: &[(u128, &str)]) -> String {
    let setup = setup();
    let mut chain = make_chain(&setup).unwrap();
    let codes = store_codes(&mut chain);
    let mut msg = instantiate_msg(&chain, &codes, &setup);
    change(&mut msg);
    let deployer = chain.account("deployer");
    let funds: Vec<_> = seed.iter().map(|(amount, denom)| coin(*amount, *denom)).collect();
    chain.fund(&deployer, &funds);
    let error = chain
        .instantiate(codes.hub, &deployer, &msg, &funds, "hub", None)
        .unwrap_err();
    Failure::of(&error).kind
}

const SEED: &[(u128, &str)] = &[(1_000_000, "stake")];

#[rstest]
#[case::no_seed(&[], "NoCoin")]
#[case::too_small(&[(999_999, "stake")], "BelowMinimum")]
#[case::another_coin(&[(1_000_000, "spam")], "WrongDenom")]
#[case::two_coins(&[(5, "spam"), (1_000_000, "stake")], "SeveralCoins")]
fn instantiate_needs_the_seed(#[case] seed: &[(u128, &str)], #[case] kind: &str) {
    assert_eq!(instantiation_failure(|_| (), seed), kind);
}

#[test]
fn instantiate_refuses_what_could_never_be_set_later() {
    type Change = fn(&mut hub::InstantiateMsg);
    let cases: [(Change, &str); 17] = [
        (|m| m.owner = FOREIGN_ADDRESS.into(), "GenericErr"),
        (|m| m.owner = String::new(), "GenericErr"),
        (|m| m.guardian = Some("x".into()), "Invalid"),
        (|m| m.governor = Some(FOREIGN_ADDRESS.into()), "Invalid"),
        (|m| m.token.name = "xy".into(), "GenericErr"),
        (|m| m.token.symbol = "no digits 1".into(), "GenericErr"),
        (|m| m.token.decimals = 19, "GenericErr"),
        (|m| m.fee.bps = 1_001, "OutOfBounds"),
        (|m| m.fee.receivers.clear(), "ListLength"),
        (|m| m.fee.receivers = vec![fee_to("x")], "Invalid"),
        (
            |m| m.fee.receivers = vec![fee_to("keeper"), fee_to("keeper")],
            "Invalid",
        ),
        (|m| m.registry.validators.clear(), "NoValidators"),
        (
            |m| m.registry.validators.push(m.registry.validators[0].clone()),
            "Repeated",
        ),
        (|m| m.registry.validators[0].weight = 0, "WeightOutOfBounds"),
        (|m| m.registry.params.max_share_bps = Some(99), "OutOfBounds"),
        (|m| m.params.rate_denoms = Some(vec!["d".into(); 5]), "ListLength"),
        (
            |m| m.params = std::mem::take(&mut m.params).with(Param::MaxMsgs, 31u128),
            "OutOfBounds",
        ),
    ];
    for (n, (change, kind)) in cases.into_iter().enumerate() {
        assert_eq!(instantiation_failure(change, SEED), kind, "case {n}");
    }
    // The seed would be of a coin that the chain does not stake.
    assert_eq!(
        instantiation_failure(|m| m.denom = "spam".into(), &[(1_000_000, "spam")]),
        "Invalid"
    );
}
