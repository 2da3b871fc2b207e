//! The program itself, from arguments to output, on the embedded chain.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod admin;
mod report;
mod rig;
mod see;
mod setup;
