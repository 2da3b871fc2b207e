//! The worked example of `docs/concepts/worked-example.md`, number by number.

use floe_tests::prelude::*;

#[test]
fn the_worked_example_holds_to_the_unit() {
    let setup = Setup::default()
        .user("alice", 100_000_000)
        .user("bob", 100_000_000)
        .params(|p| p.with(Param::MaxAprBps, 100_000u128));
    let mut s = Suite::new(setup);
    let stake = |s: &Suite, v: &str| s.books().positions[&s.operator(v)].booked.units();

    // 1. The first deposit.
    assert_eq!(s.bond("alice", 30_000_000), 30_000_000);
    assert_eq!((s.books().supply(), s.books().pool()), (31_000_000, 31_000_000));
    s.rebalance();
    for v in ["val1", "val2", "val3"] {
        assert_eq!(stake(&s, v), 10_323_000);
    }
    assert_eq!(s.books().free(), 31_000);

    // 2. A harvest.
    s.rewards(620_000);
    s.harvest();
    assert_eq!(s.shares("treasury"), 62_000);
    let books = s.books();
    assert_eq!(
        (books.supply(), books.pool(), books.unreleased()),
        (31_062_000, 31_062_000, 558_000)
    );
    assert_eq!(books.stream().end - books.stream().start, 86_400);
    s.pass_secs(43_200);
    assert_eq!((s.books().unreleased(), s.books().pool()), (279_000, 31_341_000));
    assert!(s.books().rate().starts_with("1.008982"));
    s.pass_secs(43_200);
    assert_eq!(s.books().pool(), 31_620_000);
    assert!(s.books().rate().starts_with("1.017964"));

    // 3. A deposit at the new rate.
    assert_eq!(s.bond("bob", 5_000_000), 4_911_764);
    assert_eq!((s.books().supply(), s.books().pool()), (35_973_764, 36_620_000));

    // 4. An exit that free coins and one validator cover.
    s.queue("alice", 10_000_000);
    s.submit_batch();
    let books = s.books();
    assert_eq!(
        (books.owed(), books.pool(), books.supply()),
        (10_179_640, 26_440_360, 25_973_764)
    );
    assert_eq!((books.free(), books.undelegating()), (5_651_000, 4_555_080));
    assert!(books.rate().starts_with("1.017964"));
    assert_eq!(stake(&s, "val1"), 5_767_920);

    // 5. A slash of the validator with the entry.
    s.next_block();
    let slash = Slash::new(&s.operator("val1"), Decimal::percent(5)).at_height(1);
    s.slash_as(&slash);
    s.sync();
    let books = s.books();
    assert_eq!(stake(&s, "val1"), 5_767_920 - 288_396);
    assert_eq!(books.undelegating(), 4_555_080 - 227_754);
    assert_eq!((books.owed(), books.pool()), (10_036_160, 26_067_690));
    // Her part is not carried.
    assert_eq!(books.carry.loss_carry.units(), 516_150 - 143_480);

    // 6. Three weeks on.
    s.pass_secs(1_814_400);
    s.next_block();
    s.sync();
    assert_eq!((s.books().free(), s.books().undelegating()), (9_978_326, 0));
    s.reconcile();
    assert_eq!(s.books().reserved, 0);
    s.rewards(100_000);
    s.harvest();
    let books = s.books();
    assert_eq!((books.free(), books.unreleased()), (10_078_326, 100_000));
    s.reconcile();
    assert_eq!((s.books().reserved, s.books().free()), (10_036_160, 42_166));
    assert_eq!(s.claim("alice"), 10_036_160);
    let books = s.books();
    assert_eq!(books.pool(), 26_125_524 + 42_166 - books.unreleased());
}
