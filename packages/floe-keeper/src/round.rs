//! One round: look, decide, send, and again until nothing is due.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Result;
use floe_client::protocol::HubClient;
use floe_client::{Chain, ChainExt, Contracts, Happened, Protocol, Signer, Tx};

use crate::claims::{self, Cursor};
use crate::clearing::Clearing;
use crate::decide::duties;
use crate::duty::{Duty, DutyTask};
use crate::machine::Machine;
use crate::metrics::Metrics;
use crate::modules;
use crate::pace;
use crate::purse::Purse;
use crate::receipt::{DutyOutcome, DutyReceipt};
use crate::rest::Rests;
use crate::settings::KeeperSettings;
use crate::sight::Sight;
use crate::turns::{self, Turns};
use crate::unpayable::Unpayable;

/// A keeper at work.
pub struct Keeper<'k> {
    pub(crate) chain: &'k mut dyn Chain,
    pub(crate) machine: &'k mut dyn Machine,
    pub(crate) settings: KeeperSettings,
    pub(crate) contracts: Contracts,
    pub(crate) signer: Signer,
    pub(crate) address: String,
    pub(crate) purse: Purse,
    pub(crate) metrics: Metrics,
    pub(crate) rests: Rests,
    pub(crate) turns: Turns,
    pub(crate) clearing: Clearing,
    /// Further messages that a crank has gas for, since one ran out of it.
    pub(crate) surprises: u64,
    pub(crate) unpayable: Unpayable,
    cursor: Cursor,
    /// What owners should know, as of the last look.
    for_owners: Vec<String>,
}

/// What a round did and did not do.
#[derive(Debug, Default)]
pub struct Round {
    pub receipts: Vec<DutyReceipt>,
    /// Due, and not done: in words.
    pub troubles: Vec<String>,
    /// What concerns the keeper itself, and stops nothing: in words.
    pub warnings: Vec<String>,
}

impl Round {
    /// Whether the end of a transaction is not known.
    pub fn is_open(&self) -> bool {
        let unclear = |receipt: &DutyReceipt| receipt.outcome == DutyOutcome::Unclear;
        self.receipts.iter().any(unclear)
    }

    /// An error with what this round has done before it.
    pub fn after_all(&self, error: anyhow::Error) -> anyhow::Error {
        let happened: Vec<String> = self
            .receipts
            .iter()
            .filter_map(DutyReceipt::has_happened)
            .collect();
        match Happened::before(&happened, error.as_ref()) {
            Some(happened) => error.context(happened),
            None => error,
        }
    }
}

impl<'k> Keeper<'k> {
    /// Of a chain that somebody else than a node has named: no node may decide for which one is signed. `purse` is the
    /// signer's on this chain, with the limit of `settings`.
    pub fn new(
        chain: &'k mut dyn Chain,
        machine: &'k mut dyn Machine,
        signer: Signer,
        contracts: Contracts,
        settings: KeeperSettings,
        purse: Purse,
        metrics: Metrics,
    ) -> Result<Self> {
        let address = chain.address(&signer)?;
        metrics.introduce(&chain.facts().chain_id, &address, &contracts.hub);
        Ok(Self {
            chain,
            machine,
            settings,
            contracts,
            signer,
            address,
            purse,
            metrics,
            rests: Rests::default(),
            turns: Turns::default(),
            clearing: Clearing::default(),
            surprises: 0,
            unpayable: Unpayable::default(),
            cursor: Cursor::default(),
            for_owners: Vec::new(),
        })
    }

    /// Of fees.
    pub fn denom(&self) -> &str {
        &self.settings.spending.denom
    }

    pub(crate) fn hub(&self) -> HubClient<'_> {
        HubClient::new(self.chain, &self.contracts.hub)
    }

    /// Does what is due, within the limits of transactions and fees. `round` has what was done also after an error.
    ///
    /// # Errors
    /// When the chain does not answer, or the state cannot be written.
    pub fn round(&mut self, round: &mut Round) -> Result<()> {
        self.chain.begin();
        if let Some(receipt) = self.resolve()? {
            let unclear = receipt.outcome == DutyOutcome::Unclear;
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
            if self.machine.is_asked_to_stop() {
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
                    let goes_on = matches!(receipt.outcome, DutyOutcome::Done | DutyOutcome::Idle);
                    let ends = receipt.outcome == DutyOutcome::Unclear;
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
    pub(crate) fn next_duty(&mut self, skipped: &BTreeSet<DutyTask>) -> Result<Option<(Sight, Duty)>> {
        let sight = self.look()?;
        let due = duties(&sight, &self.settings.policy);
        self.metrics.see(&sight, &due, self.machine.clock());
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

    /// The transaction that would be sent first, and what for; what follows depends on it.
    pub fn preview(&mut self) -> Result<Option<(Duty, Tx)>> {
        let Some((sight, duty)) = self.next_duty(&BTreeSet::new())? else {
            return Ok(None);
        };
        let tx = self.transaction(&duty, &sight)?;
        Ok(Some((duty, tx)))
    }

    fn look(&mut self) -> Result<Sight> {
        let protocol = Protocol::new(self.chain, self.contracts.clone());
        let mut sight = look(&protocol, &self.settings, &mut self.cursor)?;
        self.for_owners = modules::warnings(&sight.backstops);
        let now = self.machine.clock();
        sight
            .claimable
            .retain(|claim| !self.unpayable.hold(&claim.user, now));
        Ok(sight)
    }

    /// Returns whether there was anything to wait for.
    fn wait_a_little(&mut self) -> bool {
        let random = self.machine.random();
        let pause = pace::jitter(self.settings.jitter, random);
        if pause == Duration::ZERO {
            return false;
        }
        self.machine.wait(pause);
        true
    }

    fn take_in(&mut self, round: &mut Round, receipt: DutyReceipt) {
        self.metrics.count(&receipt);
        // A claim that is refused was made by somebody else meanwhile.
        let late = receipt.task == DutyTask::Claim && receipt.outcome == DutyOutcome::Refused;
        if !late && !matches!(receipt.outcome, DutyOutcome::Done | DutyOutcome::Idle) {
            round.troubles.push(receipt.told());
        }
        round.receipts.push(receipt);
    }

    /// Balance and fees, for the metrics and for a warning.
    fn look_at_purse(&mut self, round: &mut Round) -> Result<()> {
        let now = self.machine.clock();
        round.warnings.extend(self.unpayable.lines(now));
        round.warnings.append(&mut self.for_owners);
        let spending = &self.settings.spending;
        let balance = self.chain.balance(&self.address, &spending.denom)?;
        self.metrics.purse(balance, self.purse.spent(now), spending);
        self.metrics.coverage_wanted(self.settings.min_coverage_bps);
        if balance < spending.low_balance {
            let denom = &spending.denom;
            round.warnings.push(format!(
                "{} holds {balance}{denom}, less than {}{denom}; send it some coins",
                self.address, spending.low_balance
            ));
        }
        Ok(())
    }
}

/// Everything that decisions depend on.
pub fn look(protocol: &Protocol<'_>, settings: &KeeperSettings, cursor: &mut Cursor) -> Result<Sight> {
    let mut claimable = claims::of_named(protocol, &settings.claim_for)?;
    if settings.policy.claim_above.is_some() {
        let others = claims::of_everybody(protocol, cursor)?;
        let named = |user: &String| settings.claim_for.contains(user);
        claimable.extend(others.into_iter().filter(|claim| !named(&claim.user)));
    }
    let sight = Sight::read(protocol)?;
    let unlisted = modules::unlisted(
        protocol,
        &settings.list_for,
        &sight.guarantees,
        &sight.registry,
        &sight.registered,
    )?;
    Ok(Sight {
        claimable,
        unlisted,
        ..sight
    })
}
