//! Undelegated coins coming home: on time, late, short, and what becomes of those who wait for them.

use cosmwasm_std::Decimal;
use floe_core::params::Param;
use floe_core::units::DAY;
use floe_testing::chain::{Fault, Slash};
use floe_testing::suite::{Outcome, Setup, Suite};
use floe_types::hub::{BatchResponse, QueryMsg, StateResponse, Status};
use rstest::rstest;

/// The chain's unbonding time in seconds.
const UNBONDING: u64 = 21 * DAY;
/// What the first undelegation of [`waiting`] brings: 5,000,000 − (31,000 − 26,000).
const ENTRY: u128 = 4_995_000;

fn refusal(outcome: Outcome) -> String {
    outcome.expect_err("the message is refused").kind
}

/// 31,000,000 in the pool, 10,323,000 of it on each of three validators, and 31,000 free.
fn staked(setup: Setup) -> Suite {
    let mut s = Suite::new(setup.user("alice", 30_000_000).user("bob", 100_000_000));
    s.bond("alice", 30_000_000);
    s.rebalance();
    assert_eq!((s.books().delegated(), s.books().free()), (30_969_000, 31_000));
    s
}

/// Alice waits for 5,000,000, of which the first validator's entry is to bring all but what is free.
fn closed(s: &mut Suite) {
    s.queue("alice", 5_000_000);
    let report = s.submit_batch();
    assert_eq!((report.closed, report.undelegations.len()), (Some(1), 1));
    let books = s.books();
    assert_eq!(
        (books.owed(), books.undelegating(), books.pool()),
        (5_000_000, ENTRY, 26_000_000)
    );
}

fn waiting(setup: Setup) -> Suite {
    let mut s = staked(setup);
    closed(&mut s);
    s
}

fn status(s: &Suite) -> Status {
    s.ask::<StateResponse>(&QueryMsg::State {}).status
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

#[test]
fn an_undelegation_answered_with_one_unit_less_is_expected_to_bring_that() {
    let mut s = staked(Setup::default());
    s.fail("val1", &[Fault::ShortByOne], true);
    s.queue("alice", 5_000_000);
    s.submit_batch();
    let books = s.books();
    assert_eq!(
        (books.undelegating(), books.owed(), books.pool()),
        (ENTRY - 1, 5_000_000, 25_999_999)
    );
    s.pass_secs(UNBONDING);
    s.next_block();
    assert_eq!(s.crank().settled, [1]);
    assert_eq!(s.claim("alice"), 5_000_000);
}

#[rstest]
#[case::much_too_short(10)]
#[case::right(1_814_400)]
#[case::much_too_long(7_776_000)]
fn a_wrong_unbonding_estimate_changes_estimates_only(#[case] estimate: u64) {
    let mut s = waiting(Setup::default().params(|p| p.with(Param::UnbondingEstimate, estimate)));
    let closed_at = s.now();
    let batch = |s: &Suite| s.ask::<BatchResponse>(&QueryMsg::PreviousBatch(1));
    assert_eq!(batch(&s).est_unbond_end_time, closed_at + estimate);
    // An entry knows its completion from the chain's answer.
    let completion = s.books().entries.keys().next().unwrap().completion;
    assert_eq!(completion, (closed_at + UNBONDING) * 1_000_000_000);

    s.pass_secs(UNBONDING - 1);
    assert_eq!(
        (s.crank().settled, refusal(s.try_claim("alice"))),
        (vec![], "NothingClaimable".into())
    );
    assert_eq!(
        (s.books().carry.short_since, s.books().pool()),
        (None, 26_000_000)
    );
    // What is late already is estimated to come the next second.
    assert_eq!(
        batch(&s).est_unbond_end_time,
        (closed_at + estimate).max(s.now() + 1)
    );
    s.pass_secs(1);
    s.next_block();
    assert_eq!(s.crank().settled, [1]);
    assert_eq!(batch(&s).est_unbond_end_time, (closed_at + estimate).min(s.now()));
    let books = s.books();
    assert_eq!(
        (books.reserved, books.free(), books.pool()),
        (5_000_000, 26_000, 26_000_000)
    );
    assert_eq!(s.claim("alice"), 5_000_000);
}

#[test]
fn a_chain_that_changes_its_unbonding_time_costs_nobody_anything() {
    let mut s = waiting(Setup::default());
    s.chain.set_unbonding_secs(28 * DAY);
    s.pass_days(1);
    s.queue("alice", 5_000_000);
    assert_eq!(s.submit_batch().closed, Some(2));
    s.pass_days(20);
    s.next_block();
    assert_eq!((s.crank().settled, s.claim("alice")), (vec![1], 5_000_000));
    s.pass_days(7);
    assert_eq!(s.crank().settled, [0; 0]);
    s.pass_days(1);
    s.next_block();
    assert_eq!((s.crank().settled, s.claim("alice")), (vec![2], 5_000_000));
    assert_eq!(s.books().rate(), "1.000000000000000000");
}

#[test]
fn a_shorter_time_lets_a_later_entry_come_first_and_its_coins_pay_the_older_batch() {
    let mut s = waiting(Setup::default());
    s.chain.set_unbonding_secs(7 * DAY);
    s.pass_days(1);
    s.queue("alice", 5_000_000);
    s.submit_batch();
    let second = s.books().undelegating() - ENTRY;
    s.pass_days(7);
    s.next_block();
    s.sync();
    assert_eq!(
        (s.books().undelegating(), s.books().free()),
        (ENTRY, 31_000 + second)
    );
    // First in, first out: what has come pays the older batch, and the younger one waits for the older entry.
    assert_eq!((s.reconcile().settled, s.claim("alice")), (vec![1], 5_000_000));
    s.pass_days(13);
    s.next_block();
    assert_eq!((s.crank().settled, s.claim("alice")), (vec![2], 5_000_000));
    assert_eq!(
        (s.books().pool(), s.books().carry.loss_carry.units()),
        (21_000_000, 0)
    );
}

#[test]
fn coins_that_have_come_are_credited_to_the_first_entry_that_they_can_pay_and_set_aside() {
    let mut s = staked(Setup::default());
    s.hold("val2", 10 * 3_600);
    // Need 12,000,000 − (31,000 − 19,000): 7,159,500 from the first validator, 4,828,500 from the second.
    s.queue("alice", 12_000_000);
    assert_eq!(s.submit_batch().undelegations.len(), 2);
    s.pass_secs(UNBONDING);
    s.next_block();
    assert_eq!(s.crank().settled, [0; 0]);
    let books = s.books();
    // 7,159,500 have come, and nobody can tell from which validator. Of equal age, the second's entry stands first.
    assert!(s.operator("val2") < s.operator("val1"));
    assert_eq!(
        (books.free(), books.undelegating(), books.entries.len()),
        (31_000 + 4_828_500, 7_159_500, 1)
    );
    assert_eq!(
        (books.pool(), books.unknown(), books.unreleased()),
        (19_000_000, 2_331_000, 0)
    );
    // What has come is set aside: nothing of it can be delegated again or leave at once.
    assert!(s.rebalance().delegations.is_empty());
    assert_eq!(refusal(s.try_instant("alice", 25_000)), "Short");
    s.pass_secs(10 * 3_600);
    s.next_block();
    assert_eq!((s.crank().settled, s.claim("alice")), (vec![1], 12_000_000));
}

#[test]
fn a_gift_fills_the_hole_of_a_missing_entry_and_the_late_coins_drip_in_its_place() {
    let mut s = staked(Setup::default());
    s.hold("val1", 2 * DAY);
    closed(&mut s);
    s.pass_secs(UNBONDING + 6);
    s.gift("hub", ENTRY);
    s.sync();
    let books = s.books();
    assert_eq!(
        (books.undelegating(), books.free(), books.unreleased()),
        (0, 31_000 + ENTRY, 0)
    );
    assert_eq!((s.reconcile().settled, s.claim("alice")), (vec![1], 5_000_000));
    s.pass_days(2);
    s.next_block();
    s.sync();
    assert_eq!((s.books().unreleased(), s.books().pool()), (ENTRY, 26_000_000));
}

#[test]
fn a_gift_while_an_entry_is_due_is_booked_only_when_the_entry_has_come() {
    let mut s = staked(Setup::default());
    s.hold("val1", 3_600);
    closed(&mut s);
    s.pass_secs(UNBONDING);
    s.gift("hub", 1_000);
    s.sync();
    assert_eq!(
        (s.books().unknown(), s.books().unreleased(), s.books().free()),
        (1_000, 0, 31_000)
    );
    s.pass_secs(3_600);
    s.next_block();
    s.sync();
    // All due entries are credited with what the chain said it would pay; what is above that is a gift.
    let books = s.books();
    assert_eq!(
        (books.unknown(), books.unreleased(), books.free()),
        (0, 1_000, 32_000 + ENTRY)
    );
}
