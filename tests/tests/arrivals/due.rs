//! On time, late, short, and after the grace.

use super::*;

fn status(s: &Suite) -> Status {
    s.ask::<StateResponse>(&QueryMsg::State {}).status
}

/// Slashes the entry alone, by so many units.
fn short_entry(s: &mut Suite, lacking: u128, hundred_millionths: u128) {
    let fraction = Decimal::from_ratio(hundred_millionths, 100_000_000u128);
    s.next_block();
    let slash = Slash::new(&s.operator("val1"), fraction)
        .at_height(1)
        .with_power(ENTRY);
    let outcome = s.chain.slash(&slash).unwrap();
    assert_eq!((outcome.entries, outcome.bonded), (lacking, 0));
    s.sync();
    assert_eq!((s.books().pool(), s.books().undelegating()), (26_000_000, ENTRY));
}

#[test]
fn in_the_block_that_reaches_the_completion_nothing_has_arrived_and_nothing_is_lost() {
    let mut s = waiting(Setup::default());
    s.pass_secs(UNBONDING);
    let report = s.crank();
    assert_eq!(report.settled, [0; 0]);
    let books = s.books();
    assert_eq!(
        (books.undelegating(), books.entries.len(), books.free()),
        (ENTRY, 1, 31_000)
    );
    assert_eq!(
        (books.pool(), books.owed(), books.carry.short_since),
        (26_000_000, 5_000_000, None)
    );
    assert_eq!((books.carry.loss_carry.units(), status(&s)), (0, Status::Normal));
    // It is ready, so a claim may try; it is paid nothing yet and fails nobody.
    assert_eq!(s.claim("alice"), 0);

    s.next_block();
    assert_eq!(s.crank().settled, [1]);
    let books = s.books();
    assert_eq!(
        (books.undelegating(), books.reserved, books.free()),
        (0, 5_000_000, 26_000)
    );
    assert_eq!((books.pool(), books.carry.loss_carry.units()), (26_000_000, 0));
    assert_eq!(s.claim("alice"), 5_000_000);
}

#[test]
fn a_second_before_the_completion_nothing_is_due() {
    let mut s = waiting(Setup::default());
    s.pass_secs(UNBONDING - 1);
    assert_eq!(s.crank().settled, [0; 0]);
    assert_eq!(refusal(s.try_claim("alice")), "NothingClaimable");
    s.pass_secs(1);
    assert_eq!(s.crank().settled, [0; 0]);
    s.next_block();
    assert_eq!(s.crank().settled, [1]);
}

#[test]
fn after_a_long_halt_the_first_block_pays_everything_at_its_end_and_no_shortage_is_dated_back() {
    let mut s = waiting(Setup::default());
    s.pass_secs(UNBONDING + 30 * DAY);
    s.crank();
    // The entry is overdue by a month and its coins are missing, so the timer starts, now and not a month ago.
    assert_eq!(
        (s.books().carry.short_since, s.books().undelegating()),
        (Some(s.now()), ENTRY)
    );
    assert_eq!(s.books().carry.loss_carry.units(), 0);
    s.next_block();
    assert_eq!(s.crank().settled, [1]);
    assert_eq!(
        (s.books().carry.short_since, s.books().pool()),
        (None, 26_000_000)
    );
    assert_eq!(s.claim("alice"), 5_000_000);
}

#[test]
fn a_second_batch_that_matures_leaves_the_coins_of_an_unclaimed_first_alone() {
    let mut s = waiting(Setup::default());
    s.bond("bob", 10_000_000);
    s.rebalance();
    s.pass_days(1);
    s.queue("bob", 7_000_000);
    assert_eq!(s.submit_batch().closed, Some(2));
    assert_eq!(s.books().owed(), 12_000_000);
    s.pass_days(20);
    s.next_block();
    assert_eq!((s.crank().settled, s.books().reserved), (vec![1], 5_000_000));

    // Deposits, exits at once, allocation and the second arrival pass by it.
    s.bond("bob", 1_000_000);
    s.rebalance();
    assert_eq!(s.books().reserved, 5_000_000);
    s.pass_days(1);
    s.next_block();
    assert_eq!((s.crank().settled, s.books().reserved), (vec![2], 12_000_000));
    assert_eq!((s.claim("bob"), s.books().reserved), (7_000_000, 5_000_000));
    let free = s.books().free();
    assert_eq!(refusal(s.try_instant("bob", free + 1)), "InsufficientLiquidity");
    s.slash("val2", 20);
    s.sync();
    assert_eq!((s.claim("alice"), s.books().reserved), (5_000_000, 0));
}

#[test]
fn coins_that_come_within_the_grace_are_waited_for_without_loss() {
    let mut s = staked(Setup::default());
    s.hold("val1", 20 * 3_600);
    closed(&mut s);
    s.pass_secs(UNBONDING);
    s.next_block();
    s.sync();
    // Late by six seconds is nothing yet; the timer starts after a twenty-fourth of the grace.
    assert_eq!((s.books().carry.short_since, status(&s)), (None, Status::Normal));
    s.pass_secs(3_594);
    s.sync();
    assert_eq!(s.books().carry.short_since, None);
    s.pass_secs(1);
    s.sync();
    assert_eq!(
        (s.books().carry.short_since, status(&s)),
        (Some(s.now()), Status::Short)
    );
    assert_eq!(refusal(s.try_instant("alice", 1_000)), "Short");
    assert_eq!((s.books().pool(), s.books().owed()), (26_000_000, 5_000_000));

    s.pass_secs(19 * 3_600);
    s.next_block();
    assert_eq!(s.crank().settled, [1]);
    let books = s.books();
    assert_eq!(
        (books.carry.short_since, books.carry.loss_carry.units()),
        (None, 0)
    );
    assert_eq!(
        (s.claim("alice"), books.pool(), status(&s)),
        (5_000_000, 26_000_000, Status::Normal)
    );
}

#[test]
fn what_lacks_of_due_entries_is_told_while_it_is_waited_for() {
    let mut s = waiting(Setup::default());
    s.pass_secs(UNBONDING);
    s.next_block();
    assert_eq!(s.crank().settled, [1]);
    for validator in ["val1", "val2", "val3"] {
        s.hold(validator, 2 * DAY);
    }
    s.queue("alice", 7_000_000);
    assert_eq!(s.submit_batch().closed, Some(2));
    let books = s.books();
    let expected = books.undelegating();
    assert!(expected > 0 && books.free() > 0 && books.reserved == 5_000_000);
    let told = |s: &Suite| {
        let state: StateResponse = s.ask(&QueryMsg::State {});
        let amount = 1_000_000u128.into();
        let preview: PreviewBondResponse = s.ask(&QueryMsg::PreviewBond { amount });
        [state.suspect, preview.suspect].map(|suspect| suspect.u128())
    };
    assert_eq!(told(&s), [0; 2]);
    // Nobody has looked for weeks, so the preview looks itself; then both tell what the books say.
    s.pass_secs(UNBONDING + 61);
    assert_eq!(told(&s), [expected; 2]);
    s.gift("hub", 1_000);
    s.sync();
    assert_eq!(told(&s), [expected - 1_000; 2]);
}

#[test]
fn after_the_grace_missing_coins_are_a_loss_of_all_and_drip_back_when_they_come() {
    let mut s = staked(Setup::default());
    s.hold("val1", 2 * DAY);
    closed(&mut s);
    s.pass_secs(UNBONDING + 3_601);
    s.sync();
    let since = s.now();
    assert_eq!(s.books().carry.short_since, Some(since));
    s.pass_secs(DAY - 1);
    s.sync();
    assert_eq!(
        (s.books().carry.short_since, s.books().undelegating()),
        (Some(since), ENTRY)
    );
    s.pass_secs(1);
    s.sync();
    // Everybody's 31,000,000 less 4,995,000: ⌊5,000,000 · 26,005,000 / 31,000,000⌋ for her.
    let books = s.books();
    assert_eq!(
        (books.carry.short_since, books.undelegating(), books.entries.len()),
        (None, 0, 0)
    );
    assert_eq!((books.owed(), books.pool()), (4_194_354, 21_810_646));
    // What the batch bears is not carried.
    assert_eq!(
        (books.carry.loss_carry.units(), books.unreleased()),
        (ENTRY - 805_646, 0)
    );

    s.pass_secs(DAY);
    s.next_block();
    s.sync();
    let books = s.books();
    assert_eq!((books.free(), books.unknown()), (31_000 + ENTRY, 0));
    assert_eq!(
        (books.unreleased(), books.pool(), books.carry.loss_carry.units()),
        (ENTRY, 21_810_646, 0)
    );
    // ⌈4,995,000 · 31,536,000 / (21,810,646 · ½)⌉
    assert_eq!(books.stream().end - books.stream().start, 14_444_536);
    assert_eq!(s.reconcile().settled, [1]);
    assert_eq!(s.claim("alice"), 4_194_354);
    s.pass_secs(14_444_536);
    assert_eq!(s.books().pool(), 21_810_646 + ENTRY);
}

#[test]
fn what_a_write_off_leaves_open_is_undelegated_by_the_next_crank() {
    let mut s = staked(Setup::default());
    s.hold("val1", 2 * DAY);
    closed(&mut s);
    s.pass_secs(UNBONDING + 3_601);
    s.sync();
    s.pass_secs(DAY);
    let report = s.crank();
    // 4,194,354 − 31,000: the batch was covered, so that the floor is no reason.
    let undelegated: u128 = report
        .undelegations
        .iter()
        .map(|portion| portion.amount.units())
        .sum();
    assert_eq!((undelegated, report.need.u128()), (4_163_354, 0));
    assert_eq!(s.books().pool(), 21_810_646);
}

#[rstest]
#[case::one(1, 30)]
#[case::two(2, 50)]
#[case::three(3, 70)]
fn an_entry_short_by_a_few_units_settles_at_once_and_the_pool_bears_them(
    #[case] lacking: u128,
    #[case] hundred_millionths: u128,
) {
    let mut s = waiting(Setup::default());
    short_entry(&mut s, lacking, hundred_millionths);
    s.pass_secs(UNBONDING);
    s.next_block();
    assert_eq!(s.crank().settled, [1]);
    let books = s.books();
    assert_eq!(
        (books.undelegating(), books.owed(), books.entries.len()),
        (0, 0, 0)
    );
    assert_eq!(
        (books.pool(), books.carry.loss_carry.units()),
        (26_000_000 - lacking, lacking)
    );
    assert_eq!(s.claim("alice"), 5_000_000);
}

#[test]
fn a_unit_more_than_rounding_can_take_is_missing_and_shared_after_the_grace() {
    let mut s = waiting(Setup::default());
    short_entry(&mut s, 4, 90);
    s.pass_secs(UNBONDING);
    s.next_block();
    assert_eq!(s.crank().settled, [0; 0]);
    assert_eq!(
        (s.books().undelegating(), s.books().unknown()),
        (ENTRY, ENTRY - 4)
    );
    s.pass_secs(3_600);
    s.sync();
    assert_eq!(s.books().carry.short_since, Some(s.now()));
    s.pass_secs(DAY);
    assert_eq!(s.crank().settled, [1]);
    // ⌊5,000,000 · (31,000,000 − 4) / 31,000,000⌋
    let books = s.books();
    assert_eq!(
        (books.reserved, books.pool(), books.unknown()),
        (4_999_999, 25_999_997, 0)
    );
    assert_eq!(s.claim("alice"), 4_999_999);
}

#[test]
fn what_whole_coins_of_power_make_of_a_slash_never_waits() {
    let mut setup = Setup::default();
    setup.validators[0].power = 1_000_000_000u128.into();
    let mut s = waiting(setup);
    s.next_block();
    let operator = s.operator("val1");
    let staked = s.books().positions[&operator].booked.units();
    // 1,010.323 coins signed twice, and 1,010 are charged: the entry loses a twentieth, the stake a little less.
    let slash = Slash::new(&operator, Decimal::percent(5))
        .at_height(1)
        .with_power(1_010_000_000);
    let outcome = s.chain.slash(&slash).unwrap();
    assert_eq!(outcome.entries, 249_750);
    s.sync();
    let fall = staked - s.books().positions[&operator].booked.units();
    let provisioned = (ENTRY * fall).div_ceil(staked);
    let missing = outcome.entries - provisioned;
    assert_eq!((fall, provisioned, missing), (266_315, 249_671, 79));

    let pool = s.books().pool();
    let owed = s.books().owed();
    s.pass_secs(UNBONDING);
    s.next_block();
    s.sync();
    let books = s.books();
    assert_eq!((books.undelegating(), books.carry.short_since), (0, None));
    assert_eq!(
        (books.pool(), books.owed(), books.unknown()),
        (pool - missing, owed, 0)
    );
}
