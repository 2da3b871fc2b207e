//! Lets a validator drain.

use cosmwasm_std::{DepsMut, Response};
use floe_api::registry::MIN_SET;

use crate::entry::find;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{save_validators, VALIDATORS};

/// Starts draining. The entry stays until `refresh` finds that the hub has nothing there, even if that is so already:
/// there is one way out of the registry.
///
/// # Errors
/// [`ContractError::NotListed`]; [`ContractError::Draining`]; [`ContractError::LastValidator`] when no other would be
/// left that is not draining; [`ContractError::SetTooSmall`] when fewer than [`MIN_SET`] would be left where there were as
/// many.
pub fn remove_validator(deps: DepsMut, operator: &str) -> ContractResult<Response> {
    let mut entries = VALIDATORS.load(deps.storage)?;
    find(&mut entries, operator)?.drain()?;
    let left = entries.iter().filter(|e| !e.is_draining()).count();
    if left == 0 {
        return Err(ContractError::LastValidator {
            operator: operator.to_owned(),
        });
    }
    if left.saturating_add(1) == MIN_SET {
        return Err(ContractError::SetTooSmall {
            operator: operator.to_owned(),
            left,
            min: MIN_SET,
        });
    }
    save_validators(deps.storage, &entries)?;
    Ok(Response::new().add_event(Fact::ValidatorRemoved { operator }))
}
