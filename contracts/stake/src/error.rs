//! Why the contract refuses a message.

use cosmwasm_std::StdError;
use floe_contract::ShellError;
use floe_core::units::{Seconds, Units};
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

    #[error("amount is {requested}, staked are {available}; ask for at most that")]
    MoreThanStaked { requested: Units, available: Units },

    #[error("nothing can be claimed: nothing was unstaked")]
    NoClaim,

    #[error("what was unstaked can be claimed from {ready} (unix seconds) on")]
    NotReady { ready: Seconds },

    #[error("no rewards are due to {user} in what was asked for")]
    NothingDue { user: String },

    #[error("{asset} has no stream; the owner can add one")]
    NoStream { asset: String },

    #[error("{asset} has a stream already; pay into that")]
    StreamExists { asset: String },

    #[error("{listener} is a listener already")]
    ListenerExists { listener: String },

    #[error("{field} has {given} items, at most {max}")]
    TooMany {
        field: &'static str,
        given: usize,
        max: usize,
    },

    #[error("the staked token is {token}; {instead}")]
    OtherToken { token: String, instead: &'static str },
}

pub type ContractResult<T> = Result<T, ContractError>;
