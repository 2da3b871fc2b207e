//! Why the timelock refuses a message.

use cosmwasm_std::StdError;
use floe_contract::ShellError;
use floe_core::units::Seconds;
use floe_core::wait::WaitRefusal;
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

    #[error(transparent)]
    Refused(#[from] WaitRefusal),

    #[error("there is no proposal {id}; ask for proposals")]
    UnknownProposal { id: u64 },

    #[error("{proposer} has {open} open proposals, allowed are {most}; cancel one or wait")]
    TooManyOpen {
        proposer: String,
        open: usize,
        most: usize,
    },

    #[error("message {place} is not JSON of one message, an object whose only key is its name: {reason}")]
    Unreadable { place: usize, reason: String },

    #[error("message {place} to the hub is `{name}`, which a proposal cannot send; what the timelock holds there is the objectors'. Allowed without coins are {allowed}")]
    NotForHub {
        place: usize,
        name: String,
        allowed: String,
    },

    #[error("{user} objects to proposal {id} with no shares; send some with object first")]
    NothingLocked { id: u64, user: String },

    #[error("the shares object until {until} (unix seconds) at least; retract them or leave then")]
    StillLocked { until: Seconds },

    #[error(
        "proposal {id} does nothing but to remove {canceller}, who cannot cancel it; another canceller can"
    )]
    OwnRemoval { id: u64, canceller: String },

    #[error("{address} is a {role} already")]
    AlreadyMember { role: &'static str, address: String },

    #[error("{address} is no {role}; ask for config")]
    NoMember { role: &'static str, address: String },

    #[error("the admin of the timelock is {admin}, who could replace its code at once; make the timelock its own admin first")]
    NotItsOwnAdmin { admin: String },

    #[error("no ownership of hub, registry or collector is offered to the timelock; have their owner send update_ownership first")]
    NothingOffered,
}

pub type ContractResult<T> = Result<T, ContractError>;
