//! What is pooled, and what a unit is worth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BackstopRefusal, BackstopResult, MOST_UNITS_A_SHARE, NOBODYS, PREMIUM_SECS};
use crate::convert::mul_div_floor;
use crate::error::CoreResult;
use crate::stream::Stream;
use crate::units::{Native, Seconds, Shares, Units};

/// The hub's numbers of the contract.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GuarantorTold {
    /// Shares that the contract has, without those that come with the message.
    pub balance: Shares,
    /// Shares that it has paid since ever.
    pub covered: Shares,
    /// Shares that came back since ever; never taken off what was covered.
    pub returned: Shares,
}

/// The books of a backstop. They count in shares; what is shared out are units.
///
/// `A = posted + returned − covered + released premium` is what the units are parts of. Stored is [`held`](Self::held),
/// which is `A` and the premium that is not released yet, so that time alone releases it.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackstopBooks {
    /// `N`, nobody's units included.
    pub units: Units,
    /// `A` and the unreleased premium.
    pub held: Shares,
    /// The unreleased premium; its amounts are shares.
    pub premium: Stream,
    /// The hub's numbers at the last booking.
    pub covered: Shares,
    pub returned: Shares,
}

/// What a booking has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Booked {
    /// New premium, which streams from now on.
    pub premium: Shares,
    /// What the hub has burned since the last booking, and what of that was premium not yet released.
    pub covered: Shares,
    pub of_premium: Shares,
    /// What has come back.
    pub returned: Shares,
}

impl BackstopBooks {
    /// The premium that is not released yet, rounded up.
    pub fn unreleased(&self, now: Seconds) -> Shares {
        Shares::new(self.premium.unreleased(now).units())
    }

    /// `A`: what all units together are worth.
    pub fn assets(&self, now: Seconds) -> Shares {
        self.held.less(self.unreleased(now))
    }

    /// `⌊u · A / N⌋`, zero where there are no units.
    ///
    /// # Errors
    /// Never for units that are there.
    pub fn worth(&self, units: Units, now: Seconds) -> CoreResult<Shares> {
        if self.units.is_zero() {
            return Ok(Shares::ZERO);
        }
        mul_div_floor(units.units(), self.assets(now).units(), self.units.units()).map(Shares::new)
    }

    /// Books what the hub has done to the contract's balance since the last time. A cover takes what is not yet released,
    /// gifts not yet booked included, and only then `A`. A return belongs to the units at once. The rest of what the balance
    /// has beyond the books is premium: it streams from now on and moves no price in this block.
    ///
    /// Before the first deposit there is nobody for whom to book: what comes until then streams from that deposit on.
    ///
    /// # Errors
    /// On an overflow.
    pub fn book(&mut self, now: Seconds, told: GuarantorTold) -> CoreResult<Booked> {
        let covered = told.covered.less(self.covered);
        let returned = told.returned.less(self.returned);
        self.covered = told.covered;
        self.returned = told.returned;
        if self.units.is_zero() {
            return Ok(Booked::default());
        }
        let expected = self.held.plus(returned)?;
        let unbooked = told.balance.plus(covered)?.less(expected);
        let of_gifts = unbooked.min(covered);
        let gift = unbooked.less(of_gifts);
        let of_stream = self
            .premium
            .absorb(now, Native::new(covered.less(of_gifts).units()));
        self.held = told.balance;
        let gained = Native::new(gift.units());
        self.premium.add(now, gained, PREMIUM_SECS)?;
        Ok(Booked {
            premium: gift,
            covered,
            of_premium: of_gifts.plus(Shares::new(of_stream.units()))?,
            returned,
        })
    }

    /// The price of a deposit: `⌊x · N / (A + owed)⌋`, one unit a share where there are none yet. `owed` are the shares that
    /// may still come back, which a deposit pays for and a withdrawal goes without.
    ///
    /// # Errors
    /// [`CoreError::Depleted`](crate::CoreError::Depleted) where the units are worth nothing.
    pub fn price(&self, now: Seconds, shares: Shares, owed: Shares) -> CoreResult<Units> {
        if self.units.is_zero() {
            return Ok(Units::new(shares.units()));
        }
        let assets = self.assets(now).plus(owed)?;
        mul_div_floor(shares.units(), self.units.units(), assets.units()).map(Units::new)
    }

    /// What a depositor gets for shares, nobody's part of the first deposit taken off.
    ///
    /// # Errors
    /// [`BackstopRefusal`] where a deposit is refused.
    pub fn units_for(&self, now: Seconds, shares: Shares, owed: Shares) -> BackstopResult<Units> {
        if self.units.is_zero() {
            let units = self.price(now, shares, owed)?.less(NOBODYS);
            return match units.is_zero() {
                true => Err(BackstopRefusal::FirstDepositTooSmall {
                    given: shares,
                    least: NOBODYS,
                }),
                false => Ok(units),
            };
        }
        check_open(self.units, self.assets(now), self.unreleased(now))?;
        let units = self.price(now, shares, owed)?;
        if units.is_zero() {
            return Err(BackstopRefusal::LessThanAUnit { given: shares });
        }
        Ok(units)
    }

    /// Books, then takes a deposit. Returns the depositor's units and what was booked before.
    ///
    /// # Errors
    /// As for [`units_for`](Self::units_for).
    pub fn deposit(
        &mut self,
        now: Seconds,
        told: GuarantorTold,
        shares: Shares,
        owed: Shares,
    ) -> BackstopResult<(Units, Booked)> {
        let mut booked = self.book(now, told)?;
        let units = self.units_for(now, shares, owed)?;
        let first = self.units.is_zero();
        let minted = if first { units.plus(NOBODYS)? } else { units };
        self.units = self.units.plus(minted)?;
        self.held = self.held.plus(shares)?;
        if first {
            let balance = told.balance.plus(shares)?;
            booked = self.book(now, GuarantorTold { balance, ..told })?;
        }
        Ok((units, booked))
    }

    /// Takes units out and returns what they are worth.
    ///
    /// # Errors
    /// [`BackstopRefusal::Worthless`].
    pub fn redeem(&mut self, now: Seconds, units: Units) -> BackstopResult<Shares> {
        let shares = self.worth(units, now)?;
        if shares.is_zero() {
            return Err(BackstopRefusal::Worthless { units });
        }
        self.units = self.units.minus(units)?;
        self.held = self.held.minus(shares)?;
        Ok(shares)
    }
}

/// Whether deposits are taken, of so many units, what these are parts of, and premium that is not released yet.
///
/// # Errors
/// [`BackstopRefusal::UsedUp`], which stays so, and [`BackstopRefusal::PremiumAhead`], which passes as the premium is released.
pub fn check_open(units: Units, assets: Shares, unreleased: Shares) -> BackstopResult<()> {
    if units.units() > assets.units().saturating_mul(MOST_UNITS_A_SHARE) {
        return Err(BackstopRefusal::UsedUp { units, assets });
    }
    if assets < unreleased {
        return Err(BackstopRefusal::PremiumAhead { assets, unreleased });
    }
    Ok(())
}
