//! What the contract promises, by theme.

mod dialect;
mod messages;
mod random;
mod rewards;
mod stakes;
