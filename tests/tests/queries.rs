//! Every dialect of the queries: shapes, values, and what is never said.

use std::collections::BTreeSet;

use cosmwasm_std::{from_json, Decimal, Uint128};
use floe_core::allocation::Lock;
use floe_core::params::Param;
use floe_core::units::Native;
use floe_hub::state::{LOCKS, RESERVED};
use floe_testing::suite::{Setup, Suite};
use floe_tests::world::*;
use floe_types::hub::{CrankReport, ExecuteMsg, ParamsUpdate};
use floe_types::rate::query_raw;
use rstest::rstest;
use serde::de::DeserializeOwned;
use serde::Deserialize;
use serde_json::{json, Value};

const START: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const UNBONDING: u64 = 1_814_400;
/// 31,620,000 / 31,062,000.
const RATE: &str = "1.017964071856287425";

/// The worked example up to its third step: 31,062,000 shares, a pool of 31,620,000, a day old.
fn worked() -> Suite {
    let setup = setup().params(|p| p.with(Param::MaxAprBps, 100_000u128));
    let mut s = Suite::new(setup);
    s.bond("alice", 30_000_000);
    s.rebalance();
    s.rewards(620_000);
    s.harvest();
    s.pass_days(1);
    s.sync();
    s
}

/// Up to the fourth: Bob has bonded 5,000,000 and a batch of Alice's 10,000,000 shares is closed at 10,179,640.
fn worked_with_batch() -> Suite {
    let mut s = worked();
    assert_eq!(s.bond("bob", 5_000_000), 4_911_764);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s
}

fn update(s: &mut Suite, update: ParamsUpdate) {
    s.hub("gov", &ExecuteMsg::UpdateParams(update)).unwrap();
}

fn number(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Readers as other people compile them: they know these fields and refuse any other.
mod strict {
    use super::*;

    macro_rules! closed {
        ($($name:ident { $($field:ident : $of:ty),* $(,)? })*) => {
            $(
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                #[allow(dead_code)]
                pub struct $name { $(pub $field: $of),* }
            )*
        };
    }

    closed! {
        RedemptionRate { redemption_rate: Decimal, update_time: u64 }
        Historical { redemption_rates: Vec<HistoricalRate> }
        HistoricalRate { denom: String, redemption_rate: Decimal, update_time: u64 }
        Price { value: Decimal, block_info: Block, timestamp: String, volatile: bool }
        Block { height: u64, time: String, chain_id: String }
        ExchangeRates { exchange_rates: Vec<(u64, Decimal)>, apr: Option<Decimal> }
        UserRequest { id: u64, shares: Uint128 }
        BatchRequest { user: String, shares: Uint128 }
        Ownership { owner: Option<String>, pending_owner: Option<String>, pending_expiry: Option<Expiration> }
        Balance { balance: Uint128 }
        TokenInfo { name: String, symbol: String, decimals: u8, total_supply: Uint128 }
        Minter { minter: String, cap: Option<Uint128> }
        Allowance { allowance: Uint128, expires: Expiration }
        AllAllowances { allowances: Vec<OneAllowance> }
        OneAllowance { spender: String, allowance: Uint128, expires: Expiration }
        AllSpenderAllowances { allowances: Vec<OneSpenderAllowance> }
        OneSpenderAllowance { owner: String, allowance: Uint128, expires: Expiration }
        AllAccounts { accounts: Vec<String> }
        Marketing { project: Option<String>, description: Option<String>, logo: Option<LogoInfo>, marketing: Option<String> }
        Logo { mime_type: String, data: String }
        Never {}
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    #[allow(dead_code)]
    pub enum Expiration {
        AtHeight(u64),
        AtTime(String),
        Never {},
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    #[allow(dead_code)]
    pub enum LogoInfo {
        Url(String),
        Embedded,
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    serde_json::from_value::<T>(value.clone())
        .map(drop)
        .map_err(|error| error.to_string())
}

type Reader = fn(&Value) -> Result<(), String>;

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

/// Every closed answer with its reader.
fn closed(s: &Suite) -> Vec<(Value, Reader)> {
    let (hub, alice, bob) = (&s.hub, s.addr("alice"), s.addr("bob"));
    vec![
        (
            json!({"redemption_rate": {"denom": hub, "params": null}}),
            read::<strict::RedemptionRate>,
        ),
        (
            json!({"historical_redemption_rates": {"denom": hub}}),
            read::<strict::Historical>,
        ),
        (json!({"get_redemption_rate": {}}), read::<Decimal>),
        (json!({"get_lst_asset_denom": {}}), read::<String>),
        (json!({"price": {}}), read::<strict::Price>),
        (json!({"exchange_rates": {}}), read::<strict::ExchangeRates>),
        (
            json!({"unbond_requests_by_user": {"user": alice}}),
            read::<Vec<strict::UserRequest>>,
        ),
        (
            json!({"unbond_requests_by_batch": {"id": 1}}),
            read::<Vec<strict::BatchRequest>>,
        ),
        (json!({"ownership": {}}), read::<strict::Ownership>),
        (json!({"balance": {"address": alice}}), read::<strict::Balance>),
        (json!({"token_info": {}}), read::<strict::TokenInfo>),
        (json!({"minter": {}}), read::<strict::Minter>),
        (
            json!({"allowance": {"owner": alice, "spender": bob}}),
            read::<strict::Allowance>,
        ),
        (
            json!({"all_allowances": {"owner": alice}}),
            read::<strict::AllAllowances>,
        ),
        (
            json!({"all_spender_allowances": {"spender": bob}}),
            read::<strict::AllSpenderAllowances>,
        ),
        (json!({"all_accounts": {}}), read::<strict::AllAccounts>),
        (json!({"marketing_info": {}}), read::<strict::Marketing>),
    ]
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
    use floe_types::hub;
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
            read::<floe_types::ownership::OwnershipResponse>,
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
    let domains = vec![floe_types::hub::Domain::Deposits];
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

#[test]
fn the_pending_batch_always_answers() {
    let mut s = worked();
    let pending = |s: &Suite| ask_hub(s, json!({"pending_batch": {}}));
    // Nothing has closed yet: the first may close at any time.
    let answer = |id: u64, shares: &str, start: u64| json!({"id": id, "usteak_to_burn": shares, "ustake_to_burn": shares, "est_unbond_start_time": start});
    assert_eq!(pending(&s), answer(1, "0", START + DAY));
    s.queue("alice", 123_456);
    assert_eq!(pending(&s), answer(1, "123456", START + DAY));
    s.submit_batch();
    assert_eq!(pending(&s), answer(2, "0", START + 2 * DAY));
    s.pass_days(3);
    assert_eq!(pending(&s), answer(2, "0", START + 4 * DAY), "due: now");
}

#[test]
fn a_batch_keeps_the_ratio_of_coins_to_shares_until_it_is_gone() {
    let mut s = worked();
    let hub = s.hub.clone();
    assert_eq!(s.bond("bob", 5_000_000), 4_911_764);
    s.queue("alice", 10_000_000);
    s.queue("bob", 1_000_000);
    s.submit_batch();
    // ⌊11,000,000 · 36,620,000 / 35,973,764⌋
    let batch = |reconciled: bool, shares: u128, coins: u128, end: u64| {
        let (shares, coins) = (shares.to_string(), coins.to_string());
        json!({"id": 1, "reconciled": reconciled, "total_shares": shares, "uluna_unclaimed": coins,
            "amount_unclaimed": coins, "utoken_unclaimed": coins, "est_unbond_end_time": end})
    };
    let closed = START + DAY;
    let one = json!({"previous_batch": 1});
    assert_eq!(
        ask_hub(&s, one.clone()),
        batch(false, 11_000_000, 11_197_605, closed + UNBONDING)
    );
    assert_eq!(
        ask_hub(&s, json!({"previous_batches": {}})),
        json!([ask_hub(&s, one.clone())])
    );
    assert_eq!(
        ask_hub(&s, json!({"unreconciled": {}})),
        json!([ask_hub(&s, one.clone())])
    );
    // Late: the estimate is never in the past while the batch is unsettled.
    s.pass_secs(UNBONDING + 50);
    assert_eq!(
        ask_hub(&s, one.clone())["est_unbond_end_time"],
        json!(closed + UNBONDING + 51)
    );
    s.next_block();
    s.crank();
    assert_eq!(
        ask_hub(&s, one.clone()),
        batch(true, 11_000_000, 11_197_605, closed + UNBONDING)
    );
    assert_eq!(ask_hub(&s, json!({"unreconciled": {}})), json!([]));
    // ⌊1,000,000 · 11,197,605 / 11,000,000⌋ = 1,017,964, and of the rest the same ratio.
    assert_eq!(s.claim("bob"), 1_017_964);
    assert_eq!(
        ask_hub(&s, one.clone()),
        batch(true, 10_000_000, 10_179_640, closed + UNBONDING)
    );
    assert_eq!(s.claim("alice"), 10_179_640);
    let text = unanswered(&s, &hub, &one);
    assert!(text.contains("batch 1 does not exist"), "{text}");
    assert_eq!(ask_hub(&s, json!({"previous_batches": {}})), json!([]));
}

/// One settled early by deposits tells the time of its settlement.
#[test]
fn a_batch_settled_before_its_estimate_tells_when() {
    let mut s = worked_with_batch();
    s.bond("bob", 20_000_000);
    s.pass_secs(600);
    s.crank();
    // Its stake is still on its way: not yet ready, but funded by what it does not need of it.
    s.pass_secs(UNBONDING - 600);
    s.next_block();
    s.reconcile();
    let batch = ask_hub(&s, json!({"previous_batch": 1}));
    assert_eq!(batch["reconciled"], json!(true));
    assert_eq!(batch["est_unbond_end_time"], json!(START + DAY + UNBONDING));
    // A batch that free coins cover settles in the next block and says so.
    s.bond("bob", 20_000_000);
    s.queue("bob", 1_000_000);
    s.submit_batch();
    s.next_block();
    s.reconcile();
    let batch = ask_hub(&s, json!({"previous_batch": 2}));
    assert_eq!(batch["reconciled"], json!(true));
    assert_eq!(batch["est_unbond_end_time"], json!(s.now()));
}

#[test]
fn requests_are_pending_then_unbonding_then_completed() {
    let mut s = lived_in();
    let alice = s.addr("alice");
    let bob = s.addr("bob");
    let pending = ask_hub(&s, json!({"pending_batch": {}}));
    let now = s.now();
    assert_eq!(
        pending,
        json!({"id": 3, "usteak_to_burn": "500000", "ustake_to_burn": "500000", "est_unbond_start_time": now + DAY})
    );
    let batch = |id: u64| ask_hub(&s, json!({"previous_batch": id}));
    assert_eq!(
        ask_hub(&s, json!({"unbond_requests_by_user_details": {"user": bob}})),
        json!([
            {"id": 1, "shares": "1000000", "state": "COMPLETED", "batch": batch(1), "pending": null,
                "amount": "1000000", "estimated_time": START + 6},
            {"id": 3, "shares": "500000", "state": "PENDING", "batch": null, "pending": pending,
                "amount": "500000", "estimated_time": now + DAY},
        ])
    );
    assert_eq!(
        ask_hub(&s, json!({"unbond_requests_by_user_details": {"user": alice}})),
        json!([
            {"id": 2, "shares": "10000000", "state": "UNBONDING", "batch": batch(2), "pending": null,
                "amount": "10000000", "estimated_time": now + UNBONDING},
        ])
    );
    let requests = json!({"unbond_requests_by_user": {"user": bob}});
    assert_eq!(
        ask_hub(&s, requests.clone()),
        json!([{"id": 1, "shares": "1000000"}, {"id": 3, "shares": "500000"}])
    );
    assert_eq!(
        ask_hub(
            &s,
            json!({"unbond_requests_by_user": {"user": bob, "start_after": 1}})
        ),
        json!([{"id": 3, "shares": "500000"}])
    );
    assert_eq!(
        ask_hub(&s, json!({"unbond_requests_by_batch": {"id": 2}})),
        json!([{"user": alice, "shares": "10000000"}])
    );
    // Listed until claimed, never with zero shares.
    s.cancel("bob", None).unwrap();
    assert_eq!(
        ask_hub(&s, requests.clone()),
        json!([{"id": 1, "shares": "1000000"}])
    );
    s.claim("bob");
    assert_eq!(ask_hub(&s, requests), json!([]));
}

#[test]
fn exchange_rates_are_newest_first_and_strictly_older() {
    let mut s = Suite::new(setup().params(|p| p.with(Param::MaxAprBps, 100_000u128)));
    let rates = |s: &Suite, start_after: Option<u64>, limit: Option<u32>| {
        ask_hub(
            s,
            json!({"exchange_rates": {"start_after": start_after, "limit": limit}}),
        )
    };
    assert_eq!(
        rates(&s, None, None),
        json!({"exchange_rates": [[START, "1"]], "apr": null})
    );
    s.bond("alice", 30_000_000);
    s.rebalance();
    s.rewards(620_000);
    s.harvest();
    s.pass_days(1);
    s.sync();
    // A day's growth is the rate less one.
    let both = json!({"exchange_rates": [[START + DAY, RATE], [START, "1"]], "apr": "0.017964071856287425"});
    assert_eq!(rates(&s, None, None), both);
    assert_eq!(rates(&s, Some(START + DAY + 1), None), both);
    let oldest = json!({"exchange_rates": [[START, "1"]], "apr": null});
    assert_eq!(rates(&s, Some(START + DAY), None), oldest);
    assert_eq!(rates(&s, Some(START + 1), None), oldest);
    assert_eq!(
        rates(&s, Some(START), None),
        json!({"exchange_rates": [], "apr": null})
    );
    assert_eq!(
        rates(&s, None, Some(1)),
        json!({"exchange_rates": [[START + DAY, RATE]], "apr": null})
    );
    // A loss is no negative growth.
    s.pass_days(1);
    s.slash("val1", 5);
    s.slash("val2", 5);
    s.slash("val3", 5);
    s.sync();
    let lost = rates(&s, None, None);
    assert_eq!(lost["exchange_rates"].as_array().unwrap().len(), 3);
    assert_eq!(lost["apr"], json!("0"));
}

#[test]
fn at_most_a_hundred_points_of_history_are_kept() {
    let mut s = Suite::new(setup());
    for _ in 0..130 {
        s.pass_days(1);
        s.sync();
    }
    let hub = s.hub.clone();
    let past = |limit: Value| {
        let answer = ask_hub(
            &s,
            json!({"historical_redemption_rates": {"denom": hub, "limit": limit}}),
        );
        let rates = answer["redemption_rates"].as_array().unwrap().clone();
        rates
            .iter()
            .map(|rate| rate["update_time"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    let all = past(json!(null));
    let newest_first: Vec<u64> = (31..=130).rev().map(|day| START + day * DAY).collect();
    assert_eq!(all, newest_first);
    assert_eq!(past(json!(1_000)), newest_first);
    assert_eq!(past(json!(u64::MAX)), newest_first);
    assert_eq!(past(json!(3)), newest_first[..3]);
    let rates = |question: Value| ask_hub(&s, question)["exchange_rates"].as_array().unwrap().len();
    assert_eq!(rates(json!({"exchange_rates": {}})), 10);
    assert_eq!(rates(json!({"exchange_rates": {"limit": 100}})), 100);
    assert_eq!(rates(json!({"exchange_rates": {"limit": 1_000}})), 100);
    assert_eq!(
        rates(json!({"exchange_rates": {"limit": 100, "start_after": START + 40 * DAY}})),
        9
    );
}

#[test]
fn wanted_delegations_go_by_amount_then_by_address() {
    let mut setup = setup().validators(5);
    for (validator, weight) in setup.validators.iter_mut().zip([2, 4, 1, 2, 2]) {
        validator.weight = weight;
    }
    setup.older_share_bps = Some(10_000);
    let mut s = Suite::new(setup);
    s.bond("alice", 10_000_000);
    // 11,000,000 less the floor of 11,000, by elevenths.
    let wanted = ask_hub(&s, json!({"wanted_delegations": {}}));
    let mut twos = ["val1", "val4", "val5"].map(|name| s.operator(name));
    twos.sort();
    let [a, b, c] = twos;
    assert_eq!(
        wanted,
        json!({"tune_time_period": null, "delegations": [
            [s.operator("val2"), "3996000"], [a, "1998000"], [b, "1998000"], [c, "1998000"], [s.operator("val3"), "999000"]]})
    );
    s.rebalance();
    assert_eq!(ask_hub(&s, json!({"wanted_delegations": {}})), wanted);
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
fn validators_come_in_pages_in_the_order_of_their_addresses() {
    let s = worked_with_batch();
    let all = ask_hub(&s, json!({"validators": {}}));
    let all = all.as_array().unwrap();
    for (n, one) in all.iter().enumerate() {
        let page = ask_hub(&s, json!({"validators": {"start_after": one["operator"]}}));
        assert_eq!(page.as_array().unwrap()[..], all[n + 1..]);
    }
}

#[test]
fn the_last_of_a_validators_locks_is_told_until_it_ends() {
    let mut s = worked_with_batch();
    let (hub, val1, now) = (s.hub.clone(), s.operator("val1"), s.now());
    for (ends, told) in [
        (vec![], None),
        (vec![now], None),
        (vec![now + 1], Some(now + 1)),
        (vec![now + 9, now + 5, now], Some(now + 9)),
    ] {
        let lock = |until| Lock {
            from: "val2".into(),
            until,
        };
        let mut storage = s.chain.app_mut().contract_storage_mut(&hub);
        LOCKS
            .save(&mut *storage, &val1, &ends.into_iter().map(lock).collect())
            .unwrap();
        drop(storage);
        let all = ask_hub(&s, json!({"validators": {}}));
        let shown = all
            .as_array()
            .unwrap()
            .iter()
            .find(|shown| shown["operator"] == json!(val1));
        assert_eq!(shown.unwrap()["locked_until"], json!(told));
    }
}

#[test]
fn validators_show_stake_targets_entries_and_losses() {
    let mut s = worked_with_batch();
    s.next_block();
    s.slash_as(&floe_testing::chain::Slash::new(&s.operator("val1"), Decimal::percent(5)).at_height(1));
    s.sync();
    let val1 = s.operator("val1");
    let all = ask_hub(&s, json!({"validators": {}}));
    assert_eq!(all.as_array().unwrap().len(), 3);
    let shown = all
        .as_array()
        .unwrap()
        .iter()
        .find(|shown| shown["operator"] == json!(val1))
        .unwrap();
    let entry = json!({"amount": "4555080", "expected": "4327326", "completion": START + DAY + UNBONDING});
    assert_eq!(shown["delegated"], json!("5479524"));
    assert_eq!(shown["entries"], json!([entry]));
    // 288,396 of the stake and 227,754 of the entry.
    assert_eq!(shown["cumulative_loss"], json!("516150"));
    assert_eq!(shown["last_loss"], json!(START + DAY + 6));
    assert_eq!(shown["marked_until"], json!(null));
    let targets: u128 = all
        .as_array()
        .unwrap()
        .iter()
        .map(|shown| number(&shown["target"]))
        .sum();
    assert_eq!(
        targets,
        s.books().delegated(),
        "nothing may be delegated while exits need it"
    );
    assert_eq!(
        ask_hub(&s, json!({"stakes": {"operators": ["nobody", val1]}})),
        json!([{"delegated": "0", "entries": 0}, {"delegated": "5479524", "entries": 1}])
    );
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
fn the_report_adds_up_the_flows_between_two_times() {
    let mut s = worked_with_batch();
    let report = ask_hub(&s, json!({"report": {}}));
    assert_eq!(
        report,
        json!({
            "opening": {"time": START, "rate": "1"},
            "closing": {"time": START + DAY, "rate": "1.017964127186186799"},
            "gross_rewards": "620000", "fees": "62000", "other_gains": "0", "losses": "0",
            "deposits": "5000000", "exits": "0", "instant_exits": "0",
            // 0.017964127186186799 a day, 365 of them.
            "apr": "6.556906422958181635",
        })
    );
    s.pass_secs(UNBONDING);
    s.next_block();
    s.crank();
    assert_eq!(s.instant("bob", 10_000), 10_077);
    let report = ask_hub(&s, json!({"report": {"from": START + DAY}}));
    assert_eq!(report["opening"]["time"], json!(START + DAY));
    assert_eq!(
        (&report["exits"], &report["instant_exits"]),
        (&json!("10179640"), &json!("10077"))
    );
    assert_eq!(
        (&report["gross_rewards"], &report["losses"]),
        (&json!("0"), &json!("0"))
    );
    let hub = s.hub.clone();
    unanswered(&s, &hub, &json!({"report": {"to": START - 1}}));
}

/// A deposit, a harvest, a gift, a slash, a batch paid out, and an instant exit.
fn eventful(s: &mut Suite) {
    s.pass_secs(10);
    assert!(s.bond("bob", 3_000_000) > 0);
    s.rewards(300_000);
    s.harvest();
    s.gift("hub", 5_000);
    s.queue("alice", 1_000_000);
    s.submit_batch();
    s.next_block();
    s.slash("val1", 2);
    s.pass_secs(UNBONDING);
    s.next_block();
    s.crank();
    s.instant("bob", 10_000);
    s.claim("alice");
    s.pass_days(2);
    s.sync();
}

#[test]
fn the_reports_of_two_periods_add_up_to_that_of_both() {
    let mut s = worked();
    let report = |s: &Suite, from: Option<u64>, to: Option<u64>| {
        ask_hub(s, json!({"report": {"from": from, "to": to}}))
    };
    eventful(&mut s);
    let first = s.now();
    eventful(&mut s);
    let second = s.now();
    let flows = [
        "gross_rewards",
        "fees",
        "other_gains",
        "losses",
        "deposits",
        "exits",
        "instant_exits",
    ];
    let (both, before, after) = (
        report(&s, None, None),
        report(&s, None, Some(first)),
        report(&s, Some(first), None),
    );
    for flow in flows {
        let [both, before, after] = [&both, &before, &after].map(|report| number(&report[flow]));
        assert!(before > 0 && after > 0, "{flow}: {before}, {after}");
        assert_eq!(both, before + after, "{flow}");
    }
    assert_eq!(
        (&after["deposits"], &after["gross_rewards"]),
        (&json!("3000000"), &json!("300000"))
    );
    assert_eq!(before["closing"], after["opening"]);
    // What came after the last observation is in a report up to its time or any later one.
    s.bond("bob", 1_000_000);
    for to in [None, Some(second), Some(second + 1_000)] {
        assert_eq!(
            report(&s, Some(first), to)["deposits"],
            json!("4000000"),
            "{to:?}"
        );
    }
    // Nothing happens in no time, and time does not run backwards.
    let none = report(&s, Some(first), Some(first));
    assert!(flows.iter().all(|flow| none[flow] == json!("0")), "{none}");
    let hub = s.hub.clone();
    unanswered(&s, &hub, &json!({"report": {"from": second, "to": first}}));
}

#[test]
fn exits_in_a_report_are_what_was_paid_without_what_rounding_left() {
    let mut s = worked();
    let users = ["bob", "carol", "dave"];
    for (user, shares) in users.iter().zip([20_001u128, 20_003, 20_009]) {
        let msg = ExecuteMsg::QueueUnbond {
            shares: shares.into(),
            receiver: Some(s.addr(user).to_string()),
        };
        s.hub("alice", &msg).unwrap();
    }
    s.submit_batch();
    s.pass_secs(UNBONDING);
    s.next_block();
    s.crank();
    let exits = |s: &Suite| number(&ask_hub(s, json!({"report": {}}))["exits"]);
    let owed = exits(&s);
    let before: u128 = users.iter().map(|user| s.coins(user)).sum();
    for user in users {
        s.claim(user);
    }
    let paid = users.iter().map(|user| s.coins(user)).sum::<u128>() - before;
    assert!(paid < owed, "nothing was left over");
    assert_eq!(exits(&s), paid);
}

#[test]
fn the_newest_point_gives_way_until_an_interval_lies_behind_it() {
    let mut s = worked();
    let times = |s: &Suite| -> Vec<u64> {
        let rates = ask_hub(s, json!({"exchange_rates": {}}));
        let rates = rates["exchange_rates"].as_array().unwrap().clone();
        rates
            .iter()
            .map(|point| point[0].as_u64().unwrap() - START)
            .collect()
    };
    let mut look = |after: u64| {
        s.pass_secs(after);
        s.sync();
        times(&s)
    };
    assert_eq!(look(3_600), [DAY + 3_600, DAY, 0]);
    assert_eq!(look(DAY - 3_601), [2 * DAY - 1, DAY, 0]);
    assert_eq!(look(1), [2 * DAY, DAY, 0]);
    assert_eq!(look(1), [2 * DAY + 1, 2 * DAY, DAY, 0]);
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
        json!({"operator": operator, "weight": 1, "status": status, "commission": "0.05", "bonded": true,
            "since": START, "dear_since": null, "listed_at": START, "accepting": accepting})
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
            "refreshed_at": START})
    );
    assert_eq!(
        ask(&s, &collector, &json!({"config": {}})),
        json!({"hub": s.hub, "denom": "stake"})
    );
    s.gift("collector", 77);
    let coins = |denoms: Value| ask(&s, &collector, &json!({"balances": {"denoms": denoms}}));
    assert_eq!(coins(json!(null)), json!([{"denom": "stake", "amount": "77"}]));
    assert_eq!(
        coins(json!(["spam", "stake", "ham", "spam"])),
        json!([{"denom": "stake", "amount": "77"}, {"denom": "spam", "amount": "500"}, {"denom": "ham", "amount": "0"}])
    );
}

fn previewed<T: DeserializeOwned>(s: &Suite, question: Value) -> T {
    let answer = ask_hub(s, question);
    from_json(serde_json::to_vec(&answer).unwrap()).unwrap()
}

#[rstest]
#[case::fresh(0, 0)]
#[case::at_the_limit(21_600, 0)]
#[case::stale(21_601, 0)]
#[case::stale_with_a_slash(30_000, 5)]
#[case::fresh_with_an_unseen_slash(100, 5)]
fn a_bond_mints_what_its_preview_says(#[case] age: u64, #[case] slash: u64) {
    let mut s = worked_with_batch();
    s.rewards(40_000);
    s.harvest();
    if age > 0 {
        s.pass_secs(age);
    }
    if slash > 0 {
        s.slash("val2", slash);
    }
    for amount in [10_000u128, 12_345, 7_654_321] {
        let preview = ask_hub(&s, json!({"preview_bond": {"amount": amount.to_string()}}));
        let shares = s.bond("carol", amount);
        assert_eq!(preview["shares"], json!(shares.to_string()));
    }
    // What would be refused has no preview either.
    let hub = s.hub.clone();
    unanswered(&s, &hub, &json!({"preview_bond": {"amount": "9999"}}));
    s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
    unanswered(&s, &hub, &json!({"preview_bond": {"amount": "10000"}}));
}

#[rstest]
#[case::seen(0)]
#[case::with_an_unseen_slash(5)]
fn a_batch_is_owed_what_the_preview_says(#[case] slash: u64) {
    let mut s = worked();
    s.bond("bob", 5_000_000);
    s.pass_secs(10_000);
    if slash > 0 {
        s.slash("val2", slash);
    }
    let preview = ask_hub(&s, json!({"preview_unbond": {"shares": "10000000"}}));
    s.queue("alice", 10_000_000);
    s.submit_batch();
    assert_eq!(
        ask_hub(&s, json!({"previous_batch": 1}))["amount_unclaimed"],
        preview["amount"]
    );
    if slash == 0 {
        assert_eq!(
            preview,
            json!({"amount": "10179640", "rate": "1.017964091830924336"})
        );
    }
}

#[rstest]
#[case::without_reserve(0, 0)]
#[case::with_reserve(500, 0)]
#[case::with_an_unseen_slash(500, 5)]
fn an_instant_exit_pays_what_its_preview_says(#[case] reserve: u128, #[case] slash: u64) {
    let mut s = worked();
    update(
        &mut s,
        ParamsUpdate::default().with(Param::InstantReserveBps, reserve),
    );
    s.bond("bob", 5_000_000);
    s.pass_secs(10_000);
    if slash > 0 {
        s.slash("val2", slash);
    }
    for shares in [1_000_000u128, 12_345, 3_000_000] {
        let preview = ask_hub(&s, json!({"preview_instant": {"shares": shares.to_string()}}));
        let unreleased = s.books().unreleased();
        let paid = s.instant("alice", shares);
        assert_eq!(preview["amount"], json!(paid.to_string()));
        if slash == 0 {
            // The fee goes to the stream, which still holds nothing else but earlier fees.
            assert_eq!(
                preview["fee"],
                json!((s.books().unreleased() - unreleased).to_string())
            );
        }
    }
    let hub = s.hub.clone();
    unanswered(&s, &hub, &json!({"preview_instant": {"shares": "20000000"}}));
}

/// Over a history with everything in it, each crank does what was previewed, and what it did is nothing to a second.
#[test]
fn a_crank_does_what_its_preview_says() {
    let mut s = Suite::new(setup().validators(12).params(|p| p.with(Param::MaxMsgs, 5u128)));
    let mut busy = BTreeSet::new();
    for day in 0..45u32 {
        match day % 9 {
            0 => drop(s.try_bond("alice", 3_000_000)),
            1 => s.rewards(50_000),
            2 => s.queue("alice", 900_000),
            3 => drop(s.try_bond("bob", 500_000)),
            4 => s.slash("val3", 1),
            5 => s.queue("bob", 200_000),
            6 => s.gift("hub", 10_000),
            7 => s.jail("val7"),
            _ => s.unjail("val7"),
        }
        // Only stake that has to leave moves while all others are within a tenth of their targets.
        if day == 28 {
            let operator = s.operator("val9");
            s.registry(
                "gov",
                &floe_types::registry::ExecuteMsg::RemoveValidator { operator },
            )
            .unwrap();
        }
        s.refresh();
        for _ in 0..3 {
            let preview: CrankReport = previewed(&s, json!({"preview_crank": {}}));
            let books = s.books().summary();
            assert_eq!(
                previewed::<CrankReport>(&s, json!({"preview_crank": {}})),
                preview
            );
            assert_eq!(s.books().summary(), books, "a preview changes nothing");
            assert_eq!(s.crank(), preview);
            for (what, found) in [
                ("settled", !preview.settled.is_empty()),
                ("closed", preview.closed.is_some()),
                ("undelegations", !preview.undelegations.is_empty()),
                ("delegations", !preview.delegations.is_empty()),
                ("redelegations", !preview.redelegations.is_empty()),
                ("harvests", !preview.harvests.is_empty()),
                ("forwarded", preview.forwarded),
                ("more", preview.more),
            ] {
                if found {
                    busy.insert(what);
                }
            }
        }
        s.pass_days(1);
    }
    let all = [
        "closed",
        "delegations",
        "forwarded",
        "harvests",
        "more",
        "redelegations",
        "settled",
        "undelegations",
    ];
    assert_eq!(busy, BTreeSet::from(all), "the history is poor");
}

#[test]
fn an_allocation_goes_where_the_preview_says() {
    let mut s = Suite::new(setup().validators(12));
    s.bond("alice", 30_000_000);
    // 31,000,000 less the floor of 31,000 may be delegated, to eight of twelve in one page.
    let preview = ask_hub(&s, json!({"preview_allocation": {"amount": "30969000"}}));
    let report = s.rebalance();
    assert_eq!(
        preview["delegations"],
        serde_json::to_value(&report.delegations).unwrap()
    );
    assert_eq!(report.delegations.len(), 8);
    assert_eq!(number(&preview["kept"]), s.books().free() - 31_000);
    let preview = ask_hub(&s, json!({"preview_allocation": {"amount": preview["kept"]}}));
    assert_eq!(
        preview["delegations"],
        serde_json::to_value(s.rebalance().delegations).unwrap()
    );
    assert_eq!(preview["kept"], json!("0"));
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
