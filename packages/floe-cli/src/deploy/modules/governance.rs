//! What gives the gauge and the timelock their roles.

use anyhow::{Context as _, Result};
use cosmwasm_std::WasmMsg;
use floe_api::ownership::OwnershipAction;
use floe_client::protocol::{DeploymentRecord, ModuleKind};
use floe_client::{ContractKind, Msg, Protocol};

use super::sections::GaugeSection;
use super::wiring::{owns, Missing};

/// The contract that says who has which power: the one that is named, otherwise the stake that was deployed before.
///
/// # Errors
/// Where there is neither.
pub(super) fn power(section: &GaugeSection, record: &DeploymentRecord) -> Result<String> {
    let deployed = record.modules.address(ModuleKind::Stake).map(str::to_owned);
    let power = section.power.clone().or(deployed);
    power.context("the record names no stake to take power from; run it again, or name a contract as modules.gauge.power")
}

/// Governor of the hub, steward of the registry, and a listener of what it takes power from, if that is a stake of ours.
pub(super) fn gauge(protocol: &Protocol<'_>, address: &str, own: &str) -> Result<Missing> {
    let mut missing = Missing::default();
    let power = protocol.gauge(address).config()?.power;
    let stake = protocol.stake(&power);
    // Another contract of that dialect may not have listeners of this kind; `poke` does what they do.
    if let (Ok(told), Ok(ownership)) = (stake.get_hooks(), stake.ownership()) {
        if told.hooks.iter().all(|hook| hook != address) {
            if ownership.owner.as_deref() == Some(own) {
                missing.msgs.push(stake.add_listener(address)?);
            } else {
                missing.lacking.push(format!(
                    "The owner of the stake {power} still has to make the gauge its listener: {address}."
                ));
            }
        }
    }
    let hub = protocol.hub();
    let role = Some(Some(address.to_owned()));
    if hub.powers()?.governor.as_deref() != Some(address) {
        if owns(protocol, ContractKind::Hub, own)? {
            missing
                .msgs
                .push(hub.update_roles(None, role.clone(), None, None)?);
        } else {
            missing.lacking.push(format!(
                "The hub's owner still has to make it the governor: {address}."
            ));
        }
    }
    let registry = protocol.registry();
    if registry.config()?.steward.as_deref() != Some(address) {
        if owns(protocol, ContractKind::Registry, own)? {
            missing.msgs.push(registry.update_roles(role, None)?);
        } else {
            missing.lacking.push(format!(
                "The registry's owner still has to make it the steward: {address}."
            ));
        }
    }
    Ok(missing)
}

/// Its own admin first, as it accepts nothing before; then owner and admin of the three contracts.
pub(super) fn timelock(protocol: &Protocol<'_>, address: &str, own: &str) -> Result<Missing> {
    let mut missing = Missing::default();
    match protocol.chain.contract_info(address)?.admin {
        None => {}
        Some(admin) if admin == address => {}
        Some(admin) if admin == own => missing.msgs.push(admin_of(address, address)),
        Some(admin) => {
            missing.lacking.push(format!(
                "{admin} may replace the code of the timelock, which accepts nothing before it is its own admin: {address}."
            ));
            return Ok(missing);
        }
    }
    let mut offered = false;
    for contract in ContractKind::ALL {
        let ownership = protocol.ownership(contract)?;
        if ownership.owner.as_deref() == Some(address) {
            continue;
        }
        if ownership.pending_owner.as_deref() == Some(address) {
            offered = true;
        } else if ownership.owner.as_deref() == Some(own) {
            offered = true;
            missing.msgs.push(offer(protocol, contract, address)?);
        } else {
            missing.lacking.push(format!(
                "The owner of the {} still has to offer it to the timelock: {address}.",
                contract.name()
            ));
        }
    }
    if offered {
        missing.msgs.push(protocol.timelock(address).accept()?);
    }
    for contract in ContractKind::ALL {
        match protocol.admin(contract)? {
            None => {}
            Some(admin) if admin == address => {}
            Some(admin) if admin == own => {
                missing
                    .msgs
                    .push(admin_of(protocol.contracts.address(contract), address));
            }
            Some(admin) => missing.lacking.push(format!(
                "{admin} still replaces the code of the {} and has to make the timelock its admin: {address}.",
                contract.name()
            )),
        }
    }
    Ok(missing)
}

fn admin_of(contract: &str, admin: &str) -> Msg {
    Msg::from(WasmMsg::UpdateAdmin {
        contract_addr: contract.to_owned(),
        admin: admin.to_owned(),
    })
}

fn offer(protocol: &Protocol<'_>, contract: ContractKind, to: &str) -> Result<Msg> {
    let action = OwnershipAction::TransferOwnership {
        new_owner: to.to_owned(),
        expiry: None,
    };
    Ok(match contract {
        ContractKind::Hub => protocol.hub().update_ownership(action)?,
        ContractKind::Registry => protocol.registry().update_ownership(action)?,
        ContractKind::Collector => protocol.collector().update_ownership(action)?,
    })
}
