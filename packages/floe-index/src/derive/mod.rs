//! From events to rows. [`State::apply`] is a function of the rows that are there and the events of a block, so that a
//! rebuild from the stored events gives the same rows.

mod batches;
mod facts;
mod keys;
mod load;
mod losses;
mod people;
mod registry;
mod typed;

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::Decimal;
use floe_api::events::{HubEvent, HubFact};
use floe_client::replay::Replay;
use floe_core::units::{Native, Seconds, Shares, NANOS};
use floe_core::Books;

pub(crate) use keys::Keys;
pub(crate) use load::{newest_rate, totals, RateRow, TotalsRow};
pub use typed::{Roles, TypedBlock, TypedFact, TypedTx};

use crate::row;
use crate::store::tables::{BLOCKS, EVENTS, RATES, TOTALS, TXS};
use crate::store::Changes;

/// After the last transaction of a block.
pub const END_OF_BLOCK: i64 = i32::MAX as i64;

/// Before the first one.
pub const BEGIN_OF_BLOCK: i64 = -1;

/// An event as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawEvent {
    pub contract: String,
    pub kind: String,
    pub attributes: Vec<(String, String)>,
}

/// The events of the protocol's contracts in a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTx {
    /// Position in the block, [`BEGIN_OF_BLOCK`] or [`END_OF_BLOCK`].
    pub tx: i64,
    /// Upper-case hex; empty for what is in no transaction.
    pub hash: String,
    pub events: Vec<RawEvent>,
}

/// A block with what the protocol's contracts reported in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawBlock {
    pub height: u64,
    pub hash: String,
    /// Unix nanoseconds.
    pub time: u64,
    pub txs: Vec<RawTx>,
}

impl RawBlock {
    /// Its rows as they came; none for a block in which nothing was reported.
    pub fn put_raw(&self, changes: &mut Changes) {
        if self.txs.is_empty() {
            return;
        }
        changes.put(BLOCKS, row![self.height, self.hash.as_str(), self.time]);
        for tx in &self.txs {
            changes.put(TXS, row![self.height, tx.tx, tx.hash.as_str()]);
            for (idx, event) in tx.events.iter().enumerate() {
                let attributes = serde_json::to_string(&event.attributes).unwrap_or_default();
                let place = i64::try_from(idx).unwrap_or(i64::MAX);
                changes.put(
                    EVENTS,
                    row![self.height, tx.tx, place, event.contract.as_str(), event.kind.as_str(), attributes],
                );
            }
        }
    }
}

/// Where a fact is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub height: u64,
    pub tx: i64,
    /// Of the event in its transaction.
    pub idx: i64,
    /// Of the fact in its event.
    pub seq: i64,
    /// Unix nanoseconds.
    pub time: u64,
    pub contract: &'a str,
}

/// Whole seconds of unix nanoseconds.
pub(crate) const fn seconds(nanos: u64) -> Seconds {
    nanos.div_euclid(NANOS)
}

/// A batch as its row has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BatchRow {
    pub state: String,
    pub shares: Shares,
    pub payable: Option<Native>,
    pub open: Shares,
    pub claimed: Native,
    pub repriced: i64,
    pub closed: Option<(u64, u64)>,
    pub estimate: Option<u64>,
    pub settled: Option<(u64, u64)>,
}

/// A request as its row has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RequestRow {
    /// Not yet paid or taken back.
    pub shares: Shares,
    /// Ever put in.
    pub queued: Shares,
    pub claimed: Shares,
    pub paid: Native,
}

/// A validator as its row has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ValidatorRow {
    pub listed: bool,
    pub weight: Option<u64>,
    pub commission: Option<Decimal>,
    pub bonded: Option<bool>,
    pub dear_since: Option<u64>,
    pub paused: bool,
    pub paused_until: Option<u64>,
    pub slashed: Native,
}

/// What the next block needs of the rows before it. Of balances, requests and the like only what was needed lately.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) roles: Roles,
    /// Books, balances and requests; the one accounting from events that the workspace has.
    pub(crate) replay: Replay,
    pub(crate) batches: BTreeMap<u64, BatchRow>,
    pub(crate) requests: BTreeMap<(String, u64), RequestRow>,
    pub(crate) receivers: BTreeMap<String, Shares>,
    pub(crate) validators: BTreeMap<String, ValidatorRow>,
    pub(crate) holders: i64,
    pub(crate) winding_down: bool,
    pub(crate) short_since: Option<u64>,
    pub(crate) halted_until: Option<u64>,
    pub(crate) kept: Decimal,
    pub(crate) gaps: i64,
    pub(crate) unreadable: i64,
}

/// Rows in memory beyond which they are read anew.
const CACHED: usize = 200_000;

impl State {
    /// Before the first block.
    pub fn new(roles: Roles) -> Self {
        Self {
            replay: Replay::after_deployment(&roles.hub, Shares::ZERO),
            roles,
            batches: BTreeMap::new(),
            requests: BTreeMap::new(),
            receivers: BTreeMap::new(),
            validators: BTreeMap::new(),
            holders: 0,
            winding_down: false,
            short_since: None,
            halted_until: None,
            kept: Decimal::one(),
            gaps: 0,
            unreadable: 0,
        }
    }

    /// The books after the last block.
    pub fn books(&self) -> &Books {
        &self.replay.books
    }

    /// Times that an event took away what none had brought.
    pub const fn gaps(&self) -> i64 {
        self.gaps
    }

    /// Events that could not be read.
    pub const fn unreadable(&self) -> i64 {
        self.unreadable
    }

    /// Coins and shares that no flow explains; both zero where nothing is missing.
    pub fn unexplained(&self) -> (i128, i128) {
        self.replay.unexplained()
    }

    /// Lets go of rows that can be read again.
    pub fn trim(&mut self) {
        let cached = self.replay.balances.len().saturating_add(self.requests.len());
        if cached > CACHED {
            self.replay.balances.clear();
            self.replay.requests.clear();
            self.requests.clear();
            self.batches.clear();
            self.receivers.clear();
        }
    }

    /// Books a block and puts what follows from it into `changes`. Rows that [`TypedBlock::keys`] names must have been
    /// loaded.
    pub fn apply(&mut self, block: &TypedBlock, changes: &mut Changes) {
        for tx in &block.txs {
            self.apply_tx(block, tx, changes);
        }
        if !block.txs.is_empty() {
            self.put_totals(changes);
        }
    }

    fn apply_tx(&mut self, block: &TypedBlock, tx: &TypedTx, changes: &mut Changes) {
        let now = seconds(block.time);
        let facts: Vec<HubEvent> = tx.hub_events().cloned().collect();
        let hub = self.roles.hub.clone();
        let mut touched = tx.accounts();
        if opens(&facts) {
            touched.insert(&hub);
        }
        let before = self.replay.books.clone();
        let held: BTreeMap<&str, Shares> = touched.iter().map(|who| (*who, self.replay.wallet(who))).collect();
        self.replay.apply_all(block.height, &facts);
        self.gaps = self.gaps.saturating_add(i64::try_from(self.replay.gaps.len()).unwrap_or(i64::MAX));
        self.replay.gaps.clear();
        if self.replay.books != before || opens(&facts) {
            changes.put(RATES, self.rate_row(block, tx.tx, now));
        }
        self.put_accounts(block, tx.tx, &touched, &held, changes);
        self.put_losses(block, tx, &before, changes);
        for (place, fact) in tx.placed(block) {
            match fact {
                TypedFact::Hub(HubEvent::Fact(fact)) => self.hub_fact(place, fact, changes),
                TypedFact::Hub(HubEvent::Shell(fact)) | TypedFact::Shell(fact) => facts::shell(place, fact, changes),
                // In the balances already.
                TypedFact::Hub(HubEvent::Token(_)) => {}
                TypedFact::Registry(fact) => self.registry_fact(place, fact, changes),
                TypedFact::Collector(_) => {}
                TypedFact::Module { name, attributes } => facts::module(place, name, attributes, changes),
                TypedFact::Unreadable(_) => self.unreadable = self.unreadable.saturating_add(1),
            }
        }
    }

    fn rate_row(&self, block: &TypedBlock, tx: i64, now: Seconds) -> Vec<crate::store::cell::Cell> {
        let books = &self.replay.books;
        row![
            block.height,
            tx,
            block.time,
            books.rate(now).to_string(),
            books.pool(now),
            books.delegated,
            books.undelegating,
            books.free,
            books.reserved,
            books.owed,
            books.supply,
            books.stream.amount,
            books.stream.start,
            books.stream.end,
            books.loss_carry,
        ]
    }

    fn put_totals(&self, changes: &mut Changes) {
        let flows = &self.replay.flows;
        changes.put(
            TOTALS,
            row![
                1_i64,
                self.replay.seed,
                self.replay.open,
                self.holders,
                self.winding_down,
                self.short_since,
                self.halted_until,
                self.kept.to_string(),
                self.gaps,
                self.unreadable,
                flows.deposits,
                flows.rewards,
                flows.fees,
                flows.other_gains,
                flows.losses,
                flows.rounding,
                flows.exits,
                flows.claimed,
                flows.instant,
                flows.instant_fees,
                flows.minted,
                flows.fee_shares,
                flows.closed,
                flows.instant_shares,
            ],
        );
    }
}

/// Whether the protocol began here, with a seed that is the hub's.
fn opens(facts: &[HubEvent]) -> bool {
    facts
        .iter()
        .any(|fact| matches!(fact, HubEvent::Fact(HubFact::Instantiated { .. })))
}

/// Distinct texts in their order.
pub(crate) type Names<'a> = BTreeSet<&'a str>;
