//! `floe deploy run`: sends what is missing, one step after the other, and writes down each.

use std::fs::{self, File};
use std::path::PathBuf;

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::Coin;
use floe_client::files::{self, Unheld};
use floe_client::protocol::{DeploymentRecord, ModuleKind, PendingStep, SentStep, StoredCode};
use floe_client::{instantiated, stored, ContractKind, Contracts, Error, Gas, Tx, TxOutcome};

use super::artifacts::Artifact;
use super::file::CodeIds;
use super::{modules, plan, DeployArgs, Project};
use crate::context::Context;
use crate::exit::ExitCode;

const INSTANTIATE: &str = "instantiate";

pub fn run(args: &DeployArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let project = Project::read(args, context)?;
    if context.common.dry_run {
        return plan::run(args, context);
    }
    if let (true, Some(reason)) = (context.common.generate_only, &project.missing) {
        bail!("{reason}");
    }
    if context.common.generate_only {
        let mut job = Job::open(context)?;
        if job.is_done(context)? {
            bail!(
                "{} is of a protocol that is deployed: another transaction would create a second one; move the record away if you want that",
                DeploymentRecord::file(&job.folder, &job.record.chain_id).display()
            );
        }
        return job.show_next(&project, context);
    }
    let _alone = hold_record(context)?;
    let mut job = Job::open(context)?;
    context.check_before_signing()?;
    job.take_up(context)?;
    if job.is_done(context)? {
        let due = modules::due(&job.record, &project, context)?;
        if !due.is_empty() {
            context.host.note("What is missing:");
            for line in due {
                context.host.note(format!("  {line}"));
            }
            context.confirm()?;
            modules::provide(&mut job, &project, context)?;
            return job.tell(context);
        }
        context.host.note("It is deployed already; nothing was sent.");
        return job.tell(context);
    }
    let deployer = context.own_address()?;
    let mut checks = project.judge(&deployer, context)?;
    let steps = plan::steps(&project, &mut checks, context)?;
    if !checks.all_right() {
        context
            .host
            .note("The deployment cannot be used as it is; nothing was sent.");
        return checks.show(context);
    }
    for line in checks
        .lines()
        .into_iter()
        .chain(plan::step_lines(&steps, context)?)
    {
        context.host.note(line);
    }
    context.confirm()?;
    job.shown = plan::fees(&steps);

    job.describe(&project);
    for artifact in &project.artifacts.parts {
        job.provide_code(artifact, context)?;
    }
    let codes = job.code_ids()?;
    let tx = project.instantiation(codes, context)?;
    let unsigned = context.chain.unsigned(&tx)?;
    job.record.message = unsigned.pointer("/body/messages/0").cloned();
    job.send(INSTANTIATE, tx, context)?;
    modules::provide(&mut job, &project, context)?;
    job.tell(context)
}

/// The record, for this run alone: two at once would deploy twice, and the record would keep one of them.
fn hold_record(context: &Context<'_>) -> Result<File> {
    let folder = &context.settings.deployments;
    let file = DeploymentRecord::file(folder, &context.chain.facts().chain_id);
    let shown = file.display();
    fs::create_dir_all(folder).with_context(|| format!("cannot write beside the record {shown}"))?;
    match files::hold(&file) {
        Ok(lock) => Ok(lock),
        Err(Unheld::Taken) => bail!(
            "another `floe deploy run` holds {shown}; wait until it has ended and run this again. Nothing was sent"
        ),
        Err(Unheld::Failed(error)) => Err(error).with_context(|| format!("cannot lock the record {shown}")),
    }
}

/// A record that grows.
pub(super) struct Job {
    pub record: DeploymentRecord,
    folder: PathBuf,
    /// Fees that were confirmed and are not used yet.
    shown: Vec<Coin>,
}

impl Job {
    pub fn open(context: &Context<'_>) -> Result<Self> {
        let record = context.deployment()?.unwrap_or_else(|| DeploymentRecord {
            chain_id: context.chain.facts().chain_id.clone(),
            ..DeploymentRecord::default()
        });
        Ok(Self {
            record,
            folder: context.settings.deployments.clone(),
            shown: Vec::new(),
        })
    }

    pub fn save(&self) -> Result<()> {
        Ok(self.record.write(&self.folder)?)
    }

    /// Finds out what became of a transaction that an earlier run has left open.
    fn take_up(&mut self, context: &mut Context<'_>) -> Result<()> {
        let Some(open) = self.record.pending.clone() else {
            return Ok(());
        };
        let PendingStep { step, hash, .. } = &open;
        context.host.note(format!(
            "An earlier run has sent {hash} to {step}; looking for it."
        ));
        match self.settle(&[], context) {
            Ok(()) => context.host.note(format!("It happened: {step}.")),
            Err(error) if self.record.pending.is_none() => {
                context
                    .host
                    .note(format!("It did not happen and is done anew: {error:#}"));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// # Errors
    /// When the record is of another chain that had the same id.
    pub fn is_done(&self, context: &Context<'_>) -> Result<bool> {
        let Some(contracts) = &self.record.contracts else {
            return Ok(false);
        };
        match context.chain.contract_info(&contracts.hub) {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => bail!(
                "{} names the hub {}, which this chain does not have: it is of another chain with the same id; move \
                 it away to deploy here",
                DeploymentRecord::file(&self.folder, &self.record.chain_id).display(),
                contracts.hub
            ),
            Err(error) => Err(error.into()),
        }
    }

    fn describe(&mut self, project: &Project) {
        self.record.commit.clone_from(&project.artifacts.commit);
        self.record.toolchain.clone_from(&project.artifacts.toolchain);
        self.record.roles = Some(project.file.roles.clone());
        self.record.fee = Some(project.file.fee.clone());
    }

    /// Uploads code that the chain does not have.
    fn provide_code(&mut self, artifact: &Artifact, context: &mut Context<'_>) -> Result<()> {
        let name = artifact.part.name();
        match context.chain.find_code(&artifact.checksum)? {
            Some(code_id) => {
                context
                    .host
                    .note(format!("The {name}'s code is on the chain as code {code_id}."));
                self.record.codes.set(artifact.part, artifact.stored(code_id));
                self.save()
            }
            None => {
                let tx = Project::upload(&artifact.code, context)?;
                self.send(&upload(artifact.part), tx, context)
            }
        }
    }

    fn code_ids(&self) -> Result<CodeIds> {
        let id = |contract| {
            let code = self.record.codes.of(contract);
            let code = code.context("a code is missing in the record; run it again")?;
            anyhow::Ok(code.code_id)
        };
        Ok(CodeIds {
            hub: id(ContractKind::Hub)?,
            registry: id(ContractKind::Registry)?,
            collector: id(ContractKind::Collector)?,
        })
    }

    /// Sends one step. The record knows the transaction before it leaves.
    pub fn send(&mut self, step: &str, tx: Tx, context: &mut Context<'_>) -> Result<()> {
        let estimate = context.chain.estimate(&tx)?;
        context.host.note(format!("To {step}:"));
        context.note_estimate(&estimate)?;
        context.check_affordable(&tx, &estimate)?;
        context.check_fee(&estimate)?;
        if !self.is_within_shown(&estimate.fee) {
            context
                .host
                .note("This is more than the plan has shown for what is left of it.");
            context.confirm()?;
        }
        // A second one would make a second hub.
        let tx = tx.gas(Gas::Limit(estimate.gas)).once();
        let Context { chain, host, .. } = &mut *context;
        let submitted = chain.submit_noting(&tx, &mut |pending| {
            self.record.pending = Some(PendingStep::new(step, pending));
            host.note(format!(
                "Signed as {}, which can land until height {}.",
                pending.hash, pending.valid_until
            ));
            self.save().map_err(|error| format!("{error:#}"))
        });
        match submitted {
            Ok(pending) => context
                .host
                .note(format!("Sent as {}, waiting for its block.", pending.hash)),
            Err(error @ (Error::Unanswered { .. } | Error::Undecided { .. })) => {
                return Err(
                    anyhow::Error::from(error).context("run it again: it looks for the transaction first")
                )
            }
            // It did not leave.
            Err(error) => {
                self.record.pending = None;
                self.save()?;
                return Err(error.into());
            }
        }
        self.settle(&estimate.fee, context)
    }

    /// Uses up what was shown and confirmed; false, and all of it used up, where the fee is more. What a step uses is not
    /// known before the one before it, and a node that says little first could say much then.
    fn is_within_shown(&mut self, fee: &[Coin]) -> bool {
        let mut within = true;
        for coin in fee {
            let mut due = coin.amount;
            for shown in self.shown.iter_mut().filter(|shown| shown.denom == coin.denom) {
                let used = due.min(shown.amount);
                shown.amount = shown.amount.saturating_sub(used);
                due = due.saturating_sub(used);
            }
            within = within && due.is_zero();
        }
        within
    }

    /// Waits for the open transaction and writes down what it brought. One that failed for good is open no more.
    /// `fee` is what it pays, as far as that is known.
    fn settle(&mut self, fee: &[Coin], context: &mut Context<'_>) -> Result<()> {
        let Some(open) = self.record.pending.clone() else {
            return Ok(());
        };
        match context.chain.confirm(&open.pending()) {
            Ok(outcome) => {
                context.has_happened(&outcome.hash);
                self.book(&open.step, &outcome, context)?;
                self.record.transactions.push(SentStep {
                    step: open.step,
                    hash: outcome.hash,
                    height: outcome.height,
                });
                self.record.pending = None;
                self.save()
            }
            Err(error) => {
                if failed_for_good(&error) {
                    self.record.pending = None;
                    self.save()?;
                }
                Err(context.in_its_block(error, &open.hash, fee))
            }
        }
    }

    fn book(&mut self, step: &str, outcome: &TxOutcome, context: &Context<'_>) -> Result<()> {
        if modules::book(&mut self.record, step, outcome, context)? {
            return Ok(());
        }
        let part = ContractKind::ALL.into_iter().find(|part| upload(*part) == step);
        match part {
            Some(part) => {
                let code_id = stored(outcome)?;
                let checksum = context.chain.code_checksum(code_id)?;
                self.record.codes.set(part, StoredCode { code_id, checksum });
            }
            None => {
                let hub = instantiated(outcome)?;
                self.record.contracts = Some(Contracts::of_hub(&*context.chain, &hub)?);
                self.record.height = Some(outcome.height);
            }
        }
        Ok(())
    }

    /// The next transaction for others to sign: an upload, or the instantiation when all codes are there.
    fn show_next(&mut self, project: &Project, context: &mut Context<'_>) -> Result<ExitCode> {
        for artifact in &project.artifacts.parts {
            match context.chain.find_code(&artifact.checksum)? {
                None => {
                    let tx = Project::upload(&artifact.code, context)?;
                    let unsigned = context.chain.unsigned(&tx)?;
                    context.show_unsigned(&unsigned)?;
                    return Ok(ExitCode::Done);
                }
                Some(code_id) => self.record.codes.set(artifact.part, artifact.stored(code_id)),
            }
        }
        let tx = project.instantiation(self.code_ids()?, context)?;
        let unsigned = context.chain.unsigned(&tx)?;
        context.show_unsigned(&unsigned)?;
        Ok(ExitCode::Done)
    }

    fn tell(&self, context: &mut Context<'_>) -> Result<ExitCode> {
        let file = DeploymentRecord::file(&self.folder, &self.record.chain_id);
        context.show(&self.record, |record| {
            let mut lines = Vec::new();
            if let Some(contracts) = &record.contracts {
                lines.push(format!("hub        {}", contracts.hub));
                lines.push(format!("registry   {}", contracts.registry));
                lines.push(format!("collector  {}", contracts.collector));
            }
            for module in ModuleKind::ALL {
                let known = record.modules.of(module);
                if let Some(address) = known.and_then(|known| known.address.as_ref()) {
                    lines.push(format!("{:<9}  {address}", module.name()));
                }
            }
            lines.push(format!(
                "The record is {}; check it with `floe deploy verify`.",
                file.display()
            ));
            lines
        })?;
        Ok(ExitCode::Done)
    }
}

fn upload(part: ContractKind) -> String {
    format!("upload the {}'s code", part.name())
}

/// Whether a transaction with this error has changed nothing and never will.
fn failed_for_good(error: &Error) -> bool {
    matches!(error, Error::Expired { .. }) || error.is_failure_in_block()
}
