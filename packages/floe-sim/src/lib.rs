//! The protocol on the chain in memory: [`demo`] shows it, [`replay`] drives it from a file, [`simulate`] plays years of it.
//! The program `floe` has the three as commands; `floe-sim` is the same without what a live chain needs.

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
// A new variant must be thought of wherever one is matched.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod demo;
pub mod replay;
pub mod simulate;

use clap::Subcommand;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All came out as it should.
    Sound,
    /// An invariant, a sum or an expected answer does not hold, or whoever reads the results has gone.
    Broken,
    /// The input could not be read to its end.
    Unreadable,
}

impl Verdict {
    /// [`Verdict::Sound`] if so, [`Verdict::Broken`] if not.
    pub const fn when(sound: bool) -> Self {
        if sound {
            Self::Sound
        } else {
            Self::Broken
        }
    }

    /// The exit code of a program that ends so, as documented in `docs/operate/commands.md`.
    pub const fn code(self) -> u8 {
        match self {
            Self::Sound => 0,
            Self::Broken => 1,
            Self::Unreadable => 2,
        }
    }
}

/// What can be done without a live chain.
#[derive(Subcommand)]
pub enum Command {
    /// Runs a history of messages and chain events, and prints what happened.
    Replay(replay::Args),
    /// Shows the protocol at work.
    Demo(demo::Args),
    /// Plays years under a scenario, to compare settings.
    Simulate(simulate::Args),
}

/// # Errors
/// When flags make no sense, a file cannot be read, or the output cannot be written.
pub fn run(command: Command) -> anyhow::Result<Verdict> {
    match command {
        Command::Replay(args) => replay::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Simulate(args) => simulate::run(args),
    }
}
