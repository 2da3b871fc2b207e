//! What is deployed beside the three contracts, each from its code to its roles: the steps that all of them take.

mod governance;
mod judge;
mod sections;
mod verify;
mod wiring;

use anyhow::{bail, Context as _, Result};
use floe_api::{backstop, bonds, gauge, stake, timelock};
use floe_client::protocol::{DeploymentRecord, ModuleKind, StoredCode};
use floe_client::{instantiated, stored, Instance, Msg, Protocol, TxOutcome};

use super::artifacts::ModuleArtifact;
use super::run::Job;
use super::Project;
use crate::context::Context;

pub use judge::judge;
pub use sections::ModulesSection;
pub use verify::verify;
use wiring::wiring;

/// What a module is called on the chain, and the names of its steps, which the record keeps.
struct Steps {
    label: &'static str,
    upload: &'static str,
    create: &'static str,
    wire: &'static str,
    /// What follows the upload, in words.
    planned: &'static str,
}

const fn steps(module: ModuleKind) -> Steps {
    match module {
        ModuleKind::Backstop => Steps {
            label: "floe-backstop",
            upload: "upload the backstop's code",
            create: "create the backstop",
            wire: "give the backstop its role",
            planned: "create it, have the owner name it, accept",
        },
        ModuleKind::Bonds => Steps {
            label: "floe-bonds",
            upload: "upload the code of the bonds",
            create: "create the contract of bonds",
            wire: "give the bonds their roles",
            planned: "create it, have the owner name it, accept, and make it the registry's lister",
        },
        ModuleKind::Stake => Steps {
            label: "floe-stake",
            upload: "upload the code of the stake",
            create: "create the stake",
            wire: "wire the stake",
            planned: "create it for the hub's token",
        },
        ModuleKind::Gauge => Steps {
            label: "floe-gauge",
            upload: "upload the gauge's code",
            create: "create the gauge",
            wire: "give the gauge its roles",
            planned: "create it, have the stake tell it of changes, and make it the hub's governor and the registry's \
                      steward",
        },
        ModuleKind::Timelock => Steps {
            label: "floe-timelock",
            upload: "upload the timelock's code",
            create: "create the timelock",
            wire: "hand over to the timelock",
            planned: "create it, make it its own admin, and hand hub, registry, collector and their code over to it: from \
                      then on nobody changes anything at once",
        },
    }
}

/// What follows the upload, in words.
pub const fn planned(module: ModuleKind) -> &'static str {
    steps(module).planned
}

/// What is missing that this run can send, in words; nothing where all is there.
pub fn due(record: &DeploymentRecord, project: &Project, context: &mut Context<'_>) -> Result<Vec<String>> {
    let mut due = Vec::new();
    for artifact in &project.modules {
        let module = artifact.module;
        let missing = match record.modules.address(module) {
            None => Some(steps(module).planned),
            Some(address) => {
                let msgs = wiring(module, record, project, address, context)?;
                (!msgs.is_empty()).then_some(steps(module).wire)
            }
        };
        due.extend(missing.map(|missing| format!("{}: {missing}", module.name())));
    }
    Ok(due)
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
        let code = job.record.modules.entry(module).code.clone();
        let code =
            code.with_context(|| format!("the record has no code of the {}; run it again", module.name()))?;
        let msg = instance(module, code.code_id, &job.record, project, context)?;
        let tx = context.tx(vec![msg])?;
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

/// Nobody can ever replace its code: what is pooled, posted or staked is held back by nobody. The timelock is to be its own admin,
/// which it cannot be before it exists.
fn instance(
    module: ModuleKind,
    code_id: u64,
    record: &DeploymentRecord,
    project: &Project,
    context: &mut Context<'_>,
) -> Result<Msg> {
    let contracts = record.contracts.as_ref();
    let contracts = contracts.context("the record names no hub; run it again")?;
    let new = Instance::new(code_id, steps(module).label);
    let (file, hub) = (&project.file.modules, contracts.hub.clone());
    let msg = match module {
        ModuleKind::Backstop => file.backstop.map(|section| {
            new.message(&backstop::InstantiateMsg {
                hub,
                cooldown: section.cooldown(&project.staking),
            })
        }),
        ModuleKind::Bonds => file.bonds.map(|section| {
            new.message(&bonds::InstantiateMsg {
                hub,
                registry: contracts.registry.clone(),
                bond_bps: section.bond_bps,
                cooldown: section.cooldown(&project.staking),
            })
        }),
        ModuleKind::Stake => file.stake.as_ref().map(|section| {
            let owner = section.owner.as_ref().unwrap_or(&project.file.roles.owner);
            new.message(&stake::InstantiateMsg {
                token: stake::Asset::Cw20(hub),
                unstaking: section.unstaking(),
                owner: owner.clone(),
            })
        }),
        ModuleKind::Gauge => match &file.gauge {
            None => None,
            Some(section) => Some(new.message(&gauge::InstantiateMsg {
                hub,
                registry: contracts.registry.clone(),
                power: governance::power(section, record)?,
                quorum_bps: section.quorum_bps,
                alpha_bps: section.alpha_bps,
            })),
        },
        ModuleKind::Timelock => match &file.timelock {
            None => None,
            Some(section) => {
                let new = new.admin(&context.own_address()?);
                Some(new.message(&timelock::InstantiateMsg {
                    proposers: section.proposers.clone(),
                    cancellers: section.cancellers.clone(),
                    hub,
                    short: section.short(),
                    exit: section.exit(&project.staking, file.unstaking()),
                }))
            }
        },
    };
    match msg {
        Some(msg) => Ok(msg?),
        None => bail!("the deployment does not ask for the {}", module.name()),
    }
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
            book_powers(record, module, context)?;
        } else {
            continue;
        }
        return Ok(true);
    }
    Ok(false)
}

/// The record is what powers and the fee are compared with, so it says what a module has now.
fn book_powers(record: &mut DeploymentRecord, module: ModuleKind, context: &Context<'_>) -> Result<()> {
    let address = record.modules.address(module).map(str::to_owned);
    let (Some(contracts), Some(address)) = (&record.contracts, address) else {
        return Ok(());
    };
    let protocol = Protocol::new(&*context.chain, contracts.clone());
    let powers = protocol.hub().powers()?;
    match (module, &mut record.fee, &mut record.roles) {
        (ModuleKind::Backstop, Some(fee), _) => {
            let paid = powers.fee.receivers.into_iter();
            let own = paid.filter(|receiver| receiver.to == address);
            fee.receivers.retain(|receiver| receiver.to != address);
            fee.receivers.extend(own);
        }
        (ModuleKind::Gauge, _, Some(roles)) if powers.governor.as_ref() == Some(&address) => {
            roles.governor = Some(address);
        }
        (ModuleKind::Timelock, _, Some(roles)) => {
            if powers.admin.as_ref() == Some(&address) {
                roles.admin = Some(address.clone());
            }
            if powers.owner.as_ref() == Some(&address) {
                roles.owner = address;
            }
        }
        (
            ModuleKind::Backstop
            | ModuleKind::Bonds
            | ModuleKind::Stake
            | ModuleKind::Gauge
            | ModuleKind::Timelock,
            ..,
        ) => {}
    }
    Ok(())
}
