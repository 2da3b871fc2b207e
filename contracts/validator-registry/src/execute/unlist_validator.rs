//! Lets an open validator drain.

use cosmwasm_std::{DepsMut, Response};

use crate::entry::find;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{save_validators, VALIDATORS};

/// Starts draining an open validator. The entry stays until `refresh` finds that the hub has nothing there.
///
/// # Errors
/// [`ContractError::NotListed`]; [`ContractError::Curated`]; [`ContractError::Draining`].
pub fn unlist_validator(deps: DepsMut, operator: &str) -> ContractResult<Response> {
    let mut entries = VALIDATORS.load(deps.storage)?;
    let entry = find(&mut entries, operator)?;
    if !entry.is_open() {
        return Err(ContractError::Curated {
            operator: operator.to_owned(),
        });
    }
    entry.refuse_draining()?;
    entry.unlist();
    save_validators(deps.storage, &entries)?;
    let reason = "lister";
    Ok(Response::new().add_event(Fact::ValidatorUnlisted { operator, reason }))
}
