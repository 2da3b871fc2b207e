//! One batch of exits and its life: open (no record yet), unbonding, settled, gone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::convert::mul_div_floor;
use crate::error::CoreResult;
use crate::units::{Nanos, Native, Seconds, Shares};

/// What a batch waits for.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Cover {
    /// Stake must still be undelegated for it; it can settle from other income meanwhile.
    Missing,
    /// Free coins beyond the reserve paid for it when it was covered: it is due at once.
    Liquid,
    /// The earliest completion by which entries in flight pay for it, in nanoseconds since the epoch.
    Until(Nanos),
}

/// A closed batch that is not yet funded.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Unbonding {
    /// Shares burned at the close.
    pub shares: Shares,
    /// What it is to be paid now; falls with losses, rises again with returns.
    pub payable: Native,
    /// What it was to be paid at the close; returns restore up to this.
    pub ceiling: Native,
    /// Block of the close; it settles in a later block.
    pub closed_height: u64,
    /// Estimate for people of when it pays, unix seconds.
    pub estimate: Seconds,
    pub cover: Cover,
}

/// A funded batch: its coins are ring-fenced and no loss reaches them.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Shares burned at the close.
    pub shares: Shares,
    /// Coins ring-fenced at settlement.
    pub payable: Native,
    /// Shares whose claim is open.
    pub open_shares: Shares,
    /// Coins not yet claimed.
    pub left: Native,
    /// Estimate for people, the smaller of the estimate at close and the time of settlement, unix seconds.
    pub estimate: Seconds,
}

/// A stored batch. The open batch has no record: its shares are the hub's own balance less the seed.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Batch {
    Unbonding(Unbonding),
    Settled(Settled),
}

impl Unbonding {
    /// Ring-fences the batch's coins.
    pub fn settle(self, now: Seconds) -> Settled {
        Settled {
            shares: self.shares,
            payable: self.payable,
            open_shares: self.shares,
            left: self.payable,
            estimate: self.estimate.min(now),
        }
    }

    /// Whether a claim should try to settle it: the time it waits for has come, or it waits for none.
    pub fn ready(&self, now: Nanos) -> bool {
        match self.cover {
            Cover::Missing | Cover::Liquid => true,
            Cover::Until(completion) => completion <= now,
        }
    }
}

/// What one claim took out of a settled batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Paid to the user: `⌊shares · payable / batch shares⌋`.
    pub amount: Native,
    /// Rounding left over by the last claim; it returns to `B` and the batch is deleted.
    pub remainder: Option<Native>,
}

impl Settled {
    /// Pays a user's shares, independent of the order of claims.
    pub fn claim(&mut self, shares: Shares) -> CoreResult<Claim> {
        let amount = Native::new(mul_div_floor(
            shares.units(),
            self.payable.units(),
            self.shares.units(),
        )?);
        self.open_shares = self.open_shares.minus(shares)?;
        self.left = self.left.minus(amount)?;
        let remainder = self.open_shares.is_zero().then_some(self.left);
        Ok(Claim { amount, remainder })
    }

    /// What the open claims are worth together, in the ratio of payable to shares, rounded down.
    pub fn unclaimed(&self) -> CoreResult<Native> {
        mul_div_floor(
            self.open_shares.units(),
            self.payable.units(),
            self.shares.units(),
        )
        .map(Native::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unbonding(cover: Cover) -> Unbonding {
        Unbonding {
            shares: Shares::new(3),
            payable: Native::new(10),
            ceiling: Native::new(10),
            closed_height: 1,
            estimate: 50,
            cover,
        }
    }

    #[test]
    fn claims_pay_the_same_in_any_order_and_leave_the_rounding() {
        for order in [[1u128, 2], [2, 1]] {
            let mut batch = unbonding(Cover::Liquid).settle(60);
            let first = batch.claim(Shares::new(order[0])).unwrap();
            assert_eq!(first.amount, Native::new(order[0] * 10 / 3));
            assert_eq!(first.remainder, None);
            let last = batch.claim(Shares::new(order[1])).unwrap();
            assert_eq!(last.amount, Native::new(order[1] * 10 / 3));
            assert_eq!(last.remainder, Some(Native::new(1)));
        }
    }

    #[test]
    fn more_shares_than_are_open_cannot_be_claimed() {
        let mut batch = unbonding(Cover::Liquid).settle(60);
        batch.claim(Shares::new(2)).unwrap();
        assert!(batch.claim(Shares::new(2)).is_err());
    }

    #[test]
    fn readiness_follows_the_stored_completion() {
        assert!(unbonding(Cover::Missing).ready(0));
        assert!(unbonding(Cover::Liquid).ready(0));
        assert!(!unbonding(Cover::Until(5)).ready(4));
        assert!(unbonding(Cover::Until(5)).ready(5));
    }

    #[test]
    fn settling_keeps_the_earlier_estimate() {
        assert_eq!(unbonding(Cover::Liquid).settle(60).estimate, 50);
        assert_eq!(unbonding(Cover::Liquid).settle(40).estimate, 40);
    }

    #[test]
    fn unclaimed_keeps_the_ratio_of_payable_to_shares() {
        let mut batch = unbonding(Cover::Liquid).settle(60);
        assert_eq!(batch.unclaimed(), Ok(Native::new(10)));
        batch.claim(Shares::new(1)).unwrap();
        assert_eq!(batch.unclaimed(), Ok(Native::new(6)));
    }
}
