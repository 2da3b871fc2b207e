//! Why the shell refuses a message.

use cosmwasm_std::StdError;
use cw_ownable::OwnershipError;
use thiserror::Error;

/// What every contract refuses in the same words. A contract's own error carries it, transparently.
#[derive(Error, Debug, PartialEq)]
pub enum ShellError {
    #[error(transparent)]
    Std(#[from] StdError),

    #[error(transparent)]
    Ownership(#[from] OwnershipError),

    #[error("only the {role} may do this")]
    Unauthorized { role: &'static str },

    #[error("ownership cannot be renounced; transfer it instead")]
    CannotRenounce,

    #[error("this message accepts no coins; {instead}")]
    FundsNotAccepted { instead: &'static str },

    #[error("send exactly one coin of {expected}: no coin was sent")]
    NoCoin { expected: String },

    #[error("send exactly one coin of {expected}: {sent} coins were sent")]
    SeveralCoins { expected: String, sent: usize },

    #[error("send exactly one coin of {expected}: the coin sent is {sent}")]
    WrongDenom { expected: String, sent: String },

    #[error("{field} is zero; give at least one unit")]
    Zero { field: &'static str },

    #[error("{field} is not valid: {reason}")]
    Invalid { field: &'static str, reason: String },

    /// The stored contract is not one that the new code can take over.
    #[error("cannot migrate from {name} {version}; accepted versions of {expected}: {accepted}")]
    CannotMigrate {
        name: String,
        version: String,
        expected: &'static str,
        /// Separated by commas, or `none`.
        accepted: String,
    },
}
