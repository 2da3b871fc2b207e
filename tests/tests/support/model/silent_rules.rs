//! §6 What cannot be caught: whom a message may leave out.

use super::arithmetic::DAY;
use super::Model;

/// Behind the median by more than this and an interval of harvests, a validator may be skipped.
const BEHIND: u64 = DAY;
/// So far behind, skipping it does not spare the others' targets.
const FAR_BEHIND: u64 = 7 * DAY;

/// How a validator stands to the message in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    Present,
    /// It has not answered for long, or whether it has depends on which of two is the median: others may come first.
    Quiet,
    /// It was to be skipped and has not answered for long: it gets no message.
    Skipped,
    /// It was to be skipped, and whether it has answered for long depends on which of two is the median.
    Unclear,
}

impl Absence {
    /// Whether the message must treat it like any other.
    pub fn counts(self) -> bool {
        matches!(self, Self::Present | Self::Quiet)
    }
}

impl Model {
    pub fn absence(&self, validator: &str, now: u64) -> Absence {
        let named = self.skipping.iter().any(|v| v == validator);
        let (low, high) = self.medians(now);
        let last = self.last_answer(validator);
        let far = |median: u64| last + self.params.harvest_interval + BEHIND < median;
        match (far(low), far(high), named) {
            (true, _, true) => Absence::Skipped,
            (_, false, _) => Absence::Present,
            (_, true, false) => Absence::Quiet,
            (false, true, true) => Absence::Unclear,
        }
    }

    /// Whether somebody is skipped who answered less than a week behind the others.
    pub fn recently_skipped(&self, now: u64) -> bool {
        let (low, _) = self.medians(now);
        self.skipping
            .iter()
            .any(|v| self.absence(v, now) == Absence::Skipped && self.last_answer(v) + FAR_BEHIND >= low)
    }

    /// The middle of the last answers, the lower and the upper of the two where their number is even.
    fn medians(&self, now: u64) -> (u64, u64) {
        let mut answers: Vec<u64> = self.answered.values().copied().collect();
        answers.sort_unstable();
        let n = answers.len();
        if n == 0 {
            return (now, now);
        }
        (answers[(n - 1) / 2], answers[n / 2])
    }
}
