//! How messages end: bookings reversed or confirmed, payouts noted, validators marked.

use super::arithmetic::{DAY, NANOS};
use super::{Answer, Entry, Model, View};
use crate::prelude::*;

/// The mark of a first failure, in seconds; doubled by each further one in a row.
const FIRST_MARK: u64 = 3_600;
const LONGEST_MARK: u64 = 7 * DAY;

/// A validator that has refused its last messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failing {
    /// Failures in a row.
    pub row: u32,
    /// Seconds.
    pub marked_until: u64,
}

impl Model {
    /// An undelegation booked by [`Model::cover`] has ended.
    pub fn undelegate_reply(&mut self, view: &View, validator: &str, asked: u128, answer: Answer) {
        let now = view.now();
        let sent = |(v, a): &(String, u128)| v == validator && *a == asked;
        let at = self.asked.iter().position(sent).unwrap();
        let mut pool = self.pool(now);
        self.asked.remove(at);
        let (amount, completion_ns) = match answer {
            Answer::Failed => {
                *self.delegated.entry(validator.into()).or_default() += asked;
                self.failed(view, validator);
                return;
            }
            Answer::Started {
                amount,
                completion_ns,
            } => (amount.unwrap_or(asked - 1), completion_ns),
        };
        self.succeeded(view, validator);
        self.enter(Entry {
            validator: validator.into(),
            amount,
            expected: amount,
            completion_ns: completion_ns
                .unwrap_or(view.now_ns.saturating_add(self.params.unbonding_estimate * NANOS)),
            estimated: completion_ns.is_none(),
        });
        let lost = asked - amount;
        if lost > 0 {
            let owed = self.owed();
            self.bear_rounding(now, lost, &mut pool);
            self.remember_loss(lost.saturating_sub(owed - self.owed()));
            self.cap_stream(now);
        }
    }

    /// Entries of one validator with equal completion are one.
    pub fn enter(&mut self, entry: Entry) {
        if entry.amount == 0 {
            return;
        }
        let same = |e: &&mut Entry| e.validator == entry.validator && e.completion_ns == entry.completion_ns;
        if let Some(known) = self.entries.iter_mut().find(same) {
            known.amount += entry.amount;
            known.expected += entry.expected;
            known.estimated |= entry.estimated;
            return;
        }
        self.entries.push(entry);
        self.sort_entries();
    }

    /// A delegation booked by [`Model::allocate`] has ended.
    pub fn delegate_reply(&mut self, view: &View, validator: &str, amount: u128, ok: bool) {
        if ok {
            self.succeeded(view, validator);
            return;
        }
        self.failed(view, validator);
        self.free += amount;
        *self.delegated.get_mut(validator).unwrap() -= amount;
    }

    /// A redelegation booked by [`Model::move_stake`] has ended: `None` = failed, `Some(None)` = no lock.
    pub fn redelegate_reply(
        &mut self,
        view: &View,
        from: &str,
        to: &str,
        amount: u128,
        completion: Option<Option<u64>>,
    ) {
        let Some(lock) = completion else {
            *self.delegated.get_mut(to).unwrap() -= amount;
            *self.delegated.entry(from.into()).or_default() += amount;
            let at = self.moved.iter().rposition(|(_, a, _)| *a == amount).unwrap();
            self.moved.remove(at);
            self.failed(view, to);
            let before = self.refused_moves.insert(from.into(), to.into());
            if before.is_some_and(|other| other != to) {
                self.failed(view, from);
            }
            return;
        };
        self.succeeded(view, from);
        self.succeeded(view, to);
        if let Some(until_ns) = lock {
            self.remember_move(from, to, amount, until_ns);
            let known = self.locked.entry(to.into()).or_default();
            *known = (*known).max(until_ns);
        }
    }

    /// A harvest message to one validator has ended.
    pub fn harvest_reply(&mut self, view: &View, validator: &str, ok: bool) {
        if ok {
            self.succeeded(view, validator);
        } else {
            self.failed(view, validator);
        }
    }

    /// Every message that succeeds pays the rewards out.
    fn succeeded(&mut self, view: &View, validator: &str) {
        self.failing.remove(validator);
        self.refused_moves.remove(validator);
        self.answered.insert(validator.into(), view.now());
        self.harvested.insert(validator.into(), view.now());
        self.announced.remove(validator);
        if self.silent.remove(validator).is_some() {
            self.bring_back(view, validator);
        }
    }

    fn failed(&mut self, view: &View, validator: &str) {
        let failing = self.failing.entry(validator.into()).or_default();
        let mark = FIRST_MARK << failing.row.min(10);
        failing.row += 1;
        failing.marked_until = view.now() + mark.min(LONGEST_MARK);
    }

    /// Where there is neither stake nor an entry, nothing is remembered but what failed, that for a week after its mark.
    pub fn forget_empty(&mut self, now: u64) {
        let fails = |v: &String| {
            let failing = self.failing.get(v);
            failing.is_some_and(|f| now < f.marked_until + LONGEST_MARK)
        };
        let known: BTreeSet<String> = self.failing.keys().chain(self.answered.keys()).cloned().collect();
        let gone: Vec<String> = known
            .into_iter()
            .filter(|v| self.stake_on(v) == 0 && !self.has_entries(v) && !fails(v))
            .collect();
        for validator in gone {
            self.answered.remove(&validator);
            self.harvested.remove(&validator);
            self.failing.remove(&validator);
            self.refused_moves.remove(&validator);
        }
    }

    /// Whether its last message failed, be it as the source of a redelegation.
    pub fn is_doubtful(&self, validator: &str) -> bool {
        self.failing.contains_key(validator) || self.refused_moves.contains_key(validator)
    }

    pub fn is_marked(&self, validator: &str, now: u64) -> bool {
        self.failing.get(validator).is_some_and(|f| now < f.marked_until)
    }

    pub fn is_locked(&self, validator: &str, now_ns: u64) -> bool {
        self.locked.get(validator).is_some_and(|until| now_ns < *until)
    }

    /// Where all who could take a message are marked, marks say nothing.
    pub fn all_marked<'a>(&self, who: impl IntoIterator<Item = &'a String>, now: u64) -> bool {
        let who: BTreeSet<&String> = who.into_iter().collect();
        !who.is_empty() && who.iter().all(|v| self.is_marked(v, now))
    }
}
