//! Who may send which message: one exhaustive table.

use cosmwasm_std::{Addr, Deps};
use floe_api::hub::ExecuteMsg;
use floe_contract::ownership::is_owner;
use floe_contract::roles::require;

use crate::error::{ContractError, ContractResult};
use crate::state::{CONTROLS, GUARANTORS, WIRING};

/// Who may send a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HubRole {
    Anyone,
    Owner,
    /// The guardian's pauses end by themselves.
    GuardianOrOwner,
    Governor,
    Collector,
    /// Checked by cw-ownable: the owner, or the proposed owner to accept.
    Ownership,
    /// A contract that the owner has named as a guarantor and that has not accepted yet.
    NamedGuarantor,
    /// Refused for everybody.
    Nobody,
}

/// The role that a message needs.
pub const fn role_of(msg: &ExecuteMsg) -> HubRole {
    match msg {
        ExecuteMsg::Bond { .. }
        | ExecuteMsg::QueueUnbond { .. }
        | ExecuteMsg::InstantUnbond { .. }
        | ExecuteMsg::CancelUnbond { .. }
        | ExecuteMsg::WithdrawUnbonded { .. }
        | ExecuteMsg::Claim { .. }
        | ExecuteMsg::ClaimFor { .. }
        | ExecuteMsg::Crank { .. }
        | ExecuteMsg::Sync {}
        | ExecuteMsg::Harvest { .. }
        | ExecuteMsg::SubmitBatch { .. }
        | ExecuteMsg::Reconcile {}
        // Before the sixtieth day of silence the owner, as the step itself checks.
        | ExecuteMsg::WriteOff { .. }
        | ExecuteMsg::Rebalance { .. }
        | ExecuteMsg::Transfer { .. }
        | ExecuteMsg::Send { .. }
        | ExecuteMsg::IncreaseAllowance { .. }
        | ExecuteMsg::DecreaseAllowance { .. }
        | ExecuteMsg::TransferFrom { .. }
        | ExecuteMsg::SendFrom { .. }
        // The marketing address, as cw20-base asks, or the owner.
        | ExecuteMsg::UpdateMarketing { .. }
        | ExecuteMsg::UploadLogo(_) => HubRole::Anyone,
        ExecuteMsg::DepositRewards { .. } => HubRole::Collector,
        ExecuteMsg::Pause { .. } => HubRole::GuardianOrOwner,
        ExecuteMsg::Unpause { .. }
        | ExecuteMsg::RearmGuardian {}
        | ExecuteMsg::UpdateParams(_)
        | ExecuteMsg::UpdateFee { .. }
        | ExecuteMsg::UpdateRoles { .. }
        | ExecuteMsg::Forget { .. }
        | ExecuteMsg::WindDown {} => HubRole::Owner,
        ExecuteMsg::Vote { .. } | ExecuteMsg::VoteWeighted { .. } => HubRole::Governor,
        ExecuteMsg::UpdateOwnership(_) => HubRole::Ownership,
        ExecuteMsg::AcceptGuarantor {} => HubRole::NamedGuarantor,
        ExecuteMsg::Burn { .. }
        | ExecuteMsg::BurnFrom { .. }
        | ExecuteMsg::Mint { .. }
        | ExecuteMsg::UpdateMinter { .. } => HubRole::Nobody,
    }
}

/// Refuses a sender who does not have the role.
pub fn check(deps: Deps, sender: &Addr, role: HubRole) -> ContractResult<()> {
    let (allowed, name) = match role {
        HubRole::Anyone | HubRole::Ownership => return Ok(()),
        HubRole::Nobody => return Err(ContractError::TokenFixed),
        HubRole::Owner => (is_owner(deps.storage, sender)?, "owner"),
        HubRole::GuardianOrOwner => {
            let guardian = CONTROLS.load(deps.storage)?.guardian;
            let owner = is_owner(deps.storage, sender)?;
            (
                owner || guardian.as_ref() == Some(sender),
                "guardian or the owner",
            )
        }
        HubRole::Governor => (
            CONTROLS.load(deps.storage)?.governor.as_ref() == Some(sender),
            "governor",
        ),
        HubRole::NamedGuarantor => {
            let guarantors = GUARANTORS.load(deps.storage)?;
            let mut named = [guarantors.pending_bonds, guarantors.pending_backstop].into_iter();
            (
                named.any(|named| named.as_ref() == Some(sender)),
                "contract that the owner has named as a guarantor",
            )
        }
        HubRole::Collector => (WIRING.load(deps.storage)?.collector == sender, "reward collector"),
    };
    Ok(require(allowed, name)?)
}
