//! Losses, returns, and coins that never come.

use crate::bench::*;

#[test]
fn a_slash_is_shared_by_everyone_unpaid() {
    let mut b = Bench::leaving_with(10, 5_000_000);
    b.pass(5);
    b.model.fee.bps = 0;
    b.harvest(100_000);
    let entry = b.model.entries[0].amount;
    let fall = 250_000;
    assert_eq!(b.chain["val1"], 9_990_000 - entry);
    *b.chain.get_mut("val1").unwrap() -= fall;
    b.pass(5);
    let stream = b.model.unreleased(b.now());
    let before = b.model.pool(b.now());
    b.sync();
    let provision = mul_div_up(entry, fall, 9_990_000 - entry);
    let shared = fall + provision - stream;
    let cut = mul_div(5_000_000, before + 5_000_000 - shared, before + 5_000_000);
    assert_eq!((b.model.unreleased(b.now()), b.model.owed()), (0, cut));
    assert_eq!(b.model.pool(b.now()), before - (shared - (5_000_000 - cut)));
}

#[test]
fn a_return_restores_the_batches_first() {
    let mut b = Bench::leaving(3);
    *b.chain.get_mut("val1").unwrap() -= 23_310_000 / 20;
    b.pass(5);
    b.sync();
    let (lost, provision) = (1_165_500u128, 499_500u128);
    let x = 100_000_000;
    assert_eq!(b.model.entries[0].expected, 9_990_000 - provision);
    let cut = mul_div(10_000_000, x - lost - provision, x);
    assert_eq!(b.model.owed(), cut);
    let carry = lost + provision - (10_000_000 - cut);
    assert_eq!(
        (b.model.loss_carry, b.model.carry_supply),
        (carry, b.model.supply)
    );
    let pool = b.model.pool(b.now());

    b.pass(UNBONDING);
    b.bank += 9_990_000;
    b.sync();
    let part = mul_div(provision, cut, pool + cut);
    assert_eq!(b.model.owed(), cut + part);
    assert_eq!(b.model.stream.amount, provision - part);
    assert_eq!(b.model.pool(b.now()), pool);
    assert_eq!(b.model.loss_carry, carry - (provision - part));
}

#[test]
fn a_great_loss_halts_deposits_for_a_day() {
    let mut b = Bench::leaving(3);
    // A tenth of the pool exactly: the batch bears its part, and still it is the pool that counts.
    *b.chain.get_mut("val2").unwrap() -= 9_000_000;
    b.pass(5);
    b.sync();
    assert_eq!((b.model.loss_carry, b.model.owed()), (8_100_000, 9_100_000));
    assert!(b.model.clone().bond(&b.view(), "bob", 10_000, None).is_ok());
    let tenth = b.model.pool(b.now()) / 10;
    *b.chain.get_mut("val2").unwrap() -= tenth + 1;
    b.pass(5);
    b.sync();
    b.pass(DAY - 1);
    assert_eq!(b.model.bond(&b.view(), "bob", 10_000, None), Err(Refusal::Paused));
    assert_eq!(b.queue("alice", "alice", 10_000), Ok(()));
    b.pass(1);
    assert!(b.model.clone().bond(&b.view(), "bob", 10_000, None).is_ok());
}

#[test]
fn a_late_deposit_is_not_mistaken_for_an_arrival() {
    let mut b = Bench::leaving(3);
    b.pass(UNBONDING + 5);
    b.bank += 9_990_000;
    b.bond("bob", 1_000_000_000);
    assert_eq!(b.model.free, 100_000 + 9_990_000 + 1_000_000_000);
    assert_eq!(b.bank, b.model.free);
}

#[test]
fn a_settlement_sees_the_slash_first() {
    let mut b = Bench::plain(1);
    b.bond("alice", 99_000_000);
    b.stake(&[99_900_000]);
    b.bond("bob", 50_000_000);
    b.queue("alice", "alice", 10_000_000).unwrap();
    b.submit(&[]);
    b.pass(5);
    *b.chain.get_mut("val1").unwrap() -= 9_000_000;
    assert_eq!(b.reconcile(), [1]);
    assert_eq!(b.model.reserved, mul_div(10_000_000, 141_000_000, 150_000_000));
}

/// A batch a day from one validator after another for thirty days, the entry of the fifth bringing a
/// twentieth less than booked, an observation every so many hours. Returns when that entry completed,
/// what it lacked, and when how much was booked as lost.
fn silent_slash(hours: u64) -> (u64, u128, Vec<(u64, u128)>) {
    let mut b = Bench::plain(8);
    b.bond("alice", 999_000_000);
    b.stake(&[124_875_000; 8]);
    let mut arrivals: Vec<(u64, u128)> = vec![];
    let mut silent = (0, 0);
    let mut booked = vec![];
    for hour in 0..40 * 24 {
        let now = b.now();
        b.bank += arrivals
            .iter()
            .filter(|(at, _)| *at < now && *at + HOUR >= now)
            .map(|a| a.1)
            .sum::<u128>();
        if hour % hours == 0 {
            let held = |b: &Bench| b.model.pool(now) + b.model.owed();
            let before = held(&b);
            b.sync();
            if held(&b) != before {
                booked.push((now, before - held(&b)));
            }
            b.reconcile();
        }
        if hour % 24 == 0 && hour < 30 * 24 {
            b.queue("alice", "alice", 2_000_000).unwrap();
            let view = b.view();
            b.model.observe(&view);
            b.model.close(&view);
            let need = b.model.need(now);
            if need >= b.model.min_move(now) {
                // Which validator it is does not matter here.
                let validator = format!("val{}", hour / 24 % 8 + 1);
                *b.model.delegated.get_mut(&validator).unwrap() -= need;
                *b.chain.get_mut(&validator).unwrap() -= need;
                b.model.asked.push((validator.clone(), need));
                let completion_ns = b.now_ns + UNBONDING * NANOS;
                let answer = Answer::Started {
                    amount: Some(need),
                    completion_ns: Some(completion_ns),
                };
                b.model.undelegate_reply(&view, &validator, need, answer);
                b.model.note_covered(view.now());
                let lacks = if hour == 5 * 24 { need / 20 } else { 0 };
                arrivals.push((now + UNBONDING, need - lacks));
                if lacks > 0 {
                    silent = (now + UNBONDING, lacks);
                }
            }
        }
        b.checked();
        b.pass(HOUR);
    }
    (silent.0, silent.1, booked)
}

/// Whatever the interval: by the sum over the overdue alone each day's arrival would clear the timer (docs/adr/0001).
#[test]
fn a_silent_slash_of_entries_is_booked_once() {
    for (hours, after) in [(24, 48), (6, 30), (2, 26), (1, 26)] {
        let (completed, lacking, booked) = silent_slash(hours);
        assert_eq!(
            booked,
            [(completed + after * HOUR, lacking)],
            "every {hours} hours"
        );
    }
}

#[test]
fn rounding_provisions_nothing_and_the_probe_sees_a_slash() {
    let mut b = Bench::leaving(3);
    b.model.delegated.insert("val1".into(), 10_000);
    b.chain.insert("val1".into(), 10_000);
    b.pass(5);
    b.sync();
    b.chain.insert("val1".into(), 9_997);
    b.pass(5);
    b.sync();
    assert_eq!(b.model.entries[0].expected, 9_990_000);
    b.model.delegated.insert("val1".into(), 10_000);
    b.chain.insert("val1".into(), 9_500);
    b.pass(5);
    b.sync();
    assert_eq!(b.model.entries[0].expected, 9_990_000 - 500_499);
}

#[test]
fn a_depleted_pool_goes_on_without_dividing_by_zero() {
    let mut b = Bench::plain(1);
    b.bond("alice", 99_000_000);
    b.stake(&[99_900_000]);
    b.chain.clear();
    b.model.free = 0;
    b.bank = 0;
    b.pass(5);
    b.sync();
    assert_eq!(b.model.pool(b.now()), 0);
    assert_eq!(
        b.model.bond(&b.view(), "bob", 1_000_000, None),
        Err(Refusal::Paused)
    );
    b.pass(DAY);
    assert_eq!(
        b.model.bond(&b.view(), "bob", 1_000_000, None),
        Err(Refusal::Depleted)
    );
    b.bank += 5_000;
    b.sync();
    assert_eq!(b.harvest(7_000), 0);
    assert_eq!(
        (b.model.pool(b.now()), b.model.stream.end),
        (0, b.now() + LONGEST_STREAM)
    );
    b.queue("alice", "alice", 1_000_000).unwrap();
    assert_eq!(b.submit(&[]), Some(1));
    b.pass(5);
    let claimed = b.claim("alice").unwrap();
    assert_eq!((claimed.paid, claimed.cleared), (0, vec![1]));
    assert_eq!(b.model.batches, []);
}

#[test]
fn two_undelegations_with_one_completion_are_one_entry() {
    let mut b = Bench::leaving(3);
    b.model.asked.push(("val1".into(), 500));
    *b.model.delegated.get_mut("val1").unwrap() -= 500;
    let completion_ns = b.now_ns + UNBONDING * NANOS;
    b.model.undelegate_reply(
        &b.view(),
        "val1",
        500,
        Answer::Started {
            amount: Some(499),
            completion_ns: Some(completion_ns),
        },
    );
    assert_eq!(b.model.entries.len(), 1);
    assert_eq!(b.model.entries[0].amount, 9_990_499);
    assert_eq!(b.model.loss_carry, 1);
}
