//! Attackers as programs: their strategies, what they own, and the lives in which they act.

pub mod figures;
pub mod guarded;
pub mod strategy;
pub mod units;
pub mod wealth;
pub mod world;
