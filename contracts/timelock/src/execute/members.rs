//! Who may propose and who may cancel changes, one at a time.

use cosmwasm_std::{Addr, DepsMut, Response};
use floe_contract::address;
use floe_core::wait::MOST_MEMBERS;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::instantiate::check_count;
use crate::state::{TimelockMembers, MEMBERS};

/// One of the two lists.
#[derive(Clone, Copy)]
struct MemberList {
    field: &'static str,
    role: &'static str,
    least: usize,
    of: fn(&mut TimelockMembers) -> &mut Vec<Addr>,
}

const PROPOSERS: MemberList = MemberList {
    field: "proposers",
    role: "proposer",
    least: 1,
    of: |members| &mut members.proposers,
};

const CANCELLERS: MemberList = MemberList {
    field: "cancellers",
    role: "canceller",
    least: 0,
    of: |members| &mut members.cancellers,
};

/// # Errors
/// [`ContractError::AlreadyMember`]; a sixth one.
pub fn add_proposer(deps: DepsMut, address: &str) -> ContractResult<Response> {
    add(deps, PROPOSERS, address)
}

/// # Errors
/// [`ContractError::NoMember`]; the last one.
pub fn remove_proposer(deps: DepsMut, address: &str) -> ContractResult<Response> {
    remove(deps, PROPOSERS, address)
}

/// # Errors
/// As for [`add_proposer`].
pub fn add_canceller(deps: DepsMut, address: &str) -> ContractResult<Response> {
    add(deps, CANCELLERS, address)
}

/// # Errors
/// [`ContractError::NoMember`].
pub fn remove_canceller(deps: DepsMut, address: &str) -> ContractResult<Response> {
    remove(deps, CANCELLERS, address)
}

fn add(deps: DepsMut, list: MemberList, address: &str) -> ContractResult<Response> {
    let new = address::checked(deps.api, "address", address)?;
    let mut members = MEMBERS.load(deps.storage)?;
    let all = (list.of)(&mut members);
    if all.contains(&new) {
        let (role, address) = (list.role, new.into_string());
        return Err(ContractError::AlreadyMember { role, address });
    }
    all.push(new);
    check_count(list.field, all.len(), list.least, MOST_MEMBERS)?;
    MEMBERS.save(deps.storage, &members)?;
    let role = list.role;
    Ok(Response::new().add_event(Fact::MemberAdded { role, address }))
}

fn remove(deps: DepsMut, list: MemberList, address: &str) -> ContractResult<Response> {
    let mut members = MEMBERS.load(deps.storage)?;
    let all = (list.of)(&mut members);
    let Some(at) = all.iter().position(|member| member.as_str() == address) else {
        let (role, address) = (list.role, address.to_owned());
        return Err(ContractError::NoMember { role, address });
    };
    all.remove(at);
    check_count(list.field, all.len(), list.least, MOST_MEMBERS)?;
    MEMBERS.save(deps.storage, &members)?;
    let role = list.role;
    Ok(Response::new().add_event(Fact::MemberRemoved { role, address }))
}
