//! An objection is taken back.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use floe_core::units::Shares;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::execute::free_objection;
use crate::outside::{call, supply, to};
use crate::state::{save_objection, waiting, CONFIG, LOCKED, WAITING};

/// Gives the sender's shares back. What they have moved stays moved; the mark goes where too few object without them.
///
/// # Errors
/// [`ContractError::NothingLocked`](crate::error::ContractError::NothingLocked);
/// [`ContractError::StillLocked`](crate::error::ContractError::StillLocked).
pub fn retract(deps: DepsMut, env: &Env, user: &Addr, id: u64) -> ContractResult<Response> {
    let mut waiting = waiting(deps.storage, id)?;
    let mut objection = free_objection(deps.storage, env, id, &waiting, user)?;
    let hub = CONFIG.load(deps.storage)?.hub;
    let shares = objection.locked;
    objection.locked = Shares::ZERO;
    let supply = supply(&deps.querier, &hub);
    let unmarked = waiting.retract(shares, supply, env.block.time.seconds())?;
    save_objection(deps.storage, id, user, &objection)?;
    WAITING.save(deps.storage, id, &waiting)?;
    LOCKED.update(deps.storage, |all| ContractResult::Ok(all.minus(shares)?))?;
    let back = [("recipient", user.to_string()), ("amount", shares.to_string())];
    let back = back.each_ref().map(|(name, text)| (*name, text.as_str()));
    let retracted = Fact::Retracted {
        id,
        user: user.as_str(),
        shares,
        locked: waiting.locked,
        left: waiting.left,
    };
    let unmarked = unmarked.then_some(Fact::Unmarked { id, due: waiting.due });
    Ok(Response::new()
        .add_event(retracted)
        .add_events(unmarked)
        .add_message(to(&hub, call("transfer", &back)?)))
}
