//! Whether the modules of the record are what they were and have their roles.

use anyhow::Result;
use floe_api::hub::{GuaranteesResponse, PowersResponse};
use floe_client::protocol::{trouble, DeployedModule, DeploymentRecord, ModuleKind};
use floe_client::{ContractKind, Protocol};
use floe_core::gauge::{MAX_ALPHA_BPS, MAX_QUORUM_BPS, MIN_QUORUM_BPS};

use crate::deploy::checks::Checks;
use crate::deploy::verify::{bounded, or_nobody};
use crate::protect::terms::days;

/// What the protocol says of its modules, asked once.
struct Standing {
    guarantees: GuaranteesResponse,
    owner: Option<String>,
    governor: Option<String>,
    steward: Option<String>,
    lister: Option<String>,
}

pub fn verify(
    record: Option<&DeploymentRecord>,
    powers: &PowersResponse,
    protocol: &Protocol<'_>,
    checks: &mut Checks,
) -> Result<()> {
    let registry = protocol.registry().config()?;
    let standing = Standing {
        guarantees: protocol.hub().guarantees()?,
        owner: powers.owner.clone(),
        governor: powers.governor.clone(),
        steward: registry.steward,
        lister: registry.lister,
    };
    for module in ModuleKind::ALL {
        let found = standing.found(module);
        match record.and_then(|record| record.modules.of(module)) {
            Some(known) => recorded(module, known, record, &standing, protocol, checks)?,
            None => match found {
                Some(found) => checks.warn(module.name(), format!("{found}, which no record tells of")),
                None => checks.note(module.name(), true, "none"),
            },
        }
        if let (ModuleKind::Backstop, Some(found)) = (module, found) {
            usable(found, protocol, checks)?;
        }
    }
    Ok(())
}

impl Standing {
    /// Who has the role that is the module's alone. The owner and the governor may be others; they are compared with the
    /// record's roles.
    fn found(&self, module: ModuleKind) -> Option<&str> {
        let contract = match module {
            ModuleKind::Backstop => &self.guarantees.backstop.as_ref()?.contract,
            ModuleKind::Bonds => &self.guarantees.bonds.as_ref()?.contract,
            ModuleKind::Gauge => self.steward.as_ref()?,
            ModuleKind::Stake | ModuleKind::Timelock => return None,
        };
        Some(contract)
    }
}

fn recorded(
    module: ModuleKind,
    known: &DeployedModule,
    record: Option<&DeploymentRecord>,
    standing: &Standing,
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
    let hub = match module {
        ModuleKind::Backstop => protocol.backstop(address).config()?.hub,
        ModuleKind::Bonds => {
            let config = protocol.bonds(address).config()?;
            checks.same(
                "registry of the bonds",
                &config.registry,
                &protocol.contracts.registry,
            );
            checks.same(
                "lister of the registry",
                or_nobody(standing.lister.as_ref()),
                address,
            );
            config.hub
        }
        ModuleKind::Stake => {
            stake(address, protocol, checks)?;
            protocol.contracts.hub.clone()
        }
        ModuleKind::Gauge => gauge(address, record, standing, protocol, checks)?,
        ModuleKind::Timelock => {
            owners(address, protocol, checks)?;
            // What it is like is looked at where it is the owner.
            if standing.owner.as_ref() == Some(address) {
                return Ok(());
            }
            protocol.timelock(address).config()?.hub
        }
    };
    let admin = info.admin.as_deref().unwrap_or("nobody");
    let expected = match module {
        ModuleKind::Timelock => address.as_str(),
        ModuleKind::Backstop | ModuleKind::Bonds | ModuleKind::Stake | ModuleKind::Gauge => "nobody",
    };
    checks.same(format!("admin of the {name}"), admin, expected);
    checks.same(format!("hub of the {name}"), &hub, &protocol.contracts.hub);
    match module {
        ModuleKind::Backstop | ModuleKind::Bonds => {
            let found = standing.found(module).unwrap_or("nobody");
            checks.same(format!("{name} of the hub"), found, address);
        }
        ModuleKind::Stake | ModuleKind::Gauge | ModuleKind::Timelock => {}
    }
    Ok(())
}

/// What is staked in it, and what its owner, who can add streams and listeners alone, may still do.
fn stake(address: &str, protocol: &Protocol<'_>, checks: &mut Checks) -> Result<()> {
    let stake = protocol.stake(address);
    let principal = stake.principal()?;
    checks.same(
        "token of the stake",
        principal.token.name(),
        &protocol.contracts.hub,
    );
    checks.note("unstaking time of the stake", true, days(principal.unstaking));
    let owner = stake.ownership()?.owner;
    checks.note(
        "owner of the stake",
        true,
        format!(
            "{}, who may add streams and listeners and nothing else",
            or_nobody(owner.as_ref())
        ),
    );
    Ok(())
}

/// Gives back its hub.
fn gauge(
    address: &str,
    record: Option<&DeploymentRecord>,
    standing: &Standing,
    protocol: &Protocol<'_>,
    checks: &mut Checks,
) -> Result<String> {
    let config = protocol.gauge(address).config()?;
    checks.same(
        "registry of the gauge",
        &config.registry,
        &protocol.contracts.registry,
    );
    let deployed = record.and_then(|record| record.modules.address(ModuleKind::Stake));
    match deployed {
        Some(stake) => checks.same("power of the gauge", &config.power, stake),
        None => checks.note("power of the gauge", true, config.power.as_str()),
    }
    checks.same(
        "governor of the hub",
        or_nobody(standing.governor.as_ref()),
        address,
    );
    checks.same(
        "steward of the registry",
        or_nobody(standing.steward.as_ref()),
        address,
    );
    let bounds = [
        (
            "quorum of the gauge in basis points",
            config.quorum_bps,
            (MIN_QUORUM_BPS, MAX_QUORUM_BPS),
        ),
        (
            "part of weights that votes decide in basis points",
            config.alpha_bps,
            (0, MAX_ALPHA_BPS),
        ),
    ];
    for (what, value, (min, max)) in bounds {
        bounded(what, value.into(), (min.into(), max.into()), checks);
    }
    // Another contract of that dialect may have none.
    if let Ok(told) = protocol.stake(&config.power).get_hooks() {
        if told.hooks.iter().any(|hook| hook == address) {
            checks.note("listener of the power", true, address);
        } else {
            checks.warn(
                "listener of the power",
                format!("the gauge is not told when somebody unstakes: his votes count until somebody sends `poke`; the owner of {} can add it", config.power),
            );
        }
    }
    Ok(config.hub)
}

/// What does not belong to the timelock yet. Who owns the hub is compared with the record's roles, too.
fn owners(address: &str, protocol: &Protocol<'_>, checks: &mut Checks) -> Result<()> {
    for contract in ContractKind::ALL {
        let owner = protocol.ownership(contract)?.owner;
        let what = format!("owner of the {} under the timelock", contract.name());
        if owner.as_deref() == Some(address) {
            checks.note(what, true, address);
        } else {
            checks.warn(
                what,
                format!(
                    "is {}, for whom nothing waits; go on with `floe deploy run`, or with `floe admin transfer-ownership`",
                    or_nobody(owner.as_ref())
                ),
            );
        }
    }
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
