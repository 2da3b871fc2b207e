//! The errors of the core.

use thiserror::Error;

/// What can go wrong inside the pure protocol.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum CoreError {
    /// A sum or product left 128 bits.
    #[error("arithmetic overflow in {operation}: the amount is too large for this pool")]
    Overflow { operation: &'static str },

    /// An operation that needs a price was asked of a pool that has lost everything.
    #[error("the pool is depleted: its stake was slashed to nothing and no price exists")]
    Depleted,

    /// A parameter is outside the bounds fixed in the code.
    #[error("{name} is {value}, allowed is {min} to {max}")]
    OutOfBounds {
        name: &'static str,
        value: u128,
        min: u128,
        max: u128,
    },

    /// A query of an operation was not answered; the text is the error of the queried contract or module.
    #[error("{0}")]
    Unanswered(String),
}

pub type CoreResult<T> = Result<T, CoreError>;
