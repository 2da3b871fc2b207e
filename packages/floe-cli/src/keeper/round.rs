//! One round: look, decide, send, and again until nothing is due.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Result;
use floe_client::{ChainExt, Signer, Stop};

use crate::config::KeeperSettings;
use crate::context::Context;
use crate::exit::{Exit, Happened};
use crate::keeper::budget::Budget;
use crate::keeper::claims::{self, Cursor};
use crate::keeper::clearing::Clearing;
use crate::keeper::decide::{duties, Policy};
use crate::keeper::duty::{Duty, Task};
use crate::keeper::ledger::Ledger;
use crate::keeper::metrics::Metrics;
use crate::keeper::pace;
use crate::keeper::receipt::{Outcome, Receipt};
use crate::keeper::rest::Rests;
use crate::keeper::sight::Sight;
use crate::keeper::turns::{self, Turns};
use crate::keeper::unpayable::Unpayable;
use crate::protocol::{Contracts, Protocol};

/// A keeper at work.
pub struct Keeper<'h> {
    pub ctx: Context<'h>,
    pub settings: KeeperSettings,
    pub policy: Policy,
    pub contracts: Contracts,
    pub signer: Signer,
    pub address: String,
    pub budget: Budget,
    pub ledger: Ledger,
    pub metrics: Metrics,
    pub stop: Stop,
    pub rests: Rests,
    pub turns: Turns,
    pub clearing: Clearing,
    /// Further messages that a crank has gas for, since one ran out of it.
    pub surprises: u64,
    pub unpayable: Unpayable,
    cursor: Cursor,
}

/// What a round did and did not do.
#[derive(Debug, Default)]
pub struct Round {
    pub receipts: Vec<Receipt>,
    /// Due, and not done: in words.
    pub troubles: Vec<String>,
    /// What concerns the keeper itself, and stops nothing: in words.
    pub warnings: Vec<String>,
}

impl Round {
    pub fn exit(&self) -> Exit {
        let unclear = |receipt: &Receipt| receipt.outcome == Outcome::Unclear;
        if self.receipts.iter().any(unclear) {
            return Exit::Unclear;
        }
        Exit::when(self.troubles.is_empty())
    }

    /// An error with what this round has done before it.
    pub fn after_all(&self, error: anyhow::Error) -> anyhow::Error {
        let happened: Vec<String> = self.receipts.iter().filter_map(Receipt::has_happened).collect();
        Happened::before(&happened, error)
    }
}

impl<'h> Keeper<'h> {
    /// Reads key, amounts and state.
    pub fn new(mut ctx: Context<'h>, contracts: Contracts, metrics: Metrics, stop: Stop) -> Result<Self> {
        let settings = ctx.settings.keeper.clone();
        let signer = ctx.signer()?;
        let address = ctx.chain.address(&signer)?;
        let budget = Budget::of(&settings, &ctx)?;
        let policy = Policy::of(&settings, &ctx)?;
        let chain_id = ctx.chain.facts().chain_id.clone();
        let file = settings
            .state_file
            .clone()
            .unwrap_or_else(|| ctx.host.path(format!("keeper-{address}.json")));
        let ledger = Ledger::open(&file, &chain_id, &address, budget.limit)?;
        metrics.introduce(&chain_id, &address, &contracts.hub);
        Ok(Self {
            ctx,
            settings,
            policy,
            contracts,
            signer,
            address,
            budget,
            ledger,
            metrics,
            stop,
            rests: Rests::default(),
            turns: Turns::default(),
            clearing: Clearing::default(),
            surprises: 0,
            unpayable: Unpayable::default(),
            cursor: Cursor::default(),
        })
    }

    /// Does what is due, within the limits of transactions and fees. `round` has what was done also after an error.
    ///
    /// # Errors
    /// When the chain does not answer, or the state cannot be written.
    pub fn round(&mut self, round: &mut Round) -> Result<()> {
        self.ctx.chain.begin();
        if let Some(receipt) = self.resolve()? {
            let unclear = receipt.outcome == Outcome::Unclear;
            self.take_in(round, receipt);
            if unclear {
                return Ok(());
            }
        }
        let mut waited = false;
        let mut skipped = BTreeSet::new();
        for _ in 0..self.settings.max_txs {
            let Some((sight, duty)) = self.next_duty(&skipped)? else {
                break;
            };
            if self.stop.is_asked() {
                break;
            }
            if !waited && !duty.is_urgent() && self.wait_a_little() {
                // Another keeper may have done it meanwhile, so this looks again.
                waited = true;
                continue;
            }
            let task = duty.task;
            match self.send(&duty, &sight)? {
                Ok(receipt) => {
                    let goes_on = matches!(receipt.outcome, Outcome::Done | Outcome::Idle);
                    let ends = receipt.outcome == Outcome::Unclear;
                    self.take_in(round, receipt);
                    if ends {
                        return Ok(());
                    }
                    if !goes_on {
                        skipped.insert(task);
                    }
                }
                Err(too_dear) => {
                    round.troubles.push(too_dear);
                    self.metrics.held(task, true);
                    skipped.insert(task);
                }
            }
        }
        self.look_at_purse(round)
    }

    /// What is seen now, and the first duty that is this keeper's to do and neither skipped nor resting.
    pub fn next_duty(&mut self, skipped: &BTreeSet<Task>) -> Result<Option<(Sight, Duty)>> {
        let sight = self.look()?;
        let due = duties(&sight, &self.policy);
        self.metrics.see(&sight, &due, (self.ctx.host.clock)());
        let now = sight.now();
        self.turns.see(&due, now);
        let patience = turns::patience(&self.settings);
        let next = due.into_iter().find(|duty| {
            !skipped.contains(&duty.task)
                && !self.rests.hold(duty, now)
                && self.turns.is_ours(duty, now, patience)
                && duty
                    .hampered()
                    .is_none_or(|operator| self.clearing.may(operator, now))
        });
        Ok(next.map(|duty| (sight, duty)))
    }

    fn look(&mut self) -> Result<Sight> {
        let protocol = Protocol::new(&*self.ctx.chain, self.contracts.clone());
        let mut sight = look(&protocol, &self.settings, &self.policy, &mut self.cursor)?;
        let now = (self.ctx.host.clock)();
        sight
            .claimable
            .retain(|claim| !self.unpayable.hold(&claim.user, now));
        Ok(sight)
    }

    /// Returns whether there was anything to wait for.
    fn wait_a_little(&mut self) -> bool {
        let random = (self.ctx.host.random)();
        let pause = pace::jitter(self.settings.jitter, random);
        if pause == Duration::ZERO {
            return false;
        }
        (self.ctx.host.wait)(pause, &self.stop);
        true
    }

    fn take_in(&mut self, round: &mut Round, receipt: Receipt) {
        self.metrics.count(&receipt);
        // A claim that is refused was made by somebody else meanwhile.
        let late = receipt.task == Task::Claim && receipt.outcome == Outcome::Refused;
        if !late && !matches!(receipt.outcome, Outcome::Done | Outcome::Idle) {
            let (task, outcome) = (receipt.task, receipt.outcome.name());
            round
                .troubles
                .push(format!("{task} {outcome}: {}", receipt.result));
        }
        round.receipts.push(receipt);
    }

    /// Balance and fees, for the metrics and for a warning.
    fn look_at_purse(&mut self, round: &mut Round) -> Result<()> {
        let now = (self.ctx.host.clock)();
        round.warnings.extend(self.unpayable.lines(now));
        let balance = self.ctx.chain.balance(&self.address, &self.budget.denom)?;
        self.metrics.purse(balance, self.ledger.spent(now), &self.budget);
        if balance < self.budget.low_balance {
            let denom = &self.budget.denom;
            round.warnings.push(format!(
                "{} holds {balance}{denom}, less than {}{denom}; send it some coins",
                self.address, self.budget.low_balance
            ));
        }
        Ok(())
    }
}

/// Everything that decisions depend on.
pub fn look(
    protocol: &Protocol<'_>,
    settings: &KeeperSettings,
    policy: &Policy,
    cursor: &mut Cursor,
) -> Result<Sight> {
    let mut claimable = claims::of_named(protocol, &settings.claim_for)?;
    if policy.claim_above.is_some() {
        let others = claims::of_everybody(protocol, cursor)?;
        let named = |user: &String| settings.claim_for.contains(user);
        claimable.extend(others.into_iter().filter(|claim| !named(&claim.user)));
    }
    let sight = Sight::read(protocol)?;
    Ok(Sight { claimable, ..sight })
}
