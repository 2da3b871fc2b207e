//! `floe`: the protocol on the embedded chain, from the command line.
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod demo;
mod replay;
mod simulate;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "floe", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs a history of messages and chain events, and prints what happened.
    Replay(replay::Args),
    /// Shows the protocol at work.
    Demo(demo::Args),
    /// Plays years under a scenario, to compare settings.
    Simulate(simulate::Args),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Replay(args) => replay::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Simulate(args) => simulate::run(args),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("floe: {error:#}");
        ExitCode::from(2)
    })
}
