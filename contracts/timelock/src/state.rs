//! Every storage key of the timelock. `contract_info` is cw2's. Values are packed.

use cosmwasm_std::{Addr, StdResult, Storage};
use floe_api::timelock::ProposedMsg;
use floe_core::units::{Seconds, Shares};
use floe_core::wait::{WaitTimes, Waiting};
use packed_store::packed;
use packed_store::stored::{Item, Map};

use crate::error::{ContractError, ContractResult};

/// What is fixed. Written by instantiate, never changed or removed.
pub const CONFIG: Item<Config> = Item::new("config");
/// How long proposals wait, in seconds. Written by instantiate and `update_times`.
pub const TIMES: Item<WaitTimes> = Item::new("times");
/// Who may propose and who may cancel. Written by instantiate and by the messages about them.
pub const MEMBERS: Item<TimelockMembers> = Item::new("members");
/// The number of the newest proposal, zero before the first. Written by instantiate and `queue`.
pub const LAST: Item<u64> = Item::new("last");
/// Shares of all who object, to whatever proposal. Written by instantiate, `receive`, `retract` and `leave`.
pub const LOCKED: Item<Shares> = Item::new("locked");

/// Number → what is proposed. Written by `queue`, never changed or removed.
pub const PROPOSALS: Map<u64, TimelockProposal> = Map::new("proposal");
/// Number → how it waits. Written by everything about the proposal, never removed.
pub const WAITING: Map<u64, Waiting> = Map::new("waiting");
/// Proposer → numbers of the proposals that were open when it queued last. Written by `queue`.
pub const OPEN: Map<&Addr, Vec<u64>> = Map::new("open");
/// (number, address) → with what it objects. Written by `receive`, `retract` and `leave`, removed with the last share where none
/// has left.
pub const OBJECTIONS: Map<(u64, &Addr), Objection> = Map::new("objection");

/// What a timelock is instantiated with and has read of its hub then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub hub: Addr,
    pub registry: Addr,
    pub collector: Addr,
    /// Shares of the hub that nobody owns.
    pub seed: Shares,
}

packed!(struct Config { hub, registry, collector, seed });

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelockMembers {
    /// 1 to 5.
    pub proposers: Vec<Addr>,
    /// At most 5.
    pub cancellers: Vec<Addr>,
}

packed!(struct TimelockMembers { proposers, cancellers });

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelockProposal {
    pub proposer: Addr,
    pub title: String,
    pub link: Option<String>,
    /// In the order of their sending.
    pub msgs: Vec<ProposedMsg>,
}

packed!(struct TimelockProposal { proposer, title, link, msgs });

/// With what somebody objects to a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objection {
    /// Shares that are here.
    pub locked: Shares,
    /// Shares that went to the exit queue.
    pub left: Shares,
    /// When the last of those that are here came, unix seconds.
    pub last: Seconds,
}

packed!(struct Objection { locked, left, last });

/// How a proposal waits.
///
/// # Errors
/// [`ContractError::UnknownProposal`].
pub fn waiting(storage: &dyn Storage, id: u64) -> ContractResult<Waiting> {
    let waiting = WAITING.may_load(storage, id)?;
    waiting.ok_or(ContractError::UnknownProposal { id })
}

/// Nothing for who does not object.
///
/// # Errors
/// When it cannot be read.
pub fn objection(storage: &dyn Storage, id: u64, user: &Addr) -> StdResult<Objection> {
    Ok(OBJECTIONS.may_load(storage, (id, user))?.unwrap_or_default())
}

/// Saves with what somebody objects, or forgets it where that is nothing.
///
/// # Errors
/// None in practice.
pub fn save_objection(
    storage: &mut dyn Storage,
    id: u64,
    user: &Addr,
    objection: &Objection,
) -> StdResult<()> {
    if objection.locked.is_zero() && objection.left.is_zero() {
        OBJECTIONS.remove(storage, (id, user));
        return Ok(());
    }
    OBJECTIONS.save(storage, (id, user), objection)
}
