//! The contract takes the role that the hub's owner has named it for.

use cosmwasm_std::{Deps, Response, WasmMsg};
use floe_contract::answer;
use packed_store::wire::Json;

use crate::error::ContractResult;
use crate::state::CONFIG;

/// Tells the hub, which refuses it from a contract that is not named. So nobody's balance but this one can be burned by it.
///
/// # Errors
/// None of its own.
pub fn accept_guarantor(deps: Deps) -> ContractResult<Response> {
    let accept = Json::Object(vec![("accept_guarantor".to_owned(), Json::Object(Vec::new()))]);
    Ok(Response::new().add_message(WasmMsg::Execute {
        contract_addr: CONFIG.load(deps.storage)?.hub.into_string(),
        msg: answer::json(&accept)?,
        funds: Vec::new(),
    }))
}
