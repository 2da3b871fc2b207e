//! Winding down.

use crate::bench::*;

#[test]
fn winding_down_shares_gains_between_batches_and_pool() {
    let mut b = Bench::leaving(3);
    b.pass(5);
    b.harvest(1_000_000);
    b.wind_down();
    assert_eq!(b.instant("alice", 10_000), Err(Refusal::WindingDown));
    assert_eq!(
        b.model.bond(&b.view(), "bob", 10_000, None),
        Err(Refusal::WindingDown)
    );
    b.pass(10);
    // `val1` has an entry and keeps its probe; the others are drained to theirs, then emptied without
    // watch.
    let stake = b.chain.clone();
    assert_eq!(b.model.probe(b.now()), 10_000);
    let sent: Vec<(String, u128)> = stake.iter().map(|(v, d)| (v.clone(), d - 10_000)).collect();
    let sent: Vec<(&str, u128)> = sent.iter().map(|(v, d)| (v.as_str(), *d)).collect();
    assert_eq!(b.submit(&sent), None);
    b.pass(UNBONDING + 60);
    b.bank += 9_990_000 + sent.iter().map(|(_, d)| d).sum::<u128>();
    assert_eq!(b.reconcile(), [1]);
    b.queue("alice", "alice", 5_000_000).unwrap();
    let none = Sent::default();
    assert!(b
        .model
        .clone()
        .submit_batch(&b.view(), Some(&b.targets), &none)
        .is_err());
    assert_eq!(
        b.submit(&[("val1", 10_000), ("val2", 10_000), ("val3", 10_000)]),
        Some(2)
    );
    assert_eq!(b.model.stake(), 0);
    let owed = b.model.owed();
    b.pass(5);
    b.bank += 1_000_000;
    let pool = b.model.pool(b.now());
    let stream = b.model.unreleased(b.now());
    b.sync();
    assert_eq!(b.model.unreleased(b.now()), 0);
    assert_eq!(
        b.model.owed(),
        owed + mul_div(1_000_000 + stream, owed, pool + owed)
    );
}

#[test]
fn what_streamed_is_shared_when_the_wind_down_begins() {
    let mut b = Bench::leaving(3);
    b.model.fee.bps = 0;
    b.pass(5);
    b.harvest(1_000_000);
    let (pool, owed) = (b.model.pool(b.now()), b.model.owed());
    assert_eq!((pool, owed), (90_000_000, 10_000_000));
    b.wind_down();
    assert_eq!((b.model.pool(b.now()), b.model.owed()), (90_900_000, 10_100_000));
    // And every gain from that day on, though most is still staked.
    b.pass(5);
    b.harvest(1_010_000);
    assert_eq!((b.model.pool(b.now()), b.model.owed()), (91_809_000, 10_201_000));
    let view = b.view();
    assert_eq!(b.model.wind_down(&view), Err(Refusal::WindingDown));
}

#[test]
fn idle_coins_pay_at_once_in_a_wind_down() {
    let mut b = Bench::leaving(3);
    b.wind_down();
    b.bank += 50_000_000;
    b.pass(UNBONDING / 2);
    b.sync();
    assert!(!b.model.entries.is_empty());
    assert_eq!(b.set_aside(), b.model.owed());
    assert_eq!(b.reconcile(), [1]);
    b.queue("alice", "alice", 1).unwrap();
    b.pass(21 * DAY / 180);
    let mut closed = b.model.clone();
    closed.close(&b.view());
    let probe = closed.probe(b.now());
    let probes: Vec<(String, u128)> = b.chain.iter().map(|(v, d)| (v.clone(), d - probe)).collect();
    let probes: Vec<(&str, u128)> = probes.iter().map(|(v, d)| (v.as_str(), *d)).collect();
    assert_eq!(b.submit(&probes), Some(2));
    b.pass(5);
    assert_eq!(b.reconcile(), [2]);
}
