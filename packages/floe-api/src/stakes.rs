//! The hub's stakes by raw storage read, which the registry makes for open validators.

use cosmwasm_std::{Addr, QuerierWrapper, StdResult};
use floe_core::units::Native;
use packed_store::packed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ask;

/// Key of the operator addresses in the hub, ascending: those with a stake, pending messages or a last payout.
pub const ROSTER_KEY: &str = "roster";
/// Key of the hub's stakes, in the order of the roster.
pub const STAKES_KEY: &str = "stakes";

/// The hub's stake on one validator.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// Booked delegation.
    pub booked: Native,
    /// Staking messages since the last observation.
    pub messages: u32,
}

packed!(struct Stake { booked, messages });

/// Operator address and booked delegation of all of the hub's stakes, ascending.
///
/// # Errors
/// When the address is not a Floe hub.
pub fn query_raw(querier: &QuerierWrapper, hub: &Addr) -> StdResult<Vec<(String, Native)>> {
    let roster: Vec<String> = ask::item(querier, hub, ROSTER_KEY, "hub")?;
    let stakes: Vec<Stake> = ask::item(querier, hub, STAKES_KEY, "hub")?;
    let booked = stakes.into_iter().map(|stake| stake.booked);
    Ok(roster.into_iter().zip(booked).collect())
}
