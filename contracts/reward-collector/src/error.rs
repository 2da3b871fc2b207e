//! Why the collector refuses a message.

use cosmwasm_std::{StdError, Uint128};
use floe_contract::ShellError;
use thiserror::Error;

/// Why a message was refused. Nothing changes when one is.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    #[error(transparent)]
    Std(#[from] StdError),

    #[error(transparent)]
    Shell(#[from] ShellError),

    #[error("the staking denom is empty; name it")]
    EmptyDenom,

    #[error("{denom} is the staking coin, which goes to the hub alone; use forward")]
    NativeNotSendable { denom: String },

    #[error(
        "there is no swapper; the owner names one with set_swapper, or sends the coins with send_foreign"
    )]
    NoSwapper,

    #[error("{swapper} is the swapper, once and for all; foreign coins go there with sell")]
    SwapperSet { swapper: String },

    #[error("the amount is zero; send at least one unit")]
    ZeroAmount,

    #[error("{requested} {denom} were asked for, {available} are here; ask for less")]
    InsufficientBalance {
        denom: String,
        requested: Uint128,
        available: Uint128,
    },

    #[error("{to} is not an address of this chain: {reason}")]
    InvalidReceiver { to: String, reason: String },

    #[error("{to} is the hub or the collector, where the coins would stay; name another address")]
    ForbiddenReceiver { to: String },
}

pub type ContractResult<T> = Result<T, ContractError>;
