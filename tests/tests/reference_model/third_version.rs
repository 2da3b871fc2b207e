//! What the third version of the rules changed, each by a small example of what was wrong.

use crate::bench::*;

/// A pool of 100 coins in equal parts on so many validators, `free` of it liquid.
fn pool_of_100(validators: usize, free: u128) -> Bench {
    let mut b = Bench::plain(validators);
    b.bond("alice", 99_000_000);
    (b.model.free, b.bank) = (free, free);
    let part = (100_000_000 - free) / validators as u128;
    b.model.delegated = (1..=validators).map(|n| (format!("val{n}"), part)).collect();
    b.model.free += 100_000_000 - free - part * validators as u128;
    b.bank = b.model.free;
    b.chain = b.model.delegated.clone();
    b
}

/// An entry of the model, as the chain would answer.
fn enter(b: &mut Bench, validator: &str, amount: u128, days: u64) {
    *b.model.delegated.get_mut(validator).unwrap() -= amount;
    *b.chain.get_mut(validator).unwrap() -= amount;
    b.model.enter(Entry {
        validator: validator.into(),
        amount,
        expected: amount,
        completion_ns: b.now_ns + days * DAY * NANOS,
        estimated: false,
    });
}

#[test]
fn coins_that_a_batch_waits_for_are_not_spent_because_an_entry_completes_later() {
    let mut b = pool_of_100(3, 4_000_000);
    b.queue("alice", "alice", 10_000_000).unwrap();
    // 10,000,000 − (4,000,000 − 90,000)
    b.submit(&[("val1", 6_090_000)]);
    let completion = b.now_ns + UNBONDING * NANOS;
    assert_eq!(b.model.batches[0].stored, Stored::Until(completion));
    assert_eq!(
        (b.set_aside(), b.model.buffer(b.now(), b.now_ns)),
        (3_910_000, 90_000)
    );
    b.pass(DAY);
    enter(&mut b, "val2", 3_910_000, 21);
    // By totals everything would be paid twice over.
    assert_eq!(b.model.undelegating(), b.model.owed());
    assert_eq!(b.set_aside(), 3_910_000);
    assert_eq!(b.instant("alice", 100_000), Err(Refusal::Illiquid));
}

#[test]
fn coins_that_have_not_come_when_they_were_due_pay_for_nothing() {
    let mut b = pool_of_100(3, 4_000_000);
    b.queue("alice", "alice", 10_000_000).unwrap();
    b.submit(&[("val1", 6_090_000)]);
    b.bond("bob", 20_000_000);
    b.pass(UNBONDING);
    b.sync();
    assert_eq!(b.set_aside(), 10_000_000);
    assert_eq!(b.instant("bob", 1_000_000), Err(Refusal::Short));
    assert_eq!(b.reconcile(), [1]);
}

#[test]
fn small_instant_exits_are_no_reason_to_undelegate_for_covered_batches() {
    let mut b = pool_of_100(3, 5_000_000);
    b.model.params.instant_reserve_bps = 500;
    b.queue("alice", "alice", 10_000_000).unwrap();
    b.submit(&[("val1", 9_499_998)]);
    assert!(!b.model.uncovered());
    for _ in 0..10 {
        b.pass(5);
        b.instant("alice", 20_000).unwrap();
        assert_eq!((b.model.need(b.now()), b.model.to_cover(b.now())), (0, None));
    }
    // What even the floor does not pay is another matter (docs/adr/0010).
    b.model.free = 400_000;
    assert!(b.model.to_cover(b.now()).is_some());
}

#[test]
fn a_batch_that_free_coins_cover_waits_for_nothing_and_for_no_later_floor() {
    let mut b = pool_of_100(1, 20_000_000);
    b.model.params.instant_reserve_bps = 1_000;
    b.queue("alice", "alice", 10_000_000).unwrap();
    // The floor of the pool that is left, 9,000,000, is paid by the free coins as well.
    b.submit(&[]);
    assert_eq!(b.model.batches[0].stored, Stored::NothingInFlight);
    b.bond("bob", 100_000_000);
    b.pass(5);
    assert_eq!(b.model.to_cover(b.now()), None);
    assert_eq!(b.reconcile(), [1]);
}

#[test]
fn a_batch_is_paid_by_the_earliest_entries_that_suffice() {
    let mut b = pool_of_100(3, 100_000);
    enter(&mut b, "val2", 5_000_000, 3);
    enter(&mut b, "val3", 20_000_000, 9);
    b.queue("alice", "alice", 4_000_000).unwrap();
    b.submit(&[]);
    assert_eq!(
        b.model.batches[0].stored,
        Stored::Until(b.now_ns + 3 * DAY * NANOS)
    );
    b.pass(DAY);
    b.queue("bob", "bob", 1).unwrap_err();
    b.queue("alice", "alice", 4_000_000).unwrap();
    b.submit(&[]);
    assert_eq!(
        b.model.batches[1].stored,
        Stored::Until(b.now_ns + 8 * DAY * NANOS)
    );
    assert_eq!(b.set_aside(), 0);
}

#[test]
fn a_probe_has_an_entry_from_the_moment_its_message_is_sent() {
    let mut b = pool_of_100(3, 100_000);
    b.targets.members[0].draining = true;
    b.queue("alice", "alice", 30_000_000).unwrap();
    let view = b.view();
    let sent = Sent {
        undelegations: vec![("val1".into(), 29_970_000)],
        redelegations: vec![("val1".into(), "val2".into(), 3_330_000)],
        ..Sent::default()
    };
    let kept = b.model.delegated["val1"] - 29_970_000;
    assert_eq!(kept, 3_330_000);
    let mut alone = b.model.clone();
    alone.crank_exits(&view, Some(&b.targets), &sent, 8).unwrap();
    alone.params.max_move_bps = 10_000;
    let taken = alone.place_stake(&view, Some(&b.targets), &sent, 8);
    assert!(taken.unwrap_err().0.contains("has entries and is left 0"));
}

#[test]
fn nothing_is_moved_into_a_validator_that_has_just_given() {
    let mut b = pool_of_100(3, 100_000);
    b.model.params.max_move_bps = 10_000;
    b.targets.max_share_bps = 10_000;
    b.targets.members[1].weight = 3;
    b.queue("alice", "alice", 20_000_000).unwrap();
    let sent = Sent {
        undelegations: vec![("val1".into(), 19_980_000)],
        redelegations: vec![("val3".into(), "val1".into(), 1_000_000)],
        ..Sent::default()
    };
    let view = b.view();
    b.model.crank_exits(&view, Some(&b.targets), &sent, 8).unwrap();
    let placed = b.model.place_stake(&view, Some(&b.targets), &sent, 8);
    assert!(placed.unwrap_err().0.contains("which has entries"));
}

#[test]
fn a_validator_within_a_tenth_of_its_target_stays_alone() {
    let mut b = pool_of_100(3, 100_000);
    b.targets.max_share_bps = 10_000;
    let (a, c) = (33_300_000 + 3_300_000, 33_300_000 - 3_300_000);
    b.model.delegated.insert("val1".into(), a);
    b.model.delegated.insert("val3".into(), c);
    let view = b.view();
    let moved = vec![("val1".to_owned(), "val3".to_owned(), 1_000_000u128)];
    let check = |b: &Bench| b.model.check_moves(&view, Some(&b.targets), &moved, &[], 8);
    assert!(check(&b).is_err());
    b.model.delegated.insert("val1".into(), a + 100_000);
    b.model.delegated.insert("val3".into(), c - 100_000);
    assert_eq!(check(&b), Ok(()));
}

// The time of the close

#[test]
fn the_first_request_fixes_when_the_batch_may_close() {
    let mut b = pool_of_100(3, 50_000_000);
    b.queue("alice", "alice", 10_000).unwrap();
    b.submit(&[]);
    let last = b.now();
    b.pass(5);
    b.queue("alice", "alice", 10_000).unwrap();
    let view = b.view();
    b.model.update_params(&view, |p| p.batch_interval = 3 * DAY);
    assert_eq!(b.model.may_close_from(), Some(last + DAY));
    b.model.update_params(&view, |p| p.batch_interval = 10 * HOUR);
    assert_eq!(b.model.may_close_from(), Some(last + 24 * HOUR));
    b.model.update_params(&view, |p| p.unbonding_estimate = 10);
    assert_eq!(b.model.may_close_from(), Some(last + 10 * HOUR));
    b.model.cancel_unbond("alice", None).unwrap();
    assert_eq!(b.model.may_close_from(), None);
    b.model.update_params(&view, |p| p.batch_interval = 2 * DAY);
    b.queue("alice", "alice", 10_000).unwrap();
    assert_eq!(b.model.may_close_from(), Some(last + 2 * DAY));
}

#[test]
fn batches_are_so_far_apart_that_entries_suffice() {
    for (interval, estimate, entries, validators, in_force) in [
        (DAY, 21 * DAY, 7, 3, DAY),
        (10, 21 * DAY, 7, 100, 21 * DAY / 180),
        (10, 21 * DAY, 7, 5, 21 * DAY / 35),
        (10, 21 * DAY, 3, 1, 7 * DAY),
        (10, 90 * DAY, 3, 1, 7 * DAY),
        (10, 10, 7, 1, 10),
    ] {
        let mut b = Bench::plain(validators);
        b.model.params.batch_interval = interval;
        b.model.params.unbonding_estimate = estimate;
        b.model.params.max_entries = entries;
        assert_eq!(b.model.interval(), in_force);
        b.wind_down();
        assert_eq!(b.model.interval(), 10.max(estimate / 180));
    }
}

#[test]
fn dust_that_a_stranger_sends_does_not_spoil_all_i_have() {
    let mut b = pool_of_100(1, 1_000_000);
    b.model.transfer("alice", "carol", 5_000);
    b.model.transfer("alice", "carol", 3);
    assert_eq!(b.queue("carol", "carol", 5_000), Ok(()));
    assert_eq!(b.queue("alice", "alice", 5_000), Err(Refusal::BelowMinimum));
}

// Carry, fee and stream

#[test]
fn who_leaves_takes_the_losses_along_and_nobody_else_does() {
    let mut b = pool_of_100(3, 50_000_000);
    *b.chain.get_mut("val1").unwrap() -= 1_000_000;
    b.sync();
    assert_eq!(
        (b.model.loss_carry, b.model.carry_supply),
        (1_000_000, 100_000_000)
    );
    // Going in and out changes nothing.
    let shares = b.bond("bob", 49_500_000);
    b.queue("bob", "bob", shares).unwrap();
    b.submit(&[]);
    assert_eq!(
        (b.model.loss_carry, b.model.carry_supply),
        (1_000_000, 100_000_000)
    );
    b.pass(DAY);
    b.queue("alice", "alice", 40_000_000).unwrap();
    b.submit(&[]);
    assert_eq!((b.model.loss_carry, b.model.carry_supply), (600_000, 60_000_000));
    // A second loss is remembered by the supply that bears it.
    b.pass(5);
    assert_eq!(b.reconcile(), [1, 2]);
    b.bond("bob", 39_600_000);
    *b.chain.get_mut("val2").unwrap() -= 600_000;
    b.sync();
    let supply = (600_000 * 60_000_000 + 600_000 * b.model.supply) / 1_200_000;
    assert_eq!((b.model.loss_carry, b.model.carry_supply), (1_200_000, supply));
}

#[test]
fn what_was_withheld_is_not_released_to_those_who_come_later() {
    let mut b = pool_of_100(3, 1_000_000);
    b.model.fee.bps = 0;
    let view = b.view();
    b.model.update_params(&view, |p| p.max_apr_bps = 3_000);
    b.harvest(1_000_000);
    // A hundredth of the pool at three tenths a year.
    let end = b.model.stream.end;
    assert_eq!(
        u128::from(end - b.now()),
        mul_div_up(1_000_000, YEAR.into(), 30_000_000)
    );
    b.pass(10);
    let view = b.view();
    b.model.update_params(&view, |p| p.max_apr_bps = 100_000);
    b.pass(10);
    b.sync();
    assert_eq!((b.model.stream.end, b.model.pace.apr_bps), (end, 3_000));
    let left = b.model.unreleased(b.now());
    b.harvest(left);
    assert_eq!(b.model.pace.apr_bps, 51_500);
    // A lower cap counts at once.
    let view = b.view();
    b.model
        .update_params(&view, |p| (p.max_apr_bps, p.drip_secs) = (3_000, 3 * DAY));
    assert_eq!(
        b.model.pace,
        Pace {
            apr_bps: 3_000,
            drip_secs: 3 * DAY
        }
    );
}

#[test]
fn a_higher_fee_counts_a_day_or_a_harvest_later() {
    let mut b = pool_of_100(3, 1_000_000);
    b.model.params.harvest_interval = 2 * DAY;
    b.model.fee.bps = 200;
    let now = b.now();
    b.model.update_fee(now, Some(1_000), None);
    assert_eq!(b.model.fee_in_force(now + 2 * DAY - 1), 200);
    assert_eq!(b.model.fee_in_force(now + 2 * DAY), 1_000);
    b.model.update_fee(now + DAY, Some(100), None);
    assert_eq!(b.model.fee_in_force(now + DAY), 100);
    b.model.update_fee(now + DAY, Some(300), None);
    assert_eq!(b.model.fee_in_force(now + 3 * DAY - 1), 100);
    assert_eq!(b.model.fee_in_force(now + 3 * DAY), 300);
}

#[test]
fn without_a_keeper_its_part_goes_to_the_others() {
    let mut b = pool_of_100(1, 1_000_000);
    b.model.fee.receivers = vec![("treasury".into(), 2), ("keeper".into(), 1), ("third".into(), 1)];
    let view = b.view();
    b.model.observe(&view);
    assert_eq!(b.model.deposit_rewards(&view, 1_000, None), 100);
    assert_eq!((b.model.balance("treasury"), b.model.balance("third")), (67, 33));
}

// Losses

#[test]
fn a_small_delegation_tells_a_fall_by_a_unit_more() {
    for (booked, fall, amount, provision) in [
        (999_999u128, 10_000u128, 5_000_000u128, 50_006),
        (1_000_000, 10_000, 5_000_000, 50_000),
        (4_999, 1_000, 5_000_000, 0),
        (5_000, 5_000, 5_000_000, 5_000_000),
    ] {
        let mut b = pool_of_100(3, 100_000);
        enter(&mut b, "val1", amount, 21);
        b.model.delegated.insert("val1".into(), booked);
        b.chain.insert("val1".into(), booked - fall);
        b.sync();
        assert_eq!(b.model.entries[0].expected, amount - provision, "{booked}");
    }
}

#[test]
fn marks_double_until_a_message_succeeds() {
    let mut b = pool_of_100(3, 100_000);
    let hours: Vec<u64> = (0..10)
        .map(|_| {
            let view = b.view();
            b.model.harvest_reply(&view, "val1", false);
            (b.model.failing["val1"].marked_until - b.now()) / HOUR
        })
        .collect();
    assert_eq!(hours, [1, 2, 4, 8, 16, 32, 64, 128, 168, 168]);
    let view = b.view();
    b.model.harvest_reply(&view, "val1", true);
    assert!(!b.model.is_marked("val1", b.now()));
    // A source that one destination refuses is innocent.
    for (to, marked) in [("val2", false), ("val2", false), ("val3", true)] {
        *b.model.delegated.get_mut("val1").unwrap() -= 1;
        *b.model.delegated.get_mut(to).unwrap() += 1;
        b.model.moved.push((b.now(), 1, 1));
        b.model.redelegate_reply(&view, "val1", to, 1, None);
        assert_eq!(b.model.is_marked("val1", b.now()), marked);
        assert!(b.model.is_marked(to, b.now()));
    }
}

#[test]
fn silent_stake_is_announced_written_off_and_comes_back() {
    let mut b = pool_of_100(4, 1_000_000);
    b.model.fee.bps = 0;
    for n in 1..=4 {
        b.model.listed.insert(format!("val{n}"), b.now());
    }
    let answer = |b: &mut Bench, names: &[&str]| {
        let view = b.view();
        for name in names {
            b.model.harvest_reply(&view, name, true);
        }
    };
    b.pass(30 * DAY);
    let view = b.view();
    // Everything is silent: a halt, or no keeper.
    assert_eq!(b.model.write_off(&view, "val1", true), Err(Refusal::NotSilent));
    answer(&mut b, &["val2", "val3"]);
    assert_eq!(
        b.model.write_off(&view, "val1", false),
        Err(Refusal::Unauthorized)
    );
    assert_eq!(b.model.write_off(&view, "val1", true), Ok(WrittenOff::Announced));
    b.pass(14 * DAY);
    let view = b.view();
    // Half of the three others have to have answered since.
    answer(&mut b, &["val3"]);
    assert_eq!(b.model.write_off(&view, "val1", true), Err(Refusal::NotSilent));
    answer(&mut b, &["val2"]);
    let stake = b.chain["val1"];
    assert_eq!(
        b.model.write_off(&view, "val1", true),
        Ok(WrittenOff::Booked { loss: stake })
    );
    assert_eq!(b.model.pool(b.now()), 100_000_000 - stake);
    b.sync();
    assert_eq!(b.model.pool(b.now()), 100_000_000 - stake);
    // Deposits pay for what may come back.
    b.model.halted_until = 0;
    assert_eq!(b.bond("bob", 1_000_000), 1_000_000);
    let mut given_up = b.model.clone();
    let mut later = b.view();
    later.now_ns += 89 * DAY * NANOS;
    assert_eq!(given_up.forget(&later, "val1"), Err(Refusal::NotSilent));
    later.now_ns += DAY * NANOS;
    assert_eq!(given_up.forget(&later, "val1"), Ok(()));
    assert_eq!(given_up.silent_stake(), 0);
    assert_eq!(given_up.forget(&later, "val1"), Err(Refusal::NotSilent));
    answer(&mut b, &["val1"]);
    assert_eq!(
        (b.model.unreleased(b.now()), b.model.stake_on("val1")),
        (stake, stake)
    );
    b.pass(5);
    b.sync();
    assert_eq!(b.model.stake_on("val1"), stake);
}
