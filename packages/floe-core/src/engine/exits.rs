//! Settle, close and cover: the steps of the exit queue.

use super::fact::Fact;
use super::intent::{Answer, Intent};
use super::work::Work;
use crate::allocation::{answers, cover, locked, Portion, Targets};
use crate::error::CoreResult;
use crate::params::MAX_UNSETTLED;
use crate::units::Shares;

impl Work {
    /// Ring-fences what is funded, oldest batch first.
    pub fn settle(&mut self) -> CoreResult<()> {
        let (at, rules) = (self.at, self.rules());
        for (id, batch) in self.ledger_mut().settle(at, &rules)? {
            let accounts = self.accounts_mut();
            accounts.queue.head = id.saturating_add(1);
            accounts.totals.exits = accounts.totals.exits.plus(batch.payable)?;
            self.facts.push(Fact::BatchSettled {
                id,
                batch: batch.clone(),
            });
            self.report.settled.push(id);
            self.settled.push((id, batch));
        }
        Ok(())
    }

    /// Closes the open batch if it is due and not empty. Returns the shares to be burned.
    pub fn close(&mut self, escrow: Shares, targets: Option<&Targets>) -> CoreResult<Shares> {
        let now = self.now();
        let interval = self.accounts().interval(&self.params, targets);
        let due_at = self.accounts_mut().queue.follow(interval, escrow.is_zero());
        if escrow.is_zero() || now < due_at || self.ledger().batches.len() >= MAX_UNSETTLED {
            return Ok(Shares::ZERO);
        }
        let (at, estimate) = (self.at, self.params.exit.unbonding_estimate);
        let accounts = self.accounts_mut();
        let id = accounts.queue.open;
        let batch = accounts.ledger.close(id, escrow, at, estimate)?;
        accounts.queue.open = id.saturating_add(1);
        accounts.queue.last_close = Some(at.seconds());
        accounts.queue.follow(interval, true);
        self.report.closed = Some(id);
        self.facts.push(Fact::BatchClosed { id, batch });
        Ok(escrow)
    }

    /// Undelegates what exits need; while winding down, everything. Notes what needs nothing as covered, before free coins
    /// are delegated; where undelegations wait for their answers, the reply to the last does it.
    pub fn cover(&mut self, targets: Option<&Targets>, max_msgs: usize) -> CoreResult<()> {
        let (now, rules) = (self.now(), self.rules());
        let ledger = self.ledger();
        let sizes = ledger.sizes(now, &rules)?;
        let need = cover::Need {
            amount: ledger.to_cover(now, &rules)?,
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
        let portions = if rules.winding_down {
            cover::unwind(&need, &ledger.positions)
        } else {
            cover::cover(&need, &ledger.positions, ledger.books.delegated, targets)?
        };
        let last = portions.len().saturating_sub(1);
        for (n, portion) in portions.into_iter().enumerate() {
            self.undelegate(portion, n == last)?;
        }
        self.ledger_mut().note_cover(now, &rules)?;
        self.report.need = self.ledger().need(now, &rules)?;
        Ok(())
    }

    /// Booked `D → U` before the message, and corrected in its reply.
    fn undelegate(&mut self, portion: Portion, last: bool) -> CoreResult<()> {
        self.ledger_mut().undelegate(&portion.validator, portion.amount)?;
        let intent = Intent::Undelegate {
            validator: portion.validator.clone(),
            amount: portion.amount,
            last,
        };
        self.send(intent, Answer::Always);
        self.facts.push(Fact::UndelegationSent {
            portion: portion.clone(),
        });
        self.report.undelegations.push(portion);
        Ok(())
    }
}
