//! Queue, batches, arrivals, claims, instant exits.

use crate::bench::*;

#[test]
fn one_rate_for_a_batch_whatever_the_order_of_claims() {
    let mut b = Bench::plain(1);
    b.bond("alice", 1_000_000);
    b.bond("bob", 1_000_000);
    b.model.free += 1_000_000;
    b.bank += 1_000_000;
    b.queue("alice", "alice", 333_333).unwrap();
    b.pass(HOUR);
    b.queue("bob", "bob", 100_000).unwrap();
    b.queue("bob", "alice", 10_011).unwrap();
    assert_eq!(b.submit(&[]), Some(1));
    assert_eq!(b.model.owed(), mul_div(443_344, 4, 3));
    b.pass(5);
    assert_eq!(b.reconcile(), [1]);
    let payouts = |first: &str, second: &str| {
        let mut model = b.model.clone();
        let mut paid = BTreeMap::new();
        for who in [first, second] {
            paid.insert(who.to_string(), model.claim(&b.view(), who, None).unwrap().paid);
        }
        assert_eq!((model.reserved, model.batches.len()), (0, 0));
        (paid, model.free)
    };
    let there = payouts("alice", "bob");
    assert_eq!(there, payouts("bob", "alice"));
    assert_eq!(
        there.0["alice"],
        mul_div(343_344, b.model.batches[0].payable, 443_344)
    );
}

#[test]
fn an_empty_batch_does_not_close() {
    let mut b = Bench::plain(1);
    b.bond("alice", 1_000_000);
    assert_eq!(b.submit(&[]), None);
    b.queue("alice", "alice", 10_000).unwrap();
    assert_eq!(b.submit(&[]), Some(1));
    b.queue("alice", "alice", 10_000).unwrap();
    // One validator has seven entries for twenty-one days.
    b.pass(3 * DAY - 1);
    assert_eq!(b.submit(&[]), None);
    b.pass(1);
    assert_eq!(b.submit(&[]), Some(2));
}

#[test]
fn deposits_pay_for_exits_in_the_next_block() {
    let mut b = Bench::plain(1);
    b.bond("alice", 10_000_000);
    b.queue("alice", "alice", 5_000_000).unwrap();
    let view = b.view();
    let done = b.model.crank(&view, None, &Sent::default(), 8).unwrap();
    assert_eq!((done.closed, done.settled.len()), (Some(1), 0));
    b.pass(1);
    assert_eq!(b.reconcile(), [1]);
    assert_eq!(b.claim("alice").unwrap().paid, 5_000_000);
}

#[test]
fn cancelling_ends_with_the_close() {
    let mut b = Bench::plain(1);
    b.bond("alice", 1_000_000);
    b.queue("alice", "bob", 50_000).unwrap();
    assert_eq!(b.model.cancel_unbond("alice", None), Err(Refusal::NoRequest));
    assert_eq!(b.model.cancel_unbond("bob", Some(20_000)), Ok(20_000));
    assert_eq!(b.submit(&[]), Some(1));
    assert_eq!(b.model.cancel_unbond("bob", None), Err(Refusal::NoRequest));
    assert_eq!(b.model.balance("bob"), 20_000);
    assert_eq!(b.claim("carol"), Err(Refusal::NoRequest));
}

#[test]
fn nobody_gains_by_going_in_and_out() {
    let mut b = Bench::plain(1);
    b.harvest(12_345);
    b.pass(9 * DAY);
    let shares = b.bond("alice", 777_777);
    b.queue("alice", "alice", shares).unwrap();
    b.submit(&[]);
    b.pass(1);
    b.reconcile();
    let paid = b.claim("alice").unwrap().paid;
    assert!((777_775..=777_777).contains(&paid), "{paid}");
}

#[test]
fn a_batch_is_paid_in_the_block_after_its_completion() {
    let mut b = Bench::leaving(3);
    assert_eq!(b.claim("alice"), Err(Refusal::NothingClaimable));
    b.pass(UNBONDING);
    let claimed = b.claim("alice").unwrap();
    assert_eq!((claimed.paid, claimed.observed, claimed.covers), (0, true, true));
    assert_eq!((b.model.loss_carry, b.model.short_since_ns), (0, None));
    b.bank += 9_990_000;
    b.pass(60 * DAY);
    assert_eq!(b.claim("alice").unwrap().paid, 10_000_000);
}

#[test]
fn a_late_entry_is_written_off_after_the_grace_and_drips_back() {
    let mut b = Bench::leaving(3);
    let free = b.model.free;
    b.pass(UNBONDING + HOUR);
    b.sync();
    assert_eq!(b.model.short_since_ns, None);
    b.pass(1);
    b.sync();
    assert_eq!(b.model.short_since_ns, Some(b.now_ns));
    assert_eq!(b.instant("alice", 50_000), Err(Refusal::Short));
    b.pass(DAY - 1);
    b.sync();
    assert_eq!(b.model.loss_carry, 0);
    b.pass(1);
    b.sync();
    assert_eq!(
        (b.model.loss_carry, b.model.short_since_ns),
        (9_990_000 - 999_000, None)
    );
    assert_eq!(b.model.entries, []);
    assert_eq!(
        b.model.batches[0].payable,
        mul_div(10_000_000, 100_000_000 - 9_990_000, 100_000_000)
    );
    b.pass(DAY);
    b.bank += 9_990_000;
    let pool = b.model.pool(b.now());
    b.sync();
    assert_eq!((b.model.pool(b.now()), b.model.free), (pool, free + 9_990_000));
    assert_eq!(b.model.unreleased(b.now()), 9_990_000);
}

#[test]
fn an_entry_short_by_a_unit_does_not_wait() {
    let mut b = Bench::leaving(3);
    b.pass(UNBONDING + 5);
    b.bank += 9_989_999;
    assert_eq!(b.reconcile(), [1]);
    assert_eq!((b.model.reserved, b.model.loss_carry), (10_000_000, 1));
}

/// The target is a part of the pool, which a large exit makes smaller: where the exit is a sizable
/// part of the pool, pieces do differ from the whole.
#[test]
fn splitting_an_instant_exit_gains_nothing() {
    for (buffer, reserve) in [
        (4_000_000u128, 0),
        (4_000_000, 20),
        (1_000_000, 20),
        (4_000_000, 40),
        (4_000_000, 1_000),
    ] {
        let mut b = Bench::plain(1);
        b.bond("alice", 999_000_000);
        b.model.free = buffer;
        b.bank = buffer;
        b.model.delegated.insert("val1".into(), 1_000_000_000 - buffer);
        b.chain = b.model.delegated.clone();
        b.model.params.instant_reserve_bps = reserve;
        let shares = buffer / 10 * 9;
        let mut pieces = b.model.clone();
        let view = b.view();
        let whole = b.instant("alice", shares).unwrap();
        let fees: u128 = (0..200)
            .map(|_| {
                pieces
                    .instant_unbond(&view_with(&view, &pieces), "alice", shares / 200, None)
                    .unwrap()
                    .fee
            })
            .sum();
        assert!(
            fees.abs_diff(whole.fee) <= 200,
            "{buffer} {reserve}: {fees} {}",
            whole.fee
        );
    }
}

fn view_with(view: &View, model: &Model) -> View {
    View {
        bank: model.free + model.reserved,
        ..view.clone()
    }
}

#[test]
fn the_instant_fee_is_the_mean_of_its_rate() {
    let mut b = Bench::plain(1);
    b.bond("alice", 99_000_000);
    b.model.params.instant_reserve_bps = 1_000;
    let now = b.now();
    // Target 10,000,000: wholly above, wholly below, across, down to nothing.
    assert_eq!(b.model.instant_fee(50_000_000, 10_000_000, now), 10_000);
    assert_eq!(b.model.instant_fee(10_000_000, 10_000_000, now), 55_000);
    assert_eq!(b.model.instant_fee(5_000_000, 5_000_000, now), 38_750);
    assert_eq!(b.model.instant_fee(15_000_000, 10_000_000, now), 5_000 + 16_250);
    assert_eq!(b.model.instant_fee(15_000_000, 1, now), 1);
    b.model.params.instant_reserve_bps = 0;
    assert_eq!(b.model.instant_fee(15_000_000, 10_001, now), 101);
}

#[test]
fn the_floor_is_undelegated_for_and_not_waited_for() {
    let mut b = Bench::plain(3);
    b.bond("alice", 99_000_000);
    b.stake(&[33_300_000; 3]);
    b.bond("bob", 9_960_000);
    assert_eq!(b.model.free, 10_060_000);
    b.queue("alice", "alice", 10_000_000).unwrap();
    // 60,000 would be left of a floor of 99,960.
    assert_eq!(b.submit(&[("val1", 39_960)]), Some(1));
    assert_eq!(b.model.batches[0].stored, Stored::NothingInFlight);
    b.pass(5);
    assert_eq!(b.reconcile(), [1]);
}

#[test]
fn coins_that_nobody_can_place_are_those_of_an_entry_that_nobody_could_read() {
    let mut b = Bench::leaving(3);
    b.model.entries[0].estimated = true;
    b.pass(14 * DAY);
    b.bank += 9_989_998;
    b.sync();
    assert_eq!((b.model.entries.len(), b.model.free), (0, 100_000 + 9_989_998));
    assert_eq!((b.model.loss_carry, b.model.unreleased(b.now())), (2, 0));
    assert_eq!(b.reconcile(), [1]);
}
