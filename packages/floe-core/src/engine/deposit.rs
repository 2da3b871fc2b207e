//! Deposits and instant exits: their price, and why they are refused.

use super::accounts::State;
use super::gates::{Domain, Gates};
use crate::books::Books;
use crate::error::CoreResult;
use crate::exits::Moment;
use crate::instant::InstantQuote;
use crate::params::{DepositParams, Params};
use crate::units::{Native, Seconds, Shares};

/// Why a message of a holder is refused. Nothing changes when one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    WindingDown,
    /// Until when, unix seconds; none = until lifted.
    Paused {
        domain: Domain,
        until: Option<Seconds>,
    },
    /// In base units.
    BelowMinimum {
        given: u128,
        minimum: u128,
    },
    /// The pool may not grow so far.
    AboveCap {
        pool: Native,
        requested: Native,
        cap: Native,
    },
    /// Nothing stands behind the existing shares.
    Depleted,
    /// Worth less than one share.
    NoShares,
    /// Coins of a due undelegation are missing since then, unix seconds.
    Short {
        since: Seconds,
    },
    /// Fewer coins are free than an instant exit needs.
    Illiquid {
        requested: Native,
        available: Native,
    },
    /// Worth nothing after the fee.
    NothingToPay,
}

/// What was asked for, or why not; the outer error is one of the books.
pub type Outcome<T> = CoreResult<Result<T, Refusal>>;

/// Prices and books a deposit within the limits of the parameters, as if silent stake were still there. Whether deposits
/// are open is [`Gates::check`]'s to say.
pub fn deposit(
    books: &mut Books,
    gates: &Gates,
    limits: &DepositParams,
    amount: Native,
    now: Seconds,
) -> Outcome<Shares> {
    if amount < limits.min_bond {
        return Ok(Err(Refusal::BelowMinimum {
            given: amount.units(),
            minimum: limits.min_bond.units(),
        }));
    }
    let pool = books.pool(now);
    if let Some(cap) = limits.bond_cap.filter(|cap| pool.more(amount) > *cap) {
        return Ok(Err(Refusal::AboveCap {
            pool,
            requested: amount,
            cap,
        }));
    }
    let before = (books.free, books.supply);
    if pool.is_zero() {
        return Ok(Err(Refusal::Depleted));
    }
    let shares = books.deposit_beside(gates.silent(), amount, now)?;
    if shares.is_zero() {
        (books.free, books.supply) = before;
        return Ok(Err(Refusal::NoShares));
    }
    Ok(Ok(shares))
}

impl State {
    /// The price of an instant exit now, refused where one would be. Follows an observation.
    pub fn quote_instant(&self, shares: Shares, at: Moment, params: &Params) -> Outcome<InstantQuote> {
        let accounts = &self.accounts;
        if let Err(refusal) = accounts.gates.check(Domain::InstantUnbond, at.seconds()) {
            return Ok(Err(refusal));
        }
        if let Some(since) = accounts.ledger.missing_since(at.nanos) {
            return Ok(Err(Refusal::Short { since }));
        }
        let rules = accounts.rules(params);
        let quote = accounts
            .ledger
            .quote_instant(shares, at.nanos, &params.instant, &rules)?;
        if quote.value > quote.available {
            return Ok(Err(Refusal::Illiquid {
                requested: quote.value,
                available: quote.available,
            }));
        }
        if quote.payout().is_zero() {
            return Ok(Err(Refusal::NothingToPay));
        }
        Ok(Ok(quote))
    }

    /// Books an instant exit for its price.
    pub fn exit_instantly(
        &mut self,
        shares: Shares,
        quote: &InstantQuote,
        now: Seconds,
        params: &Params,
    ) -> CoreResult<()> {
        let accounts = &mut self.accounts;
        let rules = accounts.rules(params);
        accounts.ledger.exit_instantly(shares, quote, now, &rules)?;
        let paid = &mut accounts.totals.instant_exits;
        *paid = paid.plus(quote.payout())?;
        Ok(())
    }
}
