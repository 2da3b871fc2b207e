//! The performance fee: on net profit only (the carry is its high-water mark), paid as new shares.

use crate::convert::{bps_of, mul_div_floor, to_shares};
use crate::error::CoreResult;
use crate::ledger::{Ledger, Rules};
use crate::units::{Native, Seconds, Shares, DAY};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a harvest did to the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Harvest {
    /// Part of the gain that made good earlier losses.
    pub repaid: Native,
    /// Fee in base units of the coin: `⌊φ · (gain − repaid)⌋`.
    pub fee: Native,
    /// New shares for the fee at the current rate, rounded down.
    pub fee_shares: Shares,
}

/// The rate of the fee, and a higher one that does not count yet.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeRate {
    /// `φ` in basis points of a harvest's net profit.
    pub bps: u64,
    pub rise: Option<FeeRise>,
}

/// A higher rate, announced.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeRise {
    /// In basis points.
    pub bps: u64,
    /// From when on it counts, unix seconds.
    pub from: Seconds,
}

impl FeeRate {
    /// The rate that counts now, in basis points.
    pub fn at(&self, now: Seconds) -> u64 {
        match self.rise {
            Some(rise) if now >= rise.from => rise.bps,
            _ => self.bps,
        }
    }

    /// Sets another rate. A higher one than counts now waits a day or a `harvest_interval`, the longer, so that rewards
    /// bear the fee under which they were earned; a lower one counts at once. Either replaces a rise that still waits.
    pub fn set(&self, bps: u64, now: Seconds, harvest_interval: Seconds) -> Self {
        let present = self.at(now);
        if bps <= present {
            return Self { bps, rise: None };
        }
        let from = now.saturating_add(harvest_interval.max(DAY));
        Self {
            bps: present,
            rise: Some(FeeRise { bps, from }),
        }
    }
}

impl Ledger {
    /// Books a harvest: the coins into `B`, the fee as new shares at the rate before it, the rest into the stream, so that
    /// the rate does not move. In a wind-down the rest is shared at once between the unsettled batches and the pool, the
    /// fee's new shares included.
    pub fn harvest(
        &mut self,
        now: Seconds,
        gain: Native,
        fee_bps: u64,
        rules: &Rules,
    ) -> CoreResult<Harvest> {
        let pool = self.books.pool(now);
        let repaid = self.repay(gain);
        let fee = if pool.is_zero() {
            Native::ZERO
        } else {
            bps_of(gain.less(repaid), fee_bps)?
        };
        let fee_shares = if fee.is_zero() {
            Shares::ZERO
        } else {
            to_shares(fee, self.books.supply, pool)?
        };
        self.books.free = self.books.free.plus(gain)?;
        self.books.supply = self.books.supply.plus(fee_shares)?;
        self.release(now, gain.less(fee), pool, rules)?;
        Ok(Harvest {
            repaid,
            fee,
            fee_shares,
        })
    }

    /// Makes good earlier losses with a gain and returns the part that did.
    pub(crate) fn repay(&mut self, gain: Native) -> Native {
        let repaid = gain.min(self.books.loss_carry);
        self.books.loss_carry = self.books.loss_carry.less(repaid);
        repaid
    }

    /// Adds a loss of pool and stream to the carry. `C` becomes the mean of the supplies that bore it, weighted by what
    /// they bore, rounded down: `⌊(carry · C + l · S) / (carry + l)⌋`.
    pub(crate) fn carry_loss(&mut self, loss: Native) -> CoreResult<()> {
        if loss.is_zero() {
            return Ok(());
        }
        let books = &mut self.books;
        let carry = books.loss_carry.plus(loss)?;
        // As C is at most S, this is C + ⌊l · (S − C) / (carry + l)⌋. Nothing carried: S.
        let beyond = books.supply.less(books.loss_supply);
        let part = mul_div_floor(loss.units(), beyond.units(), carry.units())?;
        books.loss_supply = if books.loss_carry.is_zero() {
            books.supply
        } else {
            books.loss_supply.plus(Shares::new(part))?
        };
        books.loss_carry = carry;
        Ok(())
    }

    /// After shares have left the supply: those who leave take their part of the carry along, `⌊carry · S / C⌋`, once
    /// fewer stay than bore it. New deposits that leave again change nothing.
    pub(crate) fn shed_carry(&mut self) -> CoreResult<()> {
        let books = &mut self.books;
        if books.supply < books.loss_supply {
            let (supply, bearers) = (books.supply.units(), books.loss_supply.units());
            books.loss_carry = mul_div_floor(books.loss_carry.units(), supply, bearers).map(Native::new)?;
            books.loss_supply = books.supply;
        }
        Ok(())
    }
}

/// Splits fee shares by weight: each part rounded down, the remainder to the first.
pub fn split(shares: Shares, weights: &[u64]) -> CoreResult<Vec<Shares>> {
    let total: u128 = weights.iter().map(|w| u128::from(*w)).sum();
    let mut parts = weights
        .iter()
        .map(|w| mul_div_floor(shares.units(), u128::from(*w), total).map(Shares::new))
        .collect::<CoreResult<Vec<_>>>()?;
    let given = Shares::sum(parts.iter().copied())?;
    if let Some(first) = parts.first_mut() {
        *first = first.plus(shares.minus(given)?)?;
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests::{ledger, rules};

    #[test]
    fn the_fee_waits_until_losses_are_made_good() {
        let mut l = ledger(1_000_000, 1_000_000);
        l.books.loss_carry = Native::new(1_000);
        let h = l.harvest(0, Native::new(1_500), 1_000, &rules()).unwrap();
        assert_eq!(
            (h.repaid, h.fee, h.fee_shares),
            (Native::new(1_000), Native::new(50), Shares::new(50))
        );
        assert_eq!(l.books.loss_carry, Native::ZERO);
        assert_eq!(l.books.stream.amount, Native::new(1_450));
    }

    #[test]
    fn a_harvest_moves_no_rate() {
        let mut l = ledger(31_000_000, 31_000_000);
        let before = l.books.rate(0);
        l.harvest(0, Native::new(620_000), 1_000, &rules()).unwrap();
        assert_eq!(l.books.rate(0), before);
        assert_eq!(l.books.supply, Shares::new(31_062_000));
        assert_eq!(l.books.pool(0), Native::new(31_062_000));
    }

    #[test]
    fn a_depleted_pool_pays_no_fee() {
        let mut l = ledger(0, 1_000);
        let h = l.harvest(0, Native::new(500), 1_000, &rules()).unwrap();
        assert_eq!((h.fee, h.fee_shares), (Native::ZERO, Shares::ZERO));
        assert_eq!(l.books.pool(0), Native::ZERO);
        assert_eq!(l.books.stream.amount, Native::new(500));
    }

    #[test]
    fn a_higher_rate_waits_a_day_or_a_harvest_interval_and_a_lower_one_does_not() {
        let old = FeeRate { bps: 500, rise: None };
        for (interval, wait) in [(10, DAY), (DAY, DAY), (7 * DAY, 7 * DAY)] {
            let risen = old.set(1_000, 5, interval);
            assert_eq!(
                (risen.at(5), risen.at(4 + wait), risen.at(5 + wait)),
                (500, 500, 1_000)
            );
            // What does not count yet neither shortens a further wait nor counts after a cut.
            assert_eq!(risen.set(800, 6, interval).at(5 + wait), 500);
            assert_eq!(risen.set(800, 6, interval).at(6 + wait), 800);
            for cut in [500, 400, 0] {
                let cut_rate = FeeRate { bps: cut, rise: None };
                assert_eq!(risen.set(cut, 6, interval), cut_rate);
            }
            // Once it counts it is what a later one is held against.
            assert_eq!(risen.set(900, 5 + wait, interval).at(5 + wait), 900);
            assert_eq!(risen.set(1_000, 5 + wait, interval).at(5 + wait), 1_000);
        }
    }

    #[test]
    fn a_loss_carries_the_mean_of_the_supplies_that_bore_it() {
        let mut l = ledger(1_000, 1_000);
        l.carry_loss(Native::new(30)).unwrap();
        assert_eq!(
            (l.books.loss_carry, l.books.loss_supply),
            (Native::new(30), Shares::new(1_000))
        );
        l.books.supply = Shares::new(2_000);
        l.carry_loss(Native::ZERO).unwrap();
        assert_eq!(l.books.loss_supply, Shares::new(1_000));
        l.carry_loss(Native::new(11)).unwrap();
        // ⌊(30 · 1,000 + 11 · 2,000) / 41⌋
        assert_eq!(
            (l.books.loss_carry, l.books.loss_supply),
            (Native::new(41), Shares::new(1_268))
        );
        l.repay(Native::MAX);
        l.carry_loss(Native::new(1)).unwrap();
        assert_eq!(
            (l.books.loss_carry, l.books.loss_supply),
            (Native::new(1), Shares::new(2_000))
        );
    }

    #[test]
    fn who_leaves_takes_its_part_of_the_carry_along_but_not_who_came_later() {
        let mut l = ledger(1_000, 1_000);
        l.carry_loss(Native::new(30)).unwrap();
        for (supply, carry, bearers) in [
            (5_000, 30, 1_000),
            (1_000, 30, 1_000),
            (999, 29, 999),
            (3_000, 29, 999),
            (100, 2, 100),
            (0, 0, 0),
        ] {
            l.books.supply = Shares::new(supply);
            l.shed_carry().unwrap();
            let books = (l.books.loss_carry, l.books.loss_supply);
            assert_eq!(books, (Native::new(carry), Shares::new(bearers)), "{supply}");
        }
    }

    #[test]
    fn a_wind_down_shares_a_harvest_at_once_after_its_fee() {
        let down = Rules {
            winding_down: true,
            ..rules()
        };
        let mut l = ledger(1_000_000, 1_000_000);
        let at = crate::exits::Moment { height: 1, nanos: 0 };
        l.close(1, Shares::new(400_000), at, 0).unwrap();
        let h = l.harvest(0, Native::new(10_000), 1_000, &down).unwrap();
        assert_eq!((h.fee, h.fee_shares), (Native::new(1_000), Shares::new(1_000)));
        // ⌊9,000 · 400,000 / 1,001,000⌋
        assert_eq!(l.batches[&1].payable, Native::new(403_596));
        assert_eq!(
            (l.books.owed, l.books.pool(0)),
            (Native::new(403_596), Native::new(606_404))
        );
        assert_eq!(l.books.stream, crate::stream::Stream::default());
    }

    #[test]
    fn the_remainder_of_a_split_goes_to_the_first() {
        let parts = |n: u128, w: &[u64]| {
            split(Shares::new(n), w)
                .unwrap()
                .iter()
                .map(|p| p.units())
                .collect::<Vec<_>>()
        };
        assert_eq!(parts(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(parts(62_000, &[9, 1]), [55_800, 6_200]);
        assert_eq!(parts(0, &[9, 1]), [0, 0]);
        assert_eq!(parts(1, &[1, u64::MAX]), [1, 0]);
    }
}
