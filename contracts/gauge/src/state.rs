//! Every storage key of the gauge. `contract_info` is cw2's. Values are packed.

use cosmwasm_std::{Addr, Env, Order, StdResult, Storage};
use cw_storage_plus::Bound;
use floe_core::gauge::{day_of, Ballot, LASTING_EPOCHS};
use floe_core::units::{Seconds, Units};
use packed_store::packed;
use packed_store::stored::{Item, Map};

/// What is fixed. Written by instantiate, never changed or removed.
pub const CONFIG: Item<Config> = Item::new("config");
/// The block in which the gauge was created. Written by instantiate, never changed or removed.
pub const CREATED: Item<u64> = Item::new("created");
/// Day → the last block of it in which the gauge was called. Written by instantiate and every message, never removed.
pub const CALLS: Map<u64, u64> = Map::new("call");
/// Proposal → what is voted on it. Written by `open` and `vote`, never removed.
pub const PROPOSALS: Map<u64, GaugeProposal> = Map::new("proposal");
/// (proposal, address) → the address's vote. Written by `vote`, never removed.
pub const BALLOTS: Map<(u64, &Addr), Ballot> = Map::new("ballot");
/// Address → its votes for validators. Written by `set_votes`, lowered by whoever tells of less power.
pub const VOTES: Map<&Addr, GaugeVotes> = Map::new("votes");
/// (epoch, operator) → votes that count from that epoch on, for 13 epochs. Written with [`VOTES`].
pub const SUMS: Map<(u64, &str), Units> = Map::new("sum");
/// (epoch, operator) → votes that count in that epoch for the last time, as their voter has set others. Written with [`VOTES`].
pub const LAST_SUMS: Map<(u64, &str), Units> = Map::new("last_sum");
/// The day in which weights were last set, zero before the first time. Written by instantiate and `apply`.
pub const APPLIED: Item<u64> = Item::new("applied");

/// What a gauge is instantiated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub hub: Addr,
    pub registry: Addr,
    pub power: Addr,
    pub quorum_bps: u64,
    pub alpha_bps: u64,
}

packed!(struct Config { hub, registry, power, quorum_bps, alpha_bps });

/// A proposal of x/gov as it is voted on here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GaugeProposal {
    /// Unix seconds.
    pub opened_at: Seconds,
    /// Two blocks before whose messages somebody must have had his power.
    pub height: u64,
    pub earlier: u64,
    /// All power when it was opened.
    pub power: Units,
    pub quorum: Units,
    pub tally: Ballot,
}

packed!(struct GaugeProposal { opened_at, height, earlier, power, quorum, tally });

/// Votes for validators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteRows {
    /// The first epoch in which they count.
    pub from: u64,
    /// What they count.
    pub power: Units,
    /// Operator and basis points.
    pub rows: Vec<VoteRow>,
}

packed!(struct VoteRows { from, power, rows });

/// A part of somebody's votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteRow {
    pub operator: String,
    pub bps: u64,
}

packed!(struct VoteRow { operator, bps });

impl VoteRows {
    /// The first epoch in which they no longer count, if they are not replaced.
    pub const fn until(&self) -> u64 {
        self.from.saturating_add(LASTING_EPOCHS)
    }
}

/// Somebody's votes: those that he has set last, and those before them, which count until the epoch in which the others begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GaugeVotes {
    pub set: Option<VoteRows>,
    /// Their `from` is the one epoch in which they still count.
    pub last: Option<VoteRows>,
}

packed!(struct GaugeVotes { set, last });

/// Notes the block of a message.
///
/// # Errors
/// When it cannot be read.
pub fn note_call(storage: &mut dyn Storage, env: &Env) -> StdResult<()> {
    let day = day_of(env.block.time.seconds());
    CALLS.save(storage, day, &env.block.height)
}

/// The last block with a message before a day began, or that of the gauge's creation where there was none. A contract cannot ask for
/// the first block of a day; but for a gauge that is younger than that day this one is never later.
///
/// # Errors
/// When it cannot be read.
pub fn last_call_before(storage: &dyn Storage, day: u64) -> StdResult<u64> {
    let before = Some(Bound::exclusive(day));
    let last = CALLS.range(storage, None, before, Order::Descending).next();
    match last {
        Some(last) => Ok(last?.1),
        None => CREATED.load(storage),
    }
}
