//! An operator wants to leave.

use cosmwasm_std::{Addr, Deps, Response};
use floe_api::registry;
use floe_contract::answer::call;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::CONFIG;

/// Asks the registry to let the operator drain: the way out of a bond, which is required until the stake has left.
///
/// # Errors
/// None of its own.
pub fn unlist(deps: Deps, sender: &Addr, operator: String) -> ContractResult<Response> {
    let unlisting = Response::new().add_event(Fact::Unlisting {
        operator: &operator,
        sender: sender.as_str(),
    });
    let registry = CONFIG.load(deps.storage)?.registry;
    let msg = registry::ExecuteMsg::UnlistValidator { operator };
    Ok(unlisting.add_message(call(registry.as_str(), &msg)?))
}
