//! Any sizes, at any rate.

use proptest::prelude::*;

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// At any rate, with any sizes of guarantors, stream, queue and entries.
    #[test]
    fn the_rate_never_rises_and_a_whole_cover_reaches_no_batch(
        supply in 60_000_000u128..200_000_000,
        bond in 0u128..3_000_000,
        backstop in 0u128..30_000_000,
        cap_bps in 1_000u64..=10_000,
        stream in 0u128..500_000,
        queued in 0u128..10_000_000,
        flying in 0u128..20_000_000,
        falls in prop::array::uniform4(0u128..1_300_000),
        gift in prop_oneof![Just(0u128), 0u128..500_000],
        spared in any::<bool>(),
    ) {
        let mut world = world().backstop(backstop, cap_bps).bond("v1", bond).bond("v2", bond / 2);
        world.ledger.books.supply = shares(supply);
        world.ledger.books.stream = Stream { amount: native(stream), start: NOW - 5, end: NOW + DAY };
        let at = Moment { height: 1, nanos: 0 };
        world.ledger.close(1, shares(queued), at, 0).unwrap();
        if flying > 0 {
            world.fly("v1", NOW + DAY, flying);
        }
        let payable = world.ledger.batches[&1].payable;
        let rate = world.ledger.books.rate(NOW);
        let before = world.supply();
        let falls: Vec<_> = VALIDATORS.into_iter().zip(falls).collect();
        let found = world.look_at(NOW, gift, &falls);
        prop_assert!(world.ledger.books.rate(NOW) <= rate);
        if found.covered.more(found.absorbed) == found.loss {
            prop_assert_eq!(world.ledger.batches[&1].payable, payable);
        }
        let burned: u128 = found.burns.iter().map(|burn| burn.shares.units()).sum();
        prop_assert_eq!(world.supply(), before - burned);
        let paid: u128 = found.burns.iter().map(|burn| burn.native.units()).sum();
        prop_assert_eq!(found.covered, native(paid));
        let owed: u128 = world.owed().iter().map(|(_, _, amount)| amount).sum();
        let provisioned: u128 = found.slashes.iter().map(|slash| slash.provisioned.units()).sum();
        prop_assert!(owed <= provisioned && owed <= paid);

        let rate = world.ledger.books.rate(NOW + DAY);
        let came = if spared { flying } else { flying - provisioned };
        let found = world.look_at(NOW + DAY, came, &[]);
        prop_assert!(world.owed().is_empty());
        let minted: u128 = found.mints.iter().map(|mint| mint.shares.units()).sum();
        prop_assert_eq!(world.supply(), before - burned + minted);
        if spared {
            // Rounded down once for each guarantor.
            prop_assert!(found.given_back.units() <= owed && owed <= found.given_back.units() + 3);
        } else {
            prop_assert_eq!(minted, 0);
        }
        // A new share is rounded down, so that the rate may rise by a unit of the pool for each.
        let after = world.ledger.books.pool(NOW + DAY).units();
        let unit = cosmwasm_std::Decimal::from_ratio(6u128 * (1 + after / before), world.supply());
        prop_assert!(world.ledger.books.rate(NOW + DAY) <= rate + unit);
    }
}
