//! From a duty to a transaction in a block.

use anyhow::{Context as _, Result};
use floe_api::hub::ExecuteMsg;
use floe_api::registry;
use floe_client::{Budget, Error, Gas, Msg, Pending, Tx};

use crate::exit::Exit;
use crate::keeper::duty::{Duty, Task};
use crate::keeper::gas::{self, Allowance};
use crate::keeper::ledger::Open;
use crate::keeper::receipt::{Outcome, Receipt};
use crate::keeper::round::Keeper;
use crate::keeper::sight::Sight;

/// A transaction that may be sent for its fee, in base units.
struct Prepared {
    tx: Tx,
    fee: u128,
    budget: Budget,
}

impl Keeper<'_> {
    /// Sends the transaction of a duty and waits for its block. The inner error says why it is too dear.
    ///
    /// # Errors
    /// When the chain does not answer before anything is sent, or the state cannot be written.
    pub fn send(&mut self, duty: &Duty, sight: &Sight) -> Result<Result<Receipt, String>> {
        let now = (self.ctx.host.clock)();
        if let Some(operator) = duty.hampered() {
            self.clearing.tried(operator, sight.now());
        }
        let payable;
        let (duty, prepared) = match self.prepare(duty, sight) {
            Ok(prepared) => (duty, prepared),
            Err(error) if duty.task == Task::Claim && Exit::of(&error) == Exit::Refused => {
                payable = self.without_unpayable(duty, sight, now)?;
                if payable.reasons.is_empty() {
                    return refused(duty, error).map(Ok);
                }
                match self.prepare(&payable, sight) {
                    Ok(prepared) => (&payable, prepared),
                    Err(error) => return refused(duty, error).map(Ok),
                }
            }
            Err(error) => return refused(duty, error).map(Ok),
        };
        if let Some(too_dear) = self.too_dear(duty, &prepared, now) {
            return Ok(Err(too_dear));
        }
        let (ledger, task, fee) = (&mut self.ledger, duty.task, prepared.fee);
        let mut signed = None;
        let submitted = self.ctx.chain.submit_noting(&prepared.tx, &mut |pending| {
            ledger
                .sign(now, Open::new(task, fee, pending))
                .map_err(|error| format!("{error:#}"))?;
            signed = Some(pending.clone());
            Ok(())
        });
        let pending = match (submitted, signed) {
            (Ok(pending), _) | (Err(Error::Unanswered { .. }), Some(pending)) => pending,
            (Err(error @ Error::Undecided { .. }), Some(pending)) => {
                return Ok(Ok(Receipt {
                    hash: Some(pending.hash),
                    why: duty.why(),
                    ..Receipt::without_block(task, Outcome::Unclear, error)
                }));
            }
            (Err(error), signed) => {
                if signed.is_some() {
                    self.ledger.settle()?;
                }
                return refused(duty, error.into()).map(Ok);
            }
        };
        let receipt = self.follow(&pending, task, Some(duty))?;
        self.learn(duty, &receipt, sight);
        Ok(Ok(receipt))
    }

    /// Why a fee may not be paid.
    fn too_dear(&self, duty: &Duty, prepared: &Prepared, now: u64) -> Option<String> {
        let (fee, denom) = (prepared.fee, &self.budget.denom);
        let due = format!("{} is due", duty.task);
        let why = duty.why();
        if let Err(error) = self.ctx.check_max_fee(&prepared.budget) {
            return Some(format!("{due}, but {error:#}: {why}"));
        }
        let Some(left) = self.ledger.left(now) else {
            return (fee > 0).then(|| {
                format!("{due}, but its fee of {fee}{denom} has no limit; set keeper.max_fee_per_day: {why}")
            });
        };
        (fee > left).then(|| {
            format!(
                "{due}, but its fee of {fee}{denom} is more than the {left}{denom} left of today's {}{denom} \
                 (keeper.max_fee_per_day): {why}",
                self.ledger.limit().unwrap_or_default(),
            )
        })
    }

    /// The claims of a duty that succeed alone. The others are left alone for a while, and told.
    fn without_unpayable(&mut self, duty: &Duty, sight: &Sight, now: u64) -> Result<Duty> {
        let mut payable = Vec::new();
        for reason in &duty.reasons {
            let one = Duty::new(duty.task, vec![reason.clone()]);
            match self.transaction(&one, sight) {
                Ok(_) => payable.push(reason.clone()),
                Err(error) if Exit::of(&error) == Exit::Refused => {
                    let interval = self.settings.interval;
                    for user in one.claimants() {
                        self.unpayable.found(user, now, interval, format!("{error:#}"));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Duty::new(duty.task, payable))
    }

    /// Looks for the transaction whose end was not known.
    pub fn resolve(&mut self) -> Result<Option<Receipt>> {
        let Some(open) = self.ledger.open_tx().cloned() else {
            return Ok(None);
        };
        let pending = open.pending(&self.address);
        self.follow(&pending, open.task, None).map(Some)
    }

    /// Waits for the block of a transaction.
    fn follow(&mut self, pending: &Pending, task: Task, duty: Option<&Duty>) -> Result<Receipt> {
        let open = self.ledger.open_tx().cloned();
        let mut receipt = match self.ctx.chain.confirm(pending) {
            Ok(outcome) => {
                self.ledger.settle()?;
                Receipt::of(task, duty, &outcome)
            }
            Err(error @ Error::Expired { .. }) => {
                self.ledger.settle()?;
                Receipt::without_block(task, Outcome::Expired, error)
            }
            // Its work is judged by what is due now.
            Err(error @ Error::Untraceable { .. }) => {
                self.ledger.settle()?;
                Receipt::without_block(task, Outcome::Unclear, error)
            }
            Err(error) if !error.is_failure_in_block() => {
                Receipt::without_block(task, Outcome::Unclear, error)
            }
            Err(error) => {
                self.ledger.settle()?;
                if matches!(error, Error::OutOfGas { .. }) {
                    self.surprises = self.surprises.saturating_add(SURPRISES);
                }
                // Whoever was to be paid has been paid by another.
                let lost = task == Task::Claim && matches!(error, Error::Contract { .. });
                let outcome = if lost { Outcome::Idle } else { Outcome::Failed };
                Receipt {
                    fee: open.map_or(0, |open| open.fee).into(),
                    ..Receipt::without_block(task, outcome, error)
                }
            }
        };
        receipt.hash = Some(pending.hash.clone());
        receipt.why = duty.map(Duty::why).unwrap_or_default();
        Ok(receipt)
    }

    /// What the next rounds do otherwise.
    fn learn(&mut self, duty: &Duty, receipt: &Receipt, sight: &Sight) {
        let (now, interval, task) = (sight.now(), self.settings.interval, duty.task);
        match receipt.outcome {
            Outcome::Failed => self.rests.failed(task, now, interval),
            // A claim that came too late has failed, and could fail for another reason.
            Outcome::Idle if task == Task::Claim => {
                self.rests.failed(task, now, interval);
                self.turns.lost();
            }
            Outcome::Idle if !duty.is_urgent() => self.turns.lost(),
            Outcome::Done => {
                self.learn_from_success(duty, receipt, now);
            }
            Outcome::Idle | Outcome::Refused | Outcome::Expired | Outcome::Unclear => {}
        }
    }

    fn learn_from_success(&mut self, duty: &Duty, receipt: &Receipt, now: u64) {
        if receipt.failed_messages > 0 {
            self.rests.partly_failed(duty, now, self.settings.interval);
        } else {
            self.rests.end(duty.task);
        }
        if duty.task == Task::Crank {
            self.surprises = 0;
        }
        if !duty.is_urgent() {
            self.turns.won();
        }
    }

    fn prepare(&mut self, duty: &Duty, sight: &Sight) -> Result<Prepared> {
        self.ctx.check_before_signing()?;
        let tx = self.transaction(duty, sight)?;
        let budget = self.ctx.chain.estimate(&tx)?;
        let fee = self.budget.fee(&budget.fee)?;
        // With its gas fixed, what is paid is what was estimated.
        let tx = tx.gas(Gas::Limit(budget.gas));
        Ok(Prepared { tx, fee, budget })
    }

    /// The transaction of a duty, with its gas.
    pub fn transaction(&mut self, duty: &Duty, sight: &Sight) -> Result<Tx> {
        let (tx, simulated) = match duty.task {
            Task::Crank => self.crank(sight)?,
            _ => {
                let tx = Tx::new(&self.signer, self.messages(duty)?);
                let simulated = self.ctx.chain.simulate(&tx)?.unwrap_or(0);
                (tx, simulated)
            }
        };
        let allowance = Allowance {
            crowd: self.settings.crowd,
            surprises: self.surprises,
        };
        let limit = gas::limit(simulated, duty.preview(), allowance);
        Ok(tx.gas(Gas::Limit(limit)))
    }

    fn messages(&self, duty: &Duty) -> Result<Vec<Msg>> {
        let hub = &self.contracts.hub;
        let one = match duty.task {
            Task::Sync => Msg::execute(hub, &ExecuteMsg::Sync {}, &[])?,
            Task::Crank => crank_message(hub, None)?,
            Task::Withdraw => {
                let msg = ExecuteMsg::Harvest {
                    validator: duty.hampered().map(str::to_owned),
                    skip: None,
                };
                Msg::execute(hub, &msg, &[])?
            }
            Task::Refresh => Msg::execute(&self.contracts.registry, &registry::ExecuteMsg::Refresh {}, &[])?,
            Task::Claim => {
                let claims = duty.claimants().map(|user| {
                    let user = user.to_owned();
                    Msg::execute(hub, &ExecuteMsg::ClaimFor { user }, &[])
                });
                return claims.collect::<Result<_, _>>().context("a claim");
            }
        };
        Ok(vec![one])
    }
}

/// A crank that leaves validators out.
pub fn crank_message(hub: &str, skip: Option<Vec<String>>) -> floe_client::Result<Msg> {
    Msg::execute(hub, &ExecuteMsg::Crank { max_msgs: None, skip }, &[])
}

/// Messages to the staking module that a crank gets gas for after one ran out of it, more each time.
const SURPRISES: u64 = 8;

/// Nothing was sent, or no node took it. What the chain refuses is a receipt, anything else ends the round.
fn refused(duty: &Duty, error: anyhow::Error) -> Result<Receipt> {
    if Exit::of(&error) != Exit::Refused {
        return Err(error);
    }
    Ok(Receipt {
        why: duty.why(),
        ..Receipt::without_block(duty.task, Outcome::Refused, format!("{error:#}"))
    })
}
