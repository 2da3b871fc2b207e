//! What holders do. Counterparts: the files of `contracts/hub/src/execute`.

use anyhow::{anyhow, Result};
use floe_core::units::{Native, Shares, NANOS};
use floe_core::CoreError;

use super::{Requests, Sim};

/// Why a message was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    BelowMinimum,
    AboveCap,
    Halted,
    Depleted,
    /// Worth less than one unit.
    Nothing,
    /// Entries are short of coins, so nobody leaves at once.
    Short,
    /// Not enough free coins.
    Liquidity,
}

/// What a message brought; the outer error is one of the simulation.
pub type Outcome<T> = Result<std::result::Result<T, Refusal>>;

impl Sim {
    /// Counterpart: `bond.rs`.
    pub fn bond(&mut self, amount: Native) -> Outcome<Shares> {
        let now = self.now();
        self.usage.bond();
        let stale = now > (self.books.synced.0 / NANOS).saturating_add(self.params.deposit.max_sync_age);
        let undo = stale.then(|| self.undo());
        if stale {
            self.usage.observation(self.registry.len());
            self.observe()?;
        }
        let outcome = self.deposit(amount)?;
        match (&outcome, undo) {
            (Ok(shares), _) => {
                self.chain.bank += amount.units();
                self.held = self.held.plus(*shares)?;
                self.books.totals.deposits = self.books.totals.deposits.plus(amount)?;
            }
            (Err(_), Some(undo)) => self.take_back(undo),
            (Err(_), None) => {}
        }
        Ok(outcome)
    }

    fn deposit(&mut self, amount: Native) -> Outcome<Shares> {
        let now = self.now();
        let limits = &self.params.deposit;
        if now < self.books.halted_until {
            return Ok(Err(Refusal::Halted));
        }
        if amount < limits.min_bond {
            return Ok(Err(Refusal::BelowMinimum));
        }
        let books = &mut self.books.ledger.books;
        if let Some(cap) = limits.bond_cap {
            if books.pool(now).more(amount) > cap {
                return Ok(Err(Refusal::AboveCap));
            }
        }
        let before = (books.free, books.supply);
        match books.deposit(amount, now) {
            Ok(shares) if shares.is_zero() => {
                (books.free, books.supply) = before;
                Ok(Err(Refusal::Nothing))
            }
            Ok(shares) => Ok(Ok(shares)),
            Err(CoreError::Depleted) => Ok(Err(Refusal::Depleted)),
            Err(error) => Err(error.into()),
        }
    }

    /// Counterpart: `queue.rs`. The holders together are one owner, every request has a receiver of its own.
    pub fn queue(&mut self, shares: Shares) -> Outcome<()> {
        self.usage.queue();
        let minimum = self.params.exit.min_unbond;
        if shares < minimum && self.held.less(shares) >= minimum {
            return Ok(Err(Refusal::BelowMinimum));
        }
        if self.queue.due.is_none() {
            let targets = self.targets();
            self.queue.due = Some(self.close_due_at(targets.as_ref()));
        }
        self.held = self.held.minus(shares)?;
        self.escrow = self.escrow.plus(shares)?;
        let now = self.now();
        self.waiting.open.add(shares, now);
        Ok(Ok(()))
    }

    /// Counterpart: `instant.rs`. Returns what is paid out.
    pub fn instant(&mut self, shares: Shares) -> Outcome<Native> {
        self.usage.instant(self.registry.len());
        let undo = self.undo();
        self.observe()?;
        let outcome = self.leave(shares)?;
        match &outcome {
            Ok(payout) => {
                self.chain.bank -= payout.units();
                self.held = self.held.minus(shares)?;
                self.books.totals.instant = self.books.totals.instant.plus(*payout)?;
            }
            Err(_) => self.take_back(undo),
        }
        Ok(outcome)
    }

    fn leave(&mut self, shares: Shares) -> Outcome<Native> {
        let (now, rules) = (self.now(), self.rules());
        let at = self.chain.time;
        let ledger = &mut self.books.ledger;
        if ledger.missing_since(at).is_some() {
            return Ok(Err(Refusal::Short));
        }
        let quote = ledger.quote_instant(shares, at, &self.params.instant, &rules)?;
        if quote.value > quote.available {
            return Ok(Err(Refusal::Liquidity));
        }
        if quote.payout().is_zero() {
            return Ok(Err(Refusal::Nothing));
        }
        ledger.exit_instantly(shares, &quote, now, &rules)?;
        let fees = &mut self.books.totals.instant_fees;
        *fees = fees.plus(quote.fee)?;
        Ok(Ok(quote.payout()))
    }

    /// Every request in a settled batch is claimed, oldest batch first. Counterpart: `claim.rs`. Returns what was paid.
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
        let head = self.ledger().batches.get(&self.queue.head);
        if head.is_some_and(|batch| batch.ready(self.chain.time)) {
            self.observe()?;
            self.settle()?;
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
        let books = &mut self.books.ledger.books;
        books.reserved = books.reserved.minus(paid)?.minus(remainder)?;
        books.free = books.free.plus(remainder)?;
        self.chain.bank -= paid.units();
        self.books.totals.claims = self.books.totals.claims.plus(paid)?;
        self.usage.claims(requests.count);
        Ok(paid)
    }
}
