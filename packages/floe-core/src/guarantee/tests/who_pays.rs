//! Who pays, and to whom what comes back.

use super::*;

#[test]
fn without_a_guarantor_the_holders_bear_a_slash() {
    let mut world = world();
    world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(world.ledger.books.pool(NOW), native(98_751_250));
    assert_eq!((world.supply(), world.rate()), (100_000_000, "0.9875125".into()));
    assert_eq!(world.ledger.books.loss_carry, native(DOUBLE_SIGN));
}

#[rstest]
#[case::whole(10_000, 1_248_750, 98_751_250, "1", 0)]
#[case::a_third(3_000, 900_000, 99_100_000, "0.996480827447023208", 348_750)]
fn a_backstop_pays_up_to_its_cap(
    #[case] cap_bps: u64,
    #[case] paid: u128,
    #[case] supply: u128,
    #[case] rate: &str,
    #[case] carried: u128,
) {
    let mut world = world().backstop(3_000_000, cap_bps);
    let found = world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(burned(&found), [("", paid, paid)]);
    assert_eq!(found.covered, native(paid));
    assert_eq!((world.supply(), world.rate()), (supply, rate.into()));
    assert_eq!(world.balance_of("backstop"), 3_000_000 - paid);
    // What was paid needs no profit to make it good.
    assert_eq!(world.ledger.books.loss_carry, native(carried));
    assert!(world.owed().is_empty());
}

#[test]
fn the_culprits_bond_pays_before_the_backstop_and_no_other_bond_does() {
    let mut world = world()
        .backstop(3_000_000, 10_000)
        .bond("v1", 500_000)
        .bond("v2", 500_000);
    let found = world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(burned(&found), [("v1", 500_000, 500_000), ("", 748_750, 748_750)]);
    assert_eq!(
        (world.balance_of("bonds"), world.balance_of("backstop")),
        (500_000, 2_251_250)
    );
    assert_eq!(world.rate(), "1");
    // It is spent.
    let again = world.look_at(NOW + 1, 0, &[("v1", 100_000), ("v2", 100_000)]);
    assert_eq!(burned(&again), [("v2", 100_000, 100_000), ("", 100_000, 100_000)]);
}

/// 20,000,000 have closed and val1 has undelegated 14,985,000 for them.
fn leaving() -> World {
    let mut world = world().backstop(3_000_000, 10_000);
    let at = Moment { height: 1, nanos: 0 };
    world.ledger.close(1, shares(20_000_000), at, 0).unwrap();
    world.fly("v1", NOW + DAY, 14_985_000);
    world
}

#[test]
fn a_paid_slash_reaches_no_batch_and_what_is_provisioned_is_owed_back() {
    let mut world = leaving();
    let found = world.look(&[("v1", 499_500)]);
    let slash = &found.slashes[0];
    assert_eq!(
        (slash.bonded, slash.provisioned),
        (native(499_500), native(749_250))
    );
    assert_eq!(burned(&found), [("", 1_248_750, 1_248_750)]);
    assert_eq!(found.borne_by_batches, Native::ZERO);
    assert_eq!(world.ledger.batches[&1].payable, native(20_000_000));
    assert_eq!(world.rate(), "1");
    assert_eq!(world.owed(), [("", "v1", 749_250)]);
}

#[test]
fn what_a_spared_entry_brings_returns_as_new_shares() {
    let mut world = leaving();
    world.look(&[("v1", 499_500)]);
    let found = world.look_at(NOW + DAY, 14_985_000, &[]);
    assert_eq!(found.given_back, native(749_250));
    assert_eq!((found.streamed, found.restored), (Native::ZERO, Native::ZERO));
    assert_eq!(world.balance_of("backstop"), 2_500_500);
    assert_eq!(world.rate(), "1");
    assert!(world.owed().is_empty());
    // Returned, and not taken off what it has covered.
    let account = world.accounts[&Payer::backstop("backstop")];
    assert_eq!(
        (account.covered, account.returned),
        (shares(1_248_750), shares(749_250))
    );
}

#[test]
fn an_entry_that_was_slashed_as_provisioned_returns_nothing_and_nothing_stays_owed() {
    let mut world = leaving();
    world.look(&[("v1", 499_500)]);
    let found = world.look_at(NOW + DAY, 14_985_000 - 749_250, &[]);
    assert!(found.mints.is_empty());
    assert_eq!(found.debts, Some(vec![]));
    assert_eq!(world.balance_of("backstop"), 1_751_250);
}

/// A bond of 500,000 against a fall of 500,000 and a provision of 500,000, then a backstop of 600,000 against what is left
/// of that and another fall of 1,000,000.
#[test]
fn each_burn_has_its_part_of_the_provisions() {
    let mut world = world().backstop(1_600_000, 10_000).bond("v1", 500_000);
    let half = STAKE / 2;
    world.stake("v1", half);
    world.ledger.books.delegated = native(3 * STAKE + 2 * half);
    world.stake("v1", 2 * half);
    world.fly("v1", NOW + DAY, half);
    let found = world.look(&[("v1", 500_000), ("v2", 1_000_000)]);
    assert_eq!(found.slashes[0].provisioned, native(500_000));
    assert_eq!(burned(&found), [("v1", 500_000, 500_000), ("", 600_000, 600_000)]);
    assert_eq!(world.owed(), [("v1", "v1", 250_000), ("", "v1", 100_000)]);
    // The entry was spared. What is not owed to guarantors streams to the holders.
    let found = world.look_at(NOW + DAY, half, &[]);
    let back: Vec<_> = found.mints.iter().map(|mint| mint.native.units()).collect();
    assert_eq!(back, [250_000, 100_000]);
    assert_eq!(found.streamed, native(150_000));
    assert!(world.owed().is_empty());
}

#[test]
fn of_two_entries_each_takes_its_part_of_what_is_owed_along() {
    let mut world = world().backstop(2_000_000, 10_000);
    world.fly("v1", NOW + DAY, 5_000_000);
    world.fly("v1", NOW + 2 * DAY, 10_000_000);
    // A tenth of all: 997,500 and 500,000 and 1,000,000, of which the backstop has 1,000,000.
    let found = world.look(&[("v1", 997_500)]);
    assert_eq!(found.slashes[0].provisioned, native(1_500_000));
    let owed = 1_000_000 * 1_500_000 / 2_497_500;
    assert_eq!(world.owed(), [("", "v1", owed)]);
    // The first was slashed as provisioned: its third of the debt goes with it.
    world.look_at(NOW + DAY, 4_500_000, &[]);
    assert_eq!(world.owed(), [("", "v1", owed * 2 / 3)]);
    // The second was spared.
    let found = world.look_at(NOW + 2 * DAY, 10_000_000, &[]);
    assert_eq!(found.given_back, native(owed * 2 / 3));
}

#[test]
fn a_retired_guarantor_is_burned_no_more_and_still_gets_its_returns() {
    let mut world = leaving();
    world.look(&[("v1", 499_500)]);
    world = world.bond("v2", 0);
    world.appointed.backstop = Some("successor".into());
    world.balances.insert("successor".into(), shares(5_000_000));
    let found = world.look_at(NOW + DAY, 14_985_000, &[("v2", 749_251)]);
    assert_eq!(found.mints[0].payer, Payer::backstop("backstop"));
    assert_eq!(found.burns[0].payer, Payer::backstop("successor"));
    assert_eq!(world.balance_of("backstop"), 2_500_500);
    // The successor does not begin with its predecessor's losses.
    let account = world.accounts[&Payer::backstop("successor")];
    assert_eq!(account.covered, shares(749_251));
}

#[test]
fn a_return_is_priced_before_the_gains_and_losses_of_its_look() {
    let mut world = leaving();
    world.look(&[("v1", 499_500)]);
    world.appointed.backstop = None;
    let supply = world.supply();
    // A gift of 10,000,000 streams, and a slash of 9,000,000 is netted with it.
    let found = world.look_at(NOW + DAY, 24_985_000, &[("v2", 9_000_000)]);
    assert_eq!(found.mints[0].shares, shares(749_250));
    assert_eq!(world.supply(), supply + 749_250);
    assert_eq!(found.streamed, native(1_000_000));
    assert_eq!(world.rate(), "1");
}

#[test]
fn where_netting_leaves_less_than_the_sum_all_slashes_are_scaled_alike() {
    let mut world = world()
        .backstop(3_000_000, 10_000)
        .bond("v1", 10_000)
        .bond("v2", 900_000);
    world.fly("v2", NOW + DAY, STAKE / 2);
    // 400,000 with v1, and 600,000 with v2, half of it provisioned; a gift of 750,000.
    let fall = world.ledger.positions["v2"].booked.units();
    assert_eq!(fall, STAKE / 2);
    let found = world.look_at(NOW, 750_000, &[("v1", 400_000), ("v2", 300_000)]);
    assert_eq!(found.slashes[1].provisioned, native(300_000));
    assert_eq!(found.loss, native(250_000));
    assert_eq!(
        burned(&found),
        [
            ("v1", 10_000, 10_000),
            ("v2", 150_000, 150_000),
            ("", 90_000, 90_000)
        ]
    );
    // Half of what v2 paid: the other gains that were set against its provision are the holders'.
    assert_eq!(world.owed(), [("v2", "v2", 75_000)]);
}

#[test]
fn gains_that_holders_do_not_have_yet_are_the_backstops_deductible_and_not_the_bonds() {
    let mut world = world().backstop(3_000_000, 10_000).bond("v1", 100_000);
    world.ledger.books.stream = Stream {
        amount: native(300_000),
        start: NOW,
        end: NOW + DAY,
    };
    let rate = world.ledger.books.rate(NOW);
    let found = world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(found.absorbed, native(300_000));
    let [bond, backstop] = &found.burns[..] else {
        panic!("two burns: {:?}", found.burns)
    };
    assert_eq!(
        (bond.shares, bond.native),
        (shares(100_000), native(99_700)),
        "the shares of the bond, and what they paid"
    );
    assert_eq!(backstop.native, native(DOUBLE_SIGN - 300_000 - 99_700));
    assert_eq!(world.ledger.books.loss_carry, native(300_000));
    assert!(world.ledger.books.rate(NOW) <= rate);
    assert_eq!(world.ledger.books.pool(NOW), native(100_000_000 - DOUBLE_SIGN));
}

#[test]
fn a_backstop_keeps_a_million_and_a_small_one_pays_nothing() {
    let mut pays = world().backstop(1_000_001, 10_000);
    assert_eq!(burned(&pays.look(&[("v1", DOUBLE_SIGN)])), [("", 1, 1)]);
    let mut none = world().backstop(1_000_000, 10_000);
    assert!(none.look(&[("v1", DOUBLE_SIGN)]).burns.is_empty());
}

#[test]
fn a_bond_is_bounded_by_what_its_contract_has() {
    let mut world = world().bond("v1", 500_000).bond("v2", 100_000);
    world.balances.insert("bonds".into(), shares(250_000));
    let found = world.look(&[("v1", 200_000), ("v2", 90_000)]);
    assert_eq!(burned(&found), [("v1", 200_000, 200_000), ("v2", 50_000, 50_000)]);
}

#[test]
fn what_came_back_to_a_bond_pays_again() {
    let mut world = world().bond("v1", 50_000);
    let account = Account {
        covered: shares(40_000),
        returned: shares(25_000),
    };
    world.accounts.insert(Payer::bond("bonds", "v1"), account);
    let found = world.look(&[("v1", DOUBLE_SIGN)]);
    assert_eq!(burned(&found), [("v1", 35_000, 35_000)]);
}

#[test]
fn neither_rounding_nor_what_is_written_off_burns_anybody() {
    let mut world = world().backstop(3_000_000, 10_000).bond("v1", 500_000);
    world.mute = true;
    assert_eq!(world.look(&[("v1", 3)]).rounding, native(3));
    let found = world.ledger.write_off_stake(NOW, "v1", &rules()).unwrap();
    assert_eq!((found.covered, found.burns.len()), (Native::ZERO, 0));
    let found = world
        .ledger
        .bring_back(NOW, "v1", native(STAKE), &rules())
        .unwrap();
    assert_eq!(found.given_back, Native::ZERO);
    // An entry whose coins do not come, closed after the grace.
    world.fly("v2", NOW - 3 * DAY, 1_000_000);
    world.look_at(NOW, 0, &[]);
    let found = world.look_at(NOW + 2 * DAY, 0, &[]);
    assert_eq!(found.gross_loss, native(1_000_000));
    assert_eq!(found.covered, Native::ZERO);
}

#[test]
fn a_quiet_look_asks_for_no_guarantor() {
    let mut world = world().backstop(3_000_000, 10_000);
    world.fly("v1", NOW, 1_000_000);
    world.mute = true;
    let found = world.look_at(NOW, 1_500_000, &[]);
    assert_eq!((found.gift, found.debts), (native(500_000), None));
}

#[test]
fn what_a_depleted_pool_cannot_price_is_shared_by_those_who_wait() {
    let mut world = leaving();
    world.ledger.books.owed = native(100_000_000);
    world.ledger.batches.get_mut(&1).unwrap().payable = native(100_000_000);
    let found = world.look(&[("v1", 499_500)]);
    assert!(found.burns.is_empty());
    assert_eq!(found.borne_by_batches, native(1_248_750));
}

#[test]
fn a_loss_of_everything_burns_no_more_than_is_there() {
    let mut world = world().backstop(3_000_000, 10_000).bond("v1", 500_000);
    let falls = VALIDATORS.map(|validator| (validator, STAKE));
    let found = world.look(&falls);
    assert_eq!(
        burned(&found),
        [("v1", 500_000, 500_000), ("", 2_000_000, 2_000_000)]
    );
    assert_eq!(world.ledger.books.pool(NOW), native(100_000));
    assert_eq!(world.supply(), 97_500_000);
}

#[test]
fn those_who_are_burned_take_their_part_of_earlier_losses_along() {
    let mut world = world().backstop(51_000_000, 10_000);
    world.ledger.books.loss_carry = native(1_000_000);
    world.ledger.books.loss_supply = shares(100_000_000);
    let found = world.look(&[("v1", 10_000_000)]);
    assert_eq!(found.covered, native(10_000_000));
    assert_eq!(world.ledger.books.loss_carry, native(900_000));
    assert_eq!(world.ledger.books.loss_supply, shares(90_000_000));
}

#[test]
fn lenders_reckon_with_the_worst_double_sign_beyond_its_bond_and_the_backstop() {
    let none = world().ledger.coverage(NOW, &world()).unwrap();
    // 1,248,750 of 100,000,000, rounded up.
    assert_eq!((none.worst_loss, none.uncovered_bps), (native(DOUBLE_SIGN), 125));
    let mut world = world().backstop(3_000_000, 3_000).bond("v1", 500_000);
    let standing = world.ledger.coverage(NOW, &world).unwrap();
    let expected = Coverage {
        worst_loss: native(DOUBLE_SIGN),
        // The others are as large and have none.
        bond: native(0),
        backstop: native(900_000),
        uncovered_bps: 35,
    };
    assert_eq!(standing, expected);
    world.stake("v1", STAKE + 4);
    assert_eq!(world.ledger.coverage(NOW, &world).unwrap().bond, native(500_000));
    world.stake("v1", STAKE);
    // What is in flight is slashed as well.
    world = world.backstop(3_000_000, 10_000);
    assert_eq!(world.ledger.coverage(NOW, &world).unwrap().uncovered_bps, 0);
    world.stake("v2", 2 * STAKE);
    world.fly("v2", NOW + DAY, STAKE);
    world.stake("v2", 2 * STAKE);
    assert_eq!(world.ledger.coverage(NOW, &world).unwrap().uncovered_bps, 175);
}

#[test]
fn of_equal_double_signs_the_one_with_the_smallest_bond_is_the_worst() {
    let mut world = world();
    for (validator, posted) in VALIDATORS.into_iter().zip([200_000, 100_000, 300_000, 400_000]) {
        world = world.bond(validator, posted);
    }
    assert_eq!(world.ledger.coverage(NOW, &world).unwrap().bond, native(100_000));
}

#[rstest]
#[case(999, false)]
#[case(1_000, true)]
#[case(10_000, true)]
#[case(10_001, false)]
fn a_cap_is_between_a_tenth_and_all(#[case] cap_bps: u64, #[case] fine: bool) {
    assert_eq!(check_cap(cap_bps).is_ok(), fine);
}

#[test]
fn what_is_worth_no_share_goes_with_the_rest_of_the_return() {
    let mut world = world();
    world.ledger.books.supply = shares(1_000_000);
    world.fly("v1", NOW, 1_000);
    let entry = world.ledger.entries.values_mut().next().unwrap();
    entry.expected = native(990);
    world.ledger.books.undelegating = native(990);
    world.debts = vec![Debt {
        payer: Payer::backstop("backstop"),
        validator: "v1".into(),
        amount: native(3),
    }];
    let found = world.look_at(NOW, 1_000, &[]);
    assert!(found.mints.is_empty());
    assert_eq!((found.given_back, found.streamed), (Native::ZERO, native(10)));
    assert_eq!(found.debts, Some(vec![]));
}

/// What comes back in a look pays in the same look.
#[test]
fn what_comes_back_pays_at_once() {
    let mut world = world().backstop(0, 10_000).bond("v1", 300_000);
    world.fly("v1", NOW + DAY, STAKE / 2);
    let found = world.look(&[("v1", 150_000)]);
    assert_eq!(burned(&found), [("v1", 300_000, 300_000)]);
    assert_eq!(world.owed().len(), 1);
    let owed = world.owed()[0].2;
    let found = world.look_at(NOW + DAY, STAKE / 2, &[("v1", 600_000)]);
    assert_eq!(found.given_back, native(owed));
    assert_eq!(burned(&found), [("v1", owed, owed)]);
    assert_eq!(world.balance_of("bonds"), 0);
}
