//! The hub of Floe: deposits, exits, the books, and the token itself.
//!
//! Entry points check and route (`contract`), operations live one to a file in `execute`, `session` is the unit of work
//! that every operation with an observation runs in, and the engine of `floe-core` makes the decisions.
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

pub mod chain;
pub mod contract;
pub mod error;
pub mod events;
pub mod execute;
pub mod instantiate;
pub mod migrate;
pub mod positions;
pub mod proto;
pub mod query;
pub mod reply;
pub mod roles;
pub mod session;
pub mod staking;
pub mod state;
pub mod token;
pub mod wiring;
