//! What is deployed beside the three contracts: the backstop, from its code to its role in the hub.

use anyhow::{Context as _, Result};
use floe_api::backstop::InstantiateMsg;
use floe_api::hub::FeeReceiver;
use floe_client::protocol::{DeployedModule, DeploymentRecord, StoredCode};
use floe_client::{instantiated, stored, Instance, Msg, Protocol, TxOutcome};

use super::artifacts::ModuleArtifact;
use super::checks::Checks;
use super::run::Job;
use super::Project;
use crate::context::Context;

const UPLOAD: &str = "upload the backstop's code";
const CREATE: &str = "create the backstop";
const WIRE: &str = "give the backstop its role";

const LABEL: &str = "floe-backstop";

/// Whether a step is missing that this run can send.
pub fn is_due(record: &DeploymentRecord, project: &Project, context: &mut Context<'_>) -> Result<bool> {
    if project.backstop.is_none() {
        return Ok(false);
    }
    let backstop = record.modules.backstop.as_ref();
    let Some(address) = backstop.and_then(|backstop| backstop.address.clone()) else {
        return Ok(true);
    };
    Ok(!wiring(record, project, &address, context)?.is_empty())
}

/// Sends what is missing: the code, the contract, its role. Each step is in the record before it leaves.
pub fn provide(job: &mut Job, project: &Project, context: &mut Context<'_>) -> Result<()> {
    let (Some(artifact), Some(section)) = (&project.backstop, project.file.modules.backstop) else {
        return Ok(());
    };
    let mut backstop = job.record.modules.backstop.clone().unwrap_or_default();
    if backstop.code.is_none() {
        code(job, artifact, context)?;
        backstop = job.record.modules.backstop.clone().unwrap_or_default();
    }
    if backstop.address.is_none() {
        let hub = job
            .record
            .contracts
            .as_ref()
            .map(|contracts| contracts.hub.clone());
        let msg = InstantiateMsg {
            hub: hub.context("the record names no hub; run it again")?,
            cooldown: section.cooldown(&project.staking),
        };
        let code = backstop
            .code
            .context("the record has no code of the backstop; run it again")?;
        // Nobody can ever replace its code: what is pooled is held back by nobody.
        let new = Instance::new(code.code_id, LABEL).message(&msg)?;
        let tx = context.tx(vec![new])?;
        job.send(CREATE, tx, context)?;
        backstop = job.record.modules.backstop.clone().unwrap_or_default();
    }
    let address = backstop
        .address
        .context("the record names no backstop; run it again")?;
    let msgs = wiring(&job.record, project, &address, context)?;
    if msgs.is_empty() {
        return Ok(());
    }
    let tx = context.tx(msgs)?;
    job.send(WIRE, tx, context)
}

fn code(job: &mut Job, artifact: &ModuleArtifact, context: &mut Context<'_>) -> Result<()> {
    let Some(code_id) = context.chain.find_code(&artifact.checksum)? else {
        let tx = Project::upload(&artifact.code, context)?;
        return job.send(UPLOAD, tx, context);
    };
    context
        .host
        .note(format!("The backstop's code is on the chain as code {code_id}."));
    let checksum = artifact.checksum.clone();
    module(&mut job.record).code = Some(StoredCode { code_id, checksum });
    job.save()
}

/// Messages by which it gets its role and its part of the fee: those that the deployer may send. What only another owner
/// may is said.
fn wiring(
    record: &DeploymentRecord,
    project: &Project,
    address: &str,
    context: &mut Context<'_>,
) -> Result<Vec<Msg>> {
    let contracts = record.contracts.clone().context("the record names no hub")?;
    let own = context.own_address()?;
    let mut msgs = Vec::new();
    let mut lacking = Vec::new();
    {
        let protocol = Protocol::new(&*context.chain, contracts);
        let (hub, powers) = (protocol.hub(), protocol.hub().powers()?);
        let is_owner = powers.owner.as_ref() == Some(&own);
        let guarantees = hub.guarantees()?;
        let has_role = guarantees.backstop.is_some_and(|found| found.contract == address);
        let named = guarantees.pending_backstop.as_deref() == Some(address);
        if !has_role && !named && is_owner {
            msgs.push(hub.update_roles(None, None, None, Some(Some(address.to_owned())))?);
        }
        if !has_role && (named || is_owner) {
            msgs.push(protocol.backstop(address).accept_guarantor()?);
        }
        if !has_role && !named && !is_owner {
            lacking.push("name it as the backstop");
        }
        let weight = project
            .file
            .modules
            .backstop
            .and_then(|backstop| backstop.fee_weight);
        let receives = powers.fee.receivers.iter().any(|receiver| receiver.to == address);
        if let Some(weight) = weight.filter(|_| !receives) {
            if is_owner {
                let mut receivers = powers.fee.receivers;
                receivers.push(FeeReceiver {
                    to: address.to_owned(),
                    weight,
                });
                msgs.push(hub.update_fee(None, Some(receivers))?);
            } else {
                lacking.push("make it a receiver of the fee");
            }
        }
    }
    for what in lacking {
        context
            .host
            .note(format!("The hub's owner still has to {what}: {address}."));
    }
    Ok(msgs)
}

/// Writes down what a step has brought; false if it is none of these.
pub fn book(
    record: &mut DeploymentRecord,
    step: &str,
    outcome: &TxOutcome,
    context: &Context<'_>,
) -> Result<bool> {
    match step {
        UPLOAD => {
            let code_id = stored(outcome)?;
            let checksum = context.chain.code_checksum(code_id)?;
            module(record).code = Some(StoredCode { code_id, checksum });
        }
        CREATE => module(record).address = Some(instantiated(outcome)?),
        WIRE => {
            let (Some(contracts), Some(fee)) = (&record.contracts, &mut record.fee) else {
                return Ok(true);
            };
            let backstop = record.modules.backstop.as_ref();
            let address = backstop.and_then(|backstop| backstop.address.as_ref());
            let protocol = Protocol::new(&*context.chain, contracts.clone());
            let paid = protocol.hub().powers()?.fee.receivers;
            let own = paid.into_iter().find(|receiver| Some(&receiver.to) == address);
            // The record is what the fee is compared with, so it says that the backstop has its part now.
            fee.receivers.retain(|receiver| Some(&receiver.to) != address);
            fee.receivers.extend(own);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn module(record: &mut DeploymentRecord) -> &mut DeployedModule {
    record
        .modules
        .backstop
        .get_or_insert_with(DeployedModule::default)
}

/// Whether the backstop of the record is what it was and has its role.
pub fn verify(record: Option<&DeploymentRecord>, protocol: &Protocol<'_>, checks: &mut Checks) -> Result<()> {
    let guarantees = protocol.hub().guarantees()?;
    let found = guarantees.backstop.map(|found| found.contract);
    let Some(module) = record.and_then(|record| record.modules.backstop.as_ref()) else {
        match found {
            Some(found) => checks.warn("backstop", format!("{found}, which no record tells of")),
            None => checks.note("backstop", true, "none"),
        }
        return Ok(());
    };
    let (Some(address), Some(code)) = (&module.address, &module.code) else {
        checks.note(
            "backstop",
            false,
            "it was not created; go on with `floe deploy run`",
        );
        return Ok(());
    };
    let info = protocol.chain.contract_info(address)?;
    let checksum = protocol.chain.code_checksum(info.code_id)?;
    let what = format!("code of the backstop ({address}, code {})", info.code_id);
    checks.same(what, &checksum.to_hex(), &code.checksum.to_hex());
    checks.same(
        "admin of the backstop",
        info.admin.as_deref().unwrap_or("nobody"),
        "nobody",
    );
    let hub = protocol.backstop(address).config()?.hub;
    checks.same("hub of the backstop", &hub, &protocol.contracts.hub);
    let has = found.as_deref().unwrap_or("nobody");
    checks.same("backstop of the hub", has, address);
    Ok(())
}
