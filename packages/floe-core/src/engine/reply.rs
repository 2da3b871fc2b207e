//! Replies: the success or failure of messages, booked. A reply has [`Accounts`] and no stakes, unless it takes back what was booked there.

use super::accounts::Accounts;
use super::fact::Fact;
use super::intent::{Intent, Sent};
use super::outside::Flying;
use crate::allocation::{Mark, Move};
use crate::error::CoreResult;
use crate::exits::Moment;
use crate::flight::{Entry, EntryKey};
use crate::ledger::{Position, Rules};
use crate::map::SortedMap;
use crate::params::Params;
use crate::units::{Nanos, Native, Seconds, NANOS};

/// An undelegation that succeeded, and what could be read of the chain's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undelegated<'a> {
    pub validator: &'a str,
    pub asked: Native,
    /// Whether it is the last of its operation.
    pub last: bool,
    /// What the chain will pay.
    pub amount: Option<Native>,
    pub completion: Option<Nanos>,
}

/// An undelegation as it was booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    pub key: EntryKey,
    /// The entry as it is now; none if the chain pays nothing.
    pub entry: Option<Entry>,
    pub facts: Vec<Fact>,
}

impl Undelegated<'_> {
    /// What will be paid; one unit less than asked where that cannot be read.
    fn amount(&self) -> Native {
        self.amount.unwrap_or(self.asked.less(Native::new(1)))
    }

    /// What the chain rounds away.
    fn rounded(&self) -> Native {
        self.asked.less(self.amount())
    }

    /// Whether its booking may change unsettled batches.
    pub fn needs_batches(&self) -> bool {
        self.last || !self.rounded().is_zero()
    }
}

impl Sent {
    /// Whether the booking of its failure may change unsettled batches: it leaves more to pay them with, or no
    /// undelegation unanswered.
    pub const fn failure_needs_batches(&self) -> bool {
        match &self.intent {
            Intent::Delegate { .. } => true,
            Intent::Undelegate { last, .. } => *last,
            Intent::Redelegate { .. }
            | Intent::Harvest { .. }
            | Intent::Withdraw { .. }
            | Intent::Forward { .. }
            | Intent::Refresh(_) => false,
        }
    }

    /// Whether an earlier message of the operation went to one of its validators, which may have failed.
    pub fn follows_another(&self) -> bool {
        self.paid.iter().any(Option::is_none)
    }

    /// Takes back that the validators were paid out.
    fn unpay(&self, stakes: &mut SortedMap<String, Position>) {
        for (validator, paid) in self.intent.validators().into_iter().zip(&self.paid) {
            let position = stakes.or_default(validator.to_owned());
            position.harvested_at = paid.unwrap_or(position.harvested_at);
        }
    }
}

impl Accounts {
    /// Corrects `U` to what the chain will pay, and notes when. What could not be read is booked as one unit less than
    /// asked and the estimated completion; what the chain rounded away is a loss.
    pub fn undelegated(
        &mut self,
        answer: &Undelegated<'_>,
        at: Moment,
        params: &Params,
        flying: &dyn Flying,
    ) -> CoreResult<Entered> {
        let Undelegated { validator, asked, .. } = *answer;
        let (now, rules) = (at.seconds(), self.rules(params));
        let estimate = params.exit.unbonding_estimate.saturating_mul(NANOS);
        let key = EntryKey {
            completion: answer.completion.unwrap_or(at.nanos.saturating_add(estimate)),
            validator: validator.to_owned(),
        };
        if let Some(entry) = flying.entry(&key)? {
            self.ledger.entries.insert(key.clone(), entry);
        }
        let amount = answer.amount();
        let ledger = &mut self.ledger;
        ledger.answered(validator);
        ledger.books.undelegating = ledger.books.undelegating.plus(amount)?.less(asked);
        if !amount.is_zero() {
            ledger.enter(key.clone(), amount, answer.completion.is_none())?;
        }
        let rounded = answer.rounded();
        if !rounded.is_zero() {
            ledger.lose_to_rounding(now, rounded, &rules)?;
            self.totals.losses = self.totals.losses.plus(rounded)?;
        }
        if answer.last {
            self.note_cover(now, &rules, flying)?;
        }
        let mut facts = Vec::new();
        if answer.amount.is_none() || answer.completion.is_none() {
            facts.push(Fact::AnswerUnreadable {
                validator: validator.to_owned(),
                message: "undelegate",
            });
        }
        facts.push(Fact::UndelegationEntered {
            key: key.clone(),
            amount,
            asked,
        });
        let entry = self.ledger.entries.get(&key).copied();
        Ok(Entered {
            key,
            entry: entry.filter(|_| !amount.is_zero()),
            facts,
        })
    }

    /// Reverses the booking of a failed message. `stakes` are the stakes and payouts that it had changed.
    pub fn failed(
        &mut self,
        sent: &Sent,
        stakes: &mut SortedMap<String, Position>,
        now: Seconds,
        params: &Params,
        flying: &dyn Flying,
    ) -> CoreResult<()> {
        sent.unpay(stakes);
        let books = &mut self.ledger.books;
        match &sent.intent {
            Intent::Delegate { validator, amount } => {
                let position = stakes.or_default(validator.clone());
                position.booked = position.booked.less(*amount);
                books.delegated = books.delegated.less(*amount);
                books.free = books.free.plus(*amount)?;
            }
            Intent::Undelegate {
                validator, amount, ..
            } => {
                let position = stakes.or_default(validator.clone());
                position.booked = position.booked.plus(*amount)?;
                position.pending = position.pending.saturating_sub(1);
                books.delegated = books.delegated.plus(*amount)?;
                books.undelegating = books.undelegating.less(*amount);
            }
            Intent::Redelegate { step } => {
                let to = stakes.or_default(step.to.clone());
                to.booked = to.booked.less(step.amount);
                let from = stakes.or_default(step.from.clone());
                from.booked = from.booked.plus(step.amount)?;
                self.moves.moved = self.moves.moved.less(step.amount);
            }
            Intent::Harvest { .. }
            | Intent::Withdraw { .. }
            | Intent::Forward { .. }
            | Intent::Refresh(_) => {}
        }
        if sent.failure_needs_batches() {
            let rules = self.rules(params);
            self.note_cover(now, &rules, flying)?;
        }
        Ok(())
    }

    /// Notes batches as covered, by the entries that this depends on: most often one.
    fn note_cover(&mut self, now: Seconds, rules: &Rules, flying: &dyn Flying) -> CoreResult<()> {
        if let Some(tail) = self.ledger.tail_to_note(now, rules)? {
            for (key, entry) in flying.latest(tail)? {
                if !self.ledger.entries.contains_key(&key) {
                    self.ledger.entries.insert(key, entry);
                }
            }
        }
        self.ledger.note_cover(now, rules)
    }
}

/// Until when a redelegation that succeeded locks its destination, unix seconds, and what there is to tell. `completion` is
/// the chain's answer, zero where it sets no lock; where it cannot be read, `estimate` seconds count.
pub fn redelegated(
    step: &Move,
    completion: Option<Seconds>,
    estimate: Seconds,
    now: Seconds,
) -> (Seconds, Vec<Fact>) {
    let mut facts = Vec::new();
    if completion.is_none() {
        facts.push(Fact::AnswerUnreadable {
            validator: step.to.clone(),
            message: "redelegate",
        });
    }
    let until = completion.unwrap_or(now.saturating_add(estimate));
    facts.push(Fact::RedelegationLocked {
        step: step.clone(),
        until,
    });
    (until, facts)
}

impl Intent {
    /// Who is to be marked for its failure: its last validator, and of a redelegation the source for having been refused
    /// by the destination, which is told with it.
    pub fn blamed(&self) -> Vec<(&str, Option<&str>)> {
        let mut blamed: Vec<_> = self.validators().into_iter().map(|v| (v, None)).collect();
        if let [source, destination] = blamed.as_mut_slice() {
            source.1 = Some(destination.0);
            blamed.reverse();
        }
        blamed
    }
}

impl Mark {
    /// Notes a failure, of a redelegation from the validator with the destination that refused it.
    pub fn note(&mut self, refused_by: Option<&str>, now: Seconds) {
        match refused_by {
            Some(to) => self.fail_to(to, now),
            None => self.fail(now),
        }
    }
}
