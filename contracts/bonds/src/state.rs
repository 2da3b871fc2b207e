//! Every storage key of the contract. `contract_info` is cw2's; [`POSTED`] and [`CARRYING`], which others read raw, are declared
//! in `floe_api::bonds`. Values are packed.

use cosmwasm_std::{Addr, StdResult, Storage};
pub use floe_api::bonds::{CARRYING, POSTED};
use floe_core::units::{Seconds, Shares};
use packed_store::packed;
use packed_store::stored::{Item, Map};

/// What is fixed. Written by instantiate, never changed or removed.
pub const CONFIG: Item<Config> = Item::new("config");
/// Operator address → shares that cool. Written by `begin_withdraw`, removed by the withdrawal.
pub const COOLING: Map<&str, Cooling> = Map::new("cooling");
/// (operator address, account) → shares that the account has posted for it since ever. Written by posts.
pub const POSTERS: Map<(&str, &Addr), Shares> = Map::new("poster");

/// What the contract is instantiated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub hub: Addr,
    pub registry: Addr,
    /// 10 to 1,000.
    pub bond_bps: u64,
    /// In seconds.
    pub cooldown: Seconds,
}

packed!(struct Config { hub, registry, bond_bps, cooldown });

/// Shares on their way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cooling {
    /// Before what burns of them.
    pub shares: Shares,
    /// The first second in which they may be withdrawn.
    pub ready: Seconds,
    /// Who is paid.
    pub account: Addr,
}

packed!(struct Cooling { shares, ready, account });

/// What was posted for an operator, and what of it cools.
///
/// # Errors
/// When it cannot be read.
pub fn bond(storage: &dyn Storage, operator: &str) -> StdResult<(Shares, Option<Cooling>)> {
    let posted = POSTED.may_load(storage, operator)?.unwrap_or_default();
    Ok((posted, COOLING.may_load(storage, operator)?))
}

/// Brings what the registry reads in line with what was posted for an operator, if it is among those listed.
///
/// # Errors
/// When it cannot be read.
pub fn tell_carrying(storage: &mut dyn Storage, operator: &str) -> StdResult<()> {
    let (posted, cooling) = bond(storage, operator)?;
    let mut carrying = CARRYING.load(storage)?;
    let Some(known) = carrying.bonds.iter_mut().find(|bond| bond.operator == operator) else {
        return Ok(());
    };
    known.shares = posted.less(cooling.map(|cooling| cooling.shares).unwrap_or_default());
    CARRYING.save(storage, &carrying)
}
