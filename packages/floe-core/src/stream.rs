//! The drip (reward smoothing): gains are recognised at once and released over time, so buying just
//! before one earns nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::convert::{mul_div_ceil, mul_div_floor, weighted_mean};
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

/// How fast gains may be released. A stream carries its own beside it, as the parameters were for the gains in it: a
/// later change may slow it down and never speed it up, so that nobody can withhold yield from some and then release it
/// to others (docs/adr/0049).
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drip {
    /// Time over which a gain is released, in seconds.
    pub secs: Seconds,
    /// Growth cap in basis points of the pool a year.
    pub max_apr_bps: u64,
}

impl Drip {
    /// Mixes in the values of a gain by weight: `a` rounded down and `d` rounded up, so that no number of dust gains
    /// moves either of them. The stream's own values are never the faster ones. Without a rest the gain's values.
    fn mix(&mut self, rest: Native, present: Drip, gain: Native) -> CoreResult<()> {
        if rest.is_zero() {
            *self = present;
            return Ok(());
        }
        let weights = rest.units().saturating_add(gain.units());
        let part = |gap: u64| {
            mul_div_floor(gap.into(), gain.units(), weights).map(|part| u64::try_from(part).unwrap_or(gap))
        };
        let faster = part(present.max_apr_bps.saturating_sub(self.max_apr_bps))?;
        let shorter = part(self.secs.saturating_sub(present.secs))?;
        self.max_apr_bps = self.max_apr_bps.saturating_add(faster);
        self.secs = self.secs.saturating_sub(shorter);
        Ok(())
    }
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

    /// Adds a gain. First `own`, the stream's cap and drip time, takes in the `present` ones by weight. Then the period
    /// is the mean of what remains and the drip time, weighted by amount and rounded down, so that dust cannot hold the
    /// stream back; then the growth cap stretches it.
    ///
    /// `pool` is the pool without this gain.
    pub fn gain(
        &mut self,
        now: Seconds,
        gain: Native,
        pool: Native,
        own: &mut Drip,
        present: Drip,
    ) -> CoreResult<()> {
        if gain.is_zero() {
            return Ok(());
        }
        let rest = self.unreleased(now);
        own.mix(rest, present, gain)?;
        let remaining = self.remaining(now, *own);
        let amount = rest.plus(gain)?;
        let period = weighted_mean(remaining, rest.units(), own.secs, gain.units())?;
        *self = Self {
            amount,
            start: now,
            end: now.saturating_add(stretch(amount, period, pool, *own)),
        };
        Ok(())
    }

    /// Adds what comes to a stream without a growth cap: over `secs`, or, where something is not released yet, over the mean of
    /// the two times, weighted by amount and rounded down.
    pub fn add(&mut self, now: Seconds, gain: Native, secs: Seconds) -> CoreResult<()> {
        let uncapped = Drip {
            secs,
            max_apr_bps: u64::MAX,
        };
        self.gain(now, gain, Native::MAX, &mut uncapped.clone(), uncapped)
    }

    /// Stops the clock between two times: what was unreleased at `from` is so at `to`, and the rest takes as long as it would
    /// have.
    pub fn hold(&mut self, from: Seconds, to: Seconds) {
        if self.unreleased(from).is_zero() {
            return;
        }
        let held = to.saturating_sub(from);
        self.start = self.start.saturating_add(held);
        self.end = self.end.saturating_add(held);
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
    /// remains: restarting the stream at every block would round it to a standstill. A spent stream is forgotten, and
    /// `own` with it.
    pub fn recap(&mut self, now: Seconds, pool: Native, own: &mut Drip) {
        let rest = self.unreleased(now);
        if rest.is_zero() {
            *self = Self::default();
            *own = Drip::default();
            return;
        }
        let end = now.saturating_add(stretch(rest, self.remaining(now, *own), pool, *own));
        let moved = u128::from(end.abs_diff(self.end)).saturating_mul(100);
        if moved >= u128::from(self.end.saturating_sub(now)) {
            *self = Self {
                amount: rest,
                start: now,
                end,
            };
        }
    }

    /// Follows a change of the parameters as far as it is slower: the lower cap, the longer drip time, and an end that
    /// is never earlier.
    pub fn slow(&mut self, now: Seconds, pool: Native, own: &mut Drip, new: Drip) {
        own.max_apr_bps = own.max_apr_bps.min(new.max_apr_bps);
        own.secs = own.secs.max(new.secs);
        let before = *self;
        self.recap(now, pool, own);
        if !self.amount.is_zero() && self.end < before.end {
            *self = before;
        }
    }

    /// Time left, at most the drip time, in seconds; zero without a stream.
    fn remaining(&self, now: Seconds, own: Drip) -> Seconds {
        if self.unreleased(now).is_zero() {
            return 0;
        }
        self.end.saturating_sub(now).min(own.secs)
    }
}

/// The longer of the period and the time that the growth cap asks for, at most [`MAX_STREAM`].
fn stretch(amount: Native, period: Seconds, pool: Native, own: Drip) -> Seconds {
    period.max(capped_period(amount, pool, own)).min(MAX_STREAM)
}

/// `⌈amount · YEAR / (pool · max_apr)⌉`, a pool of zero counting as one, saturating.
fn capped_period(amount: Native, pool: Native, own: Drip) -> Seconds {
    let yearly = pool
        .units()
        .max(1)
        .saturating_mul(u128::from(own.max_apr_bps).max(1));
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
        max_apr_bps: 100_000,
    };
    const POOL: Native = Native::new(31_000_000);

    /// A gain under unchanged parameters.
    fn gain(s: &mut Stream, now: u64, gain: u128, pool: Native) {
        s.gain(now, Native::new(gain), pool, &mut DRIP.clone(), DRIP)
            .unwrap();
    }

    fn recap(s: &mut Stream, now: u64, pool: Native, drip: Drip) {
        s.recap(now, pool, &mut drip.clone());
    }

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
        gain(&mut s, 1_000, 558_000, POOL);
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
        gain(&mut s, 0, 31_000_000, POOL);
        assert_eq!(s.end, YEAR / 10);
        let mut s = Stream::default();
        gain(&mut s, 0, u128::MAX - 1, Native::ZERO);
        assert_eq!(s.end, MAX_STREAM);
    }

    #[test]
    fn no_stream_is_longer_than_ten_years() {
        assert_eq!(MAX_STREAM, 315_360_000);
    }

    #[test]
    fn dust_every_block_leaves_the_end_where_it_was() {
        let mut s = Stream::default();
        let pool = Native::new(100_000_000_000_000);
        gain(&mut s, 0, 1_000_000_000_000, pool);
        let end = s.end;
        for block in 1..(DAY / 6) {
            gain(&mut s, block * 6, 1, pool);
        }
        assert_eq!(s.end, end);
    }

    #[test]
    fn a_stopped_clock_keeps_what_is_unreleased_and_the_time_left() {
        let mut s = stream(1_000, 0, 100);
        s.hold(30, 530);
        assert_eq!(s, stream(1_000, 500, 600));
        assert_eq!(s.unreleased(530), Native::new(700));
        s.hold(600, 700);
        assert_eq!(s, stream(1_000, 500, 600));
    }

    #[test]
    fn without_a_cap_gains_of_any_size_take_the_mean_of_the_times() {
        let mut s = Stream::default();
        s.add(0, Native::new(u128::MAX / 2), DAY).unwrap();
        assert_eq!((s.start, s.end), (0, MAX_STREAM));
        let mut s = Stream::default();
        s.add(0, Native::new(1_000), DAY).unwrap();
        s.add(DAY / 2, Native::new(1), DAY).unwrap();
        assert_eq!(s, stream(501, DAY / 2, DAY + 86));
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
        gain(&mut s, 0, 1_000_000, tiny);
        assert_eq!(s.end, MAX_STREAM);
        recap(&mut s, 10, POOL, DRIP);
        assert_eq!(s.end, 10 + 101_730);
        let before = s;
        recap(&mut s, 20, POOL.plus(Native::new(1_000)).unwrap(), DRIP);
        assert_eq!(s, before);
        recap(&mut s, 20, tiny, DRIP);
        assert_eq!(s.end, 20 + MAX_STREAM);
    }

    #[test]
    fn an_end_moves_by_a_hundredth_of_what_remains_and_not_by_less() {
        let now = 1_000_000;
        for (secs, end) in [(9_900, now + 9_900), (9_901, now + 10_000)] {
            let mut s = stream(500, now, now + 10_000);
            recap(&mut s, now, POOL, Drip { secs, ..DRIP });
            assert_eq!(s, stream(500, now, end));
        }
    }

    #[test]
    fn a_spent_stream_is_forgotten_and_its_drip_with_it() {
        let mut s = stream(10, 0, 10);
        let mut own = DRIP;
        s.recap(10, POOL, &mut own);
        assert_eq!((s, own), (Stream::default(), Drip::default()));
    }

    const SLOW: Drip = Drip {
        secs: 14 * DAY,
        max_apr_bps: 3_000,
    };

    #[test]
    fn a_gain_mixes_the_present_drip_in_by_weight_and_without_a_rest_brings_its_own() {
        for (rest, gain, secs, max_apr_bps) in [
            (0, 1, DAY, 100_000),
            (1, 1, 7 * DAY + DAY / 2, 51_500),
            // ⌊(3 · 3,000 + 4 · 100,000) / 7⌋ and ⌈(3 · 14 + 4 · 1) / 7 days⌉
            (3, 4, 567_772, 58_428),
            (1_000_000, 1, 14 * DAY - 1, 3_000),
            (1_123_200, 1, 14 * DAY, 3_000),
        ] {
            let mut own = SLOW;
            own.mix(Native::new(rest), DRIP, Native::new(gain)).unwrap();
            assert_eq!(own, Drip { secs, max_apr_bps }, "{gain} to {rest}");
        }
    }

    #[test]
    fn no_number_of_dust_gains_makes_a_stream_faster() {
        let pool = Native::new(100_000_000_000_000);
        let mut own = SLOW;
        let mut s = stream(1_000_000_000_000, 0, 14 * DAY);
        for n in 0..1_000 {
            s.gain(n * 6, Native::new(1), pool, &mut own, DRIP).unwrap();
        }
        assert_eq!((own, s.end), (SLOW, 14 * DAY));
    }

    #[test]
    fn the_period_of_a_gain_is_counted_with_the_mixed_drip_time() {
        let pool = Native::new(1_000_000_000_000);
        let (mut s, mut own) = (stream(1_000, 0, 14 * DAY), SLOW);
        s.gain(0, Native::new(1_000), pool, &mut own, DRIP).unwrap();
        assert_eq!(s.end, 7 * DAY + DAY / 2);
    }

    #[test]
    fn a_change_slows_a_stream_at_once_and_never_speeds_it_up() {
        let amount = 15_500_000;
        let fast = |s: &mut Stream| gain(s, 0, amount, POOL);
        let (mut s, mut own) = (Stream::default(), DRIP);
        fast(&mut s);
        assert_eq!(s.end, YEAR / 20);
        let lower = Drip {
            max_apr_bps: 50_000,
            ..DRIP
        };
        s.slow(0, POOL, &mut own, lower);
        assert_eq!((s.end, own), (YEAR / 10, lower));
        // Back up again, and later looks: as slow as before.
        s.slow(0, POOL, &mut own, DRIP);
        s.recap(0, POOL, &mut own);
        assert_eq!((s.end, own), (YEAR / 10, lower));
    }

    #[test]
    fn a_longer_drip_time_holds_for_what_streams_and_a_shorter_one_does_not() {
        let (mut s, mut own) = (stream(500, 0, 14 * DAY), SLOW);
        s.slow(DAY, POOL, &mut own, DRIP);
        s.recap(DAY, POOL, &mut own);
        assert_eq!((s.end, own.secs), (14 * DAY, 14 * DAY));
        let (mut s, mut own) = (stream(500, 0, DAY), DRIP);
        s.slow(0, POOL, &mut own, SLOW);
        assert_eq!((s.end, own.secs), (DAY, 14 * DAY));
    }

    #[test]
    fn a_change_brings_no_end_forward_even_where_the_pool_has_grown() {
        let (mut s, mut own) = (stream(1_000_000, 0, 100 * DAY), DRIP);
        s.slow(0, POOL, &mut own, DRIP);
        assert_eq!(s.end, 100 * DAY);
        let (mut s, mut own) = (stream(10, 0, 10), DRIP);
        s.slow(10, POOL, &mut own, SLOW);
        assert_eq!((s, own), (Stream::default(), Drip::default()));
    }
}
