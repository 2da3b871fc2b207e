//! What the writer is doing now, for health, metrics and the line that tells of progress.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Shared between the writer and who tells of it.
#[derive(Debug, Default)]
pub struct Status(Mutex<Now>);

/// A moment.
#[derive(Clone, Debug, Default)]
pub struct Now {
    /// Whether this process holds the lock.
    pub writing: bool,
    /// The newest block of the nodes.
    pub tip: u64,
    /// The last block written.
    pub height: u64,
    /// Events written by this process.
    pub events: u64,
    /// Where and when it began to catch up.
    begun: Option<(u64, Instant)>,
    /// What went wrong last.
    pub failure: Option<String>,
}

impl Status {
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn now(&self) -> Now {
        self.lock().clone()
    }

    pub fn writes(&self, writing: bool) {
        self.lock().writing = writing;
    }

    pub fn failed(&self, failure: Option<String>) {
        self.lock().failure = failure;
    }

    pub(crate) fn saw_tip(&self, tip: u64) {
        self.lock().tip = tip;
    }

    pub(crate) fn begin(&self, first: u64, tip: u64) {
        let mut now = self.lock();
        if first < tip || now.begun.is_none() {
            now.begun = Some((first, Instant::now()));
        }
    }

    pub(crate) fn wrote(&self, height: u64, events: usize) {
        let mut now = self.lock();
        now.height = height;
        now.events = now.events.saturating_add(u64::try_from(events).unwrap_or(u64::MAX));
    }
}

impl Now {
    /// Blocks that are missing.
    pub const fn behind(&self) -> u64 {
        self.tip.saturating_sub(self.height)
    }

    /// Time until there are none, at the pace since the catching up began; none before the first block.
    pub fn left(&self) -> Option<Duration> {
        let (first, since) = self.begun?;
        let done = u32::try_from(self.height.checked_sub(first)?).ok()?;
        let behind = u32::try_from(self.behind()).ok()?;
        since.elapsed().checked_mul(behind)?.checked_div(done)
    }

    /// `block 120 of 400 (30 %), 12 s left`.
    pub fn told(&self) -> String {
        let part = self.height.saturating_mul(100).checked_div(self.tip).unwrap_or_default();
        let left = self.left().map_or_else(String::new, |left| {
            format!(", {} left", floe_client::when::span(left.as_secs()))
        });
        format!("block {} of {} ({part} %){left}", self.height, self.tip)
    }
}
