//! The histories of the second attack (`tests/histories/second_attack`): each with what is right in it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod exits;
mod flows;
mod run;
mod validators;
