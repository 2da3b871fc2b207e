#![doc = include_str!("../README.md")]
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod forward;
mod lies;
mod node;
mod wire;
mod world;

pub use floe_random::Random;
pub use forward::Forward;
pub use lies::Temper;
pub use node::{Manner, Node, Truth};
pub use world::{hash, instantiation, Signed, TrueChain};
