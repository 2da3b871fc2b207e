//! Attackers as programs: their strategies, what they own, and the lives in which they act.

pub mod strategy;
pub mod wealth;
pub mod world;
