//! Days and epochs, in UTC.

use crate::units::{Seconds, DAY};

/// Days of an epoch.
pub const EPOCH_DAYS: u64 = 7;
/// Epochs for which votes count without being renewed.
pub const LASTING_EPOCHS: u64 = 13;

/// The day of a time, counted from 1970.
pub const fn day_of(time: Seconds) -> u64 {
    time / DAY
}

/// The epoch of a time, counted from 1970: seven days each, from a Thursday on.
pub const fn epoch_of(time: Seconds) -> u64 {
    day_of(time) / EPOCH_DAYS
}

/// The last day before an epoch begins.
pub const fn last_day_before(epoch: u64) -> u64 {
    epoch.saturating_mul(EPOCH_DAYS).saturating_sub(1)
}
