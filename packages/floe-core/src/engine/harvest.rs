//! Harvest: rewards brought in.

use std::cmp::Reverse;

use super::fact::Fact;
use super::intent::{Answer, Intent};
use super::outside::Outside;
use super::work::{Budget, Work};
use crate::error::CoreResult;
use crate::ledger::Position;
use crate::params::MAX_PAGE;
use crate::units::{Native, Seconds};

impl Work {
    /// Withdraws the rewards that have waited longest, of validators not paid out since `before`, and has the collector
    /// forward what it has. `keeper` is credited.
    pub fn harvest(
        &mut self,
        before: Option<Seconds>,
        budget: &mut Budget,
        keeper: &str,
        outside: &dyn Outside,
    ) -> CoreResult<()> {
        let page = usize::try_from(MAX_PAGE).unwrap_or(usize::MAX).min(budget.0);
        // Who harvests before it is time takes work from the next crank and is not paid for it.
        let mut early = false;
        for validator in self.waiting_longest(before).into_iter().take(page) {
            budget.spend(1);
            early |= self.is_early(&validator);
            let intent = Intent::Harvest {
                validator: validator.clone(),
            };
            self.withdraw(validator, intent, Answer::Failure);
        }
        let harvested = !self.report.harvests.is_empty();
        if harvested {
            self.accounts_mut().earned = !early;
        }
        if harvested || self.pays_out || self.forward_due(before.is_some(), outside)? {
            self.forward(keeper);
        }
        Ok(())
    }

    /// Whether the hub has stake with a validator, written off or not.
    pub fn has_stake_with(&self, validator: &str) -> bool {
        let position = self.ledger().positions.get(validator);
        position.is_some_and(|position| !position.booked.is_zero())
            || self.silent.iter().any(|silent| silent == validator)
    }

    /// Withdraws the rewards of one validator, with all the gas that is left: its failure is the transaction's. Whatever
    /// makes rewards cost too much gas for the messages with a limit of their own is cleared by this.
    pub fn harvest_from(&mut self, validator: String, keeper: &str) {
        let intent = Intent::Withdraw {
            validator: validator.clone(),
        };
        self.accounts_mut().earned = !self.is_early(&validator);
        self.withdraw(validator, intent, Answer::Success);
        self.forward(keeper);
    }

    /// Whether the validator's rewards have not waited for a harvest interval yet.
    fn is_early(&self, validator: &str) -> bool {
        let waited = self.now().saturating_sub(self.params.reward.harvest_interval);
        let position = self.ledger().positions.get(validator);
        position.is_some_and(|position| self.waits_since(validator, position) > waited)
    }

    /// Since when the validator's rewards wait, messages of this operation considered.
    fn waits_since(&self, validator: &str, position: &Position) -> Seconds {
        let sent = self.sent.iter().find(|(sent, _)| sent == validator);
        position.waits_since(sent.map(|(_, before)| *before))
    }

    fn withdraw(&mut self, validator: String, intent: Intent, answer: Answer) {
        self.send(intent, answer);
        self.facts.push(Fact::HarvestSent {
            validator: validator.clone(),
        });
        self.report.harvests.push(validator);
    }

    /// Validators with stake, by the time since which their rewards wait; `before` leaves out those paid out later.
    fn waiting_longest(&self, before: Option<Seconds>) -> Vec<String> {
        let positions = self.ledger().positions.iter();
        let mut waiting: Vec<(Seconds, Reverse<Native>, &String)> = positions
            .filter(|(_, p)| !p.booked.is_zero() && !p.skipped)
            .map(|(validator, p)| (self.waits_since(validator, p), Reverse(p.booked), validator))
            .filter(|(since, _, _)| before.is_none_or(|before| *since <= before))
            .collect();
        waiting.sort();
        waiting
            .into_iter()
            .map(|(_, _, validator)| validator.clone())
            .collect()
    }

    /// Whether rewards that other messages paid out wait at the collector; a crank leaves dust for the next harvest.
    fn forward_due(&self, only_if_worth: bool, outside: &dyn Outside) -> CoreResult<bool> {
        let waiting = outside.collected()?;
        let least = if only_if_worth {
            self.ledger().sizes(self.now(), &self.rules())?.min_move
        } else {
            Native::new(1)
        };
        Ok(waiting >= least)
    }

    fn forward(&mut self, keeper: &str) {
        let keeper = keeper.to_owned();
        self.send(Intent::Forward { keeper }, Answer::Failure);
        self.report.forwarded = true;
    }
}
