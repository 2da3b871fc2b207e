//! What holders do: they stake, leave, claim, and look before.

pub mod balance;
pub mod cancel;
pub mod claim;
mod exits;
pub mod quote;
mod receivers;
pub mod send;
pub mod stake;
mod terms;
pub mod unstake;

pub use terms::too_little_free;
