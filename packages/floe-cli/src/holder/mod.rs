//! What holders do: they stake, leave, claim, and look before.

pub mod balance;
pub mod cancel;
pub mod claim;
mod exits;
pub mod object;
pub mod quote;
pub mod receivers;
pub mod send;
pub mod stake;
pub mod terms;
pub mod unstake;

pub use terms::too_little_free;
