#![doc = include_str!("../README.md")]
// A wrong sum in a test is a failed test.
#![cfg_attr(
    test,
    allow(clippy::arithmetic_side_effects, clippy::unwrap_used, clippy::panic)
)]
// A new variant must be thought of wherever one is matched.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod address;
pub mod answer;
pub mod error;
pub mod funds;
pub mod migration;
pub mod ownership;
pub mod page;
pub mod roles;

pub use error::ShellError;
