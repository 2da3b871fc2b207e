//! `floe-sim`: `floe demo`, `floe replay` and `floe simulate` without the rest of the program, quick to build.

use std::process::ExitCode;

use clap::Parser;
use floe_sim::{Command, Verdict};

#[derive(Parser)]
#[command(name = "floe-sim", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let verdict = floe_sim::run(Cli::parse().command).unwrap_or_else(|error| {
        eprintln!("floe-sim: {error:#}");
        Verdict::Unreadable
    });
    ExitCode::from(verdict.code())
}
