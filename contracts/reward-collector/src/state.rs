//! Every storage key of the collector. `ownership` is cw-ownable's and `contract_info` cw2's.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Addr;
use cw_storage_plus::Item;

/// Where the staking coin goes, and which it is. Written by instantiate, never changed or removed.
pub const CONFIG: Item<Config> = Item::new("config");

/// Where `sell` sends foreign coins. Written once by `set_swapper`, never changed or removed.
pub const SWAPPER: Item<Addr> = Item::new("swapper");

#[cw_serde]
pub struct Config {
    /// Receives the staking coin, and may name the keeper.
    pub hub: Addr,
    /// The staking coin's denom.
    pub denom: String,
}
