//! Whether the modules of the record are what they were and have their roles.

use anyhow::Result;
use floe_client::protocol::{trouble, DeployedModule, DeploymentRecord, ModuleKind};
use floe_client::Protocol;

use crate::deploy::checks::Checks;

pub fn verify(record: Option<&DeploymentRecord>, protocol: &Protocol<'_>, checks: &mut Checks) -> Result<()> {
    let guarantees = protocol.hub().guarantees()?;
    for module in ModuleKind::ALL {
        let found = match module {
            ModuleKind::Backstop => &guarantees.backstop,
            ModuleKind::Bonds => &guarantees.bonds,
        };
        let found = found.as_ref().map(|found| found.contract.as_str());
        match record.and_then(|record| record.modules.of(module)) {
            Some(known) => recorded(module, known, found, protocol, checks)?,
            None => match found {
                Some(found) => checks.warn(module.name(), format!("{found}, which no record tells of")),
                None => checks.note(module.name(), true, "none"),
            },
        }
        match (module, found) {
            (ModuleKind::Backstop, Some(found)) => usable(found, protocol, checks)?,
            (ModuleKind::Backstop, None) | (ModuleKind::Bonds, _) => {}
        }
    }
    Ok(())
}

fn recorded(
    module: ModuleKind,
    known: &DeployedModule,
    found: Option<&str>,
    protocol: &Protocol<'_>,
    checks: &mut Checks,
) -> Result<()> {
    let name = module.name();
    let (Some(address), Some(code)) = (&known.address, &known.code) else {
        checks.note(name, false, "it was not created; go on with `floe deploy run`");
        return Ok(());
    };
    let info = protocol.chain.contract_info(address)?;
    let checksum = protocol.chain.code_checksum(info.code_id)?;
    let what = format!("code of the {name} ({address}, code {})", info.code_id);
    checks.same(what, &checksum.to_hex(), &code.checksum.to_hex());
    let admin = info.admin.as_deref().unwrap_or("nobody");
    checks.same(format!("admin of the {name}"), admin, "nobody");
    let contracts = &protocol.contracts;
    let hub = match module {
        ModuleKind::Backstop => protocol.backstop(address).config()?.hub,
        ModuleKind::Bonds => {
            let config = protocol.bonds(address).config()?;
            checks.same("registry of the bonds", &config.registry, &contracts.registry);
            let lister = protocol.registry().config()?.lister;
            let lister = lister.as_deref().unwrap_or("nobody");
            checks.same("lister of the registry", lister, address);
            config.hub
        }
    };
    checks.same(format!("hub of the {name}"), &hub, &contracts.hub);
    checks.same(format!("{name} of the hub"), found.unwrap_or("nobody"), address);
    Ok(())
}

/// A backstop that takes no deposits pays for little and is filled up by nobody.
fn usable(address: &str, protocol: &Protocol<'_>, checks: &mut Checks) -> Result<()> {
    let receivers = protocol.hub().powers()?.fee.receivers;
    let is_paid = receivers.iter().any(|receiver| receiver.to == address);
    if let Some(words) = trouble(&protocol.backstop(address).state()?, true, is_paid) {
        checks.warn("use of the backstop", words);
    }
    Ok(())
}
