//! The rate in every dialect, and what is said of its age.

use super::*;

#[test]
fn the_rate_is_told_under_the_hubs_names_and_the_owners_denoms() {
    let mut s = worked();
    let hub = s.hub.clone();
    let answer = json!({"redemption_rate": RATE, "update_time": START + DAY});
    for denom in [hub.to_string(), format!("cw20:{hub}")] {
        assert_eq!(
            ask_hub(&s, json!({"redemption_rate": {"denom": denom, "params": null}})),
            answer
        );
        assert_eq!(ask_hub(&s, json!({"redemption_rate": {"denom": denom}})), answer);
    }
    let wrong = [
        json!({"redemption_rate": {"denom": "stake"}}),
        json!({"redemption_rate": {"denom": ""}}),
        json!({"redemption_rate": {"denom": format!("cw20:{}", s.registry)}}),
        json!({"redemption_rate": {"denom": "cw20:"}}),
        json!({"redemption_rate": {"denom": "factory/a"}}),
        json!({"redemption_rate": {"denom": hub, "params": {}}}),
        json!({"redemption_rate": {"denom": hub, "params": "e30="}}),
        json!({"historical_redemption_rates": {"denom": "stake"}}),
        json!({"historical_redemption_rates": {"denom": hub, "params": []}}),
    ];
    for question in &wrong {
        unanswered(&s, &hub, question);
    }
    let denoms = ["factory/a", "factory/b", "ibc/c", "d"].map(String::from);
    update(
        &mut s,
        ParamsUpdate {
            rate_denoms: Some(denoms.to_vec()),
            ..Default::default()
        },
    );
    for denom in &denoms {
        assert_eq!(ask_hub(&s, json!({"redemption_rate": {"denom": denom}})), answer);
        let past = ask_hub(
            &s,
            json!({"historical_redemption_rates": {"denom": denom, "limit": 1}}),
        );
        assert_eq!(
            past,
            json!({"redemption_rates": [{"denom": denom, "redemption_rate": RATE, "update_time": START + DAY}]})
        );
    }
    unanswered(&s, &hub, &json!({"redemption_rate": {"denom": "stake"}}));
    update(
        &mut s,
        ParamsUpdate {
            rate_denoms: Some(Vec::new()),
            ..Default::default()
        },
    );
    unanswered(&s, &hub, &json!({"redemption_rate": {"denom": "d"}}));
}

#[test]
fn the_vault_dialect_goes_silent_once_the_rate_is_too_old() {
    let mut s = worked();
    let hub = s.hub.clone();
    let question = json!({"get_redemption_rate": {}});
    assert_eq!(
        ask_hub(&s, json!({"get_lst_asset_denom": {}})),
        json!(format!("cw20:{hub}"))
    );
    assert_eq!(ask_hub(&s, question.clone()), json!(RATE));
    // Twice six hours after the last observation, to the second.
    s.pass_secs(43_200);
    assert_eq!(ask_hub(&s, question.clone()), json!(RATE));
    s.pass_secs(1);
    let text = unanswered(&s, &hub, &question);
    assert!(text.contains("send sync and ask again"), "{text}");
    // The timed answers go on and say how old they are.
    assert_eq!(
        ask_hub(&s, json!({"redemption_rate": {"denom": hub}})),
        json!({"redemption_rate": RATE, "update_time": START + DAY})
    );
    // Anybody's crank brings it back, and the parameter moves the limit.
    s.crank();
    assert_eq!(ask_hub(&s, question.clone()), json!(RATE));
    update(&mut s, ParamsUpdate::default().with(Param::MaxSyncAge, 60u128));
    s.pass_secs(120);
    assert_eq!(ask_hub(&s, question.clone()), json!(RATE));
    s.pass_secs(1);
    unanswered(&s, &hub, &question);
}

#[test]
fn the_price_feed_tells_the_block_of_the_last_observation_in_nanoseconds() {
    let mut s = worked();
    let height = s.chain.block().height;
    let nanos = s.chain.block().time.nanos().to_string();
    let expected = json!({
        "value": RATE,
        "block_info": {"height": height, "time": nanos, "chain_id": "floe-1"},
        "timestamp": nanos,
        "volatile": false,
    });
    assert_eq!(ask_hub(&s, json!({"price": {}})), expected);
    s.advance(3_600, 100);
    assert_eq!(
        ask_hub(&s, json!({"price": {}})),
        expected,
        "never the present block"
    );
    s.sync();
    let price = ask_hub(&s, json!({"price": {}}));
    assert_eq!(price["block_info"]["height"], json!(height + 100));
    assert_eq!(
        price["timestamp"],
        json!(((START + DAY + 3_600) * 1_000_000_000).to_string())
    );
}

#[test]
fn the_raw_read_is_the_redemption_rate_at_every_moment() {
    let same = |s: &Suite| {
        let raw = query_raw(&s.chain.querier(), &s.hub, s.now()).unwrap();
        let answer = ask_hub(s, json!({"redemption_rate": {"denom": s.hub}}));
        assert_eq!(
            answer,
            json!({"redemption_rate": raw.rate, "update_time": raw.update_time})
        );
    };
    let mut s = Suite::new(setup());
    same(&s);
    s.bond("alice", 30_000_000);
    same(&s);
    s.rebalance();
    s.rewards(620_000);
    s.harvest();
    for _ in 0..30 {
        s.pass_secs(7_777);
        same(&s);
    }
    s.queue("alice", 10_000_000);
    same(&s);
    s.crank();
    same(&s);
    s.slash("val2", 7);
    same(&s);
    s.sync();
    same(&s);
    s.gift("hub", 1_000_000);
    same(&s);
    s.sync();
    for _ in 0..10 {
        s.pass_secs(200_000);
        same(&s);
        s.crank();
        same(&s);
    }
    s.claim("alice");
    same(&s);
    for validator in ["val1", "val2", "val3"] {
        s.slash(validator, 100);
    }
    s.sync();
    same(&s);
    let stranger = s.addr("stranger");
    assert!(query_raw(&s.chain.querier(), &stranger, s.now()).is_err());
    assert!(query_raw(&s.chain.querier(), &s.registry, s.now()).is_err());
}

#[test]
fn the_time_of_the_rate_is_that_of_the_last_observation() {
    let mut s = Suite::new(setup());
    s.bond("alice", 30_000_000);
    let told = |s: &Suite| {
        let rate = ask_hub(s, json!({"redemption_rate": {"denom": s.hub}}));
        let time = rate["update_time"].as_u64().unwrap();
        let nanos = json!((time * 1_000_000_000).to_string());
        assert_eq!(ask_hub(s, json!({"price": {}}))["timestamp"], nanos);
        assert_eq!(ask_hub(s, json!({"state": {}}))["last_sync"], json!(time));
        time
    };
    s.crank();
    assert_eq!(told(&s), START);
    // A crank that found nothing is an observation all the same.
    s.pass_secs(3_600);
    assert!(s.crank().is_idle());
    let last = START + 3_600;
    assert_eq!(told(&s), last);
    // A week without any: never "now".
    for _ in 0..7 {
        s.pass_days(1);
        assert_eq!(told(&s), last);
    }
    s.sync();
    let last = s.now();
    assert_eq!(told(&s), last);
    // What looks at nothing does not refresh it.
    s.pass_secs(100);
    s.bond("bob", 1_000_000);
    s.queue("bob", 500_000);
    s.cancel("bob", Some(100_000)).unwrap();
    let carol = s.addr("carol").to_string();
    s.hub(
        "alice",
        &ExecuteMsg::Transfer {
            recipient: carol,
            amount: 5u128.into(),
        },
    )
    .unwrap();
    let (alice, hub, collector) = (s.addr("alice"), s.hub.clone(), s.collector.clone());
    send(&mut s, "stranger", &collector, &json!({"forward": {}}), &[]).unwrap();
    s.refresh();
    s.send(&alice, &hub, &stake(1_000)).unwrap();
    update(&mut s, ParamsUpdate::default().with(Param::MaxMsgs, 7u128));
    assert_eq!(told(&s), last);
    // What is refused neither.
    s.try_queue("alice", u128::MAX).unwrap_err();
    s.try_claim("alice").unwrap_err();
    assert_eq!(told(&s), last);
    // A stale deposit observes, and says so.
    s.pass_secs(21_501);
    s.bond("bob", 1_000_000);
    assert_eq!(told(&s), last + 21_601);
}
