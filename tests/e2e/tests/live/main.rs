//! What is played on networks of wasmd nodes: every scenario, and the program as people run it. All of it is ignored unless
//! asked for, as by `make e2e`. The first test that needs a network starts it, and most of them wait most of the time, so
//! all run at once. One program, because linking takes long.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod clone;
mod dust;
mod keeper;
mod program;
mod scenarios;
mod see;
mod soak;
