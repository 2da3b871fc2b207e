//! Replies that the chain would never send, and answers with parts missing.

use super::*;

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
