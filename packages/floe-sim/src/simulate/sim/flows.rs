//! What holders do.

use anyhow::{anyhow, Result};
use floe_core::engine::{self, Domain, Refusal};
use floe_core::units::{Native, Shares};

use super::{Requests, Sim};

/// What a message brought, or why it was refused; the outer error is one of the simulation.
pub(crate) type Outcome<T> = Result<std::result::Result<T, Refusal>>;

impl Sim {
    pub fn bond(&mut self, amount: Native) -> Outcome<Shares> {
        self.usage.bond();
        let synced = self.accounts().synced.seconds();
        let stale = self.now() > synced.saturating_add(self.params.deposit.max_sync_age);
        let undo = stale.then(|| self.undo());
        if stale {
            self.usage.observation(self.registry.len());
            self.sync()?;
        }
        let outcome = self.deposit(amount)?;
        match (&outcome, undo) {
            (Ok(shares), _) => {
                self.chain.bank += amount.units();
                self.held = self.held.plus(*shares)?;
                self.flows.deposits = self.flows.deposits.plus(amount)?;
            }
            (Err(_), Some(undo)) => self.take_back(undo),
            (Err(_), None) => {}
        }
        Ok(outcome)
    }

    fn deposit(&mut self, amount: Native) -> Outcome<Shares> {
        let now = self.now();
        let gates = self.accounts().gates.clone();
        if let Err(refusal) = gates.check(Domain::Deposits, now) {
            return Ok(Err(refusal));
        }
        let books = &mut self.state.ledger_mut().books;
        Ok(engine::deposit(books, &gates, &self.params.deposit, amount, now)?)
    }

    /// The holders together are one owner, every request has a receiver of its own.
    pub fn queue(&mut self, shares: Shares) -> Outcome<()> {
        self.usage.queue();
        let minimum = self.params.exit.min_unbond;
        if shares < minimum && self.held.less(shares) >= minimum {
            return Ok(Err(Refusal::BelowMinimum {
                given: shares.units(),
                minimum: minimum.units(),
            }));
        }
        self.held = self.held.minus(shares)?;
        self.escrow = self.escrow.plus(shares)?;
        let now = self.now();
        self.waiting.open.add(shares, now);
        Ok(Ok(()))
    }

    /// Returns what is paid out.
    pub fn instant(&mut self, shares: Shares) -> Outcome<Native> {
        self.usage.instant(self.registry.len());
        let undo = self.undo();
        self.sync()?;
        let quoted = self.state.quote_instant(shares, self.moment(), &self.params)?;
        let quote = match quoted {
            Ok(quote) => quote,
            Err(refusal) => {
                self.take_back(undo);
                return Ok(Err(refusal));
            }
        };
        let now = self.now();
        self.state.exit_instantly(shares, &quote, now, &self.params)?;
        self.flows.instant_fees = self.flows.instant_fees.plus(quote.fee)?;
        self.chain.bank -= quote.payout().units();
        self.held = self.held.minus(shares)?;
        Ok(Ok(quote.payout()))
    }

    /// Every request in a settled batch is claimed, oldest batch first. Returns what was paid.
    pub fn claim(&mut self) -> Result<Native> {
        let mut paid = Native::ZERO;
        while let Some(id) = self.settled.keys().next().copied() {
            self.fund_head()?;
            let requests = self.waiting.closed.remove(&id);
            let requests = requests.ok_or_else(|| anyhow!("batch {id} has no requests"))?;
            paid = paid.plus(self.pay(id, &requests)?)?;
        }
        Ok(paid)
    }

    /// The claim of a batch settles the next one, if that is ready.
    fn fund_head(&mut self) -> Result<()> {
        let head = self.ledger().batches.get(&self.accounts().queue.head);
        if head.is_some_and(|batch| batch.ready(self.chain.time)) {
            let mut work = self.begin();
            self.observe(&mut work)?;
            work.settle()?;
            self.end(work)?;
        }
        Ok(())
    }

    fn pay(&mut self, id: u64, requests: &Requests) -> Result<Native> {
        let batch = self.settled.remove(&id);
        let mut batch = batch.ok_or_else(|| anyhow!("batch {id} is not settled"))?;
        let mut paid = Native::ZERO;
        let mut remainder = None;
        for shares in &requests.shares {
            let claim = batch.claim(*shares)?;
            paid = paid.plus(claim.amount)?;
            remainder = claim.remainder;
        }
        let remainder = remainder.ok_or_else(|| anyhow!("claims do not empty batch {id}"))?;
        let books = &mut self.state.ledger_mut().books;
        books.reserved = books.reserved.minus(paid)?.minus(remainder)?;
        books.free = books.free.plus(remainder)?;
        let exits = &mut self.state.accounts_mut().totals.exits;
        *exits = exits.less(remainder);
        self.chain.bank -= paid.units();
        self.flows.claims = self.flows.claims.plus(paid)?;
        self.usage.claims(requests.count);
        Ok(paid)
    }
}
