//! Rounding and provisions.

use super::*;

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
