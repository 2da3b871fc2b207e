//! The validator registry of Floe: it decides where stake should be and can never move a coin.
//!
//! Entry points check and route (`contract`), operations live one to a file in `execute`, and what a validator may
//! become is in `entry`, free of storage and chain. The hub reads the targets in every crank, so they are kept in one
//! item that only time changes; whatever needs the chain is read by `refresh` and kept.
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

pub mod bonds;
pub mod chain;
pub mod class;
pub mod contract;
pub mod entry;
pub mod error;
pub mod events;
pub mod execute;
pub mod hub;
pub mod instantiate;
pub mod migrate;
pub mod params;
pub mod query;
pub mod record;
pub mod roles;
pub mod state;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
