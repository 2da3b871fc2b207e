//! Migration: from a listed older version of this contract, and from nothing else.

use cosmwasm_std::{DepsMut, Response};
use floe_api::timelock::MigrateMsg;

use crate::contract::CODE;
use crate::error::ContractResult;

/// Older versions whose state this code can read. The first release has none.
pub const ACCEPTED: &[&str] = &[];

/// # Errors
/// [`CannotMigrate`](floe_contract::ShellError::CannotMigrate).
pub fn migrate(deps: DepsMut, MigrateMsg {}: MigrateMsg, accepted: &[&str]) -> ContractResult<Response> {
    Ok(CODE.migrate(deps.storage, accepted)?)
}
