//! From events to rows. [`DerivedState::apply`] is a function of the rows that are there and the events of a block, so that a
//! rebuild from the stored events gives the same rows.

mod batches;
mod facts;
mod kept;
mod keys;
mod load;
mod losses;
pub mod modules;
mod people;
mod registry;
mod typed;

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Coin, Decimal};
use floe_api::events::{HubEvent, HubFact};
use floe_client::history::PaidFee;
use floe_client::replay::Replay;
use floe_core::units::{Native, Seconds, Shares, NANOS};
use floe_core::Books;

pub(crate) use keys::Keys;
pub(crate) use load::{newest_rate, totals, RateRow, TotalsRow};
pub use modules::ModuleFact;
pub use typed::{IndexedContracts, TypedBlock, TypedFact, TypedTx};

use kept::KeptRows;

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

/// A transaction that executed the hub, or in which contracts of the protocol reported something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTx {
    /// Position in the block, [`BEGIN_OF_BLOCK`] or [`END_OF_BLOCK`].
    pub tx: i64,
    /// Upper-case hex; empty for what is in no transaction.
    pub hash: String,
    /// Whether it executed the hub.
    pub called: bool,
    /// None where the chain shows nothing of it.
    pub paid: Option<PaidFee>,
    /// Of the protocol's contracts.
    pub events: Vec<RawEvent>,
}

impl RawTx {
    fn put(&self, height: u64, changes: &mut Changes) {
        let payer = self.paid.as_ref().map(|paid| paid.payer.as_str());
        let fee = self.paid.as_ref().map(|paid| fee_text(&paid.fee));
        changes.put(
            TXS,
            row![height, self.tx, self.hash.as_str(), self.called, payer, fee],
        );
        for (idx, event) in self.events.iter().enumerate() {
            let attributes = serde_json::to_string(&event.attributes).unwrap_or_default();
            let place = i64::try_from(idx).unwrap_or(i64::MAX);
            changes.put(
                EVENTS,
                row![
                    height,
                    self.tx,
                    place,
                    event.contract.as_str(),
                    event.kind.as_str(),
                    attributes
                ],
            );
        }
    }
}

/// Coins as a row has them.
fn fee_text(fee: &[Coin]) -> String {
    serde_json::to_string(fee).unwrap_or_default()
}

/// Who has paid for a transaction, from its row.
pub(crate) fn paid_of(payer: Option<String>, fee: Option<&str>) -> Option<PaidFee> {
    Some(PaidFee {
        payer: payer?,
        fee: serde_json::from_str(fee?).unwrap_or_default(),
    })
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
        self.txs.iter().for_each(|tx| tx.put(self.height, changes));
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
pub struct DerivedState {
    pub(crate) roles: IndexedContracts,
    /// Books, balances and requests; the one accounting from events that the workspace has.
    pub(crate) replay: Replay,
    pub(crate) batches: BTreeMap<u64, BatchRow>,
    pub(crate) requests: BTreeMap<(String, u64), RequestRow>,
    pub(crate) receivers: BTreeMap<String, Shares>,
    pub(crate) validators: BTreeMap<String, ValidatorRow>,
    /// Of modules.
    pub(crate) kept_rows: KeptRows,
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

impl DerivedState {
    /// Before the first block.
    pub fn new(roles: IndexedContracts) -> Self {
        Self {
            replay: Replay::after_deployment(&roles.hub, Shares::ZERO),
            roles,
            batches: BTreeMap::new(),
            requests: BTreeMap::new(),
            receivers: BTreeMap::new(),
            validators: BTreeMap::new(),
            kept_rows: KeptRows::default(),
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

    /// Shares in the wallets of those of these accounts that are in memory.
    pub(crate) fn balances_of<'a>(
        &self,
        accounts: impl IntoIterator<Item = &'a String>,
    ) -> Vec<(String, u128)> {
        let known = accounts.into_iter().filter_map(|who| {
            let held = self.replay.balances.get(who)?;
            Some((who.clone(), held.units()))
        });
        known.collect()
    }

    /// Lets go of rows that can be read again.
    pub fn trim(&mut self) {
        let cached = [
            self.replay.balances.len(),
            self.requests.len(),
            self.kept_rows.len(),
        ];
        let cached = cached.into_iter().fold(0_usize, usize::saturating_add);
        if cached > CACHED {
            self.replay.balances.clear();
            self.replay.requests.clear();
            self.requests.clear();
            self.batches.clear();
            self.receivers.clear();
            self.kept_rows.clear();
        }
    }

    /// Books a block and puts what follows from it into `changes`. Rows that the keys of the block name must have been
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
        let held: BTreeMap<&str, Shares> = touched
            .iter()
            .map(|who| (*who, self.replay.wallet(who)))
            .collect();
        self.replay.apply_all(block.height, &facts);
        self.gaps = self
            .gaps
            .saturating_add(i64::try_from(self.replay.gaps.len()).unwrap_or(i64::MAX));
        self.replay.gaps.clear();
        if self.replay.books != before || opens(&facts) {
            changes.put(RATES, self.rate_row(block, tx.tx, now));
        }
        self.put_accounts(block, tx.tx, &touched, &held, changes);
        self.put_losses(block, tx, &before, changes);
        for (place, fact) in tx.placed(block) {
            match fact {
                TypedFact::Hub(HubEvent::Fact(fact)) => self.hub_fact(place, fact, changes),
                TypedFact::Hub(HubEvent::Shell(fact)) | TypedFact::Shell(fact) => {
                    facts::shell(place, fact, changes)
                }
                // In the balances already.
                TypedFact::Hub(HubEvent::Token(_)) => {}
                TypedFact::Registry(fact) => self.registry_fact(place, fact, changes),
                TypedFact::Collector(_) => {}
                TypedFact::Named { name, attributes } => facts::named(place, name, attributes, changes),
                TypedFact::Module(fact) => self.module_fact(place, fact, changes),
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
                flows.covered,
                flows.given_back,
                flows.covered_shares,
                flows.returned_shares,
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
