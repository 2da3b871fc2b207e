//! Messages to the staking and distribution modules, each isolated: its own gas limit, its failure caught, and a ticket
//! in the payload that says what to book when its reply comes.

use cosmwasm_std::{coin, CosmosMsg, DistributionMsg, StakingMsg, StdResult, SubMsg, Uint128};
use floe_core::allocation::Move;
use floe_core::units::Native;
use floe_types::packed::pack;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reply::STAKING_REPLY;

/// What a message was for.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Ticket {
    Delegate {
        validator: String,
        amount: Native,
    },
    Undelegate {
        validator: String,
        amount: Native,
        last: bool,
    },
    Redelegate {
        step: Move,
    },
    Harvest {
        validator: String,
    },
    Forward {},
}

impl Ticket {
    pub const fn name(&self) -> &'static str {
        match self {
            Ticket::Delegate { .. } => "delegate",
            Ticket::Undelegate { .. } => "undelegate",
            Ticket::Redelegate { .. } => "redelegate",
            Ticket::Harvest { .. } => "withdraw_delegator_reward",
            Ticket::Forward {} => "forward",
        }
    }

    /// The validator that is avoided when the message fails; for a redelegation the destination.
    pub fn validator(&self) -> Option<&str> {
        match self {
            Ticket::Delegate { validator, .. }
            | Ticket::Undelegate { validator, .. }
            | Ticket::Harvest { validator } => Some(validator),
            Ticket::Redelegate { step } => Some(&step.to),
            Ticket::Forward {} => None,
        }
    }

    /// Gas limit: only with one can running out of gas be caught. Wide, because it costs nothing while it is not used, and
    /// because anybody may give a validator's delegators rewards in further denoms, each of which makes every payout
    /// dearer: measured on wasmd 0.61, 95,000 to 250,000 without, and 20,000 more a denom (40,000 for a redelegation). So
    /// a validator works on with some 140 of them (docs/adr/0027).
    const fn gas_limit(&self) -> Option<u64> {
        match self {
            Ticket::Delegate { .. } => Some(3_000_000),
            Ticket::Undelegate { .. } => Some(3_000_000),
            Ticket::Redelegate { .. } => Some(6_000_000),
            Ticket::Harvest { .. } => Some(3_000_000),
            Ticket::Forward {} => None,
        }
    }
}

/// The isolated message for a ticket. `answer` asks for a reply on success too, which costs 5,000 gas: for messages
/// whose answer matters, and to validators that are marked, as a success clears the mark.
pub fn message(ticket: &Ticket, denom: &str, answer: bool) -> StdResult<SubMsg> {
    let amount = |native: Native| coin(Uint128::from(native).u128(), denom);
    let message: CosmosMsg = match ticket.clone() {
        Ticket::Delegate {
            validator,
            amount: native,
        } => StakingMsg::Delegate {
            validator,
            amount: amount(native),
        }
        .into(),
        Ticket::Undelegate {
            validator,
            amount: native,
            ..
        } => StakingMsg::Undelegate {
            validator,
            amount: amount(native),
        }
        .into(),
        Ticket::Redelegate { step } => StakingMsg::Redelegate {
            src_validator: step.from,
            dst_validator: step.to,
            amount: amount(step.amount),
        }
        .into(),
        Ticket::Harvest { validator } => DistributionMsg::WithdrawDelegatorReward { validator }.into(),
        Ticket::Forward {} => {
            return Err(cosmwasm_std::StdError::generic_err(
                "forward is not a staking message",
            ))
        }
    };
    isolated(message, ticket, answer, ticket.gas_limit())
}

/// Wraps a message so that its failure is caught.
pub fn isolated(
    message: CosmosMsg,
    ticket: &Ticket,
    answer: bool,
    gas_limit: Option<u64>,
) -> StdResult<SubMsg> {
    let sub = if answer {
        SubMsg::reply_always(message, STAKING_REPLY)
    } else {
        SubMsg::reply_on_error(message, STAKING_REPLY)
    };
    let sub = sub.with_payload(pack(ticket)?);
    Ok(match gas_limit {
        Some(limit) => sub.with_gas_limit(limit),
        None => sub,
    })
}
