//! The exit queue (withdrawal queue): closing, covering, settling first in first out, and sharing
//! losses (socialised) with those who wait.

use crate::batch::{Cover, Settled, Unbonding};
use crate::convert::{bps_of, mul_div_floor};
use crate::error::CoreResult;
use crate::flight::{Entry, EntryKey};
use crate::ledger::{Ledger, Rules};
use crate::map::SortedMap;
use crate::params::{Param, Params, WIND_DOWN_INTERVAL};
use crate::units::{Nanos, Native, Seconds, Shares, DAY, NANOS};

/// Block in which something happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    pub height: u64,
    /// Nanoseconds since the unix epoch.
    pub nanos: Nanos,
}

impl Moment {
    pub fn seconds(&self) -> Seconds {
        self.nanos / crate::units::NANOS
    }
}

/// Most batches that close in one unbonding time, half of what may wait for settlement at once.
const CLOSES: u64 = 180;
/// The longest interval between two closes, in seconds.
const MAX_INTERVAL: Seconds = 7 * DAY;

/// The parameters that bear on the interval in force.
pub const PACE: [Param; 3] = [Param::BatchInterval, Param::UnbondingEstimate, Param::MaxEntries];

/// The least time between two closes in force, in seconds: the parameter, or longer where the chain's entries would not
/// last for an unbonding time of closes that each undelegate from one validator. `validators` are those not draining;
/// unknown ones count as a single one. Rounds down. A wind-down has only the number of batches to mind.
pub fn interval_in_force(params: &Params, validators: usize, winding_down: bool) -> Seconds {
    let time = params.exit.unbonding_estimate;
    let spread = time / CLOSES;
    if winding_down {
        return spread.max(WIND_DOWN_INTERVAL);
    }
    let validators = u64::try_from(validators).unwrap_or(u64::MAX);
    let entries = validators
        .max(1)
        .saturating_mul(params.staking.max_entries.into());
    let interval = params.exit.batch_interval.max(spread);
    interval
        .max(time.checked_div(entries).unwrap_or(time))
        .min(MAX_INTERVAL)
}

/// How far a gain may lift the payables of unsettled batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// Up to what each was to be paid at its close.
    Restore,
    /// Without limit.
    Full,
}

impl Ledger {
    /// Closes the open batch: one rate for all its shares, which leave the supply. The pool bears the rounding.
    pub fn close(
        &mut self,
        id: u64,
        shares: Shares,
        at: Moment,
        unbonding_estimate: Seconds,
    ) -> CoreResult<Unbonding> {
        let payable = self.books.native_for(shares, at.seconds())?;
        self.books.supply = self.books.supply.minus(shares)?;
        self.books.owed = self.books.owed.plus(payable)?;
        let batch = Unbonding {
            shares,
            payable,
            ceiling: payable,
            closed_height: at.height,
            estimate: at.seconds().saturating_add(unbonding_estimate),
            cover: Cover::Missing,
        };
        self.shed_carry()?;
        self.recap(at.seconds());
        self.batches.insert(id, batch.clone());
        Ok(batch)
    }

    /// Whether a closed batch has not been noted as covered yet.
    pub fn has_uncovered(&self) -> bool {
        self.batches.values().any(|batch| batch.cover == Cover::Missing)
    }

    /// The floor while a batch is uncovered. What covered batches wait for is on its way, and to refill the floor is no
    /// reason to undelegate: small instant exits, each followed by a crank, would use up every entry.
    fn floor_for_cover(&self, now: Seconds, rules: &Rules) -> CoreResult<Native> {
        Ok(if self.has_uncovered() {
            self.sizes(now, rules)?.floor
        } else {
            Native::ZERO
        })
    }

    /// What must still be undelegated for the unsettled batches: `owed − U − max(B − floor, 0)` while one of them is
    /// uncovered, else `owed − U − B`.
    pub fn need(&self, now: Seconds, rules: &Rules) -> CoreResult<Native> {
        let floor = self.floor_for_cover(now, rules)?;
        Ok(self
            .books
            .owed
            .less(self.books.undelegating)
            .less(self.books.free.less(floor)))
    }

    /// What cover undelegates: the need. One below the smallest move waits for the next income, unless coins in hand
    /// and on the way do not pay what is owed even with the floor: then a smallest move is undelegated for it, as
    /// income may never come (docs/adr/0010).
    pub fn to_cover(&self, now: Seconds, rules: &Rules) -> CoreResult<Native> {
        let need = self.need(now, rules)?;
        let min_move = self.sizes(now, rules)?.min_move;
        let coming = self.books.undelegating.more(self.books.free);
        Ok(if self.books.owed > coming {
            need.max(min_move)
        } else {
            need
        })
    }

    /// Free coins that a batch may count on when it is noted as covered: `max(B − T, 0)`, `T` being the instant reserve.
    fn liquid(&self, now: Seconds, rules: &Rules) -> CoreResult<Native> {
        let reserve = bps_of(self.books.pool(now), rules.instant_reserve_bps)?;
        Ok(self.books.free.less(reserve))
    }

    /// Whether what is in hand and on the way pays everything up to less than a smallest move.
    fn is_covered(&self, liquid: Native, now: Seconds, rules: &Rules) -> CoreResult<bool> {
        let unpaid = self.books.owed.less(self.books.undelegating).less(liquid);
        let unanswered = self.positions.values().any(|p| p.pending > 0);
        Ok(!unanswered && unpaid < self.sizes(now, rules)?.min_move)
    }

    /// How much of what is expected latest [`Ledger::note_cover`] has to see: entries from the latest on until their sum
    /// exceeds it. None where it looks at no entry.
    pub fn tail_to_note(&self, now: Seconds, rules: &Rules) -> CoreResult<Option<Native>> {
        let liquid = self.liquid(now, rules)?;
        if !self.is_covered(liquid, now, rules)? {
            return Ok(None);
        }
        let mut owed = Native::ZERO;
        for batch in self.batches.values() {
            owed = owed.plus(batch.payable)?;
            if batch.cover == Cover::Missing && owed > liquid {
                return Ok(Some(liquid.more(self.books.undelegating).less(owed)));
            }
        }
        Ok(None)
    }

    /// Notes batches as covered once what is in hand and on the way pays for them, each with the completion that it waits
    /// for: the earliest by which entries and free coins beyond the instant reserve pay everything up to it.
    ///
    /// With the floor in this test, whoever cranks shortly before a batch is paid could make it wait for an entry that
    /// only fills the floor.
    pub fn note_cover(&mut self, now: Seconds, rules: &Rules) -> CoreResult<()> {
        let liquid = self.liquid(now, rules)?;
        if !self.has_uncovered() || !self.is_covered(liquid, now, rules)? {
            return Ok(());
        }
        let coming = liquid.more(self.books.undelegating);
        let mut owed = Native::ZERO;
        for batch in self.batches.values_mut() {
            owed = owed.plus(batch.payable)?;
            if batch.cover == Cover::Missing {
                batch.cover = if owed <= liquid {
                    Cover::Liquid
                } else {
                    earliest(&self.entries, coming.minus(owed).ok())
                };
            }
        }
        Ok(())
    }

    /// What is expected of the entries that are not yet due: up to each completion, ascending.
    fn coming(&self, now: Nanos) -> Coming {
        let mut sum = Native::ZERO;
        let mut due = Native::ZERO;
        let mut by = Vec::new();
        for (key, entry) in self.entries.iter() {
            if key.completion > now {
                sum = sum.more(entry.expected);
                by.push((key.completion, sum));
            } else {
                due = due.more(entry.expected);
            }
        }
        let all = self.books.undelegating.less(due);
        Coming { by, all }
    }

    /// `E`: coins set aside for exits. Each batch needs what is owed up to it beyond what entries bring in time for it; an
    /// entry that comes later does not pay for it, and one that is due but has not come pays for nothing. Free coins of
    /// a wind-down have no better use.
    pub fn earmark(&self, now: Nanos, rules: &Rules) -> CoreResult<Native> {
        self.set_aside(&self.coming(now), rules)
    }

    fn set_aside(&self, coming: &Coming, rules: &Rules) -> CoreResult<Native> {
        let books = &self.books;
        if rules.winding_down {
            return Ok(books.free.min(books.owed));
        }
        let (mut most, mut owed) = (Native::ZERO, Native::ZERO);
        for batch in self.batches.values() {
            owed = owed.plus(batch.payable)?;
            let in_time = match batch.cover {
                Cover::Missing => coming.all,
                Cover::Liquid => Native::ZERO,
                Cover::Until(latest) => coming.until(latest),
            };
            most = most.max(owed.less(in_time));
        }
        Ok(books.free.min(most))
    }

    /// `φ`: free coins beyond those set aside, less the floor while a batch is uncovered: what an instant exit may be
    /// paid from.
    pub fn buffer(&self, now: Nanos, rules: &Rules) -> CoreResult<Native> {
        let floor = self.floor_for_cover(now / NANOS, rules)?;
        Ok(self.books.free.less(self.earmark(now, rules)?).less(floor))
    }

    /// Coins that may be delegated: `B − E − floor`.
    pub fn allocatable(&self, now: Nanos, rules: &Rules) -> CoreResult<Native> {
        let floor = self.sizes(now / NANOS, rules)?.floor;
        Ok(self.books.free.less(self.earmark(now, rules)?).less(floor))
    }

    /// Ring-fences the coins of the oldest batches while they fit into what is set aside, each whole, none in the block
    /// of its own close.
    pub fn settle(&mut self, at: Moment, rules: &Rules) -> CoreResult<Vec<(u64, Settled)>> {
        let coming = self.coming(at.nanos);
        let mut settled = Vec::new();
        while let Some((id, batch)) = self.batches.first() {
            let id = *id;
            if batch.closed_height >= at.height || batch.payable > self.set_aside(&coming, rules)? {
                break;
            }
            let Some(batch) = self.batches.remove(&id) else {
                break;
            };
            self.books.free = self.books.free.minus(batch.payable)?;
            self.books.owed = self.books.owed.minus(batch.payable)?;
            self.books.reserved = self.books.reserved.plus(batch.payable)?;
            settled.push((id, batch.settle(at.seconds())));
        }
        Ok(settled)
    }

    /// Shares a loss that the assets have already suffered between the pool and everyone who waits: each unsettled
    /// payable becomes `⌊payable · (X − L) / X⌋`, the pool bears the remainder. Returns what the batches lost.
    pub(crate) fn share_loss(&mut self, loss: Native, equity: Native) -> CoreResult<Native> {
        if loss.is_zero() || equity.is_zero() {
            return Ok(Native::ZERO);
        }
        let kept = equity.less(loss);
        let mut borne = Native::ZERO;
        for batch in self.batches.values_mut() {
            let payable =
                mul_div_floor(batch.payable.units(), kept.units(), equity.units()).map(Native::new)?;
            borne = borne.plus(batch.payable.less(payable))?;
            batch.payable = payable;
        }
        self.books.owed = self.books.owed.less(borne);
        Ok(borne)
    }

    /// Shares a gain that the assets already have with everyone who waits: each unsettled batch gets
    /// `⌊gain · payable / X⌋` by its present payable. Returns what the batches got.
    pub(crate) fn share_gain(&mut self, gain: Native, equity: Native, share: Share) -> CoreResult<Native> {
        if gain.is_zero() || equity.is_zero() {
            return Ok(Native::ZERO);
        }
        let mut given = Native::ZERO;
        for batch in self.batches.values_mut() {
            let part = mul_div_floor(gain.units(), batch.payable.units(), equity.units()).map(Native::new)?;
            let part = match share {
                Share::Restore => part.min(batch.ceiling.less(batch.payable)),
                Share::Full => part,
            };
            batch.payable = batch.payable.plus(part)?;
            given = given.plus(part)?;
        }
        self.books.owed = self.books.owed.plus(given)?;
        Ok(given)
    }
}

/// What entries that are not yet due are expected to bring.
struct Coming {
    /// Up to each completion, ascending.
    by: Vec<(Nanos, Native)>,
    /// Undelegations that the chain has not answered yet included.
    all: Native,
}

impl Coming {
    fn until(&self, latest: Nanos) -> Native {
        let count = self.by.partition_point(|(completion, _)| *completion <= latest);
        let last = count.checked_sub(1).and_then(|last| self.by.get(last));
        last.map_or(Native::ZERO, |(_, sum)| *sum)
    }
}

/// The earliest completion without which the entries would not do: those later than it together bring no more than
/// `spare`. The latest if there is nothing to spare at all, none if nothing is in flight.
fn earliest(entries: &SortedMap<EntryKey, Entry>, spare: Option<Native>) -> Cover {
    let mut later = Native::ZERO;
    let mut found = Cover::Liquid;
    for (key, entry) in entries.iter().rev() {
        if found == Cover::Until(key.completion) {
            // One moment brings all its entries.
        } else if spare.is_some_and(|spare| later <= spare) || found == Cover::Liquid {
            found = Cover::Until(key.completion);
        } else {
            break;
        }
        later = later.more(entry.expected);
    }
    found
}

#[cfg(test)]
mod tests;
