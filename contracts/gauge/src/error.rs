//! Why the gauge refuses a message.

use cosmwasm_std::StdError;
use floe_contract::ShellError;
use floe_core::units::Units;
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

    #[error(
        "power: unstaking must be known to take at least a day there, it takes {told}; name another contract"
    )]
    QuickUnstaking { told: String },

    #[error("proposal {proposal_id} is open here already; vote")]
    AlreadyOpen { proposal_id: u64 },

    #[error("proposal {proposal_id} is not in its voting period, or the gauge is not the hub's governor")]
    NotInVotingPeriod { proposal_id: u64 },

    #[error("proposal {proposal_id} is not open here; send open first")]
    NotOpen { proposal_id: u64 },

    #[error(
        "your power is {power}, opening a proposal takes {least}: a thousandth of all, since the day before"
    )]
    TooLittlePower { power: Units, least: Units },

    #[error("you have no power that counts: what was staked since the day before does not")]
    NoPower,

    /// What undoes a vote that has succeeded. Nobody sees it but the contract itself.
    #[error("floe gauge: the proposal is open, and the vote is undone")]
    Proven,

    #[error("votes has {given} items, allowed is {min} to {max}")]
    ListLength { given: usize, min: usize, max: usize },

    #[error("votes: each item stands once and is positive, and all of them add up to {sum}")]
    Malformed { sum: &'static str },

    #[error("{operator} is not in the registry")]
    NotListed { operator: String },

    #[error("weights were set today; they are once a day (UTC)")]
    AppliedToday,

    #[error("the registry has no curated validator that is not draining")]
    NobodyToWeigh,
}

pub type ContractResult<T> = Result<T, ContractError>;
