//! Pauses: `pause`, `unpause` and `rearm_guardian`.

use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response};
use floe_api::hub::Domain;
use floe_contract::ownership::is_owner;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{CONTROLS, PARAMS};

/// Closes some domains: by the owner until lifted, by the guardian for `pause_secs`, once per arming.
///
/// # Errors
/// [`ContractError::ListLength`]; [`ContractError::GuardianUsed`].
pub fn pause(deps: DepsMut, env: Env, info: MessageInfo, domains: Vec<Domain>) -> ContractResult<Response> {
    check_domains(&domains)?;
    let mut controls = CONTROLS.load(deps.storage)?;
    let by_owner = is_owner(deps.storage, &info.sender)?;
    let until = if by_owner {
        None
    } else {
        if !controls.armed {
            return Err(ContractError::GuardianUsed);
        }
        controls.armed = false;
        let length = PARAMS.load(deps.storage)?.safety.pause_secs;
        Some(env.block.time.seconds().saturating_add(length))
    };
    let mut response = Response::new();
    for domain in domains {
        controls.gates.pause(domain, env.block.time.seconds(), until);
        let by = if by_owner { "owner" } else { "guardian" };
        let fact = Fact::Paused {
            by,
            domain: domain.name(),
            until,
        };
        response = response.add_event(Event::from(fact));
    }
    CONTROLS.save(deps.storage, &controls)?;
    Ok(response)
}

/// Opens some domains again.
///
/// # Errors
/// [`ContractError::ListLength`]; [`ContractError::NotPaused`].
pub fn unpause(deps: DepsMut, env: Env, domains: Vec<Domain>) -> ContractResult<Response> {
    check_domains(&domains)?;
    let mut controls = CONTROLS.load(deps.storage)?;
    let mut response = Response::new();
    for domain in domains {
        if !controls.gates.paused(domain, env.block.time.seconds()) {
            return Err(ContractError::NotPaused { domain });
        }
        controls.gates.unpause(domain);
        response = response.add_event(Event::from(Fact::Unpaused {
            domain: domain.name(),
        }));
    }
    CONTROLS.save(deps.storage, &controls)?;
    Ok(response)
}

fn check_domains(domains: &[Domain]) -> ContractResult<()> {
    const ALL: usize = 4;
    if domains.is_empty() || domains.len() > ALL {
        return Err(ContractError::ListLength {
            field: "domains",
            given: domains.len(),
            min: 1,
            max: ALL,
        });
    }
    Ok(())
}

/// Lets the guardian pause once more.
pub fn rearm_guardian(deps: DepsMut) -> ContractResult<Response> {
    let mut controls = CONTROLS.load(deps.storage)?;
    controls.armed = true;
    controls.arming = controls.arming.saturating_add(1);
    CONTROLS.save(deps.storage, &controls)?;
    Ok(Response::new().add_event(Event::from(Fact::GuardianRearmed {
        arming: controls.arming,
    })))
}
