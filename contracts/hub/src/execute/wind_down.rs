//! The end: `wind_down`.

use cosmwasm_std::{DepsMut, Env, Response};
use floe_core::units::Native;

use crate::error::{ContractError, ContractResult};
use crate::session::Session;

/// Irreversible: deposits and instant exit close, and cranks bring everything home.
pub fn wind_down(deps: DepsMut, env: Env) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, &env)?;
    if session.accounts().gates.winding_down() {
        return Err(ContractError::WindingDown);
    }
    session.observe(deps.storage, Native::ZERO)?;
    session.work.wind_down()?;
    session.finish(deps.storage)
}
