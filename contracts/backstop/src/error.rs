//! Why the backstop refuses a message.

use cosmwasm_std::StdError;
use floe_contract::ShellError;
use floe_core::backstop::BackstopRefusal;
use floe_core::{CoreError, Units};
use thiserror::Error;

/// Why a message was refused. Nothing changes when one is.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    #[error(transparent)]
    Std(#[from] StdError),

    #[error(transparent)]
    Shell(#[from] ShellError),

    #[error(transparent)]
    Core(#[from] CoreError),

    #[error(transparent)]
    Refused(#[from] BackstopRefusal),

    #[error("the deposit gives {units} units, min_units is {min}; ask for fewer")]
    FewerThanMinimum { units: Units, min: Units },

    #[error("{field} must not be the hub or the backstop ({address}), where it would be lost; name another address")]
    ForbiddenAddress { field: &'static str, address: String },
}

pub type ContractResult<T> = Result<T, ContractError>;
