//! What the outside sees of Floe: messages, query answers and the raw reads of rate and targets.
//!
//! Every message refuses unknown fields. Amounts are strings of base units, times unix seconds unless a field says
//! otherwise.

// A wrong sum in a test is a failed test.
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]
// A new variant must be thought of wherever one is matched.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod ask;
pub mod backstop;
pub mod bonds;
pub mod collector;
pub mod events;
pub mod exits;
pub mod guarantor;
pub mod hub;
pub mod ownership;
pub mod params;
pub mod rate;
pub mod registry;
pub mod stakes;
pub mod targets;
pub mod timelock;
pub mod wiring;

// The Rust examples of the documentation are compiled as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
#[cfg(doctest)]
#[doc = include_str!("../../../docs/integrate/rate.md")]
struct Spec;
