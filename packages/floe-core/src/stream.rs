//! The drip: gains are recognised at once and released over time, so buying just before one earns nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::convert::{mul_div_ceil, weighted_mean};
use crate::error::CoreResult;
use crate::units::{Native, Seconds, BPS, YEAR};

/// No stream runs longer than this, whatever the growth cap says, in seconds.
pub const MAX_STREAM: Seconds = 10 * YEAR;

/// Recognised gains that are not yet released to the holders.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// What was unreleased at `start`, in base units.
    pub amount: Native,
    /// Unix seconds.
    pub start: Seconds,
    /// Unix seconds; everything is released from here on.
    pub end: Seconds,
}

/// How fast gains may be released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drip {
    /// Time over which a gain is released, in seconds.
    pub secs: Seconds,
    /// Growth cap in basis points of the pool a year; none while winding down.
    pub max_apr_bps: Option<u64>,
}

impl Stream {
    /// `⌈amount · (end − now) / (end − start)⌉` before the end, else zero. Rounded up: the rate is never too high.
    pub fn unreleased(&self, now: Seconds) -> Native {
        if now >= self.end {
            return Native::ZERO;
        }
        let length = self.end.saturating_sub(self.start);
        let left = self.end.saturating_sub(now).min(length);
        mul_div_ceil(self.amount.units(), left.into(), length.into()).map_or(self.amount, Native::new)
    }

    /// Adds a gain. The period is the mean of what remains and the drip time, weighted by amount and rounded down, so
    /// that dust cannot hold the stream back; then the growth cap stretches it.
    ///
    /// `pool` is the pool without this gain.
    pub fn gain(&mut self, now: Seconds, gain: Native, pool: Native, drip: Drip) -> CoreResult<()> {
        if gain.is_zero() {
            return Ok(());
        }
        let rest = self.unreleased(now);
        let remaining = self.remaining(now, drip);
        let amount = rest.plus(gain)?;
        let period = weighted_mean(remaining, rest.units(), drip.secs, gain.units())?;
        *self = Self {
            amount,
            start: now,
            end: now.saturating_add(stretch(amount, period, pool, drip)),
        };
        Ok(())
    }

    /// Takes up to `loss` out of what is unreleased and returns what it took. The end stays.
    pub fn absorb(&mut self, now: Seconds, loss: Native) -> Native {
        let rest = self.unreleased(now);
        let taken = rest.min(loss);
        if !taken.is_zero() {
            self.amount = rest.less(taken);
            self.start = now;
        }
        taken
    }

    /// Applies the growth cap anew, in both directions. Left alone when the end would move by less than 1 % of what
    /// remains: restarting the stream at every block would round it to a standstill.
    pub fn recap(&mut self, now: Seconds, pool: Native, drip: Drip) {
        let rest = self.unreleased(now);
        if rest.is_zero() {
            *self = Self::default();
            return;
        }
        let end = now.saturating_add(stretch(rest, self.remaining(now, drip), pool, drip));
        let moved = u128::from(end.abs_diff(self.end)).saturating_mul(100);
        if moved >= u128::from(self.end.saturating_sub(now)) {
            *self = Self {
                amount: rest,
                start: now,
                end,
            };
        }
    }

    /// Time left, at most the drip time, in seconds; zero without a stream.
    fn remaining(&self, now: Seconds, drip: Drip) -> Seconds {
        if self.unreleased(now).is_zero() {
            return 0;
        }
        self.end.saturating_sub(now).min(drip.secs)
    }
}

/// The longer of the period and the time that the growth cap asks for, at most [`MAX_STREAM`].
fn stretch(amount: Native, period: Seconds, pool: Native, drip: Drip) -> Seconds {
    period.max(capped_period(amount, pool, drip)).min(MAX_STREAM)
}

/// `⌈amount · YEAR / (pool · max_apr)⌉`, a pool of zero counting as one, saturating.
fn capped_period(amount: Native, pool: Native, drip: Drip) -> Seconds {
    let Some(max_apr_bps) = drip.max_apr_bps else {
        return 0;
    };
    let yearly = pool.units().max(1).saturating_mul(u128::from(max_apr_bps).max(1));
    mul_div_ceil(amount.units(), u128::from(YEAR).saturating_mul(BPS), yearly)
        .ok()
        .and_then(|secs| u64::try_from(secs).ok())
        .unwrap_or(MAX_STREAM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::DAY;

    const DRIP: Drip = Drip {
        secs: DAY,
        max_apr_bps: Some(100_000),
    };
    const POOL: Native = Native::new(31_000_000);

    fn stream(amount: u128, start: u64, end: u64) -> Stream {
        Stream {
            amount: Native::new(amount),
            start,
            end,
        }
    }

    #[test]
    fn a_gain_is_released_evenly_and_rounded_up() {
        let mut s = Stream::default();
        s.gain(1_000, Native::new(558_000), POOL, DRIP).unwrap();
        assert_eq!(s, stream(558_000, 1_000, 1_000 + DAY));
        assert_eq!(s.unreleased(1_000 + DAY / 2), Native::new(279_000));
        assert_eq!(s.unreleased(1_001), Native::new(557_994));
        assert_eq!(s.unreleased(1_000 + DAY), Native::ZERO);
        assert_eq!(s.unreleased(0), Native::new(558_000));
    }

    #[test]
    fn the_growth_cap_stretches_and_the_ceiling_binds() {
        assert_eq!(capped_period(Native::new(558_000), POOL, DRIP), 56_765);
        let mut s = Stream::default();
        s.gain(0, Native::new(31_000_000), POOL, DRIP).unwrap();
        assert_eq!(s.end, YEAR / 10);
        let mut s = Stream::default();
        s.gain(
            0,
            Native::MAX.less(Native::new(1)),
            Native::ZERO,
            Drip { secs: 1, ..DRIP },
        )
        .unwrap();
        assert_eq!(s.end, MAX_STREAM);
    }

    #[test]
    fn no_stream_is_longer_than_ten_years() {
        assert_eq!(MAX_STREAM, 315_360_000);
    }

    #[test]
    fn h5_dust_every_block_leaves_the_end_where_it_was() {
        let mut s = Stream::default();
        s.gain(
            0,
            Native::new(1_000_000_000_000),
            Native::new(100_000_000_000_000),
            DRIP,
        )
        .unwrap();
        let end = s.end;
        for block in 1..(DAY / 6) {
            s.gain(block * 6, Native::new(1), Native::new(100_000_000_000_000), DRIP)
                .unwrap();
        }
        assert_eq!(s.end, end);
    }

    #[test]
    fn a_loss_is_absorbed_without_moving_the_end() {
        let mut s = stream(1_000, 0, 100);
        assert_eq!(s.absorb(50, Native::new(200)), Native::new(200));
        assert_eq!(s, stream(300, 50, 100));
        assert_eq!(s.absorb(50, Native::new(900)), Native::new(300));
        assert_eq!(s.unreleased(50), Native::ZERO);
    }

    #[test]
    fn the_cap_follows_the_pool_both_ways_but_ignores_less_than_a_hundredth() {
        let tiny = Native::new(1_000);
        let mut s = Stream::default();
        s.gain(0, Native::new(1_000_000), tiny, DRIP).unwrap();
        assert_eq!(s.end, MAX_STREAM);
        s.recap(10, POOL, DRIP);
        assert_eq!(s.end, 10 + 101_730);
        let before = s;
        s.recap(20, POOL.plus(Native::new(1_000)).unwrap(), DRIP);
        assert_eq!(s, before);
        s.recap(20, tiny, DRIP);
        assert_eq!(s.end, 20 + MAX_STREAM);
    }

    #[test]
    fn an_end_moves_by_a_hundredth_of_what_remains_and_not_by_less() {
        let now = 1_000_000;
        for (drip, end) in [(9_900, now + 9_900), (9_901, now + 10_000)] {
            let mut s = stream(500, now, now + 10_000);
            let drip = Drip {
                secs: drip,
                max_apr_bps: None,
            };
            s.recap(now, POOL, drip);
            assert_eq!(s, stream(500, now, end));
        }
    }

    #[test]
    fn without_a_cap_only_the_drip_time_counts() {
        let free = Drip {
            secs: DAY,
            max_apr_bps: None,
        };
        let mut s = stream(1_000_000, 0, MAX_STREAM);
        s.recap(5, Native::new(1), free);
        assert_eq!(s.end, 5 + DAY);
    }

    #[test]
    fn a_spent_stream_is_forgotten() {
        let mut s = stream(10, 0, 10);
        s.recap(10, POOL, DRIP);
        assert_eq!(s, Stream::default());
    }
}
