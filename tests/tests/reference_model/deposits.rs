//! Deposits, gifts, fee and stream.

use floe_tests::prelude::*;

use crate::bench::*;

#[test]
fn deposits_are_priced_on_the_pool() {
    for (pool, supply, amount, shares) in [
        (1_025_000, 1_000_000, 12_345, 12_043),
        (900_000, 1_000_000, 1_000, 1_111),
    ] {
        let params = Params {
            min_bond: 1_000,
            ..Params::defaults(6)
        };
        let mut b = Bench::new(supply, 1, params, 0);
        b.model.free = pool;
        b.bank = pool;
        assert_eq!(b.bond("alice", amount), shares);
    }
}

#[test]
fn refused_deposits_change_nothing() {
    let mut b = Bench::plain(1);
    b.model.params.bond_cap = Some(2_000_000);
    let cases = [
        ("alice", 0, None, Refusal::Zero),
        ("hub", 50_000, None, Refusal::BadReceiver),
        ("collector", 50_000, None, Refusal::BadReceiver),
        ("alice", 9_999, None, Refusal::BelowMinimum),
        ("alice", 1_000_001, None, Refusal::AboveCap),
        ("alice", 50_000, Some(50_001), Refusal::BelowWanted),
    ];
    b.pass(DAY);
    let before = b.model.books(b.now());
    for (who, amount, min, refusal) in cases {
        assert_eq!(b.model.bond(&b.view(), who, amount, min), Err(refusal));
    }
    assert_eq!(b.model.books(b.now()), before);
    assert_eq!(b.model.observed_height, None);
}

/// The hub's own part: a gift is nobody's deposit and does not move the rate at once.
#[test]
fn gifts_drip() {
    let mut b = Bench::plain(1);
    b.bond("mallory", 10_000);
    b.bank += 1_000_000_000_000;
    b.pass(5);
    b.sync();
    assert_eq!(b.model.pool(b.now()), 1_010_000);
    assert_eq!(b.model.stream.amount, 1_000_000_000_000);
    assert_eq!(b.model.stream.end - b.now(), LONGEST_STREAM);
    assert_eq!(b.bond("victim", 1_900_000_000_000), 1_900_000_000_000);
}

#[test]
fn a_late_deposit_observes_first() {
    let mut b = Bench::leaving(3);
    b.pass(6 * HOUR);
    *b.chain.get_mut("val2").unwrap() -= 3_330_000;
    let mut early = b.model.clone();
    assert_eq!(early.bond(&b.view(), "bob", 1_000_000, None), Ok(1_000_000));
    b.pass(1);
    assert!(b.bond("bob", 1_000_000) > 1_030_000);
}

#[test]
fn dust_harvests_do_not_hold_the_stream_back() {
    let mut b = Bench::plain(1);
    b.model.fee.bps = 0;
    b.bond("alice", 999_000_000);
    b.harvest(1_000_000);
    let end = b.model.stream.end;
    assert_eq!(end, b.now() + DAY);
    while b.now() + 5 < end - HOUR {
        b.pass(5);
        b.harvest(1);
    }
    assert!(
        b.model.stream.end - end < HOUR / 4,
        "{}",
        b.model.stream.end - end
    );
}

#[test]
fn losses_are_repaid_before_a_fee() {
    let mut b = Bench::plain(1);
    b.bond("alice", 99_000_000);
    b.stake(&[99_900_000]);
    b.pass(5);
    *b.chain.get_mut("val1").unwrap() -= 1_000;
    b.sync();
    assert_eq!((b.model.loss_carry, b.model.pool(b.now())), (1_000, 99_999_000));
    assert_eq!(b.harvest(1_500), 50);
    assert_eq!((b.model.loss_carry, b.model.stream.amount), (0, 1_450));
}

#[test]
fn fees_go_by_weight_and_to_the_keeper() {
    let mut b = Bench::plain(1);
    b.model.fee.receivers = vec![("treasury".into(), 2), ("keeper".into(), 1)];
    assert_eq!(b.harvest(1_000), 100);
    assert_eq!(
        (b.model.balance("treasury"), b.model.balance("keeper-address")),
        (67, 33)
    );
}

#[test]
fn large_gains_are_stretched_and_follow_the_pool() {
    let mut b = Bench::plain(1);
    b.model.fee.bps = 0;
    b.harvest(100_000);
    // A tenth of the pool at half the pool a year.
    let fifth = YEAR / 5;
    assert_eq!(b.model.stream.end - b.now(), fifth);
    b.pass(5);
    b.bond("alice", 99_000_000);
    b.sync();
    assert_eq!(b.model.stream.end - b.now(), DAY);
    assert_eq!(b.model.stream.start, b.now());
    // Most of it leaves: the stretch returns, from what is left of it.
    b.pass(DAY / 2);
    let exit = b.instant("alice", 99_000_000).unwrap();
    assert!(exit.fee > 0);
    let left = b.model.unreleased(b.now());
    let pool = b.model.pool(b.now());
    let capped = divide_up(Uint256::from(left * u128::from(YEAR) * 2), pool.into());
    assert_eq!(u128::from(b.model.stream.end - b.now()), narrow(capped));
}

#[test]
fn observations_do_not_hold_the_stream_back() {
    let mut b = Bench::plain(1);
    b.bank += 100_000;
    b.sync();
    let alone = b.model.stream;
    for _ in 0..20_000 {
        b.pass(5);
        b.sync();
        let (here, there) = (b.model.unreleased(b.now()), alone.unreleased(b.now()));
        assert!(here.abs_diff(there) <= 100_000 / 100, "{here} {there}");
    }
}
