//! Losses: who bears them, how they are told from rounding, and what comes back.

use cosmwasm_std::Decimal;
use floe_core::ledger::{Ledger, Rules};
use floe_core::params::Param;
use floe_core::units::{Native, Shares, DAY};
use floe_core::{Stream, Unbonding};
use floe_testing::chain::{Fault, Slash};
use floe_testing::suite::Suite;
use floe_tests::staking::*;
use floe_types::hub::ExecuteMsg;
use rstest::rstest;

/// A pool of 90,000,000 beside a settled batch of 1,000,000 and an unsettled one of 10,000,000 for which val1 has an
/// entry of 5,494,500 in flight and val2 one of 4,495,500.
///
/// `B − floor` = 100,000 − 90,000 covers 10,000 of the need. The new targets are 89,910,000 / 10 = 8,991,000, so each
/// validator gives at most 9,990,000 − 4,495,500 before the next one is touched.
fn ten_validators_and_three_kinds_of_batches() -> Suite {
    let mut s = Suite::new(setup(10));
    s.bond("bob", 50_000_000);
    s.bond("alice", 50_000_000);
    s.queue("bob", 1_000_000);
    s.submit_batch();
    s.next_block();
    s.reconcile();
    s.rebalance();
    assert_eq!((s.books().reserved, s.books().pool()), (1_000_000, 100_000_000));
    s.pass_secs(10);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (4_495_500, vec![(5_494_500, 5_494_500)])
    );
    assert_eq!(
        (stake(&s, "val2"), entries(&s, "val2")),
        (5_494_500, vec![(4_495_500, 4_495_500)])
    );
    let books = s.books();
    assert_eq!(
        (books.pool(), books.owed(), books.undelegating()),
        (90_000_000, 10_000_000, 9_990_000)
    );
    s.next_block();
    s
}

#[test]
fn unsettled_batches_and_holders_lose_the_same_fraction_and_settled_ones_nothing() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    // 5 % of 4,495,500 bonded and of 5,494,500 in flight.
    assert_eq!(stake(&s, "val1"), 4_495_500 - 224_775);
    assert_eq!(
        entries(&s, "val1"),
        [(5_494_500, 5_494_500 - 274_725)],
        "(amount, expected) of the entry in flight that the slash has reached"
    );
    assert_eq!(entries(&s, "val2"), [(4_495_500, 4_495_500)]);
    // 499,500 of 100,000,000: 0.4995 % each.
    assert_eq!(payable(&s, 2), 10_000_000 - 49_950);
    assert_eq!(s.books().pool(), 90_000_000 - 449_550);
    assert_eq!(s.books().reserved, 1_000_000);
    assert_eq!(loss(&s, "val1"), (499_500, s.now()));
    assert_eq!(loss(&s, "val2"), (0, 0));
    assert_eq!(s.claim("bob"), 1_000_000);

    // What was provisioned is what the chain took: nothing comes back, nothing more is lost. What the batch now lacks
    // is undelegated once more: 9,950,050 − 9,715,275 − 100,000, as the floor is no reason once it was covered.
    assert_eq!(
        s.submit_batch()
            .undelegations
            .iter()
            .map(|p| p.amount.units())
            .sum::<u128>(),
        134_775
    );
    pass_unbonding(&mut s);
    s.reconcile();
    assert_eq!(s.claim("alice"), 9_950_050);
    assert_eq!(s.books().pool(), 90_000_000 - 449_550);
}

#[test]
fn batches_of_different_size_lose_the_same_fraction() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    s.pass_secs(10);
    s.queue("bob", 2_000_000);
    s.submit_batch();
    let before = (payable(&s, 2), payable(&s, 3), s.books().pool());
    assert_eq!(before, (10_000_000, 2_000_000, 88_000_000));
    slash_since_start(&mut s, "val5", 10);
    s.sync();
    let lost = (
        before.0 - payable(&s, 2),
        before.1 - payable(&s, 3),
        before.2 - s.books().pool(),
    );
    let all = lost.0 + lost.1 + lost.2;
    let fair = (all / 10, all / 50, all - all / 10 - all / 50);
    assert_eq!(
        lost, fair,
        "batches of 10 % and 2 % and the holders lose other parts of {all} than they have"
    );
}

#[test]
fn the_stream_pays_first_and_the_rest_is_shared() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    s.rewards(200_000);
    s.harvest();
    // Fee 20,000, stream 180,000 over a day; six seconds later ⌈180,000 · 86,394 / 86,400⌉ are left.
    s.next_block();
    assert_eq!((s.books().unreleased(), s.books().pool()), (179_988, 90_020_012));
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    // 499,500 − 179,988 = 319,512 shared by 100,020,012.
    assert_eq!(s.books().unreleased(), 0);
    assert_eq!(payable(&s, 2), 9_968_055);
    assert_eq!(s.books().pool(), 89_732_445);
    // Less what the batches bear.
    assert_eq!(s.books().carry.loss_carry.units(), 499_500 - 31_945);
}

#[test]
fn a_loss_within_the_stream_costs_nobody_and_leaves_its_end() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    s.rewards(1_000_000);
    s.harvest();
    let end = s.books().stream().end;
    s.next_block();
    // Stream 900,000 over a day; ⌈900,000 · 86,394 / 86,400⌉ = 899,938.
    let (pool, rate) = (s.books().pool(), s.books().rate());
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    assert_eq!(s.books().unreleased(), 899_938 - 499_500);
    assert_eq!(s.books().stream().end, end);
    assert_eq!((s.books().pool(), s.books().rate()), (pool, rate));
    assert_eq!(payable(&s, 2), 10_000_000);
}

#[test]
fn a_return_restores_the_waiting_and_the_rest_drips() {
    let mut s = ten_validators_and_three_kinds_of_batches();
    s.next_block();
    s.slash("val1", 5); // in the block after the entries were made
    s.sync();
    assert_eq!(entries(&s, "val1"), [(5_494_500, 5_219_775)]);
    assert_eq!(payable(&s, 2), 9_950_050);
    pass_unbonding(&mut s);
    s.sync();
    // 274,725 come back to 99,500,500: ⌊274,725 · 9,950,050 / 99,500,500⌋ = 27,472 to the batch.
    assert_eq!(payable(&s, 2), 9_977_522);
    assert_eq!(s.books().unreleased(), 247_253);
    assert_eq!(s.books().pool(), 89_550_450);
    // 499,500 less the batch's 49,950, and less what the pool gets of the return.
    assert_eq!(s.books().carry.loss_carry.units(), 449_550 - 247_253);
    s.reconcile();
    assert_eq!(s.claim("alice"), 9_977_522);
}

#[test]
fn a_return_lifts_no_batch_above_its_payable_at_close() {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    // need 9,990,000; new target 29,970,000; val1 gives it all.
    assert_eq!(entries(&s, "val1"), [(9_990_000, 9_990_000)]);
    s.next_block();
    s.next_block();
    s.bond("bob", 900_000_000);
    s.slash("val1", 5);
    s.sync();
    // 1,165,500 bonded + 499,500 provisioned of 1,000,000,000: 0.1665 %.
    assert_eq!(stake(&s, "val1"), 23_310_000 - 1_165_500);
    assert_eq!(payable(&s, 1), 9_983_350);
    s.instant("bob", 890_000_000);
    pass_unbonding(&mut s);
    s.sync();
    // The batch's part of 499,500 by the pool that is left would be more than the 16,650 that it lost.
    assert_eq!(payable(&s, 1), 10_000_000);
    s.reconcile();
    assert_eq!(s.claim("alice"), 10_000_000);
}

#[test]
fn a_return_after_a_total_slash_is_shared_by_what_is_left() {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s.next_block();
    s.next_block();
    for v in ["val1", "val2", "val3"] {
        s.slash(v, 100);
    }
    s.sync();
    // Only the 100,000 free coins are left, for a batch that had a tenth of everything.
    assert_eq!((payable(&s, 1), s.books().pool()), (10_000, 90_000));
    assert_eq!(entries(&s, "val1"), [(9_990_000, 0)]);
    pass_unbonding(&mut s);
    s.sync();
    // 9,990,000 come back to 100,000: 999,000 to the batch, the rest drips.
    assert_eq!(payable(&s, 1), 10_000 + 999_000);
    assert_eq!(s.books().unreleased(), 8_991_000);
}

/// Weights 1, 2, 1: 2,997,000, the budget of the day, moved from val1 to val2.
fn moved_to_the_second() -> Suite {
    let mut plan = setup(3);
    plan.older_share_bps = Some(10_000);
    let mut s = hundred_million_of(plan);
    s.next_block();
    set_weights(&mut s, &[("val2", 2)]);
    s.rebalance();
    assert_eq!(
        ["val1", "val2", "val3"].map(|v| stake(&s, v)),
        [30_303_000, 36_297_000, 33_300_000]
    );
    s.next_block();
    s
}

#[test]
fn a_slash_of_what_was_redelegated_is_recognised_on_the_destination() {
    let mut s = moved_to_the_second();
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    assert_eq!(stake(&s, "val1"), 30_303_000 - 1_515_150);
    assert_eq!(stake(&s, "val2"), 36_297_000 - 149_850);
    assert_eq!((loss(&s, "val1").0, loss(&s, "val2").0), (1_515_150, 149_850));
    assert_eq!(s.books().pool(), 100_000_000 - 1_665_000);
}

#[test]
fn a_redelegation_older_than_the_infraction_is_spared() {
    let mut s = moved_to_the_second();
    s.slash("val1", 5); // the redelegation was made in that very block
    s.sync();
    assert_eq!((loss(&s, "val1").0, loss(&s, "val2").0), (1_515_150, 149_850));
    s.next_block();
    s.next_block();
    s.slash("val1", 5); // now it is older than the infraction
    s.sync();
    assert_eq!(
        (loss(&s, "val1").0, loss(&s, "val2").0),
        (1_515_150 + 1_439_393, 149_850)
    );
}

#[rstest]
#[case::the_registry_has_seen_it(true)]
#[case::nobody_has_refreshed(false)]
fn a_total_slash_of_one_validator_stops_nothing(#[case] refreshed: bool) {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s.next_block();
    let doom = Slash::new(&s.operator("val1"), Decimal::one())
        .at_height(1)
        .and_jail()
        .and_tombstone();
    s.slash_as(&doom);
    s.sync();
    // 23,310,000 bonded and 9,990,000 in flight: a third, shared.
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (0, vec![(9_990_000, 0)])
    );
    assert_eq!(payable(&s, 1), 6_670_000);
    assert_eq!(s.books().pool(), 90_000_000 - 33_300_000 + 3_330_000);
    if refreshed {
        s.refresh();
        assert!(!accepting(&s, "val1"));
    }
    // Deposits are open again after a day; what comes in goes to the others.
    s.pass_days(1);
    s.bond("bob", 30_000_000);
    s.queue("bob", 1_000_000);
    for _ in 0..40 {
        s.crank();
        s.pass_days(1);
    }
    s.crank();
    assert_eq!(stake(&s, "val1"), 0);
    assert_eq!(s.claim("alice"), 6_670_000);
    assert_eq!(s.claim("bob"), 667_000);
    assert!(s.books().entries.is_empty() && s.books().owed() == 0);
    if refreshed {
        let others = [stake(&s, "val2"), stake(&s, "val3")];
        assert!(others.iter().all(|stake| *stake > 40_000_000), "{others:?}");
    }
    s.rewards(1_000_000);
    s.harvest();
    assert!(s.books().unreleased() > 0);
}

/// An open, an unbonding and a settled batch, and three slashes within one day, each followed by the given steps.
fn slashed_in_every_state(order: &[&str]) -> Suite {
    let mut s = Suite::new(setup(5));
    s.bond("alice", 60_000_000);
    s.bond("bob", 39_000_000);
    s.queue("bob", 500_000);
    s.submit_batch(); // settled below
    s.next_block();
    s.crank();
    s.crank();
    s.pass_secs(10);
    s.queue("alice", 20_000_000);
    s.submit_batch(); // unbonding
    s.pass_secs(10);
    s.queue("bob", 7_000_000); // open
    assert!(is_settled(&s, 1) && !is_settled(&s, 2));
    for (validator, percent) in [("val1", 5), ("val2", 1), ("val1", 3)] {
        s.next_block();
        slash_since_start(&mut s, validator, percent);
        for verb in order {
            match *verb {
                "sync" => s.sync(),
                "close" => drop(s.submit_batch()),
                "settle" => drop(s.reconcile()),
                "allocate" => drop(s.rebalance()),
                "harvest" => drop(s.harvest()),
                _ => drop(s.crank()),
            }
        }
    }
    s
}

#[rstest]
#[case(&["close", "settle", "harvest", "allocate"])]
#[case(&["settle", "harvest", "close", "allocate"])]
#[case(&["crank", "sync", "settle", "harvest"])]
#[case(&["sync", "sync", "harvest", "crank"])]
fn the_order_of_cranks_does_not_matter_and_nothing_is_lost_twice(#[case] order: &[&str]) {
    let reference = slashed_in_every_state(&["harvest", "close", "settle", "allocate"]);
    let s = slashed_in_every_state(order);
    // Another order sends other staking messages, each of which may round a unit away.
    let near = |a: u128, b: u128| a.abs_diff(b) <= 20;
    assert!(near(payable(&s, 2), payable(&reference, 2)));
    let worth = |s: &Suite| (s.books().pool() + s.books().unreleased(), s.books().owed());
    let ((pool, owed), (pool_there, owed_there)) = (worth(&s), worth(&reference));
    assert!(
        near(pool + owed, pool_there + owed_there),
        "{pool} + {owed}, {pool_there} + {owed_there}"
    );
    assert_eq!((payable(&s, 1), s.books().reserved), (500_000, 500_000));
}

#[test]
fn what_the_books_hold_is_what_the_chain_holds_after_every_slash() {
    let mut s = slashed_in_every_state(&["crank"]);
    for round in 0..60 {
        if round < 30 && round % 7 == 0 {
            s.slash(["val3", "val4", "val5"][round / 7 % 3], 2);
        }
        s.crank();
        s.sync(); // compares each delegation with the chain's
        s.pass_days(1);
    }
    s.crank();
    let books = s.books();
    assert_eq!((books.undelegating(), books.owed(), books.unknown()), (0, 0, 0));
    assert_eq!(s.claim("bob") + s.claim("alice"), books.reserved);
    assert!(s.books().reserved == 0 && batch_ids(&s).is_empty());
}

#[rstest]
#[case::as_much_as_allowed(333, false)]
#[case::more_than_allowed(332, true)]
fn deposits_pause_only_above_the_limit(#[case] limit: u128, #[case] halted: bool) {
    // 10 % of 33,300,000 is exactly 333 basis points of the pool.
    let mut s = hundred_million_of(setup(3).params(|p| p.with(Param::LossHaltBps, limit)));
    s.next_block();
    s.slash("val1", 10);
    s.sync();
    assert_eq!(s.books().pool(), 96_670_000);
    let outcome = s.try_bond("bob", 1_000_000);
    assert_eq!(outcome.err().map(|f| f.kind), halted.then(|| "Paused".to_owned()));
}

#[test]
fn the_limit_counts_the_gross_loss() {
    let mut s = hundred_million_of(setup(3).params(|p| p.with(Param::LossHaltBps, 332u128)));
    s.next_block();
    s.slash("val1", 10);
    s.gift("hub", 4_000_000);
    s.sync();
    // The net result is a gain of 670,000.
    assert_eq!((s.books().pool(), s.books().unreleased()), (100_000_000, 670_000));
    assert_eq!(s.try_bond("bob", 1_000_000).unwrap_err().kind, "Paused");
}

#[test]
fn the_pause_ends_after_a_day_by_time_alone_while_exits_stay_open() {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000);
    s.submit_batch();
    s.next_block();
    s.reconcile();
    s.pass_secs(10);
    s.queue("alice", 1_000_000);
    s.slash("val1", 50);
    let noticed = s.now();
    let response = step(&mut s, &ExecuteMsg::Sync {});
    assert_eq!(
        told(&response, "deposits_halted", "until"),
        [(noticed + DAY).to_string()]
    );
    assert_eq!(told(&response, "deposits_halted", "loss"), ["16650000"]);
    assert_eq!(s.try_bond("bob", 1_000_000).unwrap_err().kind, "Paused");
    // Queueing, cancelling, closing and claiming go on.
    s.queue("alice", 1_000_000);
    s.cancel("alice", Some(500_000)).unwrap();
    s.submit_batch();
    assert_eq!(payable(&s, 1), 10_000);
    assert_eq!(s.claim("alice"), 10_000);
    s.pass_secs(DAY - 1);
    assert_eq!(s.try_bond("bob", 1_000_000).unwrap_err().kind, "Paused");
    s.pass_secs(1);
    assert!(s.bond("bob", 1_000_000) > 1_000_000);
}

/// A pool of 100,000,000 with an entry of 9,990,000 at val1, which keeps 23,310,000.
fn with_an_entry() -> Suite {
    let mut s = hundred_million(3);
    s.queue("alice", 10_000_000);
    s.submit_batch();
    s.next_block();
    s.sync();
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (23_310_000, vec![(9_990_000, 9_990_000)])
    );
    s
}

#[rstest]
#[case::three_units_are_rounding(3, 0)]
#[case::four_are_a_slash(4, 2)] // ⌈9,990,000 · 4 / 23,310,000⌉
fn a_fall_of_more_than_three_units_is_a_slash(#[case] units: u128, #[case] provisioned: u128) {
    let mut s = with_an_entry();
    dent(&mut s, "val1", units);
    s.sync();
    assert_eq!(entries(&s, "val1"), [(9_990_000, 9_990_000 - provisioned)]);
    assert_eq!(
        loss(&s, "val1").0,
        if provisioned > 0 { units + provisioned } else { 0 }
    );
    let lost = units + provisioned;
    let borne = if provisioned > 0 { 1 } else { 0 }; // ⌈10,000,000 · 6 / 100,000,000⌉
    assert_eq!(payable(&s, 1), 10_000_000 - borne);
    assert_eq!(s.books().pool(), 90_000_000 - lost + borne);
    assert_eq!(s.books().carry.loss_carry.units(), lost - borne);
}

/// val3 is drained by two redelegations in one transaction and keeps 8,325,000.
fn two_messages_to_the_third() -> Suite {
    let mut plan = setup(3);
    plan.older_params = vec![(Param::MaxMoveBps, 2_500)];
    let mut s = hundred_million_of(plan);
    s.drain_below_three("val3");
    s.rebalance();
    assert_eq!(
        ["val1", "val2", "val3"].map(|v| stake(&s, v)),
        [49_950_000, 41_625_000, 8_325_000]
    );
    s
}

#[rstest]
#[case::one_message_four_units("val1", 4, 0)]
#[case::one_message_five_units("val1", 5, 5)]
#[case::two_messages_five_units("val3", 5, 0)]
#[case::two_messages_six_units("val3", 6, 6)]
fn each_message_since_the_last_observation_may_round_one_unit_away(
    #[case] validator: &str,
    #[case] units: u128,
    #[case] recognised: u128,
) {
    let mut s = two_messages_to_the_third();
    dent(&mut s, validator, units);
    s.sync();
    assert_eq!(loss(&s, validator).0, recognised);
    assert_eq!(s.books().pool(), 100_000_000 - units);
    // The messages are forgotten with the observation.
    dent(&mut s, validator, 4);
    s.sync();
    assert_eq!(loss(&s, validator).0, recognised + 4);
}

/// val1 is draining and holds 10,000, its entry 33,290,000.
fn drained_to_the_probe() -> Suite {
    let mut s = hundred_million(3);
    s.drain_below_three("val1");
    s.queue("alice", 40_000_000);
    s.submit_batch();
    s.next_block();
    s.sync();
    assert_eq!(
        (stake(&s, "val1"), entries(&s, "val1")),
        (10_000, vec![(33_290_000, 33_290_000)])
    );
    s
}

#[rstest]
// ⌈33,290,000 · 501 / 10,000⌉: so coarsely a probe tells it.
#[case::a_whole_probe(0, 1_667_829)]
// ⌈33,290,000 · 501 / 9,999⌉
#[case::a_probe_worn_by_rounding(1, 1_667_996)]
fn a_probe_shows_a_slash_even_when_rounding_has_worn_it(#[case] rounding: u128, #[case] provisioned: u128) {
    let mut s = drained_to_the_probe();
    if rounding > 0 {
        dent(&mut s, "val1", rounding);
        s.sync();
    }
    s.next_block();
    slash_since_start(&mut s, "val1", 5);
    s.sync();
    assert_eq!(stake(&s, "val1"), 9_500 - rounding);
    assert_eq!(entries(&s, "val1"), [(33_290_000, 33_290_000 - provisioned)]);
    assert_eq!(loss(&s, "val1").0, 500 + provisioned);
}

#[test]
fn provisions_take_their_fraction_of_the_amount_and_never_more_than_is_expected() {
    let mut s = with_an_entry();
    for (percent, expected) in [(60, 3_996_000), (60, 0), (60, 0)] {
        s.next_block();
        s.slash("val1", percent);
        s.sync();
        assert_eq!(entries(&s, "val1"), [(9_990_000, expected)]);
    }
    // 60 % of what was left, three times.
    assert_eq!(stake(&s, "val1"), 1_491_840);
}

#[rstest]
#[case::the_pool(10, 5, 4, (6, 5, 100))]
#[case::then_the_stream(2, 5, 4, (0, 3, 100))]
#[case::then_the_waiting(1, 2, 5, (0, 0, 98))]
fn rounding_is_borne_by_the_pool_then_the_stream_then_the_waiting(
    #[case] pool: u128,
    #[case] stream: u128,
    #[case] lost: u128,
    #[case] expected: (u128, u128, u128),
) {
    let owed = Native::new(100);
    let mut l = Ledger::default();
    l.books.free = Native::new(100 + pool + stream - lost);
    l.books.owed = owed;
    l.books.supply = Shares::new(1_000_000);
    l.books.stream = Stream {
        amount: Native::new(stream),
        start: 0,
        end: DAY,
    };
    let batch = Unbonding {
        shares: Shares::new(1),
        payable: owed,
        ceiling: owed,
        closed_height: 1,
        estimate: 0,
        cover: floe_core::batch::Cover::Missing,
    };
    l.batches.insert(1, batch);
    let rules = Rules {
        drip_secs: DAY,
        max_apr_bps: 100_000,
        arrival_grace: DAY,
        instant_reserve_bps: 0,
        loss_halt_bps: 1_000,
        winding_down: false,
    };
    l.lose_to_rounding(0, Native::new(lost), &rules).unwrap();
    let after = (
        l.books.pool(0).units(),
        l.books.stream.unreleased(0).units(),
        l.books.owed.units(),
    );
    assert_eq!(after, expected);
}

#[test]
fn gains_of_the_same_observation_are_set_against_losses() {
    let mut s = with_an_entry();
    s.slash("val1", 5);
    s.gift("hub", 665_000);
    s.sync();
    // 1,665,000 less 665,000: one per cent of everything.
    assert_eq!(payable(&s, 1), 9_900_000);
    assert_eq!((s.books().pool(), s.books().unreleased()), (89_100_000, 0));
    assert_eq!(s.books().carry.loss_carry.units(), 900_000);
    assert_eq!(loss(&s, "val1").0, 1_665_000);
}

#[test]
fn a_gain_larger_than_the_loss_drips_and_cuts_nobody() {
    let mut s = with_an_entry();
    s.slash("val1", 5);
    s.gift("hub", 2_000_000);
    s.sync();
    assert_eq!(payable(&s, 1), 10_000_000);
    assert_eq!((s.books().pool(), s.books().unreleased()), (90_000_000, 335_000));
    assert_eq!(s.books().carry.loss_carry.units(), 0);
}

#[test]
fn other_gains_meet_a_loss_before_a_return_does() {
    let mut s = with_an_entry();
    s.next_block();
    s.slash("val1", 5); // after the entry was made: 499,500 will come back
    s.sync();
    assert_eq!((payable(&s, 1), s.books().pool()), (9_833_500, 88_501_500));
    pass_unbonding(&mut s);
    s.slash("val2", 1); // 333,000
    s.gift("hub", 133_000);
    s.sync();
    // 133,000 and 200,000 of the return meet it; the batch gets its tenth of the other 299,500.
    assert_eq!(payable(&s, 1), 9_863_450);
    assert_eq!((s.books().pool(), s.books().unreleased()), (88_501_500, 269_550));
}

#[test]
fn a_rise_of_a_delegation_drips() {
    let mut plan = setup(3);
    plan.validators.iter_mut().for_each(|v| v.power = 1u128.into());
    let mut s = hundred_million_of(plan);
    // Each of two undelegations leaves a unit behind, nearly all of which is the hub's.
    s.fail("val1", &[Fault::ShortByOne], true);
    s.drain_below_three("val1"); // so that both come from there
    for _ in 0..2 {
        s.queue("alice", 5_000_000);
        s.submit_batch();
        s.pass_secs(10);
    }
    let val1 = s.operator("val1");
    assert_eq!(entries(&s, "val1").len(), 2);
    let risen = s.chain.delegations(&s.hub)[&val1] - stake(&s, "val1");
    assert!(risen > 0);
    let (pool, unreleased) = (s.books().pool(), s.books().unreleased());
    s.sync();
    assert_eq!(
        (s.books().pool(), s.books().unreleased()),
        (pool, unreleased + risen)
    );
}

#[test]
fn cumulative_losses_are_told_by_query() {
    let mut s = hundred_million(3);
    for _ in 0..2 {
        s.next_block();
        s.slash("val2", 1);
        s.sync();
    }
    let msg = floe_types::hub::QueryMsg::Validators {
        start_after: None,
        limit: None,
    };
    let told: Vec<floe_types::hub::ValidatorResponse> = s.ask(&msg);
    let second = told.iter().find(|v| v.operator == s.operator("val2")).unwrap();
    // 33,300,000 · 1 % and 32,967,000 · 1 %.
    assert_eq!(second.cumulative_loss.u128(), 333_000 + 329_670);
    assert_eq!(second.last_loss, Some(s.now()));
    assert!(told
        .iter()
        .filter(|v| v.operator != second.operator)
        .all(|v| v.last_loss.is_none()));
}
