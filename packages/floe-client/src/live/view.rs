//! How far the nodes say the chain is, and how much of that is believed.

use std::collections::BTreeMap;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::rpc::Status;
use crate::guard::MAX_SKEW;

/// A node whose newest block is so much older than another's, in seconds, is passed over.
const MAX_LAG: u64 = 60;

/// A node this many times further ahead of the median than one may lag behind it is passed over.
const AHEAD: u64 = 20;

/// Blocks in a second that no chain exceeds: no height grows faster by the clock.
const FASTEST: u64 = 4;

/// Blocks that a height may be ahead of the clock.
const SLACK: u64 = 20;

/// What is known of the chain's height.
#[derive(Default)]
pub struct HeightView {
    /// Of each node by its index, as it said last; only nodes of the chain whose blocks are of now.
    pub heights: BTreeMap<usize, u64>,
    /// The newest time of their blocks, in seconds and not beyond the clock; none: no node's is of now.
    pub newest: Option<u64>,
    pub taken: Option<Instant>,
    /// A height that was believed, and when.
    pub anchor: Option<(u64, Instant)>,
}

impl HeightView {
    /// Why a node with this status is passed over, if it is.
    pub fn judge(&self, status: &Status, max_lag: u64) -> Result<(), String> {
        if let Some(newest) = self.newest {
            let (time, clock) = (seconds(status), clock());
            if !of_now(status, clock) {
                let away = time.abs_diff(clock);
                return Err(format!("its newest block is {away} s from this machine's clock"));
            }
            let late = newest.saturating_sub(time);
            if late > MAX_LAG {
                return Err(format!("is {late} s behind"));
            }
        }
        let height = status.sync_info.latest_block_height;
        let Some(median) = self.median() else {
            return Ok(());
        };
        let behind = median.saturating_sub(height);
        if behind > max_lag {
            return Err(format!("is {behind} blocks behind"));
        }
        // Of two nodes nobody knows which one is right.
        let ahead = height.saturating_sub(median);
        if self.heights.len() > 2 && ahead > max_lag.saturating_mul(AHEAD).saturating_add(self.grown()) {
            return Err(format!("says it is {ahead} blocks ahead of the others"));
        }
        Ok(())
    }

    /// The lower one of two.
    pub fn median(&self) -> Option<u64> {
        lower_median(self.heights.values().copied().collect())
    }

    /// Blocks that there may be since the heights were asked for.
    pub fn grown(&self) -> u64 {
        let passed = self.taken.map_or(0, |taken| taken.elapsed().as_secs());
        passed.saturating_mul(FASTEST)
    }

    /// A height as far as it can be by the clock.
    pub fn believed(&self, claimed: u64) -> u64 {
        match self.anchor {
            None => claimed,
            Some((height, at)) => {
                let grown = at.elapsed().as_secs().saturating_mul(FASTEST);
                claimed.min(height.saturating_add(grown).saturating_add(SLACK))
            }
        }
    }
}

fn lower_median(mut heights: Vec<u64>) -> Option<u64> {
    heights.sort_unstable();
    let middle = heights.len().checked_sub(1)?.checked_div(2)?;
    heights.get(middle).copied()
}

pub fn seconds(status: &Status) -> u64 {
    u64::try_from(status.sync_info.latest_block_time.unix_timestamp()).unwrap_or_default()
}

/// A node whose newest block is further from the clock is passed over while another's is not.
pub fn of_now(status: &Status, clock: u64) -> bool {
    seconds(status).abs_diff(clock) <= MAX_SKEW
}

/// Unix seconds by this machine.
pub fn clock() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use std::time::Duration;

    #[rstest]
    #[case(&[], None)]
    #[case(&[7], Some(7))]
    #[case(&[1_000_000, 7], Some(7))]
    #[case(&[8, 1_000_000, 7], Some(8))]
    #[case(&[8, 1_000_000, 7, 9], Some(8))]
    fn the_median_of_two_is_the_lower_one(#[case] heights: &[u64], #[case] expected: Option<u64>) {
        assert_eq!(lower_median(heights.to_vec()), expected);
    }

    #[test]
    fn a_height_is_believed_as_far_as_the_clock_allows() {
        let mut view = HeightView::default();
        assert_eq!(view.believed(1_000_000), 1_000_000);
        view.anchor = Some((1_000, Instant::now()));
        assert_eq!(view.believed(1_010), 1_010);
        assert_eq!(view.believed(1_000_000), 1_000 + SLACK);
        view.anchor = Instant::now()
            .checked_sub(Duration::from_secs(10))
            .map(|at| (1_000, at));
        assert_eq!(view.believed(1_000_000), 1_000 + 10 * FASTEST + SLACK);
    }
}
