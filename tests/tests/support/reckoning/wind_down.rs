//! §8: winding down.

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
