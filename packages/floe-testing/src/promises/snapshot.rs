//! The books at one moment, as far as the promises speak of them.

use std::collections::BTreeMap;

use floe_core::batch::{Cover, Unbonding};
use floe_core::exits::Moment;
use floe_core::units::NANOS;
use floe_core::{Books, Entry, EntryKey};

/// The longest that a parameter may keep a batch open, in seconds.
const LONGEST_INTERVAL: u64 = 7 * 86_400;
/// A batch closes at most this often in one unbonding time.
const CLOSES: u64 = 180;
/// The shortest time between two closes of a wind-down, in seconds.
const SHORTEST_INTERVAL: u64 = 10;

/// What of the parameters and powers the promises depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// `instant_reserve_bps`.
    pub reserve_bps: u64,
    /// `batch_interval` in seconds.
    pub interval: u64,
    /// `unbonding_estimate` in seconds.
    pub estimate: u64,
    pub max_entries: u64,
    /// Validators that are not draining.
    pub validators: u64,
    /// The chain's unbonding time in seconds.
    pub unbonding: u64,
    pub winding_down: bool,
}

/// Books, stake, entries and batches, after some message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub at: Moment,
    pub books: Books,
    pub terms: Terms,
    /// Booked delegations by validator.
    pub stake: BTreeMap<String, u128>,
    pub entries: BTreeMap<EntryKey, Entry>,
    /// Unsettled batches.
    pub batches: BTreeMap<u64, Unbonding>,
    /// Number of the open batch, and the shares in it.
    pub open: (u64, u128),
    /// Whether coins of overdue entries are missing.
    pub short: bool,
}

/// Amounts that follow from the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    pub floor: u128,
    pub probe: u128,
    pub min_move: u128,
}

impl Amounts {
    pub fn of(pool: u128, reserve_bps: u64) -> Self {
        let part = |bps: u128| pool / 10_000 * bps + pool % 10_000 * bps / 10_000;
        Self {
            floor: part(reserve_bps.into()).max(part(10)),
            probe: part(1).clamp(10_000, 1_000_000).min(pool),
            min_move: part(1).max(1_000),
        }
    }
}

impl Snapshot {
    pub fn seconds(&self) -> u64 {
        self.at.seconds()
    }

    pub fn pool(&self) -> u128 {
        self.books.pool(self.seconds()).units()
    }

    pub fn free(&self) -> u128 {
        self.books.free.units()
    }

    pub fn owed(&self) -> u128 {
        self.books.owed.units()
    }

    pub fn amounts(&self) -> Amounts {
        Amounts::of(self.pool(), self.terms.reserve_bps)
    }

    pub fn stake_on(&self, validator: &str) -> u128 {
        self.stake.get(validator).copied().unwrap_or_default()
    }

    /// The least time between two closes, in seconds: so long that entries are free for each of them.
    pub fn interval(&self) -> u64 {
        self.interval_for(self.terms.validators, self.terms.winding_down)
    }

    /// The same with another number of validators, or as if no wind-down had begun.
    pub fn interval_for(&self, validators: u64, winding_down: bool) -> u64 {
        let Terms {
            interval,
            estimate,
            max_entries,
            ..
        } = self.terms;
        if winding_down {
            return SHORTEST_INTERVAL.max(estimate / CLOSES);
        }
        let entries = max_entries.saturating_mul(validators).max(1);
        interval
            .max(estimate / entries)
            .max(estimate / CLOSES)
            .min(LONGEST_INTERVAL)
    }

    /// What exits need that are not covered: `owed − U − max(B − floor, 0)` while a batch waits for cover, otherwise
    /// `owed − U − B`.
    pub fn need(&self, uncovered: bool) -> u128 {
        let floor = if uncovered { self.amounts().floor } else { 0 };
        self.owed()
            .saturating_sub(self.books.undelegating.units())
            .saturating_sub(self.free().saturating_sub(floor))
    }

    /// What must stay in `B` for the batches that `counts` accepts: their payables and those before them, less what is on
    /// its way and comes in time for each, as `coming` tells.
    pub fn wanted(
        &self,
        counts: impl Fn(&Unbonding) -> bool,
        coming: impl Fn(u64, &Unbonding) -> u128,
    ) -> u128 {
        let (mut payable, mut most) = (0u128, 0u128);
        for (id, batch) in &self.batches {
            payable += batch.payable.units();
            if counts(batch) {
                most = most.max(payable.saturating_sub(coming(*id, batch)));
            }
        }
        most
    }

    /// What entries that are not yet due bring to a batch with such a cover.
    ///
    /// A due entry that has not been credited pays for nothing, and one that completes later than a batch needs it does
    /// not pay for that batch.
    pub fn coming(&self, cover: Cover) -> u128 {
        let until = match cover {
            Cover::Missing => u64::MAX,
            Cover::Liquid => 0,
            Cover::Until(completion) => completion,
        };
        let in_time = |key: &EntryKey| key.completion > self.at.nanos && key.completion <= until;
        let entries = self.entries.iter().filter(|(key, _)| in_time(key));
        entries.map(|(_, entry)| entry.expected.units()).sum()
    }

    /// Whether an entry that came due before `seconds` is still uncredited.
    pub fn waits_for_coins(&self, seconds: u64) -> bool {
        let first = self.entries.keys().next();
        first.is_some_and(|key| key.completion <= seconds.saturating_mul(NANOS))
    }
}
