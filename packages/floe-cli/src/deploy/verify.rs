//! `floe deploy verify`: whether what runs is what was deployed.

use std::path::PathBuf;

use anyhow::{bail, Result};
use cosmwasm_std::HexBinary;
use floe_api::hub::{ConfigResponse, PowersResponse};
use floe_api::registry::RegistryParam;
use floe_client::protocol::{self, DeploymentRecord, Roles};
use floe_client::{ContractKind, Contracts, Protocol};
use floe_core::params::{Param, Params, MAX_FEE_BPS};

use super::artifacts::Artifacts;
use super::checks::Checks;
use super::{modules, since, timelock};
use crate::context::Context;
use crate::exit::ExitCode;

#[derive(clap::Args)]
pub struct VerifyArgs {
    /// Compare the code with the Wasm in this folder, instead of the record's checksums.
    #[arg(long, value_name = "FOLDER")]
    artifacts: Option<PathBuf>,
}

pub fn run(args: &VerifyArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let record = context.deployment()?;
    let contracts = context.contracts()?;
    let record = record.filter(|record| record.contracts.as_ref() == Some(&contracts));
    let mut checks = Checks::default();
    code(args, record.as_ref(), &contracts, context, &mut checks)?;
    let protocol = Protocol::new(&*context.chain, contracts);
    let config = protocol.hub().config()?;
    let powers = protocol.hub().powers()?;
    wiring(&protocol, &config, &mut checks)?;
    ownership(&protocol, &powers, &mut checks)?;
    timelock::verify(&protocol, &powers, record.as_ref(), &mut checks)?;
    if let Some(roles) = record.as_ref().and_then(|record| record.roles.as_ref()) {
        given_powers(&powers, roles, &mut checks);
    }
    since::fee(&powers, record.as_ref(), &mut checks);
    since::handovers(&protocol, &mut checks)?;
    since::pauses(&powers, &mut checks);
    parameters(&protocol, &powers, &mut checks)?;
    since::settings(&protocol, &powers, record.as_ref(), &mut checks)?;
    modules::verify(record.as_ref(), &powers, &protocol, &mut checks)?;
    let books = protocol.hub().solvency()?;
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
    args: &VerifyArgs,
    record: Option<&DeploymentRecord>,
    contracts: &Contracts,
    context: &Context<'_>,
    checks: &mut Checks,
) -> Result<()> {
    let expected = expected(args, record, context)?;
    for (part, checksum) in expected {
        let address = contracts.address(part);
        let code_id = context.chain.contract_info(address)?.code_id;
        let found = context.chain.code_checksum(code_id)?;
        let what = format!("code of the {} ({address}, code {code_id})", part.name());
        checks.same(what, &found.to_hex(), &checksum.to_hex());
    }
    Ok(())
}

fn expected(
    args: &VerifyArgs,
    record: Option<&DeploymentRecord>,
    context: &Context<'_>,
) -> Result<Vec<(ContractKind, HexBinary)>> {
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
    let known = ContractKind::ALL
        .into_iter()
        .filter_map(|contract| Some((contract, codes.of(contract)?.checksum.clone())));
    let known: Vec<_> = known.collect();
    if known.len() < ContractKind::ALL.len() {
        bail!("the record does not tell all checksums; name the folder with the Wasm as --artifacts");
    }
    Ok(known)
}

fn wiring(protocol: &Protocol<'_>, config: &ConfigResponse, checks: &mut Checks) -> Result<()> {
    let (chain, contracts) = (protocol.chain, &protocol.contracts);
    let registry = protocol.registry().config()?;
    let collector = protocol.collector().config()?;
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
    let owner = or_nobody(powers.owner.as_ref());
    let admin = protocol.admin(ContractKind::Hub)?;
    let admin = or_nobody(admin.as_ref());
    checks.same(
        "admin that the hub tells",
        or_nobody(powers.admin.as_ref()),
        admin,
    );
    for contract in [ContractKind::Registry, ContractKind::Collector] {
        let (name, ownership) = (contract.name(), protocol.ownership(contract)?);
        let found = protocol.admin(contract)?;
        checks.same(format!("admin of the {name}"), or_nobody(found.as_ref()), admin);
        checks.same(
            format!("owner of the {name}"),
            or_nobody(ownership.owner.as_ref()),
            owner,
        );
    }
    Ok(())
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

pub(super) fn or_nobody(address: Option<&String>) -> &str {
    address.map_or("nobody", String::as_str)
}

/// Against the bounds that this program knows, not only those that the contract tells.
fn parameters(protocol: &Protocol<'_>, powers: &PowersResponse, checks: &mut Checks) -> Result<()> {
    let decimals = protocol.hub().token_info()?.decimals;
    let known = |param| protocol::param(powers, param);
    let mut present = Params::defaults(decimals);
    for param in Param::ALL {
        if let Some(value) = known(param) {
            present.set(param, value.u128());
        }
    }
    for param in Param::ALL {
        let bounds = present.bounds(param, decimals);
        match known(param) {
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
    let settings = protocol.registry().config()?.settings();
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

pub(super) fn bounded(what: &str, value: u128, (min, max): (u128, u128), checks: &mut Checks) {
    let right = (min..=max).contains(&value);
    checks.note(what, right, format!("{value}, allowed is {min} to {max}"));
}
