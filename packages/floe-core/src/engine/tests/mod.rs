//! The order of steps, their intents and facts.

mod replies;

use std::cell::RefCell;

use super::*;
use crate::allocation::{Portion, Share, Targets};
use crate::books::Books;
use crate::exits::Moment;
use crate::guarantee::Nobody;
use crate::ledger::Position;
use crate::map::SortedMap;
use crate::params::Params;
use crate::units::{Native, Seconds, Shares, DAY, HOUR, NANOS};
use crate::{CoreError, CoreResult};

const NOW: Seconds = 1_000 * DAY;

fn at(now: Seconds) -> Moment {
    Moment {
        height: now,
        nanos: now * NANOS,
    }
}

fn native(units: u128) -> Native {
    Native::new(units)
}

/// A registry that wants the same stake with `a` and `b`, and a collector; remembers what was asked.
struct World {
    refreshed_at: Option<Seconds>,
    weight: u64,
    /// None where the chain does not tell.
    collected: Option<u128>,
    asked: RefCell<Vec<&'static str>>,
}

fn world() -> World {
    World {
        refreshed_at: Some(NOW),
        weight: 1,
        collected: Some(0),
        asked: RefCell::default(),
    }
}

impl Outside for World {
    fn targets(&self) -> Option<Targets> {
        self.asked.borrow_mut().push("targets");
        let share = |operator: &str| Share {
            operator: operator.to_owned(),
            weight: self.weight,
            accepting: true,
        };
        Some(Targets {
            shares: vec![share("a"), share("b")],
            max_share_bps: 10_000,
        })
    }

    fn refreshed_at(&self) -> Option<Seconds> {
        self.asked.borrow_mut().push("refreshed_at");
        self.refreshed_at
    }

    fn listed_at(&self, validator: &str) -> Option<Seconds> {
        (validator == "young").then_some(NOW)
    }

    fn collected(&self) -> CoreResult<Native> {
        self.asked.borrow_mut().push("collected");
        let unanswered = || CoreError::Unanswered("the bank is closed".into());
        self.collected.map(native).ok_or_else(unanswered)
    }
}

/// `a` and `b` with a stake each and `free` coins, all of it the holders', rewards paid out two days ago.
fn state(a: u128, b: u128, free: u128) -> State {
    let books = Books {
        delegated: native(a + b),
        free: native(free),
        supply: Shares::new(a + b + free),
        ..Books::default()
    };
    let mut accounts = Accounts::new(books, SortedMap::new(), None);
    accounts.synced = at(NOW - HOUR);
    let position = |booked| Position {
        booked: native(booked),
        harvested_at: NOW - 2 * DAY,
        ..Position::default()
    };
    let positions = [("a".to_owned(), position(a)), ("b".to_owned(), position(b))];
    State::new(accounts, positions.into(), SortedMap::new())
}

fn work(state: State) -> Work {
    Work::new(at(NOW), Params::defaults(6), state)
}

fn observed(mut work: Work) -> Work {
    let ledger = work.ledger();
    let shown = ledger.positions.iter().map(|(v, p)| (v.clone(), p.booked));
    let (shown, bank) = (shown.collect(), ledger.books.free);
    work.observe(bank, shown, &Nobody).unwrap();
    work
}

fn intents(work: &Work) -> Vec<Intent> {
    work.messages.iter().map(|m| m.sent.intent.clone()).collect()
}

fn delegate(validator: &str, amount: u128) -> Intent {
    Intent::Delegate {
        validator: validator.into(),
        amount: native(amount),
    }
}

fn harvest(validator: &str) -> Intent {
    Intent::Harvest {
        validator: validator.into(),
    }
}

fn forward() -> Intent {
    Intent::Forward {
        keeper: "keeper".into(),
    }
}

#[test]
fn a_crank_intends_in_its_order_and_says_so() {
    let mut work = observed(work(state(40_000_000, 30_000_000, 30_000_000)));
    let outside = world();
    let burned = work.crank(Shares::ZERO, 8, "keeper", true, &outside).unwrap();
    assert_eq!(burned, Shares::ZERO);
    // A tenth of a per cent stays free.
    assert_eq!(
        intents(&work),
        [delegate("b", 19_950_000), delegate("a", 9_950_000), forward()]
    );
    // The delegations pay out what had waited, so nothing is left to harvest, and a collector that must forward anyway is
    // not asked what it has.
    assert_eq!(*outside.asked.borrow(), ["targets", "refreshed_at"]);
    let portion = |validator: &str, amount| Fact::DelegationSent {
        portion: Portion {
            validator: validator.into(),
            amount: native(amount),
        },
    };
    assert_eq!(work.facts, [portion("b", 19_950_000), portion("a", 9_950_000)]);
    assert!(work.accounts().earned && work.report.forwarded && !work.report.more);
    let paid: Vec<_> = work.messages.iter().map(|m| m.sent.paid.clone()).collect();
    assert_eq!(
        paid,
        [vec![Some(NOW - 2 * DAY)], vec![Some(NOW - 2 * DAY)], vec![]]
    );
}

#[test]
fn the_answer_of_a_harvest_matters_where_the_last_message_failed() {
    let mut state = state(40_000_000, 30_000_000, 0);
    state.ledger_mut().positions.get_mut("b").unwrap().marked_until = 1;
    let mut work = work(state);
    work.harvest(None, &mut Budget(9), "keeper", &world()).unwrap();
    assert_eq!(intents(&work), [harvest("a"), harvest("b"), forward()]);
    let answers: Vec<Answer> = work.messages.iter().map(|m| m.answer).collect();
    assert_eq!(answers, [Answer::Failure, Answer::Always, Answer::Failure]);
}

/// A crank leaves less than a smallest move for the next harvest, and asks only where nothing else has it forward.
#[test]
fn what_waits_at_the_collector_is_forwarded_once_it_is_worth_a_move() {
    let recent = || {
        let mut state = state(40_000_000, 30_000_000, 0);
        for position in state.ledger_mut().positions.values_mut() {
            position.harvested_at = NOW;
        }
        work(state)
    };
    for (collected, before, forwarded) in [
        (6_999, Some(NOW - DAY), false),
        (7_000, Some(NOW - DAY), true),
        (0, None, true),
    ] {
        let outside = World {
            collected: Some(collected),
            ..world()
        };
        let mut work = recent();
        work.harvest(before, &mut Budget(9), "keeper", &outside).unwrap();
        assert_eq!(work.report.forwarded, forwarded, "{collected}");
    }
    let silent = World {
        collected: None,
        ..world()
    };
    let refused = recent().harvest(Some(NOW - DAY), &mut Budget(9), "keeper", &silent);
    assert_eq!(refused.unwrap_err().to_string(), "the bank is closed");
}

#[test]
fn an_old_registry_is_refreshed_first_and_the_rest_follows_what_it_says_then() {
    let old = World {
        refreshed_at: Some(NOW - DAY - 1),
        ..world()
    };
    let mut before = observed(work(state(40_000_000, 30_000_000, 30_000_000)));
    before.crank(Shares::ZERO, 8, "keeper", true, &old).unwrap();
    let [Message { sent, answer }] = before.messages.as_slice() else {
        panic!("one message: {:?}", before.messages)
    };
    let Intent::Refresh(rest) = &sent.intent else {
        panic!("a refresh: {sent:?}")
    };
    assert_eq!((*answer, rest.max_msgs), (Answer::Always, 8));
    let mut after = work(before.state.clone());
    after.go_on((**rest).clone(), &world()).unwrap();
    assert_eq!(
        intents(&after),
        [delegate("b", 19_950_000), delegate("a", 9_950_000), forward()]
    );
    // Without the refresh, and where it has failed for a week, nothing is delegated.
    let mut preview = observed(work(state(40_000_000, 30_000_000, 30_000_000)));
    preview.crank(Shares::ZERO, 8, "keeper", false, &old).unwrap();
    assert_eq!(preview.report.delegations.len(), 2);
    let useless = World {
        refreshed_at: Some(NOW - 7 * DAY),
        ..world()
    };
    let mut after = work(before.state);
    after.go_on((**rest).clone(), &useless).unwrap();
    assert_eq!(intents(&after), [harvest("a"), harvest("b"), forward()]);
    let unavailable = Fact::TargetsUnavailable {
        reason: "the registry has not looked at the chain for a week",
    };
    assert_eq!(after.facts.first(), Some(&unavailable));
}

#[test]
fn a_registry_that_wants_no_stake_anywhere_has_no_targets() {
    let mut work = work(state(1, 1, 0));
    let none = World { weight: 0, ..world() };
    assert_eq!(work.targets(&none), None);
    let reason = "the registry has no active validator";
    assert_eq!(work.facts, [Fact::TargetsUnavailable { reason }]);
}

/// Those who leave are paid from what is undelegated for them.
/// What each kind of message books before it leaves, its failure takes back.
#[test]
fn deposits_are_refused_at_their_limits_and_change_nothing() {
    let mut params = Params::defaults(6).deposit;
    (params.min_bond, params.bond_cap) = (native(10), Some(native(1_000_100)));
    let gates = Gates::default();
    let mut books = state(0, 0, 1_000_000).accounts().books().clone();
    // Two units a share.
    books.supply = Shares::new(500_000);
    let before = books.clone();
    let small = Refusal::BelowMinimum {
        given: 9,
        minimum: 10,
    };
    let large = Refusal::AboveCap {
        pool: native(1_000_000),
        requested: native(101),
        cap: native(1_000_100),
    };
    for (amount, refusal) in [(9, small), (101, large)] {
        let outcome = deposit(&mut books, &gates, &params, native(amount), NOW);
        assert_eq!(outcome, Ok(Err(refusal)));
    }
    params.min_bond = native(1);
    let worthless = deposit(&mut books, &gates, &params, native(1), NOW);
    assert_eq!(worthless, Ok(Err(Refusal::NoShares)));
    assert_eq!(books, before);
    assert_eq!(
        deposit(&mut books, &gates, &params, native(100), NOW),
        Ok(Ok(Shares::new(50)))
    );
    books.free = Native::ZERO;
    let depleted = deposit(&mut books, &gates, &params, native(100), NOW);
    assert_eq!(depleted, Ok(Err(Refusal::Depleted)));
}

#[test]
fn a_gate_tells_until_when_it_is_closed() {
    let mut gates = Gates::default();
    let domain = Domain::Deposits;
    assert_eq!(gates.check(domain, 5), Ok(()));
    gates.pause(domain, 5, Some(9));
    gates.pause(domain, 6, Some(8));
    let paused = Refusal::Paused {
        domain,
        until: Some(9),
    };
    assert_eq!(gates.check(domain, 8), Err(paused));
    assert_eq!(gates.check(domain, 9), Ok(()));
    assert_eq!(gates.check(Domain::InstantUnbond, 8), Ok(()));
    gates.phase = Phase::WindingDown;
    assert_eq!(gates.check(domain, 8), Err(Refusal::WindingDown));
    gates.set_silent(native(5), true);
    assert_eq!(gates.silent(), Native::ZERO);
}

#[test]
fn a_large_loss_halts_deposits_and_is_told_before_what_was_found() {
    let mut work = work(state(40_000_000, 40_000_000, 0));
    let shown = [
        ("a".to_owned(), native(10_000_000)),
        ("b".to_owned(), native(40_000_000)),
    ];
    work.observe(Native::ZERO, shown.into(), &Nobody).unwrap();
    let halted = Fact::DepositsHalted {
        until: NOW + DAY,
        loss: native(30_000_000),
    };
    assert_eq!(work.facts.first(), Some(&halted));
    assert!(work.accounts().gates.paused(Domain::Deposits, NOW));
    assert_eq!(work.accounts().totals.losses, native(30_000_000));
    let loss = ValidatorLoss {
        total: native(30_000_000),
        last: NOW,
    };
    assert_eq!(work.losses, [("a".to_owned(), loss)]);
    assert_eq!(work.accounts().synced, at(NOW));
}

/// Until an interval lies between the newest point and the one before, the newest gives way.
#[test]
fn points_of_history_lie_an_interval_apart() {
    let mut state = state(40_000_000, 40_000_000, 0);
    let interval = Params::defaults(6).reward.harvest_interval;
    let mut numbers = Vec::new();
    for now in [
        NOW,
        NOW + HOUR,
        NOW + interval,
        NOW + 2 * interval,
        NOW + 2 * interval,
    ] {
        let mut work = Work::new(at(now), Params::defaults(6), state);
        work = observed(work);
        numbers.push(work.point.as_ref().unwrap().0);
        state = work.state;
    }
    assert_eq!(numbers, [1, 1, 1, 2, 2]);
}

/// By how much `b` lies behind the others, whether it is left out, and whether the others are spared.
#[test]
fn who_is_behind_by_more_than_is_usual_is_skipped_and_one_that_may_be_slow_spares_the_others() {
    let usual = 2 * DAY;
    for (behind, skipped, half_only) in [
        (usual, false, false),
        (usual + 1, true, true),
        (7 * DAY - 1, true, true),
        (7 * DAY, true, false),
    ] {
        let mut state = state(40_000_000, 30_000_000, 0);
        let positions = &mut state.ledger_mut().positions;
        positions.get_mut("a").unwrap().harvested_at = NOW;
        positions.get_mut("b").unwrap().harvested_at = NOW - behind;
        let mut work = work(state);
        work.skip(vec!["b".to_owned()], &world());
        assert_eq!(work.ledger().positions["b"].skipped, skipped, "{behind}");
        assert_eq!(work.half_only, half_only, "{behind}");
    }
    // One that may be slow is enough, whoever is named after it.
    let mut state = state(40_000_000, 30_000_000, 0);
    let positions = &mut state.ledger_mut().positions;
    positions.get_mut("a").unwrap().harvested_at = NOW;
    positions.get_mut("b").unwrap().harvested_at = NOW - usual - 1;
    let mut work = work(state);
    work.skip(vec!["b".to_owned(), "unlisted".to_owned()], &world());
    let mut later = work.state.clone();
    later.ledger_mut().positions.get_mut("b").unwrap().harvested_at = NOW - 8 * DAY;
    work.state = later;
    work.skip(vec!["b".to_owned()], &world());
    assert!(work.half_only);
}

/// It has a position, but no message to it has succeeded yet.
#[test]
fn who_has_not_answered_yet_counts_from_the_listing() {
    let mut state = state(40_000_000, 30_000_000, 0);
    let positions = &mut state.ledger_mut().positions;
    for position in positions.values_mut() {
        position.harvested_at = NOW;
    }
    positions.insert("young".to_owned(), Position::default());
    let mut work = work(state);
    work.skip(vec!["young".to_owned()], &world());
    assert!(!work.ledger().positions["young"].skipped);
}

#[test]
fn stake_is_with_who_holds_some_or_has_some_written_off() {
    let mut work = work(state(0, 5, 0));
    work.silent = vec!["gone".to_owned()];
    let has = ["a", "b", "gone", "stranger"].map(|validator| work.has_stake_with(validator));
    assert_eq!(has, [false, true, true, false]);
}

#[test]
fn what_is_found_is_added_to_the_totals() {
    let mut work = work(state(40, 30, 0));
    let found = || crate::observe::Observation {
        loss: native(1),
        streamed: native(20),
        restored: native(300),
        given_back: native(4_000),
        covered: native(50_000),
        ..crate::observe::Observation::default()
    };
    for times in 1..=2 {
        work.take_in(found()).unwrap();
        let totals = work.accounts().totals;
        let expected = [1, 4_320, 50_000, 4_000].map(|units| native(units * times));
        assert_eq!(
            [totals.losses, totals.gains, totals.covered, totals.given_back],
            expected
        );
    }
}

#[test]
fn stake_that_answers_again_is_booked_as_a_return_and_is_waited_for_no_longer() {
    let mut work = work(state(40_000_000, 30_000_000, 0));
    work.silent = vec!["a".to_owned(), "x".to_owned()];
    work.accounts_mut().gates.set_silent(native(100), true);
    let written_off = |amount| crate::silence::Silence {
        written_off_at: 1,
        amount: native(amount),
        ..crate::silence::Silence::default()
    };
    work.bring_back("a", native(50), written_off(60)).unwrap();
    assert_eq!(work.silent, ["x"]);
    assert_eq!(work.accounts().gates.phase, Phase::Silent(native(40)));
    assert_eq!(work.ledger().positions["a"].booked, native(40_000_050));
    assert_eq!(work.ledger().books.delegated, native(70_000_050));
    // In the stream, as nobody in the queue had borne it.
    assert_eq!(work.accounts().totals.gains, native(50));
    work.bring_back("x", native(1), written_off(40)).unwrap();
    assert_eq!(work.accounts().gates.phase, Phase::Open);
}
