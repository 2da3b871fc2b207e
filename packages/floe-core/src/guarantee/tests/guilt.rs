//! Guilt follows redelegations.

use super::*;

fn moved(world: &mut World, from: &str, to: &str, amount: u128, until: u64) {
    let lock = Lock {
        from: from.into(),
        amount: native(amount),
        until,
    };
    world.locks.or_default(to.into()).push(lock);
}

/// A validator's stake was moved to the three others over nine days; then it is slashed for the time before.
#[test]
fn guilt_follows_redelegations() {
    let mut world = world().backstop(3_000_000, 10_000);
    for validator in VALIDATORS {
        world = world.bond(validator, 2_000_000);
    }
    world.stake("v1", 0);
    let third = STAKE / 3;
    for to in ["v2", "v3", "v4"] {
        for part in [third / 2, third - third / 2] {
            moved(&mut world, "v1", to, part, NOW + 1);
        }
        world.stake(to, STAKE + third);
    }
    let charge = DOUBLE_SIGN / 3;
    let falls = ["v2", "v3", "v4"].map(|to| (to, charge));
    let found = world.look(&falls);
    assert!(found.burns.iter().all(|burn| burn.payer.key == "v1"));
    let paid = found.burns.iter().map(|burn| burn.shares.units()).sum::<u128>();
    assert_eq!(paid, DOUBLE_SIGN);
    assert_eq!(world.rate(), "1");
}

#[rstest]
// It fell by a hundredth itself: a hundredth of what it moved is its guilt, rounded up.
#[case::fell(24_975_000, 249_750, NOW + 1, 10_001)]
// A unit that nobody could move tells no fraction.
#[case::gone(1, 0, NOW + 1, 50_001)]
#[case::the_least_that_tells(PROVISION_MIN, 0, NOW + 1, 0)]
#[case::stands(24_975_000, 0, NOW + 1, 0)]
#[case::finished(0, 0, NOW, 0)]
fn a_source_is_charged_by_the_fraction_that_it_fell(
    #[case] stake: u128,
    #[case] fall: u128,
    #[case] until: u64,
    #[case] charged: u128,
) {
    let mut world = world().bond("v1", 900_000).bond("v2", 900_000);
    world.stake("v1", stake);
    world.ledger.books.delegated = native(3 * STAKE + stake);
    world.ledger.books.supply = shares(100_000 + 3 * STAKE + stake);
    moved(&mut world, "v1", "v2", 1_000_001, until);
    let found = world.look(&[("v1", fall), ("v2", 100_000)]);
    let by = |operator: &str| {
        let burns = found.burns.iter().filter(|burn| burn.payer.key == operator);
        burns.map(|burn| burn.shares.units()).sum::<u128>()
    };
    assert_eq!(by("v1"), fall + charged);
    assert_eq!(by("v2"), 100_000 - charged);
}

#[test]
fn sources_together_are_charged_no_more_than_the_fall() {
    let mut world = world();
    for validator in ["v1", "v2", "v3"] {
        world = world.bond(validator, 900_000);
    }
    for source in ["v1", "v3"] {
        world.stake(source, 0);
        moved(&mut world, source, "v2", 1_000_001, NOW + 1);
    }
    world.ledger.books.delegated = native(2 * STAKE);
    world.ledger.books.supply = shares(100_000 + 2 * STAKE);
    let found = world.look(&[("v2", 60_000)]);
    let by = |operator: &str| {
        let burns = found.burns.iter().filter(|burn| burn.payer.key == operator);
        burns.map(|burn| burn.shares.units()).sum::<u128>()
    };
    assert_eq!((by("v1"), by("v2"), by("v3")), (50_001, 0, 9_999));
}

#[test]
fn a_bond_pays_no_more_than_it_has_wherever_it_is_charged() {
    let mut world = world().bond("v1", 70_000).bond("v2", 900_000);
    world.stake("v1", 0);
    moved(&mut world, "v1", "v2", 1_000_000, NOW + 1);
    moved(&mut world, "v1", "v3", 1_000_000, NOW + 1);
    let found = world.look(&[("v2", 50_000), ("v3", 50_000)]);
    assert_eq!(burned(&found), [("v1", 50_000, 50_000), ("v1", 20_000, 20_000)]);
}

#[test]
fn what_is_charged_to_a_source_is_scaled_with_the_rest() {
    let mut world = world().bond("v1", 900_000).bond("v2", 900_000);
    world.stake("v1", 0);
    moved(&mut world, "v1", "v2", 1_000_000, NOW + 1);
    // A gift of half the fall.
    let found = world.look_at(NOW, 50_000, &[("v2", 100_000)]);
    let paid: Vec<_> = found
        .burns
        .iter()
        .map(|burn| (burn.payer.key.as_str(), burn.native.units()))
        .collect();
    assert_eq!(paid, [("v1", 25_000), ("v2", 25_000)]);
}

#[test]
fn a_source_without_a_bond_leaves_its_guilt_to_the_backstop_and_not_to_where_it_went() {
    let mut world = world().backstop(3_000_000, 10_000).bond("v2", 900_000);
    world.stake("v1", 0);
    moved(&mut world, "v1", "v2", 1_000_000, NOW + 1);
    let found = world.look(&[("v2", 80_000)]);
    assert_eq!(burned(&found), [("v2", 30_000, 30_000), ("", 50_000, 50_000)]);
}
