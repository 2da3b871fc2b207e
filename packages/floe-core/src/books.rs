//! The books: what the protocol owns, owes and has yet to release.

use cosmwasm_std::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::convert::{self, bps_of};
use crate::error::{CoreError, CoreResult};
use crate::ledger::Rules;
use crate::stream::{Drip, Stream};
use crate::units::{Native, Seconds, Shares};

/// Every number that determines the rate, and the coins ring-fenced for settled batches.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// `D`: booked delegations of all validators.
    pub delegated: Native,
    /// `U`: what undelegations in flight are expected to bring.
    pub undelegating: Native,
    /// `B`: free coins in the hub.
    pub free: Native,
    /// `K`: coins of settled batches; nothing but claims spends them.
    pub reserved: Native,
    /// What unsettled batches are to be paid.
    pub owed: Native,
    /// `S`: supply of the token, seed and escrow included.
    pub supply: Shares,
    /// Gains not yet released.
    pub stream: Stream,
    /// The stream's own cap and drip time.
    pub drip: Drip,
    /// Losses of pool and stream that gains have not yet made good; no fee is taken before.
    pub loss_carry: Native,
    /// `C`: the supply that bore `loss_carry`. Never above `S`: an exit that brings `S` below takes its part along.
    pub loss_supply: Shares,
}

impl Books {
    /// `D + U + B`: everything that is not ring-fenced. Saturates at the top of its range.
    pub fn assets(&self) -> Native {
        self.delegated.more(self.undelegating).more(self.free)
    }

    /// `D + U + B − owed − unreleased(now)`, what the holders of the token own together.
    ///
    /// Never negative: a loss is shared before it could make it so.
    pub fn pool(&self, now: Seconds) -> Native {
        self.assets().less(self.owed).less(self.stream.unreleased(now))
    }

    /// Native per share, 18 places, rounded down.
    pub fn rate(&self, now: Seconds) -> Decimal {
        convert::rate(self.pool(now), self.supply)
    }

    /// Whether everything is lost: tokens exist, but nothing stands behind them.
    pub fn depleted(&self, now: Seconds) -> bool {
        self.pool(now).is_zero() && !self.supply.is_zero()
    }

    /// Shares for a deposit, rounded down.
    ///
    /// # Errors
    /// [`CoreError::Depleted`] when nothing stands behind the existing shares.
    pub fn shares_for(&self, amount: Native, now: Seconds) -> CoreResult<Shares> {
        let pool = self.pool(now);
        if pool.is_zero() {
            return Err(CoreError::Depleted);
        }
        convert::to_shares(amount, self.supply, pool)
    }

    /// What shares are worth, rounded down.
    pub fn native_for(&self, shares: Shares, now: Seconds) -> CoreResult<Native> {
        if self.supply.is_zero() {
            return Ok(Native::ZERO);
        }
        convert::to_native(shares, self.pool(now), self.supply)
    }

    /// Adds a gain to the stream. `pool` is the pool without it.
    pub(crate) fn stream_in(
        &mut self,
        now: Seconds,
        gain: Native,
        pool: Native,
        rules: &Rules,
    ) -> CoreResult<()> {
        self.stream.gain(now, gain, pool, &mut self.drip, rules.drip())
    }

    /// Takes a deposit at the current rate and returns the shares to mint. A refused one changes nothing.
    pub fn deposit(&mut self, amount: Native, now: Seconds) -> CoreResult<Shares> {
        self.deposit_beside(Native::ZERO, amount, now)
    }

    /// The same, priced as if silent stake that was written off were still there, so that nobody buys its return.
    pub fn deposit_beside(&mut self, silent: Native, amount: Native, now: Seconds) -> CoreResult<Shares> {
        let pool = self.pool(now);
        if pool.is_zero() {
            return Err(CoreError::Depleted);
        }
        let shares = convert::to_shares(amount, self.supply, pool.plus(silent)?)?;
        let free = self.free.plus(amount)?;
        self.supply = self.supply.plus(shares)?;
        self.free = free;
        Ok(shares)
    }
}

/// Amounts that follow from the size of the pool alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Kept liquid; absorbs rounding and small shortfalls: the larger of the instant reserve and 0.1 % of the pool.
    pub floor: Native,
    /// Stays delegated where entries are in flight, as a slash shows only on what is delegated: a ten-thousandth of
    /// the pool, at least 10,000 and at most 1,000,000 units, but no more than the pool: what exits are owed is not kept
    /// back for it.
    pub probe: Native,
    /// Smallest delegation, undelegation or redelegation that does not empty a validator: a ten-thousandth of the
    /// pool, at least 1,000 units.
    pub min_move: Native,
}

impl Sizes {
    pub fn of(pool: Native, instant_reserve_bps: u64) -> CoreResult<Self> {
        let share = bps_of(pool, 1)?;
        Ok(Self {
            floor: bps_of(pool, instant_reserve_bps)?.max(bps_of(pool, 10)?),
            probe: share.clamp(Native::new(10_000), Native::new(1_000_000)).min(pool),
            min_move: share.max(Native::new(1_000)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn books(free: u128, supply: u128) -> Books {
        Books {
            free: Native::new(free),
            supply: Shares::new(supply),
            ..Books::default()
        }
    }

    #[test]
    fn a_deposit_is_priced_on_the_pool_before_it() {
        let mut b = books(1_025_000, 1_000_000);
        assert_eq!(b.deposit(Native::new(12_345), 0), Ok(Shares::new(12_043)));
        assert_eq!(
            (b.free, b.supply),
            (Native::new(1_037_345), Shares::new(1_012_043))
        );
    }

    #[test]
    fn a_depleted_pool_has_no_price_and_is_never_priced_at_one() {
        let mut b = books(0, 5);
        assert!(b.depleted(0));
        assert_eq!(b.deposit(Native::new(10), 0), Err(CoreError::Depleted));
        assert_eq!(b.native_for(Shares::new(5), 0), Ok(Native::ZERO));
        assert_eq!(b.rate(0), Decimal::zero());
    }

    #[test]
    fn depleted_is_only_what_has_shares_and_nothing_behind_them() {
        for (free, supply, depleted) in [(0, 0, false), (0, 1, true), (1, 0, false), (1, 1, false)] {
            assert_eq!(
                books(free, supply).depleted(0),
                depleted,
                "{free} behind {supply}"
            );
        }
    }

    #[test]
    fn what_is_owed_or_unreleased_is_not_the_holders() {
        let b = Books {
            delegated: Native::new(70),
            undelegating: Native::new(20),
            free: Native::new(10),
            reserved: Native::new(1_000),
            owed: Native::new(25),
            stream: Stream {
                amount: Native::new(5),
                start: 0,
                end: 10,
            },
            supply: Shares::new(70),
            loss_carry: Native::ZERO,
            drip: Default::default(),
            loss_supply: Shares::ZERO,
        };
        assert_eq!(b.pool(0), Native::new(70));
        assert_eq!(b.pool(10), Native::new(75));
    }

    #[test]
    fn sizes_are_clamped() {
        let sizes = |pool| Sizes::of(Native::new(pool), 0).unwrap();
        let tiny = sizes(1_000_000);
        assert_eq!(
            (tiny.floor, tiny.probe, tiny.min_move),
            (Native::new(1_000), Native::new(10_000), Native::new(1_000))
        );
        let huge = sizes(10u128.pow(15));
        assert_eq!(huge.probe, Native::new(1_000_000));
        assert_eq!(huge.min_move, Native::new(10u128.pow(11)));
        assert_eq!(sizes(9_999).probe, Native::new(9_999));
        assert_eq!(sizes(0).probe, Native::ZERO);
        assert_eq!(
            Sizes::of(Native::new(10_000), 500).unwrap().floor,
            Native::new(500)
        );
    }
}
