//! The books follow what the hub tells.

use cosmwasm_std::{DepsMut, Env, Response};

use crate::error::ContractResult;
use crate::session::Session;

/// Books and does nothing else.
///
/// # Errors
/// When the hub cannot be read.
pub fn poke(deps: DepsMut, env: &Env) -> ContractResult<Response> {
    let session = Session::booked(deps.as_ref(), env)?;
    Ok(session.finish(deps.storage, None)?)
}
