//! One owner, handed over in two steps and never renounced. Stored by cw-ownable under `ownership`.

use cosmwasm_std::{Addr, Api, BlockInfo, DepsMut, Response, StdResult, Storage};
use floe_api::events::ShellFact;
use floe_api::ownership::{OwnershipAction, OwnershipResponse};

use crate::ShellError;

/// Makes an address the first owner.
///
/// # Errors
/// The chain's, for an invalid address.
pub fn initialize(storage: &mut dyn Storage, api: &dyn Api, owner: &str) -> StdResult<()> {
    cw_ownable::initialize_owner(storage, api, Some(owner)).map(drop)
}

/// Whether the address is the owner.
///
/// # Errors
/// When nothing readable is stored.
pub fn is_owner(storage: &dyn Storage, address: &Addr) -> StdResult<bool> {
    cw_ownable::is_owner(storage, address)
}

/// The owner.
///
/// # Errors
/// When nothing readable is stored.
pub fn owner(storage: &dyn Storage) -> StdResult<Option<Addr>> {
    Ok(cw_ownable::get_ownership(storage)?.owner)
}

/// The answer to `ownership`.
///
/// # Errors
/// When nothing readable is stored.
pub fn query(storage: &dyn Storage) -> StdResult<OwnershipResponse> {
    cw_ownable::get_ownership(storage).map(OwnershipResponse::from)
}

/// Proposes a new owner, or takes the ownership over, and reports it as `ownership_updated`.
///
/// # Errors
/// [`ShellError::CannotRenounce`]; cw-ownable's: the sender is not the owner, nobody is proposed, the sender is not who is,
/// or the proposal has expired.
pub fn update(
    deps: DepsMut,
    block: &BlockInfo,
    sender: &Addr,
    action: OwnershipAction,
) -> Result<Response, ShellError> {
    if action == OwnershipAction::RenounceOwnership {
        return Err(ShellError::CannotRenounce);
    }
    let old = owner(deps.storage)?;
    let new = cw_ownable::update_ownership(deps, block, sender, action.into())?;
    let shown = |address: Option<Addr>| address.map_or_else(|| "none".to_owned(), Addr::into_string);
    let updated = ShellFact::OwnershipUpdated {
        old_owner: shown(old),
        owner: shown(new.owner),
        pending_owner: shown(new.pending_owner),
    };
    Ok(Response::new().add_event(updated))
}
