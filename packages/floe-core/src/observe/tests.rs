//! The observation.

use super::*;
use crate::books::Books;
use crate::flight::EntryKey;
use crate::guarantee::Nobody;
use crate::ledger::tests::rules;
use crate::ledger::Position;
use crate::stream::Stream;
use crate::units::{Shares, DAY, NANOS, YEAR};

const NOW: u64 = 1_000_000;

/// A ledger with stake on `a` and `b`, some of it free, and as much supply as assets.
fn staked(a: u128, b: u128, free: u128) -> Ledger {
    let mut l = Ledger {
        books: Books {
            delegated: Native::new(a + b),
            free: Native::new(free),
            supply: Shares::new(a + b + free),
            ..Books::default()
        },
        ..Ledger::default()
    };
    for (validator, booked) in [("a", a), ("b", b)] {
        let position = Position {
            booked: Native::new(booked),
            ..Position::default()
        };
        l.positions.insert(validator.into(), position);
    }
    l
}

fn fly(l: &mut Ledger, completion: u64, amount: u128) {
    let amount = Native::new(amount);
    l.books.undelegating = l.books.undelegating.plus(amount).unwrap();
    let key = EntryKey {
        completion: completion * NANOS,
        validator: "a".into(),
    };
    l.enter(key, amount, false).unwrap();
}

fn look_at(l: &mut Ledger, now: u64, bank: u128, a: u128, b: u128) -> Observation {
    let seen = Sighting {
        at: Moment {
            height: 9,
            nanos: now * NANOS,
        },
        last_look: (now - 1) * NANOS,
        bank: Native::new(bank),
        delegations: [("a", a), ("b", b)]
            .map(|(v, d)| (v.to_owned(), Native::new(d)))
            .into(),
    };
    l.observe(&seen, &rules(), &Nobody).unwrap()
}

fn look(l: &mut Ledger, bank: u128, a: u128, b: u128) -> Observation {
    look_at(l, NOW, bank, a, b)
}

#[test]
fn an_unchanged_chain_changes_nothing() {
    let mut l = staked(500_000, 500_000, 1_000);
    let before = l.clone();
    assert_eq!(look(&mut l, 1_000, 500_000, 500_000).gross_loss, Native::ZERO);
    assert_eq!(l, before);
}

#[test]
fn the_slash_of_the_worked_example_is_shared_to_the_unit() {
    let mut l = staked(5_767_920, 20_646_000, 5_651_000);
    fly(&mut l, 2 * NOW, 4_555_080);
    l.books.supply = Shares::new(35_973_764);
    l.close(1, Shares::new(10_000_000), Moment { height: 1, nanos: 0 }, 0)
        .unwrap();
    assert_eq!(l.books.owed, Native::new(10_179_640));
    let found = look(&mut l, 5_651_000, 5_479_524, 20_646_000);
    assert_eq!(found.slashes[0].bonded, Native::new(288_396));
    assert_eq!(found.slashes[0].provisioned, Native::new(227_754));
    assert_eq!(
        (found.loss, found.borne_by_batches),
        (Native::new(516_150), Native::new(143_480))
    );
    assert_eq!(l.batches[&1].payable, Native::new(10_036_160));
    assert_eq!(l.books.pool(NOW), Native::new(26_067_690));
    // What the batch bears is not carried.
    assert_eq!(l.books.loss_carry, Native::new(372_670));
    assert!(!found.halt);
}

#[test]
fn a_fall_within_the_tolerance_is_rounding_and_provisions_nothing() {
    for (fall, slashed) in [(5, false), (6, true)] {
        let mut l = staked(500_000, 500_000, 1_000);
        l.positions.get_mut("a").unwrap().messages = 2;
        fly(&mut l, 2 * NOW, 10_000);
        let found = look(&mut l, 1_000, 500_000 - fall, 500_000);
        assert_eq!(!found.slashes.is_empty(), slashed);
        assert_eq!(l.books.undelegating < Native::new(10_000), slashed);
        assert_eq!(l.positions["a"].messages, 0);
    }
}

#[test]
fn units_that_an_arrival_lacks_are_a_loss_of_the_pool() {
    let mut l = staked(500_000, 500_000, 1_000);
    fly(&mut l, NOW, 10_000);
    l.books.supply = Shares::new(1_011_000);
    let found = look(&mut l, 10_998, 500_000, 500_000);
    let (two, books) = (Native::new(2), &l.books);
    assert_eq!((found.rounding, found.gross_loss, found.loss), (two, two, two));
    assert_eq!(
        (books.free, books.pool(NOW)),
        (Native::new(10_998), Native::new(1_010_998))
    );
}

#[test]
fn an_entry_that_never_comes_is_written_off_once_the_grace_is_over() {
    let mut l = staked(500_000, 500_000, 1_000);
    fly(&mut l, NOW, 10_000);
    let first = NOW + DAY / 24 + 1;
    assert_eq!(look_at(&mut l, first, 1_400, 500_000, 500_000).loss, Native::ZERO);
    let early = look_at(&mut l, first + DAY - 1, 1_400, 500_000, 500_000);
    assert_eq!((early.loss, l.short_since), (Native::ZERO, Some(first)));
    let found = look_at(&mut l, first + DAY, 1_400, 500_000, 500_000);
    assert_eq!(
        (found.loss, found.gross_loss),
        (Native::new(9_600), Native::new(9_600))
    );
    assert_eq!(
        (l.books.free, l.books.undelegating),
        (Native::new(1_400), Native::ZERO)
    );
}

/// A million on two validators, of which 400,000 are owed.
fn owing() -> Ledger {
    let mut l = staked(500_000, 500_000, 0);
    let at = Moment { height: 1, nanos: 0 };
    l.close(1, Shares::new(400_000), at, 0).unwrap();
    l
}

#[test]
fn what_the_stream_absorbs_is_neither_shared_nor_part_of_what_is_shared_by() {
    let mut l = owing();
    l.books.free = Native::new(50_000);
    l.books.stream = Stream {
        amount: Native::new(50_000),
        start: NOW,
        end: NOW + DAY,
    };
    let found = look(&mut l, 50_000, 350_000, 500_000);
    assert_eq!(
        (found.loss, found.absorbed),
        (Native::new(150_000), Native::new(50_000))
    );
    // A tenth of a million each.
    assert_eq!(l.batches[&1].payable, Native::new(360_000));
    assert_eq!(l.books.pool(NOW), Native::new(540_000));
}

#[test]
fn a_slash_is_shared_by_what_rounding_has_left() {
    let mut l = owing();
    look(&mut l, 0, 350_000, 499_997);
    // ⌊400,000 · 849,997 / 999,997⌋
    assert_eq!(l.batches[&1].payable, Native::new(339_999));
}

#[test]
fn a_small_stake_says_nothing_about_its_entries() {
    // ⌈10,000 · 2,501 / 5,000⌉
    for (booked, provisioned) in [(4_999, 0), (5_000, 5_002)] {
        let mut l = staked(booked, 500_000, 1_000);
        fly(&mut l, 2 * NOW, 10_000);
        let found = look(&mut l, 1_000, booked / 2, 500_000);
        assert_eq!(found.slashes[0].provisioned, Native::new(provisioned));
    }
}

#[test]
fn a_small_stake_tells_a_slash_more_coarsely() {
    // ⌈1,000,000 · 5,001 / 999,999⌉ and ⌈1,000,000 · 5,000 / 1,000,000⌉
    for (booked, provisioned) in [(999_999, 5_002), (1_000_000, 5_000)] {
        let mut l = staked(booked, 500_000, 0);
        fly(&mut l, 2 * NOW, 1_000_000);
        let found = look(&mut l, 0, booked - 5_000, 500_000);
        assert_eq!(found.slashes[0].provisioned, Native::new(provisioned));
        assert_eq!(found.slashes[0].bonded, Native::new(5_000));
    }
}

#[test]
fn a_probe_worn_by_rounding_still_shows_a_slash() {
    let mut l = staked(10_000, 500_000, 1_000);
    fly(&mut l, 2 * NOW, 100_000);
    for worn in [9_997, 9_994] {
        assert_eq!(look(&mut l, 1_000, worn, 500_000).slashes, []);
    }
    let found = look(&mut l, 1_000, 9_494, 500_000);
    // ⌈100,000 · 501 / 9,994⌉
    assert_eq!(found.slashes[0].provisioned, Native::new(5_014));
}

#[test]
fn rounding_is_borne_by_the_pool_then_the_stream_then_the_payables() {
    // Pool 2, unreleased 2, owed 3: seven units of assets.
    let mut l = staked(7, 0, 0);
    l.books.stream = Stream {
        amount: Native::new(2),
        start: NOW,
        end: NOW + DAY,
    };
    l.books.supply = Shares::new(5);
    l.books.owed = Native::new(3);
    let batch = crate::batch::Unbonding {
        shares: Shares::new(3),
        payable: Native::new(3),
        ceiling: Native::new(3),
        closed_height: 1,
        estimate: 0,
        cover: crate::batch::Cover::Missing,
    };
    l.batches.insert(1, batch);
    for (position, pool, unreleased, owed) in [(5, 0, 2, 3), (3, 0, 0, 3), (1, 0, 0, 1)] {
        let found = look(&mut l, 0, position, 0);
        assert_eq!(found.rounding, Native::new(2));
        let books = &l.books;
        assert_eq!(
            (
                books.pool(NOW).units(),
                books.stream.unreleased(NOW).units(),
                books.owed.units()
            ),
            (pool, unreleased, owed)
        );
    }
}

#[test]
fn a_slash_consumes_the_stream_first_and_its_end_stays() {
    let mut l = staked(1_000_000, 0, 0);
    l.books.stream = Stream {
        amount: Native::new(10_000),
        start: NOW,
        end: NOW + 43_200,
    };
    l.books.drip = rules().drip();
    let found = look(&mut l, 0, 994_000, 0);
    assert_eq!(
        (found.absorbed, found.loss),
        (Native::new(6_000), Native::new(6_000))
    );
    assert_eq!(l.books.pool(NOW), Native::new(990_000));
    assert_eq!(l.books.stream.end, NOW + 43_200);
}

#[test]
fn gains_are_set_against_losses_before_anybody_bears_them() {
    let mut l = staked(500_000, 500_000, 1_000);
    l.books.loss_carry = Native::new(7);
    // A slash of 1,000 on one, a rise of 400 on the other, a gift of 100.
    let found = look(&mut l, 1_100, 499_000, 500_400);
    assert_eq!(
        (found.gross_loss, found.loss),
        (Native::new(1_000), Native::new(500))
    );
    assert_eq!(l.books.loss_carry, Native::new(507));
    assert_eq!(l.books.stream, Stream::default());
    assert_eq!(l.books.pool(NOW), Native::new(1_000_500));
}

#[test]
fn a_gift_drips_and_waits_while_a_due_entry_is_uncredited() {
    let mut l = staked(500_000, 500_000, 1_000);
    fly(&mut l, NOW, 10_000);
    let found = look(&mut l, 1_000 + 500, 500_000, 500_000);
    assert_eq!((found.gift, l.books.free), (Native::ZERO, Native::new(1_000)));
    let found = look(&mut l, 1_000 + 10_500, 500_000, 500_000);
    assert_eq!((found.gift, found.streamed), (Native::new(500), Native::new(500)));
    assert_eq!(l.books.free, Native::new(11_500));
    assert_eq!(l.books.stream.unreleased(NOW), Native::new(500));
}

#[test]
fn a_return_restores_the_batches_and_the_rest_drips() {
    let mut l = staked(9_900_000, 100_000, 0);
    fly(&mut l, 2 * NOW, 1_000_000);
    l.books.supply = Shares::new(11_000_000);
    l.close(1, Shares::new(1_000_000), Moment { height: 1, nanos: 0 }, 0)
        .unwrap();
    look(&mut l, 0, 8_910_000, 100_000);
    assert_eq!(l.books.undelegating, Native::new(900_000));
    // 1,090,000 of 11,000,000 are lost.
    assert_eq!(l.batches[&1].payable, Native::new(900_909));
    let carry = l.books.loss_carry;
    let found = look_at(&mut l, 2 * NOW + 1, 1_000_000, 8_910_000, 100_000);
    assert_eq!(found.arrivals[0].returned, Native::new(100_000));
    assert_eq!(found.restored, Native::new(9_090));
    assert_eq!(found.streamed, Native::new(90_910));
    assert_eq!(l.batches[&1].payable, Native::new(909_999));
    assert_eq!(
        (carry.units(), l.books.loss_carry.units()),
        (990_909, 990_909 - 90_910)
    );
}

#[test]
fn a_return_that_comes_with_a_gift_is_shared_by_what_was_there_before_both() {
    let mut l = staked(9_900_000, 100_000, 0);
    fly(&mut l, 2 * NOW, 1_000_000);
    l.books.supply = Shares::new(11_000_000);
    let at = Moment { height: 1, nanos: 0 };
    l.close(1, Shares::new(1_000_000), at, 0).unwrap();
    look(&mut l, 0, 8_910_000, 100_000);
    // 100,000 return and 5,000,000 are a gift: ⌊100,000 · 900,909 / 9,910,000⌋ to the batch.
    let found = look_at(&mut l, 2 * NOW + 1, 6_000_000, 8_910_000, 100_000);
    assert_eq!(
        (found.gift, found.restored, found.streamed),
        (Native::new(5_000_000), Native::new(9_090), Native::new(5_090_910))
    );
}

#[test]
fn the_growth_cap_of_a_gain_counts_the_pool_without_it() {
    let slow = Rules {
        max_apr_bps: 100,
        ..rules()
    };
    let mut l = staked(500_000, 500_000, 0);
    let seen = Sighting {
        at: Moment {
            height: 9,
            nanos: NOW * NANOS,
        },
        last_look: 0,
        bank: Native::new(3_000),
        delegations: [("a", 500_000), ("b", 500_000)]
            .map(|(v, d)| (v.to_owned(), Native::new(d)))
            .into(),
    };
    l.observe(&seen, &slow, &Nobody).unwrap();
    // 3,000 at 10,000 a year.
    assert_eq!(l.books.stream.end, NOW + 3 * YEAR / 10);
}

#[test]
fn a_provision_lets_the_same_observation_credit_what_had_fallen_short() {
    let mut l = staked(500_000, 500_000, 0);
    fly(&mut l, NOW, 100_000);
    let found = look(&mut l, 95_000, 475_000, 500_000);
    assert_eq!(found.arrivals.len(), 2);
    assert_eq!(l.entries.len(), 0);
    assert_eq!(
        (l.books.free, l.books.undelegating),
        (Native::new(95_000), Native::ZERO)
    );
    assert_eq!(found.loss, Native::new(30_000));
    assert_eq!(found.arrivals.iter().map(|a| a.credited.len()).sum::<usize>(), 1);
}

#[test]
fn only_a_loss_above_the_limit_halts_deposits() {
    for (left, halt) in [(900_000, false), (899_999, true)] {
        let mut l = staked(1_000_000, 0, 0);
        assert_eq!(look(&mut l, 0, left, 0).halt, halt);
    }
}

#[test]
fn a_rise_is_a_gain_that_drips_and_an_unknown_delegation_is_booked() {
    let mut l = staked(500_000, 0, 0);
    l.positions.remove("b");
    let found = look(&mut l, 0, 500_000, 70);
    assert_eq!((found.risen, found.streamed), (Native::new(70), Native::new(70)));
    assert_eq!(l.positions["b"].booked, Native::new(70));
    assert_eq!(l.books.pool(NOW), Native::new(500_000));
}

#[test]
fn a_total_loss_leaves_nothing_to_divide() {
    let mut l = staked(500_000, 500_000, 0);
    l.close(1, Shares::new(400_000), Moment { height: 1, nanos: 0 }, 0)
        .unwrap();
    look(&mut l, 0, 0, 0);
    assert_eq!((l.books.pool(NOW), l.books.owed), (Native::ZERO, Native::ZERO));
    let found = look(&mut l, 500, 0, 0);
    assert_eq!(found.gift, Native::new(500));
    assert_eq!(l.books.pool(NOW), Native::ZERO);
    assert_eq!(l.books.stream.unreleased(NOW), Native::new(500));
}

#[test]
fn a_wind_down_shares_gains_and_returns_at_once_and_without_limit() {
    let down = Rules {
        winding_down: true,
        ..rules()
    };
    let mut l = staked(300_000, 0, 600_000);
    fly(&mut l, NOW, 100_000);
    l.books.delegated = Native::new(300_000);
    l.books.supply = Shares::new(1_000_000);
    l.books.loss_carry = Native::new(50_000);
    let at = Moment { height: 1, nanos: 0 };
    l.close(1, Shares::new(250_000), at, 0).unwrap();
    let entry = l.entries.values_mut().next().unwrap();
    entry.expected = Native::new(96_000);
    l.books.undelegating = Native::new(96_000);
    l.batches.get_mut(&1).unwrap().payable = Native::new(249_000);
    l.books.owed = Native::new(249_000);
    assert_eq!(l.books.pool(NOW), Native::new(747_000));
    let seen = Sighting {
        at: Moment {
            height: 9,
            nanos: (NOW + 1) * NANOS,
        },
        last_look: 0,
        bank: Native::new(700_000),
        delegations: [("a".to_owned(), Native::new(320_000))].into(),
    };
    let found = l.observe(&seen, &down, &Nobody).unwrap();
    // A return of 4,000 and a rise of 20,000 by 249,000 : 747,000, most of it above what the close promised.
    assert_eq!(l.batches[&1].payable, Native::new(255_000));
    assert_eq!(
        (l.books.owed, l.books.pool(NOW)),
        (Native::new(255_000), Native::new(765_000))
    );
    assert_eq!(
        (found.restored, found.streamed),
        (Native::new(6_000), Native::new(18_000))
    );
    assert_eq!(l.books.stream, Stream::default());
    assert_eq!(l.books.loss_carry, Native::new(50_000 - 18_000));
}

#[test]
fn a_gain_of_a_wind_down_that_nobody_has_a_part_in_stays_in_the_pool() {
    let down = Rules {
        winding_down: true,
        ..rules()
    };
    let mut l = staked(0, 0, 0);
    l.books.supply = Shares::new(1);
    let seen = Sighting {
        at: Moment {
            height: 9,
            nanos: NOW * NANOS,
        },
        last_look: 0,
        bank: Native::new(500),
        delegations: SortedMap::new(),
    };
    l.observe(&seen, &down, &Nobody).unwrap();
    assert_eq!(l.books.pool(NOW), Native::new(500));
}

#[test]
fn rounding_in_a_reply_is_carried_like_any_loss() {
    let mut l = staked(1_000, 0, 0);
    l.books.delegated = Native::new(999);
    l.lose_to_rounding(NOW, Native::new(1), &rules()).unwrap();
    assert_eq!(l.books.loss_carry, Native::new(1));
    assert_eq!(l.books.pool(NOW), Native::new(999));
}
