//! The `floe` program: [`run`] is all of it, and [`Host`] all that it sees of the machine.

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

mod admin;
mod afford;
mod app;
mod charts;
mod completions;
mod config;
mod context;
mod dates;
mod deploy;
mod error_line;
mod exit;
mod facts;
mod help;
mod holder;
mod host;
mod index;
mod init;
mod input;
mod keeper;
mod keys;
mod lock;
mod losses;
mod operator;
mod protect;
mod receipt;
mod report;
mod see;
mod send;
mod told;
mod trial;
mod units;
mod vote;

pub use app::{command_line, run};
pub use config::Connection;
pub use exit::ExitCode;
pub use floe_client::Stop;
pub use host::{Host, TerminalLook};
