//! What the tests, the demo and `floe replay` stand on: a chain in memory.
// Test support: a wrong number or a missing value should stop the test where it happens.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap
)]

pub mod chain;
pub mod promises;
pub mod suite;
