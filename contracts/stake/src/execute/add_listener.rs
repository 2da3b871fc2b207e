//! A contract that is told of changes of stake.

use cosmwasm_std::{DepsMut, Response};
use floe_contract::address;
use floe_core::stake::MAX_LISTENERS;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::LISTENERS;

/// # Errors
/// [`ContractError::ListenerExists`]; [`ContractError::TooMany`]; an invalid address.
pub fn add_listener(deps: DepsMut, listener: &str) -> ContractResult<Response> {
    let listener = address::checked(deps.api, "listener", listener)?;
    let mut listeners = LISTENERS.load(deps.storage)?;
    if listeners.contains(&listener) {
        let listener = listener.into_string();
        return Err(ContractError::ListenerExists { listener });
    }
    listeners.push(listener.clone());
    if listeners.len() > MAX_LISTENERS {
        return Err(ContractError::TooMany {
            field: "listeners",
            given: listeners.len(),
            max: MAX_LISTENERS,
        });
    }
    LISTENERS.save(deps.storage, &listeners)?;
    let listener = listener.as_str();
    Ok(Response::new().add_event(Fact::ListenerAdded { listener }))
}
