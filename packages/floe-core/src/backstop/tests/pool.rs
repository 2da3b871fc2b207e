//! Deposits, covers, returns and premium.

use rstest::rstest;

use super::*;

#[test]
fn a_cover_lowers_what_units_pay_and_what_deposits_cost() {
    let mut bench = Bench::with(3_000_000);
    assert_eq!(bench.standing(), (3_000_000, 3_000_000, 0));
    bench.cover(1_248_750);
    assert_eq!(bench.worth(1_000_000), 583_750);
    assert_eq!(bench.deposit(1_000_000, 0), Ok(1_713_062));
}

#[rstest]
#[case(0, None)]
#[case(1_000_000, None)]
#[case(1_000_001, Some(1))]
#[case(3_000_000, Some(2_000_000))]
fn the_first_million_units_are_nobodys(#[case] amount: u128, #[case] got: Option<u128>) {
    let mut bench = Bench::new();
    let refused = BackstopRefusal::FirstDepositTooSmall {
        given: shares(amount),
        least: NOBODYS,
    };
    assert_eq!(bench.deposit(amount, 0), got.ok_or(refused));
    let all = got.map_or(0, |_| amount);
    assert_eq!(bench.standing(), (all, all, 0));
}

#[test]
fn what_came_before_the_first_deposit_streams_from_it_on() {
    let mut bench = Bench::new();
    bench.gift(5_000_000);
    bench.now += 30 * DAY;
    assert_eq!(bench.book(), Booked::default());
    assert_eq!(bench.deposit(3_000_000, 0), Ok(2_000_000));
    assert_eq!(bench.standing(), (3_000_000, 3_000_000, 5_000_000));
    bench.now += PREMIUM_SECS / 2;
    assert_eq!(bench.standing(), (3_000_000, 5_500_000, 2_500_000));
}

#[test]
fn covers_and_returns_before_the_first_deposit_are_nobodys() {
    let mut bench = Bench::new();
    bench.gift(9_000_000);
    bench.cover(8_000_000);
    bench.give_back(500_000);
    assert_eq!(bench.deposit(3_000_000, 0), Ok(2_000_000));
    assert_eq!(bench.standing(), (3_000_000, 3_000_000, 1_500_000));
}

#[test]
fn a_gift_of_a_thousand_million_moves_no_price_in_its_block() {
    let mut bench = Bench::with(3_000_000);
    let before = bench.worth(2_000_000);
    bench.gift(1_000_000_000);
    assert_eq!(bench.worth(2_000_000), before);
    assert_eq!(bench.book().premium, shares(1_000_000_000));
    assert_eq!(bench.worth(2_000_000), before);
    bench.now += 1;
    // 10⁹ over 604,800 seconds, what is unreleased rounded up: 1,653 in the first second.
    assert_eq!(bench.standing(), (3_000_000, 3_001_653, 999_998_347));
    bench.now = START + PREMIUM_SECS;
    assert_eq!(bench.standing(), (3_000_000, 1_003_000_000, 0));
}

#[test]
fn premium_streams_for_a_week_by_the_weighted_period_and_dust_does_not_hold_it_back() {
    let mut bench = Bench::with(30_000_000);
    bench.gift(1_000_000);
    bench.book();
    assert_eq!(bench.books.premium.end, START + PREMIUM_SECS);
    bench.now += PREMIUM_SECS / 2;
    bench.gift(500_000);
    bench.book();
    // Half a million with half a week left and half a million with a week: three quarters of a week.
    assert_eq!(bench.books.premium.end, bench.now + PREMIUM_SECS / 4 * 3);
    let end = bench.books.premium.end;
    for _ in 0..1_000 {
        bench.now += 6;
        bench.gift(1);
        bench.book();
    }
    assert!(bench.books.premium.end <= end);
}

#[test]
fn a_cover_takes_what_is_not_released_first_and_gifts_not_booked_too() {
    let mut bench = Bench::with(3_000_000);
    bench.gift(400_000);
    bench.book();
    bench.gift(100_000);
    bench.cover(450_000);
    let booked = bench.book();
    assert_eq!(
        booked,
        Booked {
            premium: Shares::ZERO,
            covered: shares(450_000),
            of_premium: shares(450_000),
            returned: Shares::ZERO,
        }
    );
    assert_eq!(bench.standing(), (3_000_000, 3_000_000, 50_000));
}

/// The hub leaves a million; so much is left of `A`, and nothing of what was to come.
#[test]
fn nothing_fails_after_a_cover_of_more_than_all_that_was_released() {
    let mut bench = Bench::with(3_000_000);
    bench.gift(5_000_000);
    bench.cover(6_000_000);
    assert_eq!(bench.standing(), (3_000_000, 2_000_000, 0));
    let newcomer = bench.deposit(1_000, 0).unwrap();
    assert_eq!(newcomer, 1_500);
    bench.now += 2 * PREMIUM_SECS;
    assert_eq!(bench.worth(newcomer), 1_000);
}

#[test]
fn a_deposit_pays_for_what_may_come_back_and_a_withdrawal_goes_without() {
    let mut bench = Bench::with(3_000_000);
    bench.cover(1_248_750);
    assert_eq!(bench.worth(2_000_000), 1_167_500);
    let got = bench.deposit(1_750_000, 749_250).unwrap();
    assert_eq!(got, 2_099_580);
    assert_eq!(bench.worth(got), 1_441_521);
    bench.give_back(749_250);
    assert_eq!(bench.worth(got), 1_749_999);
}

#[test]
fn a_return_belongs_to_the_units_at_once() {
    let mut bench = Bench::with(3_000_000);
    bench.cover(1_248_750);
    bench.book();
    bench.give_back(749_250);
    assert_eq!(bench.book().returned, shares(749_250));
    assert_eq!(bench.standing(), (3_000_000, 2_500_500, 0));
}

#[test]
fn a_deposit_is_refused_while_less_is_released_than_is_not() {
    let mut bench = Bench::with(3_000_000);
    bench.gift(3_000_000);
    assert!(bench.deposit(1_000, 0).is_ok());
    bench.gift(2_000);
    let refused = BackstopRefusal::PremiumAhead {
        assets: shares(3_001_000),
        unreleased: shares(3_002_000),
    };
    assert_eq!(bench.deposit(1_000, 0), Err(refused));
    bench.now += DAY;
    assert!(bench.deposit(1_000, 0).is_ok());
}

#[test]
fn a_backstop_that_losses_have_used_up_takes_no_deposits_but_still_pays() {
    let mut bench = Bench::with(1_000_000_000_000);
    bench.cover(999_999_000_000);
    assert!(bench.deposit(1_000, 0).is_ok());
    let mut bench = Bench::with(1_000_000_000_001);
    bench.cover(999_999_000_001);
    let refused = BackstopRefusal::UsedUp {
        units: units(1_000_000_000_001),
        assets: shares(1_000_000),
    };
    assert_eq!(bench.deposit(1_000, 0), Err(refused));
    bench.book();
    assert_eq!(
        bench.books.redeem(bench.now, units(999_999_000_001)),
        Ok(shares(999_999))
    );
}

#[test]
fn too_little_for_a_unit_is_refused() {
    let mut bench = Bench::with(1_000_001);
    bench.gift(1_000_000);
    bench.book();
    bench.now += PREMIUM_SECS;
    assert_eq!(
        bench.deposit(1, 0),
        Err(BackstopRefusal::LessThanAUnit { given: shares(1) })
    );
    assert_eq!(bench.deposit(2, 0), Ok(1));
}

#[test]
fn units_worth_nothing_are_not_paid() {
    let mut books = Bench::with(3_000_000).books;
    let refused = BackstopRefusal::Worthless { units: Units::ZERO };
    assert_eq!(books.redeem(START, Units::ZERO), Err(refused));
}

/// A hub that lies cannot make the books promise more than is there.
#[test]
fn the_units_never_have_more_than_the_balance() {
    let mut bench = Bench::with(3_000_000);
    bench.told.balance = shares(2_000_000);
    assert_eq!(bench.standing(), (3_000_000, 2_000_000, 0));
    bench.told.covered = shares(5_000_000);
    bench.told.balance = Shares::ZERO;
    assert_eq!(bench.standing(), (3_000_000, 0, 0));
}
