//! What cannot be caught: whom a message may leave out.

use super::arithmetic::DAY;
use super::{Model, View};

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
    /// A message names validators that it would leave out: how they stand is seen after its look, before anything else.
    pub fn skip(&mut self, view: &View, named: &[String]) {
        let left = |v: &String| view.delegations.get(v).is_some_and(|shown| *shown > 0);
        let median = self.median(left);
        let absence_of = |v: &String| self.absence_of(v, left(v), median);
        self.skipping = named.iter().map(|v| (v.clone(), absence_of(v))).collect();
        let recent = |v: &String| self.last_answer(v) + FAR_BEHIND > median;
        let left_out = |(v, absence): (&String, &Absence)| *absence == Absence::Skipped && recent(v);
        self.recently_skipped = self.skipping.iter().any(left_out);
    }

    /// The message has ended.
    pub fn skip_nobody(&mut self) {
        self.skipping.clear();
        self.recently_skipped = false;
    }

    pub fn absence(&self, validator: &str) -> Absence {
        match self.skipping.get(validator) {
            Some(absence) => *absence,
            None if self.is_far_behind(self.last_answer(validator), self.median(|_| true)) => Absence::Quiet,
            None => Absence::Present,
        }
    }

    fn absence_of(&self, named: &str, has_stake: bool, median: u64) -> Absence {
        let listed = self.listed.get(named).copied().unwrap_or(0);
        if self.is_far_behind(self.last_answer(named), median) {
            Absence::Skipped
        } else if !has_stake && self.is_far_behind(listed, median) {
            Absence::Unclear
        } else {
            Absence::Present
        }
    }

    fn is_far_behind(&self, answer: u64, median: u64) -> bool {
        answer + self.params.harvest_interval + BEHIND < median
    }

    /// The median of the last answers of all that hold stake, of two the later.
    fn median(&self, has_stake: impl Fn(&String) -> bool) -> u64 {
        let staked = self
            .delegated
            .iter()
            .filter(|(v, stake)| **stake > 0 && has_stake(v));
        let answered = |v: &String| self.answered.get(v).copied().unwrap_or(0);
        let mut answers: Vec<u64> = staked.map(|(v, _)| answered(v)).collect();
        answers.sort_unstable();
        answers.get(answers.len() / 2).copied().unwrap_or(0)
    }
}
