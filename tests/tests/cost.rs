//! What the messages of users cost, counted in reads and writes of the storage, and where it is kept.

use cosmwasm_std::{Order, SystemError};
use floe_tests::counting::Counting;
use floe_tests::prelude::*;
use floe_tests::world::*;

/// Answers nothing, and counts who asks.
#[derive(Default)]
struct Silent(Cell<usize>);

impl Querier for Silent {
    fn raw_query(&self, _: &[u8]) -> QuerierResult {
        self.0.set(self.0.get() + 1);
        SystemResult::Err(SystemError::Unknown {})
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    reads: usize,
    writes: usize,
    queries: usize,
    messages: usize,
}

/// A contract without the chain around it.
struct Bench {
    storage: Counting,
    env: Env,
    api: MockApiBech32,
}

type Entry<M, E> = fn(DepsMut, Env, MessageInfo, M) -> Result<Response, E>;

impl Bench {
    /// A copy of the hub in its present block.
    fn of(s: &Suite) -> Self {
        let mut storage = Counting::default();
        for (key, value) in dump(s, &s.hub) {
            storage.storage.set(&key, &value);
        }
        let mut env = mock_env();
        env.block = s.chain.block();
        env.contract.address = s.hub.clone();
        Self {
            storage,
            env,
            api: MockApiBech32::new("wasm"),
        }
    }

    fn run<M, E>(&mut self, entry: Entry<M, E>, by: &Addr, msg: &Value, funds: &[Coin]) -> Cost
    where
        M: serde::de::DeserializeOwned,
        E: std::fmt::Debug,
    {
        let msg = from_json(serde_json::to_vec(msg).unwrap()).unwrap();
        let silent = Silent::default();
        self.storage.reset();
        let deps = DepsMut {
            storage: &mut self.storage,
            api: &self.api,
            querier: QuerierWrapper::<Empty>::new(&silent),
        };
        let info = MessageInfo {
            sender: by.clone(),
            funds: funds.to_vec(),
        };
        let response = entry(deps, self.env.clone(), info, msg).unwrap();
        Cost {
            reads: self.storage.reads.get(),
            writes: self.storage.writes,
            queries: silent.0.get(),
            messages: response.messages.len(),
        }
    }

    fn hub(&mut self, by: &Addr, msg: Value, funds: &[Coin]) -> Cost {
        self.run(floe_hub::contract::execute, by, &msg, funds)
    }

    /// So many further people with shares, each with a request in the open batch.
    fn crowd(mut self, s: &Suite, users: usize) -> Self {
        for n in 0..users {
            let user = s.addr(&format!("user{n}"));
            self.hub(&user, json!({"bond": {}}), &stake(20_000));
            self.hub(&user, json!({"queue_unbond": {"shares": "15000"}}), &[]);
        }
        self
    }
}

/// Stake on every one of so many validators, entries in flight, three closed batches.
fn spread(validators: usize) -> Suite {
    let setup = Setup::default()
        .validators(validators)
        .user("alice", 10_000_000_000)
        .user("bob", 1_000_000);
    let mut s = Suite::new(setup.params(|p| {
        p.with(Param::MaxMsgs, 30u128)
            .with(Param::BatchInterval, 10u128)
            .with(Param::UnbondingEstimate, 10u128)
    }));
    s.bond("alice", 5_000_000_000);
    for _ in 0..validators.div_ceil(30) {
        s.rebalance();
    }
    assert_eq!(s.books().positions.len(), validators);
    for _ in 0..3 {
        s.queue("alice", 500_000_000);
        s.submit_batch();
        s.pass_secs(10);
    }
    s.sync();
    s
}

const CROWDS: [(usize, usize); 5] = [(1, 10), (10, 10), (100, 10), (1, 10_000), (100, 10_000)];

#[test]
fn a_deposit_costs_the_same_with_any_number_of_validators_and_users() {
    for (validators, users) in CROWDS {
        let s = spread(validators);
        let mut bench = Bench::of(&s).crowd(&s, users);
        // Read: addresses and constants, parameters, pauses, the two hot items, a balance. Written: what changes of
        // them, that is free coins with supply, and the balance.
        let first = bench.hub(&s.addr("bob"), json!({"bond": {}}), &stake(20_000));
        assert_eq!(
            first,
            Cost {
                reads: 6,
                writes: 2,
                queries: 0,
                messages: 0
            },
            "{validators} {users}"
        );
        let again = bench.hub(&s.addr("bob"), json!({"bond": {}}), &stake(20_000));
        assert_eq!(first, again);
    }
}

#[test]
fn queueing_and_cancelling_cost_the_same_with_any_number_of_validators_and_users() {
    let mut seen = BTreeSet::new();
    for (validators, users) in CROWDS {
        let s = spread(validators);
        let mut bench = Bench::of(&s).crowd(&s, users);
        let alice = s.addr("alice");
        let costs = [
            json!({"queue_unbond": {"shares": "20000"}}),
            json!({"queue_unbond": {"shares": "20000"}}),
            json!({"cancel_unbond": {"shares": "1"}}),
            json!({"cancel_unbond": {}}),
        ]
        .map(|msg| bench.hub(&alice, msg, &[]));
        let [first, merged, part, all] = costs;
        // Two balances, the request, and its mark the first time.
        assert_eq!(
            (first.writes, merged.writes, part.writes, all.writes),
            (4, 3, 3, 4)
        );
        assert!(costs.iter().all(|cost| cost.queries == 0 && cost.messages == 0));
        seen.insert(costs.map(|cost| cost.reads));
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[rstest]
fn the_first_request_of_a_batch_costs_what_any_other_does_and_so_does_the_last_cancel(
    #[values(1, 100)] validators: usize,
) {
    let s = spread(validators);
    let mut bench = Bench::of(&s);
    let (alice, bob) = (s.addr("alice"), s.addr("bob"));
    bench.hub(&bob, json!({"bond": {}}), &stake(20_000));
    let queue = json!({"queue_unbond": {"shares": "15000"}});
    let requests = [&alice, &bob].map(|user| bench.hub(user, queue.clone(), &[]));
    assert_eq!(requests[0], requests[1]);
    assert_eq!((requests[0].writes, requests[0].queries), (4, 0));
    let cancels = [&alice, &bob].map(|user| bench.hub(user, json!({"cancel_unbond": {}}), &[]));
    assert_eq!(cancels[0], cancels[1]);
    assert_eq!(cancels[0].writes, 4);
}

/// The same message on the hub and on a plain cw20-base with the same balances.
#[rstest]
#[case::transfer("alice", json!({"transfer": {"recipient": "@bob", "amount": "5"}}))]
#[case::transfer_to_a_new_holder("alice", json!({"transfer": {"recipient": "@carol", "amount": "5"}}))]
#[case::send("alice", json!({"send": {"contract": "@bob", "amount": "5", "msg": ""}}))]
#[case::increase_allowance("alice", json!({"increase_allowance": {"spender": "@bob", "amount": "5"}}))]
#[case::decrease_allowance("alice", json!({"decrease_allowance": {"spender": "@carol", "amount": "5"}}))]
#[case::transfer_from("carol", json!({"transfer_from": {"owner": "@alice", "recipient": "@bob", "amount": "5"}}))]
#[case::send_from("carol", json!({"send_from": {"owner": "@alice", "contract": "@bob", "amount": "5", "msg": ""}}))]
fn token_messages_touch_the_storage_as_often_as_cw20_base(
    #[case] by: &str,
    #[case] msg: Value,
    #[values(1, 100)] validators: usize,
    #[values(10, 10_000)] users: usize,
) {
    let mut s = spread(validators);
    let hub = s.hub.clone();
    let allowance = json!({"increase_allowance": {"spender": s.addr("carol"), "amount": "1000"}});
    send(&mut s, "alice", &hub, &allowance, &[]).unwrap();
    let named = ["alice", "bob", "carol"]
        .iter()
        .fold(msg.to_string(), |text, name| {
            text.replace(&format!("@{name}"), s.addr(name).as_str())
        });
    let msg: Value = serde_json::from_str(&named).unwrap();
    let by = s.addr(by);
    let ours = Bench::of(&s).crowd(&s, users).hub(&by, msg.clone(), &[]);
    let theirs = Bench::of(&s).run(cw20_base::contract::execute, &by, &msg, &[]);
    assert_eq!(ours, theirs);
    assert_eq!(ours.queries, 0);
}

/// The part of a key before what varies: an item's whole key, a map's name.
fn prefix(key: &[u8]) -> String {
    let name = match key {
        [0, len, rest @ ..] if rest.len() > usize::from(*len) => &rest[..usize::from(*len)],
        whole => whole,
    };
    String::from_utf8(name.to_vec()).unwrap()
}

/// The frozen keys among them are `flow` and `stock`; to change any other needs a migration.
#[test]
fn the_storage_keys_are_these() {
    let mut s = lived_in();
    let mut keys: BTreeSet<String> = BTreeSet::new();
    let mut note = |s: &Suite| keys.extend(dump(s, &s.hub).iter().map(|(key, _)| prefix(key)));
    note(&s);
    // A redelegation away from a draining validator, and a slash.
    s.drain_below_three("val1");
    s.slash("val2", 5);
    s.crank();
    s.crank();
    note(&s);
    // A harvest that fails.
    s.fail("val2", &[ModuleFault::Withdraw], true);
    s.harvest();
    note(&s);
    // A validator that answers nobody for a month, while another does.
    s.pass_days(23);
    s.harvest();
    s.pass_days(7);
    s.harvest();
    let (hub, val2) = (s.hub.clone(), s.operator("val2"));
    send(
        &mut s,
        "gov",
        &hub,
        &json!({"write_off": {"validator": val2}}),
        &[],
    )
    .unwrap();
    note(&s);
    // Marketing and logo, as somebody who set them at the start would have them.
    let mut bench = Bench::of(&s);
    let marketing = cw20::MarketingInfoResponse {
        marketing: Some(s.addr("gov")),
        ..Default::default()
    };
    cw20_base::state::MARKETING_INFO
        .save(&mut bench.storage, &marketing)
        .unwrap();
    let png = Binary::from([0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a]);
    bench.hub(
        &s.addr("gov"),
        json!({"upload_logo": {"embedded": {"png": png}}}),
        &[],
    );
    keys.extend(
        bench
            .storage
            .storage
            .range(None, None, Order::Ascending)
            .map(|(key, _)| prefix(&key)),
    );
    let expected = [
        "allowance",
        "allowance_spender",
        "balance",
        "batch",
        "batch_user",
        "carry",
        "contract_info",
        "controls",
        "entry",
        "fee",
        "flow",
        "guarantors",
        "lock",
        "logo",
        "loss",
        "mark",
        "marketing_info",
        "ownership",
        "params",
        "payouts",
        "point",
        "queue",
        "request",
        "reserved",
        "roster",
        "silent",
        "stakes",
        "stock",
        "token",
        "wiring",
    ];
    assert_eq!(keys.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// A request and its mark go with the claim, a batch with its last one: nothing grows for ever but people's balances.
#[test]
fn what_is_claimed_leaves_nothing_behind() {
    let mut s = spread(3);
    let bare = |s: &Suite| {
        let kept = ["request", "batch", "batch_user", "entry"];
        dump(s, &s.hub)
            .iter()
            .filter(|(key, _)| kept.contains(&prefix(key).as_str()))
            .count()
    };
    assert!(bare(&s) > 0);
    s.pass_secs(1_814_400);
    s.next_block();
    while !s.crank().is_idle() {
        s.next_block();
    }
    let user = s.addr("alice").to_string();
    s.hub("stranger", &ExecuteMsg::ClaimFor { user }).unwrap();
    assert_eq!(bare(&s), 0);
}
