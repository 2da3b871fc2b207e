//! The hub's staking messages. Each pays the delegation's rewards out first.

use anyhow::Result;
use cosmwasm_std::Timestamp;
use floe_core::units::{Nanos, NANOS};
use floe_testing::chain::{join, Redelegation, Undelegation};

use super::{Chain, Moved, Standing};

/// Why the chain refuses a message; the hub books it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Shares that are worth nothing cannot be bought, nor more be taken out than there are.
    Amount,
    /// As many entries as the chain takes.
    Entries,
    /// The source of a redelegation is the destination of an unfinished one.
    Transitive,
    /// There is no delegation.
    NoDelegation,
}

/// What a message answers; the outer error is one of the simulation.
type Answer<T> = Result<std::result::Result<T, Refused>>;

/// A message of the present block, in base units: what it asked for and what came of it, nothing where it was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub kind: Kind,
    pub place: usize,
    pub asked: u128,
    pub came: Option<u128>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Delegate,
    Undelegate,
    /// To another validator.
    Redelegate(usize),
    Withdraw,
}

impl Chain {
    pub(super) fn pay_rewards(&mut self, place: usize) -> Result<()> {
        let paid = std::mem::take(&mut self.validator_mut(place)?.pending);
        self.collector += paid;
        Ok(())
    }

    fn note(&mut self, kind: Kind, place: usize, asked: u128, came: Option<u128>) {
        self.orders.push(Order {
            kind,
            place,
            asked,
            came,
        });
    }

    pub fn delegate(&mut self, place: usize, amount: u128) -> Answer<()> {
        let answer = self.try_delegate(place, amount)?;
        self.note(Kind::Delegate, place, amount, answer.ok().map(|()| amount));
        Ok(answer)
    }

    fn try_delegate(&mut self, place: usize, amount: u128) -> Answer<()> {
        self.changes += 1;
        let delegated = self.validator(place)?.is_delegated();
        if self.validator_mut(place)?.bond(amount).is_none() {
            return Ok(Err(Refused::Amount));
        }
        if delegated {
            self.pay_rewards(place)?;
        }
        self.bank -= amount;
        Ok(Ok(()))
    }

    /// Answers the amount that will be paid, which may be a unit less than asked, and when.
    pub fn undelegate(&mut self, place: usize, amount: u128) -> Answer<(u128, Nanos)> {
        let answer = self.try_undelegate(place, amount)?;
        self.note(Kind::Undelegate, place, amount, answer.ok().map(|(came, _)| came));
        Ok(answer)
    }

    fn try_undelegate(&mut self, place: usize, amount: u128) -> Answer<(u128, Nanos)> {
        self.changes += 1;
        let (height, max_entries) = (self.height, self.max_entries);
        let completion = self.time + self.unbonding * NANOS;
        let validator = self.validator_mut(place)?;
        let Some(shares) = validator.shares_to_unbond(amount) else {
            return Ok(Err(Refused::Amount));
        };
        if validator.entries.len() >= max_entries {
            return Ok(Err(Refused::Entries));
        }
        self.pay_rewards(place)?;
        let validator = self.validator_mut(place)?;
        let out = validator.unbond(shares);
        let entry = Undelegation {
            creation_height: height,
            completion: Timestamp::from_nanos(completion),
            paid_at: Timestamp::from_nanos(completion),
            initial: out,
            balance: out,
        };
        join(&mut validator.entries, entry);
        Ok(Ok((out, completion)))
    }

    /// Answers the completion, none where nothing is under way: from an unbonded validator it is immediate.
    pub fn redelegate(&mut self, from: usize, to: usize, amount: u128) -> Answer<Option<Nanos>> {
        let answer = self.try_redelegate(from, to, amount)?;
        self.note(Kind::Redelegate(to), from, amount, answer.ok().map(|_| amount));
        Ok(answer)
    }

    fn try_redelegate(&mut self, from: usize, to: usize, amount: u128) -> Answer<Option<Nanos>> {
        self.changes += 1;
        let Some(shares) = self.validator(from)?.shares_to_unbond(amount) else {
            return Ok(Err(Refused::Amount));
        };
        if self.redelegations.iter().any(|moved| moved.to == from) {
            return Ok(Err(Refused::Transitive));
        }
        let under_way = self.redelegations.iter().filter(|r| (r.from, r.to) == (from, to));
        if under_way.count() >= self.max_entries {
            return Ok(Err(Refused::Entries));
        }
        // Nothing may have happened when the amount is worth nothing or the destination refuses.
        let worthless = self.validator(from)?.clone().unbond(shares) == 0;
        if worthless || self.validator(to)?.clone().bond(1).is_none() {
            return Ok(Err(Refused::Amount));
        }
        self.pay_rewards(from)?;
        let moved = self.validator_mut(from)?.unbond(shares);
        if self.validator(to)?.is_delegated() {
            self.pay_rewards(to)?;
        }
        let issued = self.validator_mut(to)?.bond(moved).unwrap_or_default();
        let (height, completion) = match self.validator(from)?.standing {
            Standing::Bonded => (self.height, self.time + self.unbonding * NANOS),
            Standing::Unbonding { height, until } => (height, until),
            Standing::Unbonded => return Ok(Ok(None)),
        };
        let entry = Redelegation {
            creation_height: height,
            completion: Timestamp::from_nanos(completion),
            initial: moved,
            shares: issued,
        };
        self.redelegations.push(Moved { from, to, entry });
        Ok(Ok(Some(completion)))
    }

    pub fn withdraw(&mut self, place: usize) -> Answer<()> {
        let answer = self.try_withdraw(place)?;
        self.note(Kind::Withdraw, place, 0, answer.ok().map(|()| 0));
        Ok(answer)
    }

    fn try_withdraw(&mut self, place: usize) -> Answer<()> {
        if !self.validator(place)?.is_delegated() {
            return Ok(Err(Refused::NoDelegation));
        }
        self.pay_rewards(place)?;
        Ok(Ok(()))
    }
}
