//! Lets a validator drain.

use cosmwasm_std::{DepsMut, Response};
use floe_api::registry::MIN_SET;

use crate::entry::find;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{save_validators, REMOVED, VALIDATORS};

/// Starts draining, and keeps the lister from listing it again. The entry stays until `refresh` finds that the hub has nothing
/// there, even if that is so already: there is one way out of the registry. An open one that is on its way out already is
/// kept out for good.
///
/// # Errors
/// [`ContractError::NotListed`]; [`ContractError::Draining`]; [`ContractError::LastValidator`] when no other
/// curated one would be left that is not draining: strangers' validators alone are no set; [`ContractError::SetTooSmall`] when fewer than [`MIN_SET`] would be left where there were as
/// many.
pub fn remove_validator(deps: DepsMut, operator: &str) -> ContractResult<Response> {
    let mut entries = VALIDATORS.load(deps.storage)?;
    let entry = find(&mut entries, operator)?;
    let curated = !entry.is_open();
    entry.drain()?;
    let left = entries
        .iter()
        .filter(|e| !e.is_open() && !e.is_draining())
        .count();
    if curated && left == 0 {
        return Err(ContractError::LastValidator {
            operator: operator.to_owned(),
        });
    }
    if curated && left.saturating_add(1) == MIN_SET {
        return Err(ContractError::SetTooSmall {
            operator: operator.to_owned(),
            left,
            min: MIN_SET,
        });
    }
    REMOVED.save(deps.storage, operator, &true)?;
    save_validators(deps.storage, &entries)?;
    Ok(Response::new().add_event(Fact::ValidatorRemoved { operator }))
}
