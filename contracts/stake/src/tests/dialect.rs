//! The questions of DAO DAO's contracts, with the answers that their published schemas describe: names, types, and no field
//! beside.

use serde_json::{json, Value};

use crate::fixture::{Fixture, UNSTAKING};

fn ask(f: &Fixture, question: Value) -> Value {
    f.ask(serde_json::from_value(question).unwrap()).unwrap()
}

#[test]
fn voting_modules_are_answered_as_theirs_are() {
    let mut f = Fixture::new();
    f.stake("alice", 7);
    f.pass(6);
    let (alice, height) = (f.addr("alice"), f.env.block.height);
    let voting = [
        (
            json!({ "voting_power_at_height": { "address": alice } }),
            json!({ "power": "7", "height": height }),
        ),
        (
            json!({ "voting_power_at_height": { "address": alice, "height": null } }),
            json!({ "power": "7", "height": height }),
        ),
        (
            json!({ "voting_power_at_height": { "address": alice, "height": 1 } }),
            json!({ "power": "0", "height": 1 }),
        ),
        (
            json!({ "total_power_at_height": {} }),
            json!({ "power": "7", "height": height }),
        ),
        (
            json!({ "info": {} }),
            json!({ "info": { "contract": "crates.io:floe-stake", "version": env!("CARGO_PKG_VERSION") } }),
        ),
        (json!({ "is_active": {} }), json!({ "active": true })),
        (json!({ "dao": {} }), json!(f.addr("owner"))),
        (json!({ "token_contract": {} }), json!(f.addr("token"))),
    ];
    for (question, expected) in voting {
        assert_eq!(ask(&f, question.clone()), expected, "{question}");
    }
}

#[test]
fn the_staking_contract_is_answered_as_theirs_is() {
    let mut f = Fixture::new();
    f.stake("alice", 7);
    f.pass(6);
    f.unstake("alice", 2).unwrap();
    f.pass(6);
    let (alice, height) = (f.addr("alice"), f.env.block.height);
    let ready = (f.env.block.time.nanos() + (UNSTAKING - 6) * 1_000_000_000) / 1_000_000_000 * 1_000_000_000;
    let staking = [
        (
            json!({ "staked_balance_at_height": { "address": alice, "height": height - 1 } }),
            json!({ "balance": "7", "height": height - 1 }),
        ),
        (
            json!({ "total_staked_at_height": { "height": null } }),
            json!({ "total": "5", "height": height }),
        ),
        (
            json!({ "staked_value": { "address": alice } }),
            json!({ "value": "5" }),
        ),
        (json!({ "total_value": {} }), json!({ "total": "5" })),
        (
            json!({ "claims": { "address": alice } }),
            json!({ "claims": [{ "amount": "2", "release_at": { "at_time": ready.to_string() } }] }),
        ),
        (
            json!({ "list_stakers": { "limit": 3 } }),
            json!({ "stakers": [{ "address": alice, "balance": "5" }] }),
        ),
        (json!({ "get_hooks": {} }), json!({ "hooks": [] })),
        (
            json!({ "get_config": {} }),
            json!({
                "owner": f.addr("owner"),
                "token_address": f.addr("token"),
                "unstaking_duration": { "time": UNSTAKING },
            }),
        ),
    ];
    for (question, expected) in staking {
        assert_eq!(ask(&f, question.clone()), expected, "{question}");
    }
}

#[test]
fn where_a_denom_is_staked_it_is_the_dialect_of_staked_denoms() {
    let f = Fixture::of_denom();
    assert_eq!(ask(&f, json!({ "denom": {} })), json!({ "denom": "lp" }));
    assert_eq!(
        ask(&f, json!({ "get_config": {} })),
        json!({ "unstaking_duration": { "time": UNSTAKING } })
    );
    let refused = f.ask::<Value>(serde_json::from_value(json!({ "token_contract": {} })).unwrap());
    let text = refused.unwrap_err().to_string();
    assert!(
        text.contains("the staked token is lp; ask for the denom"),
        "{text}"
    );
    let mut f = Fixture::bare();
    f.begin_with(floe_api::stake::Asset::Denom("lp".into()), 0)
        .unwrap();
    assert_eq!(
        ask(&f, json!({ "get_config": {} })),
        json!({ "unstaking_duration": null })
    );
}
