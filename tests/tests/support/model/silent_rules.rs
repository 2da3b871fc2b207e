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
    /// It has not answered for long: others come first.
    Quiet,
    /// It was to be skipped and has not answered for long: it gets no message.
    Skipped,
    /// It was to be skipped and has no stake: whether its listing or an answer of earlier days counts is open.
    Unclear,
}

impl Absence {
    /// Whether the message must treat it like any other.
    pub fn counts(self) -> bool {
        matches!(self, Self::Present | Self::Quiet)
    }
}

impl Model {
    pub fn absence(&self, validator: &str) -> Absence {
        let named = self.skipping.iter().any(|v| v == validator);
        let median = self.median();
        let far = |last: u64| last + self.params.harvest_interval + BEHIND < median;
        let by_answer = far(self.last_answer(validator));
        let by_listing = far(self.listed.get(validator).copied().unwrap_or(0));
        match (by_answer, named) {
            (false, true) if self.stake_on(validator) == 0 && by_listing => Absence::Unclear,
            (true, true) => Absence::Skipped,
            (true, false) => Absence::Quiet,
            (false, _) => Absence::Present,
        }
    }

    /// Whether somebody is skipped who answered less than a week behind the others.
    pub fn recently_skipped(&self) -> bool {
        let median = self.median();
        self.skipping
            .iter()
            .any(|v| self.absence(v) == Absence::Skipped && self.last_answer(v) + FAR_BEHIND >= median)
    }

    /// The median of the last answers of all that hold stake, of two the later.
    fn median(&self) -> u64 {
        let staked = self.delegated.iter().filter(|(_, stake)| **stake > 0);
        let mut answers: Vec<u64> = staked.map(|(v, _)| self.last_answer(v)).collect();
        answers.sort_unstable();
        answers.get(answers.len() / 2).copied().unwrap_or(0)
    }
}
