//! From a duty to a transaction in a block.

use anyhow::{Context as _, Result};
use floe_client::guard::check_clock;
use floe_client::protocol::{BackstopClient, BondsClient, RegistryClient};
use floe_client::{Error, Estimate, Gas, Msg, Pending, Tx};

use crate::duty::{Duty, DutyTask};
use crate::gas::{self, Allowance};
use crate::is_refusal;
use crate::purse::OpenTx;
use crate::receipt::{DutyOutcome, DutyReceipt};
use crate::round::Keeper;
use crate::sight::Sight;

/// A transaction that may be sent for its fee, in base units.
struct Prepared {
    tx: Tx,
    fee: u128,
    estimate: Estimate,
}

impl Keeper<'_> {
    /// Sends the transaction of a duty and waits for its block. The inner error says why it is too dear.
    ///
    /// # Errors
    /// When the chain does not answer before anything is sent, or the state cannot be written.
    pub(crate) fn send(&mut self, duty: &Duty, sight: &Sight) -> Result<Result<DutyReceipt, String>> {
        let now = self.machine.clock();
        if let Some(operator) = duty.hampered() {
            self.clearing.tried(operator, sight.now());
        }
        let payable;
        let (duty, prepared) = match self.prepare(duty, sight) {
            Ok(prepared) => (duty, prepared),
            Err(error) if duty.task == DutyTask::Claim && is_refusal(&error) => {
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
        let (purse, task, fee) = (&mut self.purse, duty.task, prepared.fee);
        let mut signed = None;
        let submitted = self.chain.submit_noting(&prepared.tx, &mut |pending| {
            purse
                .sign(now, OpenTx::new(task, fee, pending))
                .map_err(|error| format!("{error:#}"))?;
            signed = Some(pending.clone());
            Ok(())
        });
        let pending = match (submitted, signed) {
            (Ok(pending), _) | (Err(Error::Unanswered { .. }), Some(pending)) => pending,
            (Err(error @ Error::Undecided { .. }), Some(pending)) => {
                return Ok(Ok(DutyReceipt {
                    hash: Some(pending.hash),
                    why: duty.why(),
                    ..DutyReceipt::without_block(task, DutyOutcome::Unclear, error)
                }));
            }
            (Err(error), signed) => {
                if signed.is_some() {
                    self.purse.settle()?;
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
        let (fee, denom) = (prepared.fee, &self.settings.spending.denom);
        let due = format!("{} is due", duty.task);
        let why = duty.why();
        let max_fee = self.settings.spending.max_fee.as_ref();
        if let Some(Err(error)) = max_fee.map(|max_fee| max_fee.check(&prepared.estimate)) {
            return Some(format!("{due}, but {error}: {why}"));
        }
        let Some(left) = self.purse.left(now) else {
            return (fee > 0).then(|| {
                format!("{due}, but its fee of {fee}{denom} has no limit; name the most for a day with --max-fee-per-day, or as keeper.max_fee_per_day: {why}")
            });
        };
        (fee > left).then(|| {
            format!(
                "{due}, but its fee of {fee}{denom} is more than the {left}{denom} left of today's {}{denom} \
                 (keeper.max_fee_per_day): {why}",
                self.purse.limit().unwrap_or_default(),
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
                Err(error) if is_refusal(&error) => {
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
    pub(crate) fn resolve(&mut self) -> Result<Option<DutyReceipt>> {
        let Some(open) = self.purse.open_tx().cloned() else {
            return Ok(None);
        };
        let pending = open.pending(&self.address);
        self.follow(&pending, open.task, None).map(Some)
    }

    /// Waits for the block of a transaction.
    fn follow(&mut self, pending: &Pending, task: DutyTask, duty: Option<&Duty>) -> Result<DutyReceipt> {
        let open = self.purse.open_tx().cloned();
        let mut receipt = match self.chain.confirm(pending) {
            Ok(outcome) => {
                self.purse.settle()?;
                DutyReceipt::of(task, duty, &outcome)
            }
            Err(error @ Error::Expired { .. }) => {
                self.purse.settle()?;
                DutyReceipt::without_block(task, DutyOutcome::Expired, error)
            }
            // Its work is judged by what is due now.
            Err(error @ Error::Untraceable { .. }) => {
                self.purse.settle()?;
                DutyReceipt::without_block(task, DutyOutcome::Unclear, error)
            }
            Err(error) if !error.is_failure_in_block() => {
                DutyReceipt::without_block(task, DutyOutcome::Unclear, error)
            }
            Err(error) => {
                self.purse.settle()?;
                if matches!(error, Error::OutOfGas { .. }) {
                    self.surprises = self.surprises.saturating_add(SURPRISES);
                }
                // Whoever was to be paid has been paid by another.
                let lost = task == DutyTask::Claim && matches!(error, Error::Contract { .. });
                let outcome = if lost {
                    DutyOutcome::Idle
                } else {
                    DutyOutcome::Failed
                };
                DutyReceipt {
                    fee: open.map_or(0, |open| open.fee).into(),
                    ..DutyReceipt::without_block(task, outcome, error)
                }
            }
        };
        receipt.hash = Some(pending.hash.clone());
        receipt.why = duty.map(Duty::why).unwrap_or_default();
        Ok(receipt)
    }

    /// What the next rounds do otherwise.
    fn learn(&mut self, duty: &Duty, receipt: &DutyReceipt, sight: &Sight) {
        let (now, interval, task) = (sight.now(), self.settings.interval, duty.task);
        match receipt.outcome {
            DutyOutcome::Failed => self.rests.failed(task, now, interval),
            // A claim that came too late has failed, and could fail for another reason.
            DutyOutcome::Idle if task == DutyTask::Claim => {
                self.rests.failed(task, now, interval);
                self.turns.lost();
            }
            DutyOutcome::Idle if !duty.is_urgent() => self.turns.lost(),
            DutyOutcome::Done => {
                self.learn_from_success(duty, receipt, now);
            }
            DutyOutcome::Idle | DutyOutcome::Refused | DutyOutcome::Expired | DutyOutcome::Unclear => {}
        }
    }

    fn learn_from_success(&mut self, duty: &Duty, receipt: &DutyReceipt, now: u64) {
        if receipt.failed_messages > 0 {
            self.rests.partly_failed(duty, now, self.settings.interval);
        } else {
            self.rests.end(duty.task);
        }
        if duty.task == DutyTask::Crank {
            self.surprises = 0;
        }
        if !duty.is_urgent() {
            self.turns.won();
        }
    }

    fn prepare(&mut self, duty: &Duty, sight: &Sight) -> Result<Prepared> {
        check_clock(self.machine.clock(), self.chain.block()?.time.seconds())?;
        let tx = self.transaction(duty, sight)?;
        let estimate = self.chain.estimate(&tx)?;
        let fee = self.settings.spending.fee(&estimate.fee)?;
        // With its gas fixed, what is paid is what was estimated.
        let tx = tx.gas(Gas::Limit(estimate.gas));
        Ok(Prepared { tx, fee, estimate })
    }

    /// The transaction of a duty, with its gas.
    pub(crate) fn transaction(&mut self, duty: &Duty, sight: &Sight) -> Result<Tx> {
        let (tx, simulated) = match duty.task {
            DutyTask::Crank => self.crank(sight)?,
            DutyTask::Sync
            | DutyTask::Refresh
            | DutyTask::Withdraw
            | DutyTask::Claim
            | DutyTask::List
            | DutyTask::Poke => {
                let tx = Tx::new(&self.signer, self.messages(duty)?);
                let simulated = self.chain.simulate(&tx)?.unwrap_or(0);
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
        let hub = self.hub();
        let one = match duty.task {
            DutyTask::Sync => hub.sync(),
            DutyTask::Crank => hub.crank(None, None),
            DutyTask::Withdraw => hub.harvest(duty.hampered().map(str::to_owned), None),
            DutyTask::Refresh => RegistryClient::new(self.chain, &self.contracts.registry).refresh(),
            DutyTask::Claim => {
                let claims = duty.claimants().map(|user| hub.claim_for(user));
                return claims.collect::<Result<_, _>>().context("a claim");
            }
            DutyTask::List => {
                let bonds = hub.guarantees()?.bonds.context("the hub has no bonds any more")?;
                let operator = duty.unlisted().context("nobody is to be listed")?;
                BondsClient::new(self.chain, &bonds.contract).list(operator)
            }
            DutyTask::Poke => {
                let backstop = duty.unbooked().context("no backstop is named")?;
                BackstopClient::new(self.chain, backstop).poke()
            }
        };
        Ok(vec![one?])
    }
}

/// Messages to the staking module that a crank gets gas for after one ran out of it, more each time.
const SURPRISES: u64 = 8;

/// Nothing was sent, or no node took it. What the chain refuses is a receipt, anything else ends the round.
fn refused(duty: &Duty, error: anyhow::Error) -> Result<DutyReceipt> {
    if !is_refusal(&error) {
        return Err(error);
    }
    Ok(DutyReceipt {
        why: duty.why(),
        ..DutyReceipt::without_block(duty.task, DutyOutcome::Refused, format!("{error:#}"))
    })
}
