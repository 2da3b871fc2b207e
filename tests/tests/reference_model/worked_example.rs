//! The worked example of `docs/concepts/worked-example.md`, number by number.

use crate::bench::*;

#[test]
fn worked_example() {
    let params = Params {
        max_apr_bps: 100_000,
        ..Params::defaults(6)
    };
    let mut b = Bench::new(1_000_000, 3, params, 1_000);

    // 1
    assert_eq!(b.bond("alice", 30_000_000), 30_000_000);
    assert_eq!((b.model.supply, b.model.pool(b.now())), (31_000_000, 31_000_000));
    assert_eq!((b.model.floor(b.now()), b.allocatable()), (31_000, 30_969_000));
    b.stake(&[10_323_000, 10_323_000, 10_323_000]);

    // 2
    assert_eq!(b.harvest(620_000), 62_000);
    let start = b.now();
    assert_eq!(
        b.model.stream,
        Stream {
            amount: 558_000,
            start,
            end: start + DAY
        }
    );
    assert_eq!(mul_div_up(558_000, YEAR.into(), 31_000_000 * 10), 56_765);
    assert_eq!((b.model.supply, b.model.pool(start)), (31_062_000, 31_062_000));
    assert_eq!(b.model.balance("treasury"), 62_000);
    b.pass(DAY / 2);
    assert_eq!(
        (b.model.unreleased(b.now()), b.model.pool(b.now())),
        (279_000, 31_341_000)
    );
    assert_eq!(b.model.rate(b.now()) / 10u128.pow(12), 1_008_982);
    b.pass(DAY / 2);
    assert_eq!(b.model.pool(b.now()), 31_620_000);
    assert_eq!(b.model.rate(b.now()) / 10u128.pow(12), 1_017_964);

    // 3
    assert_eq!(b.bond("bob", 5_000_000), 4_911_764);
    assert_eq!((b.model.supply, b.model.pool(b.now())), (35_973_764, 36_620_000));

    // 4
    b.queue("alice", "alice", 10_000_000).unwrap();
    assert_eq!(b.submit(&[("val1", 4_555_080)]), Some(1));
    assert_eq!(b.model.owed(), 10_179_640);
    assert_eq!((b.model.pool(b.now()), b.model.supply), (26_440_360, 25_973_764));
    assert_eq!(b.model.rate(b.now()) / 10u128.pow(12), 1_017_964);
    assert_eq!((b.model.free, b.model.floor(b.now())), (5_651_000, 26_440));
    assert_eq!((b.model.undelegating(), b.model.need(b.now())), (4_555_080, 0));
    let aims = b.targets.amounts(30_969_000 - 4_555_080);
    assert_eq!(aims["val1"] / 2, 4_402_320);

    // 5
    b.pass(HOUR);
    assert_eq!(b.chain["val1"], 5_767_920);
    *b.chain.get_mut("val1").unwrap() -= 288_396;
    b.sync();
    assert_eq!(b.model.entries[0].expected, 4_555_080 - 227_754);
    assert_eq!(b.model.loss_carry, 372_670);
    assert_eq!((b.model.owed(), b.model.pool(b.now())), (10_036_160, 26_067_690));
    assert_eq!(b.model.slashed["val1"].0, 516_150);

    // 6
    b.pass(UNBONDING);
    b.bank += 4_327_326;
    b.sync();
    assert_eq!(b.model.free, 9_978_326);
    assert!(b.model.is_due(&b.model.batches[0]));
    assert_eq!(b.model.owed() - b.set_aside(), 57_834);
    assert_eq!(b.reconcile(), Vec::<u64>::new());
    b.pass(5);
    assert_eq!(b.harvest(100_000), 0);
    assert_eq!(
        (b.model.free, b.model.stream.amount, b.model.loss_carry),
        (10_078_326, 100_000, 272_670)
    );
    b.pass(5);
    assert_eq!(b.reconcile(), [1]);
    assert_eq!((b.model.reserved, b.model.free), (10_036_160, 42_166));
    assert_eq!(b.claim("alice").unwrap().paid, 10_036_160);
    assert_eq!(
        b.model.pool(b.now()),
        26_125_524 + 42_166 - b.model.unreleased(b.now())
    );
    assert_eq!(b.model.reserved, 0);
}
