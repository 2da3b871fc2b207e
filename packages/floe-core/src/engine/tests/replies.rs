//! What became of messages.

use super::*;
use crate::allocation::{Mark, Move};
use crate::flight::{Entry, EntryKey};

/// Nothing is in flight but what a reply books itself.
struct Nothing;

impl Flying for Nothing {
    fn entry(&self, _: &EntryKey) -> CoreResult<Option<Entry>> {
        Ok(None)
    }

    fn latest(&self, _: Native) -> CoreResult<Vec<(EntryKey, Entry)>> {
        Ok(Vec::new())
    }
}

#[test]
fn a_close_undelegates_and_the_last_answer_notes_the_batch_as_covered() {
    let mut work = observed(work(state(40_000_000, 40_000_000, 80_000)));
    let burned = work.crank(Shares::new(60_000_000), 8, "keeper", true, &world());
    assert_eq!(burned, Ok(Shares::new(60_000_000)));
    assert_eq!(work.report.closed, Some(1));
    let asked: Vec<_> = work
        .messages
        .iter()
        .filter_map(|message| match &message.sent.intent {
            Intent::Undelegate {
                validator,
                amount,
                last,
            } => Some((validator.clone(), *amount, *last)),
            Intent::Delegate { .. }
            | Intent::Redelegate { .. }
            | Intent::Harvest { .. }
            | Intent::Withdraw { .. }
            | Intent::Forward { .. }
            | Intent::Refresh(_) => None,
        })
        .collect();
    assert!(asked.len() == 2 && !asked[0].2 && asked[1].2, "{asked:?}");
    let sum = asked[0].1.more(asked[1].1);
    assert_eq!(work.accounts().books().undelegating, sum);

    // As a reply has it: books and batches, nothing in flight, no stakes.
    let whole = work.accounts();
    let mut accounts = Accounts::new(whole.books().clone(), whole.batches().clone(), None);
    let params = Params::defaults(6);
    let completion = (NOW + 21 * DAY) * NANOS;
    for (validator, asked, last) in &asked {
        let answer = Undelegated {
            validator,
            asked: *asked,
            last: *last,
            amount: Some(*asked),
            completion: Some(completion),
        };
        assert_eq!(answer.needs_batches(), *last);
        let entered = accounts.undelegated(&answer, at(NOW), &params, &Nothing).unwrap();
        assert_eq!(entered.entry.map(|entry| entry.amount), Some(*asked));
        let cover = accounts.batches()[&1].cover;
        let expected = if *last {
            crate::Cover::Until(completion)
        } else {
            crate::Cover::Missing
        };
        assert_eq!(cover, expected);
    }
    assert_eq!(accounts.books().undelegating, sum);
}

#[test]
fn what_an_answer_does_not_tell_is_estimated_and_rounding_is_lost() {
    let mut accounts = state(0, 0, 1_000_000).accounts().clone();
    accounts.ledger.books.undelegating = native(500);
    let params = Params::defaults(6);
    let answer = Undelegated {
        validator: "a",
        asked: native(500),
        last: false,
        amount: None,
        completion: None,
    };
    assert!(answer.needs_batches());
    let entered = accounts.undelegated(&answer, at(NOW), &params, &Nothing).unwrap();
    let key = EntryKey {
        completion: (NOW + params.exit.unbonding_estimate) * NANOS,
        validator: "a".into(),
    };
    let entry = Entry {
        amount: native(499),
        expected: native(499),
        guessed: true,
    };
    assert_eq!((&entered.key, entered.entry), (&key, Some(entry)));
    assert_eq!(accounts.books().undelegating, native(499));
    assert_eq!(accounts.totals.losses, native(1));
    let unreadable = Fact::AnswerUnreadable {
        validator: "a".into(),
        message: "undelegate",
    };
    let entered_fact = Fact::UndelegationEntered {
        key,
        amount: native(499),
        asked: native(500),
    };
    assert_eq!(entered.facts, [unreadable, entered_fact]);
    // A chain that pays nothing leaves no entry.
    let nothing = Undelegated {
        amount: Some(Native::ZERO),
        completion: Some(7),
        asked: native(499),
        ..answer
    };
    let entered = accounts
        .undelegated(&nothing, at(NOW), &params, &Nothing)
        .unwrap();
    assert_eq!(
        (entered.entry, accounts.books().undelegating),
        (None, Native::ZERO)
    );
}

#[test]
fn a_failure_takes_back_what_its_message_had_booked() {
    let step = Move {
        from: "a".into(),
        to: "b".into(),
        amount: native(3_000_000),
    };
    let undelegate = Intent::Undelegate {
        validator: "a".into(),
        amount: native(3_000_000),
        last: true,
    };
    let before = state(40_000_000, 30_000_000, 30_000_000);
    for intent in [
        delegate("a", 3_000_000),
        undelegate,
        Intent::Redelegate { step },
        harvest("a"),
    ] {
        let mut work = work(before.clone());
        let accounts = work.state.accounts_mut();
        let ledger = &mut accounts.ledger;
        let amount = native(3_000_000);
        match &intent {
            Intent::Delegate { .. } => {
                ledger.books.free = ledger.books.free.less(amount);
                ledger.books.delegated = ledger.books.delegated.more(amount);
                let a = ledger.positions.get_mut("a").unwrap();
                a.booked = a.booked.more(amount);
            }
            Intent::Undelegate { .. } => ledger.undelegate("a", amount).unwrap(),
            Intent::Redelegate { .. } => {
                let a = ledger.positions.get_mut("a").unwrap();
                a.booked = a.booked.less(amount);
                let b = ledger.positions.get_mut("b").unwrap();
                b.booked = b.booked.more(amount);
                accounts.moves.moved = amount;
            }
            Intent::Harvest { .. }
            | Intent::Withdraw { .. }
            | Intent::Forward { .. }
            | Intent::Refresh(_) => {}
        }
        work.send(intent, Answer::Failure);
        let sent = work.messages.remove(0).sent;
        let mut state = work.state;
        let mut stakes = std::mem::take(&mut state.ledger_mut().positions);
        let params = Params::defaults(6);
        let accounts = state.accounts_mut();
        accounts
            .failed(&sent, &mut stakes, NOW, &params, &Nothing)
            .unwrap();
        for position in stakes.values_mut() {
            position.messages = 0;
        }
        assert_eq!(stakes, before.ledger().positions, "{sent:?}");
        assert_eq!(accounts.books(), before.accounts().books(), "{sent:?}");
        assert_eq!(accounts.moves.moved, Native::ZERO, "{sent:?}");
    }
}

#[test]
fn a_second_message_to_a_validator_leaves_its_payout_to_the_first() {
    let mut work = work(state(5, 5, 0));
    work.send(harvest("a"), Answer::Failure);
    work.send(harvest("a"), Answer::Failure);
    let [first, second] = work.messages.as_slice() else {
        panic!("two messages: {:?}", work.messages)
    };
    assert_eq!(first.sent.paid, [Some(NOW - 2 * DAY)]);
    assert_eq!(second.sent.paid, [None]);
    assert!(!first.sent.follows_another() && second.sent.follows_another());
    assert_eq!((first.answer, second.answer), (Answer::Failure, Answer::Always));
}

#[test]
fn a_failed_redelegation_blames_the_destination_and_the_source_for_being_refused() {
    let step = Move {
        from: "a".into(),
        to: "b".into(),
        amount: native(1),
    };
    let intent = Intent::Redelegate { step };
    assert_eq!(intent.blamed(), [("b", None), ("a", Some("b"))]);
    assert_eq!(harvest("a").blamed(), [("a", None)]);
    assert_eq!(forward().blamed(), []);
    let mut mark = Mark::default();
    mark.note(Some("b"), NOW);
    assert_eq!(mark.until, 0);
    mark.note(None, NOW);
    assert_eq!(mark.until, NOW + HOUR);
}

#[test]
fn a_lock_that_cannot_be_read_lasts_as_long_as_an_unbonding_is_estimated() {
    let step = Move {
        from: "a".into(),
        to: "b".into(),
        amount: native(1),
    };
    let locked = |until| Fact::RedelegationLocked {
        step: step.clone(),
        until,
    };
    assert_eq!(redelegated(&step, Some(7), 100, NOW), (7, vec![locked(7)]));
    let unreadable = Fact::AnswerUnreadable {
        validator: "b".into(),
        message: "redelegate",
    };
    assert_eq!(
        redelegated(&step, None, 100, NOW),
        (NOW + 100, vec![unreadable, locked(NOW + 100)])
    );
}
