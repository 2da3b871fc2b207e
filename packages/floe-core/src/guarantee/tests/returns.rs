//! What comes back in a look that finds another slash of the same validator, and what it is worth.

use proptest::prelude::*;

use super::*;

/// Of 5,000,000 due in a day and 10,000,000 due in two a twentieth is provisioned, and the backstop has paid for it.
fn owed_for_two_entries(backstop: u128) -> World {
    let mut world = world().backstop(backstop, 10_000);
    world.fly("v1", NOW + DAY, 5_000_000);
    world.fly("v1", NOW + 2 * DAY, 10_000_000);
    let found = world.look(&[("v1", 498_750)]);
    assert_eq!(burned(&found), [("", 1_248_750, 1_248_750)]);
    assert_eq!(world.owed(), [("", "v1", 750_000)]);
    world
}

/// The first entry was spared. Its return is whole, although the second is provisioned once more in the same look.
#[test]
fn a_new_slash_takes_nothing_of_what_comes_back_for_an_earlier_one() {
    let mut world = owed_for_two_entries(3_000_000);
    let found = world.look_at(NOW + DAY, 5_000_000, &[("v1", 473_812)]);
    assert_eq!(found.slashes[0].provisioned, native(500_000));
    assert_eq!(
        found.given_back,
        native(250_000),
        "what came back for the first entry"
    );
    assert_eq!(found.mints[0].shares, shares(250_000));
    assert_eq!(found.covered, native(973_812));
    // Both provisions of the second entry were paid by it.
    assert_eq!(world.owed(), [("", "v1", 1_000_000)]);
    let found = world.look_at(NOW + 2 * DAY, 10_000_000, &[]);
    assert_eq!(found.given_back, native(1_000_000));
}

/// What an entry that has left was provisioned with is not owed on those that a later slash provisions.
#[test]
fn what_nobody_paid_for_is_owed_to_nobody() {
    let mut world = owed_for_two_entries(2_248_750);
    // The first was slashed as provisioned. All that the backstop may lose is lost: the new slash is the holders'.
    let found = world.look_at(NOW + DAY, 4_750_000, &[("v1", 473_812)]);
    assert_eq!((found.covered, found.given_back), (Native::ZERO, Native::ZERO));
    assert_eq!(world.owed(), [("", "v1", 500_000)]);
    // Of the second, half of whose provisions it has paid, it gets half.
    let found = world.look_at(NOW + 2 * DAY, 10_000_000, &[]);
    assert_eq!(
        (found.given_back, found.streamed),
        (native(500_000), native(500_000))
    );
}

/// An entry that is slashed again before it comes is credited after the second provision, in the same look.
#[test]
fn of_an_entry_that_two_slashes_have_met_only_the_earlier_part_comes_back() {
    let mut world = world().backstop(4_000_000, 10_000);
    world.fly("v1", NOW + DAY, 10_000_000);
    world.look(&[("v1", 748_750)]);
    assert_eq!(world.owed(), [("", "v1", 500_000)]);
    // 10,000,000 less a twentieth, and of the rest another.
    let found = world.look_at(NOW + DAY, 9_025_000, &[("v1", 711_312)]);
    assert_eq!(found.slashes[0].provisioned, native(500_000));
    // Of 25,000 half for either provision. Nobody has paid for the second before the look nets it.
    assert_eq!(found.given_back, native(12_500));
    assert_eq!(found.loss, native(711_312 + 500_000 - 12_500));
    assert_eq!(found.covered, found.loss);
    assert!(world.owed().is_empty());
}

/// So large that a unit more of supply would be seen, and so would the first one's new shares.
#[test]
fn all_returns_of_a_look_are_priced_at_the_supply_before_it_to_the_unit() {
    let mut world = world();
    world.ledger.books.supply = shares(90_000_000);
    world.fly("v1", NOW, 20_000_000);
    world.ledger.entries.values_mut().next().unwrap().expected = native(5_000_000);
    world.ledger.books.undelegating = native(5_000_000);
    assert_eq!(world.ledger.books.pool(NOW), native(85_000_000));
    let debt = |payer| Debt {
        payer,
        validator: "v1".into(),
        amount: native(7_500_000),
    };
    world.debts = vec![
        debt(Payer::backstop("backstop")),
        debt(Payer::bond("bonds", "v1")),
    ];
    let found = world.look_at(NOW, 20_000_000, &[]);
    let minted: Vec<_> = found.mints.iter().map(|mint| mint.shares.units()).collect();
    // ⌊7,500,000 · 90,000,000 / 85,000,000⌋ each.
    assert_eq!(minted, [7_941_176, 7_941_176]);
    assert_eq!(world.supply(), 90_000_000 + 2 * 7_941_176);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whoever paid for how much of it, and whatever else the look finds.
    #[test]
    fn what_comes_back_does_not_depend_on_what_its_look_finds(
        backstop in 1_000_000u128..4_000_000,
        bond in 0u128..1_000_000,
        first in 10_000u128..900_000,
        again in 0u128..900_000,
        gift in prop_oneof![Just(0u128), 0u128..500_000],
    ) {
        let mut world = world().backstop(backstop, 10_000).bond("v1", bond);
        world.fly("v1", NOW + DAY, 5_000_000);
        world.fly("v1", NOW + 2 * DAY, 10_000_000);
        world.look(&[("v1", first)]);
        let mut quiet = world.clone();
        let expected = quiet.look_at(NOW + DAY, 5_000_000, &[]);
        let found = world.look_at(NOW + DAY, 5_000_000 + gift, &[("v1", again)]);
        prop_assert_eq!(found.given_back, expected.given_back);
        prop_assert_eq!(found.mints, expected.mints);
        for world in [world, quiet] {
            let in_flight: u128 = world.ledger.entries.values().map(|e| e.amount.less(e.expected).units()).sum();
            let owed: u128 = world.owed().iter().map(|(_, _, amount)| amount).sum();
            prop_assert!(owed <= in_flight);
        }
    }
}
