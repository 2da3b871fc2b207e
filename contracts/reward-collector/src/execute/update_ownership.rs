use cosmwasm_std::{Addr, DepsMut, Env, Response};
use floe_api::ownership::OwnershipAction;

use crate::error::ContractResult;
use crate::events::Fact;

/// Hands the ownership over in two steps. The roles have refused renouncing before this is reached.
///
/// # Errors
/// cw-ownable's: nobody is proposed, the sender is not who is, or the proposal has expired.
pub fn update_ownership(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    action: OwnershipAction,
) -> ContractResult<Response> {
    let old = cw_ownable::get_ownership(deps.storage)?;
    let new = cw_ownable::update_ownership(deps, &env.block, sender, action.into())?;
    let shown = |address: Option<Addr>| address.map_or_else(|| "none".to_owned(), Into::into);
    Ok(Response::new().add_event(Fact::OwnershipUpdated {
        old_owner: shown(old.owner),
        owner: shown(new.owner),
        pending_owner: shown(new.pending_owner),
    }))
}
