//! The books, brought up to what the hub tells.

use cosmwasm_std::{Deps, Env, Event, Response, StdResult, Storage};
use floe_api::guarantor::GuarantorNumbers;
use floe_core::backstop::{BackstopBooks, Booked, GuarantorTold};
use floe_core::units::{Seconds, Shares};

use crate::error::ContractResult;
use crate::events::{booked, Fact};
use crate::hub;
use crate::state::{Config, BOOKS, CONFIG};

/// One message's view: the stored books, and the hub's numbers.
pub struct Session {
    pub config: Config,
    pub books: BackstopBooks,
    pub told: GuarantorTold,
    pub numbers: GuarantorNumbers,
    /// Unix seconds.
    pub now: Seconds,
    events: Vec<Event>,
}

impl Session {
    /// Nothing is booked yet. `coming` are the shares that come with the message.
    ///
    /// # Errors
    /// When the hub cannot be read.
    pub fn load(deps: Deps, env: &Env, coming: Shares) -> ContractResult<Self> {
        let config = CONFIG.load(deps.storage)?;
        let (mut told, numbers) = hub::told(&deps.querier, &config.hub, &env.contract.address)?;
        told.balance = told.balance.less(coming);
        Ok(Self {
            books: BOOKS.load(deps.storage)?,
            config,
            told,
            numbers,
            now: env.block.time.seconds(),
            events: Vec::new(),
        })
    }

    /// With everything booked that has happened since the last message.
    ///
    /// # Errors
    /// When the hub cannot be read.
    pub fn booked(deps: Deps, env: &Env) -> ContractResult<Self> {
        let mut session = Self::load(deps, env, Shares::ZERO)?;
        let found = session.books.book(session.now, session.told)?;
        session.note(found);
        Ok(session)
    }

    /// Reports what a booking has found.
    pub fn note(&mut self, found: Booked) {
        self.events.extend(booked(found, &self.books, self.now));
    }

    /// What may still come back, in shares.
    ///
    /// # Errors
    /// When the hub has no price.
    pub fn owed(&self, deps: Deps) -> ContractResult<Shares> {
        hub::in_shares(&deps.querier, &self.config.hub, self.numbers.owed_back, self.now)
    }

    /// Saves the books and reports what has happened.
    ///
    /// # Errors
    /// None in practice.
    pub fn finish(self, storage: &mut dyn Storage, fact: Option<Fact<'_>>) -> StdResult<Response> {
        BOOKS.save(storage, &self.books)?;
        let updated = Fact::BooksUpdated {
            units: self.books.units,
            assets: self.books.assets(self.now),
            unreleased: self.books.unreleased(self.now),
        };
        Ok(Response::new()
            .add_events(self.events)
            .add_events(fact.map(Event::from))
            .add_event(updated))
    }
}
