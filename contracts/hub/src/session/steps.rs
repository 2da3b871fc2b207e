//! The steps of a crank. Each also runs alone; each begins after an observation.

use std::cmp::Reverse;

use cosmwasm_std::{Addr, Storage, WasmMsg};
use floe_core::allocation::{cover, deposit, locked, moves, Move, Portion, Targets};
use floe_core::exits::{close_due_at, interval_in_force};
use floe_core::params::{MAX_PAGE, MAX_UNSETTLED};
use floe_core::units::{Native, Seconds, Shares, DAY};
use floe_types::collector;
use floe_types::hub::Domain;

use crate::chain;
use crate::error::ContractResult;
use crate::events::Fact;
use crate::session::Session;
use crate::staking::{self, Ticket};
use crate::token;

/// Staking messages that a transaction may still send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(pub usize);

impl Budget {
    fn spend(&mut self, messages: usize) {
        self.0 = self.0.saturating_sub(messages);
    }
}

impl Session<'_> {
    /// Ring-fences what is funded, oldest batch first.
    pub fn settle(&mut self) -> ContractResult<()> {
        let at = self.moment();
        let rules = self.rules();
        for (id, batch) in self.now.ledger.settle(at, &rules)? {
            self.now.queue.head = id.saturating_add(1);
            let totals = &mut self.now.carry.totals;
            totals.exits = totals.exits.plus(batch.payable)?;
            self.note(Fact::BatchSettled { id, batch: &batch });
            self.report.settled.push(id);
            self.settled.push((id, batch));
        }
        Ok(())
    }

    /// When the open batch may close, unix seconds.
    pub fn close_due_at(&self, targets: Option<&Targets>) -> Seconds {
        let count = targets.map_or(0, Targets::count);
        let interval = interval_in_force(&self.params, count, self.now.controls.winding_down);
        let queue = &self.now.queue;
        close_due_at(queue.last_close, queue.due, interval)
    }

    /// Closes the open batch if it is due and not empty. Returns the shares that the caller burns from the hub's own
    /// balance.
    pub fn close(&mut self, escrow: Shares, targets: Option<&Targets>) -> ContractResult<Shares> {
        let due = !escrow.is_zero()
            && self.seconds() >= self.close_due_at(targets)
            && self.now.ledger.batches.len() < MAX_UNSETTLED;
        if !due {
            return Ok(Shares::ZERO);
        }
        let id = self.now.queue.open;
        let at = self.moment();
        let estimate = self.params.exit.unbonding_estimate;
        let batch = self.now.ledger.close(id, escrow, at, estimate)?;
        self.now.queue.open = id.saturating_add(1);
        self.now.queue.last_close = Some(at.seconds());
        self.now.queue.due = None;
        self.report.closed = Some(id);
        self.note(Fact::BatchClosed { id, batch: &batch });
        Ok(escrow)
    }

    /// Undelegates what exits need; while winding down, everything. Notes what needs nothing as covered, before free coins
    /// are delegated; where undelegations wait for their answers, the reply to the last does it.
    pub fn cover(&mut self, targets: Option<&Targets>, max_msgs: usize) -> ContractResult<()> {
        let now = self.seconds();
        let rules = self.rules();
        let sizes = self.now.ledger.sizes(now, &rules)?;
        let need = cover::Need {
            amount: self.now.ledger.to_cover(now, &rules)?,
            min_move: sizes.min_move,
            probe: sizes.probe,
            max_entries: self.params.staking.max_entries,
            max_msgs,
            now,
            locked: self
                .locks
                .keys()
                .filter(|v| locked(&self.locks, v, now))
                .cloned()
                .collect(),
        };
        let ledger = &self.now.ledger;
        let portions = if rules.winding_down {
            cover::unwind(&need, &ledger.positions)
        } else {
            cover::cover(&need, &ledger.positions, ledger.books.delegated, targets)?
        };
        let last = portions.len().saturating_sub(1);
        for (n, portion) in portions.into_iter().enumerate() {
            self.undelegate(portion, n == last)?;
        }
        self.now.ledger.note_cover(now, &rules)?;
        self.report.need = self.now.ledger.need(now, &rules)?.into();
        Ok(())
    }

    /// Booked `D → U` before the message, and corrected in its reply.
    fn undelegate(&mut self, portion: Portion, last: bool) -> ContractResult<()> {
        self.now.ledger.undelegate(&portion.validator, portion.amount)?;
        self.touch(&portion.validator);
        let ticket = Ticket::Undelegate {
            validator: portion.validator.clone(),
            amount: portion.amount,
            last,
        };
        self.messages
            .push(staking::message(&ticket, &self.wiring.denom, true)?);
        self.note(Fact::UndelegationSent { portion: &portion });
        self.report.undelegations.push(portion);
        Ok(())
    }

    /// Notes a delegation change: it may round, and it pays the validator's rewards out to the collector.
    fn touch(&mut self, validator: &str) {
        let now = self.seconds();
        let interval = self.params.reward.harvest_interval;
        if let Some(position) = self.now.ledger.positions.get_mut(validator) {
            let is_new = position.harvested_at == 0;
            self.pays_out |= !is_new && now.saturating_sub(position.harvested_at) >= interval;
            position.messages = position.messages.saturating_add(1);
            position.harvested_at = now;
        }
    }

    /// Delegates free coins to where stake is missing.
    pub fn allocate(&mut self, targets: Option<&Targets>, budget: &mut Budget) -> ContractResult<()> {
        let now = self.seconds();
        let closed = self.now.controls.winding_down || self.now.controls.paused(Domain::Delegations, now);
        let Some(targets) = targets.filter(|_| !closed) else {
            return Ok(());
        };
        for portion in self.plan_allocation(self.allocatable()?, targets, budget.0)? {
            budget.spend(1);
            self.delegate(portion)?;
        }
        Ok(())
    }

    pub fn allocatable(&self) -> ContractResult<Native> {
        Ok(self.now.ledger.allocatable(self.moment().nanos, &self.rules())?)
    }

    pub fn plan_allocation(
        &self,
        amount: Native,
        targets: &Targets,
        max_msgs: usize,
    ) -> ContractResult<Vec<Portion>> {
        let now = self.seconds();
        let ledger = &self.now.ledger;
        let min_move = ledger.sizes(now, &self.rules())?.min_move;
        let task = deposit::Deposit {
            amount,
            min_move,
            max_msgs,
            now,
        };
        Ok(deposit::allocate(
            task,
            &ledger.positions,
            ledger.books.delegated,
            targets,
        )?)
    }

    fn delegate(&mut self, portion: Portion) -> ContractResult<()> {
        let books = &mut self.now.ledger.books;
        books.free = books.free.minus(portion.amount)?;
        books.delegated = books.delegated.plus(portion.amount)?;
        let position = self.now.ledger.positions.or_default(portion.validator.clone());
        position.booked = position.booked.plus(portion.amount)?;
        let marked = position.marked_until > 0;
        self.touch(&portion.validator);
        let ticket = Ticket::Delegate {
            validator: portion.validator.clone(),
            amount: portion.amount,
        };
        self.messages
            .push(staking::message(&ticket, &self.wiring.denom, marked)?);
        self.note(Fact::DelegationSent { portion: &portion });
        self.report.delegations.push(portion);
        Ok(())
    }

    /// Redelegates from draining and over-target validators, a part of the stake a day.
    pub fn rebalance(
        &mut self,
        targets: Option<&Targets>,
        smallest: Native,
        budget: &mut Budget,
    ) -> ContractResult<()> {
        let now = self.seconds();
        let closed = self.now.controls.winding_down || self.now.controls.paused(Domain::Rebalancing, now);
        let Some(targets) = targets.filter(|_| !closed) else {
            return Ok(());
        };
        let rules = self.rules();
        let sizes = self.now.ledger.sizes(now, &rules)?;
        let limits = moves::Limits {
            budget: self.move_budget()?,
            min_move: sizes.min_move.max(smallest),
            residue: sizes.min_move.more(sizes.min_move),
            probe: sizes.probe,
            max_entries: self.params.staking.max_entries,
            max_msgs: budget.0,
            now,
        };
        let ledger = &self.now.ledger;
        let total = self.target_total()?;
        for step in moves::moves(limits, &ledger.positions, total, targets, &self.locks)? {
            budget.spend(1);
            self.redelegate(step)?;
        }
        Ok(())
    }

    /// What targets are computed for: all that is delegated or could be.
    pub fn target_total(&self) -> ContractResult<Native> {
        Ok(self.now.ledger.books.delegated.plus(self.allocatable()?)?)
    }

    /// Stake that may still be redelegated today. The day starts with its first move.
    fn move_budget(&mut self) -> ContractResult<Native> {
        let now = self.seconds();
        let carry = &mut self.now.carry;
        if now >= carry.moves_since.saturating_add(DAY) && !carry.moved.is_zero() {
            carry.moved = Native::ZERO;
        }
        let daily =
            floe_core::convert::bps_of(self.now.ledger.books.delegated, self.params.staking.max_move_bps)?;
        Ok(daily.less(carry.moved))
    }

    fn redelegate(&mut self, step: Move) -> ContractResult<()> {
        let now = self.seconds();
        let carry = &mut self.now.carry;
        if carry.moved.is_zero() {
            carry.moves_since = now;
        }
        carry.moved = carry.moved.plus(step.amount)?;
        let positions = &mut self.now.ledger.positions;
        let from = positions.or_default(step.from.clone());
        from.booked = from.booked.minus(step.amount)?;
        let to = positions.or_default(step.to.clone());
        to.booked = to.booked.plus(step.amount)?;
        self.touch(&step.from);
        self.touch(&step.to);
        let ticket = Ticket::Redelegate { step: step.clone() };
        self.messages
            .push(staking::message(&ticket, &self.wiring.denom, true)?);
        self.note(Fact::RedelegationSent { step: &step });
        self.report.redelegations.push(step);
        Ok(())
    }

    /// Withdraws the rewards that have waited longest, of validators not paid out since `before`, and has the collector
    /// forward what it has. `keeper` is credited.
    pub fn harvest(
        &mut self,
        before: Option<Seconds>,
        budget: &mut Budget,
        keeper: &Addr,
    ) -> ContractResult<()> {
        let page = usize::try_from(MAX_PAGE).unwrap_or(usize::MAX).min(budget.0);
        let now = self.seconds();
        // Who harvests before it is time takes work from the next crank and is not paid for it.
        let waited = now.saturating_sub(self.params.reward.harvest_interval);
        let mut early = false;
        for validator in self.waiting_longest(before).into_iter().take(page) {
            budget.spend(1);
            let position = self.now.ledger.positions.or_default(validator.clone());
            early |= position.harvested_at > waited;
            position.harvested_at = now;
            let marked = position.marked_until > 0;
            let ticket = Ticket::Harvest {
                validator: validator.clone(),
            };
            self.messages
                .push(staking::message(&ticket, &self.wiring.denom, marked)?);
            self.note(Fact::HarvestSent {
                validator: &validator,
            });
            self.report.harvests.push(validator);
        }
        let worked = !self.report.harvests.is_empty() || self.pays_out;
        if worked || self.forward_due(before.is_some())? {
            if worked && !early {
                self.now.carry.earned_at = self.env.block.height;
            }
            self.forward(keeper)?;
        }
        Ok(())
    }

    /// Validators with stake, by the time since which their rewards wait; `before` leaves out those paid out later.
    fn waiting_longest(&self, before: Option<Seconds>) -> Vec<String> {
        let mut waiting: Vec<(Seconds, Reverse<Native>, &String)> = self
            .now
            .ledger
            .positions
            .iter()
            .filter(|(_, p)| !p.booked.is_zero() && before.is_none_or(|before| p.harvested_at <= before))
            .map(|(validator, p)| (p.harvested_at, Reverse(p.booked), validator))
            .collect();
        waiting.sort();
        waiting
            .into_iter()
            .map(|(_, _, validator)| validator.clone())
            .collect()
    }

    /// Whether rewards that other messages paid out wait at the collector; a crank leaves dust for the next harvest.
    fn forward_due(&self, only_if_worth: bool) -> ContractResult<bool> {
        let waiting = chain::balance(&self.querier, &self.wiring.collector, &self.wiring.denom)?;
        let least = if only_if_worth {
            self.now.ledger.sizes(self.seconds(), &self.rules())?.min_move
        } else {
            Native::new(1)
        };
        Ok(waiting >= least)
    }

    fn forward(&mut self, keeper: &Addr) -> ContractResult<()> {
        let message = WasmMsg::Execute {
            contract_addr: self.wiring.collector.to_string(),
            msg: cosmwasm_std::to_json_binary(&collector::ExecuteMsg::Forward {
                keeper: Some(keeper.to_string()),
            })?,
            funds: Vec::new(),
        };
        self.messages.push(staking::isolated(
            message.into(),
            &Ticket::Forward {},
            false,
            None,
        )?);
        self.report.forwarded = true;
        Ok(())
    }

    /// The registry's wishes; none if it cannot answer or has none, so that a broken registry stops no exit.
    pub fn targets(&mut self) -> Option<Targets> {
        match chain::wishes(&self.querier, &self.wiring.registry, self.seconds()) {
            Ok(targets) if targets.shares.iter().any(|s| s.weight > 0) => Some(targets),
            Ok(_) => {
                self.note(Fact::TargetsUnavailable {
                    reason: "the registry has no active validator",
                });
                None
            }
            Err(_) => {
                self.note(Fact::TargetsUnavailable {
                    reason: "the registry did not answer",
                });
                None
            }
        }
    }

    /// Everything that is due, in the protocol's order. Returns the shares that the caller burns.
    pub fn crank(&mut self, storage: &dyn Storage, max_msgs: usize, keeper: &Addr) -> ContractResult<Shares> {
        self.settle()?;
        let escrow = token::escrow(storage, &self.env.contract.address)?;
        let targets = self.targets();
        let burned = self.close(escrow, targets.as_ref())?;
        self.cover(targets.as_ref(), max_msgs)?;
        self.settle()?;
        let mut budget = Budget(max_msgs);
        self.allocate(targets.as_ref(), &mut budget)?;
        self.rebalance(targets.as_ref(), Native::ZERO, &mut budget)?;
        let interval = self.params.reward.harvest_interval;
        let before = self.seconds().saturating_sub(interval);
        self.harvest(Some(before), &mut budget, keeper)?;
        self.report.more = budget.0 == 0 || self.report.undelegations.len() >= max_msgs;
        Ok(burned)
    }
}
