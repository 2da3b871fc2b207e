//! The steps of the crank. Counterpart: `contracts/hub/src/session/steps.rs`, function by function.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use anyhow::Result;
use floe_core::allocation::{answers, cover, deposit, locked, moves, Move, Portion, Targets};
use floe_core::convert::bps_of;
use floe_core::params::{MAX_PAGE, MAX_UNSETTLED};
use floe_core::units::{Native, Seconds, DAY};

use super::reply::{Message, Sent};
use super::Sim;

/// A batch that a crank or a claim funded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// What it was worth at its close.
    pub promised: Native,
    /// What it is paid.
    pub payable: Native,
    /// How long how many requests waited, in seconds.
    pub waits: Vec<(Seconds, u64)>,
}

/// What a crank did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crank {
    pub closed: bool,
    pub settled: usize,
    pub undelegations: usize,
    pub delegations: usize,
    pub redelegations: usize,
    pub harvests: usize,
    pub forwarded: bool,
    /// Whether another crank would find work at once.
    pub more: bool,
}

impl Crank {
    pub fn is_idle(&self) -> bool {
        let nothing = Self {
            more: self.more,
            ..Self::default()
        };
        *self == nothing
    }
}

/// One crank in progress.
pub(super) struct Work {
    pub report: Crank,
    pub messages: Vec<Sent>,
    /// Validators of the messages, and when their rewards had been paid out before.
    sent: BTreeMap<String, Seconds>,
    /// Validators undelegated from.
    undelegated: Vec<String>,
    /// Whether delegation changes pay out rewards that had waited for a harvest.
    pays_out: bool,
    budget: usize,
}

impl Sim {
    /// Everything that is due, in the protocol's order; then the messages, as the chain runs them.
    pub fn crank(&mut self) -> Result<Crank> {
        let max_msgs = usize::try_from(self.params.staking.max_msgs).unwrap_or(usize::MAX);
        let mut work = Work {
            report: Crank::default(),
            messages: Vec::new(),
            sent: BTreeMap::new(),
            undelegated: Vec::new(),
            pays_out: false,
            budget: max_msgs,
        };
        self.observe()?;
        work.report.settled = self.settle()?;
        let targets = self.targets();
        self.close(&mut work, targets.as_ref())?;
        self.cover(&mut work, targets.as_ref(), max_msgs)?;
        work.report.settled += self.settle()?;
        // The contract does the rest in the reply to the refresh.
        let stale = self.now().saturating_sub(self.refreshed_at) > DAY;
        let undelegated = work.undelegated.clone();
        if stale {
            self.run(std::mem::take(&mut work.messages))?;
            work.sent.clear();
            self.refresh()?;
            self.set_pending(&undelegated, 1);
        }
        let targets = if stale { self.targets() } else { targets };
        if let Some(targets) = &targets {
            self.allocate(&mut work, targets)?;
            self.rebalance(&mut work, targets)?;
        }
        self.harvest(&mut work)?;
        work.report.more = work.budget == 0 || work.report.undelegations >= max_msgs;
        let now = self.now();
        self.books.ledger.prune(now);
        self.usage.crank(&work.report, self.registry.len());
        if stale {
            self.set_pending(&undelegated, 0);
        }
        self.run(work.messages)?;
        if work.report.forwarded {
            self.forward()?;
        }
        Ok(work.report)
    }

    fn set_pending(&mut self, validators: &[String], pending: u32) {
        for validator in validators {
            self.books.ledger.positions.or_default(validator.clone()).pending = pending;
        }
    }

    /// Ring-fences what is funded and returns how many batches that are.
    pub(super) fn settle(&mut self) -> Result<usize> {
        let at = self.moment();
        let rules = self.rules();
        let settled = self.books.ledger.settle(at, &rules)?;
        let count = settled.len();
        for (id, batch) in settled {
            self.queue.head = id.saturating_add(1);
            let requests = self.waiting.closed.get(&id);
            let times = requests.map(|r| r.times.as_slice()).unwrap_or_default();
            let settlement = Settlement {
                promised: self.promised.remove(&id).unwrap_or_default(),
                payable: batch.payable,
                waits: times
                    .iter()
                    .map(|(time, count)| (at.seconds().saturating_sub(*time), *count))
                    .collect(),
            };
            self.settled.insert(id, batch);
            self.settlements.push(settlement);
        }
        Ok(count)
    }

    /// Closes the open batch if it is due and not empty, and burns its shares.
    fn close(&mut self, work: &mut Work, targets: Option<&Targets>) -> Result<()> {
        let full = self.ledger().batches.len() >= MAX_UNSETTLED;
        if self.escrow.is_zero() || self.now() < self.close_due_at(targets) || full {
            return Ok(());
        }
        let (id, at) = (self.queue.open, self.moment());
        let estimate = self.params.exit.unbonding_estimate;
        let shares = std::mem::take(&mut self.escrow);
        let batch = self.books.ledger.close(id, shares, at, estimate)?;
        self.promised.insert(id, batch.payable);
        let requests = std::mem::take(&mut self.waiting.open);
        self.waiting.closed.insert(id, requests);
        self.queue.open = id.saturating_add(1);
        self.queue.last_close = Some(at.seconds());
        self.queue.due = None;
        work.report.closed = true;
        Ok(())
    }

    /// Undelegates what exits need.
    fn cover(&mut self, work: &mut Work, targets: Option<&Targets>, max_msgs: usize) -> Result<()> {
        let (now, rules) = (self.now(), self.rules());
        let sizes = self.ledger().sizes(now, &rules)?;
        let need = cover::Need {
            amount: self.ledger().to_cover(now, &rules)?,
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
            half_only: false,
        };
        let ledger = self.ledger();
        let portions = cover::cover(&need, &ledger.positions, ledger.books.delegated, targets)?;
        let last = portions.len().saturating_sub(1);
        for (n, portion) in portions.into_iter().enumerate() {
            self.undelegate(work, portion, n == last)?;
        }
        self.books.ledger.note_cover(now, &rules)?;
        Ok(())
    }

    /// Booked `D → U` before the message, and corrected in its reply.
    fn undelegate(&mut self, work: &mut Work, portion: Portion, last: bool) -> Result<()> {
        self.books.ledger.undelegate(&portion.validator, portion.amount)?;
        work.report.undelegations += 1;
        work.undelegated.push(portion.validator.clone());
        self.send(work, Message::Undelegate { portion, last });
        Ok(())
    }

    /// Books a message as a payout of its validators, which its reply takes back if it fails. A change of a delegation may
    /// also round.
    fn send(&mut self, work: &mut Work, message: Message) {
        let (now, interval) = (self.now(), self.params.reward.harvest_interval);
        let changes = !matches!(message, Message::Harvest { .. });
        let mut paid = Vec::new();
        for validator in message.validators() {
            let first = !work.sent.contains_key(&validator);
            let position = self.books.ledger.positions.or_default(validator.clone());
            if first {
                work.sent.insert(validator, position.harvested_at);
            }
            paid.push(first.then_some(position.harvested_at));
            if changes {
                let is_new = position.harvested_at == 0;
                work.pays_out |= !is_new && now.saturating_sub(position.harvested_at) >= interval;
                position.messages = position.messages.saturating_add(1);
            }
            position.harvested_at = now;
        }
        work.messages.push(Sent { message, paid });
    }

    /// Delegates free coins to where stake is missing.
    fn allocate(&mut self, work: &mut Work, targets: &Targets) -> Result<()> {
        let (now, rules) = (self.now(), self.rules());
        let ledger = self.ledger();
        let task = deposit::Deposit {
            amount: ledger.allocatable(self.chain.time, &rules)?,
            min_move: ledger.sizes(now, &rules)?.min_move,
            max_msgs: work.budget,
            now,
        };
        let delegated = ledger.books.delegated;
        for portion in deposit::allocate(task, &ledger.positions, delegated, targets)? {
            work.budget = work.budget.saturating_sub(1);
            self.delegate(work, portion)?;
        }
        Ok(())
    }

    fn delegate(&mut self, work: &mut Work, portion: Portion) -> Result<()> {
        let ledger = &mut self.books.ledger;
        ledger.books.free = ledger.books.free.minus(portion.amount)?;
        ledger.books.delegated = ledger.books.delegated.plus(portion.amount)?;
        let position = ledger.positions.or_default(portion.validator.clone());
        position.booked = position.booked.plus(portion.amount)?;
        work.report.delegations += 1;
        self.send(work, Message::Delegate { portion });
        Ok(())
    }

    /// Redelegates from draining and over-target validators, a part of the stake a day.
    fn rebalance(&mut self, work: &mut Work, targets: &Targets) -> Result<()> {
        let (now, rules) = (self.now(), self.rules());
        let budget = self.move_budget()?;
        let ledger = self.ledger();
        let sizes = ledger.sizes(now, &rules)?;
        let limits = moves::Limits {
            budget,
            min_move: sizes.min_move,
            least: sizes.min_move,
            probe: sizes.probe,
            max_entries: self.params.staking.max_entries,
            max_msgs: work.budget,
            now,
        };
        let total = ledger
            .books
            .delegated
            .plus(ledger.allocatable(self.chain.time, &rules)?)?;
        for step in moves::moves(limits, &ledger.positions, total, targets, &self.locks)? {
            work.budget = work.budget.saturating_sub(1);
            self.redelegate(work, step)?;
        }
        Ok(())
    }

    /// Stake that may still be redelegated today. The day starts with its first move.
    fn move_budget(&mut self) -> Result<Native> {
        let (since, moved) = self.moved;
        if self.now() >= since.saturating_add(DAY) && !moved.is_zero() {
            self.moved.1 = Native::ZERO;
        }
        let daily = bps_of(self.ledger().books.delegated, self.params.staking.max_move_bps)?;
        Ok(daily.less(self.moved.1))
    }

    fn redelegate(&mut self, work: &mut Work, step: Move) -> Result<()> {
        if self.moved.1.is_zero() {
            self.moved.0 = self.now();
        }
        self.moved.1 = self.moved.1.plus(step.amount)?;
        let positions = &mut self.books.ledger.positions;
        let from = positions.or_default(step.from.clone());
        from.booked = from.booked.minus(step.amount)?;
        let to = positions.or_default(step.to.clone());
        to.booked = to.booked.plus(step.amount)?;
        work.report.redelegations += 1;
        self.send(work, Message::Redelegate { step });
        Ok(())
    }

    /// Withdraws the rewards that have waited longest, and has the collector forward what it has.
    fn harvest(&mut self, work: &mut Work) -> Result<()> {
        let page = usize::try_from(MAX_PAGE).unwrap_or(usize::MAX).min(work.budget);
        let now = self.now();
        let before = now.saturating_sub(self.params.reward.harvest_interval);
        for validator in self.waiting_longest(work, before).into_iter().take(page) {
            work.budget = work.budget.saturating_sub(1);
            work.report.harvests += 1;
            self.send(work, Message::Harvest { validator });
        }
        let least = self.ledger().sizes(now, &self.rules())?.min_move;
        let worth = Native::new(self.chain.collector) >= least;
        work.report.forwarded = work.report.harvests > 0 || work.pays_out || worth;
        Ok(())
    }

    /// Validators with stake whose rewards wait since `before` or earlier, longest ago first.
    fn waiting_longest(&self, work: &Work, before: Seconds) -> Vec<String> {
        let positions = self.ledger().positions.iter();
        let mut waiting: Vec<(Seconds, Reverse<Native>, &String)> = positions
            .filter(|(_, p)| !p.booked.is_zero())
            .map(|(validator, p)| {
                let sent = work.sent.get(validator).copied();
                (p.waits_since(sent), Reverse(p.booked), validator)
            })
            .filter(|(since, _, _)| *since <= before)
            .collect();
        waiting.sort();
        waiting
            .into_iter()
            .map(|(_, _, validator)| validator.clone())
            .collect()
    }
}
