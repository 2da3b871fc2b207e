//! Staking of any token: snapshots of voting power and streams of rewards in one contract, so that there are no hooks between
//! them to forget.
//!
//! Streams are computed in `floe_core::stake`. Principal and rewards have separate books, also where they are the same token.
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

pub mod asset;
pub mod contract;
pub mod error;
pub mod events;
pub mod execute;
pub mod instantiate;
pub mod migrate;
pub mod query;
pub mod reply;
pub mod roles;
pub mod session;
pub mod state;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
