//! Why the contract of the bonds refuses a message.

use cosmwasm_std::StdError;
use floe_contract::ShellError;
use floe_core::units::{Seconds, Shares};
use floe_core::CoreError;
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

    #[error("the chain knows no validator {operator}; create it there first")]
    UnknownValidator { operator: String },

    #[error(
        "{operator} is not an operator address as this chain writes it; use its lower-case valoper address"
    )]
    MalformedOperator { operator: String },

    #[error(
        "the bond of {operator} that carries stake is {carrying}, to be listed it must be {least}; post more"
    )]
    BondTooSmall {
        operator: String,
        carrying: Shares,
        least: Shares,
    },

    #[error("{sender} has posted {posted} for {operator}; only its own account, or one that has posted {least}, can list it")]
    PostedTooLittle {
        operator: String,
        sender: String,
        posted: Shares,
        least: Shares,
    },

    #[error("{asked} shares were asked for, {free} are above the {required} that the stake of {operator} requires; ask for less")]
    Required {
        operator: String,
        asked: Shares,
        free: Shares,
        required: Shares,
    },

    #[error("the stake of {operator} requires a bond of {required}, beside what cools there are {carrying}; post more, or wait until its stake has left")]
    StillRequired {
        operator: String,
        carrying: Shares,
        required: Shares,
    },

    #[error("nothing of the bond of {operator} cools; begin with begin_withdraw")]
    NotCooling { operator: String },

    #[error("the bond of {operator} cools until {ready}; withdraw then")]
    StillCooling { operator: String, ready: Seconds },
}

pub type ContractResult<T> = Result<T, ContractError>;
