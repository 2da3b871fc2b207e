//! Migration: from a listed older version of this contract, and from nothing else.

use cosmwasm_std::{DepsMut, Env, Response};
use floe_api::hub::MigrateMsg;

use crate::contract::CODE;
use crate::error::ContractResult;
use crate::execute::params::apply_params;

/// Versions that this code can take over from. The first release follows none.
pub const ACCEPTED: &[&str] = &[];

/// Takes over the state of a listed older version of the same contract. Parameters that the message sets obey the bounds
/// of this version; stored ones that these exclude stay as they are, and `powers` shows them beside their bounds.
///
/// # Errors
/// [`CannotMigrate`](floe_contract::ShellError::CannotMigrate); an error of the bounds.
pub fn migrate(mut deps: DepsMut, env: Env, msg: MigrateMsg, accepted: &[&str]) -> ContractResult<Response> {
    let from = CODE.check(deps.storage, accepted)?;
    let mut response = Response::new();
    if let Some(update) = msg.params {
        response = response.add_events(apply_params(deps.branch(), &env, update)?);
    }
    Ok(response.add_event(CODE.replace(deps.storage, &from)?))
}
