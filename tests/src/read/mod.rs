//! Readers of the rate at every moment of a transaction.

pub mod contracts;
pub mod probe;
