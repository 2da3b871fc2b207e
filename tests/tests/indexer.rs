//! Whoever reads nothing but the events has the hub's books: on random lives, after every transaction, exactly.
//!
//! `FLOE_INDEXED_LIVES` lives from `FLOE_SEED` on.

use floe_tests::indexer::Indexer;
use floe_tests::life::plan::{life, setting};
use floe_tests::life::run::Life;

const STEPS: usize = 150;

/// Reads what has been reported since the last time, and compares everything.
fn catch_up(life: &mut Life, indexer: &mut Indexer, step: usize) -> usize {
    let hub = life.suite.hub.to_string();
    let heard = life.suite.heard.replace(Vec::new()).unwrap();
    indexer.read(&hub, &heard);
    indexer.check(&life.suite, step);
    heard.len()
}

#[test]
fn random_lives_are_rebuilt_from_their_events() {
    let (lives, first) = (setting("FLOE_INDEXED_LIVES", 32), setting("FLOE_SEED", 1));
    let (mut checks, mut events, mut batches, mut fees) = (0, 0, 0, 0);
    for number in first..first + lives {
        let (start, steps) = life(number, STEPS);
        let mut life = Life::without_guarantors(&start);
        life.suite.heard = Some(Vec::new());
        life.pledge(&start.guarantors);
        let mut indexer = Indexer::after_deployment(life.suite.hub.as_str(), start.seed);
        for (n, step) in steps.iter().enumerate() {
            life.take(*step)
                .unwrap_or_else(|text| panic!("life {number}, step {n}: {text}"));
            events += catch_up(&mut life, &mut indexer, n);
            checks += 1;
        }
        life.end().unwrap();
        events += catch_up(&mut life, &mut indexer, STEPS);
        batches += indexer.open - 1;
        fees += u64::from(indexer.fees > 0);
    }
    println!("indexer: {lives} lives, {checks} comparisons, {events} events, {batches} batches, {fees} lives with fees");
    assert!(batches > lives && fees > lives / 4, "too little happens");
}
