//! The unit of work of every operation that looks at the chain: load everything the accounting knows, work on it in
//! memory, and save what changed, all before any message leaves. Queries run the same operations and save nothing, so
//! that a preview is the execution.

mod load;
mod observe;
mod save;
mod silence;
mod steps;

use cosmwasm_std::{Env, Event, QuerierWrapper, Response, SubMsg};
use floe_core::allocation::Locks;
use floe_core::exits::Moment;
use floe_core::ledger::Rules;
use floe_core::units::{Native, Seconds};
use floe_core::{Ledger, Params, Settled};
use floe_types::hub::CrankReport;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::{Carry, Controls, Point, Queue, ValidatorLoss, Wiring};

pub use load::Batches;
pub(crate) use save::hot_items;
pub use save::POINTS_KEPT;
pub use silence::forget;
pub use steps::Budget;

/// What storage holds and an operation may change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Books {
    pub ledger: Ledger,
    pub queue: Queue,
    pub carry: Carry,
    pub controls: Controls,
    pub synced_at: cosmwasm_std::Timestamp,
    pub synced_height: u64,
}

/// One operation in progress.
pub struct Session<'a> {
    pub(crate) querier: QuerierWrapper<'a>,
    pub env: Env,
    pub wiring: Wiring,
    pub params: Params,
    pub(crate) now: Books,
    before: Books,
    pub(crate) locks: Locks,
    /// Losses by validator found in this operation, to be added to what is stored.
    losses: Vec<(String, ValidatorLoss)>,
    /// Batches settled in this operation.
    settled: Vec<(u64, Settled)>,
    /// The point of history that an observation made, by number.
    point: Option<(u64, Point)>,
    /// Validators whose stake is written off: they get no message, and observations leave them out.
    silent: Vec<String>,
    /// Whether a validator is skipped that may only be slow, for which cover spares the others.
    half_only: bool,
    /// Whether delegation changes pay out rewards that had waited for a harvest.
    pays_out: bool,
    messages: Vec<SubMsg>,
    /// Validators of the messages, and when their rewards had been paid out before, unix seconds.
    sent: Vec<(String, Seconds)>,
    events: Vec<Event>,
    pub report: CrankReport,
}

impl Session<'_> {
    pub fn seconds(&self) -> Seconds {
        self.env.block.time.seconds()
    }

    pub fn moment(&self) -> Moment {
        Moment {
            height: self.env.block.height,
            nanos: self.env.block.time.nanos(),
        }
    }

    pub fn rules(&self) -> Rules {
        Rules::of(&self.params, self.now.controls.winding_down())
    }

    pub fn ledger(&self) -> &Ledger {
        &self.now.ledger
    }

    pub fn ledger_mut(&mut self) -> &mut Ledger {
        &mut self.now.ledger
    }

    pub fn carry_mut(&mut self) -> &mut Carry {
        &mut self.now.carry
    }

    pub fn controls(&self) -> &Controls {
        &self.now.controls
    }

    pub fn queue(&self) -> &Queue {
        &self.now.queue
    }

    pub fn note(&mut self, fact: Fact<'_>) {
        self.events.push(fact.into());
    }

    /// Saves, and hands out the messages and events gathered so far together with the books after them.
    pub fn finish(mut self, storage: &mut dyn cosmwasm_std::Storage) -> ContractResult<Response> {
        self.note_repricing();
        let books = &self.now.ledger.books;
        let seconds = self.seconds();
        let summary = Fact::BooksUpdated {
            books,
            pool: books.pool(seconds),
            rate: books.rate(seconds).to_string(),
            short_since: self.now.ledger.short_since,
        };
        let summary = Event::from(summary);
        self.events.push(summary);
        self.save(storage)?;
        Ok(Response::new()
            .add_submessages(self.messages)
            .add_events(self.events))
    }

    /// Reports the unsettled batches whose payable a loss or a return has changed. A settlement tells its own.
    fn note_repricing(&mut self) {
        let (before, now) = (&self.before.ledger.batches, &self.now.ledger.batches);
        let repriced: Vec<(u64, Native)> = now
            .iter()
            .filter(|(id, batch)| before.get(id).is_some_and(|old| old.payable != batch.payable))
            .map(|(id, batch)| (*id, batch.payable))
            .collect();
        for (id, payable) in repriced {
            self.note(Fact::BatchRepriced { id, payable });
        }
    }
}
