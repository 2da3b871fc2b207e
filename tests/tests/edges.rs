//! The edges of the arithmetic and of the answers: nothing, one, two, and everything that 128 bits hold; replies that the
//! chain would never send; parts of answers that are missing.

use anybuf::Anybuf;
use cosmwasm_std::testing::{message_info, mock_env};
use cosmwasm_std::{
    Binary, DepsMut, Env, MemoryStorage, MsgResponse, Order, Reply, ReplyOn, Response, Storage,
    SubMsgResponse, SubMsgResult, Uint512,
};
use cw_multi_test::MockApiBech32;
use floe_api::hub::ExecuteMsg;
use floe_api::rate::{query_raw, Flow, Stock};
use floe_core::allocation::{Lock, Mark, Move};
use floe_core::engine::{Intent, Sent};
use floe_core::stream::Stream;
use floe_core::units::{Native, Shares};
use floe_core::{Batch, Books, CoreError};
use floe_hub::error::ContractError;
use floe_hub::positions::entries;
use floe_hub::reply::{COLLECTOR_REPLY, REGISTRY_REPLY, STAKING_REPLY, WITHDRAW_ADDRESS_REPLY};
use floe_hub::state::{BATCHES, ENTRIES, FLOW, LOCKS, MARKS, QUEUE, STOCK};
use floe_testing::suite::Suite;
use floe_tests::world::*;
use rstest::rstest;
use serde_json::{json, Value};

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

#[rstest]
#[case::none_at_all(0)]
#[case::the_next(5)]
#[case::the_largest(u64::MAX)]
fn a_reply_that_nobody_asked_for_is_an_error(#[case] id: u64) {
    let mut alone = Alone::new();
    let before = alone.bytes();
    let payload = packed(&undelegate(&alone.s, "val1"));
    let error = alone
        .reply(id, payload, SubMsgResult::Err("no".into()))
        .unwrap_err();
    assert_eq!(error, ContractError::UnknownReply { id });
    assert!(before == alone.bytes());
}

#[rstest]
#[case::nothing(b"".as_slice())]
#[case::no_json(b"\xff\xfe")]
#[case::another_ticket(br#"{"burn":{"validator":"v"}}"#)]
#[case::a_field_missing(br#"{"undelegate":{"validator":"v","amount":"1"}}"#)]
#[case::an_amount_beyond_all(
    br#"{"delegate":{"validator":"v","amount":"340282366920938463463374607431768211456"}}"#
)]
fn a_staking_reply_with_an_unreadable_payload_is_reported_and_books_nothing(
    #[case] payload: &[u8],
    #[values(true, false)] went_well: bool,
) {
    let mut alone = Alone::new();
    let before = alone.bytes();
    let result = match went_well {
        true => fine("", Anybuf::new()),
        false => SubMsgResult::Err("out of gas".into()),
    };
    let response = alone.reply(STAKING_REPLY, payload.into(), result).unwrap();
    assert_eq!(response.events[0].ty, "floe/message_failed");
    assert!(before == alone.bytes(), "something was booked");
}

/// The ids of instantiation, long after it: their answers must be those of an instantiation.
#[rstest]
#[case::registry(REGISTRY_REPLY)]
#[case::collector(COLLECTOR_REPLY)]
#[case::withdraw_address(WITHDRAW_ADDRESS_REPLY)]
fn a_failed_step_of_the_instantiation_fails_it(#[case] id: u64) {
    let mut alone = Alone::new();
    let before = alone.bytes();
    alone
        .reply(id, Binary::default(), SubMsgResult::Err("no".into()))
        .unwrap_err();
    assert!(before == alone.bytes());
}

const UNDELEGATED: &str = "/cosmos.staking.v1beta1.MsgUndelegateResponse";

fn time(seconds: i64, nanos: i32) -> Anybuf {
    Anybuf::new().append_int64(1, seconds).append_int32(2, nanos)
}

fn coin(amount: &str) -> Anybuf {
    Anybuf::new().append_string(1, "stake").append_string(2, amount)
}

fn answer(time: Option<Anybuf>, coin: Option<Anybuf>) -> Anybuf {
    let mut answer = Anybuf::new();
    if let Some(time) = time {
        answer = answer.append_message(1, &time);
    }
    match coin {
        Some(coin) => answer.append_message(2, &coin),
        None => answer,
    }
}

/// Amount and completion are read apart: one that cannot be read is what was asked less a unit, or the estimate.
#[rstest]
#[case::nothing(UNDELEGATED, answer(None, None), None, None)]
#[case::no_time(UNDELEGATED, answer(None, Some(coin("998"))), Some(998), None)]
#[case::no_coin(
    UNDELEGATED,
    answer(Some(time(1_900_000_000, 7)), None),
    None,
    Some(1_900_000_000_000_000_007)
)]
#[case::no_seconds(
    UNDELEGATED,
    answer(Some(Anybuf::new().append_int32(2, 5)), Some(coin("998"))),
    Some(998),
    None
)]
#[case::before_the_epoch(
    UNDELEGATED,
    answer(Some(time(-62_135_596_800, 0)), Some(coin("998"))),
    Some(998),
    None
)]
#[case::beyond_the_clock(
    UNDELEGATED,
    answer(Some(time(i64::MAX, 0)), Some(coin("998"))),
    Some(998),
    None
)]
#[case::negative_nanos(
    UNDELEGATED,
    answer(Some(time(1_900_000_000, -1)), Some(coin("998"))),
    Some(998),
    None
)]
#[case::no_amount(
    UNDELEGATED,
    answer(Some(time(1_900_000_000, 7)), Some(Anybuf::new().append_string(1, "stake"))),
    None,
    Some(1_900_000_000_000_000_007)
)]
#[case::no_number(
    UNDELEGATED,
    answer(Some(time(1_900_000_000, 7)), Some(coin("998stake"))),
    None,
    Some(1_900_000_000_000_000_007)
)]
#[case::a_negative_amount(
    UNDELEGATED,
    answer(Some(time(1_900_000_000, 7)), Some(coin("-1"))),
    None,
    Some(1_900_000_000_000_000_007)
)]
#[case::another_type(
    "/cosmos.staking.v1beta1.MsgDelegateResponse",
    answer(Some(time(1_900_000_000, 7)), Some(coin("998"))),
    None,
    None
)]
fn an_answer_with_a_part_missing_is_booked_by_what_can_be_read(
    #[case] url: &str,
    #[case] answer: Anybuf,
    #[case] amount: Option<u128>,
    #[case] completion: Option<u64>,
) {
    let mut alone = Alone::new();
    let ticket = packed(&undelegate(&alone.s, "val1"));
    let response = alone.reply(STAKING_REPLY, ticket, fine(url, answer)).unwrap();
    assert!(response
        .events
        .iter()
        .any(|event| event.ty == "floe/answer_unreadable"));
    let estimate = alone.env.block.time.nanos() + 1_814_400_000_000_000;
    let operator = alone.s.operator("val1");
    let key = (completion.unwrap_or(estimate), operator.as_str());
    let entry = ENTRIES.load(&alone.storage, key).unwrap();
    let booked = amount.unwrap_or(1_000 - 1);
    assert_eq!((entry.amount.units(), entry.expected.units()), (booked, booked));
}

/// What can be read is believed, also where it is strange.
#[rstest]
#[case::as_asked("1000", 1_900_000_000, 7, Some(1_000))]
#[case::nothing("0", 1_900_000_000, 0, None)]
#[case::more_than_asked("1001", 1_900_000_000, 0, Some(1_001))]
#[case::long_ago("1000", 1, 0, Some(1_000))]
fn a_readable_answer_is_booked_as_it_is(
    #[case] amount: &str,
    #[case] seconds: i64,
    #[case] nanos: i32,
    #[case] booked: Option<u128>,
) {
    let mut alone = Alone::new();
    let ticket = packed(&undelegate(&alone.s, "val1"));
    let answer = answer(Some(time(seconds, nanos)), Some(coin(amount)));
    alone
        .reply(STAKING_REPLY, ticket, fine(UNDELEGATED, answer))
        .unwrap();
    let completion = u64::try_from(seconds).unwrap() * 1_000_000_000 + u64::try_from(nanos).unwrap();
    let operator = alone.s.operator("val1");
    let entry = ENTRIES.may_load(&alone.storage, (completion, &operator)).unwrap();
    assert_eq!(entry.map(|entry| entry.amount.units()), booked);
}

/// A success is answered only where it clears a mark, also one that has ended, as an answer costs gas.
#[rstest]
#[case::harvests(ExecuteMsg::Harvest { validator: None, skip: None }, "withdraw_delegator_reward")]
#[case::delegations(ExecuteMsg::Rebalance { min_redelegation: None, minimum: None, skip: None }, "delegate")]
fn only_marked_validators_answer_to_success(
    #[case] msg: ExecuteMsg,
    #[case] name: &str,
    #[values(false, true)] marked: bool,
) {
    let mut s = lived_in();
    s.bond("alice", 3_000_000);
    s.pass_days(1);
    // An older registry would be refreshed first, and delegations follow in its reply.
    s.refresh();
    let mut alone = Alone::of(s);
    if marked {
        for (validator, _) in alone.s.books().positions {
            MARKS
                .save(&mut alone.storage, &validator, &Mark::default())
                .unwrap();
        }
    }
    let response = alone.execute(msg);
    let caught: Vec<ReplyOn> = response
        .messages
        .iter()
        .filter(|message| {
            let sent: Option<Sent> = packed_store::packed::unpack("ticket", &message.payload).ok();
            sent.is_some_and(|sent| sent.intent.name() == name)
        })
        .map(|message| message.reply_on.clone())
        .collect();
    let expected = if marked { ReplyOn::Always } else { ReplyOn::Error };
    assert!(
        !caught.is_empty() && caught.iter().all(|on| *on == expected),
        "{caught:?}"
    );
}

const REDELEGATED: &str = "/cosmos.staking.v1beta1.MsgBeginRedelegateResponse";

/// The end of a lock is rounded up to a second; locks that have ended go when one comes, and one that ends at once, as
/// from a validator outside the bonded set, does not come.
#[rstest]
#[case::to_the_second(Some((500, 0)), Some(500))]
#[case::into_the_second(Some((500, 1)), Some(501))]
#[case::in_a_second(Some((1, 0)), Some(1))]
#[case::now(Some((0, 0)), None)]
#[case::in_no_time(None, None)]
fn a_redelegation_locks_its_destination(#[case] ends: Option<(i64, i32)>, #[case] locked: Option<u64>) {
    let mut alone = Alone::new();
    let now = alone.env.block.time.seconds();
    let (val1, val2) = (alone.s.operator("val1"), alone.s.operator("val2"));
    let lock = |until| Lock {
        from: "old".into(),
        amount: Native::new(1),
        until,
    };
    let old = [now - 1, now, now + 1, now + 9];
    LOCKS
        .save(&mut alone.storage, &val2, &old.map(lock).to_vec())
        .unwrap();
    let ticket = packed(&Intent::Redelegate {
        step: Move {
            from: val1,
            to: val2.clone(),
            amount: Native::new(1_000),
        },
    });
    // The chain answers with the year 1 where it sets no lock.
    let ends = ends.map_or(time(-62_135_596_800, 0), |(seconds, nanos)| {
        time(i64::try_from(now).unwrap() + seconds, nanos)
    });
    let answer = answer(Some(ends), None);
    alone
        .reply(STAKING_REPLY, ticket, fine(REDELEGATED, answer))
        .unwrap();
    let left: Vec<u64> = LOCKS
        .load(&alone.storage, &val2)
        .unwrap()
        .iter()
        .map(|lock| lock.until)
        .collect();
    match locked {
        Some(end) => assert_eq!(left, [now + 1, now + 9, now + end]),
        None => assert_eq!(left, old),
    }
}

/// Where no pool and no stream is left to bear it, what the chain rounds away is lost by those who wait, also when further
/// answers of the same page are still to come.
#[rstest]
fn rounding_is_lost_by_those_who_wait_where_nobody_else_is_left(#[values(false, true)] last: bool) {
    let mut alone = Alone::new();
    let flow = FLOW.load(&alone.storage).unwrap();
    let mut stock = STOCK.load(&alone.storage).unwrap();
    let all = flow.free.more(stock.delegated).more(stock.undelegating);
    (stock.owed, stock.stream) = (all, Stream::default());
    STOCK.save(&mut alone.storage, &stock).unwrap();
    let head = QUEUE.load(&alone.storage).unwrap().head;
    let Batch::Unbonding(mut batch) = BATCHES.load(&alone.storage, head).unwrap() else {
        panic!("the oldest batch waits");
    };
    batch.payable = all;
    BATCHES
        .save(&mut alone.storage, head, &Batch::Unbonding(batch))
        .unwrap();
    let ticket = packed(&Intent::Undelegate {
        validator: alone.s.operator("val1"),
        amount: Native::new(1_000),
        last,
    });
    let answer = answer(Some(time(1_900_000_000, 0)), Some(coin("999")));
    alone
        .reply(STAKING_REPLY, ticket, fine(UNDELEGATED, answer))
        .unwrap();
    let Batch::Unbonding(batch) = BATCHES.load(&alone.storage, head).unwrap() else {
        panic!("it still waits");
    };
    let less = all.less(Native::new(1));
    assert_eq!(
        (batch.payable, STOCK.load(&alone.storage).unwrap().owed),
        (less, less)
    );
}

/// An amount that the books cannot hold leaves them as they are; the next observation sees what the chain did.
#[test]
fn an_answer_that_overflows_the_books_is_reported_and_books_nothing() {
    let mut alone = Alone::new();
    let before = alone.bytes();
    let ticket = packed(&undelegate(&alone.s, "val1"));
    let answer = answer(Some(time(1_900_000_000, 0)), Some(coin(&u128::MAX.to_string())));
    let response = alone
        .reply(STAKING_REPLY, ticket, fine(UNDELEGATED, answer))
        .unwrap();
    assert_eq!(response.events[0].ty, "floe/message_failed");
    assert!(before == alone.bytes());
}

/// A validator that the hub does not know, in a ticket of its own: nothing is made up for it but the mark.
#[test]
fn a_failed_message_to_an_unknown_validator_leaves_a_mark_and_takes_nothing_from_others() {
    let mut alone = Alone::new();
    let ticket = Intent::Harvest {
        validator: alone.s.operator("nobody"),
    };
    let books = (
        FLOW.load(&alone.storage).unwrap(),
        STOCK.load(&alone.storage).unwrap(),
    );
    let payload = packed(&ticket);
    alone
        .reply(STAKING_REPLY, payload, SubMsgResult::Err("unknown".into()))
        .unwrap();
    assert_eq!(
        books,
        (
            FLOW.load(&alone.storage).unwrap(),
            STOCK.load(&alone.storage).unwrap()
        )
    );
    let entries = entries(&alone.storage, Order::Ascending)
        .collect::<Result<_, _>>()
        .unwrap();
    let known = floe_hub::positions::load(&alone.storage, &entries).unwrap();
    let mark = &known[alone.s.operator("nobody").as_str()];
    assert_eq!(
        (mark.booked, mark.marked_until),
        (Native::ZERO, alone.env.block.time.seconds() + 3_600)
    );
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
