//! The state, the configuration, the books against the bank, powers and ownership.

use super::*;

#[test]
fn state_adds_up() {
    let mut s = worked_with_batch();
    assert_eq!(
        ask_hub(&s, json!({"state": {}})),
        json!({
            "total_ustake": "25973764", "total_usteak": "25973764", "total_utoken": "26440360",
            "total_native": "26440360", "total_uluna": "26440360", "exchange_rate": "1.017964127186186799",
            "unlocked_coins": [], "unbonding": "10179640", "available": "0", "tvl_utoken": "36620000",
            "tvl_uluna": "36620000", "status": "normal", "last_sync": START + DAY, "suspect": "0",
        })
    );
    let add_up = |s: &Suite| {
        let state = ask_hub(s, json!({"state": {}}));
        let field = |name: &str| number(&state[name]);
        let sum = field("total_native") + field("unbonding") + field("available");
        assert_eq!((field("tvl_utoken"), field("tvl_uluna")), (sum, sum), "{state}");
        assert_eq!(
            state["exchange_rate"],
            ask_hub(s, json!({"redemption_rate": {"denom": s.hub}}))["redemption_rate"]
        );
        assert_eq!(field("total_ustake"), s.books().supply());
    };
    s.pass_days(2);
    s.slash("val2", 5);
    s.rewards(50_000);
    add_up(&s);
    s.crank();
    add_up(&s);
    s.pass_secs(1_000);
    add_up(&s);
    s.pass_secs(UNBONDING);
    s.next_block();
    s.crank();
    let state = ask_hub(&s, json!({"state": {}}));
    assert_eq!(state["unbonding"], json!("0"));
    assert_eq!(number(&state["available"]), s.books().reserved);
    assert!(s.books().reserved > 0);
    add_up(&s);
    s.claim("alice");
    assert_eq!(ask_hub(&s, json!({"state": {}}))["available"], json!("0"));
    add_up(&s);
}

#[test]
fn state_names_the_gravest_condition() {
    let status = |s: &Suite| ask_hub(s, json!({"state": {}}))["status"].clone();
    let mut s = worked_with_batch();
    assert_eq!(status(&s), json!("normal"));
    let mut paused = worked();
    let domains = vec![floe_api::hub::Domain::Deposits];
    paused.hub("guard", &ExecuteMsg::Pause { domains }).unwrap();
    assert_eq!(status(&paused), json!("paused"));
    paused.pass_days(7);
    assert_eq!(
        status(&paused),
        json!("normal"),
        "a guardian's pause ends by itself"
    );
    let mut held = worked();
    held.hold("val1", 10 * DAY);
    held.bond("bob", 5_000_000);
    held.queue("alice", 10_000_000);
    held.submit_batch();
    held.pass_secs(UNBONDING + 7_200);
    held.sync();
    assert_eq!(status(&held), json!("short"));
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    assert_eq!(status(&s), json!("winding_down"));
}

#[test]
fn config_speaks_the_family_dialect() {
    let mut s = worked();
    let registry = s.registry.clone();
    let (gov, treasury, council) = (s.addr("gov"), s.addr("treasury"), s.addr("council"));
    let (val1, val2, val3) = (s.operator("val1"), s.operator("val2"), s.operator("val3"));
    let expected = json!({
        "owner": gov, "new_owner": null, "stake_token": s.hub, "steak_token": s.hub, "denom": "stake",
        "utoken": "stake", "epoch_period": 86_400, "unbond_period": 1_814_400, "validators": [val1, val2, val3],
        "paused_validators": [],
        "fee_config": {"protocol_fee_contract": treasury, "protocol_reward_fee": "0.1"},
        "fee_type": "FeeSplit", "fee_account": treasury, "fee_rate": "0.1", "max_fee_rate": "0.1",
        "delegation_strategy": "uniform", "dust_collector": null, "token_factory": null, "vote_operator": council,
        "registry": s.registry, "collector": s.collector,
    });
    assert_eq!(ask_hub(&s, json!({"config": {}})), expected);
    // The account is the first receiver that is an address.
    let (hub, carol) = (s.hub.clone(), s.addr("carol"));
    let fee = json!({"update_fee": {"bps": 500, "receivers": [{"to": "keeper", "weight": 1}, {"to": carol, "weight": 9}]}});
    send(&mut s, "gov", &hub, &fee, &[]).unwrap();
    let params = ParamsUpdate::default()
        .with(Param::BatchInterval, 10u128)
        .with(Param::UnbondingEstimate, 600u128);
    update(&mut s, params);
    send(
        &mut s,
        "gov",
        &registry,
        &json!({"pause_validator": {"operator": val2}}),
        &[],
    )
    .unwrap();
    let transfer = json!({"update_ownership": {"transfer_ownership": {"new_owner": carol}}});
    send(&mut s, "gov", &hub, &transfer, &[]).unwrap();
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"update_roles": {"governor": null}}),
        &[],
    )
    .unwrap();
    let config = ask_hub(&s, json!({"config": {}}));
    assert_eq!(
        (&config["epoch_period"], &config["unbond_period"]),
        (&json!(10), &json!(600))
    );
    assert_eq!(
        (&config["fee_account"], &config["fee_rate"]),
        (&json!(carol), &json!("0.05"))
    );
    assert_eq!(
        config["fee_config"],
        json!({"protocol_fee_contract": carol, "protocol_reward_fee": "0.05"})
    );
    assert_eq!(config["paused_validators"], json!([val2]));
    assert_eq!(config["validators"], json!([val1, val2, val3]));
    assert_eq!(
        (&config["new_owner"], &config["vote_operator"]),
        (&json!(carol), &json!(null))
    );
    let keeper = json!({"update_fee": {"receivers": [{"to": "keeper", "weight": 1}]}});
    send(&mut s, "gov", &hub, &keeper, &[]).unwrap();
    assert_eq!(ask_hub(&s, json!({"config": {}}))["fee_account"], json!(null));
}

#[rstest]
#[case::hub("hub")]
#[case::registry("registry")]
#[case::collector("collector")]
fn ownership_is_told_alike_by_all_three(#[case] contract: &str) {
    let mut s = worked();
    let (of, gov, carol) = (s.addr(contract), s.addr("gov"), s.addr("carol"));
    let told = |s: &Suite| ask(s, &of, &json!({"ownership": {}}));
    assert_eq!(
        told(&s),
        json!({"owner": gov, "pending_owner": null, "pending_expiry": null})
    );
    for expiry in [
        json!({"at_time": "1800000000000000000"}),
        json!({"at_height": 1_000}),
        json!({"never": {}}),
        json!(null),
    ] {
        let msg = json!({"update_ownership": {"transfer_ownership": {"new_owner": carol, "expiry": expiry}}});
        send(&mut s, "gov", &of, &msg, &[]).unwrap();
        assert_eq!(
            told(&s),
            json!({"owner": gov, "pending_owner": carol, "pending_expiry": expiry})
        );
    }
    send(
        &mut s,
        "carol",
        &of,
        &json!({"update_ownership": "accept_ownership"}),
        &[],
    )
    .unwrap();
    assert_eq!(
        told(&s),
        json!({"owner": carol, "pending_owner": null, "pending_expiry": null})
    );
}

#[test]
fn solvency_shows_the_books_against_the_bank() {
    let s = worked_with_batch();
    assert_eq!(
        ask_hub(&s, json!({"solvency": {}})),
        json!({
            "bank": "5651000", "free": "5651000", "reserved": "0", "undelegating": "4555080", "owed": "10179640",
            "delegated": "26413920", "supply": "25973764", "unreleased": "0", "pool": "26440360", "loss_carry": "0",
            "seed": "1000000", "escrow": "0", "short_since": null, "healthy": true,
        })
    );
}

#[test]
fn the_hub_is_not_healthy_without_the_coins_of_its_books() {
    let mut s = worked_with_batch();
    s.pass_secs(UNBONDING);
    s.next_block();
    s.crank();
    let healthy = |s: &Suite| ask_hub(s, json!({"solvency": {}}))["healthy"] == json!(true);
    assert!(healthy(&s) && s.books().reserved > 0);
    let hub = s.hub.clone();
    let mut storage = s.chain.app_mut().contract_storage_mut(&hub);
    let reserved = RESERVED.load(&*storage).unwrap();
    RESERVED
        .save(&mut *storage, &reserved.more(Native::new(1)))
        .unwrap();
    drop(storage);
    assert!(!healthy(&s));
}

#[test]
fn powers_show_roles_bounds_and_pauses() {
    let mut s = worked();
    let powers = ask_hub(&s, json!({"powers": {}}));
    for (role, name) in [
        ("owner", "gov"),
        ("guardian", "guard"),
        ("governor", "council"),
        ("admin", "admin"),
    ] {
        assert_eq!(powers[role], json!(s.addr(name)), "{role}");
    }
    assert_eq!(
        (&powers["guardian_armed"], &powers["pauses"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(powers["params"].as_array().unwrap().len(), 17);
    assert_eq!(
        powers["params"][0],
        json!({"name": "min_bond", "value": "10000", "default": "10000", "min": "1000", "max": "100000000"})
    );
    let apr =
        json!({"name": "max_apr_bps", "value": "100000", "default": "5000", "min": "3000", "max": "100000"});
    assert!(powers["params"].as_array().unwrap().contains(&apr));
    assert_eq!(
        (&powers["max_fee_bps"], &powers["bond_cap"]),
        (&json!(1_000), &json!(null))
    );
    let hub = s.hub.clone();
    let receivers = json!([{"to": s.addr("treasury"), "weight": 3}, {"to": "keeper", "weight": 1}]);
    let named = s.addr("treasury").to_string();
    let fee = json!({"update_fee": {"receivers": receivers}});
    let response = send(&mut s, "gov", &hub, &fee, &[]).unwrap();
    assert_eq!(ask_hub(&s, json!({"powers": {}}))["fee"]["receivers"], receivers);
    let changed = response
        .events
        .iter()
        .find(|event| event.ty == "wasm-floe/config_changed");
    let new = &changed
        .unwrap()
        .attributes
        .iter()
        .find(|attribute| attribute.key == "new");
    assert_eq!(new.unwrap().value, format!("1000 to {named}:3,keeper:1"));
    send(
        &mut s,
        "guard",
        &hub,
        &json!({"pause": {"domains": ["deposits", "instant_unbond"]}}),
        &[],
    )
    .unwrap();
    let powers = ask_hub(&s, json!({"powers": {}}));
    let paused = |domain: &str| json!({"domain": domain, "since": START + DAY, "until": START + 8 * DAY});
    assert_eq!(
        powers["pauses"],
        json!([paused("deposits"), paused("instant_unbond")])
    );
    assert_eq!(powers["fee_rise"], json!(null));
    assert_eq!(powers["guardian_armed"], json!(false));
    s.pass_days(7);
    assert_eq!(ask_hub(&s, json!({"powers": {}}))["pauses"], json!([]));
}

#[test]
fn registry_and_collector_tell_what_they_keep() {
    let mut s = lived_in();
    let (registry, collector, val1, val2) = (
        s.registry.clone(),
        s.collector.clone(),
        s.operator("val1"),
        s.operator("val2"),
    );
    send(
        &mut s,
        "gov",
        &registry,
        &json!({"pause_validator": {"operator": val2}}),
        &[],
    )
    .unwrap();
    let shown = |operator: &str, status: Value, accepting: bool| {
        json!({"operator": operator, "class": "curated", "weight": 1, "base": 1, "status": status, "commission": "0.05",
            "bonded": true, "since": START, "dear_since": null, "listed_at": START, "accepting": accepting,
            "bonded_share": "1", "highest_commission": "0.05", "short": false})
    };
    let all = ask(&s, &registry, &json!({"validators": {}}));
    assert_eq!(all[0], shown(&val1, json!("active"), true));
    assert_eq!(all[1], shown(&val2, json!({"paused": {"until": null}}), false));
    assert_eq!(
        ask(&s, &registry, &json!({"validator": {"operator": val2}})),
        all[1]
    );
    assert_eq!(
        ask(
            &s,
            &registry,
            &json!({"validators": {"start_after": val1, "limit": 1}})
        ),
        json!([all[1]])
    );
    assert_eq!(
        ask(&s, &registry, &json!({"config": {}})),
        json!({"hub": s.hub, "max_commission": "0.2", "max_share_bps": 2_000, "inactive_grace": 259_200,
            "open_share_bps": 1_000, "steward": null, "lister": null, "refreshed_at": START})
    );
    assert_eq!(
        ask(&s, &collector, &json!({"config": {}})),
        json!({"hub": s.hub, "denom": "stake", "swapper": null})
    );
    s.gift("collector", 77);
    let coins = |denoms: Value| ask(&s, &collector, &json!({"balances": {"denoms": denoms}}));
    assert_eq!(coins(json!(null)), json!([{"denom": "stake", "amount": "77"}]));
    assert_eq!(
        coins(json!(["spam", "stake", "ham", "spam"])),
        json!([{"denom": "stake", "amount": "77"}, {"denom": "spam", "amount": "500"}, {"denom": "ham", "amount": "0"}])
    );
}
