//! What of a hub is fixed, by raw storage read: which registry and collector are its own.

use cosmwasm_std::{Addr, QuerierWrapper, StdResult};
use floe_core::units::Shares;
use packed_store::packed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ask;

/// Key of [`Wiring`] in the hub.
pub const WIRING_KEY: &str = "wiring";

/// Addresses and constants.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Wiring {
    pub denom: String,
    pub decimals: u8,
    pub registry: Addr,
    pub collector: Addr,
    /// Shares of the hub itself, never burned.
    pub seed: Shares,
    pub rate_denoms: Vec<String>,
    /// The only one who may deposit; none = anyone. Immutable.
    pub depositors: Option<Addr>,
}

packed!(struct Wiring { denom, decimals, registry, collector, seed, rate_denoms, depositors });

/// What is fixed of a hub, by raw read.
///
/// # Errors
/// When the address is not a Floe hub.
pub fn query_raw(querier: &QuerierWrapper, hub: &Addr) -> StdResult<Wiring> {
    ask::item(querier, hub, WIRING_KEY, "hub")
}
