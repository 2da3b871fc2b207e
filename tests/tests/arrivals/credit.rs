//! Which entry coins are credited to.

use super::*;

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
