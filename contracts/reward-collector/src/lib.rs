//! The reward collector of Floe: the hub's withdraw address.
//!
//! The chain pays pending rewards on every delegation change, not only on a withdrawal. Because they arrive here, the
//! hub can never confuse them with deposits or with matured undelegations. The staking coin has one way out, to the hub;
//! other coins belong to the owner.
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
pub mod query;
pub mod roles;
pub mod state;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
