//! The program itself, from arguments to output, on the embedded chain.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod admin;
mod commands;
mod deploy;
mod holder;
mod keeper;
mod keys;
mod losses;
mod lots;
mod monitoring;
mod offers;
mod operator;
mod params;
mod plots;
mod protect;
mod purse;
mod reach;
mod report;
mod rig;
mod see;
mod setup;
mod shared;
mod steered;
mod tools;
mod trial;
mod wrong_use;
