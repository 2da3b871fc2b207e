//! The timelock: owner of hub, registry and collector, which does nothing at once and waits longer when holders object.

mod cw3;
mod proposed;
mod response;

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Uint128};
use packed_store::{fields, messages, wire};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

pub use cw_utils::ThresholdResponse;

pub use cw3::{Cw3Proposal, Cw3ProposalList, Cw3Status};
pub use floe_core::wait::WaitClass;
pub use proposed::{ProposedMsg, WasmAct};
pub use response::{
    ConfigResponse, ObjectionResponse, ProposalAnswer, ProposalStatus, TimelockProposalResponse,
};

/// The longest title and link of a proposal, in bytes.
pub const MAX_TITLE: usize = 140;
pub const MAX_LINK: usize = 300;

fields! {
    "instantiate":
    /// The contract must be its own admin, or have none, before it accepts an ownership.
    #[derive(Serialize, JsonSchema, Clone, Debug, Default, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct InstantiateMsg {
        /// Who may queue proposals: 1 to 5.
        pub proposers: Vec<String>,
        /// Who may cancel them: 0 to 5.
        pub cancellers: Vec<String>,
        /// Whose holders may object; with its registry and collector what is governed.
        pub hub: String,
        /// How long brief and short proposals wait, in seconds: 2 to 30 days.
        pub short: u64,
        /// How long all others wait, in seconds: `short` to 90 days, meant to be the time in which everybody can leave. It is
        /// never read from the hub's parameters, which an owner could shorten first.
        pub exit: u64,
    }
}

impl<'de> Deserialize<'de> for InstantiateMsg {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::value(deserializer)
    }
}

messages! {
    /// None of them accepts coins.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum ExecuteMsg {
        /// cw20: shares that were sent with a [`TimelockHookMsg`]. The hub only.
        "receive" = Receive {
            /// Who sent them.
            sender: String,
            amount: Uint128,
            msg: Binary,
        },
        /// Queues a proposal, which waits by what its messages do. Proposers, each with at most three open ones.
        "queue" = Queue {
            /// 1 to 140 bytes.
            title: String,
            /// Where to read more, at most 300 bytes; null = nowhere.
            link: Option<String>,
            /// 1 to 20, sent in this order by the timelock when the proposal is executed.
            msgs: Vec<ProposedMsg>,
        },
        /// Gives back all shares with which the sender objects. A day after the last of them came, or once the proposal has
        /// ended. Anyone who objects.
        "retract" = Retract { id: u64 },
        /// Sends all shares with which the sender objects to the hub's exit queue, for the sender; they go on objecting. When
        /// `retract` may. Anyone who objects.
        "leave" = Leave { id: u64 },
        /// Looks at the objections once more and sends the messages of a proposal that is due. Where so many object that it is
        /// due later, that is kept and nothing is sent. Anyone.
        "execute" = Execute { id: u64 },
        /// Ends a proposal. Its proposer, or a canceller, but not by whom it removes and does nothing else.
        "cancel" = Cancel { id: u64 },
        /// Accepts the ownership of hub, registry and collector where it is offered to the timelock. Anyone.
        "accept" = Accept {},
        /// Lets proposals wait longer; neither time can become shorter. By an executed proposal alone.
        "update_times" = UpdateTimes {
            /// In seconds; null = as it is.
            short: Option<u64>,
            /// In seconds; null = as it is.
            exit: Option<u64>,
        },
        /// By an executed proposal alone.
        "add_proposer" = AddProposer { address: String },
        /// Not the last one. By an executed proposal alone.
        "remove_proposer" = RemoveProposer { address: String },
        /// By an executed proposal alone.
        "add_canceller" = AddCanceller { address: String },
        /// By an executed proposal alone.
        "remove_canceller" = RemoveCanceller { address: String },
    }
}

messages! {
    /// What a cw20 `send` of the hub's token may ask for.
    #[derive(Serialize, JsonSchema, Clone, Debug, PartialEq)]
    pub enum TimelockHookMsg {
        /// Objects to a proposal with the shares that are sent, before it has ended.
        "object" = Object { id: u64 },
    }
}

messages! {
    /// Lists take `limit`, default 10 and at most 100, and `start_after`.
    #[derive(Serialize, JsonSchema, QueryResponses, Clone, Debug, PartialEq)]
    pub enum QueryMsg {
        #[returns(ConfigResponse)]
        "config" = Config {},
        /// A proposal by its number, given under either name: under `id` in full, in an open shape; under `proposal_id` in
        /// cw3's, which is closed.
        #[returns(ProposalAnswer)]
        "proposal" = Proposal {
            id: Option<u64>,
            proposal_id: Option<u64>,
        },
        /// Ascending by number. Open shape.
        #[returns(Vec<TimelockProposalResponse>)]
        "proposals" = Proposals {
            start_after: Option<u64>,
            limit: Option<u32>,
        },
        /// With what somebody objects; zeros where that is nothing. Open shape.
        #[returns(ObjectionResponse)]
        "objection" = Objection { id: u64, user: String },
        /// Who objects to a proposal, or has left by it, ascending by address. Open shape.
        #[returns(Vec<ObjectionResponse>)]
        "objections" = Objections {
            id: u64,
            start_after: Option<String>,
            limit: Option<u32>,
        },
        /// cw3's list, ascending by number. Closed shape.
        #[returns(Cw3ProposalList)]
        "list_proposals" = ListProposals {
            start_after: Option<u64>,
            limit: Option<u32>,
        },
        /// cw3's: one proposer of all of them is enough. Closed shape.
        #[returns(ThresholdResponse)]
        "threshold" = Threshold {},
    }
}

/// Accepts only a listed older version of the same contract.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}
