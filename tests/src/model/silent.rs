//! Silent stake: a validator to which no message succeeds is announced, written off, and booked again when one does.

use super::arithmetic::DAY;
use super::observe::Findings;
use super::{Model, Refusal, View};
use crate::prelude::*;

/// Seconds without an answer after which the owner, and anyone, may write off.
const SILENT_FOR_OWNER: u64 = 30 * DAY;
const SILENT_FOR_ANYONE: u64 = 60 * DAY;
/// How much later another validator must have answered, in seconds.
const LATER: u64 = 7 * DAY;
/// Seconds from an announcement to the write-off.
const NOTICE: u64 = 14 * DAY;
/// Seconds from a write-off to the day on which the owner may give up.
const GIVE_UP: u64 = 90 * DAY;

/// Stake that was written off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Its booked delegation then.
    pub amount: u128,
    /// Seconds of the write-off.
    pub since: u64,
    /// Whether deposits are no longer priced as if it were there. It may still come back, so it stays within reach of a slash.
    pub given_up: bool,
}

/// What `write_off` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenOff {
    Announced,
    Booked { loss: u128 },
}

impl Model {
    /// What is left out of the books, may come back, and was not given up.
    pub fn silent_stake(&self) -> u128 {
        let waited_for = self.silent.values().filter(|s| !s.given_up);
        waited_for.map(|s| s.amount).sum()
    }

    /// Seconds of the last message to a validator that succeeded, or of its listing.
    pub fn last_answer(&self, validator: &str) -> u64 {
        let listed = self.listed.get(validator);
        self.answered.get(validator).or(listed).copied().unwrap_or(0)
    }

    fn staked(&self) -> BTreeSet<&String> {
        self.delegated
            .iter()
            .filter(|(_, stake)| **stake > 0)
            .map(|(v, _)| v)
            .collect()
    }

    /// `write_off{validator}`
    pub fn write_off(&mut self, view: &View, validator: &str, by_owner: bool) -> Result<WrittenOff, Refusal> {
        self.whole(|model| {
            let now = view.now();
            if !model.staked().contains(&validator.to_owned()) {
                return Err(Refusal::NotSilent);
            }
            let last = model.last_answer(validator);
            let silence = now.saturating_sub(last);
            if silence < SILENT_FOR_OWNER {
                return Err(Refusal::NotSilent);
            }
            if !by_owner && silence < SILENT_FOR_ANYONE {
                return Err(Refusal::Unauthorized);
            }
            let others: Vec<u64> = model
                .staked()
                .into_iter()
                .filter(|v| *v != validator)
                .map(|v| model.last_answer(v))
                .collect();
            if !others.iter().any(|answer| *answer >= last + LATER) {
                return Err(Refusal::NotSilent);
            }
            let Some(announced) = model.announced.get(validator).copied() else {
                model.announced.insert(validator.into(), now);
                return Ok(WrittenOff::Announced);
            };
            let answering = others.iter().filter(|answer| **answer > announced).count();
            if now < announced + NOTICE || answering * 2 < others.len() {
                return Err(Refusal::NotSilent);
            }
            Ok(WrittenOff::Booked {
                loss: model.book_silence(view, validator),
            })
        })
    }

    fn book_silence(&mut self, view: &View, validator: &str) -> u128 {
        self.observe(view);
        // No guarantor pays for it, whatever the look has found.
        self.begin_look();
        let now = view.now();
        let before = self.pool(now);
        let amount = self.delegated.remove(validator).unwrap_or(0);
        self.announced.remove(validator);
        let silent = Silent {
            amount,
            since: now,
            given_up: false,
        };
        self.silent.insert(validator.into(), silent);
        let record = self.slashed.entry(validator.into()).or_default();
        *record = (record.0 + amount, now);
        self.halt_deposits(now, before, amount);
        let found = Findings {
            losses: amount,
            ..Findings::default()
        };
        self.recognise(now, before, found);
        self.cap_stream(now);
        self.note_covered(now);
        amount
    }

    /// The first success of a message to it brings back what the chain then shows there, as a return.
    pub fn bring_back(&mut self, view: &View, validator: &str) {
        let (now, shown) = (view.now(), view.delegations.get(validator).copied().unwrap_or(0));
        let before = self.pool(now);
        *self.delegated.entry(validator.into()).or_default() += shown;
        let found = Findings {
            returns: shown,
            ..Findings::default()
        };
        self.recognise(now, before, found);
        self.cap_stream(now);
        self.note_covered(now);
    }

    /// `forget{validator}`, the owner's: deposits are no longer priced as if its stake were there.
    pub fn forget(&mut self, view: &View, validator: &str) -> Result<(), Refusal> {
        let silent = self.silent.get_mut(validator).ok_or(Refusal::NotSilent)?;
        if silent.given_up || view.now() < silent.since + GIVE_UP {
            return Err(Refusal::NotSilent);
        }
        silent.given_up = true;
        Ok(())
    }
}
