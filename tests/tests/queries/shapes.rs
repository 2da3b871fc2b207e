//! Fields of the answers: closed ones have these and no others, open ones at least these; lists are bounded.

use super::*;

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A world in which every closed answer has something in every part of it.
fn talkative() -> Suite {
    let mut s = worked_with_batch();
    let (gov, carol) = (s.addr("gov"), s.addr("carol").to_string());
    s.queue("alice", 1_000_000);
    for (spender, expires) in [
        ("bob", json!({"never": {}})),
        ("carol", json!({"at_height": 1_000})),
    ] {
        let msg =
            json!({"increase_allowance": {"spender": s.addr(spender), "amount": "5", "expires": expires}});
        let hub = s.hub.clone();
        send(&mut s, "alice", &hub, &msg, &[]).unwrap();
    }
    for contract in ["hub", "registry", "collector"] {
        let contract = s.addr(contract);
        let msg = json!({"update_ownership": {"transfer_ownership":
            {"new_owner": carol, "expiry": {"at_time": "1800000000000000000"}}}});
        s.exec(&gov, &contract, &msg, &[]).unwrap();
    }
    s
}

#[test]
fn closed_answers_are_read_by_strict_readers_that_refuse_one_field_more() {
    let s = talkative();
    for (question, reader) in closed(&s) {
        let answer = ask_hub(&s, question.clone());
        assert_eq!(reader(&answer), Ok(()), "{question}: {answer}");
        let scalar = !answer.is_object() && !answer.is_array();
        let spoiled = with_unknown_fields(&answer);
        assert!(
            scalar || !spoiled.is_empty(),
            "{question} is answered with nothing to spoil"
        );
        for spoiled in spoiled {
            assert!(
                reader(&spoiled).is_err(),
                "{question}: not strict about {spoiled}"
            );
        }
    }
    for contract in [&s.registry, &s.collector] {
        let answer = ask(&s, contract, &json!({"ownership": {}}));
        assert_eq!(read::<strict::Ownership>(&answer), Ok(()));
    }
}

#[test]
fn the_project_reads_its_own_closed_answers_as_strictly() {
    use floe_api::hub;
    let s = talkative();
    let closed: [(Value, Reader); 7] = [
        (
            json!({"redemption_rate": {"denom": s.hub}}),
            read::<hub::RedemptionRateResponse>,
        ),
        (
            json!({"historical_redemption_rates": {"denom": s.hub}}),
            read::<hub::HistoricalRedemptionRatesResponse>,
        ),
        (json!({"price": {}}), read::<hub::PriceResponse>),
        (json!({"exchange_rates": {}}), read::<hub::ExchangeRatesResponse>),
        (
            json!({"unbond_requests_by_user": {"user": s.addr("alice")}}),
            read::<Vec<hub::UserRequest>>,
        ),
        (
            json!({"unbond_requests_by_batch": {"id": 1}}),
            read::<Vec<hub::BatchRequest>>,
        ),
        (
            json!({"ownership": {}}),
            read::<floe_api::ownership::OwnershipResponse>,
        ),
    ];
    for (question, reader) in closed {
        let answer = ask_hub(&s, question.clone());
        assert_eq!(reader(&answer), Ok(()), "{question}");
        for spoiled in with_unknown_fields(&answer) {
            assert!(
                reader(&spoiled).is_err(),
                "{question}: not strict about {spoiled}"
            );
        }
    }
}

#[test]
fn open_answers_have_these_fields() {
    let s = talkative();
    let fields = |question: Value| ask_hub(&s, question);
    assert_eq!(
        keys(&fields(json!({"state": {}}))),
        BTreeSet::from([
            "total_ustake",
            "total_usteak",
            "total_utoken",
            "total_native",
            "total_uluna",
            "exchange_rate",
            "unlocked_coins",
            "unbonding",
            "available",
            "tvl_utoken",
            "tvl_uluna",
            "status",
            "last_sync",
            "suspect",
        ])
    );
    assert_eq!(
        keys(&fields(json!({"config": {}}))),
        BTreeSet::from([
            "owner",
            "new_owner",
            "stake_token",
            "steak_token",
            "denom",
            "utoken",
            "epoch_period",
            "unbond_period",
            "validators",
            "paused_validators",
            "fee_config",
            "fee_type",
            "fee_account",
            "fee_rate",
            "max_fee_rate",
            "delegation_strategy",
            "dust_collector",
            "token_factory",
            "vote_operator",
            "registry",
            "collector",
        ])
    );
    let pending = BTreeSet::from(["id", "usteak_to_burn", "ustake_to_burn", "est_unbond_start_time"]);
    assert_eq!(keys(&fields(json!({"pending_batch": {}}))), pending);
    let batch = BTreeSet::from([
        "id",
        "reconciled",
        "total_shares",
        "uluna_unclaimed",
        "amount_unclaimed",
        "utoken_unclaimed",
        "est_unbond_end_time",
    ]);
    assert_eq!(keys(&fields(json!({"previous_batch": 1}))), batch);
    assert_eq!(keys(&fields(json!({"previous_batches": {}}))[0]), batch);
    assert_eq!(keys(&fields(json!({"unreconciled": {}}))[0]), batch);
    let details = fields(json!({"unbond_requests_by_user_details": {"user": s.addr("alice")}}));
    let request = BTreeSet::from([
        "id",
        "shares",
        "state",
        "batch",
        "pending",
        "amount",
        "estimated_time",
    ]);
    assert_eq!(keys(&details[0]), request);
    assert_eq!(keys(&details[0]["batch"]), batch);
    assert_eq!(keys(&details[1]["pending"]), pending);
}

/// Each list with the number of its items; there are more than a hundred of each.
#[test]
fn lists_have_ten_items_unless_told_and_never_more_than_a_hundred() {
    let setup = Setup::default().validators(100).user("alice", 1_000_000_000);
    let mut s = Suite::new(setup.params(|p| {
        p.with(Param::BatchInterval, 10u128)
            .with(Param::UnbondingEstimate, 10u128)
    }));
    s.depth = floe_testing::suite::Depth::Light;
    s.bond("alice", 500_000_000);
    for n in 0..105 {
        let receiver = Some(s.addr(&format!("user{n}")).to_string());
        s.hub(
            "alice",
            &ExecuteMsg::QueueUnbond {
                shares: 10_000u128.into(),
                receiver,
            },
        )
        .unwrap();
    }
    for _ in 0..105 {
        s.queue("alice", 10_000);
        s.submit_batch();
        s.pass_secs(10);
    }
    let alice = s.addr("alice");
    let registry = s.registry.clone();
    let lists = [
        (s.hub.clone(), json!({"previous_batches": {}}), 100),
        (
            s.hub.clone(),
            json!({"unbond_requests_by_user": {"user": alice}}),
            100,
        ),
        (
            s.hub.clone(),
            json!({"unbond_requests_by_user_details": {"user": alice}}),
            100,
        ),
        (s.hub.clone(), json!({"unbond_requests_by_batch": {"id": 1}}), 100),
        (s.hub.clone(), json!({"validators": {}}), 100),
        (registry, json!({"validators": {}}), 100),
    ];
    for (of, question, most) in lists {
        let name = name_of(&question);
        let with = |limit: Value| {
            let mut question = question.clone();
            question[&name]["limit"] = limit;
            ask(&s, &of, &question).as_array().unwrap().clone()
        };
        let all = with(json!(1_000_000));
        assert_eq!(all.len(), most, "{name}");
        assert_eq!(with(json!(null)), all[..10], "{name}");
        assert_eq!(with(json!(37)), all[..37], "{name}");
        assert_eq!(with(json!(0)), all[..0], "{name}");
    }
    // Pages join without a gap.
    let mut ids = Vec::new();
    loop {
        let start_after = ids.last().copied();
        let page = ask_hub(
            &s,
            json!({"previous_batches": {"start_after": start_after, "limit": 40}}),
        );
        let page: Vec<u64> = page
            .as_array()
            .unwrap()
            .iter()
            .map(|batch| batch["id"].as_u64().unwrap())
            .collect();
        if page.is_empty() {
            break;
        }
        ids.extend(page);
    }
    assert_eq!(ids, (1..=105).collect::<Vec<_>>());
    let mut users = Vec::new();
    loop {
        let start_after: Option<&String> = users.last();
        let page = ask_hub(
            &s,
            json!({"unbond_requests_by_batch": {"id": 1, "start_after": start_after, "limit": 40}}),
        );
        let page: Vec<String> = page
            .as_array()
            .unwrap()
            .iter()
            .map(|request| request["user"].as_str().unwrap().to_owned())
            .collect();
        if page.is_empty() {
            break;
        }
        users.extend(page);
    }
    assert_eq!(users.len(), 106);
    assert!(users.windows(2).all(|pair| pair[0] < pair[1]));
}
