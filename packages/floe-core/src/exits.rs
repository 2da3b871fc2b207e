//! The exit queue: closing, covering, settling first in first out, and sharing losses with those who wait.

use crate::batch::{Cover, Settled, Unbonding};
use crate::convert::mul_div_floor;
use crate::error::CoreResult;
use crate::ledger::{Ledger, Rules};
use crate::units::{Nanos, Native, Seconds, Shares};

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

    /// What must still be undelegated for the unsettled batches: `owed − U − max(B − floor, 0)`.
    pub fn need(&self, now: Seconds, rules: &Rules) -> CoreResult<Native> {
        let floor = self.sizes(now, rules)?.floor;
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

    /// Gives every batch whose need is covered now the completion that it waits for.
    pub fn note_cover(&mut self, now: Seconds, rules: &Rules) -> CoreResult<()> {
        if self.need(now, rules)? >= self.sizes(now, rules)?.min_move {
            return Ok(());
        }
        let cover = self.latest_completion().map_or(Cover::Liquid, Cover::Until);
        for batch in self.batches.values_mut() {
            if batch.cover == Cover::Missing {
                batch.cover = cover;
            }
        }
        Ok(())
    }

    /// Whether everything that the batch waits for has been credited or written off.
    pub fn is_due(&self, batch: &Unbonding) -> bool {
        match batch.cover {
            Cover::Missing => false,
            Cover::Liquid => true,
            Cover::Until(completion) => self
                .entries
                .keys()
                .next()
                .is_none_or(|first| first.completion > completion),
        }
    }

    /// `E`: coins set aside for exits, `min(B, max(owed − U, Σ payable of the due batches at the head))`.
    pub fn earmark(&self) -> CoreResult<Native> {
        let due = Native::sum(
            self.batches
                .values()
                .take_while(|batch| self.is_due(batch))
                .map(|batch| batch.payable),
        )?;
        let uncovered = self.books.owed.less(self.books.undelegating);
        Ok(self.books.free.min(uncovered.max(due)))
    }

    /// Free coins beyond the earmark: what an instant exit may be paid from.
    pub fn buffer(&self) -> CoreResult<Native> {
        Ok(self.books.free.less(self.earmark()?))
    }

    /// Coins that may be delegated: `B − E − floor`.
    pub fn allocatable(&self, now: Seconds, rules: &Rules) -> CoreResult<Native> {
        Ok(self.buffer()?.less(self.sizes(now, rules)?.floor))
    }

    /// Ring-fences the coins of the oldest batches while they fit into the earmark, each whole, none in the block of
    /// its own close.
    pub fn settle(&mut self, at: Moment) -> CoreResult<Vec<(u64, Settled)>> {
        let mut settled = Vec::new();
        while let Some((id, batch)) = self.batches.first() {
            let id = *id;
            if batch.closed_height >= at.height || batch.payable > self.earmark()? {
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
        assert_eq!(l.allocatable(1, &rules()), Ok(Native::new(999_000)));
    }

    #[test]
    fn u5_a_batch_that_free_coins_cover_settles_in_the_next_block() {
        let mut l = closed(1_000_000, 400_000);
        assert_eq!(l.need(1, &rules()).unwrap(), Native::ZERO);
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Liquid);
        assert_eq!(l.settle(at(1)).unwrap(), []);
        let settled = l.settle(at(2)).unwrap();
        assert_eq!(settled[0].1.payable, Native::new(400_000));
        assert_eq!(
            (l.books.reserved, l.books.owed),
            (Native::new(400_000), Native::ZERO)
        );
    }

    #[test]
    fn a_batch_waits_for_the_latest_completion_in_flight_at_its_cover() {
        let mut l = closed(1_000_000, 400_000);
        fly(&mut l, 50, 700_000);
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Until(50));
        assert!(!l.is_due(&l.batches[&1]));
        l.close(2, Shares::new(100_000), at(2), 100).unwrap();
        fly(&mut l, 60, 100_000);
        l.note_cover(2, &rules()).unwrap();
        assert_eq!(l.batches[&2].cover, Cover::Until(60));
        assert_eq!(l.batches[&1].cover, Cover::Until(50));
        let seen = Sighting {
            at: Moment { height: 3, nanos: 50 },
            last_look: 0,
            bank: Native::new(900_000),
            delegations: Default::default(),
        };
        l.credit_arrivals(&seen, &rules()).unwrap();
        assert!(l.is_due(&l.batches[&1]) && !l.is_due(&l.batches[&2]));
        assert_eq!(l.earmark().unwrap(), Native::new(400_000));
        assert_eq!(l.buffer().unwrap(), Native::new(500_000));
    }

    #[test]
    fn a_need_keeps_its_batch_without_a_completion() {
        let mut l = closed(1_000_000, 999_500);
        assert_eq!(l.need(1, &rules()).unwrap(), Native::ZERO);
        l.books.delegated = l.books.free;
        l.books.free = Native::ZERO;
        l.note_cover(1, &rules()).unwrap();
        assert_eq!(l.batches[&1].cover, Cover::Missing);
        assert!(!l.is_due(&l.batches[&1]));
        assert_eq!(l.allocatable(1, &rules()).unwrap(), Native::ZERO);
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
        assert_eq!(l.settle(at(2)).unwrap(), []);
        l.books.free = Native::new(650_000);
        assert_eq!(l.settle(at(2)).unwrap().len(), 1);
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
        let settled = l.settle(at(2)).unwrap();
        assert_eq!(settled[0].1.payable, Native::ZERO);
    }
}
