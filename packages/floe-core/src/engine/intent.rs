//! Intents: the messages of an operation, and the report of what it did.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::allocation::{Move, Portion};
use crate::units::{Native, Seconds};

/// A message that is to be sent. It travels with the message, so that its reply knows what to book.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    Delegate {
        validator: String,
        amount: Native,
    },
    Undelegate {
        validator: String,
        amount: Native,
        /// Whether it is the last of its operation: then batches can be noted as covered.
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
    /// The collector forwards what it has; the keeper is credited.
    Forward {
        keeper: String,
    },
    /// The registry looks at the chain, before what follows its targets.
    Refresh(Box<Rest>),
}

/// What an operation has still to do once the registry has looked at the chain, and what it has done so far.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    pub max_msgs: usize,
    /// Smallest redelegation that the caller wants.
    pub smallest: Native,
    /// Whom a harvest is credited to; none = no harvest.
    pub keeper: Option<String>,
    /// Validators that get no message.
    pub skipped: Vec<String>,
    /// Whether delegation changes have paid out rewards that had waited for a harvest.
    pub pays_out: bool,
    pub report: Report,
}

/// What an operation did.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Batches settled.
    pub settled: Vec<u64>,
    /// Batch closed.
    pub closed: Option<u64>,
    pub undelegations: Vec<Portion>,
    pub delegations: Vec<Portion>,
    pub redelegations: Vec<Move>,
    /// Validators whose rewards are withdrawn.
    pub harvests: Vec<String>,
    /// Whether rewards are forwarded.
    pub forwarded: bool,
    /// Coins that exits still need after this.
    pub need: Native,
    /// Whether another crank would find work at once.
    pub more: bool,
}

/// A message on its way, with what a failure takes back.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub intent: Intent,
    /// For each of its validators, when its rewards had been paid out before, unix seconds: the message is booked as a
    /// payout, and a failure is none. None where an earlier message of the same operation went there, which has not been
    /// answered yet: that one's end counts, unless this one succeeds.
    pub paid: Vec<Option<Seconds>>,
}

/// What must be heard of a message.
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

/// A message and what must be heard of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub sent: Sent,
    pub answer: Answer,
}

impl Intent {
    /// As failures name it.
    pub const fn name(&self) -> &'static str {
        match self {
            Intent::Delegate { .. } => "delegate",
            Intent::Undelegate { .. } => "undelegate",
            Intent::Redelegate { .. } => "redelegate",
            Intent::Harvest { .. } | Intent::Withdraw { .. } => "withdraw_delegator_reward",
            Intent::Forward { .. } => "forward",
            Intent::Refresh(_) => "refresh",
        }
    }

    /// The validators that it concerns; of a redelegation the source and then the destination, which is the one to be
    /// avoided when it fails.
    pub fn validators(&self) -> Vec<&str> {
        match self {
            Intent::Delegate { validator, .. }
            | Intent::Undelegate { validator, .. }
            | Intent::Harvest { validator }
            | Intent::Withdraw { validator } => vec![validator],
            Intent::Redelegate { step } => vec![&step.from, &step.to],
            Intent::Forward { .. } | Intent::Refresh(_) => Vec::new(),
        }
    }

    /// Whether it changes delegations, which may round.
    pub(super) const fn changes_stake(&self) -> bool {
        match self {
            Intent::Delegate { .. } | Intent::Undelegate { .. } | Intent::Redelegate { .. } => true,
            Intent::Harvest { .. }
            | Intent::Withdraw { .. }
            | Intent::Forward { .. }
            | Intent::Refresh(_) => false,
        }
    }
}
