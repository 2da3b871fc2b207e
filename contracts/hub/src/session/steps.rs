//! The steps of a crank. Each also runs alone; each begins after an observation.

use std::cmp::Reverse;

use cosmwasm_std::{Addr, Storage};
use floe_core::allocation::{answers, cover, deposit, locked, moves, Move, Portion, Targets};
use floe_core::exits::{close_due_at, interval_in_force};
use floe_core::params::{MAX_PAGE, MAX_UNSETTLED};
use floe_core::units::{Native, Seconds, Shares, DAY};
use floe_core::Position;
use floe_types::hub::{CrankReport, Domain};
use floe_types::{collector, registry, targets};

use crate::chain;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::session::Session;
use crate::staking::{self, Answer, Rest, Sent, Ticket};
use crate::token;

/// Staking messages that a transaction may still send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(pub usize);

impl Budget {
    fn spend(&mut self, messages: usize) {
        self.0 = self.0.saturating_sub(messages);
    }
}

/// Age of the registry's data in seconds beyond which they are refreshed before anything follows them, and from which on
/// they are not followed even if that fails.
const STALE_AFTER: Seconds = DAY;
const USELESS_AFTER: Seconds = 7 * DAY;

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
        let interval = interval_in_force(&self.params, count, self.now.controls.winding_down());
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
            late_after: answers::usual(self.params.reward.harvest_interval),
            half_only: self.half_only,
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
        let ticket = Ticket::Undelegate {
            validator: portion.validator.clone(),
            amount: portion.amount,
            last,
        };
        self.send(ticket, Answer::Always)?;
        self.note(Fact::UndelegationSent { portion: &portion });
        self.report.undelegations.push(portion);
        Ok(())
    }

    /// Sends a message and books it as a payout of its validators, which its reply takes back if it fails. A change of a
    /// delegation may also round.
    fn send(&mut self, ticket: Ticket, answer: Answer) -> ContractResult<()> {
        let now = self.seconds();
        let interval = self.params.reward.harvest_interval;
        let changes = !matches!(ticket, Ticket::Harvest { .. } | Ticket::Withdraw { .. });
        let (mut paid, mut wanted) = (Vec::new(), answer);
        for validator in ticket.validators() {
            let first = !self.sent.iter().any(|(sent, _)| sent == validator);
            let position = self.now.ledger.positions.or_default(validator.to_owned());
            if first {
                self.sent.push((validator.to_owned(), position.harvested_at));
            }
            paid.push(first.then_some(position.harvested_at));
            if answer == Answer::Failure && (!first || position.marked_until > 0) {
                wanted = Answer::Always;
            }
            if changes {
                let is_new = position.harvested_at == 0;
                if !is_new && now.saturating_sub(position.harvested_at) >= interval {
                    self.pays_out = true;
                    self.now.carry.earned = true;
                }
                position.messages = position.messages.saturating_add(1);
            }
            position.harvested_at = now;
        }
        let sent = Sent { ticket, paid };
        self.messages
            .push(staking::message(&sent, &self.wiring.denom, wanted)?);
        Ok(())
    }

    /// Delegates free coins to where stake is missing.
    pub fn allocate(&mut self, targets: Option<&Targets>, budget: &mut Budget) -> ContractResult<()> {
        let now = self.seconds();
        let closed = self.now.controls.winding_down() || self.now.controls.paused(Domain::Delegations, now);
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
        let ticket = Ticket::Delegate {
            validator: portion.validator.clone(),
            amount: portion.amount,
        };
        self.send(ticket, Answer::Failure)?;
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
        let closed = self.now.controls.winding_down() || self.now.controls.paused(Domain::Rebalancing, now);
        let Some(targets) = targets.filter(|_| !closed) else {
            return Ok(());
        };
        let rules = self.rules();
        let sizes = self.now.ledger.sizes(now, &rules)?;
        let limits = moves::Limits {
            budget: self.move_budget()?,
            min_move: sizes.min_move.max(smallest),
            least: sizes.min_move,
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
        self.send(Ticket::Redelegate { step: step.clone() }, Answer::Always)?;
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
        // Who harvests before it is time takes work from the next crank and is not paid for it.
        let mut early = false;
        for validator in self.waiting_longest(before).into_iter().take(page) {
            budget.spend(1);
            early |= self.is_early(&validator);
            let ticket = Ticket::Harvest {
                validator: validator.clone(),
            };
            self.withdraw(validator, ticket, Answer::Failure)?;
        }
        let harvested = !self.report.harvests.is_empty();
        if harvested {
            self.now.carry.earned = !early;
        }
        if harvested || self.pays_out || self.forward_due(before.is_some())? {
            self.forward(keeper)?;
        }
        Ok(())
    }

    /// Withdraws the rewards of one validator, with all the gas that is left: its failure is the transaction's. Whatever
    /// makes rewards too dear for the messages with a limit of their own is cleared by this.
    ///
    /// # Errors
    /// When the hub has no stake there, written off or not.
    pub fn harvest_from(&mut self, validator: String, keeper: &Addr) -> ContractResult<()> {
        let staked = self.now.ledger.positions.get(&validator);
        let silent = self.silent.contains(&validator);
        if !silent && staked.is_none_or(|position| position.booked.is_zero()) {
            return Err(ContractError::NoStake { validator });
        }
        let ticket = Ticket::Withdraw {
            validator: validator.clone(),
        };
        self.now.carry.earned = !self.is_early(&validator);
        self.withdraw(validator, ticket, Answer::Success)?;
        self.forward(keeper)
    }

    /// Whether the validator's rewards have not waited for a harvest interval yet.
    fn is_early(&self, validator: &str) -> bool {
        let waited = self.seconds().saturating_sub(self.params.reward.harvest_interval);
        let position = self.now.ledger.positions.get(validator);
        position.is_some_and(|position| self.waits_since(validator, position) > waited)
    }

    /// Since when the validator's rewards wait, messages of this operation considered.
    fn waits_since(&self, validator: &str, position: &Position) -> Seconds {
        let sent = self.sent.iter().find(|(sent, _)| sent == validator);
        position.waits_since(sent.map(|(_, before)| *before))
    }

    fn withdraw(&mut self, validator: String, ticket: Ticket, answer: Answer) -> ContractResult<()> {
        self.send(ticket, answer)?;
        self.note(Fact::HarvestSent {
            validator: &validator,
        });
        self.report.harvests.push(validator);
        Ok(())
    }

    /// Leaves validators out of this transaction, of those named the ones that have not answered for longer than is
    /// usual. One without any message yet counts from its listing.
    ///
    /// # Errors
    /// When more than ten are named.
    pub fn skip(&mut self, operators: Option<Vec<String>>) -> ContractResult<()> {
        let operators = operators.unwrap_or_default();
        if operators.len() > answers::MAX_SKIP {
            return Err(ContractError::ListLength {
                field: "skip",
                given: operators.len(),
                min: 0,
                max: answers::MAX_SKIP,
            });
        }
        let median = answers::median(&self.now.ledger.positions);
        for operator in operators {
            let position = self.now.ledger.positions.get(&operator);
            let answered = position.map(|p| p.harvested_at).filter(|at| *at > 0);
            // Nothing is sent to one that the registry does not list and nothing is staked with.
            let listed =
                || chain::listed_at(&self.querier, &self.wiring.registry, &operator).unwrap_or(Seconds::MAX);
            let behind = median.saturating_sub(answered.unwrap_or_else(listed));
            if behind > answers::usual(self.params.reward.harvest_interval) {
                self.half_only |= behind < answers::DEEP_SECS;
                self.now.ledger.positions.or_default(operator).skipped = true;
            }
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
        let msg = collector::ExecuteMsg::Forward {
            keeper: Some(keeper.to_string()),
        };
        let sent = Sent {
            ticket: Ticket::Forward {},
            paid: Vec::new(),
        };
        let message = staking::call(&self.wiring.collector, &msg, &sent, Answer::Failure)?;
        self.messages.push(message);
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

    /// Everything that is due, in the protocol's order. Returns the shares that the caller burns. `refresh` is whether a
    /// registry whose data are old is refreshed first, for which a message must leave.
    pub fn crank(
        &mut self,
        storage: &dyn Storage,
        max_msgs: usize,
        keeper: &Addr,
        refresh: bool,
    ) -> ContractResult<Shares> {
        self.settle()?;
        let escrow = token::escrow(storage, &self.env.contract.address)?;
        let targets = self.targets();
        let burned = self.close(escrow, targets.as_ref())?;
        self.cover(targets.as_ref(), max_msgs)?;
        self.settle()?;
        let rest = self.rest(max_msgs, Native::ZERO, Some(keeper.clone()));
        if refresh && self.is_registry_stale() {
            self.refresh(rest)?;
        } else {
            self.follow(&rest, targets.as_ref())?;
        }
        Ok(burned)
    }

    /// Allocates and moves, after a refresh of the registry if its data are old.
    pub fn rebalance_step(&mut self, smallest: Native) -> ContractResult<()> {
        let rest = self.rest(self.page(), smallest, None);
        if self.is_registry_stale() {
            return self.refresh(rest);
        }
        let targets = self.targets();
        self.follow(&rest, targets.as_ref())
    }

    fn rest(&self, max_msgs: usize, smallest: Native, keeper: Option<Addr>) -> Rest {
        let positions = self.now.ledger.positions.iter();
        let skipped = positions.filter(|(_, p)| p.skipped);
        Rest {
            max_msgs,
            smallest,
            keeper,
            skipped: skipped.map(|(validator, _)| validator.clone()).collect(),
            pays_out: self.pays_out,
            report: CrankReport::default(),
        }
    }

    /// What follows the targets, and the harvest after it.
    fn follow(&mut self, rest: &Rest, targets: Option<&Targets>) -> ContractResult<()> {
        let mut budget = Budget(rest.max_msgs);
        self.allocate(targets, &mut budget)?;
        self.rebalance(targets, rest.smallest, &mut budget)?;
        if let Some(keeper) = &rest.keeper {
            let interval = self.params.reward.harvest_interval;
            let before = self.seconds().saturating_sub(interval);
            self.harvest(Some(before), &mut budget, keeper)?;
            self.report.more = budget.0 == 0 || self.report.undelegations.len() >= rest.max_msgs;
        }
        Ok(())
    }

    /// Seconds since the registry last looked at the chain; none if it does not tell.
    fn registry_age(&self) -> Option<Seconds> {
        let refreshed = targets::refreshed_at(&self.querier, &self.wiring.registry).ok()?;
        Some(self.seconds().saturating_sub(refreshed))
    }

    /// Whether the registry has to look at the chain before its targets are followed. A wind-down follows none.
    fn is_registry_stale(&self) -> bool {
        !self.now.controls.winding_down() && self.registry_age().is_some_and(|age| age > STALE_AFTER)
    }

    /// Has the registry look at the chain; the reply goes on with the rest.
    fn refresh(&mut self, rest: Rest) -> ContractResult<()> {
        let rest = Rest {
            report: std::mem::take(&mut self.report),
            ..rest
        };
        let sent = Sent {
            ticket: Ticket::Refresh(Box::new(rest)),
            paid: Vec::new(),
        };
        let message = staking::call(
            &self.wiring.registry,
            &registry::ExecuteMsg::Refresh {},
            &sent,
            Answer::Always,
        )?;
        self.messages.push(message);
        Ok(())
    }

    /// Goes on after the registry has looked at the chain, by what it says now; if it could not, by what it knew, while
    /// that is younger than a week.
    pub fn go_on(&mut self, rest: Rest) -> ContractResult<()> {
        let positions = &mut self.now.ledger.positions;
        for portion in &rest.report.undelegations {
            let position = positions.or_default(portion.validator.clone());
            position.pending = position.pending.saturating_add(1);
        }
        for validator in &rest.skipped {
            positions.or_default(validator.clone()).skipped = true;
        }
        self.pays_out = rest.pays_out;
        self.report = rest.report.clone();
        let usable = self.registry_age().is_none_or(|age| age < USELESS_AFTER);
        let targets = if usable {
            self.targets()
        } else {
            self.note(Fact::TargetsUnavailable {
                reason: "the registry has not looked at the chain for a week",
            });
            None
        };
        self.follow(&rest, targets.as_ref())?;
        // What was sent before the refresh has been answered.
        for portion in &rest.report.undelegations {
            self.now.ledger.answered(&portion.validator);
        }
        Ok(())
    }
}
