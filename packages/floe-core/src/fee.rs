//! The performance fee: on net profit only, paid as new shares.

use crate::convert::{bps_of, mul_div_floor, to_shares};
use crate::error::CoreResult;
use crate::ledger::{Ledger, Rules};
use crate::units::{Native, Seconds, Shares};

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

impl Ledger {
    /// Books a harvest: the coins into `B`, the fee as new shares, the rest into the stream. The rate does not move.
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
        self.release_slowly(now, gain.less(fee), pool, rules)?;
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
    fn h6_the_fee_waits_until_losses_are_made_good() {
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
