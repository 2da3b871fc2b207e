//! What the protocol costs at its limits: a hundred validators with seven entries and seven locks each, 366 batches that
//! wait, a thousand requests of one user, a full history, five receivers of the fee. Nothing may grow beyond the budgets
//! here, and nothing with the number of users.

use cosmwasm_std::Order;
use floe_api::hub::StakeResponse;
use floe_core::engine::ValidatorLoss;
use floe_core::params::MAX_UNSETTLED;
use floe_core::units::Native;
use floe_hub::state::{LOSSES, POINTS};
use floe_tests::counting::Counting;
use floe_tests::prelude::*;
use floe_tests::world::*;

const VALIDATORS: usize = 100;
const ENTRIES: usize = 7;
const REQUESTS: usize = 1_000;

fn setup() -> Setup {
    let mut setup = Setup::default()
        .validators(VALIDATORS)
        .user("alice", 1_000_000_000_000_000)
        .user("bob", 1_000_000_000);
    setup.fee.receivers = (0..4)
        .map(|n| format!("@receiver{n}"))
        .chain(["keeper".to_owned()])
        .map(|to| FeeReceiver {
            to,
            weight: 1_000_000,
        })
        .collect();
    setup.params.rate_denoms = Some((0..4).map(|n| n.to_string().repeat(128)).collect());
    setup.params(|p| {
        p.with(Param::BatchInterval, 10u128)
            .with(Param::UnbondingEstimate, 10u128)
            .with(Param::HarvestInterval, 10u128)
            .with(Param::MaxMsgs, 30u128)
            .with(Param::MaxMoveBps, 400u128)
            .with(Param::MaxSyncAge, 60u128)
    })
}

/// Closes a batch of Alice's shares.
fn close(s: &mut Suite, shares: u128) {
    s.queue("alice", shares);
    s.submit_batch();
    s.pass_secs(10);
}

/// Everything at its limit, through the protocol itself where that is possible.
fn full() -> Suite {
    let mut s = Suite::new(setup());
    s.depth = Depth::Light;
    s.bond("alice", 900_000_000_000_000);
    for _ in 0..REQUESTS {
        close(&mut s, 20_000);
        s.reconcile();
    }
    while s.rebalance().delegations.len() == 30 {}
    assert_eq!(s.books().positions.len(), VALIDATORS);
    while s.books().queue.open - s.books().queue.head < MAX_UNSETTLED as u64 {
        let shares = s.shares("alice") * 15 / 1_000;
        close(&mut s, shares);
    }
    let shares = s.bond("bob", 900_000_000);
    s.queue("bob", shares / 2);
    let until = s.now() + 1_814_400;
    let operators: Vec<String> = (1..=VALIDATORS).map(|n| s.operator(&format!("val{n}"))).collect();
    let hub = s.hub.clone();
    let mut storage = s.chain.app_mut().contract_storage_mut(&hub);
    for (n, operator) in operators.iter().enumerate() {
        let locks = (1..=ENTRIES).map(|step| Lock {
            from: operators[(n + step) % VALIDATORS].clone(),
            amount: Native::new(1),
            until,
        });
        LOCKS.save(&mut *storage, operator, &locks.collect()).unwrap();
        let loss = ValidatorLoss {
            total: Native::new(1),
            last: until,
        };
        LOSSES.save(&mut *storage, operator, &loss).unwrap();
    }
    drop(storage);
    s
}

/// What a message did to the storage and asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cost {
    reads: usize,
    writes: usize,
    /// Gas of the storage alone.
    gas: usize,
    messages: usize,
    /// Of the attributes and data of the response.
    bytes: usize,
}

impl Cost {
    fn within(&self, budget: &Cost) -> bool {
        self.reads <= budget.reads
            && self.writes <= budget.writes
            && self.gas <= budget.gas
            && self.messages <= budget.messages
            && self.bytes <= budget.bytes
    }
}

/// The hub in its present block on a counting storage, with the chain to ask.
struct Bench<'a> {
    s: &'a Suite,
    records: Vec<(Vec<u8>, Vec<u8>)>,
    env: Env,
}

impl<'a> Bench<'a> {
    fn of(s: &'a Suite) -> Self {
        let mut env = mock_env();
        env.block = s.chain.block();
        env.contract.address = s.hub.clone();
        Self {
            s,
            records: dump(s, &s.hub),
            env,
        }
    }

    fn storage(&self) -> Counting {
        let mut storage = Counting::default();
        for (key, value) in &self.records {
            storage.storage.set(key, value);
        }
        storage
    }

    /// Sends a message to a fresh copy.
    fn cost(&self, by: &Addr, msg: &Value, coins: u128) -> Cost {
        self.send(&mut self.storage(), by, msg, coins)
    }

    fn send(&self, storage: &mut Counting, by: &Addr, msg: &Value, coins: u128) -> Cost {
        storage.reset();
        let deps = DepsMut {
            storage,
            api: &MockApiBech32::new("wasm"),
            querier: self.s.chain.querier(),
        };
        let info = MessageInfo {
            sender: by.clone(),
            funds: if coins == 0 { vec![] } else { stake(coins) },
        };
        let parsed = from_json(serde_json::to_vec(msg).unwrap()).unwrap();
        // Who is refused here for what the observation found has paid for it too.
        let response = match floe_hub::contract::execute(deps, self.env.clone(), info, parsed) {
            Ok(response) => response,
            Err(ContractError::InsufficientLiquidity { .. } | ContractError::Paused { .. }) => {
                Response::new()
            }
            Err(error) => panic!("{msg}: {error}"),
        };
        Cost {
            reads: storage.reads.get(),
            writes: storage.writes,
            gas: storage.gas.get(),
            messages: response.messages.len(),
            bytes: to_json_vec(&(&response.attributes, &response.events, &response.data))
                .unwrap()
                .len(),
        }
    }
}

/// What the registry's refresh makes the hub read when it asks about every validator.
fn cost_of_stakes(s: &Suite) -> Cost {
    let bench = Bench::of(s);
    let storage = bench.storage();
    let deps = Deps {
        storage: &storage,
        api: &MockApiBech32::new("wasm"),
        querier: s.chain.querier(),
    };
    let operators = (1..=VALIDATORS).map(|n| s.operator(&format!("val{n}"))).collect();
    let answer = floe_hub::contract::query(deps, bench.env, QueryMsg::Stakes { operators }).unwrap();
    let stakes: Vec<StakeResponse> = from_json(&answer).unwrap();
    assert!(stakes
        .iter()
        .all(|stake| usize::try_from(stake.entries) == Ok(ENTRIES)));
    Cost {
        reads: storage.reads.get(),
        gas: storage.gas.get(),
        bytes: answer.len(),
        ..Cost::default()
    }
}

/// What keepers and users send, by whom, with how many coins.
fn messages(s: &Suite) -> Vec<(&'static str, Value, u128)> {
    let alice = s.addr("alice").to_string();
    let oldest: Vec<usize> = (1..=50).collect();
    vec![
        ("bob", json!({"bond": {}}), 1_000_000),
        ("bob", json!({"queue_unbond": {"shares": "20000"}}), 0),
        ("bob", json!({"cancel_unbond": {}}), 0),
        ("bob", json!({"transfer": {"recipient": alice, "amount": "1"}}), 0),
        ("alice", json!({"claim": {"batches": oldest}}), 0),
        ("alice", json!({"withdraw_unbonded": {}}), 0),
        ("bob", json!({"claim_for": {"user": alice}}), 0),
        ("bob", json!({"instant_unbond": {"shares": "20000"}}), 0),
        (
            "collector",
            json!({"deposit_rewards": {"keeper": alice}}),
            1_000_000_000,
        ),
        ("bob", json!({"sync": {}}), 0),
        ("bob", json!({"harvest": {}}), 0),
        ("bob", json!({"submit_batch": {}}), 0),
        ("bob", json!({"reconcile": {}}), 0),
        ("bob", json!({"rebalance": {}}), 0),
        ("bob", json!({"crank": {"max_msgs": 30}}), 0),
    ]
}

/// Which budget a message has at a moment.
fn kind<'a>(name: &str, moment: &'a str) -> &'a str {
    match (name, moment) {
        ("queue_unbond" | "cancel_unbond" | "transfer", _) | ("bond", "calm") => "small",
        ("claim" | "claim_for" | "withdraw_unbonded", "calm") => "claim",
        _ => moment,
    }
}

/// The messages that cost more than their budget.
fn over_budget(s: &Suite, moment: &str) -> Vec<String> {
    let bench = Bench::of(s);
    let budgets = budgets();
    let mut over = Vec::new();
    for (by, msg, coins) in messages(s) {
        let name = name_of(&msg);
        let cost = bench.cost(&s.addr(by), &msg, coins);
        println!("limits: {moment}: {name}: {cost:?}");
        let budget = &budgets[kind(&name, moment)];
        if !cost.within(budget) {
            over.push(format!("{moment}: {name}: {cost:?} is more than {budget:?}"));
        }
    }
    over
}

/// Calm: everything in flight. Slashed: every validator since the last look. Arrived: after a month of silence. A block
/// of many chains takes a hundred million gas.
fn budgets() -> BTreeMap<&'static str, Cost> {
    let cost = |reads, writes, gas, messages, bytes| Cost {
        reads,
        writes,
        gas,
        messages,
        bytes,
    };
    [
        ("small", cost(6, 5, 26_000, 0, 600)),
        ("claim", cost(160, 151, 380_000, 1, 18_000)),
        ("stakes", cost(750, 0, 270_000, 0, 4_500)),
        ("calm", cost(1_300, 8, 620_000, 31, 9_000)),
        ("slashed", cost(1_300, 1_200, 6_500_000, 31, 80_000)),
        ("arrived", cost(1_500, 1_350, 3_600_000, 61, 320_000)),
    ]
    .into()
}

#[test]
fn every_message_stays_inside_its_budget_with_everything_at_its_limit() {
    let mut s = full();
    let books = s.books();
    assert_eq!(books.queue.open - books.queue.head, MAX_UNSETTLED as u64);
    let last = json!({"unbond_requests_by_user": {"user": s.addr("alice"), "start_after": REQUESTS - 1}});
    assert_eq!(ask_hub(&s, last)[0]["id"], REQUESTS);
    assert_eq!(books.entries.len(), VALIDATORS * ENTRIES);
    let points = POINTS.range(&*s.storage(), None, None, Order::Ascending).count();
    assert_eq!(points, 100);
    s.sync();
    let mut over = over_budget(&s, "calm");
    let stakes = cost_of_stakes(&s);
    println!("limits: stakes of all: {stakes:?}");
    assert!(stakes.within(&budgets()["stakes"]), "{stakes:?}");
    over.extend(long_answers(&s));
    s.pass_secs(120);
    for n in 1..=VALIDATORS {
        let slash = Slash::new(&s.operator(&format!("val{n}")), Decimal::percent(5));
        s.slash_as(&slash);
    }
    over.extend(over_budget(&s, "slashed"));
    s.pass_days(30);
    s.next_block();
    over.extend(over_budget(&s, "arrived"));
    assert!(over.is_empty(), "{over:#?}");
}

/// Most bytes of an answer.
fn longest(question: &str) -> usize {
    match question {
        "unreconciled" => 75_000,
        "validators" => 85_000,
        "unbond_requests_by_user_details" => 36_000,
        "historical_redemption_rates" | "previous_batches" => 20_000,
        "config" | "wanted_delegations" => 9_500,
        _ => 3_000,
    }
}

/// The answers that are longer than they may be.
fn long_answers(s: &Suite) -> Vec<String> {
    let alice = s.addr("alice").to_string();
    let mut questions = hub_questions(s);
    questions.extend([
        json!({"historical_redemption_rates": {"denom": s.hub, "params": null, "limit": 100}}),
        json!({"historical_redemption_rates": {"denom": "0".repeat(128), "params": null, "limit": 100}}),
        json!({"previous_batches": {"limit": 100}}),
        json!({"unbond_requests_by_user": {"user": alice, "limit": 1_000_000}}),
        json!({"unbond_requests_by_user_details": {"user": alice, "limit": 100}}),
        json!({"unbond_requests_by_user_details": {"user": alice, "start_after": REQUESTS, "limit": 100}}),
        json!({"exchange_rates": {"limit": 100}}),
        json!({"validators": {"limit": 100}}),
        json!({"all_accounts": {"limit": 100}}),
    ]);
    let mut long = Vec::new();
    for question in questions {
        let msg = serde_json::to_vec(&question).unwrap();
        let name = name_of(&question);
        // Refused here: there is no logo, and nothing to be had at once.
        let Ok(answer) = s.chain.query_binary(&s.hub, msg.into()) else {
            assert!(
                ["download_logo", "preview_instant"].contains(&name.as_str()),
                "{question}"
            );
            continue;
        };
        println!("limits: {name} answers {} bytes", answer.len());
        if answer.len() > longest(&name) {
            long.push(format!(
                "{name} answers {} bytes, the most is {}",
                answer.len(),
                longest(&name)
            ));
        }
    }
    long
}

/// So many people with shares of Alice's and a request each in the open batch.
fn crowd(bench: &Bench, users: usize) -> Counting {
    let mut storage = bench.storage();
    let alice = bench.s.addr("alice");
    for n in 0..users {
        let user = bench.s.addr(&format!("user{n}"));
        let gift = json!({"transfer": {"recipient": user, "amount": "30000"}});
        bench.send(&mut storage, &alice, &gift, 0);
        bench.send(
            &mut storage,
            &user,
            &json!({"queue_unbond": {"shares": "15000"}}),
            0,
        );
    }
    storage
}

#[test]
fn no_message_costs_more_with_ten_thousand_users_than_with_ten() {
    let mut s = Suite::new(setup());
    s.bond("alice", 900_000_000_000_000);
    for _ in 0..50 {
        close(&mut s, 20_000);
        s.reconcile();
    }
    s.rebalance();
    close(&mut s, 1_000_000_000_000);
    s.bond("bob", 900_000_000);
    s.queue("bob", 100_000_000);
    let bench = Bench::of(&s);
    let costs = [10, 10_000].map(|users| {
        let crowded: Vec<_> = crowd(&bench, users)
            .storage
            .range(None, None, Order::Ascending)
            .collect();
        assert!(crowded.len() > 3 * users);
        let bench = Bench {
            records: crowded,
            env: bench.env.clone(),
            s: &s,
        };
        let counted = |(by, msg, coins): &(&'static str, Value, u128)| {
            let cost = bench.cost(&s.addr(by), msg, *coins);
            (name_of(msg), cost.reads, cost.writes, cost.messages)
        };
        messages(&s).iter().map(counted).collect::<Vec<_>>()
    });
    assert_eq!(costs[0], costs[1]);
}
