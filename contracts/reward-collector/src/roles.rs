//! Who may send which message: one table, which the router consults.

use cosmwasm_std::{Addr, Deps};
use floe_api::collector::ExecuteMsg;
use floe_api::ownership::OwnershipAction;

use crate::error::{ContractError, ContractResult};

/// Who may send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Anyone,
    Owner,
    /// Whom the owner has proposed; cw-ownable checks it.
    ProposedOwner,
    Nobody,
}

/// The role that a message asks for.
pub fn role_of(msg: &ExecuteMsg) -> Role {
    match msg {
        ExecuteMsg::Forward { .. } => Role::Anyone,
        ExecuteMsg::SendForeign { .. } => Role::Owner,
        ExecuteMsg::UpdateOwnership(OwnershipAction::TransferOwnership { .. }) => Role::Owner,
        ExecuteMsg::UpdateOwnership(OwnershipAction::AcceptOwnership) => Role::ProposedOwner,
        ExecuteMsg::UpdateOwnership(OwnershipAction::RenounceOwnership) => Role::Nobody,
    }
}

/// Checks that the sender has the role.
///
/// # Errors
/// [`ContractError::Unauthorized`]; [`ContractError::CannotRenounce`].
pub fn authorise(deps: Deps, sender: &Addr, role: Role) -> ContractResult<()> {
    match role {
        Role::Anyone | Role::ProposedOwner => Ok(()),
        Role::Owner if cw_ownable::is_owner(deps.storage, sender)? => Ok(()),
        Role::Owner => Err(ContractError::Unauthorized { role: "owner" }),
        Role::Nobody => Err(ContractError::CannotRenounce),
    }
}
