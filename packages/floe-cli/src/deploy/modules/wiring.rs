//! The messages by which a module gets its roles: asked anew each time, as others may have sent some of them.

use anyhow::{Context as _, Result};
use floe_api::hub::{FeeReceiver, GuaranteesResponse, GuarantorResponse};
use floe_client::protocol::{DeploymentRecord, ModuleKind};
use floe_client::{ContractKind, Msg, Protocol};

use super::governance;
use crate::context::Context;
use crate::deploy::Project;

/// Messages that are missing and that the deployer may send.
#[derive(Default)]
pub(super) struct Missing {
    pub msgs: Vec<Msg>,
    /// What only another owner may do, or has to see to, in words.
    pub lacking: Vec<String>,
}

/// What the deployer has to send so that a module has its roles; all of it is one transaction. What only another owner may
/// send is said.
pub fn wiring(
    module: ModuleKind,
    record: &DeploymentRecord,
    project: &Project,
    address: &str,
    context: &mut Context<'_>,
) -> Result<Vec<Msg>> {
    let contracts = record.contracts.clone().context("the record names no hub")?;
    let own = context.own_address()?;
    let protocol = Protocol::new(&*context.chain, contracts);
    let missing = match module {
        ModuleKind::Backstop => backstop(&protocol, project, address, &own)?,
        ModuleKind::Bonds => bonds(&protocol, address, &own)?,
        ModuleKind::Stake => Missing::default(),
        ModuleKind::Gauge => governance::gauge(&protocol, address, &own)?,
        ModuleKind::Timelock => governance::timelock(&protocol, address, &own)?,
    };
    for what in missing.lacking {
        context.host.note(what);
    }
    Ok(missing.msgs)
}

pub(super) fn owns(protocol: &Protocol<'_>, contract: ContractKind, own: &str) -> Result<bool> {
    Ok(protocol.ownership(contract)?.owner.as_deref() == Some(own))
}

/// The two guarantors.
#[derive(Clone, Copy)]
enum GuarantorKind {
    Backstop,
    Bonds,
}

impl GuarantorKind {
    /// Who has the role in the hub, and who is named for it.
    const fn standing(self, of: &GuaranteesResponse) -> (Option<&GuarantorResponse>, Option<&String>) {
        match self {
            Self::Backstop => (of.backstop.as_ref(), of.pending_backstop.as_ref()),
            Self::Bonds => (of.bonds.as_ref(), of.pending_bonds.as_ref()),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Backstop => ModuleKind::Backstop.name(),
            Self::Bonds => ModuleKind::Bonds.name(),
        }
    }
}

/// Naming by the owner, and acceptance, which anybody may send once it is named.
fn guarantor(
    kind: GuarantorKind,
    protocol: &Protocol<'_>,
    address: &str,
    is_owner: bool,
    missing: &mut Missing,
) -> Result<()> {
    let hub = protocol.hub();
    let guarantees = hub.guarantees()?;
    let (present, pending) = kind.standing(&guarantees);
    if present.is_some_and(|found| found.contract == address) {
        return Ok(());
    }
    let named = pending.is_some_and(|pending| pending == address);
    let accept = match kind {
        GuarantorKind::Backstop => protocol.backstop(address).accept_guarantor()?,
        GuarantorKind::Bonds => protocol.bonds(address).accept_guarantor()?,
    };
    match (named, is_owner) {
        (true, _) => missing.msgs.push(accept),
        (false, true) => {
            let new = Some(Some(address.to_owned()));
            missing.msgs.push(match kind {
                GuarantorKind::Backstop => hub.update_roles(None, None, None, new)?,
                GuarantorKind::Bonds => hub.update_roles(None, None, new, None)?,
            });
            missing.msgs.push(accept);
        }
        (false, false) => missing.lacking.push(format!(
            "The hub's owner still has to name it as the {}: {address}.",
            kind.name()
        )),
    }
    Ok(())
}

/// Its role, and its part of the fee.
fn backstop(protocol: &Protocol<'_>, project: &Project, address: &str, own: &str) -> Result<Missing> {
    let mut missing = Missing::default();
    let is_owner = owns(protocol, ContractKind::Hub, own)?;
    guarantor(GuarantorKind::Backstop, protocol, address, is_owner, &mut missing)?;
    let hub = protocol.hub();
    let mut receivers = hub.powers()?.fee.receivers;
    let old = hub.guarantees()?.backstop.map(|old| old.contract);
    if let Some(old) = old.filter(|old| old != address) {
        if receivers.iter().any(|receiver| receiver.to == old) {
            missing.lacking.push(format!(
                "The backstop {old} pays for nothing from now on and keeps its part of the fee, until the owner takes it from it \
                 with `floe admin fee`."
            ));
        }
    }
    let section = project.file.modules.backstop;
    let weight = section.and_then(|section| section.fee_weight);
    if let Some(weight) = weight.filter(|_| receivers.iter().all(|receiver| receiver.to != address)) {
        if is_owner {
            receivers.push(FeeReceiver {
                to: address.to_owned(),
                weight,
            });
            missing.msgs.push(hub.update_fee(None, Some(receivers))?);
        } else {
            missing.lacking.push(format!(
                "The hub's owner still has to make it a receiver of the fee: {address}."
            ));
        }
    }
    Ok(missing)
}

/// Its role in the hub, which has slashes paid, and the one in the registry, which has validators listed.
fn bonds(protocol: &Protocol<'_>, address: &str, own: &str) -> Result<Missing> {
    let mut missing = Missing::default();
    let is_owner = owns(protocol, ContractKind::Hub, own)?;
    guarantor(GuarantorKind::Bonds, protocol, address, is_owner, &mut missing)?;
    let registry = protocol.registry();
    if registry.config()?.lister.as_deref() == Some(address) {
        return Ok(missing);
    }
    if owns(protocol, ContractKind::Registry, own)? {
        let lister = Some(Some(address.to_owned()));
        missing.msgs.push(registry.update_roles(None, lister)?);
    } else {
        missing.lacking.push(format!(
            "The registry's owner still has to make it the lister: {address}."
        ));
    }
    Ok(missing)
}
