//! Unbonding times that are not the estimate.

use super::*;

#[test]
fn an_undelegation_answered_with_one_unit_less_is_expected_to_bring_that() {
    let mut s = staked(Setup::default());
    s.fail("val1", &[ModuleFault::ShortByOne], true);
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
