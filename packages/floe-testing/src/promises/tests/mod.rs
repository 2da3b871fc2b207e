//! Each promise is able to fail: a state or a history that keeps it, and the same with one thing changed that does not.

mod cover;
mod delays;

use floe_core::batch::{Cover, Unbonding};
use floe_core::exits::Moment;
use floe_core::units::{Native, Shares, NANOS};
use floe_core::{Books, Entry, EntryKey, Stream};

use super::*;

const DAY: u64 = 86_400;
const UNBONDING: u64 = 21 * DAY;

fn native(units: u128) -> Native {
    Native::new(units)
}

/// A pool of 1,000,000,000 on two validators, 1,000,000 of it free: the floor. Probe and smallest move are 100,000.
fn calm(secs: u64) -> Snapshot {
    let half = 499_500_000;
    Snapshot {
        at: Moment {
            height: secs,
            nanos: secs * NANOS,
        },
        books: Books {
            delegated: native(2 * half),
            free: native(1_000_000),
            supply: Shares::new(1_000_000_000),
            ..Books::default()
        },
        terms: Terms {
            interval: DAY,
            estimate: UNBONDING,
            max_entries: 7,
            validators: 20,
            unbonding: UNBONDING,
            ..Terms::default()
        },
        stake: ["a", "b"].map(|v| (v.to_owned(), half)).into(),
        entries: [].into(),
        batches: [].into(),
        open: (1, 0),
        short: false,
    }
}

impl Snapshot {
    /// With an unsettled batch, closed in the block before.
    fn waits(mut self, id: u64, payable: u128, cover: Cover) -> Self {
        let batch = Unbonding {
            shares: Shares::new(payable),
            payable: native(payable),
            ceiling: native(payable),
            closed_height: self.at.height - 1,
            estimate: 0,
            cover,
        };
        self.batches.insert(id, batch);
        self.books.owed = self.books.owed.more(native(payable));
        self.open.0 = self.open.0.max(id + 1);
        self
    }

    /// With an entry that was undelegated from a validator.
    fn flies(mut self, validator: &str, amount: u128, secs: u64) -> Self {
        let key = EntryKey {
            completion: secs * NANOS,
            validator: validator.to_owned(),
        };
        let entry = Entry {
            amount: native(amount),
            expected: native(amount),
            guessed: false,
        };
        self.entries.insert(key, entry);
        *self.stake.get_mut(validator).unwrap() -= amount;
        self.books.delegated = self.books.delegated.less(native(amount));
        self.books.undelegating = self.books.undelegating.more(native(amount));
        self
    }

    fn moves(mut self, from: &str, to: &str, amount: u128) -> Self {
        *self.stake.get_mut(from).unwrap() -= amount;
        *self.stake.get_mut(to).unwrap() += amount;
        self
    }

    fn with_free(mut self, units: u128) -> Self {
        self.books.free = native(units);
        self
    }

    fn winding_down(mut self) -> Self {
        self.terms.winding_down = true;
        self
    }
}

fn broken(before: &Snapshot, after: &Snapshot, told: &Effects) -> Vec<String> {
    Promises::default().broken(before, after, told)
}

/// What is told of undelegations, with the books that the message had before the chain answered.
fn undelegates(after: &Snapshot, portions: &[(&str, u128)]) -> Effects {
    Effects {
        undelegated: portions
            .iter()
            .map(|(v, amount)| ((*v).into(), *amount))
            .collect(),
        first: Some((after.books.clone(), 0)),
        ..Effects::default()
    }
}

fn only(letter: char, found: &[String]) {
    let start = format!("({letter})");
    assert!(
        !found.is_empty() && found.iter().all(|text| text.starts_with(&start)),
        "not {letter} alone: {found:#?}"
    );
}

#[test]
fn a_an_entry_above_twice_the_probe_keeps_its_probe() {
    let before = calm(10).waits(1, 500_000_000, Cover::Missing);
    let left = |probe: u128| {
        let after = before.clone().flies("a", 499_500_000 - probe, 10 + UNBONDING);
        broken(
            &before,
            &after,
            &undelegates(&after, &[("a", 499_500_000 - probe)]),
        )
    };
    // Half of everything waits: the probe is a ten-thousandth of the other half.
    assert_eq!(left(50_000), [""; 0]);
    only('a', &left(49_999));
}

#[test]
fn a_a_move_in_the_same_message_or_later_does_not_take_the_probe_along() {
    let before = calm(10).waits(1, 500_000_000, Cover::Missing);
    let covered = before.clone().flies("a", 499_400_000, 10 + UNBONDING);
    let moved = covered.clone().moves("a", "b", 100_000);
    let mut told = undelegates(&covered, &[("a", 499_400_000)]);
    told.redelegated.push(("a".into(), "b".into(), 100_000));
    only('a', &broken(&before, &moved, &told));

    let mut promises = Promises::default();
    let told = undelegates(&covered, &[("a", 499_400_000)]);
    assert_eq!(promises.broken(&before, &covered, &told), [""; 0]);
    let moves = Effects {
        redelegated: vec![("a".into(), "b".into(), 100_000)],
        ..Effects::default()
    };
    only('a', &promises.broken(&covered, &moved, &moves));
}

#[test]
fn a_what_the_chain_takes_and_entries_of_two_probes_are_no_fault() {
    let mut promises = Promises::default();
    let before = calm(10).waits(1, 500_000_000, Cover::Missing);
    let covered = before.clone().flies("a", 499_400_000, 10 + UNBONDING);
    promises.broken(&before, &covered, &undelegates(&covered, &[("a", 499_400_000)]));
    let mut slashed = covered.clone();
    slashed.stake.insert("a".into(), 90_000);
    assert_eq!(promises.broken(&covered, &slashed, &Effects::default()), [""; 0]);

    let mut small = calm(10).waits(1, 1_150_000, Cover::Missing);
    small.stake = [("a".into(), 150_000), ("b".into(), 998_850_000)].into();
    let emptied = small.clone().flies("a", 150_000, 10 + UNBONDING);
    assert_eq!(
        broken(&small, &emptied, &undelegates(&emptied, &[("a", 150_000)])),
        [""; 0]
    );
}

#[test]
fn a_nothing_is_moved_onto_an_entry_of_the_same_message() {
    let before = calm(10).waits(1, 10_000_000, Cover::Missing);
    let after = before
        .clone()
        .flies("a", 10_000_000, 10 + UNBONDING)
        .moves("b", "a", 5_000_000);
    let mut told = undelegates(&after, &[("a", 10_000_000)]);
    assert_eq!(broken(&before, &after, &told), [""; 0]);
    told.redelegated.push(("b".into(), "a".into(), 5_000_000));
    only('a', &broken(&before, &after, &told));
}

/// A batch of 10,000,000 of which 4,000,000 were free when it was covered and 6,000,000 come on day 21. A later entry
/// of 5,000,000 does not pay for it.
fn half_covered(secs: u64) -> Snapshot {
    calm(secs)
        .with_free(4_000_000)
        .flies("a", 6_000_000, UNBONDING)
        .flies("b", 5_000_000, UNBONDING + 20 * DAY)
        .waits(1, 10_000_000, Cover::Until(UNBONDING * NANOS))
}

#[test]
fn b_neither_an_instant_exit_nor_a_delegation_takes_what_a_covered_batch_waits_for() {
    let before = half_covered(10).with_free(4_500_000);
    for (left, instant) in [
        (4_000_000, true),
        (3_999_999, true),
        (4_000_000, false),
        (3_999_999, false),
    ] {
        let after = before.clone().with_free(left);
        let out = 4_500_000 - left;
        let told = Effects {
            paid_instantly: if instant { out } else { 0 },
            delegated: if instant { 0 } else { out },
            ..Effects::default()
        };
        let found = broken(&before, &after, &told);
        match left {
            4_000_000 => assert_eq!(found, [""; 0]),
            _ => only('b', &found),
        }
    }
}

#[test]
fn b_a_due_entry_that_has_not_come_pays_for_nothing() {
    let before = half_covered(UNBONDING + 1).with_free(6_000_000);
    let after = before.clone().with_free(5_000_000);
    let told = Effects {
        delegated: 1_000_000,
        ..Effects::default()
    };
    only('b', &broken(&before, &after, &told));
    assert_eq!(broken(&before, &after, &Effects::default()), [""; 0]);
}

#[test]
fn b_a_batch_without_cover_waits_for_all_that_comes() {
    let state = |free: u128| {
        let uncovered = calm(10).waits(1, 10_000_000, Cover::Missing);
        uncovered
            .flies("b", 5_000_000, UNBONDING + 20 * DAY)
            .with_free(free)
    };
    let mut told = Effects {
        paid_instantly: 100_000,
        ..Effects::default()
    };
    assert_eq!(broken(&state(5_100_000), &state(5_000_000), &told), [""; 0]);
    only('b', &broken(&state(5_100_000), &state(4_999_999), &told));
    // What a failed undelegation was to bring was still counted when the coins left.
    told.failed = 1;
    assert_eq!(broken(&state(5_100_000), &state(4_999_999), &told), [""; 0]);
}

#[test]
fn b_the_completion_that_a_batch_waits_for_does_not_move() {
    let before = half_covered(10);
    let mut after = before.clone();
    after.batches.get_mut(&1).unwrap().cover = Cover::Until((UNBONDING + 20 * DAY) * NANOS);
    only('b', &broken(&before, &after, &Effects::default()));
    let mut before = before;
    before.batches.get_mut(&1).unwrap().cover = Cover::Missing;
    assert_eq!(broken(&before, &after, &Effects::default()), [""; 0]);
}

#[test]
fn e_nothing_drips_in_a_wind_down() {
    let mut after = calm(10);
    after.books.stream = Stream {
        amount: native(1_000),
        start: 0,
        end: 20,
    };
    assert_eq!(broken(&after, &after, &Effects::default()), [""; 0]);
    let down = after.winding_down();
    only('e', &broken(&down, &down, &Effects::default()));
}

#[test]
fn e_a_gain_of_a_wind_down_reaches_those_who_wait_and_those_who_stay_alike() {
    // 200,000,000 wait for entries, the pool is 800,000,000; 10,000,000 come in.
    let state = |payable: u128, free: u128| {
        let flying = calm(10).winding_down().flies("a", 400_000_000, UNBONDING);
        flying
            .with_free(free)
            .waits(1, payable, Cover::Until(UNBONDING * NANOS))
    };
    let before = state(200_000_000, 1_000_000);
    assert_eq!(before.pool(), 800_000_000);
    let gain_after = |pools: &[u128], to_batch: u128| {
        let told = Effects {
            rewards: 10_000_000,
            pools: pools.to_vec(),
            ..Effects::default()
        };
        broken(&before, &state(200_000_000 + to_batch, 11_000_000), &told)
    };
    let gain = |to_batch: u128| gain_after(&[800_000_000, 808_000_000], to_batch);
    assert_eq!(gain(2_000_000), [""; 0]);
    assert_eq!(gain(2_000_002), [""; 0]);
    only('e', &gain(0));
    only('e', &gain(10_000_000));
    only('e', &gain(1_999_900));
    // 13 units of a pool of 1,000,000, as which a close has left it, are 2,600 of what waits.
    assert_eq!(gain_after(&[1_000_000], 1_999_900), [""; 0]);
    only('e', &gain_after(&[1_000_000], 1_997_000));
}

#[test]
fn e_a_payable_of_a_few_units_may_be_rounded_before_it_is_multiplied() {
    let state = |payable: u128, free: u128| {
        calm(10)
            .winding_down()
            .with_free(free)
            .waits(1, payable, Cover::Liquid)
    };
    let gain = |from: u128, to: u128| {
        let told = Effects {
            rewards: 99_000_000_000,
            pools: vec![2_000_000_000],
            ..Effects::default()
        };
        broken(
            &state(from, 1_000_000 + from),
            &state(to, 99_001_000_000 + to),
            &told,
        )
    };
    // What waits grows a hundredfold, as the pool does.
    assert_eq!(gain(1, 100), [""; 0]);
    assert_eq!(gain(1, 42), [""; 0]);
    assert_eq!(gain(1_000, 99_850), [""; 0]);
    only('e', &gain(1_000, 99_500));
}

#[test]
fn e_a_close_leaves_payables_and_rate_alone() {
    let before = calm(10).winding_down().waits(1, 100_000_000, Cover::Liquid);
    let mut after = before.clone().waits(2, 450_000_000, Cover::Missing);
    after.books.supply = Shares::new(500_000_000);
    let told = Effects {
        closed: vec![2],
        ..Effects::default()
    };
    assert_eq!(broken(&before, &after, &told), [""; 0]);
    after.books.supply = Shares::new(500_100_000);
    only('e', &broken(&before, &after, &told));
}

#[test]
fn what_a_message_did_is_read_from_its_events() {
    use cosmwasm_std::Event;
    let event = |name: &str, pairs: &[(&str, &str)]| {
        let mut event = Event::new(format!("wasm-floe/{name}")).add_attribute("_contract_address", "hub");
        for (key, value) in pairs {
            event = event.add_attribute(*key, *value);
        }
        event
    };
    let books = event(
        "books_updated",
        &[
            ("delegated", "90"),
            ("undelegating", "5"),
            ("free", "3"),
            ("reserved", "0"),
            ("owed", "4"),
            ("supply", "7"),
            ("stream_amount", "0"),
            ("stream_start", "0"),
            ("stream_end", "0"),
            ("loss_carry", "0"),
            ("pool", "94"),
            ("rate", "13.428571428571428571"),
            ("short_since", "none"),
        ],
    );
    let foreign = Event::new("wasm-floe/delegation_sent")
        .add_attribute("_contract_address", "other")
        .add_attribute("amount", "1000");
    let events = [
        foreign,
        event(
            "batch_closed",
            &[
                ("batch", "3"),
                ("shares", "1"),
                ("payable", "4"),
                ("estimate", "9"),
            ],
        ),
        event(
            "batch_settled",
            &[("batch", "2"), ("shares", "1"), ("payable", "6")],
        ),
        event("undelegation_sent", &[("validator", "a"), ("amount", "5")]),
        event("delegation_sent", &[("validator", "b"), ("amount", "2")]),
        books.clone(),
        event(
            "redelegation_sent",
            &[("from", "a"), ("to", "b"), ("amount", "1")],
        ),
        event(
            "rewards_compounded",
            &[
                ("keeper", "k"),
                ("amount", "8"),
                ("repaid", "0"),
                ("fee", "0"),
                ("fee_shares", "0"),
            ],
        ),
        event(
            "loss_recognised",
            &[
                ("loss", "2"),
                ("rounding", "2"),
                ("absorbed", "0"),
                ("borne_by_batches", "0"),
            ],
        ),
        event("cover_returned", &[("guarantor", "g"), ("native", "1")]),
        event(
            "entry_credited",
            &[
                ("validator", "a"),
                ("completion", "7"),
                ("amount", "5"),
                ("expected", "5"),
            ],
        ),
        event(
            "message_failed",
            &[("message", "harvest"), ("validator", "a"), ("reason", "refused")],
        ),
        books,
    ];
    let told = Effects::of(br#"{"crank":{}}"#, &events, "hub");
    let (first, delegated) = told.first.clone().unwrap();
    assert_eq!((first.delegated, delegated), (native(90), 2));
    assert_eq!(
        told,
        Effects {
            settles: true,
            closes: true,
            closed: vec![3],
            settled: 6,
            undelegated: vec![("a".into(), 5)],
            redelegated: vec![("a".into(), "b".into(), 1)],
            delegated: 2,
            paid_instantly: 0,
            rewards: 8,
            arrivals: 1,
            covers: 1,
            failed: 1,
            trouble: false,
            first: Some((first, 2)),
            pools: vec![94, 94],
        }
    );
    let slashed = [event("loss_recognised", &[("loss", "3"), ("rounding", "2")])];
    assert!(Effects::of(br#"{"sync":{}}"#, &slashed, "hub").trouble);
    let single = Effects::of(br#"{"submit_batch":{}}"#, &[], "hub");
    assert_eq!((single.closes, single.settles), (true, false));
}
