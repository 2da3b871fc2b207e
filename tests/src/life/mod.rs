//! Random lives of the protocol: planned, and lived by hub and model side by side.

pub mod plan;
pub mod run;
