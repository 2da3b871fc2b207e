//! Staking of a token beside the protocol: what was staked and is leaving, and streams of rewards to those who stake.
//!
//! A stream is released over time by the hub's rule ([`Stream`](crate::Stream)) and divided by stake. What a staked unit has
//! earned since ever is an index of 18 places; what a staker has due follows from the index now and when his stake last
//! changed, so that nothing here is done for every staker.

mod rewards;
#[cfg(test)]
mod tests;

pub use rewards::{RewardIndex, RewardStream, StakerReward};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{CoreError, CoreResult};
use crate::units::{Seconds, Units, HOUR};

/// The longest time that unstaking takes, in seconds.
pub const MAX_UNSTAKING: Seconds = 7_776_000;
/// Bounds of the time over which what is paid into a stream is released, in seconds.
pub const MIN_PERIOD: Seconds = HOUR;
pub const MAX_PERIOD: Seconds = 31_536_000;
/// Streams and listeners that an owner may add to one contract at most.
pub const MAX_STREAMS: usize = 8;
pub const MAX_LISTENERS: usize = 4;

/// The principal: what the contract holds of the staked token besides rewards.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StakeBooks {
    /// All that is staked.
    pub staked: Units,
    /// All that was unstaked and has not been paid out.
    pub leaving: Units,
}

impl StakeBooks {
    /// All that belongs to stakers.
    ///
    /// # Errors
    /// On an overflow.
    pub fn booked(&self) -> CoreResult<Units> {
        self.staked.plus(self.leaving)
    }
}

/// A time within its bounds.
///
/// # Errors
/// [`CoreError::OutOfBounds`] by its name.
pub fn check_secs(name: &'static str, secs: Seconds, min: Seconds, max: Seconds) -> CoreResult<Seconds> {
    if (min..=max).contains(&secs) {
        return Ok(secs);
    }
    let [value, min, max] = [secs, min, max].map(u128::from);
    Err(CoreError::OutOfBounds {
        name,
        value,
        min,
        max,
    })
}

/// The hour of a time: claims of one hour are one, so that nobody has more of them than hours in the longest unstaking time.
pub const fn hour_of(time: Seconds) -> u64 {
    time / HOUR
}
