//! Plants small bugs in the core and the contracts, and lists those that no test notices.
//!
//! Building the tests anew for every bug would take a day. So all of them are built in at once, each behind a switch that
//! an environment variable sets, and only the tests that come by a bug are run for it:
//!
//! 1. [`mutant`]: cargo-mutants says what to change; changes of names that stand for arithmetic are added.
//! 2. [`switch`]: each change becomes a choice at run time.
//! 3. [`build`]: a copy of the sources is built; changes that the compiler refuses are dropped.
//! 4. [`trial`]: every test runs once and tells which changes it comes by; then each change is tried.

mod build;
mod mutant;
mod switch;
mod trial;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use mutant::Mutant;
use trial::Verdict;

/// The packages whose tests look for the bugs.
const JUDGES: &[&str] = &[
    "floe-core",
    "floe-api",
    "floe-contract",
    "floe-hub",
    "floe-validator-registry",
    "floe-reward-collector",
    "floe-backstop",
    "floe-bonds",
    "floe-timelock",
    "floe-tests",
];

#[derive(Parser)]
struct Arguments {
    /// The packages to plant bugs in.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "floe-core,floe-contract,floe-hub,floe-validator-registry,floe-reward-collector,floe-backstop,floe-bonds,floe-timelock"
    )]
    packages: Vec<String>,
    /// Only files whose path contains this.
    #[arg(long, default_value = "")]
    file: String,
    /// Trials at once.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// The bugs that may survive, a name a line.
    #[arg(long, default_value = "tests/planted/mutants.txt")]
    explained: PathBuf,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let root = std::env::current_dir()?;
    let mutants = mutant::all(&root, &arguments.packages, &arguments.file)?;
    println!("mutants: {} to try", mutants.len());
    let built = build::build(&root, &mutants, JUDGES)?;
    let tests = trial::tests(&built.programs)?;
    println!(
        "mutants: {} cannot be built, {} are in; {} tests come by some",
        built.refused.len(),
        mutants.len().saturating_sub(built.refused.len()),
        tests.len()
    );
    let standing: Vec<&Mutant> = mutants
        .iter()
        .filter(|m| !built.refused.contains(&m.id))
        .collect();
    let verdicts = trial::run(&standing, &tests, arguments.jobs)?;

    let file = root.join(&arguments.explained);
    let explained = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let explained: BTreeSet<&str> = explained.lines().collect();
    Ok(report(&standing, &verdicts, &explained))
}

/// A line for each survivor and the sums by package. Fails when a survivor is not explained.
fn report(standing: &[&Mutant], verdicts: &[Verdict], explained: &BTreeSet<&str>) -> ExitCode {
    let mut unexplained = 0usize;
    for (mutant, verdict) in standing.iter().zip(verdicts) {
        let known = explained.contains(mutant.name.as_str());
        match verdict {
            Verdict::Noticed => continue,
            _ if known => println!("explained: {}", mutant.place()),
            Verdict::Survived => println!("not explained: {}", mutant.place()),
            Verdict::Unreached => println!("not explained, no test comes by: {}", mutant.place()),
        }
        if !known {
            unexplained = unexplained.saturating_add(1);
        }
    }
    let packages: BTreeSet<&str> = standing.iter().map(|m| m.package.as_str()).collect();
    for package in packages {
        let of_package = || {
            standing
                .iter()
                .zip(verdicts)
                .filter(|(mutant, _)| mutant.package == package)
        };
        println!(
            "{package}: {} tried, {} survive",
            of_package().count(),
            of_package()
                .filter(|(_, verdict)| **verdict != Verdict::Noticed)
                .count()
        );
    }
    let noticed = verdicts.iter().filter(|v| **v == Verdict::Noticed).count();
    println!("{noticed} mutants noticed, {unexplained} survive without explanation");
    if unexplained == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
