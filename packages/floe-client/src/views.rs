//! What the modules of a chain answer, in one form for every chain.

use cosmwasm_std::{Decimal, Decimal256, Timestamp};

/// What a chain is, asked from it and not configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub chain_id: String,
    /// Bech32 prefix of accounts and contracts.
    pub prefix: String,
    /// The staking coin.
    pub denom: String,
}

/// The unit in which a chain wants a coin to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayUnit {
    pub name: String,
    /// It is ten to this of the base unit.
    pub exponent: u8,
}

/// Parameters of the staking module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StakingRules {
    /// Whole seconds, rounded up.
    pub unbonding_secs: u64,
    /// Most entries per (delegator, validator), and per (delegator, source, destination).
    pub max_entries: u32,
    /// Validators of the bonded set; none where the chain has no limit.
    pub max_validators: Option<u32>,
    pub denom: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    pub operator: String,
    /// Base units, rounded down.
    pub amount: u128,
}

/// Where a validator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BondStatus {
    Bonded,
    Unbonding,
    Unbonded,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainValidator {
    pub operator: String,
    /// The name it gives itself; empty on the embedded chain.
    pub moniker: String,
    pub status: BondStatus,
    pub jailed: bool,
    /// Base units of all delegators.
    pub tokens: u128,
    /// Shares of all delegators.
    pub shares: Decimal256,
    pub commission: Decimal,
}

impl ChainValidator {
    /// Whether it is in the bonded set and not about to leave it.
    pub fn is_bonded(&self) -> bool {
        self.status == BondStatus::Bonded && !self.jailed
    }
}

/// An undelegation under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnbondingEntry {
    pub operator: String,
    pub creation_height: u64,
    /// Base units at the start.
    pub initial: u128,
    /// Base units that will be paid.
    pub balance: u128,
    pub completion: Timestamp,
}

/// A redelegation under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedelegationEntry {
    /// Operator address.
    pub source: String,
    /// Operator address.
    pub destination: String,
    pub creation_height: u64,
    /// Base units moved.
    pub initial: u128,
    /// Shares received for them.
    pub shares: Decimal256,
    pub completion: Timestamp,
}

/// Rewards of one delegation in one denom, not withdrawn yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingReward {
    pub operator: String,
    pub denom: String,
    /// Base units; withdrawing rounds down.
    pub amount: Decimal256,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractInfo {
    pub code_id: u64,
    pub creator: String,
    /// Who may migrate it.
    pub admin: Option<String>,
    /// Empty on the embedded chain's older contracts.
    pub label: String,
}
