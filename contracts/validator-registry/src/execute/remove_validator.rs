use cosmwasm_std::{DepsMut, Response};

use crate::entry::find;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{save_validators, VALIDATORS};

/// Starts draining. The entry stays until `refresh` finds that the hub has nothing there, even if that is so already:
/// there is one way out of the registry.
///
/// # Errors
/// [`ContractError::NotListed`]; [`ContractError::Draining`]; [`ContractError::LastValidator`] when no other would be
/// left that is not draining.
pub fn remove_validator(deps: DepsMut, operator: &str) -> ContractResult<Response> {
    let mut entries = VALIDATORS.load(deps.storage)?;
    find(&mut entries, operator)?.drain()?;
    if entries.iter().all(|e| e.is_draining()) {
        return Err(ContractError::LastValidator {
            operator: operator.to_owned(),
        });
    }
    save_validators(deps.storage, &entries)?;
    Ok(Response::new().add_event(Fact::ValidatorRemoved { operator }))
}
