//! Fault injection, enumerated: every message that the hub and the collector send in a history fails, alone and together
//! with every other one, and strangers' cranks alone bring everything right again.
//!
//! `FLOE_FAULT_PAIRS=all` takes all pairs, `FLOE_FAULT_PAIRS=phases` one of each two kinds of message in each two phases of
//! the history; otherwise one of each two kinds.

use floe_tests::fault::audit::FaultOutcome;
use floe_tests::fault::histories::FaultHistory;
use floe_tests::fault::injector::{Injector, Intercepted, Mode};
use floe_tests::prelude::*;

/// The history with these faults, then recovery and audit.
fn run(history: FaultHistory, faults: &[(usize, Mode)]) -> (Vec<Intercepted>, FaultOutcome) {
    let injector = Injector::new(faults);
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let mut scene = history.begin(&injector);
        history.play(&mut scene);
        injector.stop();
        scene.recover();
        scene.audit()
    }));
    let sent = injector.sent();
    match attempt {
        Ok(outcome) => (sent, outcome),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            let hit: Vec<_> = faults
                .iter()
                .take(3)
                .map(|(n, mode)| (n, mode, sent.get(*n)))
                .collect();
            panic!("{history:?} with {hit:?}: {text}");
        }
    }
}

/// How a message of this kind can go wrong.
fn modes(kind: &str) -> Vec<Mode> {
    match kind {
        "undelegate" | "redelegate" => vec![Mode::Refuse, Mode::OutOfGas, Mode::Unreadable, Mode::Empty],
        _ => vec![Mode::Refuse, Mode::OutOfGas],
    }
}

fn by_kind(sent: &[Intercepted]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for one in sent {
        *counts.entry(one.kind.to_string()).or_default() += 1;
    }
    counts
}

#[rstest]
#[case::a_whole_life(FaultHistory::Life)]
#[case::with_slashes(FaultHistory::Slashed)]
#[case::to_the_end(FaultHistory::WoundDown)]
fn every_message_fails_once_and_everybody_is_paid(#[case] history: FaultHistory) {
    let (sent, calm) = run(history, &[]);
    println!(
        "faults: {history:?} sends {} messages: {:?}",
        sent.len(),
        by_kind(&sent)
    );
    assert!(sent.len() > 20, "too little happens: {sent:?}");
    let mut runs = 0;
    for (n, one) in sent.iter().enumerate() {
        for mode in modes(&one.kind) {
            let (with, outcome) = run(history, &[(n, mode)]);
            assert_eq!(with[n].kind, one.kind, "the history is the same up to its fault");
            outcome.compare(&calm, history);
            runs += 1;
        }
    }
    println!("faults: {history:?}: {runs} runs with one fault");
}

#[rstest]
#[case::a_whole_life(FaultHistory::Life)]
#[case::with_slashes(FaultHistory::Slashed)]
#[case::to_the_end(FaultHistory::WoundDown)]
fn every_two_messages_fail_and_everybody_is_paid(#[case] history: FaultHistory) {
    let which = std::env::var("FLOE_FAULT_PAIRS").unwrap_or_default();
    let (sent, calm) = run(history, &[]);
    let mut classes = BTreeSet::new();
    let mut runs = 0;
    for first in 0..sent.len() {
        // The first fault changes what is sent afterwards.
        let (with, _) = run(history, &[(first, Mode::Refuse)]);
        for second in first + 1..with.len() {
            let pair = match which.as_str() {
                "all" => (first.to_string(), second.to_string()),
                "phases" => (with[first].class(), with[second].class()),
                _ => (with[first].kind.clone(), with[second].kind.clone()),
            };
            if !classes.insert(pair) {
                continue;
            }
            let faults = [(first, Mode::Refuse), (second, Mode::OutOfGas)];
            let (_, outcome) = run(history, &faults);
            outcome.compare(&calm, history);
            runs += 1;
        }
    }
    println!("faults: {history:?}: {runs} runs with two faults");
    assert!(runs >= 15, "only {runs}");
}

/// From some message on everything that can fail fails, until strangers take over.
#[rstest]
#[case::a_whole_life(FaultHistory::Life)]
#[case::with_slashes(FaultHistory::Slashed)]
#[case::to_the_end(FaultHistory::WoundDown)]
fn everything_fails_from_some_message_on_and_everybody_is_paid(#[case] history: FaultHistory) {
    let (sent, calm) = run(history, &[]);
    let step = (sent.len() / 8).max(1);
    for from in (0..sent.len()).step_by(step) {
        let faults: Vec<_> = (from..from + 10_000).map(|n| (n, Mode::Refuse)).collect();
        let (_, outcome) = run(history, &faults);
        outcome.compare(&calm, history);
    }
}
