//! The exit queue: closing, covering, settling first in first out, and sharing losses with those who wait.

use crate::batch::{Cover, Settled, Unbonding};
use crate::convert::{bps_of, mul_div_floor};
use crate::error::CoreResult;
use crate::flight::{Entry, EntryKey};
use crate::ledger::{Ledger, Rules};
use crate::map::SortedMap;
use crate::params::{Params, WIND_DOWN_INTERVAL};
use crate::units::{Nanos, Native, Seconds, Shares, DAY, NANOS};

/// Block in which something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// When the open batch may close, unix seconds; zero before the first close. `fixed` is what its first request has
/// fixed: a later change of the interval can only bring it forward.
pub fn close_due_at(last_close: Option<Seconds>, fixed: Option<Seconds>, interval: Seconds) -> Seconds {
    let next = last_close.map_or(0, |last| last.saturating_add(interval));
    fixed.map_or(next, |fixed| fixed.min(next))
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
mod tests {
    use super::*;
    use crate::flight::EntryKey;
    use crate::ledger::tests::{ledger, rules};
    use crate::observe::Sighting;
    use crate::units::NANOS;

    fn at(height: u64) -> Moment {
        Moment {
            height,
            nanos: height * NANOS,
        }
    }

    fn closed(pool: u128, shares: u128) -> Ledger {
        let mut l = ledger(pool, pool);
        l.close(1, Shares::new(shares), at(1), 100).unwrap();
        l
    }

    fn fly(l: &mut Ledger, completion: u64, amount: u128) {
        l.books.free = l.books.free.minus(Native::new(amount)).unwrap();
        l.books.undelegating = l.books.undelegating.plus(Native::new(amount)).unwrap();
        l.enter(
            EntryKey {
                completion,
                validator: "v".into(),
            },
            Native::new(amount),
            false,
        )
        .unwrap();
    }

    #[test]
    fn a_close_fixes_the_payable_and_leaves_the_rate() {
        let l = closed(1_000_000, 400_000);
        assert_eq!(l.books.owed, Native::new(400_000));
        assert_eq!(l.books.supply, Shares::new(600_000));
        assert_eq!(l.books.rate(1).to_string(), "1");
        assert_eq!(l.batches[&1].estimate, 101);
    }

    #[test]
    fn all_but_the_floor_may_be_delegated() {
        let l = ledger(1_000_000, 1_000_000);
        assert_eq!(l.allocatable(NANOS, &rules()), Ok(Native::new(999_000)));
    }

    #[test]
    fn u5_a_batch_that_free_coins_cover_settles_in_the_next_block() {
        let mut l = closed(1_000_000, 400_000);
        assert_eq!(l.need(1, &rules()).unwrap(), Native::ZERO);
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Liquid);
        assert_eq!(l.settle(at(1), &rules()).unwrap(), []);
        let settled = l.settle(at(2), &rules()).unwrap();
        assert_eq!(settled[0].1.payable, Native::new(400_000));
        assert_eq!(
            (l.books.reserved, l.books.owed),
            (Native::new(400_000), Native::ZERO)
        );
    }

    /// What an observation at `nanos` credits out of so many coins.
    fn arrive(l: &mut Ledger, nanos: u64, bank: u128) {
        let seen = Sighting {
            at: Moment { height: 3, nanos },
            last_look: 0,
            bank: Native::new(bank),
            delegations: Default::default(),
        };
        l.credit_arrivals(&seen, &rules()).unwrap();
    }

    #[test]
    fn a_batch_waits_for_the_earliest_completion_by_which_it_is_paid() {
        let mut l = closed(1_000_000, 400_000);
        fly(&mut l, 50, 700_000);
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Until(50));
        l.close(2, Shares::new(600_000), at(2), 100).unwrap();
        fly(&mut l, 60, 100_000);
        fly(&mut l, 60, 50_000);
        fly(&mut l, 70, 150_000);
        // 700,000 at 50 and 150,000 at 60 leave 150,000 of the million to 70.
        l.note_cover(2, &rules()).unwrap();
        assert_eq!(
            (l.batches[&1].cover, l.batches[&2].cover),
            (Cover::Until(50), Cover::Until(70))
        );
        l.batches.get_mut(&2).unwrap().payable = Native::new(450_000);
        l.batches.get_mut(&2).unwrap().cover = Cover::Missing;
        l.books.owed = Native::new(850_000);
        l.note_cover(2, &rules()).unwrap();
        assert_eq!(l.batches[&2].cover, Cover::Until(60));
        assert_eq!(l.earmark(0, &rules()), Ok(Native::ZERO));
        arrive(&mut l, 50, 700_000);
        // The first batch has come due with 700,000, the second lacks what comes at 60.
        assert_eq!(l.earmark(50, &rules()), Ok(Native::new(700_000)));
        // What is due but has not come pays for nothing.
        assert_eq!(l.earmark(60, &rules()), Ok(Native::new(700_000)));
        l.books.free = Native::new(900_000);
        assert_eq!(l.earmark(59, &rules()), Ok(Native::new(700_000)));
        assert_eq!(l.earmark(60, &rules()), Ok(Native::new(850_000)));
        assert_eq!(l.buffer(60, &rules()), Ok(Native::new(50_000)));
    }

    #[test]
    fn an_entry_that_completes_after_a_batch_needs_it_does_not_pay_for_it() {
        let mut l = closed(1_000_000, 400_000);
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Liquid);
        fly(&mut l, 50, 400_000);
        assert_eq!(l.earmark(0, &rules()), Ok(Native::new(400_000)));
        assert_eq!(l.buffer(0, &rules()), Ok(Native::new(200_000)));
        // An uncovered batch counts all that is on its way, and keeps the floor.
        l.batches.get_mut(&1).unwrap().cover = Cover::Missing;
        assert_eq!(l.earmark(0, &rules()), Ok(Native::ZERO));
        assert_eq!(l.buffer(0, &rules()), Ok(Native::new(599_400)));
    }

    #[test]
    fn the_floor_is_a_reason_to_undelegate_only_for_an_uncovered_batch() {
        let mut l = closed(1_000_000, 400_000);
        fly(&mut l, 50, 600_000);
        l.books.delegated = Native::new(200_000);
        l.books.undelegating = Native::new(400_000);
        l.books.free = Native::new(100);
        assert_eq!(l.need(1, &rules()), Ok(Native::ZERO));
        l.books.owed = Native::new(400_700);
        assert_eq!(l.need(1, &rules()), Ok(Native::new(700)));
        l.batches.get_mut(&1).unwrap().cover = Cover::Until(50);
        assert_eq!(l.need(1, &rules()), Ok(Native::new(600)));
    }

    #[test]
    fn the_reserve_is_not_there_for_a_batch_when_it_is_noted() {
        let reserved = Rules {
            instant_reserve_bps: 1_000,
            ..rules()
        };
        let mut l = closed(1_000_000, 400_000);
        l.books.free = Native::new(459_000);
        l.books.delegated = Native::new(541_000);
        // 400,000 less 459,000 beyond a tenth of 600,000.
        assert_eq!(l.need(1, &reserved), Ok(Native::new(1_000)));
        l.note_cover(1, &reserved).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Missing);
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Liquid);
    }

    #[test]
    fn nothing_is_noted_while_an_undelegation_is_unanswered() {
        let mut l = closed(1_000_000, 999_000);
        l.books.free = Native::ZERO;
        l.books.delegated = Native::new(1_000_000);
        let position = l.positions.or_default("v".into());
        position.booked = Native::new(1_000_000);
        l.undelegate("v", Native::new(999_000)).unwrap();
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Missing);
        assert_eq!(l.tail_to_note(1, &rules()), Ok(None));
        l.answered("v");
        let key = EntryKey {
            completion: 50,
            validator: "v".into(),
        };
        l.enter(key, Native::new(999_000), false).unwrap();
        assert_eq!(l.tail_to_note(1, &rules()), Ok(Some(Native::ZERO)));
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Until(50));
    }

    #[test]
    fn the_entries_that_a_reply_reads_tell_the_same_as_all_of_them() {
        for spare in [0, 99, 100, 101, 250, 299, 300, 600, 601] {
            let mut all = closed(1_000_000, 1_000);
            all.books.free = Native::new(spare);
            all.books.delegated = Native::new(1_000_000 - 1_600 - spare);
            for (completion, amount) in [(10, 700), (20, 300), (30, 0), (30, 200), (40, 100), (50, 300)] {
                all.books.undelegating = all.books.undelegating.plus(Native::new(amount)).unwrap();
                let validator = format!("v{}", all.entries.len());
                let key = EntryKey {
                    completion,
                    validator,
                };
                all.enter(key, Native::new(amount), false).unwrap();
            }
            let tail = all.tail_to_note(1, &rules()).unwrap().unwrap();
            let mut part = all.clone();
            let mut sum = Native::ZERO;
            part.entries = SortedMap::new();
            for (key, entry) in all.entries.iter().rev() {
                part.entries.insert(key.clone(), *entry);
                sum = sum.more(entry.expected);
                if sum > tail {
                    break;
                }
            }
            all.note_cover(1, &rules()).unwrap();
            part.note_cover(1, &rules()).unwrap();
            assert_eq!(part.batches, all.batches, "{spare}");
            // By hand: the first completion by which 1,000 have come.
            let by = [(10, 700), (20, 1_000), (30, 1_200), (40, 1_300), (50, 1_600)];
            let first = by.iter().find(|(_, come)| come + spare >= 1_000).unwrap().0;
            assert_eq!(all.batches[&1].cover, Cover::Until(first), "{spare}");
        }
    }

    #[test]
    fn a_batch_that_is_covered_up_to_less_than_a_move_waits_for_the_latest() {
        let mut l = closed(1_000_000, 400_000);
        fly(&mut l, 50, 399_001);
        l.books.free = Native::ZERO;
        l.books.delegated = Native::new(600_999);
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Until(50));
        // With nothing in flight it waits for nothing.
        let mut l = closed(1_000_000, 400);
        l.books.free = Native::ZERO;
        l.books.delegated = Native::new(1_000_000);
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Liquid);
    }

    #[test]
    fn free_coins_of_a_wind_down_are_for_whoever_leaves() {
        let down = Rules {
            winding_down: true,
            ..rules()
        };
        let mut l = closed(1_000_000, 400_000);
        fly(&mut l, 50 * NANOS, 700_000);
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.earmark(0, &rules()), Ok(Native::ZERO));
        assert_eq!(l.earmark(0, &down), Ok(Native::new(300_000)));
        l.books.free = Native::new(500_000);
        assert_eq!(l.settle(at(2), &rules()).unwrap(), []);
        assert_eq!(l.settle(at(2), &down).unwrap().len(), 1);
        assert_eq!(l.books.free, Native::new(100_000));
    }

    #[test]
    fn the_interval_in_force_lets_entries_last_for_an_unbonding_time() {
        let mut params = Params::defaults(6);
        let day = |params: &Params, validators| interval_in_force(params, validators, false);
        // 21 days over 7 entries each: 3 days with one, half a day with six.
        for (validators, interval) in [
            (0, 259_200),
            (1, 259_200),
            (2, 129_600),
            (3, DAY),
            (6, DAY),
            (100, DAY),
        ] {
            assert_eq!(day(&params, validators), interval, "{validators}");
        }
        params.exit.batch_interval = 10;
        assert_eq!(day(&params, 6), 43_200);
        assert_eq!(day(&params, 11), 23_563);
        assert_eq!(day(&params, 100), 10_080);
        assert_eq!(interval_in_force(&params, 1, true), 10_080);
        params.exit.unbonding_estimate = 90 * DAY;
        assert_eq!(day(&params, 1), 7 * DAY);
        params.exit.unbonding_estimate = 40;
        assert_eq!(day(&params, 3), 10);
        assert_eq!(interval_in_force(&params, 3, true), 10);
    }

    #[test]
    fn what_the_first_request_has_fixed_is_only_brought_forward() {
        assert_eq!(close_due_at(None, None, 100), 0);
        assert_eq!(close_due_at(Some(50), None, 100), 150);
        assert_eq!(close_due_at(Some(50), Some(150), 200), 150);
        assert_eq!(close_due_at(Some(50), Some(150), 20), 70);
        assert_eq!(close_due_at(None, Some(150), 20), 0);
    }

    #[test]
    fn a_need_keeps_its_batch_without_a_completion() {
        let mut l = closed(1_000_000, 999_500);
        assert_eq!(l.need(1, &rules()).unwrap(), Native::ZERO);
        l.books.delegated = l.books.free;
        l.books.free = Native::ZERO;
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Missing);
        assert_eq!(l.allocatable(NANOS, &rules()).unwrap(), Native::ZERO);
    }

    #[test]
    fn a_small_need_waits_while_the_floor_pays_it_and_is_covered_when_it_does_not() {
        let mut l = closed(1_000_000, 500);
        for (free, to_cover) in [(500, 500), (499, 1_000), (0, 1_000), (1_499, 0)] {
            l.books.delegated = Native::new(1_000_000 - free);
            l.books.free = Native::new(free);
            assert_eq!(
                l.to_cover(1, &rules()).unwrap(),
                Native::new(to_cover),
                "{free} free"
            );
        }
        l.books.free = Native::ZERO;
        l.books.undelegating = Native::new(500);
        assert_eq!(l.to_cover(1, &rules()).unwrap(), Native::ZERO);
    }

    #[test]
    fn a_batch_is_settled_whole_and_in_order() {
        let mut l = closed(1_000_000, 600_000);
        l.close(2, Shares::new(100_000), at(1), 100).unwrap();
        l.books.delegated = Native::new(500_000);
        l.books.free = Native::new(500_000);
        assert_eq!(l.settle(at(2), &rules()).unwrap(), []);
        l.books.free = Native::new(650_000);
        assert_eq!(l.settle(at(2), &rules()).unwrap().len(), 1);
        assert_eq!(l.books.free, Native::new(50_000));
    }

    #[test]
    fn a_loss_is_shared_in_proportion_and_a_return_mirrors_it_up_to_the_ceiling() {
        let mut l = closed(1_000_000, 400_000);
        l.books.free = Native::new(900_000);
        let borne = l
            .share_loss(Native::new(100_000), Native::new(1_000_000))
            .unwrap();
        assert_eq!(borne, Native::new(40_000));
        assert_eq!(
            (l.batches[&1].payable, l.books.owed),
            (Native::new(360_000), Native::new(360_000))
        );
        let given = l
            .share_gain(Native::new(50_000), Native::new(900_000), Share::Restore)
            .unwrap();
        assert_eq!(given, Native::new(20_000));
        let given = l
            .share_gain(Native::new(900_000), Native::new(950_000), Share::Restore)
            .unwrap();
        assert_eq!(given, Native::new(20_000));
        let given = l
            .share_gain(Native::new(100), Native::new(1_000), Share::Full)
            .unwrap();
        assert_eq!(given, Native::new(40_000));
    }

    #[test]
    fn what_nobody_has_a_part_in_is_shared_with_nobody() {
        let mut l = closed(1_000_000, 400_000);
        let before = l.clone();
        let (some, nothing) = (Native::new(5), Native::ZERO);
        for (amount, equity) in [(some, nothing), (nothing, nothing), (nothing, some)] {
            assert_eq!(l.share_loss(amount, equity), Ok(nothing));
            assert_eq!(l.share_gain(amount, equity, Share::Full), Ok(nothing));
            assert_eq!(l, before);
        }
    }

    #[test]
    fn n8_a_batch_of_a_depleted_pool_is_worth_nothing_and_settles() {
        let mut l = ledger(0, 1_000);
        l.close(1, Shares::new(500), at(1), 100).unwrap();
        l.note_cover(1, &rules()).unwrap();
        let settled = l.settle(at(2), &rules()).unwrap();
        assert_eq!(settled[0].1.payable, Native::ZERO);
    }
}
