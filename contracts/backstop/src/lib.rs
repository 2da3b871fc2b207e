//! The backstop of Floe: shares that are pooled to pay for slashes before the holders do.
//!
//! The hub is the token, so it takes what a slash costs from this contract's balance by itself. Here is only the ledger of
//! those whose shares they are: deposits, the cooldown on the way out, and the premium that the fee brings. All of it is
//! computed in `floe_core::backstop`.
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
pub mod hub;
pub mod instantiate;
pub mod migrate;
pub mod query;
pub mod roles;
pub mod session;
pub mod state;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
