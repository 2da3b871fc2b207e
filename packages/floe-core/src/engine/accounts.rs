//! What an operation loads and may change.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fact::Fact;
use super::gates::Gates;
use crate::allocation::Targets;
use crate::batch::Unbonding;
use crate::books::Books;
use crate::error::CoreResult;
use crate::exits::{interval_in_force, Moment};
use crate::fee::Harvest;
use crate::flight::{Entry, EntryKey};
use crate::ledger::{Ledger, Position, Rules};
use crate::map::SortedMap;
use crate::params::Params;
use crate::stream::Drip;
use crate::units::{Native, Seconds};

/// Numbers of the exit queue. Batches from `head` to before `open` are unsettled.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    pub open: u64,
    pub head: u64,
    /// Unix seconds of the last close.
    pub last_close: Option<Seconds>,
    /// When the open batch may close, unix seconds; zero before the first close. Follows the interval while the batch is
    /// empty, so that its first request fixes it without a look or a write.
    pub due: Seconds,
    /// The interval in force as last looked up, by a crank, a `submit_batch` or a change of parameters; in seconds.
    pub interval: Seconds,
}

impl Queue {
    /// When a batch whose first request came now might close, unix seconds: zero before the first close.
    pub fn next(&self) -> Seconds {
        self.last_close
            .map_or(0, |last| last.saturating_add(self.interval))
    }

    /// Takes in the interval that is in force now, which an empty batch follows. Returns when the open batch may close,
    /// unix seconds: a shorter interval brings that forward while it stands, a longer one does not put it off.
    pub fn follow(&mut self, interval: Seconds, is_empty: bool) -> Seconds {
        self.interval = interval;
        if is_empty {
            self.due = self.next();
        }
        self.due.min(self.next())
    }
}

/// Before any exit: the first batch is number one.
impl Default for Queue {
    fn default() -> Self {
        Self {
            open: 1,
            head: 1,
            last_close: None,
            due: 0,
            interval: 0,
        }
    }
}

/// Stake redelegated in the current day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Start of the day, unix seconds.
    pub since: Seconds,
    pub moved: Native,
}

/// Where the points of history stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Number of the newest point.
    pub newest: u64,
    /// Time of the point before it, unix seconds.
    pub previous: Seconds,
}

/// Running totals since instantiation, in base units.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Harvested, before fees.
    pub rewards: Native,
    pub fees: Native,
    /// Net gains of observations.
    pub gains: Native,
    /// Net losses of observations and of rounding in replies, those that guarantors paid included.
    pub losses: Native,
    /// Payables of settled batches, less remainders that came back.
    pub exits: Native,
    /// Paid out by instant exits.
    pub instant_exits: Native,
    /// Part of the losses that guarantors paid.
    pub covered: Native,
    /// Part of the gains that went back to guarantors.
    pub given_back: Native,
}

/// The part of the accounting that belongs to no single validator: all that gains and most replies touch, whose gas must
/// not depend on the number of validators. Stakes cannot be reached through it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Without positions, except inside a [`State`].
    pub(super) ledger: Ledger,
    pub queue: Queue,
    pub moves: Moves,
    /// Whether what comes next from the collector was paid out by validators that had waited for a harvest, so that the
    /// keeper's part of the fee is paid.
    pub earned: bool,
    pub history: History,
    pub totals: Totals,
    pub gates: Gates,
    /// The last observation.
    pub synced: Moment,
}

impl Accounts {
    /// Books, unsettled batches and the timer of the shortage; the rest is to be filled in.
    pub fn new(books: Books, batches: SortedMap<u64, Unbonding>, short_since: Option<Seconds>) -> Self {
        Self {
            ledger: Ledger {
                books,
                batches,
                short_since,
                ..Ledger::default()
            },
            ..Self::default()
        }
    }

    pub const fn books(&self) -> &Books {
        &self.ledger.books
    }

    /// Unsettled batches, oldest first.
    pub const fn batches(&self) -> &SortedMap<u64, Unbonding> {
        &self.ledger.batches
    }

    /// Since when coins of overdue entries are missing, unix seconds.
    pub const fn short_since(&self) -> Option<Seconds> {
        self.ledger.short_since
    }

    pub fn rules(&self, params: &Params) -> Rules {
        Rules::of(params, self.gates.winding_down())
    }

    /// The interval in force, in seconds.
    pub fn interval(&self, params: &Params, targets: Option<&Targets>) -> Seconds {
        let count = targets.map_or(0, Targets::count);
        interval_in_force(params, count, self.gates.winding_down())
    }

    /// When the open batch may close, unix seconds.
    pub fn close_due_at(&self, params: &Params, targets: Option<&Targets>) -> Seconds {
        let interval = self.interval(params, targets);
        self.queue.clone().follow(interval, false)
    }

    /// Follows a change of the parameters as far as it slows what streams.
    pub fn slow(&mut self, now: Seconds, drip: Drip) {
        self.ledger.slow(now, drip);
    }

    /// Books rewards that have come: fee, then the stream. Follows an observation in the same block.
    pub fn compound(
        &mut self,
        now: Seconds,
        amount: Native,
        fee_bps: u64,
        params: &Params,
    ) -> CoreResult<Harvest> {
        let rules = self.rules(params);
        let harvest = self.ledger.harvest(now, amount, fee_bps, &rules)?;
        self.totals.rewards = self.totals.rewards.plus(amount)?;
        self.totals.fees = self.totals.fees.plus(harvest.fee)?;
        Ok(harvest)
    }

    /// What closes the report of an operation: the unsettled batches whose payable a loss or a return has changed since
    /// `before`, and the books as they are now. A settlement is a fact of its own.
    pub fn summary(&self, before: &SortedMap<u64, Unbonding>, now: Seconds) -> Vec<Fact> {
        let batches = self.ledger.batches.iter();
        let mut facts: Vec<Fact> = batches
            .filter(|(id, batch)| before.get(id).is_some_and(|old| old.payable != batch.payable))
            .map(|(id, batch)| Fact::BatchRepriced {
                id: *id,
                payable: batch.payable,
            })
            .collect();
        facts.push(Fact::BooksUpdated {
            books: Box::new(self.ledger.books.clone()),
            pool: self.ledger.books.pool(now),
            rate: self.ledger.books.rate(now),
            short_since: self.ledger.short_since,
        });
        facts
    }
}

/// All of the accounting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub(super) accounts: Accounts,
}

impl State {
    /// `entries` are all that are in flight.
    pub fn new(
        mut accounts: Accounts,
        positions: SortedMap<String, Position>,
        entries: SortedMap<EntryKey, Entry>,
    ) -> Self {
        accounts.ledger.positions = positions;
        accounts.ledger.entries = entries;
        Self { accounts }
    }

    pub const fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    pub fn accounts_mut(&mut self) -> &mut Accounts {
        &mut self.accounts
    }

    pub const fn ledger(&self) -> &Ledger {
        &self.accounts.ledger
    }

    pub fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.accounts.ledger
    }
}
