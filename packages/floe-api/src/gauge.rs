//! The gauge: stakers steer the weights of validators and the hub's x/gov votes.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Decimal, Uint128};
use packed_store::{fields, messages, wire};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::hub::VoteChoice;
use crate::stake::StakeChangedHookMsg;

fields! {
    "instantiate":
    /// No owner, no pause; all of it is fixed for ever.
    #[derive(Serialize, JsonSchema, Clone, Debug, Default, PartialEq)]
    #[serde(deny_unknown_fields)]
    pub struct InstantiateMsg {
        /// The hub, of which this is to be the governor.
        pub hub: String,
        /// Its validator registry, of which this is to be the steward.
        pub registry: String,
        /// Where power is staked: a contract that answers as DAO DAO's do and whose unstaking takes at least a day.
        pub power: String,
        /// The part of the power that must have voted before a vote is cast, in basis points: 500 to 5,000, null = 1,000. At
        /// least 2 % of the hub's supply must have, too.
        pub quorum_bps: Option<u64>,
        /// The part of a weight that votes decide, in basis points: 0 to 5,000, null = 2,500.
        pub alpha_bps: Option<u64>,
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
        /// Opens a proposal of x/gov that is in its voting period. Anyone with a thousandth of the power.
        "open" = Open { proposal_id: u64 },
        /// Has the hub vote, and undoes it: the proof that a proposal is open. The contract itself only.
        "prove" = Prove { proposal_id: u64 },
        /// Votes on an opened proposal, in the place of an earlier vote. Anyone with power.
        "vote" = Vote {
            proposal_id: u64,
            /// Weight and choice; the weights add up to one.
            votes: Vec<(Decimal, VoteChoice)>,
        },
        /// Has the hub vote as was voted here, once enough has been. Any number of times. Anyone.
        "cast" = Cast { proposal_id: u64 },
        /// Votes for validators from the next epoch on, for 13 epochs, in the place of earlier votes. Anyone with power.
        "set_votes" = SetVotes {
            /// Operator and basis points, which add up to 10,000: at most 10 rows. None = no votes from then on.
            votes: Vec<(String, u64)>,
        },
        /// Lowers somebody's votes for validators to the power that he has now. Anyone.
        "poke" = Poke { user: String },
        /// Sets the weights of the registry's curated validators. At most once a day. Anyone.
        "apply" = Apply {},
        /// The same as `poke` for whose stake has changed. The contract with the power only.
        "stake_change_hook" = StakeChangeHook(StakeChangedHookMsg) by whole,
    }
}

messages! {
    /// Lists take `limit`, default 10 and at most 100, and `start_after`.
    #[derive(Serialize, JsonSchema, QueryResponses, Clone, Debug, PartialEq)]
    pub enum QueryMsg {
        #[returns(ConfigResponse)]
        "config" = Config {},
        /// An opened proposal. Open shape.
        #[returns(GaugeProposalResponse)]
        "proposal" = Proposal { proposal_id: u64 },
        /// Opened proposals, descending. Open shape.
        #[returns(Vec<GaugeProposalResponse>)]
        "proposals" = Proposals {
            /// A proposal's number.
            start_after: Option<u64>,
            limit: Option<u32>,
        },
        /// What somebody can vote with on a proposal, and has. Open shape.
        #[returns(GaugeBallotResponse)]
        "ballot" = Ballot { proposal_id: u64, user: String },
        /// Somebody's votes for validators. Open shape.
        #[returns(GaugeVotesResponse)]
        "votes" = Votes { user: String },
        /// What `apply` would set now. Open shape.
        #[returns(GaugeWeightsResponse)]
        "weights" = Weights {},
    }
}

#[cw_serde]
pub struct ConfigResponse {
    pub hub: String,
    pub registry: String,
    pub power: String,
    pub quorum_bps: u64,
    pub alpha_bps: u64,
}

#[cw_serde]
pub struct GaugeProposalResponse {
    pub proposal_id: u64,
    /// When it was opened here, unix seconds and block.
    pub opened_at: u64,
    pub opened_height: u64,
    /// The earlier block at which somebody must have had the power, too.
    pub earlier_height: u64,
    /// All power there was when it was opened.
    pub power: Uint128,
    /// How much must have voted before anything is cast.
    pub quorum: Uint128,
    pub voted: Uint128,
    pub yes: Uint128,
    pub no: Uint128,
    pub abstain: Uint128,
    pub no_with_veto: Uint128,
}

#[cw_serde]
pub struct GaugeBallotResponse {
    /// What he can vote with.
    pub power: Uint128,
    /// Whether he has voted.
    pub voted: bool,
    pub yes: Uint128,
    pub no: Uint128,
    pub abstain: Uint128,
    pub no_with_veto: Uint128,
}

#[cw_serde]
pub struct GaugeVotesResponse {
    /// The present epoch, counted in weeks from 1970.
    pub epoch: u64,
    /// Those that count in the present epoch, and those that count from the next one on.
    pub present: Option<GaugeRows>,
    pub next: Option<GaugeRows>,
}

#[cw_serde]
pub struct GaugeRows {
    /// The first epoch in which they count, and the first in which they no longer do.
    pub from: u64,
    pub until: u64,
    /// What they count.
    pub power: Uint128,
    /// Operator and basis points.
    pub rows: Vec<(String, u64)>,
}

#[cw_serde]
pub struct GaugeWeightsResponse {
    /// The present epoch, counted in weeks from 1970.
    pub epoch: u64,
    /// When weights were last applied, as a day counted from 1970; zero before the first time.
    pub applied_day: u64,
    /// The part of the weights that votes decide now, in basis points.
    pub alpha_bps: u64,
    /// All votes that count.
    pub votes: Uint128,
    pub validators: Vec<GaugeValidatorResponse>,
}

#[cw_serde]
pub struct GaugeValidatorResponse {
    pub operator: String,
    pub votes: Uint128,
    /// The owner's weight, the one in force, and the one that `apply` would set.
    pub base: u64,
    pub weight: u64,
    pub next: u64,
}

/// Accepts only a listed older version of the same contract.
#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}
