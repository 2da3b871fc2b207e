//! Shares arrive that object.

use cosmwasm_std::{from_json, Addr, Binary, DepsMut, Env, Response, Uint128};
use floe_api::timelock::TimelockHookMsg;
use floe_contract::{address, ShellError};
use floe_core::units::Shares;

use crate::error::ContractResult;
use crate::events::{looked, Fact};
use crate::outside::{open_batch, supply};
use crate::state::{objection, save_objection, waiting, CONFIG, LOCKED, TIMES, WAITING};

/// # Errors
/// As for an objection; when the message in it cannot be read.
pub fn receive(
    deps: DepsMut,
    env: &Env,
    sender: &str,
    amount: Uint128,
    msg: &Binary,
) -> ContractResult<Response> {
    let sender = address::checked(deps.api, "sender", sender)?;
    match from_json(msg)? {
        TimelockHookMsg::Object { id } => object(deps, env, &sender, amount.into(), id),
    }
}

/// Locks shares and looks at the objections with them.
fn object(deps: DepsMut, env: &Env, user: &Addr, shares: Shares, id: u64) -> ContractResult<Response> {
    if shares.is_zero() {
        return Err(ShellError::Zero { field: "amount" }.into());
    }
    let now = env.block.time.seconds();
    let mut waiting = waiting(deps.storage, id)?;
    waiting.check_open(now)?;
    let mut objection = objection(deps.storage, id, user)?;
    objection.locked = objection.locked.plus(shares)?;
    objection.last = now;
    waiting.lock(shares)?;
    let hub = CONFIG.load(deps.storage)?.hub;
    let supply = supply(&deps.querier, &hub);
    let look = waiting.look(TIMES.load(deps.storage)?, supply, now)?;
    if look.to_mark {
        waiting.mark = Some(open_batch(&deps.querier, &hub));
    }
    let objections = look.postponed.then(|| waiting.objections(supply)).transpose()?;
    save_objection(deps.storage, id, user, &objection)?;
    WAITING.save(deps.storage, id, &waiting)?;
    LOCKED.update(deps.storage, |all| ContractResult::Ok(all.plus(shares)?))?;
    let objected = Fact::Objected {
        id,
        user: user.as_str(),
        shares,
        locked: waiting.locked,
        left: waiting.left,
    };
    Ok(Response::new()
        .add_event(objected)
        .add_events(looked(id, &waiting, objections, look.to_mark)))
}
