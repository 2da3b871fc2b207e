#![doc = include_str!("../README.md")]
// Facts report by panicking.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod double;
pub mod facts;
pub mod live;
mod net;
pub mod speech;

pub use double::Double;
pub use net::{Look, Net, Surroundings, COIN, DENOM, DOWNTIME_PERCENT, FUNDS, OTHER_DENOM, STAKES};
