//! The exit queue: `queue_unbond` and `cancel_unbond`.

use cosmwasm_std::{
    Addr, DepsMut, Empty, Env, Event, MessageInfo, QuerierWrapper, Response, Storage, Uint128,
};
use floe_core::exits::interval_in_force;
use floe_core::units::{Seconds, Shares};
use floe_core::Params;

use crate::chain;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::{nonzero_shares, outside_address};
use crate::state::{BATCH_USERS, CONTROLS, PARAMS, QUEUE, REQUESTS, WIRING};
use crate::token;

/// Shares that leave somebody's balance for an exit.
pub struct Exit {
    /// Whose balance they come from.
    pub owner: Addr,
    /// Who acts: the owner, or a spender by allowance; the default receiver.
    pub actor: Addr,
    pub shares: Shares,
}

pub fn queue_unbond(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    shares: Uint128,
    receiver: Option<String>,
) -> ContractResult<Response> {
    let exit = Exit {
        owner: info.sender.clone(),
        actor: info.sender,
        shares: nonzero_shares(shares)?,
    };
    let attributes = token::transfer_attributes(&exit.owner, &env.contract.address, exit.shares);
    Ok(queue(deps, env, exit, receiver)?.add_attributes(attributes))
}

/// Escrows shares in the open batch, merging with an earlier request of the receiver. The caller adds the token's
/// attributes.
pub fn queue(deps: DepsMut, env: Env, exit: Exit, receiver: Option<String>) -> ContractResult<Response> {
    let Exit { owner, actor, shares } = exit;
    let hub = &env.contract.address;
    let receiver = match receiver {
        // Nobody acts for the protocol's own contracts, so the actor is not one of them.
        None => actor.clone(),
        Some(_) => {
            let wiring = WIRING.load(deps.storage)?;
            outside_address(deps.api, &wiring, hub, "receiver", receiver, &actor)?
        }
    };
    let params = PARAMS.load(deps.storage)?;
    check_minimum(&deps, &params, &owner, shares)?;

    let batch = QUEUE.load(deps.storage)?.open;
    token::debit(deps.storage, &owner, shares)?;
    token::credit(deps.storage, hub, shares)?;
    let earlier = REQUESTS.may_load(deps.storage, (&receiver, batch))?;
    if earlier.is_none() {
        BATCH_USERS.save(deps.storage, (batch, &receiver), &Empty {})?;
    }
    let total = earlier.unwrap_or_default().plus(shares)?;
    REQUESTS.save(deps.storage, (&receiver, batch), &total)?;
    let queued = Fact::UnbondQueued {
        sender: actor.as_str(),
        receiver: receiver.as_str(),
        batch,
        shares,
    };
    Ok(Response::new().add_event(Event::from(queued)))
}

/// The interval in force, in seconds. A registry that cannot answer stops no exit.
pub fn interval(
    querier: &QuerierWrapper,
    env: &Env,
    params: &Params,
    registry: &Addr,
    winding_down: bool,
) -> Seconds {
    let targets = chain::targets(querier, registry, env.block.time.seconds());
    let count = targets.map_or(0, |targets| targets.count());
    interval_in_force(params, count, winding_down)
}

/// Takes in the interval in force, in seconds, which an empty batch follows.
pub fn follow(storage: &mut dyn Storage, hub: &Addr, interval: Seconds) -> ContractResult<()> {
    let mut queue = QUEUE.load(storage)?;
    queue.follow(interval, token::escrow(storage, hub)?.is_zero());
    Ok(QUEUE.save(storage, &queue)?)
}

/// Dust is refused, but not where less than the minimum stays behind: what a stranger sends to a holder cannot spoil
/// "all I have". Nothing is dust once the protocol winds down.
fn check_minimum(deps: &DepsMut, params: &Params, owner: &Addr, shares: Shares) -> ContractResult<()> {
    let minimum = params.exit.min_unbond;
    if shares >= minimum || token::rest(deps.storage, owner, shares)? < minimum {
        return Ok(());
    }
    if CONTROLS.load(deps.storage)?.gates.winding_down() {
        return Ok(());
    }
    Err(ContractError::BelowMinimum {
        field: "shares",
        given: shares.into(),
        minimum: minimum.into(),
    })
}

/// Returns escrowed shares to the receiver of the request while its batch is open.
pub fn cancel_unbond(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    shares: Option<Uint128>,
) -> ContractResult<Response> {
    let user = info.sender;
    let queue = QUEUE.load(deps.storage)?;
    let batch = queue.open;
    let queued =
        REQUESTS
            .may_load(deps.storage, (&user, batch))?
            .ok_or_else(|| ContractError::NothingQueued {
                user: user.to_string(),
            })?;
    let shares = match shares {
        Some(shares) => nonzero_shares(shares)?,
        None => queued,
    };
    let rest = queued
        .minus(shares)
        .map_err(|_| ContractError::InsufficientShares {
            requested: shares.into(),
            available: queued.into(),
        })?;
    if rest.is_zero() {
        REQUESTS.remove(deps.storage, (&user, batch));
        BATCH_USERS.remove(deps.storage, (batch, &user));
    } else {
        REQUESTS.save(deps.storage, (&user, batch), &rest)?;
    }
    let hub = &env.contract.address;
    token::debit(deps.storage, hub, shares)?;
    token::credit(deps.storage, &user, shares)?;
    if queue.due != queue.next() {
        follow(deps.storage, hub, queue.interval)?;
    }
    Ok(Response::new()
        .add_attributes(token::transfer_attributes(hub, &user, shares))
        .add_event(Event::from(Fact::UnbondCancelled {
            receiver: user.as_str(),
            batch,
            shares,
        })))
}
