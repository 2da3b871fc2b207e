//! The reference model of the accounting against the specification: its worked example, tables of scenarios, and the small
//! examples of what was once wrong. What the model is for stands in `floe_tests::model`.

mod bench;
mod choices;
mod deposits;
mod exits;
mod lives;
mod losses;
mod third_version;
mod wind_down;
mod worked_example;
