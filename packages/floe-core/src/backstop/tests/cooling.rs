//! The way out.

use rstest::rstest;

use super::*;

fn terms() -> BackstopTerms {
    BackstopTerms::new(22 * DAY).unwrap()
}

/// A backstop in which somebody has so many units.
fn with_position(amount: u128) -> (Bench, BackstopPosition) {
    let mut bench = Bench::with(3_000_000);
    let got = bench.deposit(amount, 0).unwrap();
    let position = BackstopPosition {
        units: units(got),
        cooling: None,
    };
    (bench, position)
}

fn begin(bench: &mut Bench, position: &mut BackstopPosition, amount: Option<u128>) -> BackstopResult<u128> {
    bench.book();
    let cut = position.begin(&mut bench.books, bench.now, amount.map(Units::new))?;
    Ok(cut.units())
}

fn withdraw(bench: &mut Bench, position: &mut BackstopPosition) -> BackstopResult<(u128, u128, u128)> {
    bench.book();
    let (paid, cut, out) = position.withdraw(&mut bench.books, bench.now, terms())?;
    bench.told.balance = bench.told.balance.minus(out).unwrap();
    Ok((paid.units(), cut.units(), out.units()))
}

#[rstest]
#[case(DAY - 1, None)]
#[case(DAY, Some(28_800))]
#[case(21 * DAY, Some(604_800))]
#[case(21 * DAY - 3, Some(604_799))]
#[case(90 * DAY, Some(604_800))]
#[case(90 * DAY + 1, None)]
fn the_cooldown_is_one_to_ninety_days_and_the_window_a_third_of_it_up_to_a_week(
    #[case] cooldown: Seconds,
    #[case] window: Option<Seconds>,
) {
    let out = CoreError::OutOfBounds {
        name: "cooldown",
        value: cooldown.into(),
        min: 86_400,
        max: 7_776_000,
    };
    assert_eq!(
        BackstopTerms::new(cooldown).map(BackstopTerms::window),
        window.ok_or(out)
    );
}

#[test]
fn the_window_opens_with_its_second_and_closes_before_its_end() {
    let (mut bench, mut position) = with_position(1_000_000);
    begin(&mut bench, &mut position, None).unwrap();
    let (ready, until) = (START + 22 * DAY, START + 29 * DAY);
    for (now, refused) in [
        (START, Some(BackstopRefusal::StillCooling { ready })),
        (ready - 1, Some(BackstopRefusal::StillCooling { ready })),
        (ready, None),
        (until - 1, None),
        (until, Some(BackstopRefusal::WindowPassed { until })),
        (until + DAY, Some(BackstopRefusal::WindowPassed { until })),
    ] {
        let found = position.check_withdrawal(now, terms()).err();
        assert_eq!(found, refused, "{}", now - START);
    }
}

#[test]
fn only_what_is_there_can_begin_and_only_what_cools_can_stop_or_leave() {
    let (mut bench, mut position) = with_position(1_000_000);
    let more = BackstopRefusal::MoreThanThere {
        requested: units(1_000_001),
        available: units(1_000_000),
    };
    assert_eq!(begin(&mut bench, &mut position, Some(1_000_001)), Err(more));
    assert_eq!(
        begin(&mut bench, &mut position, Some(0)),
        Err(BackstopRefusal::NoUnits)
    );
    assert_eq!(
        position.stop(&mut bench.books, START),
        Err(BackstopRefusal::NotCooling)
    );
    assert_eq!(
        withdraw(&mut bench, &mut position),
        Err(BackstopRefusal::NotCooling)
    );
    let nobody = &mut BackstopPosition::default();
    assert_eq!(
        nobody.begin(&mut bench.books, START, None),
        Err(BackstopRefusal::NoUnits)
    );
}

/// 4,000,000 units, 1,000,000 of them cool; premium of 2,000,000 comes: the cooling ones stay worth a million.
#[test]
fn cooling_units_earn_nothing_and_the_others_get_it() {
    let (mut bench, mut position) = with_position(1_000_000);
    begin(&mut bench, &mut position, None).unwrap();
    bench.gift(2_000_000);
    bench.book();
    bench.now += 22 * DAY;
    // ⌊1,000,000 · 3,000,000 / 5,000,000⌋
    assert_eq!(
        withdraw(&mut bench, &mut position),
        Ok((600_000, 400_000, 1_000_000))
    );
    assert_eq!(position, BackstopPosition::default());
    assert_eq!(bench.standing(), (3_000_000, 5_000_000, 0));
}

#[test]
fn cooling_units_bear_covers_and_regain_them_by_returns() {
    let (mut bench, mut position) = with_position(1_000_000);
    begin(&mut bench, &mut position, Some(1_000_000)).unwrap();
    bench.cover(1_000_000);
    bench.now += 22 * DAY;
    assert_eq!(
        position.value(&bench_booked(&bench), bench.now),
        Ok(shares(750_000))
    );
    bench.give_back(1_000_000);
    assert_eq!(withdraw(&mut bench, &mut position), Ok((1_000_000, 0, 1_000_000)));
}

fn bench_booked(bench: &Bench) -> BackstopBooks {
    let mut books = bench.books;
    books.book(bench.now, bench.told).unwrap();
    books
}

#[test]
fn what_does_not_cool_of_a_position_earns_on() {
    let (mut bench, mut position) = with_position(1_000_000);
    begin(&mut bench, &mut position, Some(500_000)).unwrap();
    bench.gift(2_000_000);
    bench.book();
    bench.now += 22 * DAY;
    // ⌊500,000 · 3,500,000 / 5,500,000⌋ of the cooling ones, worth 499,998; half a million others at 11/7.
    assert_eq!(
        withdraw(&mut bench, &mut position),
        Ok((318_181, 181_819, 499_998))
    );
    assert_eq!(position.units, units(500_000));
    assert_eq!(bench.worth(500_000), 785_714);
}

#[test]
fn stopping_cuts_as_withdrawing_does() {
    let (mut bench, mut position) = with_position(1_000_000);
    begin(&mut bench, &mut position, None).unwrap();
    bench.gift(2_000_000);
    bench.book();
    bench.now += 40 * DAY;
    bench.book();
    assert_eq!(position.stop(&mut bench.books, bench.now), Ok(units(400_000)));
    assert_eq!((position.units, position.cooling), (units(600_000), None));
    assert_eq!(bench.worth(600_000), 1_000_000);
}

/// Fees come every day of a year; who begins again whenever the window closes gets none of them.
#[test]
fn who_begins_again_and_again_for_a_year_earns_no_premium() {
    let (mut bench, mut position) = with_position(1_000_000);
    begin(&mut bench, &mut position, None).unwrap();
    for day in 1..=365 {
        bench.now += DAY;
        bench.gift(10_000);
        bench.book();
        if day % 29 == 0 {
            begin(&mut bench, &mut position, None).unwrap();
        }
    }
    begin(&mut bench, &mut position, None).unwrap();
    let value = position.value(&bench.books, bench.now).unwrap();
    assert!(value <= shares(1_000_000), "{value}");
    assert!(value >= shares(999_950), "{value}");
    // All of it went to the others: 3,650,000 less what is still to be released.
    let (all, assets, unreleased) = bench.standing();
    assert_eq!(assets + unreleased, 4_000_000 + 3_650_000);
    assert!(bench.worth(all - position.units.units()) >= 6_600_000 - unreleased);
}

/// Two who cool at once are both cut to what they had.
#[test]
fn those_who_cool_together_get_nothing_of_each_other() {
    let (mut bench, mut first) = with_position(1_000_000);
    let mut second = BackstopPosition {
        units: units(bench.deposit(1_000_000, 0).unwrap()),
        cooling: None,
    };
    begin(&mut bench, &mut first, None).unwrap();
    begin(&mut bench, &mut second, None).unwrap();
    bench.gift(2_500_000);
    bench.book();
    bench.now += 22 * DAY;
    let (_, _, one) = withdraw(&mut bench, &mut first).unwrap();
    let (_, _, other) = withdraw(&mut bench, &mut second).unwrap();
    assert_eq!((one, other), (999_999, 999_999));
    assert_eq!(bench.standing().0, 3_000_000);
}

/// One who cools a million and earned another on it deposits four more just before stopping: half of the cut comes back.
#[test]
fn what_is_cut_goes_to_all_units_that_there_are() {
    let (mut bench, mut position) = with_position(1_000_000);
    begin(&mut bench, &mut position, None).unwrap();
    bench.gift(4_000_000);
    bench.book();
    bench.now += 22 * DAY;
    assert_eq!(
        position.value(&bench_booked(&bench), bench.now),
        Ok(shares(999_999))
    );
    // At two shares a unit, with 6,000,000 of the others.
    let fresh = bench.deposit(6_000_000, 0).unwrap();
    assert_eq!((fresh, bench.worth(fresh)), (3_000_000, 6_000_000));
    position.stop(&mut bench.books, bench.now).unwrap();
    assert_eq!(bench.worth(fresh), 6_500_000);
}
