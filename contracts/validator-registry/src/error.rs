//! Why the registry refuses a message.

use cosmwasm_std::{Decimal, StdError};
use floe_contract::ShellError;
use floe_core::units::Shares;
use thiserror::Error;

/// Why a message was refused. Nothing changes when one is.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    #[error(transparent)]
    Std(#[from] StdError),

    #[error(transparent)]
    Shell(#[from] ShellError),

    #[error("the list is empty; name at least one validator")]
    NoValidators,

    #[error("{count} validators are more than the {max} that fit; remove some first")]
    TooManyValidators { count: usize, max: usize },

    #[error("{operator} is listed twice; list it once")]
    Repeated { operator: String },

    #[error("{operator} is in the registry already; change its weight with set_weights")]
    AlreadyListed { operator: String },

    #[error("{operator} is not in the registry; add it with add_validator")]
    NotListed { operator: String },

    #[error("the chain knows no validator {operator}; create it there first")]
    UnknownValidator { operator: String },

    #[error(
        "{operator} is not an operator address as this chain writes it; use its lower-case valoper address"
    )]
    MalformedOperator { operator: String },

    #[error("the weight of {operator} is {weight}, allowed is 1 to {max}")]
    WeightOutOfBounds { operator: String, weight: u64, max: u64 },

    #[error("max_commission is {value}, allowed is 0 to {max}")]
    CommissionOutOfBounds { value: Decimal, max: Decimal },

    #[error("{name} is {value}, allowed is {min} to {max}")]
    OutOfBounds {
        name: &'static str,
        value: u64,
        min: u64,
        max: u64,
    },

    #[error("{operator} was removed by the owner; only the owner can add it again")]
    RemovedByOwner { operator: String },

    #[error("{operator} is curated: the lister lists and unlists open validators only")]
    Curated { operator: String },

    #[error(
        "{operator} is open: its weight follows its bond; to weigh it yourself add it with add_validator"
    )]
    Open { operator: String },

    #[error("{operator} is listed already")]
    AlreadyOpen { operator: String },

    #[error("the commission of {operator} is {commission}, allowed is 0 to {max}; lower it first")]
    TooDear {
        operator: String,
        commission: Decimal,
        max: Decimal,
    },

    #[error("no bond of {operator} carries stake; post one first")]
    NoBond { operator: String },

    #[error("the class of open validators is full; the bond of {operator} is {bond}, to take the place of the smallest it must be {needed}")]
    ClassFull {
        operator: String,
        bond: Shares,
        needed: Shares,
    },

    #[error("{count} open validators are on their way out, allowed are {max} before one more is listed; try again once they have left")]
    ClassLeaving { count: usize, max: usize },

    #[error("{operator} is draining; keep it by adding it again")]
    Draining { operator: String },

    #[error("{operator} is the last validator that is not draining; add another one first")]
    LastValidator { operator: String },

    #[error("without {operator} {left} validators would be left that are not draining, allowed are at least {min}; add another one first")]
    SetTooSmall {
        operator: String,
        left: usize,
        min: usize,
    },

    #[error("{operator} is paused already, until the owner resumes it")]
    AlreadyPaused { operator: String },

    #[error("{operator} is not paused")]
    NotPaused { operator: String },

    #[error("the guardian has paused {operator} in arming {arming} already; the owner must rearm it first")]
    GuardianUsed { operator: String, arming: u64 },
}

pub type ContractResult<T> = Result<T, ContractError>;
