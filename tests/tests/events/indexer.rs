//! Whoever reads nothing but the events has the books.

use super::*;

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
    let tell = |s: &mut Suite, by: &str, msg: Value| -> TxResult {
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
                &[[
                    ModuleFault::Undelegate,
                    ModuleFault::Delegate,
                    ModuleFault::ShortByOne,
                ][random(3)]],
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
