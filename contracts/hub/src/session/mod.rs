//! The unit of work of every operation that looks at the chain: load everything the accounting knows, have the engine
//! work on it in memory, and save what changed, all before any message leaves. Queries run the same operations and save
//! nothing, so that a preview is the execution.
//!
//! What needs no stakes is a [`Booking`]: gains without an observation, and replies.

mod guarantors;
mod load;
mod outside;
mod save;

use cosmwasm_std::{Env, Event, QuerierWrapper, Response, StdResult, Storage, SubMsg};
use floe_core::engine::{self, Accounts, Work};
use floe_core::exits::Moment;
use floe_core::units::{Native, Seconds};
use floe_core::{Entry, EntryKey, Ledger, Params, Position, SortedMap, Unbonding};

use crate::chain;
use crate::error::ContractResult;
use crate::events::{event, Fact};
use crate::staking;
use crate::state::{Controls, Wiring};

pub use guarantors::debts;
pub(crate) use guarantors::Pledges;
pub use load::Batches;
pub(crate) use outside::Stored;
pub use outside::World;
pub(crate) use save::Items;
pub use save::POINTS_KEPT;

/// Accounts as they were loaded, to find out what has changed.
struct Before {
    items: Items,
    batches: SortedMap<u64, Unbonding>,
    /// What of the controls the engine does not know: roles. Their gates are in the accounts.
    roles: Controls,
}

/// One operation in progress.
pub struct Session<'a> {
    querier: QuerierWrapper<'a>,
    pub env: Env,
    pub wiring: Wiring,
    pub work: Work,
    before: Before,
    /// Stakes and entries as they were loaded.
    positions: SortedMap<String, Position>,
    entries: SortedMap<EntryKey, Entry>,
    events: Vec<Event>,
}

impl Session<'_> {
    /// The indivisible first step of everything that prices, closes, covers, settles, allocates or moves.
    ///
    /// `funds` are the coins of the staking denom that came with the current message; they are left out of account. The
    /// storage is for what only a slash needs.
    pub fn observe(&mut self, storage: &dyn Storage, funds: Native) -> ContractResult<()> {
        let hub = &self.env.contract.address;
        let delegations = chain::delegations(&self.querier, hub, &self.wiring.denom)?;
        let bank = self.bank_balance()?.less(funds);
        let querier = self.querier;
        Ok(self
            .work
            .observe(bank, delegations, &Pledges { storage, querier })?)
    }

    pub fn bank_balance(&self) -> StdResult<Native> {
        chain::balance(&self.querier, &self.env.contract.address, &self.wiring.denom)
    }

    /// What the chain shows of the hub's stake with a validator.
    pub fn shown(&self, validator: &str) -> StdResult<Native> {
        let hub = &self.env.contract.address;
        let shown = chain::delegations(&self.querier, hub, &self.wiring.denom)?;
        Ok(shown.get(validator).copied().unwrap_or_default())
    }

    /// The engine's work, and whom it may ask.
    pub fn split(&mut self) -> (&mut Work, World<'_>) {
        let world = World {
            querier: self.querier,
            wiring: &self.wiring,
            now: self.env.block.time.seconds(),
        };
        (&mut self.work, world)
    }

    pub fn seconds(&self) -> Seconds {
        self.work.now()
    }

    pub fn ledger(&self) -> &Ledger {
        self.work.ledger()
    }

    pub fn accounts(&self) -> &Accounts {
        self.work.accounts()
    }

    /// Reports a fact of the hub's own, after what the engine has reported so far.
    pub fn note(&mut self, fact: Fact<'_>) {
        append(&mut self.events, std::mem::take(&mut self.work.facts));
        self.events.push(fact.into());
    }

    /// Saves, and hands out the messages and events gathered so far together with the books after them.
    pub fn finish(mut self, storage: &mut dyn Storage) -> ContractResult<Response> {
        append(&mut self.events, std::mem::take(&mut self.work.facts));
        let summary = self.accounts().summary(&self.before.batches, self.seconds());
        append(&mut self.events, summary);
        let messages = self.messages()?;
        let events = std::mem::take(&mut self.events);
        let attributes = guarantors::token_attributes(&self.work);
        self.save(storage)?;
        Ok(Response::new()
            .add_submessages(messages)
            .add_attributes(attributes)
            .add_events(events))
    }

    /// What the engine intends, as the chain takes it.
    fn messages(&mut self) -> ContractResult<Vec<SubMsg>> {
        let intended = std::mem::take(&mut self.work.messages);
        let messages = intended
            .iter()
            .map(|message| staking::message(&message.sent, message.answer, &self.wiring));
        Ok(messages.collect::<StdResult<_>>()?)
    }
}

/// A booking that needs no stakes.
pub struct Booking {
    pub at: Moment,
    pub params: Params,
    pub accounts: Accounts,
    before: Before,
    events: Vec<Event>,
}

impl Booking {
    pub fn note(&mut self, fact: Fact<'_>) {
        self.events.push(fact.into());
    }

    /// Reports facts of the engine.
    pub fn note_all(&mut self, facts: Vec<engine::Fact>) {
        append(&mut self.events, facts);
    }

    /// Saves, and hands out the events gathered so far together with the books after them.
    pub fn finish(mut self, storage: &mut dyn Storage) -> ContractResult<Response> {
        let summary = self.accounts.summary(&self.before.batches, self.at.seconds());
        append(&mut self.events, summary);
        save::accounts(storage, &self.before, &self.accounts)?;
        Ok(Response::new().add_events(self.events))
    }
}

fn append(events: &mut Vec<Event>, facts: Vec<engine::Fact>) {
    events.extend(facts.into_iter().map(event));
}

/// The block of a transaction.
fn moment(env: &Env) -> Moment {
    Moment {
        height: env.block.height,
        nanos: env.block.time.nanos(),
    }
}
