//! [`Embedded`]: the chain in memory behind the trait of `floe-client`, so that what is written against a live chain runs
//! without one. For tests.

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

mod answer;
mod chain;
mod embedded;
mod failure;
mod native;

pub use embedded::Embedded;
pub use floe_testing::chain::{ChainConfig, Slash};
pub use native::Native;
