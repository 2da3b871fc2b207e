//! Random lives of the protocol against the naive model of its accounting: after every message the hub's books must be
//! the model's to the unit, and at the end of each life strangers alone must be able to pay everybody.
//!
//! `FLOE_CASES` lives of `FLOE_STEPS` steps from `FLOE_SEED` on, on `FLOE_THREADS` threads. `FLOE_TRACE=1` tells each step
//! and what the hub reports. A failing life is printed as it is kept in `kept/`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Mutex;

use floe_tests::life::plan::{life, setting, Start, Step};
use floe_tests::life::run::Life;
use floe_tests::prelude::*;

/// What the lives consisted of.
#[derive(Debug, Default)]
struct Counts {
    actions: u64,
    messages: u64,
    refused: u64,
    /// Times that all invariants were checked.
    checks: u64,
    events: BTreeMap<String, u64>,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.actions += other.actions;
        self.messages += other.messages;
        self.refused += other.refused;
        self.checks += other.checks;
        for (name, count) in other.events {
            *self.events.entry(name).or_default() += count;
        }
    }
}

/// Tries at making a failing life shorter.
const SHRINKS: usize = 400;

/// The whole life, or the step at which hub and model part and how.
fn live(start: &Start, steps: &[Step]) -> Result<Counts, (usize, String)> {
    let mut at = 0;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut life = Life::new(start);
        for (n, step) in steps.iter().enumerate() {
            at = n;
            life.take(*step)?;
        }
        at = steps.len();
        life.end()?;
        Ok(Counts {
            actions: steps.len() as u64,
            messages: life.messages,
            refused: life.refused,
            checks: life.suite.checked,
            events: life.events,
        })
    }));
    match outcome {
        Ok(Ok(counts)) => Ok(counts),
        Ok(Err(difference)) => Err((at, difference)),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()));
            Err((at, format!("panic: {}", text.unwrap_or_default())))
        }
    }
}

/// A life that is kept as a file, and what it once showed.
#[derive(Serialize, Deserialize)]
struct Kept {
    why: String,
    start: Start,
    steps: Vec<Step>,
}

/// Leaves out what a failure does not need, in ever smaller pieces.
fn shrink(start: &Start, steps: &[Step]) -> (Vec<Step>, String) {
    let (at, mut difference) = live(start, steps).expect_err("only failures shrink");
    let mut steps = steps[..steps.len().min(at + 1)].to_vec();
    let mut piece = steps.len().div_ceil(2).max(1);
    let mut tries = 0;
    while tries < SHRINKS {
        let mut from = 0;
        let mut shorter = false;
        while from < steps.len() && tries < SHRINKS {
            let mut fewer = steps.clone();
            fewer.drain(from..(from + piece).min(steps.len()));
            tries += 1;
            match live(start, &fewer) {
                Err((at, text)) => {
                    fewer.truncate(at + 1);
                    (steps, difference, shorter) = (fewer, text, true);
                }
                Ok(_) => from += piece,
            }
        }
        if piece == 1 && !shorter {
            break;
        }
        piece = (piece / 2).max(1);
    }
    (steps, difference)
}

#[test]
fn lives_that_are_kept_as_files_agree() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model/kept");
    let mut differences = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kept: Kept = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        if let Err((at, difference)) = live(&kept.start, &kept.steps) {
            differences.push(format!(
                "{}: {}: step {at}: {difference}",
                path.display(),
                kept.why
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn random_lives_agree_with_the_model_and_everyone_is_paid_in_the_end() {
    let cases = setting("FLOE_CASES", 64);
    let steps = setting("FLOE_STEPS", 200) as usize;
    let first = setting("FLOE_SEED", 1);
    let next = AtomicU64::new(0);
    let total: Mutex<Counts> = Mutex::default();
    let failures: Mutex<Vec<u64>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..setting("FLOE_THREADS", 2) {
            scope.spawn(|| loop {
                let case = next.fetch_add(1, Ordering::Relaxed);
                if case >= cases {
                    break;
                }
                let (start, plan) = life(first + case, steps);
                match live(&start, &plan) {
                    Ok(counts) => total.lock().unwrap().add(counts),
                    Err((at, text)) => {
                        eprintln!(
                            "seed {}: step {at}: {}",
                            first + case,
                            text.lines().next().unwrap_or_default()
                        );
                        failures.lock().unwrap().push(first + case);
                    }
                }
            });
        }
    });
    let total = total.into_inner().unwrap();
    let mut failures = failures.into_inner().unwrap();
    failures.sort_unstable();
    println!(
        "model: {cases} lives of {steps} steps, {} random actions, {} messages compared ({} refused by both), every \
         invariant checked {} times, {} violations",
        total.actions,
        total.messages,
        total.refused,
        total.checks,
        failures.len()
    );
    println!("model: the hub reported {:?}", total.events);
    if setting("FLOE_SHRINK", 1) == 0 {
        assert!(failures.is_empty(), "seeds that fail: {failures:?}");
    }
    if let Some(seed) = failures.first() {
        let (start, plan) = life(*seed, steps);
        let (plan, difference) = shrink(&start, &plan);
        let life = serde_json::to_string(&Kept {
            why: String::new(),
            start,
            steps: plan,
        });
        panic!("seeds {failures:?}; seed {seed}: {difference}\n{}", life.unwrap());
    }
}
