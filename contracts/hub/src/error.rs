//! Why the hub refuses a message.

use std::fmt;

use cosmwasm_std::{OverflowOperation, StdError, Uint128};
use floe_api::hub::Domain;
use floe_contract::ShellError;
use floe_core::engine::Refusal;
use floe_core::CoreError;
use thiserror::Error;

/// Why a message was refused. Nothing changes when one is.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    #[error(transparent)]
    Std(StdError),

    /// The words of cw20-base and `cosmwasm_std`, which front ends look for.
    #[error("Overflow: Cannot {operation} with given operands")]
    Overflow { operation: &'static str },

    #[error("{0}")]
    Core(CoreError),

    #[error(
        "the pool is depleted: its stake was slashed to nothing and no price exists; deposits stay closed"
    )]
    Depleted,

    #[error("{name} is {value}, allowed is {min} to {max}")]
    OutOfBounds {
        name: &'static str,
        value: u128,
        min: u128,
        max: u128,
    },

    #[error(transparent)]
    Shell(#[from] ShellError),

    #[error("{0}")]
    Token(cw20_base::ContractError),

    #[error("{field} is {given}, the least is {minimum}; give more")]
    BelowMinimum {
        field: &'static str,
        given: Uint128,
        minimum: Uint128,
    },

    #[error("the pool is {pool} and may grow to {cap}; {requested} does not fit")]
    BondCapExceeded {
        pool: Uint128,
        requested: Uint128,
        cap: Uint128,
    },

    #[error("{available} shares would be minted, {requested} were asked for at least; lower min_shares")]
    TooFewShares { requested: Uint128, available: Uint128 },

    #[error("{available} would be paid, {requested} was asked for at least; lower min_out")]
    TooLittleOut { requested: Uint128, available: Uint128 },

    #[error("{field} must not be the hub, the registry or the collector ({address}); name another address")]
    ForbiddenAddress { field: &'static str, address: String },

    #[error("this hub takes deposits of one contract only: `depositors` of powers names it")]
    DepositorsOnly,

    #[error(
        "bonds and backstop must be different contracts ({address} is the other one); name another address"
    )]
    SameGuarantor { address: String },

    #[error("exec_msg is not supported: deposits do not call other contracts; leave it null")]
    ExecMsgUnsupported,

    #[error("{} is paused until {}; try again then", domain.name(), End(*until))]
    Paused { domain: Domain, until: Option<u64> },

    #[error("the protocol is winding down: only exits are open")]
    WindingDown,

    #[error("coins of a due undelegation are missing since {since}; queue the exit, or try again later")]
    Short { since: u64 },

    #[error("{requested} shares were asked for, {available} are there")]
    InsufficientShares { requested: Uint128, available: Uint128 },

    #[error("{requested} is needed, {available} is free for instant exits; queue the exit instead")]
    InsufficientLiquidity { requested: Uint128, available: Uint128 },

    #[error("the shares are worth nothing after the fee")]
    NothingToPay,

    #[error("there is no request of {user} in the open batch")]
    NothingQueued { user: String },

    #[error("{user} has no unbonding request")]
    NoRequests { user: String },

    #[error("{user} has no request in batch {batch}")]
    NoRequest { user: String, batch: u64 },

    #[error("batch {batch} is named twice")]
    DuplicateBatch { batch: u64 },

    #[error("the stake with {validator} cannot be written off or given up now: {reason}")]
    NotSilent { validator: String, reason: &'static str },

    #[error("the hub has no stake with {validator}; name a validator that it delegates to")]
    NoStake { validator: String },

    #[error("{field} has {given} entries, allowed are {min} to {max}")]
    ListLength {
        field: &'static str,
        given: usize,
        min: usize,
        max: usize,
    },

    #[error(
        "nothing can be claimed yet; the next of the requests is estimated to be ready at {estimate} (unix seconds)"
    )]
    NothingClaimable { estimate: u64 },

    #[error("batch {batch} does not exist: it is not closed yet, or fully claimed")]
    NoBatch { batch: u64 },

    #[error("shares cannot be sent to the hub without a known message; use queue_unbond, or send with {{\"queue_unbond\":{{}}}} or {{\"instant_unbond\":{{}}}}")]
    TokenToHub,

    #[error("shares cannot be burned or minted from outside; use queue_unbond or bond")]
    TokenFixed,

    #[error("the guardian has used its pause; the owner must rearm it first")]
    GuardianUsed,

    #[error("{} is not paused", domain.name())]
    NotPaused { domain: Domain },

    #[error("`{denom}` is not a denom of this rate; ask for cw20:<hub>, the hub's address or one of the listed ones")]
    UnknownDenom { denom: String },

    #[error("params must be null")]
    ParamsNotAccepted,

    #[error("the last observation was at {last}, more than {limit} seconds ago; send sync and ask again")]
    Stale { last: u64, limit: u64 },

    #[error("the chain refuses to set a withdraw address, which this protocol needs: {reason}")]
    WithdrawAddressRefused { reason: String },

    #[error("unknown reply {id}")]
    UnknownReply { id: u64 },

    #[error("no history is kept for that time")]
    NoHistory,
}

impl From<CoreError> for ContractError {
    fn from(error: CoreError) -> Self {
        match error {
            CoreError::Depleted => Self::Depleted,
            CoreError::OutOfBounds {
                name,
                value,
                min,
                max,
            } => Self::OutOfBounds {
                name,
                value,
                min,
                max,
            },
            CoreError::Overflow { .. } | CoreError::Unanswered(_) => Self::Core(error),
        }
    }
}

impl From<Refusal> for ContractError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::WindingDown => Self::WindingDown,
            Refusal::Paused { domain, until } => Self::Paused { domain, until },
            Refusal::BelowMinimum { given, minimum } => Self::BelowMinimum {
                field: "amount",
                given: given.into(),
                minimum: minimum.into(),
            },
            Refusal::AboveCap { pool, requested, cap } => Self::BondCapExceeded {
                pool: pool.into(),
                requested: requested.into(),
                cap: cap.into(),
            },
            Refusal::Depleted => Self::Depleted,
            Refusal::NoShares => Self::Shell(ShellError::Zero {
                field: "the number of shares for this amount",
            }),
            Refusal::Short { since } => Self::Short { since },
            Refusal::Illiquid { requested, available } => Self::InsufficientLiquidity {
                requested: requested.into(),
                available: available.into(),
            },
            Refusal::NothingToPay => Self::NothingToPay,
        }
    }
}

/// `cosmwasm_std` writes the operation with `{:?}`, which prints nothing in the Wasm as it is built.
impl From<StdError> for ContractError {
    #[allow(clippy::wildcard_enum_match_arm, reason = "an error of a library")]
    fn from(error: StdError) -> Self {
        match error {
            StdError::Overflow { source, .. } => Self::Overflow {
                operation: match source.operation {
                    OverflowOperation::Add => "Add",
                    OverflowOperation::Sub => "Sub",
                    OverflowOperation::Mul => "Mul",
                    OverflowOperation::Pow => "Pow",
                    OverflowOperation::Shr => "Shr",
                    OverflowOperation::Shl => "Shl",
                },
            },
            other => Self::Std(other),
        }
    }
}

impl From<cw20_base::ContractError> for ContractError {
    #[allow(clippy::wildcard_enum_match_arm, reason = "an error of a library")]
    fn from(error: cw20_base::ContractError) -> Self {
        match error {
            cw20_base::ContractError::Std(error) => error.into(),
            other => Self::Token(other),
        }
    }
}

/// When a pause ends, in words.
struct End(Option<u64>);

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(time) => write!(f, "{time} (unix seconds)"),
            None => f.write_str("the owner lifts it"),
        }
    }
}

pub type ContractResult<T> = Result<T, ContractError>;
