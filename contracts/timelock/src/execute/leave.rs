//! Who objects leaves.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use floe_core::units::Shares;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::execute::free_objection;
use crate::outside::{call, to};
use crate::state::{save_objection, waiting, CONFIG, LOCKED, WAITING};

/// Sends the sender's shares to the hub's exit queue, for the sender. They go on objecting: a proposal waits for those who leave
/// because of it. The hub refuses what is less than its minimum; that can be retracted.
///
/// # Errors
/// [`ContractError::NothingLocked`](crate::error::ContractError::NothingLocked);
/// [`ContractError::StillLocked`](crate::error::ContractError::StillLocked).
pub fn leave(deps: DepsMut, env: &Env, user: &Addr, id: u64) -> ContractResult<Response> {
    let mut waiting = waiting(deps.storage, id)?;
    let mut objection = free_objection(deps.storage, env, id, &waiting, user)?;
    let shares = objection.locked;
    objection.locked = Shares::ZERO;
    objection.left = objection.left.plus(shares)?;
    waiting.leave(shares)?;
    save_objection(deps.storage, id, user, &objection)?;
    WAITING.save(deps.storage, id, &waiting)?;
    LOCKED.update(deps.storage, |all| ContractResult::Ok(all.minus(shares)?))?;
    let hub = CONFIG.load(deps.storage)?.hub;
    let exit = [("shares", shares.to_string()), ("receiver", user.to_string())];
    let exit = exit.each_ref().map(|(name, text)| (*name, text.as_str()));
    let left = Fact::Left {
        id,
        user: user.as_str(),
        shares,
        locked: waiting.locked,
        left: waiting.left,
    };
    Ok(Response::new()
        .add_event(left)
        .add_message(to(&hub, call("queue_unbond", &exit)?)))
}
