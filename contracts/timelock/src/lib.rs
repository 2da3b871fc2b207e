//! The timelock: owner of hub, registry and collector. Nothing that it is told happens at once, and holders who object make it
//! wait until they can have left.
//!
//! How long is computed in `floe_core::wait`. Here are the proposals, the shares of those who object, and what may be sent to
//! the hub, which holds those shares.
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
