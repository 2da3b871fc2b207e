//! The validator registry: where stake should be.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::Decimal;

pub use floe_core::allocation::{Share, Targets};

use crate::ownership::{OwnershipAction, OwnershipResponse};

/// Validators in one registry at most.
pub const MAX_VALIDATORS: usize = 100;
/// Weights go from one to this.
pub const MAX_WEIGHT: u64 = 1_000_000;

/// A validator and its relative weight.
#[cw_serde]
#[derive(Default)]
#[serde(deny_unknown_fields)]
pub struct ValidatorWeight {
    pub operator: String,
    /// Relative, 1 to 1,000,000.
    pub weight: u64,
}

/// Settings; a field left out keeps its value, at instantiation its default.
#[cw_serde]
#[derive(Default)]
#[serde(deny_unknown_fields)]
pub struct RegistryParams {
    /// Commission above which a validator receives no stake, 0 to 1; default 0.2.
    pub max_commission: Option<Decimal>,
    /// Largest share of one validator in basis points, 100 to 10,000; default 2,000. Raised to an equal share where
    /// the set is too small for it.
    pub max_share_bps: Option<u64>,
    /// Seconds outside the bonded set after which a validator's stake is moved on, 10 to 2,592,000; default 259,200.
    pub inactive_grace: Option<u64>,
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    pub owner: String,
    /// 1 to 100 validators that the chain knows.
    pub validators: Vec<ValidatorWeight>,
    pub params: RegistryParams,
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Adds a validator that the chain knows. Owner.
    AddValidator { operator: String, weight: u64 },
    /// Sets the weights of listed validators; the others keep theirs. Owner.
    SetWeights { weights: Vec<ValidatorWeight> },
    /// Starts draining a validator; the entry goes when the hub has neither stake nor entries there. Owner.
    RemoveValidator { operator: String },
    /// Stops new stake to a validator, its present stake stays. Owner: until resumed. Guardian: for the hub's
    /// `pause_secs`, once per validator and arming.
    PauseValidator { operator: String },
    /// Ends a pause. Owner.
    ResumeValidator { operator: String },
    /// Reads the chain's bonded set, updates every validator and drops drained ones. Anyone.
    Refresh {},
    /// Owner.
    UpdateParams(RegistryParams),
    /// Owner, and the proposed owner to accept.
    UpdateOwnership(OwnershipAction),
}

#[cw_serde]
#[serde(deny_unknown_fields)]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// In the order of their addition.
    #[returns(Vec<ValidatorResponse>)]
    Validators {
        /// Operator address.
        start_after: Option<String>,
        /// Default 10, at most 100.
        limit: Option<u32>,
    },
    #[returns(ValidatorResponse)]
    Validator { operator: String },
    /// Weights, acceptance and cap of all validators, from which the hub computes amounts.
    #[returns(Targets)]
    Targets {},
    #[returns(ConfigResponse)]
    Config {},
    #[returns(OwnershipResponse)]
    Ownership {},
}

/// What the registry wants of a validator.
#[cw_serde]
pub enum ValidatorStatus {
    /// Receives stake while bonded and not too expensive.
    Active,
    /// Receives no new stake.
    Paused {
        /// When the pause ends by itself, unix seconds; null = until lifted.
        until: Option<u64>,
    },
    /// Its stake is to leave.
    Draining,
}

#[cw_serde]
pub struct ValidatorResponse {
    pub operator: String,
    pub weight: u64,
    pub status: ValidatorStatus,
    /// Commission at the last refresh.
    pub commission: Decimal,
    /// Whether it was in the bonded set at the last refresh.
    pub bonded: bool,
    /// Since when `bonded` has its value, unix seconds.
    pub since: u64,
    /// Since when its commission was seen above the maximum, unix seconds; null while it is not.
    pub dear_since: Option<u64>,
    /// When it was added, unix seconds.
    pub listed_at: u64,
    /// Whether it receives stake now.
    pub accepting: bool,
}

#[cw_serde]
pub struct ConfigResponse {
    pub hub: String,
    pub max_commission: Decimal,
    pub max_share_bps: u64,
    pub inactive_grace: u64,
    /// Time of the last refresh, unix seconds.
    pub refreshed_at: u64,
}

#[cw_serde]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {
    pub params: Option<RegistryParams>,
}
