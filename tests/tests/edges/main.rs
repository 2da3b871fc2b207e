//! The edges of the arithmetic and of the answers: nothing, one, two, and everything that 128 bits hold; replies that the
//! chain would never send; parts of answers that are missing.

mod replies;

use anybuf::Anybuf;
use cosmwasm_std::{MsgResponse, Order, ReplyOn, SubMsgResponse, Uint512};
use floe_api::rate::{query_raw, Flow, Stock};
use floe_core::allocation::{Mark, Move};
use floe_core::engine::Sent;
use floe_core::stream::Stream;
use floe_core::units::{Native, Shares};
use floe_core::{Batch, Books, CoreError};
use floe_hub::positions::entries;
use floe_hub::reply::{COLLECTOR_REPLY, REGISTRY_REPLY, STAKING_REPLY, WITHDRAW_ADDRESS_REPLY};
use floe_hub::state::{BATCHES, ENTRIES, FLOW, MARKS, QUEUE, STOCK};
use floe_tests::prelude::*;
use floe_tests::world::*;

const EDGES: [u128; 8] = [0, 1, 2, 3, 1_000_000, u128::MAX / 2, u128::MAX - 1, u128::MAX];

/// Books of every combination of free coins, debts, a stream and shares.
fn edges() -> impl Iterator<Item = Books> {
    let each =
        |of: fn(Books, Native) -> Books| move |books: Books| EDGES.map(|n| of(books.clone(), Native::new(n)));
    [Books::default()]
        .into_iter()
        .flat_map(each(|b, n| Books { free: n, ..b }))
        .flat_map(each(|b, n| Books { owed: n, ..b }))
        .flat_map(each(|b, n| Books {
            stream: Stream {
                amount: n,
                start: 0,
                end: 3,
            },
            ..b
        }))
        .flat_map(each(|b, n| Books {
            supply: Shares::new(n.units()),
            ..b
        }))
}

/// `⌊a · b / c⌋`, reckoned in 512 bits; none where it leaves 128.
fn exact(a: u128, b: u128, c: u128) -> Option<u128> {
    let quotient = Uint512::from(a) * Uint512::from(b) / Uint512::from(c);
    cosmwasm_std::Uint128::try_from(quotient).ok().map(|q| q.u128())
}

#[test]
fn the_pool_is_what_is_left_of_the_assets_at_every_edge() {
    for books in edges() {
        for now in [0, 1, 2, 3, 4] {
            let left = books.free.units().saturating_sub(books.owed.units());
            let amount = books.stream.amount.units();
            let streamed = match now {
                0 => amount,
                1 => exact(amount, 2, 3).unwrap() + u128::from(amount % 3 != 0),
                2 => exact(amount, 1, 3).unwrap() + u128::from(amount % 3 != 0),
                _ => 0,
            };
            assert_eq!(
                books.pool(now).units(),
                left.saturating_sub(streamed),
                "{now}: {books:?}"
            );
        }
    }
}

#[test]
fn shares_and_coins_convert_exactly_rounded_down_at_every_edge() {
    for books in edges() {
        let (pool, supply) = (books.pool(0).units(), books.supply.units());
        for x in EDGES {
            let shares = books.shares_for(Native::new(x), 0);
            let coins = books.native_for(Shares::new(x), 0);
            match pool {
                0 => assert_eq!(shares, Err(CoreError::Depleted)),
                _ => assert_eq!(
                    shares.ok().map(Shares::units),
                    exact(x, supply, pool),
                    "{x}: {books:?}"
                ),
            }
            match supply {
                0 => assert_eq!(coins, Ok(Native::ZERO)),
                _ => assert_eq!(
                    coins.ok().map(Native::units),
                    exact(x, pool, supply),
                    "{x}: {books:?}"
                ),
            }
        }
    }
}

#[test]
fn a_deposit_at_any_edge_is_refused_without_a_trace_or_dilutes_nobody_and_can_be_undone_for_no_more() {
    let (mut taken, mut refused) = (0, 0);
    for before in edges() {
        for amount in EDGES {
            let mut books = before.clone();
            let Ok(shares) = books.deposit(Native::new(amount), 0) else {
                assert_eq!(books, before, "a refused deposit of {amount}");
                refused += 1;
                continue;
            };
            taken += 1;
            let cross = |books: &Books, other: &Books| {
                Uint512::from(books.pool(0).units()) * Uint512::from(other.supply.units())
            };
            assert!(
                cross(&books, &before) >= cross(&before, &books),
                "{amount} diluted {before:?}"
            );
            let back = books.native_for(shares, 0).unwrap().units();
            assert!(back <= amount, "{amount} became {back} in {before:?}");
        }
    }
    assert!(
        taken > 1_000 && refused > 1_000,
        "{taken} taken, {refused} refused"
    );
}

/// Exactly as much as a share is worth is the least that buys one.
#[rstest]
#[case::at_one(7, 7, 1)]
#[case::above_one(10, 3, 4)]
#[case::below_one(3, 10, 1)]
#[case::far_above(u128::MAX, 1, u128::MAX)]
#[case::just_above(1_000_001, 1_000_000, 2)]
fn the_least_deposit_that_buys_a_share(#[case] pool: u128, #[case] supply: u128, #[case] least: u128) {
    let books = Books {
        free: Native::new(pool),
        supply: Shares::new(supply),
        ..Books::default()
    };
    assert_eq!(books.shares_for(Native::new(least - 1), 0), Ok(Shares::ZERO));
    assert!(books.shares_for(Native::new(least), 0).unwrap() >= Shares::new(1));
}

/// Sets what the rate is made of, as no history could.
fn set(s: &mut Suite, change: impl FnOnce(&mut Flow, &mut Stock)) {
    let hub = s.hub.clone();
    let mut storage = s.chain.app_mut().contract_storage_mut(&hub);
    let mut flow = FLOW.load(&*storage).unwrap();
    let mut stock = STOCK.load(&*storage).unwrap();
    change(&mut flow, &mut stock);
    FLOW.save(&mut *storage, &flow).unwrap();
    STOCK.save(&mut *storage, &stock).unwrap();
}

/// Whatever the books say, every question is answered or refused, and all that tell the rate tell the same.
#[test]
fn every_question_is_met_and_the_rate_is_one_at_every_edge() {
    const FEW: [u128; 4] = [0, 1, 2, u128::MAX];
    let mut s = lived_in();
    let (questions, hub, now) = (hub_questions(&s), s.hub.clone(), s.now());
    let mut answered = 0;
    for (supply, free) in FEW.iter().flat_map(|a| FEW.map(|b| (*a, b))) {
        for (staked, owed) in FEW.iter().flat_map(|a| FEW.map(|b| (*a, b))) {
            set(&mut s, |flow, stock| {
                flow.supply = Shares::new(supply);
                flow.free = Native::new(free);
                stock.delegated = Native::new(staked);
                stock.undelegating = Native::new(staked);
                stock.owed = Native::new(owed);
            });
            for question in &questions {
                answered += usize::from(s.query::<Value>(&hub, question).is_ok());
            }
            let rate = query_raw(&s.chain.querier(), &hub, now).unwrap().rate.to_string();
            let told = ask_hub(&s, json!({"redemption_rate": {"denom": hub, "params": null}}));
            assert_eq!(told["redemption_rate"], rate, "{supply} {free} {staked} {owed}");
            assert_eq!(ask_hub(&s, json!({"price": {}}))["value"], rate);
            assert_eq!(ask_hub(&s, json!({"state": {}}))["exchange_rate"], rate);
        }
    }
    assert!(answered > 256 * 25, "{answered} answers");
}

/// A hub on its own, with the storage of one that has stake and entries.
struct Alone {
    storage: MemoryStorage,
    env: Env,
    s: Suite,
}

impl Alone {
    fn new() -> Self {
        Self::of(lived_in())
    }

    fn of(s: Suite) -> Self {
        let mut storage = MemoryStorage::default();
        for (key, value) in dump(&s, &s.hub) {
            storage.set(&key, &value);
        }
        let mut env = mock_env();
        env.block = s.chain.block();
        // Its own second, so that no entry is merged with another.
        env.block.time = env.block.time.plus_seconds(7);
        env.contract.address = s.hub.clone();
        Self { storage, env, s }
    }

    fn reply(&mut self, id: u64, payload: Binary, result: SubMsgResult) -> Result<Response, ContractError> {
        let deps = DepsMut {
            storage: &mut self.storage,
            api: &MockApiBech32::new("wasm"),
            querier: self.s.chain.querier(),
        };
        let reply = Reply {
            id,
            payload,
            gas_used: 0,
            result,
        };
        floe_hub::contract::reply(deps, self.env.clone(), reply)
    }

    fn execute(&mut self, msg: ExecuteMsg) -> Response {
        let deps = DepsMut {
            storage: &mut self.storage,
            api: &MockApiBech32::new("wasm"),
            querier: self.s.chain.querier(),
        };
        let info = message_info(&self.s.addr("bob"), &[]);
        floe_hub::contract::execute(deps, self.env.clone(), info, msg).unwrap()
    }

    fn bytes(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.storage.range(None, None, Order::Ascending).collect()
    }
}

/// What the chain answers when a message went well.
fn fine(type_url: &str, value: Anybuf) -> SubMsgResult {
    #[allow(deprecated)]
    SubMsgResult::Ok(SubMsgResponse {
        events: vec![],
        data: None,
        msg_responses: vec![MsgResponse {
            type_url: type_url.into(),
            value: value.into_vec().into(),
        }],
    })
}

fn packed(intent: &Intent) -> Binary {
    let sent = Sent {
        intent: intent.clone(),
        paid: Vec::new(),
    };
    packed_store::packed::pack(&sent).into()
}

fn undelegate(s: &Suite, validator: &str) -> Intent {
    Intent::Undelegate {
        validator: s.operator(validator),
        amount: Native::new(1_000),
        last: false,
    }
}

/// No contract of the protocol takes a token's `receive`, whoever sends it, so there is no hook to forge.
#[test]
fn a_forged_receive_is_no_message_anywhere() {
    let mut s = lived_in();
    let hook = Binary::from(br#"{"queue_unbond":{}}"#);
    for to in [s.hub.clone(), s.registry.clone(), s.collector.clone()] {
        for by in ["alice", "gov", "hub", "registry", "collector"] {
            let msg = json!({"receive": {"sender": s.addr("alice"), "amount": "1000000", "msg": hook}});
            assert_eq!(refused(&mut s, by, &to, &msg, &[]).kind, "ParseErr", "{by}");
        }
    }
}

#[test]
fn rewards_are_taken_from_the_collector_alone() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    for by in ["alice", "gov", "guard", "council", "registry", "hub"] {
        let (from, to) = (s.addr("alice"), s.addr(by));
        if by != "alice" && by != "hub" {
            s.chain.send(&from, &to, &stake(50_000)).unwrap();
        }
        let msg = json!({"deposit_rewards": {"keeper": s.addr("alice")}});
        assert_eq!(
            refused(&mut s, by, &hub, &msg, &stake(50_000)).kind,
            "Unauthorized",
            "{by}"
        );
    }
}

/// A list that names a thing twice does it once, or is refused; it never counts twice.
#[test]
fn what_is_named_twice_counts_once() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    let twice = json!({"pause": {"domains": ["deposits", "deposits"]}});
    send(&mut s, "gov", &hub, &twice, &[]).unwrap();
    assert_eq!(
        ask_hub(&s, json!({"powers": {}}))["pauses"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let lift = json!({"unpause": {"domains": ["deposits", "deposits"]}});
    assert_eq!(refused_by_hub(&mut s, "gov", &lift), "NotPaused");
    let before = s.coins("bob");
    let claim = json!({"claim": {"batches": [1, 1]}});
    assert_eq!(refused_by_hub(&mut s, "bob", &claim), "DuplicateBatch");
    assert_eq!(s.coins("bob"), before);
    assert_eq!(s.claim("bob"), 1_000_000);
}

/// cw20-base adds to an allowance unchecked. Its panic is the machine's refusal, and nobody else's loss.
#[test]
#[should_panic(expected = "attempt to add with overflow")]
fn an_allowance_beyond_128_bits_is_refused_by_the_machine() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    let more = json!({"increase_allowance": {"spender": s.addr("bob"), "amount": u128::MAX.to_string()}});
    send(&mut s, "alice", &hub, &more, &[]).unwrap();
}
