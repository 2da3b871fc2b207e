//! What people copy who build on Floe: see `README.md` beside it.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod market;
pub mod rate;
