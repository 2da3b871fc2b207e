//! Drip and growth cap: recognised gains are released evenly, and no faster than a cap that only a gain can raise.

use super::arithmetic::{divide_up, mul_div_up, seconds, weighted, weighted_up, BPS, YEAR};
use super::{Model, Params};
use crate::prelude::*;

/// No stream ends later than this many seconds from now.
pub const LONGEST_STREAM: u64 = 10 * YEAR;

/// Recognised rewards not yet released; times in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    pub amount: u128,
    pub start: u64,
    pub end: u64,
}

impl Stream {
    pub fn unreleased(&self, now: u64) -> u128 {
        if now >= self.end {
            return 0;
        }
        let (left, whole) = (self.end - now, self.end - self.start);
        mul_div_up(self.amount, left.into(), whole.into())
    }
}

/// The cap and the drip time that a stream carries beside it: used in place of the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// `a`
    pub apr_bps: u64,
    /// `d`
    pub drip_secs: u64,
}

impl Pace {
    /// That of a stream that begins now.
    pub fn of(params: &Params) -> Self {
        Self {
            apr_bps: params.max_apr_bps,
            drip_secs: params.drip_secs,
        }
    }
}

impl Model {
    /// Adds a gain, `pool` being the pool without it.
    pub fn drip(&mut self, now: u64, gain: u128, pool: u128) {
        if gain == 0 {
            return;
        }
        let left = self.unreleased(now);
        let present = Pace::of(&self.params);
        self.pace = if left == 0 {
            present
        } else {
            // Rounded so that no number of small gains makes the stream faster.
            let (apr, drip) = (self.pace.apr_bps.into(), self.pace.drip_secs.into());
            Pace {
                apr_bps: weighted(left, apr, gain, present.apr_bps.into()) as u64,
                drip_secs: weighted_up(left, drip, gain, present.drip_secs.into()) as u64,
            }
        };
        let amount = left + gain;
        let period = weighted(left, self.remaining(now).into(), gain, self.pace.drip_secs.into());
        self.stream = Stream {
            amount,
            start: now,
            end: now + self.stretch(amount, period as u64, pool),
        };
    }

    /// Recomputes the end from the present pool, unless it would hardly move.
    pub fn cap_stream(&mut self, now: u64) {
        self.recap(now, true);
    }

    fn recap(&mut self, now: u64, may_be_earlier: bool) {
        let left = self.unreleased(now);
        if left == 0 {
            return;
        }
        let remaining = self.stream.end - now;
        let wanted = self.stretch(left, self.remaining(now), self.pool(now));
        let moves = u128::from(wanted.abs_diff(remaining)) * 100 >= u128::from(remaining);
        if moves && (may_be_earlier || wanted > remaining) {
            self.stream = Stream {
                amount: left,
                start: now,
                end: now + wanted,
            };
        }
    }

    /// `m`
    fn remaining(&self, now: u64) -> u64 {
        self.stream.end.saturating_sub(now).min(self.pace.drip_secs)
    }

    /// `max(period, ⌈A·YEAR/(pool·a)⌉)`, at most ten years.
    fn stretch(&self, amount: u128, period: u64, pool: u128) -> u64 {
        let capped = divide_up(
            Uint256::from(amount) * Uint256::from(YEAR) * Uint256::from(BPS),
            Uint256::from(pool.max(1)) * Uint256::from(self.pace.apr_bps),
        );
        period.max(seconds(capped)).min(LONGEST_STREAM)
    }

    /// Takes up to `loss` out of the stream and returns what it could not bear. The end stays.
    pub fn consume_stream(&mut self, now: u64, loss: u128) -> u128 {
        let left = self.unreleased(now);
        let taken = left.min(loss);
        if taken > 0 {
            self.stream.amount = left - taken;
            self.stream.start = now;
        }
        loss - taken
    }

    /// A change of the parameters slows a running stream and never quickens it.
    pub fn slow_stream(&mut self, now: u64) {
        let present = Pace::of(&self.params);
        self.pace = Pace {
            apr_bps: self.pace.apr_bps.min(present.apr_bps),
            drip_secs: self.pace.drip_secs.max(present.drip_secs),
        };
        self.recap(now, false);
    }
}
