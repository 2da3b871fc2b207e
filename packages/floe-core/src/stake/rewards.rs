//! A stream of rewards, and what a staker has due of it.

use cosmwasm_std::{Uint128, Uint256};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{CoreError, CoreResult};
use crate::stream::Stream;
use crate::units::{Native, Seconds, Units};

/// Eighteen places.
const PLACES: u64 = 1_000_000_000_000_000_000;

const OVERFLOW: CoreError = CoreError::Overflow {
    operation: "a division of rewards",
};

/// What one staked unit has earned since ever, in 10^-18 units of the reward. Wider than an amount: one unit may be all that is
/// staked.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RewardIndex(Uint256);

impl RewardIndex {
    /// The upper and the lower 128 bits.
    pub fn halves(self) -> [u128; 2] {
        let bytes = self.0.to_be_bytes();
        let (upper, lower) = bytes.split_at(16);
        [upper, lower].map(|half| u128::from_be_bytes(half.try_into().unwrap_or_default()))
    }

    /// Out of its halves.
    pub fn of([upper, lower]: [u128; 2]) -> Self {
        let mut bytes = [0; 32];
        let (high, low) = bytes.split_at_mut(16);
        high.copy_from_slice(&upper.to_be_bytes());
        low.copy_from_slice(&lower.to_be_bytes());
        Self(Uint256::from_be_bytes(bytes))
    }
}

/// Rewards of one asset. They are paid in by anyone, released by the hub's rule, and divided by stake.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RewardStream {
    /// What is not released yet.
    pub stream: Stream,
    /// Over how long what is paid in is released, in seconds.
    pub period: Seconds,
    pub index: RewardIndex,
    /// What the rounding of the index has kept, in 10^-18 units; it is divided next time.
    pub carry: u128,
    /// Until when the stream was divided, unix seconds.
    pub seen: Seconds,
    /// All that was ever paid in.
    pub funded: Native,
    /// All that has left for stakers.
    pub paid: Native,
}

impl RewardStream {
    /// A stream without anything in it.
    pub fn new(period: Seconds, now: Seconds) -> Self {
        Self {
            period,
            seen: now,
            ..Self::default()
        }
    }

    /// What the contract holds of it: due, released or not.
    pub fn held(&self) -> Native {
        self.funded.less(self.paid)
    }

    /// Divides what was released since the last time among all that is staked:
    /// `Δindex = ⌊(released + carry) · 10¹⁸ / total⌋`, the carry keeping what the floor lost. With nobody staked the stream's
    /// clock stops.
    ///
    /// # Errors
    /// On an overflow, which amounts of 128 bits cannot reach.
    pub fn advance(&mut self, now: Seconds, total: Units) -> CoreResult<()> {
        let since = std::mem::replace(&mut self.seen, now);
        if total.is_zero() {
            self.stream.hold(since, now);
            return Ok(());
        }
        let released = self.stream.unreleased(since).less(self.stream.unreleased(now));
        let divided = Uint256::from(released.units())
            .checked_mul(PLACES.into())
            .and_then(|units| units.checked_add(self.carry.into()))
            .map_err(|_| OVERFLOW)?;
        let total = Uint256::from(total.units());
        let step = divided.checked_div(total).map_err(|_| OVERFLOW)?;
        self.carry = narrow(divided.checked_rem(total).map_err(|_| OVERFLOW)?)?;
        self.index = RewardIndex(self.index.0.checked_add(step).map_err(|_| OVERFLOW)?);
        Ok(())
    }

    /// Takes what was paid in: the period is the mean of what remains and its own, weighted by amount and rounded down, so that
    /// dust cannot hold the stream back. The stream must have been divided up to now.
    ///
    /// # Errors
    /// On an overflow.
    pub fn fund(&mut self, now: Seconds, amount: Native) -> CoreResult<()> {
        self.funded = self.funded.plus(amount)?;
        self.stream.add(now, amount, self.period)
    }
}

/// A staker's part of a stream.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StakerReward {
    /// The stream's index when this was last counted.
    pub index: RewardIndex,
    /// What he has earned and not been paid.
    pub due: Native,
    /// What he has earned of the next unit, in 10^-18. Kept with him: counting him often must not cost him anything.
    pub fraction: u64,
}

impl StakerReward {
    /// Counts what a stake that has not changed since the last time has earned.
    ///
    /// # Errors
    /// On an overflow, which amounts of 128 bits cannot reach.
    pub fn settle(&mut self, index: RewardIndex, staked: Units) -> CoreResult<()> {
        let since = index.0.checked_sub(self.index.0).map_err(|_| OVERFLOW)?;
        let earned = since
            .checked_mul(staked.units().into())
            .and_then(|earned| earned.checked_add(self.fraction.into()))
            .map_err(|_| OVERFLOW)?;
        let places = Uint256::from(PLACES);
        let whole = narrow(earned.checked_div(places).map_err(|_| OVERFLOW)?)?;
        let fraction = narrow(earned.checked_rem(places).map_err(|_| OVERFLOW)?)?;
        self.due = self.due.plus(Native::new(whole))?;
        self.fraction = u64::try_from(fraction).map_err(|_| OVERFLOW)?;
        self.index = index;
        Ok(())
    }
}

fn narrow(wide: Uint256) -> CoreResult<u128> {
    Uint128::try_from(wide)
        .map(|narrow| narrow.u128())
        .map_err(|_| OVERFLOW)
}
