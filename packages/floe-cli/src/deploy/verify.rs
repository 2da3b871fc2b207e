//! `floe deploy verify`: whether what runs is what was deployed.

use std::path::PathBuf;

use anyhow::{bail, Result};
use cosmwasm_std::HexBinary;
use floe_api::hub::{ConfigResponse, PowersResponse, QueryMsg};
use floe_api::registry::{RegistryParam, RegistrySettings};
use floe_api::{collector, registry};
use floe_client::Chain;
use floe_core::params::{Param, MAX_FEE_BPS};

use super::artifacts::{Artifacts, Part};
use super::checks::Checks;
use super::since;
use crate::context::Context;
use crate::exit::Exit;
use crate::protocol::{self, Contracts, Deployment, Protocol, Roles};

#[derive(clap::Args)]
pub struct Args {
    /// Compare the code with the Wasm in this folder, instead of the record's checksums.
    #[arg(long, value_name = "FOLDER")]
    artifacts: Option<PathBuf>,
}

pub fn run(args: &Args, context: &mut Context<'_>) -> Result<Exit> {
    let record = context.deployment()?;
    let contracts = context.contracts()?;
    let record = record.filter(|record| record.contracts.as_ref() == Some(&contracts));
    let mut checks = Checks::default();
    code(args, record.as_ref(), &contracts, context, &mut checks)?;
    let protocol = Protocol::new(&*context.chain, contracts);
    let config: ConfigResponse = protocol.hub(&QueryMsg::Config {})?;
    let powers = protocol.powers()?;
    wiring(&protocol, &config, &mut checks)?;
    ownership(&protocol, &powers, &mut checks)?;
    if let Some(roles) = record.as_ref().and_then(|record| record.roles.as_ref()) {
        given_powers(&powers, roles, &mut checks);
    }
    since::fee(&powers, record.as_ref(), &mut checks);
    since::handovers(&protocol, &mut checks)?;
    since::pauses(&powers, &mut checks);
    parameters(&protocol, &powers, &mut checks)?;
    since::settings(&protocol, &powers, record.as_ref(), &mut checks)?;
    let books = protocol.solvency()?;
    let covered = if books.healthy {
        "cover what is owed"
    } else {
        "do not cover what is owed"
    };
    checks.note("books", books.healthy, covered);
    checks.show(context)
}

/// The chain's checksums against those expected: of a folder, or of the record.
fn code(
    args: &Args,
    record: Option<&Deployment>,
    contracts: &Contracts,
    context: &Context<'_>,
    checks: &mut Checks,
) -> Result<()> {
    let expected = expected(args, record, context)?;
    for (part, checksum) in expected {
        let address = match part {
            Part::Hub => &contracts.hub,
            Part::Registry => &contracts.registry,
            Part::Collector => &contracts.collector,
        };
        let code_id = context.chain.contract_info(address)?.code_id;
        let found = context.chain.code_checksum(code_id)?;
        let what = format!("code of the {} ({address}, code {code_id})", part.name());
        checks.same(what, &found.to_hex(), &checksum.to_hex());
    }
    Ok(())
}

fn expected(
    args: &Args,
    record: Option<&Deployment>,
    context: &Context<'_>,
) -> Result<Vec<(Part, HexBinary)>> {
    if let Some(folder) = &args.artifacts {
        let artifacts = Artifacts::read(&context.host.path(folder))?;
        return Ok(artifacts
            .parts
            .into_iter()
            .map(|found| (found.part, found.checksum))
            .collect());
    }
    let Some(codes) = record.map(|record| &record.codes) else {
        bail!("there is no record of this hub; name the folder with the Wasm to compare with as --artifacts");
    };
    let codes = [
        (Part::Hub, &codes.hub),
        (Part::Registry, &codes.registry),
        (Part::Collector, &codes.collector),
    ];
    let known = codes.into_iter().filter_map(|(part, code)| {
        let code = code.as_ref()?;
        Some((part, code.checksum.clone()))
    });
    let known: Vec<_> = known.collect();
    if known.len() < Part::ALL.len() {
        bail!("the record does not tell all checksums; name the folder with the Wasm as --artifacts");
    }
    Ok(known)
}

fn wiring(protocol: &Protocol<'_>, config: &ConfigResponse, checks: &mut Checks) -> Result<()> {
    let (chain, contracts) = (protocol.chain, &protocol.contracts);
    let registry: registry::ConfigResponse = protocol.registry(&registry::QueryMsg::Config {})?;
    let collector: collector::ConfigResponse = protocol.collector(&collector::QueryMsg::Config {})?;
    checks.same("registry of the hub", &config.registry, &contracts.registry);
    checks.same("collector of the hub", &config.collector, &contracts.collector);
    checks.same("hub of the registry", &registry.hub, &contracts.hub);
    checks.same("hub of the collector", &collector.hub, &contracts.hub);
    let withdraw = chain.withdraw_address(&contracts.hub)?;
    checks.same("withdraw address of the hub", &withdraw, &contracts.collector);
    let denom = &chain.facts().denom;
    checks.same("staking coin of the hub", &config.denom, denom);
    checks.same("staking coin of the collector", &collector.denom, denom);
    Ok(())
}

/// One owner and one admin for all three.
fn ownership(protocol: &Protocol<'_>, powers: &PowersResponse, checks: &mut Checks) -> Result<()> {
    let (chain, contracts) = (protocol.chain, &protocol.contracts);
    let owner = or_nobody(powers.owner.as_ref());
    let admin = admin_of(chain, &contracts.hub)?;
    checks.same(
        "admin that the hub tells",
        or_nobody(powers.admin.as_ref()),
        &admin,
    );
    for (name, address) in [
        ("registry", &contracts.registry),
        ("collector", &contracts.collector),
    ] {
        let ownership = protocol.ownership(address)?;
        checks.same(format!("admin of the {name}"), &admin_of(chain, address)?, &admin);
        checks.same(
            format!("owner of the {name}"),
            or_nobody(ownership.owner.as_ref()),
            owner,
        );
    }
    Ok(())
}

fn admin_of(chain: &dyn Chain, contract: &str) -> Result<String> {
    let admin = chain.contract_info(contract)?.admin;
    Ok(or_nobody(admin.as_ref()).to_owned())
}

/// Against the record, which has to be edited after a hand-over.
fn given_powers(powers: &PowersResponse, roles: &Roles, checks: &mut Checks) {
    let pairs = [
        ("owner", powers.owner.as_ref(), Some(&roles.owner)),
        ("guardian", powers.guardian.as_ref(), roles.guardian.as_ref()),
        ("governor", powers.governor.as_ref(), roles.governor.as_ref()),
        ("admin", powers.admin.as_ref(), roles.admin.as_ref()),
    ];
    for (role, found, given) in pairs {
        checks.same(role, or_nobody(found), or_nobody(given));
    }
}

fn or_nobody(address: Option<&String>) -> &str {
    address.map_or("nobody", String::as_str)
}

/// Against the bounds that this program knows, not only those that the contract tells.
fn parameters(protocol: &Protocol<'_>, powers: &PowersResponse, checks: &mut Checks) -> Result<()> {
    let decimals = protocol.token()?.decimals;
    for param in Param::ALL {
        let bounds = param.bounds(decimals);
        match protocol::param(powers, param) {
            Some(value) => bounded(param.name(), value.u128(), (bounds.min, bounds.max), checks),
            None => checks.note(param.name(), false, "the hub does not know it"),
        }
    }
    bounded(
        "fee in basis points",
        powers.fee.bps.into(),
        (0, MAX_FEE_BPS.into()),
        checks,
    );
    let registry: registry::ConfigResponse = protocol.registry(&registry::QueryMsg::Config {})?;
    let settings = RegistrySettings {
        max_commission: registry.max_commission,
        max_share_bps: registry.max_share_bps,
        inactive_grace: registry.inactive_grace,
    };
    for param in RegistryParam::ALL {
        let (value, bounds) = (settings.get(param), param.bounds(0));
        let shown = [value, bounds.min, bounds.max].map(|value| param.shown(value));
        let [value_shown, min, max] = shown;
        checks.note(
            param.name(),
            (bounds.min..=bounds.max).contains(&value),
            format!("{value_shown}, allowed is {min} to {max}"),
        );
    }
    Ok(())
}

fn bounded(what: &str, value: u128, (min, max): (u128, u128), checks: &mut Checks) {
    let right = (min..=max).contains(&value);
    checks.note(what, right, format!("{value}, allowed is {min} to {max}"));
}
