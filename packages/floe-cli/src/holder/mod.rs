//! What holders do: they stake, leave, claim, and look before.

pub mod balance;
pub mod cancel;
pub mod claim;
mod exits;
pub mod object;
pub mod quote;
mod receivers;
pub mod stake;
mod terms;
pub mod unstake;
