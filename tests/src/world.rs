//! What the tests of messages and answers share: a protocol with a past, samples of every message, and a fingerprint
//! of everything that a refused message must leave alone.

use cosmwasm_std::Order;
use floe_testing::suite::TxResult;
use schemars::JsonSchema;

use crate::prelude::*;

/// An address of another chain, valid there.
pub const FOREIGN_ADDRESS: &str = "cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh";

/// Alice, Bob and Carol with a hundred coins each, a guardian and a governor.
pub fn setup() -> Setup {
    let mut setup = Setup::default()
        .user("alice", 100_000_000)
        .user("bob", 100_000_000)
        .user("carol", 100_000_000)
        .user("gov", 1_000)
        .user("guard", 1_000)
        .user("stranger", 1_000);
    setup.governor = Some("@council".into());
    setup
}

/// A protocol in the middle of its life: stake on three validators, one batch settled and unclaimed, one unbonding, one
/// open with requests, an allowance, foreign coins at the collector.
///
/// 36,000,000 in all; batch 1 is Bob's 1,000,000, batch 2 Alice's 10,000,000, the open batch Bob's 500,000.
pub fn lived_in() -> Suite {
    let mut s = Suite::new(setup());
    s.bond("alice", 30_000_000);
    s.bond("bob", 5_000_000);
    s.queue("bob", 1_000_000);
    s.submit_batch();
    s.next_block();
    s.reconcile();
    s.rebalance();
    s.pass_days(1);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s.queue("bob", 500_000);
    let bob = s.addr("bob").to_string();
    s.hub(
        "alice",
        &ExecuteMsg::IncreaseAllowance {
            spender: bob,
            amount: 1_000_000u128.into(),
            expires: None,
        },
    )
    .unwrap();
    let collector = s.collector.clone();
    s.chain.fund(&collector, &coins(500, "spam"));
    s
}

/// Storage of the three contracts, bank balances of everybody, stake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    storage: Vec<Vec<(Vec<u8>, Vec<u8>)>>,
    coins: Vec<Vec<Coin>>,
    delegations: BTreeMap<String, u128>,
    undelegations: usize,
}

pub fn fingerprint(s: &Suite) -> Fingerprint {
    let contracts = [&s.hub, &s.registry, &s.collector];
    let people = [
        "alice", "bob", "carol", "gov", "guard", "stranger", "council", "treasury",
    ];
    let holders = contracts
        .into_iter()
        .cloned()
        .chain(people.map(|name| s.addr(name)));
    Fingerprint {
        storage: contracts.map(|contract| dump(s, contract)).into(),
        coins: holders.map(|holder| s.chain.balances(&holder)).collect(),
        delegations: s.chain.delegations(&s.hub),
        undelegations: s.chain.unbonding_entries(&s.hub).len(),
    }
}

/// Every key and value of a contract.
pub fn dump(s: &Suite, contract: &Addr) -> Vec<(Vec<u8>, Vec<u8>)> {
    s.chain
        .app()
        .contract_storage(contract)
        .range(None, None, Order::Ascending)
        .collect()
}

/// Sends a message as written.
pub fn send(s: &mut Suite, by: &str, to: &Addr, msg: &Value, funds: &[Coin]) -> TxResult {
    let by = s.addr(by);
    s.exec_raw(&by, to, Binary::from(serde_json::to_vec(msg).unwrap()), funds)
}

/// Sends a message that must be refused and leave everything as it was.
pub fn refused(s: &mut Suite, by: &str, to: &Addr, msg: &Value, funds: &[Coin]) -> Failure {
    let before = fingerprint(s);
    let outcome = send(s, by, to, msg, funds);
    let failure = match outcome {
        Ok(_) => panic!("{by} was not refused {msg}"),
        Err(failure) => failure,
    };
    assert!(
        before == fingerprint(s),
        "{msg} was refused and still changed something"
    );
    failure
}

/// A message to the hub without coins that must be refused; the variant of its error.
pub fn refused_by_hub(s: &mut Suite, by: &str, msg: &Value) -> String {
    let hub = s.hub.clone();
    refused(s, by, &hub, msg, &[]).kind
}

/// A question that must be refused; the text of its error.
pub fn unanswered(s: &Suite, of: &Addr, msg: &Value) -> String {
    match s.query::<Value>(of, msg) {
        Ok(answer) => panic!("{msg} was answered: {answer}"),
        Err(failure) => failure.text,
    }
}

/// The answer to a question, as any reader of JSON sees it.
pub fn ask(s: &Suite, of: &Addr, msg: &Value) -> Value {
    s.query(of, msg)
        .unwrap_or_else(|failure| panic!("{msg}: {failure:?}"))
}

pub fn ask_hub(s: &Suite, msg: Value) -> Value {
    ask(s, &s.hub, &msg)
}

pub fn stake(amount: u128) -> Vec<Coin> {
    vec![coin(amount, "stake")]
}

/// Names of the messages of an enum, read from its schema.
pub fn variants<T: JsonSchema>() -> BTreeSet<String> {
    let schema = serde_json::to_value(schemars::schema_for!(T)).unwrap();
    let names = |one: &Value| -> Vec<String> {
        let list = one.get("enum").or(one.get("required")).unwrap();
        list.as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect()
    };
    schema["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(names)
        .collect()
}

/// Name of a message.
pub fn name_of(msg: &Value) -> String {
    match msg {
        Value::String(name) => name.clone(),
        msg => msg.as_object().unwrap().keys().next().unwrap().clone(),
    }
}

/// One of every message of the hub, with every field given.
pub fn hub_messages(s: &Suite) -> Vec<Value> {
    let val1 = s.operator("val1");
    let alice = s.addr("alice").to_string();
    let bob = s.addr("bob").to_string();
    let hook = Binary::from(br#"{"queue_unbond":{}}"#);
    vec![
        json!({"accept_guarantor": {}}),
        json!({"bond": {"receiver": bob, "min_shares": "1", "exec_msg": null}}),
        json!({"queue_unbond": {"shares": "20000", "receiver": bob}}),
        json!({"instant_unbond": {"shares": "10", "receiver": bob, "min_out": "1"}}),
        json!({"cancel_unbond": {"shares": "1"}}),
        json!({"withdraw_unbonded": {"receiver": bob}}),
        json!({"claim": {"batches": [1], "receiver": bob}}),
        json!({"claim_for": {"user": bob}}),
        json!({"crank": {"max_msgs": 3}}),
        json!({"sync": {}}),
        json!({"harvest": {}}),
        json!({"submit_batch": {}}),
        json!({"reconcile": {}}),
        json!({"rebalance": {"min_redelegation": "5", "minimum": "6"}}),
        json!({"write_off": {"validator": val1}}),
        json!({"forget": {"validator": val1}}),
        json!({"deposit_rewards": {"keeper": alice}}),
        json!({"pause": {"domains": ["deposits"]}}),
        json!({"unpause": {"domains": ["deposits"]}}),
        json!({"rearm_guardian": {}}),
        json!({"update_params": all_params()}),
        json!({"update_fee": {"bps": 500, "receivers": [{"to": alice, "weight": 9}, {"to": "keeper", "weight": 1}]}}),
        json!({"update_roles": {"guardian": alice, "governor": null, "bonds": bob, "backstop": null}}),
        json!({"wind_down": {}}),
        json!({"vote": {"proposal_id": 1, "vote": "yes"}}),
        json!({"vote_weighted": {"proposal_id": 1, "votes": [["0.5", "yes"], ["0.5", "no_with_veto"]]}}),
        json!({"update_ownership": {"transfer_ownership": {"new_owner": alice, "expiry": {"at_height": 1_000}}}}),
        json!({"transfer": {"recipient": bob, "amount": "1"}}),
        json!({"send": {"contract": s.hub, "amount": "20000", "msg": hook}}),
        json!({"increase_allowance": {"spender": bob, "amount": "1", "expires": {"at_height": 1_000}}}),
        json!({"decrease_allowance": {"spender": bob, "amount": "1", "expires": {"at_height": 1_000}}}),
        json!({"transfer_from": {"owner": alice, "recipient": bob, "amount": "1"}}),
        json!({"send_from": {"owner": alice, "contract": s.hub, "amount": "20000", "msg": hook}}),
        json!({"update_marketing": {"project": "p", "description": "d", "marketing": alice}}),
        json!({"upload_logo": {"url": "https://example.org/logo.png"}}),
        json!({"burn": {"amount": "1"}}),
        json!({"burn_from": {"owner": alice, "amount": "1"}}),
        json!({"mint": {"recipient": alice, "amount": "1"}}),
        json!({"update_minter": {"new_minter": alice}}),
    ]
}

/// Every parameter at its default.
pub fn all_params() -> Value {
    json!({
        "min_bond": "10000", "bond_cap": null, "min_unbond": "10000", "batch_interval": 86_400,
        "harvest_interval": 86_400, "drip_secs": 86_400, "max_apr_bps": 5_000, "max_sync_age": 21_600,
        "arrival_grace": 86_400, "max_entries": 7, "max_msgs": 8, "instant_reserve_bps": 0,
        "instant_fee_min_bps": 10, "instant_fee_max_bps": 100, "loss_halt_bps": 1_000, "max_move_bps": 300,
        "unbonding_estimate": 1_814_400, "pause_secs": 604_800, "rate_denoms": ["factory/wrapped"],
        "cap_bps": 3_000,
    })
}

/// One of every question to the hub, with every field given; all have answers in [`lived_in`].
pub fn hub_questions(s: &Suite) -> Vec<Value> {
    let alice = s.addr("alice").to_string();
    let bob = s.addr("bob").to_string();
    vec![
        json!({"redemption_rate": {"denom": s.hub, "params": null}}),
        json!({"historical_redemption_rates": {"denom": s.hub, "params": null, "limit": 5}}),
        json!({"get_redemption_rate": {}}),
        json!({"get_lst_asset_denom": {}}),
        json!({"price": {}}),
        json!({"state": {}}),
        json!({"config": {}}),
        json!({"pending_batch": {}}),
        json!({"previous_batch": 1}),
        json!({"previous_batches": {"start_after": 1, "limit": 5}}),
        json!({"unbond_requests_by_user": {"user": alice, "start_after": 1, "limit": 5}}),
        json!({"unbond_requests_by_batch": {"id": 1, "start_after": alice, "limit": 5}}),
        json!({"unbond_requests_by_user_details": {"user": alice, "start_after": 1, "limit": 5}}),
        json!({"exchange_rates": {"start_after": 1_800_000_000, "limit": 5}}),
        json!({"wanted_delegations": {}}),
        json!({"unreconciled": {}}),
        json!({"balance": {"address": alice}}),
        json!({"token_info": {}}),
        json!({"minter": {}}),
        json!({"allowance": {"owner": alice, "spender": bob}}),
        json!({"all_allowances": {"owner": alice, "start_after": alice, "limit": 5}}),
        json!({"all_spender_allowances": {"spender": bob, "start_after": alice, "limit": 5}}),
        json!({"all_accounts": {"start_after": alice, "limit": 5}}),
        json!({"marketing_info": {}}),
        json!({"download_logo": {}}),
        json!({"ownership": {}}),
        json!({"guarantees": {}}),
        json!({"preview_bond": {"amount": "20000"}}),
        json!({"preview_unbond": {"shares": "20000"}}),
        json!({"preview_instant": {"shares": "10"}}),
        json!({"preview_crank": {}}),
        json!({"preview_allocation": {"amount": "20000"}}),
        json!({"solvency": {}}),
        json!({"validators": {"start_after": s.operator("val1"), "limit": 5}}),
        json!({"stakes": {"operators": [s.operator("val1")]}}),
        json!({"powers": {}}),
        json!({"guardian": {}}),
        json!({"report": {"from": 1, "to": 2_000_000_000}}),
    ]
}

pub fn registry_messages(s: &Suite) -> Vec<Value> {
    let val1 = s.operator("val1");
    vec![
        json!({"add_validator": {"operator": val1, "weight": 1}}),
        json!({"set_weights": {"weights": [{"operator": val1, "weight": 2}]}}),
        json!({"remove_validator": {"operator": val1}}),
        json!({"list_validator": {"operator": val1}}),
        json!({"unlist_validator": {"operator": val1}}),
        json!({"update_roles": {"steward": s.addr("bob"), "lister": null}}),
        json!({"pause_validator": {"operator": val1}}),
        json!({"resume_validator": {"operator": val1}}),
        json!({"refresh": {}}),
        json!({"update_params": {"max_commission": "0.2", "max_share_bps": 2_000, "inactive_grace": 259_200,
            "open_share_bps": 1_000}}),
        json!({"update_ownership": {"transfer_ownership": {"new_owner": s.addr("bob"), "expiry": {"at_height": 1_000}}}}),
    ]
}

pub fn registry_questions(s: &Suite) -> Vec<Value> {
    vec![
        json!({"validators": {"start_after": s.operator("val1"), "limit": 5}}),
        json!({"validator": {"operator": s.operator("val1")}}),
        json!({"targets": {}}),
        json!({"config": {}}),
        json!({"ownership": {}}),
    ]
}

pub fn collector_messages(s: &Suite) -> Vec<Value> {
    vec![
        json!({"forward": {"keeper": s.addr("bob")}}),
        json!({"send_foreign": {"denom": "spam", "amount": "1", "to": s.addr("bob")}}),
        json!({"sell": {"denom": "spam"}}),
        json!({"set_swapper": {"swapper": s.addr("bob")}}),
        json!({"update_ownership": {"transfer_ownership": {"new_owner": s.addr("bob"), "expiry": {"at_height": 1_000}}}}),
    ]
}

pub fn collector_questions() -> Vec<Value> {
    vec![
        json!({"config": {}}),
        json!({"balances": {"denoms": ["spam"]}}),
        json!({"ownership": {}}),
    ]
}

/// The value with an unknown field added to each object in it in turn.
pub fn with_unknown_fields(value: &Value) -> Vec<Value> {
    fn paths(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.push(at.to_owned());
                fields
                    .iter()
                    .for_each(|(key, value)| paths(value, &format!("{at}/{key}"), found));
            }
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(n, value)| paths(value, &format!("{at}/{n}"), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    paths(value, "", &mut found);
    let with = |path: &String| {
        let mut value = value.clone();
        let object = value.pointer_mut(path).unwrap().as_object_mut().unwrap();
        object.insert("bogus".into(), json!(1));
        value
    };
    found.iter().map(with).collect()
}

/// Compares a text with the stored one, or stores it when `UPDATE_GOLDEN` is set.
pub fn golden(name: &str, text: &str) {
    let path = format!("{}/tests/testdata/{name}.golden", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        stored, text,
        "{name}.golden differs; if that is meant, run the test with UPDATE_GOLDEN=1"
    );
}

/// Whether the JSON can be read as this message.
pub fn parses<T: serde::de::DeserializeOwned>(msg: &Value) -> Result<(), String> {
    from_json::<T>(serde_json::to_vec(msg).unwrap())
        .map(drop)
        .map_err(|error| error.to_string())
}

pub fn fee_to(to: &str) -> FeeReceiver {
    FeeReceiver {
        to: to.into(),
        weight: 1,
    }
}
