//! Which test comes by which change, and which changes a test notices.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{anyhow, Result};

use crate::build::Program;
use crate::mutant::Mutant;

/// Tests that are run one by one for a change, before all others of their program are run together.
const SINGLY: usize = 12;
/// A run that takes so many times what it takes without a change goes round for ever.
const PATIENCE: u32 = 20;
const LEAST_PATIENCE: Duration = Duration::from_secs(10);

/// A test of a program and what it comes by.
pub(crate) struct Test<'p> {
    program: &'p Program,
    name: String,
    took: Duration,
    reached: BTreeSet<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Noticed,
    Survived,
    /// No test comes by.
    Unreached,
}

/// Runs every test once without a change. Tests that come by none are left out, and with a note those that fail.
pub fn tests(programs: &[Program]) -> Result<Vec<Test<'_>>> {
    let mut tests = Vec::new();
    for program in programs {
        for name in names(program)? {
            let trace = program.path.with_extension("reached");
            let _ = fs::remove_file(&trace);
            let started = Instant::now();
            let passed = run_tests(
                program,
                &[&name],
                ("FLOE_MUTANT_TRACE", &path(&trace)?),
                Duration::from_secs(600),
            )?;
            if !passed {
                println!(
                    "mutants: left out, as it fails without a change: {name} of {}",
                    program.path.display()
                );
                continue;
            }
            let reached = fs::read_to_string(&trace).unwrap_or_default();
            let reached: BTreeSet<usize> = reached.lines().filter_map(|id| id.parse().ok()).collect();
            if !reached.is_empty() {
                tests.push(Test {
                    program,
                    name,
                    took: started.elapsed(),
                    reached,
                });
            }
        }
    }
    Ok(tests)
}

fn path(path: &Path) -> Result<String> {
    path.to_str()
        .map(str::to_owned)
        .ok_or_else(|| anyhow!("{} is no text", path.display()))
}

fn names(program: &Program) -> Result<Vec<String>> {
    let output = Command::new(&program.path)
        .args(["--list", "--format", "terse"])
        .current_dir(&program.folder)
        .output()?;
    Ok(String::from_utf8(output.stdout)?
        .lines()
        .filter_map(|line| line.strip_suffix(": test").map(str::to_owned))
        .collect())
}

/// Whether all of these pass in time.
fn run_tests(program: &Program, names: &[&str], set: (&str, &str), time: Duration) -> Result<bool> {
    let mut child = Command::new(&program.path)
        .args(["--exact", "--test-threads", "1"])
        .args(names)
        .env(set.0, set.1)
        .env("CARGO_MANIFEST_DIR", &program.folder)
        .env("RUST_BACKTRACE", "0")
        .current_dir(&program.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if started.elapsed() > time {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Tries each change, `jobs` at a time. Verdicts are in the order of the changes.
pub fn run(mutants: &[&Mutant], tests: &[Test], jobs: usize) -> Result<Vec<Verdict>> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(vec![Verdict::Unreached; mutants.len()]);
    let work = || -> Result<()> {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(place) else {
                return Ok(());
            };
            let verdict = try_one(mutant, tests)?;
            if verdict != Verdict::Noticed {
                println!("mutants: {verdict:?}: {}", mutant.place());
            }
            if place.is_multiple_of(50) {
                println!("mutants: {place} of {}", mutants.len());
            }
            let mut verdicts = verdicts.lock().map_err(|_| anyhow!("another trial broke off"))?;
            if let Some(slot) = verdicts.get_mut(place) {
                *slot = verdict;
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| anyhow!("a trial broke off"))?)
    })?;
    verdicts.into_inner().map_err(|_| anyhow!("a trial broke off"))
}

/// The quick tests that know little else come first.
fn try_one(mutant: &Mutant, tests: &[Test]) -> Result<Verdict> {
    let mut of: Vec<&Test> = tests
        .iter()
        .filter(|test| test.reached.contains(&mutant.id))
        .collect();
    if of.is_empty() {
        return Ok(Verdict::Unreached);
    }
    of.sort_by_key(|test| (test.took.as_millis() / 100, test.reached.len()));
    let id = mutant.id.to_string();
    let passes = |program: &Program, names: &[&str], took: Duration| {
        let time = took.saturating_mul(PATIENCE).max(LEAST_PATIENCE);
        run_tests(program, names, ("FLOE_MUTANT", &id), time)
    };
    let (singly, rest) = of.split_at(of.len().min(SINGLY));
    for test in singly {
        if !passes(test.program, &[&test.name], test.took)? {
            return Ok(Verdict::Noticed);
        }
    }
    let mut programs: Vec<(PathBuf, Vec<&Test>)> = Vec::new();
    for test in rest {
        match programs.iter_mut().find(|(path, _)| *path == test.program.path) {
            Some((_, tests)) => tests.push(test),
            None => programs.push((test.program.path.clone(), vec![test])),
        }
    }
    let took = |tests: &[&Test]| tests.iter().map(|test| test.took).sum::<Duration>();
    programs.sort_by_key(|(_, tests)| took(tests));
    for (_, tests) in programs {
        let Some(first) = tests.first() else { continue };
        let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
        if !passes(first.program, &names, took(&tests))? {
            return Ok(Verdict::Noticed);
        }
    }
    Ok(Verdict::Survived)
}
