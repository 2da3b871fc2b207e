//! Every storage key of the registry. `ownership` is cw-ownable's and `contract_info` cw2's.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;
use cw_storage_plus::{Item, Map};
use floe_core::units::Seconds;

use crate::entry::Entry;
use crate::params::Params;

/// The validators in the order of their addition, which breaks ties in the hub; 1 to 100. Written by instantiate, the
/// owner's and guardian's messages and `refresh`; only `refresh` removes from it.
pub const VALIDATORS: Item<Vec<Entry>> = Item::new("validators");
/// The hub, the parameters and the time of the last refresh. Written by instantiate, `update_params`, `refresh` and
/// migrate.
pub const CONFIG: Item<Config> = Item::new("config");
/// Operator address → the guardian's arming that its pause of this validator used up. Written by the guardian's pauses;
/// never removed, so that adding a validator again does not return the pause.
pub const GUARDIAN_PAUSES: Map<&str, u64> = Map::new("guardian_pause");

#[cw_serde]
pub struct Config {
    /// Asked for the guardian, and for what is left on a draining validator.
    pub hub: Addr,
    pub params: Params,
    /// Unix seconds of the last refresh, at first of instantiation.
    pub refreshed_at: Seconds,
}
