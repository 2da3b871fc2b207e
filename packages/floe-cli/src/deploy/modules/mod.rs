//! What is deployed beside the three contracts, each from its code to its roles: the steps that all of them take.

mod verify;
mod wiring;

use anyhow::{bail, Context as _, Result};
use floe_api::{backstop, bonds};
use floe_client::protocol::{DeploymentRecord, ModuleKind, StoredCode};
use floe_client::{instantiated, stored, Contracts, Instance, Msg, Protocol, TxOutcome};

use super::artifacts::ModuleArtifact;
use super::run::Job;
use super::Project;
use crate::context::Context;

pub use verify::verify;
use wiring::wiring;

/// Names of the steps of a module, which the record keeps.
struct Steps {
    upload: &'static str,
    create: &'static str,
    wire: &'static str,
}

const fn steps(module: ModuleKind) -> Steps {
    match module {
        ModuleKind::Backstop => Steps {
            upload: "upload the backstop's code",
            create: "create the backstop",
            wire: "give the backstop its role",
        },
        ModuleKind::Bonds => Steps {
            upload: "upload the code of the bonds",
            create: "create the contract of bonds",
            wire: "give the bonds their roles",
        },
    }
}

/// What follows the upload, in words.
pub const fn planned(module: ModuleKind) -> &'static str {
    match module {
        ModuleKind::Backstop => "create it, have the owner name it, accept",
        ModuleKind::Bonds => "create it, have the owner name it, accept, and make it the registry's lister",
    }
}

const fn label(module: ModuleKind) -> &'static str {
    match module {
        ModuleKind::Backstop => "floe-backstop",
        ModuleKind::Bonds => "floe-bonds",
    }
}

/// Whether a step is missing that this run can send.
pub fn is_due(record: &DeploymentRecord, project: &Project, context: &mut Context<'_>) -> Result<bool> {
    for artifact in &project.modules {
        let known = record.modules.of(artifact.module);
        let Some(address) = known.and_then(|known| known.address.clone()) else {
            return Ok(true);
        };
        if !wiring(artifact.module, record, project, &address, context)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Sends what is missing of each: the code, the contract, its roles. Each step is in the record before it leaves.
pub fn provide(job: &mut Job, project: &Project, context: &mut Context<'_>) -> Result<()> {
    for artifact in &project.modules {
        provide_one(job, artifact, project, context)?;
    }
    Ok(())
}

fn provide_one(
    job: &mut Job,
    artifact: &ModuleArtifact,
    project: &Project,
    context: &mut Context<'_>,
) -> Result<()> {
    let (module, names) = (artifact.module, steps(artifact.module));
    if job.record.modules.entry(module).code.is_none() {
        code(job, artifact, context)?;
    }
    if job.record.modules.entry(module).address.is_none() {
        let contracts = job.record.contracts.clone();
        let contracts = contracts.context("the record names no hub; run it again")?;
        let code = job.record.modules.entry(module).code.clone();
        let code =
            code.with_context(|| format!("the record has no code of the {}; run it again", module.name()))?;
        let tx = context.tx(vec![instance(module, code.code_id, &contracts, project)?])?;
        job.send(names.create, tx, context)?;
    }
    let address = job.record.modules.entry(module).address.clone();
    let address = address.with_context(|| format!("the record names no {}; run it again", module.name()))?;
    let msgs = wiring(module, &job.record, project, &address, context)?;
    if msgs.is_empty() {
        return Ok(());
    }
    let tx = context.tx(msgs)?;
    job.send(names.wire, tx, context)
}

/// Nobody can ever replace its code: what is pooled or posted is held back by nobody.
fn instance(module: ModuleKind, code_id: u64, contracts: &Contracts, project: &Project) -> Result<Msg> {
    let new = Instance::new(code_id, label(module));
    let (file, hub) = (&project.file.modules, contracts.hub.clone());
    Ok(match (module, file.backstop, file.bonds) {
        (ModuleKind::Backstop, Some(section), _) => new.message(&backstop::InstantiateMsg {
            hub,
            cooldown: section.cooldown(&project.staking),
        })?,
        (ModuleKind::Bonds, _, Some(section)) => new.message(&bonds::InstantiateMsg {
            hub,
            registry: contracts.registry.clone(),
            bond_bps: section.bond_bps,
            cooldown: section.cooldown(&project.staking),
        })?,
        (ModuleKind::Backstop | ModuleKind::Bonds, ..) => {
            bail!("the deployment does not ask for the {}", module.name())
        }
    })
}

fn code(job: &mut Job, artifact: &ModuleArtifact, context: &mut Context<'_>) -> Result<()> {
    let Some(code_id) = context.chain.find_code(&artifact.checksum)? else {
        let tx = Project::upload(&artifact.code, context)?;
        return job.send(steps(artifact.module).upload, tx, context);
    };
    context.host.note(format!(
        "The code of the {} is on the chain as code {code_id}.",
        artifact.module.name()
    ));
    let checksum = artifact.checksum.clone();
    job.record.modules.entry(artifact.module).code = Some(StoredCode { code_id, checksum });
    job.save()
}

/// Writes down what a step has brought; false if it is none of these.
pub fn book(
    record: &mut DeploymentRecord,
    step: &str,
    outcome: &TxOutcome,
    context: &Context<'_>,
) -> Result<bool> {
    for module in ModuleKind::ALL {
        let names = steps(module);
        if step == names.upload {
            let code_id = stored(outcome)?;
            let checksum = context.chain.code_checksum(code_id)?;
            record.modules.entry(module).code = Some(StoredCode { code_id, checksum });
        } else if step == names.create {
            record.modules.entry(module).address = Some(instantiated(outcome)?);
        } else if step == names.wire {
            book_fee(record, module, context)?;
        } else {
            continue;
        }
        return Ok(true);
    }
    Ok(false)
}

/// The record is what the fee is compared with, so it says that the backstop has its part now.
fn book_fee(record: &mut DeploymentRecord, module: ModuleKind, context: &Context<'_>) -> Result<()> {
    match module {
        ModuleKind::Bonds => return Ok(()),
        ModuleKind::Backstop => {}
    }
    let address = record
        .modules
        .of(module)
        .and_then(|backstop| backstop.address.clone());
    let (Some(contracts), Some(fee)) = (&record.contracts, &mut record.fee) else {
        return Ok(());
    };
    let protocol = Protocol::new(&*context.chain, contracts.clone());
    let paid = protocol.hub().powers()?.fee.receivers;
    let own = paid
        .into_iter()
        .find(|receiver| Some(&receiver.to) == address.as_ref());
    fee.receivers
        .retain(|receiver| Some(&receiver.to) != address.as_ref());
    fee.receivers.extend(own);
    Ok(())
}
