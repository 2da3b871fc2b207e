//! Awkward moments: late observations, shortages, hostile validators, an empty pool, a broken registry.

use floe_core::units::{DAY, YEAR};
use floe_tests::prelude::*;
use floe_tests::staking::*;

/// A pool of 90,000,000, a batch of 10,000,000, an entry of 9,990,000 at val1 and 100,000 free coins.
fn leaving() -> Suite {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    assert_eq!(entries(&s, "val1"), [(9_990_000, 9_990_000)]);
    s
}

#[test]
fn a_deposit_that_observes_credits_the_entry_from_its_own_coins() {
    let mut s = leaving();
    pass_unbonding(&mut s);
    s.bond("bob", 1_000_000_000);
    let books = s.books();
    assert!(books.entries.is_empty());
    assert_eq!(
        (books.free(), books.undelegating()),
        (100_000 + 9_990_000 + 1_000_000_000, 0)
    );
    assert_eq!(books.bank, books.free() + books.reserved);
    assert_eq!(books.pool(), 1_090_000_000);
    assert_eq!(s.shares("bob"), 1_000_000_000);
}

#[test]
fn a_deposit_credits_no_entry_whose_coins_have_not_come() {
    let mut s = leaving();
    s.pass_secs(UNBONDING); // due in this block, paid at its end
    s.bond("bob", 1_000_000_000);
    let books = s.books();
    assert_eq!((books.free(), books.undelegating()), (1_000_100_000, 9_990_000));
    assert_eq!(books.pool(), 1_090_000_000);
    s.next_block();
    s.sync();
    assert_eq!((s.books().free(), s.books().undelegating()), (1_010_090_000, 0));
}

#[test]
fn a_batch_settles_at_what_the_slash_before_it_left() {
    let mut s = hundred_million(3);
    s.bond("bob", 10_000_000);
    s.queue("alice", 5_500_000);
    s.submit_batch();
    assert_eq!((payable(&s, 1), s.books().undelegating()), (5_500_000, 0));
    s.next_block();
    s.slash("val1", 10);
    s.reconcile();
    // 3,330,000 of 110,000,000
    assert_eq!((s.books().reserved, s.books().pool()), (5_333_500, 101_336_500));
    assert_eq!(s.claim("alice"), 5_333_500);
}

/// A batch of 1,000,000 a day, each with its own entry; the first loses 5 % without any bonded stake losing.
fn one_short_entry_before_many() -> (Suite, u64) {
    let mut s = hundred_million_of(setup(3).params(|p| p.with(Param::BatchInterval, 86_400u128)));
    s.queue("alice", 1_000_000);
    s.submit_batch();
    let first = s.books().entries.keys().next().unwrap().clone();
    let amount = s.books().entries[&first].amount.units();
    // need = 1,000,000 − (100,000 − 99,000)
    assert_eq!(amount, 999_000);
    s.next_block();
    let before = s.chain.delegations(&s.hub);
    s.slash_as(&Slash::new(&first.validator, Decimal::percent(5)).with_power(amount));
    assert_eq!(s.chain.delegations(&s.hub), before);
    for _ in 0..5 {
        s.pass_secs(DAY);
        s.queue("alice", 1_000_000);
        s.submit_batch();
    }
    assert_eq!(s.books().undelegating(), 6_000_000 - (100_000 - 94_000));
    let due = first.completion / 1_000_000_000;
    (s, due)
}

#[test]
fn the_loss_is_booked_once_after_the_grace_although_later_entries_keep_arriving() {
    let (mut s, due) = one_short_entry_before_many();
    let lost = |s: &Suite| s.books().carry.totals.losses.units();
    let (before, mut recognised) = (lost(&s), Vec::new());
    s.pass_secs(due - s.now());
    s.next_block(); // 949,050 of 999,000 have come
    while s.now() < due + 8 * DAY {
        let had = lost(&s);
        s.crank();
        if lost(&s) > had {
            recognised.push((s.now() - due, lost(&s) - had));
        }
        s.pass_secs(600);
    }
    let (after, amount) = recognised[0];
    assert_eq!((recognised.len(), amount), (1, 49_950), "{recognised:?}");
    // Grace and an hour, and the ten minutes between two cranks at either end.
    assert!(
        (25 * 3_600..=25 * 3_600 + 1_200).contains(&after),
        "written off {after} s after it was due: the shortage timer has started anew on the way"
    );
    assert_eq!(lost(&s) - before, 49_950);
    assert!(s.books().carry.short_since.is_none());
    assert_eq!((s.books().undelegating(), s.books().owed()), (0, 0));
}

#[test]
fn while_coins_are_missing_instant_exit_is_refused_and_nothing_else() {
    let (mut s, due) = one_short_entry_before_many();
    s.bond("bob", 50_000_000);
    s.pass_secs(due + 3_600 - s.now());
    s.sync();
    assert_eq!(s.books().carry.short_since, None);
    s.pass_secs(1);
    s.sync();
    assert_eq!(s.books().carry.short_since, Some(s.now()));
    assert_eq!(s.try_instant("bob", 1_000_000).unwrap_err().kind, "Short");
    assert!(s.bond("bob", 1_000_000) > 0);
    s.queue("bob", 1_000_000);
    s.crank();
}

#[test]
fn coins_that_come_after_the_write_off_drip() {
    let mut s = leaving();
    s.next_block();
    let entry = s.chain.unbonding_entries(&s.hub)[0].clone();
    // The chain's own slash takes everything; the same amount comes by another way two days later.
    s.slash_as(&Slash::new(&entry.validator, Decimal::one()).with_power(entry.initial));
    pass_unbonding(&mut s);
    s.pass_secs(3_600);
    s.sync();
    let since = s.now();
    s.pass_secs(DAY - 1);
    s.sync();
    assert_eq!(
        (s.books().pool(), s.books().undelegating()),
        (90_000_000, 9_990_000)
    );
    s.pass_secs(1);
    assert_eq!(s.now(), since + DAY);
    s.sync();
    assert_eq!(
        (s.books().undelegating(), s.books().pool()),
        (0, 90_000_000 - 8_991_000)
    );
    assert_eq!(payable(&s, 1), 9_001_000);
    s.pass_days(1);
    s.gift("hub", 9_990_000);
    s.sync();
    assert_eq!(
        (s.books().pool(), s.books().unreleased()),
        (81_009_000, 9_990_000)
    );
    assert_eq!(payable(&s, 1), 9_001_000);
}

#[test]
fn a_hundred_cranks_make_one_entry_a_validator_and_none_of_zero() {
    let mut s = hundred_million(3);
    // Seven tokens are worth less than seven from now on.
    for v in ["val1", "val2", "val3"] {
        s.next_block();
        dent(&mut s, v, 1_234_567);
        s.fail(v, &[floe_testing::chain::ModuleFault::ShortByOne], true);
    }
    s.sync();
    s.queue("alice", 30_000_000);
    s.crank();
    let counts = |s: &Suite| {
        s.books()
            .positions
            .into_iter()
            .map(|(v, p)| (v, p.entries))
            .collect::<BTreeMap<_, _>>()
    };
    let before = counts(&s);
    for _ in 0..100 {
        s.next_block();
        s.crank();
    }
    let after = counts(&s);
    assert!(
        after.iter().all(|(v, entries)| *entries <= before[v] + 1),
        "{before:?} {after:?}"
    );
    assert!(s.books().entries.values().all(|e| !e.amount.is_zero()));
    pass_unbonding(&mut s);
    s.pass_secs(600);
    s.crank();
    assert!(s.claim("alice") > 28_000_000);
}

#[test]
fn in_a_wind_down_each_batch_settles_on_its_own_day() {
    let mut s = hundred_million(3);
    s.bond("bob", 20_000_000);
    s.crank();
    let mut closed = Vec::new();
    for n in 0..10u64 {
        s.queue("alice", 4_000_000 + u128::from(n));
        s.pass_secs(10);
        s.crank();
        closed.push(s.now());
        s.pass_secs(DAY - 10);
        if n == 4 {
            s.hub("gov", &ExecuteMsg::WindDown {}).unwrap();
        }
        if n >= 4 {
            assert_eq!(s.try_instant("bob", 1_000_000).unwrap_err().kind, "WindingDown");
            assert_eq!(s.try_bond("bob", 1_000_000).unwrap_err().kind, "WindingDown");
        }
    }
    // A holder of less than min_unbond leaves with the eleventh.
    let to = s.addr("carol").to_string();
    s.hub(
        "bob",
        &ExecuteMsg::Transfer {
            recipient: to,
            amount: 9u128.into(),
        },
    )
    .unwrap();
    s.queue("carol", 4);
    s.crank();
    let mut settled = BTreeMap::new();
    for _ in 0..60 {
        s.crank();
        for id in (1..=11).filter(|id| is_settled(&s, *id)) {
            settled.entry(id).or_insert(s.now());
        }
        s.pass_secs(DAY / 2);
    }
    for (id, closed) in (1..).zip(closed) {
        let took = settled[&id] - closed;
        assert!(took <= UNBONDING + DAY, "batch {id} took {} days", took / DAY);
        assert!(settled[&id] <= settled[&(id + 1)]);
    }
    assert_eq!(s.claim("alice"), (0..10).map(|n| 4_000_000 + n).sum::<u128>());
    assert_eq!(s.claim("carol"), 4);
    // Bob follows; nothing but his and the seed's part is left, and no stake.
    let left = s.shares("bob");
    s.queue("bob", left);
    for _ in 0..60 {
        s.crank();
        s.pass_secs(DAY / 2);
    }
    assert_eq!(s.books().delegated(), 0);
    assert!(s.claim("bob") >= left);
}

#[test]
fn after_sixty_days_without_a_transaction_one_claim_pays() {
    let mut s = leaving();
    s.advance(60 * DAY, 60);
    assert_eq!(s.claim("alice"), 10_000_000);
    assert_eq!((s.books().free(), s.books().reserved), (90_000, 0));
}

#[test]
fn with_a_slash_in_between_the_claim_pays_at_once_what_is_there() {
    let mut s = leaving();
    s.bond("bob", 20_000_000);
    s.next_block();
    slash_since_start(&mut s, "val1", 5);
    s.advance(60 * DAY, 60);
    // 1,665,000 of 120,000,000
    assert_eq!(s.claim("alice"), 9_861_250);
    assert_eq!(s.books().owed(), 0);
}

#[test]
fn with_a_slash_and_too_little_free_the_claim_covers_the_rest_and_succeeds_with_nothing() {
    let mut s = leaving();
    s.next_block();
    slash_since_start(&mut s, "val1", 50);
    s.advance(60 * DAY, 60);
    assert_eq!(s.claim("alice"), 0);
    // 11,655,000 bonded and 4,995,000 in flight, of 100,000,000.
    let books = s.books();
    assert_eq!((payable(&s, 1), books.pool()), (8_335_000, 75_015_000));
    // The entry has been credited; need = 8,335,000 − 5,095,000 is on its way. The floor is no part of it, as the batch was
    // covered before the slash.
    assert_eq!((books.free(), books.undelegating()), (5_095_000, 3_240_000));
    assert_eq!(books.stock.synced_secs(), s.now());
    pass_unbonding(&mut s);
    assert_eq!(s.claim("alice"), 8_335_000);
}

#[test]
fn a_claim_without_any_request_is_the_plain_error() {
    let mut s = leaving();
    s.advance(60 * DAY, 60);
    assert_eq!(s.try_claim("bob").unwrap_err().kind, "NoRequests");
}

#[test]
fn rounding_at_a_probe_provisions_nothing_and_a_slash_is_seen_through_it() {
    let mut s = Suite::new(setup(4));
    s.bond("alice", 999_000_000);
    s.rebalance();
    remove(&mut s, "val1").unwrap();
    s.queue("alice", 400_000_000);
    s.submit_batch();
    // D = 999,000,000 in four; a ten-thousandth of 600,000,000 stays.
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (60_000, vec![(249_690_000, 249_690_000)])
    );
    for _ in 0..2 {
        s.next_block();
        dent(&mut s, "val1", 3);
        s.sync();
    }
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (59_994, vec![(249_690_000, 249_690_000)])
    );
    assert_eq!(loss(&s, "val1"), (0, 0));
    s.next_block();
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    // 59,994 · 5 % = 2,999.7 reads as a fall of 3,000, and counts one more for what so small a delegation cannot tell:
    // ⌈249,690,000 · 3,001 / 59,994⌉ = 12,489,911, where 5 % are 12,484,500.
    assert_eq!(stake(&s, "val1"), 56_994);
    assert_eq!(entries(&s, "val1"), [(249_690_000, 249_690_000 - 12_489_911)]);
    assert_eq!(loss(&s, "val1").0, 3_000 + 12_489_911);
}

/// Everything slashed, nothing free: an unsettled batch and free coins are there until a batch takes exactly all.
fn depleted() -> Suite {
    let mut s = leaving();
    s.next_block();
    slash_since_start(&mut s, "val1", 50);
    s.sync();
    pass_unbonding(&mut s);
    s.sync();
    // The batch lacks 8,335,000 − 5,095,000, which somebody gives.
    s.gift("hub", 3_240_000);
    s.reconcile();
    assert_eq!((s.books().free(), s.books().reserved), (0, 8_335_000));
    for v in ["val1", "val2", "val3"] {
        s.slash(v, 100);
    }
    s.sync();
    let books = s.books();
    assert_eq!((books.pool(), books.delegated(), books.unreleased()), (0, 0, 0));
    assert!(books.supply() > 0);
    s
}

#[test]
fn a_depleted_pool_takes_gifts_harvests_and_exits_without_dividing_by_zero() {
    let mut s = depleted();
    assert_eq!(s.claim("alice"), 8_335_000);
    s.pass_secs(DAY); // the halt of deposits is over, the depletion is not
    assert_eq!(s.try_bond("bob", 1_000_000).unwrap_err().kind, "Depleted");
    // All in the block of the gift, of which nothing is released yet.
    s.gift("hub", 1_000_000);
    s.gift("collector", 500_000);
    let supply = s.books().supply();
    s.harvest();
    assert_eq!(
        (s.books().pool(), s.books().unreleased(), s.books().supply()),
        (0, 1_500_000, supply)
    );
    s.queue("alice", 50_000_000);
    s.submit_batch();
    assert_eq!((payable(&s, 2), s.books().supply()), (0, supply - 50_000_000));
    assert_eq!(s.try_bond("bob", 1_000_000).unwrap_err().kind, "Depleted");
    s.next_block();
    s.crank();
    assert!(is_settled(&s, 2));
    assert_eq!(s.claim("alice"), 0);
    assert_eq!(s.try_claim("alice").unwrap_err().kind, "NoRequests");
    assert!(batch_ids(&s).is_empty());
    // Ten years at most, and the gift has reached those who stayed.
    assert!(s.books().stream().end <= s.now() + 10 * YEAR);
}

#[test]
fn requests_of_the_time_before_are_worth_nothing_and_cleared() {
    let mut s = depleted();
    s.queue("alice", 50_000_000);
    s.crank();
    s.next_block();
    s.claim("alice");
    assert_eq!(s.try_claim("alice").unwrap_err().kind, "NoRequests");
}

/// A pool of 1,000,000,000 with a reserve of a thousandth, of which something is free.
///
/// The target is a share of the pool, which each piece makes smaller; where the buffer is a small part of the pool, as
/// here, that is worth a few units (docs/adr/0006).
fn with_a_buffer(late: u128) -> Suite {
    let mut s = Suite::new(setup(3).params(|p| p.with(Param::InstantReserveBps, 10u128)));
    s.bond("alice", 999_000_000 - late);
    s.rebalance();
    if late > 0 {
        s.bond("alice", late);
    }
    assert_eq!(s.books().pool(), 1_000_000_000);
    s
}

/// What leaves when 90 % of the buffer does, and the fee for it.
fn leave_in(s: &mut Suite, pieces: u128) -> (u128, u128) {
    let piece = s.books().free() * 9 / 10 / 200 * (200 / pieces);
    let before = s.coins("alice");
    for _ in 0..pieces {
        s.instant("alice", piece);
    }
    (piece * pieces, before + piece * pieces - s.coins("alice"))
}

#[rstest]
// Free 1,000,000, the target; 900,000 · (100 − 90 · 0.55) basis points.
#[case::at_the_target(0, (900_000, 4_545))]
// Free 3,000,000 + 997,000; 2,997,000 cost 10, and 600,200 cost 100 − 90 · 0.6999 = 37.009 basis points.
#[case::above_the_target(3_000_000, (3_597_200, 5_219))]
fn leaving_in_two_hundred_pieces_saves_nothing(#[case] late: u128, #[case] expected: (u128, u128)) {
    let whole = leave_in(&mut with_a_buffer(late), 1);
    assert_eq!(whole, expected);
    let (left, fee) = leave_in(&mut with_a_buffer(late), 200);
    assert_eq!(left, expected.0);
    assert!(fee.abs_diff(expected.1) <= 200, "{fee}");
}

#[test]
fn below_the_target_pieces_cost_the_same() {
    let fees = [1, 200].map(|pieces| {
        let mut s = with_a_buffer(0);
        s.instant("alice", 400_000);
        leave_in(&mut s, pieces)
    });
    assert_eq!(fees[0].0, fees[1].0);
    // The rate is between 100 − 90 · 0.6 and 100 basis points.
    assert!(fees[0].1 > fees[0].0 * 46 / 10_000 && fees[0].1 < fees[0].0 / 100);
    assert!(fees[0].1.abs_diff(fees[1].1) <= 200, "{fees:?}");
}

#[test]
fn a_sync_in_each_block_leaves_the_stream_alone() {
    let plan = || Setup::default().params(|p| p.with(Param::MaxAprBps, 5_000u128));
    let (mut called, mut left_alone) = (Suite::new(plan()), Suite::new(plan()));
    for s in [&mut called, &mut left_alone] {
        s.depth = Depth::Light;
        s.gift("hub", 100_000);
        s.sync();
        // 100,000 · YEAR / (1,000,000 · 50 %)
        assert_eq!(s.books().stream().end - s.now(), YEAR / 5);
    }
    for _ in 0..20_000 {
        called.next_block();
        called.hub("stranger", &ExecuteMsg::Sync {}).unwrap();
    }
    left_alone.advance(120_000, 20_000);
    // ⌈100,000 · (6,307,200 − 120,000) / 6,307,200⌉
    assert_eq!(called.books().unreleased(), 98_098);
    assert_eq!(left_alone.books().unreleased(), 98_098);
    assert_eq!(called.books().pool(), 1_001_902);
}
