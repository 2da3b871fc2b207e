//! Allocate and rebalance: stake moves towards the targets.

use super::fact::Fact;
use super::gates::Domain;
use super::intent::{Answer, Intent};
use super::work::{Budget, Work};
use crate::allocation::{deposit, moves, Move, Portion, Targets};
use crate::convert::bps_of;
use crate::error::CoreResult;
use crate::units::{Native, DAY};

impl Work {
    /// Delegates free coins to where stake is missing.
    pub(super) fn allocate(&mut self, targets: &Targets, budget: &mut Budget) -> CoreResult<()> {
        if self.is_closed(Domain::Delegations) {
            return Ok(());
        }
        for portion in self.plan_allocation(self.allocatable()?, targets, budget.0)? {
            budget.spend(1);
            self.delegate(portion)?;
        }
        Ok(())
    }

    fn is_closed(&self, domain: Domain) -> bool {
        let gates = &self.accounts().gates;
        gates.winding_down() || gates.paused(domain, self.now())
    }

    fn allocatable(&self) -> CoreResult<Native> {
        self.ledger().allocatable(self.at.nanos, &self.rules())
    }

    /// Where an amount would be delegated.
    pub fn plan_allocation(
        &self,
        amount: Native,
        targets: &Targets,
        max_msgs: usize,
    ) -> CoreResult<Vec<Portion>> {
        let (now, ledger) = (self.now(), self.ledger());
        let task = deposit::Deposit {
            amount,
            min_move: ledger.sizes(now, &self.rules())?.min_move,
            max_msgs,
            now,
        };
        deposit::allocate(task, &ledger.positions, ledger.books.delegated, targets)
    }

    fn delegate(&mut self, portion: Portion) -> CoreResult<()> {
        let ledger = self.ledger_mut();
        ledger.books.free = ledger.books.free.minus(portion.amount)?;
        ledger.books.delegated = ledger.books.delegated.plus(portion.amount)?;
        let position = ledger.positions.or_default(portion.validator.clone());
        position.booked = position.booked.plus(portion.amount)?;
        let intent = Intent::Delegate {
            validator: portion.validator.clone(),
            amount: portion.amount,
        };
        self.send(intent, Answer::Failure);
        self.facts.push(Fact::DelegationSent {
            portion: portion.clone(),
        });
        self.report.delegations.push(portion);
        Ok(())
    }

    /// Redelegates from draining and over-target validators, a part of the stake a day.
    pub(super) fn rebalance(
        &mut self,
        targets: &Targets,
        smallest: Native,
        budget: &mut Budget,
    ) -> CoreResult<()> {
        if self.is_closed(Domain::Rebalancing) {
            return Ok(());
        }
        let now = self.now();
        let sizes = self.ledger().sizes(now, &self.rules())?;
        let limits = moves::Limits {
            budget: self.move_budget()?,
            min_move: sizes.min_move.max(smallest),
            least: sizes.min_move,
            probe: sizes.probe,
            max_entries: self.params.staking.max_entries,
            max_msgs: budget.0,
            now,
        };
        let total = self.target_total()?;
        for step in moves::moves(limits, &self.ledger().positions, total, targets, &self.locks)? {
            budget.spend(1);
            self.redelegate(step)?;
        }
        Ok(())
    }

    /// What targets are computed for: all that is delegated or could be.
    pub fn target_total(&self) -> CoreResult<Native> {
        self.ledger().books.delegated.plus(self.allocatable()?)
    }

    /// Stake that may still be redelegated today. The day starts with its first move.
    fn move_budget(&mut self) -> CoreResult<Native> {
        let (now, bps) = (self.now(), self.params.staking.max_move_bps);
        let accounts = self.accounts_mut();
        let moves = &mut accounts.moves;
        if now >= moves.since.saturating_add(DAY) && !moves.moved.is_zero() {
            moves.moved = Native::ZERO;
        }
        Ok(bps_of(accounts.ledger.books.delegated, bps)?.less(accounts.moves.moved))
    }

    fn redelegate(&mut self, step: Move) -> CoreResult<()> {
        let now = self.now();
        let accounts = self.accounts_mut();
        if accounts.moves.moved.is_zero() {
            accounts.moves.since = now;
        }
        accounts.moves.moved = accounts.moves.moved.plus(step.amount)?;
        let positions = &mut accounts.ledger.positions;
        let from = positions.or_default(step.from.clone());
        from.booked = from.booked.minus(step.amount)?;
        let to = positions.or_default(step.to.clone());
        to.booked = to.booked.plus(step.amount)?;
        self.send(Intent::Redelegate { step: step.clone() }, Answer::Always);
        self.facts.push(Fact::RedelegationSent { step: step.clone() });
        self.report.redelegations.push(step);
        Ok(())
    }
}
