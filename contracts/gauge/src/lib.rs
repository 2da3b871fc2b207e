//! The gauge of Floe: stakers steer the weights of validators and the hub's x/gov votes, without a key that anything depends on.
//!
//! Power is what a contract of stakes says it was, at heights that nobody can borrow it for. The arithmetic is in
//! `floe_core::gauge`.
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
pub mod reply;
pub mod roles;
pub mod state;
pub mod votes;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
