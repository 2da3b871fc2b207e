//! Every storage key of the backstop. `contract_info` is cw2's. Values are packed.

use cosmwasm_std::{Addr, StdResult, Storage};
use floe_api::backstop::BOOKS_KEY;
use floe_core::backstop::{BackstopBooks, BackstopPosition, BackstopTerms};
use floe_core::units::Seconds;
use packed_store::packed;
use packed_store::stored::{Item, Map};

use crate::error::ContractResult;

/// What is fixed. Written by instantiate, never changed or removed.
pub const CONFIG: Item<Config> = Item::new("config");
/// What is pooled. Written by instantiate and by every message but `withdraw` and `accept_guarantor`.
pub const BOOKS: Item<BackstopBooks> = Item::new(BOOKS_KEY);
/// Address → its units, and those that cool. Written by deposits, `begin`, `stop` and withdrawals, removed with the last
/// unit.
pub const POSITIONS: Map<&Addr, BackstopPosition> = Map::new("position");

/// What a backstop is instantiated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub hub: Addr,
    /// In seconds.
    pub cooldown: Seconds,
}

packed!(struct Config { hub, cooldown });

impl Config {
    /// # Errors
    /// Never for what was instantiated.
    pub fn terms(&self) -> ContractResult<BackstopTerms> {
        Ok(BackstopTerms::new(self.cooldown)?)
    }
}

/// Nothing for who has none.
///
/// # Errors
/// When it cannot be read.
pub fn position(storage: &dyn Storage, user: &Addr) -> StdResult<BackstopPosition> {
    Ok(POSITIONS.may_load(storage, user)?.unwrap_or_default())
}

/// Saves a position, or forgets it with its last unit.
///
/// # Errors
/// None in practice.
pub fn save_position(storage: &mut dyn Storage, user: &Addr, position: &BackstopPosition) -> StdResult<()> {
    if position.units.is_zero() {
        POSITIONS.remove(storage, user);
        return Ok(());
    }
    POSITIONS.save(storage, user, position)
}
