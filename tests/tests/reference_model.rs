//! The reference model of the accounting against the specification: its worked example, tables of scenarios, and the small
//! examples of what was once wrong. What the model is for stands in `support/model`.

// Test code: a panic is how it reports.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]

#[path = "support/reckoning/bench.rs"]
mod bench;
#[path = "support/reckoning/choices.rs"]
mod choices;
#[path = "support/reckoning/deposits.rs"]
mod deposits;
#[path = "support/reckoning/exits.rs"]
mod exits;
#[path = "support/reckoning/lives.rs"]
mod lives;
#[path = "support/reckoning/losses.rs"]
mod losses;
#[path = "support/model/mod.rs"]
mod model;
#[path = "support/reckoning/third_version.rs"]
mod third_version;
#[path = "support/reckoning/wind_down.rs"]
mod wind_down;
#[path = "support/reckoning/worked_example.rs"]
mod worked_example;
