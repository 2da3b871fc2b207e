//! Messages to the staking and distribution modules, each isolated: its own gas limit, its failure caught, and a ticket
//! in the payload that says what to book when its reply comes.

use cosmwasm_std::{
    coin, to_json_binary, Addr, CosmosMsg, DistributionMsg, StakingMsg, StdResult, SubMsg, Uint128, WasmMsg,
};
use floe_core::allocation::Move;
use floe_core::units::{Native, Seconds};
use floe_types::hub::CrankReport;
use floe_types::packed;
use floe_types::packed::pack;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::reply::STAKING_REPLY;

/// What a message was for.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
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
    /// The one withdrawal that is not isolated: its failure is the transaction's.
    Withdraw {
        validator: String,
    },
    Forward {},
    /// The registry looks at the chain, before what follows its targets.
    Refresh(Box<Rest>),
}

packed!(enum Ticket {
    Delegate { validator, amount },
    1 = Undelegate { validator, amount, last },
    2 = Redelegate { step },
    3 = Harvest { validator },
    4 = Withdraw { validator },
    5 = Forward {},
    6 = Refresh(rest),
});

/// What a transaction has still to do once the registry has looked at the chain, and what it has done so far.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
pub struct Rest {
    pub max_msgs: usize,
    /// Smallest redelegation that the caller wants.
    pub smallest: Native,
    /// Whom a harvest is credited to; none = no harvest.
    pub keeper: Option<Addr>,
    /// Validators that get no message.
    pub skipped: Vec<String>,
    /// Whether delegation changes have paid out rewards that had waited for a harvest.
    pub pays_out: bool,
    pub report: CrankReport,
}

packed!(struct Rest { max_msgs, smallest, keeper, skipped, pays_out, report });

/// A ticket on its way, with what a failure takes back.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
pub struct Sent {
    pub ticket: Ticket,
    /// For each of its validators, when its rewards had been paid out before, unix seconds: the message is booked as a
    /// payout, and a failure is none. None where an earlier message of the same operation went there, which has not been
    /// answered yet: that one's end counts, unless this one succeeds.
    pub paid: Vec<Option<Seconds>>,
}

packed!(struct Sent { ticket, paid });

/// What the hub hears of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Its failure, which is caught.
    Failure,
    /// Either, which costs 5,000 gas more: where the answer matters, and for validators whose last message failed, as a
    /// success clears that.
    Always,
    /// Its success alone; a failure is the transaction's, and so is all the gas.
    Success,
}

impl Ticket {
    pub const fn name(&self) -> &'static str {
        match self {
            Ticket::Delegate { .. } => "delegate",
            Ticket::Undelegate { .. } => "undelegate",
            Ticket::Redelegate { .. } => "redelegate",
            Ticket::Harvest { .. } | Ticket::Withdraw { .. } => "withdraw_delegator_reward",
            Ticket::Forward {} => "forward",
            Ticket::Refresh(_) => "refresh",
        }
    }

    /// The validators that it concerns; of a redelegation the source and then the destination, which is the one to be
    /// avoided when it fails.
    pub fn validators(&self) -> Vec<&str> {
        match self {
            Ticket::Delegate { validator, .. }
            | Ticket::Undelegate { validator, .. }
            | Ticket::Harvest { validator }
            | Ticket::Withdraw { validator } => vec![validator],
            Ticket::Redelegate { step } => vec![&step.from, &step.to],
            Ticket::Forward {} | Ticket::Refresh(_) => Vec::new(),
        }
    }

    /// Gas limit: only with one can running out of gas be caught. Wide, because it costs nothing while it is not used, and
    /// because anybody may give a validator's delegators rewards in further denoms, each of which makes every payout
    /// dearer: measured on wasmd 0.61, 95,000 to 250,000 without, and 20,000 more a denom (40,000 for a redelegation). So
    /// a validator works on with some 140 of them. With more, none of these messages succeeds until one withdrawal with
    /// all the gas that its sender pays for has cleared them (docs/adr/0027).
    const fn gas_limit(&self) -> Option<u64> {
        match self {
            Ticket::Delegate { .. } => Some(3_000_000),
            Ticket::Undelegate { .. } => Some(3_000_000),
            Ticket::Redelegate { .. } => Some(6_000_000),
            Ticket::Harvest { .. } => Some(3_000_000),
            // Ten times what it uses for a hundred validators.
            Ticket::Refresh(_) => Some(10_000_000),
            Ticket::Withdraw { .. } | Ticket::Forward {} => None,
        }
    }
}

/// The message for a ticket.
pub fn message(sent: &Sent, denom: &str, answer: Answer) -> StdResult<SubMsg> {
    let amount = |native: Native| coin(Uint128::from(native).u128(), denom);
    let message: CosmosMsg = match sent.ticket.clone() {
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
        Ticket::Harvest { validator } | Ticket::Withdraw { validator } => {
            DistributionMsg::WithdrawDelegatorReward { validator }.into()
        }
        Ticket::Forward {} | Ticket::Refresh(_) => {
            return Err(cosmwasm_std::StdError::generic_err(
                "this goes to a contract, not to the staking module",
            ))
        }
    };
    isolated(message, sent, answer, sent.ticket.gas_limit())
}

/// A message to a contract, wrapped likewise.
pub fn call(contract: &Addr, msg: &impl Serialize, sent: &Sent, answer: Answer) -> StdResult<SubMsg> {
    let message = WasmMsg::Execute {
        contract_addr: contract.to_string(),
        msg: to_json_binary(msg)?,
        funds: Vec::new(),
    };
    isolated(message.into(), sent, answer, sent.ticket.gas_limit())
}

/// Wraps a message so that its end is heard of.
fn isolated(message: CosmosMsg, sent: &Sent, answer: Answer, gas_limit: Option<u64>) -> StdResult<SubMsg> {
    let sub = match answer {
        Answer::Failure => SubMsg::reply_on_error(message, STAKING_REPLY),
        Answer::Always => SubMsg::reply_always(message, STAKING_REPLY),
        Answer::Success => SubMsg::reply_on_success(message, STAKING_REPLY),
    };
    let sub = sub.with_payload(pack(sent));
    Ok(match gas_limit {
        Some(limit) => sub.with_gas_limit(limit),
        None => sub,
    })
}
