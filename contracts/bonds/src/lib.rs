//! The bonds of operators: shares that are posted for a validator and pay for its slashes first.
//!
//! The hub is the token, so it burns what a slash costs from this contract's balance by itself, and keeps the count of it.
//! Here is only the ledger of what was posted for whom, and the way out: what cools carries no stake and still burns. All of it
//! is computed in `floe_core::bonds`.
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

pub mod contract;
pub mod error;
pub mod events;
pub mod execute;
pub mod instantiate;
pub mod migrate;
pub mod outside;
pub mod query;
pub mod roles;
pub mod state;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
