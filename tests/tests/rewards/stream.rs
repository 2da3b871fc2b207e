//! Gains drip under a cap.

use super::*;

const ONE: &str = "1.000000000000000000";

/// With a growth cap that never binds here.
fn fast(setup: Setup) -> Setup {
    setup.params(|p| p.with(Param::MaxAprBps, 100_000u128))
}

/// No fee, and `max_apr` at its default of 50 %.
fn free_of_fee() -> Setup {
    let mut setup = setup();
    setup.fee.bps = 0;
    setup
}

#[rstest]
#[case::without_a_reserve(&[], 100_000)]
#[case::at_the_smallest_fee(&[(Param::InstantReserveBps, 1_000), (Param::InstantFeeMinBps, 5), (Param::InstantFeeMaxBps, 5)], 5_000)]
fn a_deposit_just_before_a_harvest_earns_nothing(#[case] params: &[(Param, u128)], #[case] fee: u128) {
    for wait in [0, 1] {
        let set = |p| {
            params
                .iter()
                .fold(p, |p: floe_api::hub::ParamsUpdate, (param, value)| {
                    p.with(*param, *value)
                })
        };
        let mut s = staked(setup());
        let update = ExecuteMsg::UpdateParams(set(Default::default()));
        s.hub("gov", &update).unwrap();
        s.rewards(620_000);
        assert_eq!(s.bond("bob", 10_000_000), 10_000_000);
        s.harvest();
        assert_eq!((s.books().rate(), stream(&s)), (ONE.into(), (558_000, 858_395)));
        // In the same block, and after one block, in which 3 units reach a pool of 41,062,000.
        if wait == 1 {
            s.next_block();
            assert_eq!(s.books().pool(), 41_062_003);
        }
        assert_eq!(s.instant("bob", 10_000_000), 10_000_000 - fee);
    }
}

#[test]
fn dust_in_every_block_of_a_day_does_not_hold_the_stream_back() {
    const STAKE: u128 = 100_000_000_000_000;
    let mut s = Suite::new(fast(Setup::default().validators(1).user("alice", STAKE)));
    s.depth = Depth::Light;
    s.bond("alice", STAKE);
    s.rebalance();
    s.rewards(1_000_000_000_000);
    s.harvest();
    let (start, end) = (s.now(), s.books().stream().end);
    assert_eq!((stream(&s), end), ((900_000_000_000, DAY), start + DAY));
    for _ in 1..DAY / 6 {
        s.next_block();
        s.rewards(1);
        s.harvest();
    }
    assert_eq!((s.now(), s.books().stream().end), (end - 6, end));
    s.next_block();
    let books = s.books();
    assert_eq!(books.unreleased(), 0);
    assert_eq!(books.pool(), STAKE + 1_000_000 + 1_000_000_000_000 + 14_399);
    assert_eq!(s.shares("treasury"), 100_000_000_000);
}

#[test]
fn a_gain_above_the_cap_is_stretched_and_not_refused() {
    let mut s = staked(free_of_fee());
    s.rewards(3_100_000);
    s.harvest();
    // ⌈3,100,000 · 31,536,000 / (31,000,000 · ½)⌉: a fifth of what half a year's growth may be, in 73 days.
    assert_eq!(stream(&s), (3_100_000, 6_307_200));
    s.pass_secs(3_153_600);
    assert_eq!(
        (s.books().unreleased(), s.books().pool()),
        (1_550_000, 32_550_000)
    );
    s.pass_secs(3_153_600);
    assert_eq!((s.books().unreleased(), s.books().pool()), (0, 34_100_000));
}

#[test]
fn a_big_deposit_in_the_block_of_the_gain_speeds_it_up_only_while_it_stays() {
    let mut s = staked(free_of_fee());
    s.rewards(3_100_000);
    s.bond("whale", 310_000_000);
    s.harvest();
    assert_eq!(stream(&s), (3_100_000, 573_382));
    s.queue("whale", 310_000_000);
    s.submit_batch();
    assert_eq!(
        (s.books().pool(), stream(&s)),
        (31_000_000, (3_100_000, 6_307_200))
    );
}

#[test]
fn a_big_deposit_that_leaves_a_day_later_slows_the_rest_down() {
    let mut s = staked(free_of_fee());
    s.rewards(3_100_000);
    s.bond("whale", 310_000_000);
    s.harvest();
    s.pass_days(1);
    assert_eq!(
        (s.books().unreleased(), s.books().pool()),
        (2_632_877, 341_467_123)
    );
    s.queue("whale", 310_000_000);
    s.submit_batch();
    // 310,424,657 are owed, 31,042,466 stay: ⌈2,632,877 · 31,536,000 / (31,042,466 · ½)⌉.
    assert_eq!((s.books().owed(), s.books().pool()), (310_424_657, 31_042_466));
    assert_eq!(stream(&s), (2_632_877, 5_349_473));
}

#[test]
fn a_big_deposit_that_leaves_at_once_slows_the_rest_and_its_own_fee_down() {
    let mut s = staked(free_of_fee());
    s.rewards(3_100_000);
    s.bond("whale", 310_000_000);
    s.harvest();
    assert_eq!(s.instant("whale", 310_000_000), 306_900_000);
    // 3,100,000 of fee join the stream: ⌈6,200,000 · 31,536,000 / (31,000,000 · ½)⌉.
    assert_eq!(
        (s.books().pool(), stream(&s)),
        (31_000_000, (6_200_000, 12_614_400))
    );
}

#[test]
fn a_stretch_made_when_the_pool_was_tiny_does_not_outlive_the_tiny_pool() {
    let mut s = Suite::new(free_of_fee());
    s.gift("hub", 1_000_000);
    s.sync();
    assert_eq!(stream(&s), (1_000_000, 63_072_000));
    // Less than a hundredth of the pool: the end moves by less than 1 % and stays.
    s.bond("bob", 10_000);
    s.sync();
    assert_eq!(stream(&s), (1_000_000, 63_072_000));
    s.bond("bob", 309_990_000);
    s.sync();
    // ⌈1,000,000 · 31,536,000 / (311,000,000 · ½)⌉
    assert_eq!(stream(&s), (1_000_000, 202_804));
}

#[test]
fn the_period_of_two_gains_is_the_mean_weighted_by_amount() {
    let mut s = staked(fast(setup()));
    s.rewards(620_000);
    s.harvest();
    assert_eq!(stream(&s), (558_000, DAY));
    s.pass_secs(43_200);
    // 279,000 unreleased for half a day more, and 279,000 of new gain for a whole one.
    s.rewards(310_000);
    s.harvest();
    assert_eq!(stream(&s), (558_000, 64_800));
    // 31,000 of fee at a rate of 31,341,000 / 31,062,000.
    assert_eq!(s.shares("treasury"), 62_000 + 30_724);
}

#[test]
fn a_gift_drips_whole_and_bears_no_fee() {
    let mut s = staked(fast(setup()));
    s.gift("hub", 620_000);
    s.sync();
    assert_eq!(
        (stream(&s), s.shares("treasury"), s.books().rate()),
        ((620_000, DAY), 0, ONE.into())
    );
    s.pass_days(1);
    assert_eq!(s.books().pool(), 31_620_000);
}

#[test]
fn fractions_of_rewards_are_not_counted_until_they_are_whole() {
    let mut s = staked(setup());
    let (hub, operator) = (s.hub.clone(), s.operator("val1"));
    let half = cosmwasm_std::Decimal256::percent(150);
    s.chain.rewards_decimal(&hub, &operator, half, "stake").unwrap();
    s.harvest();
    assert_eq!(s.books().carry.totals.rewards.units(), 1);
    assert_eq!(Uint128::from(s.books().unreleased()), Uint128::one());
}

#[test]
fn dust_in_every_block_holds_a_small_stream_back_by_less_than_the_dust_itself() {
    let mut s = staked(fast(setup()));
    s.depth = Depth::Light;
    s.rewards(620_000);
    s.harvest();
    let end = s.books().stream().end;
    for _ in 1..DAY / 6 {
        s.next_block();
        s.rewards(1);
        s.harvest();
    }
    s.next_block();
    assert_eq!(s.now(), end);
    // 14,399 units came in, each to be released over a day.
    assert!(s.books().unreleased() < 14_399);
    assert_eq!(s.books().pool() + s.books().unreleased(), 31_620_000 + 14_399);
}
