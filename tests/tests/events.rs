//! What the hub reports: each event as it is written, and an indexer that needs nothing else.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::{Addr, Binary, CosmosMsg, Decimal, Empty, Event, Storage, WasmMsg};
use cw_multi_test::ContractWrapper;
use floe_core::params::Param;
use floe_probe::Order;
use floe_testing::chain::{Fault, Slash};
use floe_testing::suite::{instantiate_msg, make_chain, store_codes, Depth, Outcome, Setup, Suite};
use floe_tests::indexer::Indexer;
use floe_tests::world::*;
use floe_types::hub::{ExecuteMsg, FeeReceiver, MigrateMsg, ParamsUpdate};
use serde_json::{json, Value};

/// Deploys as the suite does, and keeps what was reported.
fn deployed(setup: &Setup) -> (Suite, Vec<Event>) {
    let mut chain = make_chain(setup).unwrap();
    let codes = store_codes(&mut chain);
    let msg = instantiate_msg(&chain, &codes, setup);
    let deployer = chain.account("deployer");
    let admin = chain.account("admin");
    chain.fund(&deployer, &stake(1_000_000));
    let (hub, response) = chain
        .instantiate_full(codes.hub, &deployer, &msg, &stake(1_000_000), "hub", Some(&admin))
        .unwrap();
    let wiring = floe_hub::state::WIRING
        .load(&*chain.app().contract_storage(&hub))
        .unwrap();
    let suite = Suite {
        hub,
        registry: wiring.registry,
        collector: wiring.collector,
        denom: "stake".into(),
        chain,
        depth: Depth::Full,
        sent: 0,
        checked: 0,
        broken: Vec::new(),
        panics: true,
        heard: None,
        promises: Default::default(),
    };
    (suite, response.events)
}

/// The hub's own event types, first of each kind, with names for addresses.
struct Album {
    seen: BTreeMap<String, String>,
}

impl Album {
    fn keep(&mut self, s: &Suite, events: &[Event]) {
        for event in events {
            let Some(name) = event
                .ty
                .strip_prefix("wasm-")
                .or_else(|| event.ty.starts_with("floe/").then_some(&event.ty))
            else {
                continue;
            };
            let of_hub = event
                .attributes
                .iter()
                .all(|a| a.key != "_contract_address" || a.value == s.hub.as_str());
            if of_hub && !self.seen.contains_key(name) {
                self.seen.insert(name.to_owned(), written(s, name, event));
            }
        }
    }
}

fn written(s: &Suite, name: &str, event: &Event) -> String {
    let people = [
        "hub",
        "registry",
        "collector",
        "alice",
        "bob",
        "carol",
        "gov",
        "guard",
        "council",
        "stranger",
        "treasury",
    ];
    let mut text = format!("{name}\n");
    for attribute in event.attributes.iter().filter(|a| a.key != "_contract_address") {
        let mut value = attribute.value.clone();
        for person in people {
            value = value.replace(s.addr(person).as_str(), person);
        }
        for validator in ["val1", "val2", "val3"] {
            value = value.replace(&s.operator(validator), validator);
        }
        text += &format!("  {} = {value}\n", attribute.key);
    }
    text
}

/// Names in the one place where events are built.
fn built() -> BTreeSet<String> {
    include_str!("../../contracts/hub/src/events.rs")
        .split("Builder::named(\"")
        .skip(1)
        .map(|rest| format!("floe/{}", rest.split('"').next().unwrap()))
        .collect()
}

/// A history in which every event happens, and each as the golden file has it.
#[test]
fn every_event_is_written_as_in_the_golden_file() {
    let mut setup = setup();
    setup.params = ParamsUpdate::default().with(Param::MaxAprBps, 100_000u128);
    let (mut s, events) = deployed(&setup);
    let mut album = Album {
        seen: BTreeMap::new(),
    };
    album.keep(&s, &events);
    let hub = s.hub.clone();
    let mut tell = |s: &mut Suite, by: &str, msg: Value| {
        let funds = if name_of(&msg) == "bond" {
            stake(30_000_000)
        } else {
            vec![]
        };
        let response = send(s, by, &hub, &msg, &funds).unwrap();
        album.keep(s, &response.events);
    };
    let crank = json!({"crank": {}});
    tell(&mut s, "alice", json!({"bond": {}}));
    tell(&mut s, "stranger", crank.clone());
    s.rewards(620_000);
    tell(&mut s, "stranger", json!({"harvest": {}}));
    s.pass_days(1);
    tell(&mut s, "alice", json!({"queue_unbond": {"shares": "10000000"}}));
    tell(&mut s, "alice", json!({"cancel_unbond": {"shares": "1000000"}}));
    tell(&mut s, "alice", json!({"instant_unbond": {"shares": "10000"}}));
    tell(&mut s, "stranger", json!({"submit_batch": {}}));
    s.next_block();
    // A slash of stake and entry: the batch is repriced.
    s.slash_as(&Slash::new(&s.operator("val1"), Decimal::percent(5)).at_height(1));
    tell(&mut s, "stranger", json!({"sync": {}}));
    s.gift("hub", 5_000);
    tell(&mut s, "stranger", json!({"sync": {}}));
    // An answer that cannot be read, and a message that fails.
    s.fail("val1", &[Fault::UnreadableResponse], true);
    s.fail("val2", &[Fault::UnreadableResponse], true);
    s.fail("val3", &[Fault::Undelegate], true);
    s.pass_days(2);
    tell(&mut s, "alice", json!({"queue_unbond": {"shares": "15000000"}}));
    tell(&mut s, "stranger", json!({"submit_batch": {}}));
    s.fail("val1", &[Fault::UnreadableResponse], false);
    s.fail("val2", &[Fault::UnreadableResponse], false);
    s.fail("val3", &[Fault::Undelegate], false);
    // A redelegation away from a draining validator.
    let registry = s.registry.clone();
    s.drain_below_three("val1");
    s.pass_days(1);
    tell(&mut s, "stranger", crank.clone());
    // Entries come and batches are settled and claimed; one entry is held back and written off.
    s.pass_secs(1_814_400);
    s.next_block();
    tell(&mut s, "stranger", crank.clone());
    s.next_block();
    tell(&mut s, "stranger", crank.clone());
    tell(&mut s, "alice", json!({"withdraw_unbonded": {}}));
    s.hold("val2", 90 * 86_400);
    s.hold("val3", 90 * 86_400);
    let rest = s.shares("alice") / 2;
    tell(
        &mut s,
        "alice",
        json!({"queue_unbond": {"shares": rest.to_string()}}),
    );
    tell(&mut s, "stranger", json!({"submit_batch": {}}));
    s.pass_secs(1_814_400 + 7_200);
    tell(&mut s, "stranger", json!({"sync": {}}));
    s.pass_days(2);
    tell(&mut s, "stranger", json!({"sync": {}}));
    // Governance.
    tell(&mut s, "guard", json!({"pause": {"domains": ["rebalancing"]}}));
    tell(&mut s, "gov", json!({"unpause": {"domains": ["rebalancing"]}}));
    tell(&mut s, "gov", json!({"rearm_guardian": {}}));
    tell(&mut s, "gov", json!({"update_params": {"max_msgs": 7}}));
    tell(
        &mut s,
        "council",
        json!({"vote": {"proposal_id": 7, "vote": "yes"}}),
    );
    let carol = s.addr("carol");
    tell(
        &mut s,
        "gov",
        json!({"update_ownership": {"transfer_ownership": {"new_owner": carol}}}),
    );
    s.slash("val2", 60);
    s.slash("val3", 60);
    tell(&mut s, "stranger", json!({"sync": {}}));
    tell(&mut s, "gov", json!({"wind_down": {}}));
    s.chain
        .app_mut()
        .contract_storage_mut(&registry)
        .remove(b"targets");
    s.pass_days(1);
    tell(&mut s, "stranger", crank);
    // A migration has no predecessor yet: it runs on a copy.
    let mut deps = mock_dependencies();
    for (key, value) in dump(&s, &s.hub) {
        deps.storage.set(&key, &value);
    }
    cw2::set_contract_version(&mut deps.storage, floe_hub::contract::CONTRACT_NAME, "0.0.9").unwrap();
    let migrated =
        floe_hub::migrate::migrate(deps.as_mut(), mock_env(), MigrateMsg { params: None }, &["0.0.9"])
            .unwrap();
    album.keep(&s, &migrated.events);
    silence(&mut album);

    let seen: BTreeSet<String> = album.seen.keys().cloned().collect();
    assert_eq!(seen, built(), "each event happens in this history, and no other");
    golden("events", &album.seen.into_values().collect::<String>());
}

/// Of a validator that answers nobody the stake is written off after an announcement and given up; then it comes back.
fn silence(album: &mut Album) {
    let mut s = Suite::new(setup());
    let (hub, val1) = (s.hub.clone(), s.operator("val1"));
    let mut tell = |s: &mut Suite, by: &str, msg: Value| {
        let response = send(s, by, &hub, &msg, &[]).unwrap();
        album.keep(s, &response.events);
    };
    s.bond("alice", 30_000_000);
    s.rebalance();
    s.fail("val1", &[Fault::Withdraw], true);
    s.pass_days(30);
    s.harvest();
    tell(&mut s, "gov", json!({"write_off": {"validator": val1}}));
    s.pass_days(14);
    s.harvest();
    tell(&mut s, "gov", json!({"write_off": {"validator": val1}}));
    s.pass_days(90);
    tell(&mut s, "gov", json!({"forget": {"validator": val1}}));
    s.fail("val1", &[Fault::Withdraw], false);
    tell(&mut s, "stranger", json!({"harvest": {"validator": val1}}));
}

/// One step of a random life; what it reports, if it is a message that succeeds.
fn act(s: &mut Suite, forwarder: &Addr, random: &mut impl FnMut(usize) -> usize) -> Vec<Event> {
    let user = ["alice", "bob", "carol", FORWARDER][random(4)];
    let keeper = ["stranger", FORWARDER][random(2)];
    let other = match ["bob", "carol", "alice", FORWARDER][random(4)] {
        FORWARDER => forwarder.clone(),
        person => s.addr(person),
    };
    let amount = (random(3_000_000) + 10_000).to_string();
    let val = ["val1", "val2", "val3"][random(3)];
    let hub = s.hub.clone();
    let tell = |s: &mut Suite, by: &str, msg: Value| -> Outcome {
        let funds = if name_of(&msg) == "bond" {
            stake(amount.parse().unwrap())
        } else {
            vec![]
        };
        if by == FORWARDER {
            let msg = Binary::from(serde_json::to_vec(&msg).unwrap());
            let contract_addr = hub.to_string();
            let message = WasmMsg::Execute {
                contract_addr,
                msg,
                funds,
            };
            return send(s, "stranger", forwarder, &forwarding(message.into()), &[]);
        }
        send(s, by, &hub, &msg, &funds)
    };
    let hook = |json: Value| Binary::from(json.to_string().into_bytes());
    let outcome = match random(24) {
        0..=2 => tell(s, user, json!({"bond": {"receiver": other}})),
        3 | 4 => tell(
            s,
            user,
            json!({"queue_unbond": {"shares": amount, "receiver": other}}),
        ),
        5 => tell(s, user, json!({"cancel_unbond": {}})),
        6 => tell(s, user, json!({"instant_unbond": {"shares": amount}})),
        7 => tell(
            s,
            user,
            json!({"transfer": {"recipient": other, "amount": amount}}),
        ),
        8 => tell(
            s,
            user,
            json!({"send": {"contract": hub, "amount": amount, "msg": hook(json!({"queue_unbond": {}}))}}),
        ),
        9 => {
            let msg = hook(json!({"instant_unbond": {"receiver": other}}));
            tell(
                s,
                user,
                json!({"send": {"contract": hub, "amount": amount, "msg": msg}}),
            )
        }
        10 => tell(
            s,
            user,
            json!({"increase_allowance": {"spender": other, "amount": amount}}),
        ),
        11 => {
            let (by, owner) = (user, s.addr("alice"));
            let msg = hook(json!({"queue_unbond": {}}));
            tell(
                s,
                by,
                json!({"send_from": {"owner": owner, "contract": hub, "amount": amount, "msg": msg}}),
            )
        }
        12 => tell(
            s,
            user,
            json!({"transfer_from": {"owner": other, "recipient": s.addr("carol"), "amount": amount}}),
        ),
        13 => tell(s, user, json!({"withdraw_unbonded": {"receiver": other}})),
        14 => tell(s, keeper, json!({"claim_for": {"user": other}})),
        15 => {
            if s.books().delegated() > 0 {
                s.rewards(amount.parse::<u128>().unwrap());
            }
            tell(s, keeper, json!({"harvest": {}}))
        }
        16 => {
            s.gift(
                ["hub", "collector"][random(2)],
                amount.parse::<u128>().unwrap() / 100,
            );
            tell(s, keeper, json!({"sync": {}}))
        }
        17 => {
            s.slash(val, [0, 1, 2, 3, 4, 5][random(6)]);
            tell(s, keeper, json!({"sync": {}}))
        }
        18 => tell(s, keeper, json!({"submit_batch": {}})),
        19 => tell(s, keeper, json!({"reconcile": {}})),
        20 => {
            let on = random(2) == 0;
            s.fail(
                val,
                &[[Fault::Undelegate, Fault::Delegate, Fault::ShortByOne][random(3)]],
                on,
            );
            tell(s, keeper, json!({"crank": {}}))
        }
        _ => tell(s, keeper, json!({"crank": {}})),
    };
    match random(8) {
        0..=2 => s.pass_secs(86_400),
        3 => s.pass_secs(6 * 86_400),
        4 => s.pass_secs(3_000),
        _ => s.next_block(),
    }
    outcome.map(|response| response.events).unwrap_or_default()
}

/// Somebody whose messages come out of a contract, so that the chain sorts what they report.
const FORWARDER: &str = "forwarder";

/// The message that makes it send another one.
fn forwarding(message: CosmosMsg) -> Value {
    let order = Order {
        message,
        gas_limit: None,
    };
    let forward = floe_probe::ExecuteMsg::Forward {
        orders: vec![order],
        tolerant: false,
    };
    serde_json::to_value(forward).unwrap()
}

/// A contract that sends on what it is told to.
fn forwarder(s: &mut Suite) -> Addr {
    let entries = ContractWrapper::new(floe_probe::execute, floe_probe::instantiate, floe_probe::query);
    let code = s
        .chain
        .store_code(Box::new(entries.with_reply(floe_probe::reply)));
    let deployer = s.chain.account("deployer");
    let contract = s
        .chain
        .instantiate(code, &deployer, &Empty {}, &[], FORWARDER, None)
        .unwrap();
    s.chain.fund(&contract, &stake(100_000_000));
    contract
}

/// Supply, balances, pool, rate, fees, batches and requests, after each of some hundred mixed actions, with a fee of two
/// receivers and somebody who is a contract.
#[test]
fn an_indexer_rebuilds_everything_from_events_alone() {
    let mut repriced = 0;
    let (mut sorted, mut keepers) = (Sorted::default(), BTreeSet::new());
    for seed in [1u128, 2, 3] {
        let mut setup = setup();
        setup.fee.receivers = [("@treasury", 9), ("keeper", 1)]
            .map(|(to, weight)| FeeReceiver {
                to: to.into(),
                weight,
            })
            .into();
        let (mut s, events) = deployed(&setup);
        let forwarder = forwarder(&mut s);
        let hub = s.hub.to_string();
        let mut indexer = Indexer::default();
        indexer.read(&hub, &events);
        indexer.check(&s, 0);
        let mut state = seed;
        let mut random = move |below: usize| {
            state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % (1 << 64);
            usize::try_from(state >> 33).unwrap() % below
        };
        let mut told = 0;
        for step in 1..=350 {
            let events = act(&mut s, &forwarder, &mut random);
            repriced += events
                .iter()
                .filter(|event| event.ty == "wasm-floe/batch_repriced")
                .count();
            told += usize::from(!events.is_empty());
            sorted.count(&hub, &events);
            indexer.read(&hub, &events);
            indexer.check(&s, step);
            let treasury = s.shares("treasury");
            let paid = indexer.paid.get(s.addr("treasury").as_str()).copied();
            assert_eq!(paid.unwrap_or_default(), treasury, "nobody moves these");
            assert_eq!(indexer.fee_shares, indexer.paid.values().sum::<u128>());
        }
        assert!(told > 200, "only {told} messages of seed {seed} succeeded");
        assert!(indexer.fees > 0 && indexer.open > 10);
        keepers.extend(indexer.paid.into_keys());
    }
    assert!(repriced > 0, "no loss reached a batch in these histories");
    assert!(
        keepers.len() > 2,
        "the treasury, a person and a contract: {keepers:?}"
    );
    assert!(
        sorted.fees > 20 && sorted.burns > 5 && sorted.others > 50,
        "{sorted:?}"
    );
}

/// Plain events of the hub whose attributes the chain has sorted.
#[derive(Debug, Default)]
struct Sorted {
    /// With two mints or more.
    fees: u32,
    /// Of instant exits and closes.
    burns: u32,
    others: u32,
}

impl Sorted {
    fn count(&mut self, hub: &str, events: &[Event]) {
        let plain = events
            .iter()
            .filter(|event| event.ty == "wasm" && event.attributes[0].value == hub);
        for event in plain {
            let keys: Vec<&str> = event.attributes.iter().map(|a| a.key.as_str()).collect();
            let actions: Vec<&str> = event
                .attributes
                .iter()
                .filter(|a| a.key == "action")
                .map(|a| a.value.as_str())
                .collect();
            if !keys.is_sorted() {
                assert_eq!(
                    actions.len(),
                    1,
                    "several actions in the order of emission: {event:?}"
                );
                continue;
            }
            match actions.as_slice() {
                [one] if *one == "burn" => self.burns += 1,
                [_] => self.others += 1,
                several => {
                    assert!(several.iter().all(|action| *action == "mint"), "{event:?}");
                    self.fees += 1;
                }
            }
        }
    }
}

/// The order of the totals does not matter to a reader who joins late: any `books_updated` is complete.
#[test]
fn one_books_updated_is_enough_to_price() {
    let mut s = lived_in();
    let outcome = s.hub("stranger", &ExecuteMsg::Sync {}).unwrap();
    let updated = outcome
        .events
        .iter()
        .find(|event| event.ty == "wasm-floe/books_updated")
        .unwrap();
    let value = |key: &str| {
        updated
            .attributes
            .iter()
            .find(|a| a.key == key)
            .unwrap()
            .value
            .clone()
    };
    let state = ask_hub(&s, json!({"state": {}}));
    assert_eq!(json!(value("pool")), state["total_native"]);
    assert_eq!(json!(value("supply")), state["total_ustake"]);
    assert_eq!(json!(value("rate")), state["exchange_rate"]);
    assert_eq!(value("short_since"), "none");
}
