//! The contract takes the role that the hub's owner has named it for.

use cosmwasm_std::{Deps, Response};
use floe_api::hub::ExecuteMsg;
use floe_contract::answer::call;

use crate::error::ContractResult;
use crate::state::CONFIG;

/// Tells the hub, which refuses it from a contract that is not named. So nobody's balance but this one can be burned by it.
///
/// # Errors
/// None of its own.
pub fn accept_guarantor(deps: Deps) -> ContractResult<Response> {
    let hub = CONFIG.load(deps.storage)?.hub;
    Ok(Response::new().add_message(call(hub.as_str(), &ExecuteMsg::AcceptGuarantor {})?))
}
