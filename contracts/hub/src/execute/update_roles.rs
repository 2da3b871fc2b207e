//! The roles beside the owner: `update_roles`, and `accept_guarantor`.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use floe_contract::address;
use floe_contract::roles::{replaced, shown};

use crate::error::{ContractError, ContractResult};
use crate::execute::{crank, refuse_own};
use crate::state::{GuarantorRoles, CONTROLS, GUARANTORS, WIRING};

/// A field of the message: left out, null, or an address.
type Given = Option<Option<String>>;

/// Replaces or removes guardian and governor, names or removes guarantors; a field that is left out leaves its role.
pub fn update_roles(
    mut deps: DepsMut,
    env: Env,
    guardian: Given,
    governor: Given,
    guarantors: [Given; 2],
) -> ContractResult<Response> {
    let mut response = Response::new();
    if guarantors.iter().any(Option::is_some) {
        response = name_guarantors(deps.branch(), env, guarantors)?;
    }
    let mut controls = CONTROLS.load(deps.storage)?;
    let changes = [
        ("guardian", guardian, &mut controls.guardian),
        ("governor", governor, &mut controls.governor),
    ];
    for (name, given, role) in changes {
        let Some(given) = given else { continue };
        let new = address::optional(deps.api, name, given.as_deref())?;
        response = response.add_event(replaced(name, role, new));
    }
    CONTROLS.save(deps.storage, &controls)?;
    Ok(response)
}

/// Names the contracts that are to guarantee, or removes those that do. Observes first, so that what has been lost until
/// now is paid by those who guaranteed it. An old guarantor stays until the new one accepts.
fn name_guarantors(mut deps: DepsMut, env: Env, [bonds, backstop]: [Given; 2]) -> ContractResult<Response> {
    let mut response = crank::look(deps.branch(), env.clone())?;
    let mut all = GUARANTORS.load(deps.storage)?;
    let own = WIRING.load(deps.storage)?;
    let hub = &env.contract.address;
    let mut name = |given: Given, [name, pending_name]: [&'static str; 2], role: &mut _, pending: &mut _| {
        let Some(given) = given else { return Ok(()) };
        let named = address::optional(deps.api, name, given.as_deref())?;
        match &named {
            Some(address) => refuse_own(&own, hub, name, address)?,
            None => response.events.push(replaced(name, role, None)),
        }
        response.events.push(replaced(pending_name, pending, named));
        ContractResult::Ok(())
    };
    let (bonds_names, backstop_names) = (["bonds", "pending_bonds"], ["backstop", "pending_backstop"]);
    name(bonds, bonds_names, &mut all.bonds, &mut all.pending_bonds)?;
    name(
        backstop,
        backstop_names,
        &mut all.backstop,
        &mut all.pending_backstop,
    )?;
    check_apart(&all)?;
    GUARANTORS.save(deps.storage, &all)?;
    Ok(response)
}

/// The contract that is named takes its role, after an observation. Nobody else can, so that no user's balance can ever be
/// made to pay.
pub fn accept_guarantor(mut deps: DepsMut, env: Env, sender: &Addr) -> ContractResult<Response> {
    let response = crank::look(deps.branch(), env)?;
    let mut guarantors = GUARANTORS.load(deps.storage)?;
    let GuarantorRoles {
        bonds,
        backstop,
        pending_bonds,
        pending_backstop,
        ..
    } = &mut guarantors;
    let (name, role, pending) = if pending_bonds.as_ref() == Some(sender) {
        ("bonds", bonds, pending_bonds)
    } else {
        ("backstop", backstop, pending_backstop)
    };
    let event = replaced(name, role, pending.take());
    GUARANTORS.save(deps.storage, &guarantors)?;
    Ok(response.add_event(event))
}

/// Refuses one contract as both guarantors, whether it has accepted or not.
fn check_apart(all: &GuarantorRoles) -> ContractResult<()> {
    for bonds in [&all.bonds, &all.pending_bonds] {
        if bonds.is_some() && (all.backstop == *bonds || all.pending_backstop == *bonds) {
            return Err(ContractError::SameGuarantor {
                address: shown(bonds),
            });
        }
    }
    Ok(())
}
