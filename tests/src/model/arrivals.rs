//! Arrive: coins are matched with the oldest entries that wait, and one timer watches for those that do not come.

use super::arithmetic::NANOS;
use super::observe::{Findings, ROUNDING};
use super::{Entry, Model, View};

/// What an entry may lack without waiting; a thousandth of what is provisioned on it comes on top (docs/adr/0025).
fn tolerated(entry: &Entry) -> u128 {
    ROUNDING + (entry.amount - entry.expected) / 1_000
}

/// Whether so many coins pay these entries, but for what each may lack.
fn pays(coins: u128, entries: &[Entry]) -> bool {
    let expected: u128 = entries.iter().map(|e| e.expected).sum();
    expected <= coins + entries.iter().map(tolerated).sum::<u128>()
}

impl Model {
    /// Credits what has arrived, runs the shortage timer, finds gifts.
    pub fn arrivals(&mut self, view: &View, found: &mut Findings) {
        let x = view.bank.saturating_sub(self.free + self.reserved);
        let grace_ns = self.params.arrival_grace * NANOS;
        self.sort_entries();

        let due = self.due_entries(view.now_ns);
        let late = |e: &&Entry| view.now_ns > e.completion_ns + grace_ns / 24;
        let overdue = self.entries.iter().filter(late).count();
        let short = !pays(x, &self.entries[..overdue]);
        let enough = pays(x, &self.entries[..due]);
        let prefix = (0..=due).rev().find(|n| pays(x, &self.entries[..*n])).unwrap();

        let credited: Vec<Entry> = self.entries.drain(..prefix).collect();
        credited.iter().for_each(|entry| self.credited(entry));
        let expected: u128 = credited.iter().map(|e| e.expected).sum();
        let amounts: u128 = credited.iter().map(|e| e.amount).sum();
        let rest = if enough {
            let arrived = x.min(amounts);
            found.returns += arrived.saturating_sub(expected);
            found.rounding += expected.saturating_sub(arrived);
            self.free += arrived;
            self.unknown_coins(x - arrived, found);
            0
        } else {
            let arrived = x.min(expected);
            found.rounding += expected - arrived;
            self.free += arrived;
            x - arrived
        };

        if enough {
            self.short_since_ns = None;
        } else if short {
            self.short_since_ns.get_or_insert(view.now_ns);
        }
        self.write_off_missing(view, rest, prefix < overdue, found);
    }

    /// Nothing that is due waits for these coins: those of an entry whose completion had to be guessed, else a gift.
    fn unknown_coins(&mut self, mut coins: u128, found: &mut Findings) {
        self.free += coins;
        while let Some(at) = self
            .entries
            .iter()
            .position(|e| e.estimated && pays(coins, std::slice::from_ref(e)))
        {
            let entry = self.entries.remove(at);
            self.credited(&entry);
            let arrived = coins.min(entry.amount);
            found.returns += arrived.saturating_sub(entry.expected);
            found.rounding += entry.expected.saturating_sub(arrived);
            coins -= arrived;
        }
        found.gains += coins;
    }

    /// What the first uncovered entry lacks when the timer has run out. It must be overdue, and have been due when an
    /// earlier block looked (docs/adr/0032).
    fn write_off_missing(&mut self, view: &View, rest: u128, overdue: bool, found: &mut Findings) {
        let grace_ns = self.params.arrival_grace * NANOS;
        let fires = self
            .short_since_ns
            .is_some_and(|since| view.now_ns >= since + grace_ns);
        let looked = self.observed_height != Some(view.height)
            && self
                .entries
                .first()
                .is_some_and(|e| e.completion_ns <= self.synced_ns);
        if fires && overdue && looked {
            let lost = self.entries.remove(0);
            found.losses += lost.expected - rest;
            self.free += rest;
            self.short_since_ns = None;
        }
    }

    /// What was provisioned on an entry that has come.
    fn credited(&mut self, entry: &Entry) {
        let provisioned = entry.amount - entry.expected;
        if provisioned > 0 {
            let credited = &mut self.guarantors.look.credited;
            *credited.entry(entry.validator.clone()).or_default() += provisioned;
        }
    }

    pub fn sort_entries(&mut self) {
        self.entries
            .sort_by(|a, b| (a.completion_ns, &a.validator).cmp(&(b.completion_ns, &b.validator)));
    }
}
