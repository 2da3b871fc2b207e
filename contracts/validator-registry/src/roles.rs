//! Who may send which message: one table, which the router consults.

use cosmwasm_std::{Addr, Deps};
use floe_api::ownership::OwnershipAction;
use floe_api::registry::ExecuteMsg;
use floe_contract::{ownership, roles, ShellError};
use floe_core::units::Seconds;

use crate::error::ContractResult;
use crate::hub;
use crate::state::CONFIG;

/// Who pauses a validator, in a refusal.
pub const PAUSERS: &str = "owner or the guardian";

/// Who sets weights, in a refusal.
pub const WEIGHERS: &str = "owner or the steward";

/// Who may send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryRole {
    Anyone,
    Owner,
    /// The owner, or the guardian that the hub names.
    OwnerOrGuardian,
    /// The owner, or the steward that the owner has named.
    OwnerOrSteward,
    /// The contract of operators' bonds that the owner has named.
    Lister,
    /// Whom the owner has proposed; cw-ownable checks it.
    ProposedOwner,
    Nobody,
}

/// The role that a message asks for.
pub fn role_of(msg: &ExecuteMsg) -> RegistryRole {
    match msg {
        ExecuteMsg::AddValidator { .. } => RegistryRole::Owner,
        ExecuteMsg::SetWeights { .. } => RegistryRole::OwnerOrSteward,
        ExecuteMsg::RemoveValidator { .. } => RegistryRole::Owner,
        ExecuteMsg::ListValidator { .. } => RegistryRole::Lister,
        ExecuteMsg::UnlistValidator { .. } => RegistryRole::Lister,
        ExecuteMsg::PauseValidator { .. } => RegistryRole::OwnerOrGuardian,
        ExecuteMsg::ResumeValidator { .. } => RegistryRole::Owner,
        ExecuteMsg::Refresh {} => RegistryRole::Anyone,
        ExecuteMsg::UpdateParams(_) => RegistryRole::Owner,
        ExecuteMsg::UpdateRoles { .. } => RegistryRole::Owner,
        ExecuteMsg::UpdateOwnership(OwnershipAction::TransferOwnership { .. }) => RegistryRole::Owner,
        ExecuteMsg::UpdateOwnership(OwnershipAction::AcceptOwnership) => RegistryRole::ProposedOwner,
        ExecuteMsg::UpdateOwnership(OwnershipAction::RenounceOwnership) => RegistryRole::Nobody,
    }
}

/// In what quality the sender calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    Public,
    Owner,
    Steward,
    Lister,
    /// With the terms of its pauses: their length, and the number of the arming in force.
    Guardian {
        pause_secs: Seconds,
        arming: u64,
    },
}

/// Checks that the sender has the role. Only a pause by somebody other than the owner asks the hub.
///
/// # Errors
/// [`ShellError::Unauthorized`]; [`ShellError::CannotRenounce`]; the hub's error when it does not name its
/// guardian.
pub fn authorise(deps: Deps, sender: &Addr, role: RegistryRole) -> ContractResult<Caller> {
    match role {
        RegistryRole::Anyone | RegistryRole::ProposedOwner => Ok(Caller::Public),
        RegistryRole::Owner => {
            roles::owner(deps.storage, sender)?;
            Ok(Caller::Owner)
        }
        RegistryRole::OwnerOrGuardian if ownership::is_owner(deps.storage, sender)? => Ok(Caller::Owner),
        RegistryRole::OwnerOrGuardian => as_guardian(deps, sender),
        RegistryRole::OwnerOrSteward if ownership::is_owner(deps.storage, sender)? => Ok(Caller::Owner),
        RegistryRole::OwnerOrSteward => {
            let steward = CONFIG.load(deps.storage)?.steward;
            roles::require(steward.as_ref() == Some(sender), WEIGHERS)?;
            Ok(Caller::Steward)
        }
        RegistryRole::Lister => {
            let lister = CONFIG.load(deps.storage)?.lister;
            roles::require(lister.as_ref() == Some(sender), "lister")?;
            Ok(Caller::Lister)
        }
        RegistryRole::Nobody => Err(ShellError::CannotRenounce.into()),
    }
}

fn as_guardian(deps: Deps, sender: &Addr) -> ContractResult<Caller> {
    let hub = CONFIG.load(deps.storage)?.hub;
    let answer = hub::guardian(&deps.querier, &hub)?;
    roles::require(answer.guardian.as_deref() == Some(sender.as_str()), PAUSERS)?;
    Ok(Caller::Guardian {
        pause_secs: answer.pause_secs,
        arming: answer.arming,
    })
}
