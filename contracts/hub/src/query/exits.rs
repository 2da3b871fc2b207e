//! Batches and requests.

use cosmwasm_std::{Deps, Env, Order, StdResult, Uint128};
use cw_storage_plus::Bound;
use floe_api::hub::{
    BatchRequest, BatchResponse, PendingBatchResponse, RequestState, UserRequest, UserRequestDetails,
};
use floe_contract::page;
use floe_core::convert::mul_div_floor;
use floe_core::engine::active;
use floe_core::units::{Native, Shares};
use floe_core::Batch;

use crate::chain;
use crate::error::{ContractError, ContractResult};
use crate::session::{Batches, Booking};
use crate::state::{BATCHES, BATCH_USERS, FLOW, QUEUE, REQUESTS, STOCK, WIRING};
use crate::token;

pub fn pending_batch(deps: Deps, env: &Env) -> ContractResult<PendingBatchResponse> {
    let escrow = Uint128::from(token::escrow(deps.storage, &env.contract.address)?);
    let Booking {
        accounts, params, at, ..
    } = Booking::load(deps.storage, env, Batches::Untouched)?;
    let registry = WIRING.load(deps.storage)?.registry;
    let targets = active(chain::targets(&deps.querier, &registry, at.seconds()).ok());
    Ok(PendingBatchResponse {
        id: accounts.queue.open,
        usteak_to_burn: escrow,
        ustake_to_burn: escrow,
        est_unbond_start_time: accounts.close_due_at(&params, targets.as_ref()).max(at.seconds()),
    })
}

pub fn previous_batch(deps: Deps, env: &Env, id: u64) -> ContractResult<BatchResponse> {
    let batch = BATCHES
        .may_load(deps.storage, id)?
        .ok_or(ContractError::NoBatch { batch: id })?;
    batch_response(env, id, &batch)
}

pub fn previous_batches(
    deps: Deps,
    env: &Env,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> ContractResult<Vec<BatchResponse>> {
    BATCHES
        .range(
            deps.storage,
            start_after.map(Bound::exclusive),
            None,
            Order::Ascending,
        )
        .take(page::size(limit))
        .map(|item| {
            let (id, batch) = item?;
            batch_response(env, id, &batch)
        })
        .collect()
}

pub fn unreconciled(deps: Deps, env: &Env) -> ContractResult<Vec<BatchResponse>> {
    let booking = Booking::load(deps.storage, env, Batches::Needed)?;
    let batches = booking.accounts.batches().iter();
    batches
        .map(|(id, batch)| batch_response(env, *id, &Batch::Unbonding(batch.clone())))
        .collect()
}

fn batch_response(env: &Env, id: u64, batch: &Batch) -> ContractResult<BatchResponse> {
    let (reconciled, shares, unclaimed, estimate) = match batch {
        Batch::Unbonding(batch) => {
            let soonest = env.block.time.seconds().saturating_add(1);
            (false, batch.shares, batch.payable, batch.estimate.max(soonest))
        }
        Batch::Settled(batch) => (true, batch.open_shares, batch.unclaimed()?, batch.estimate),
    };
    Ok(BatchResponse {
        id,
        reconciled,
        total_shares: shares.into(),
        uluna_unclaimed: unclaimed.into(),
        amount_unclaimed: unclaimed.into(),
        utoken_unclaimed: unclaimed.into(),
        est_unbond_end_time: estimate,
    })
}

pub fn by_user(
    deps: Deps,
    user: String,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> StdResult<Vec<UserRequest>> {
    let user = deps.api.addr_validate(&user)?;
    REQUESTS
        .prefix(&user)
        .range(
            deps.storage,
            start_after.map(Bound::exclusive),
            None,
            Order::Ascending,
        )
        .take(page::size(limit))
        .map(|item| {
            item.map(|(id, shares)| UserRequest {
                id,
                shares: shares.into(),
            })
        })
        .collect()
}

pub fn by_batch(
    deps: Deps,
    id: u64,
    start_after: Option<String>,
    limit: Option<u32>,
) -> StdResult<Vec<BatchRequest>> {
    let start = start_after
        .map(|address| deps.api.addr_validate(&address))
        .transpose()?;
    BATCH_USERS
        .prefix(id)
        .keys(
            deps.storage,
            start.as_ref().map(Bound::exclusive),
            None,
            Order::Ascending,
        )
        .take(page::size(limit))
        .map(|user| {
            let user = user?;
            let shares = REQUESTS.load(deps.storage, (&user, id))?;
            Ok(BatchRequest {
                user: user.into(),
                shares: shares.into(),
            })
        })
        .collect()
}

pub fn details(
    deps: Deps,
    env: &Env,
    user: String,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> ContractResult<Vec<UserRequestDetails>> {
    let open = QUEUE.load(deps.storage)?.open;
    by_user(deps, user, start_after, limit)?
        .into_iter()
        .map(|UserRequest { id, shares }| {
            if id == open {
                pending_details(deps, env, id, shares)
            } else {
                closed_details(deps, env, id, shares)
            }
        })
        .collect()
}

fn pending_details(deps: Deps, env: &Env, id: u64, shares: Uint128) -> ContractResult<UserRequestDetails> {
    let pending = pending_batch(deps, env)?;
    let flow = FLOW.load(deps.storage)?;
    let pool = STOCK.load(deps.storage)?.pool(&flow, env.block.time.seconds());
    let amount = floe_core::convert::to_native(shares.into(), pool, flow.supply).unwrap_or(Native::ZERO);
    Ok(UserRequestDetails {
        id,
        shares,
        state: RequestState::Pending,
        batch: None,
        estimated_time: pending.est_unbond_start_time,
        pending: Some(pending),
        amount: amount.into(),
    })
}

fn closed_details(deps: Deps, env: &Env, id: u64, shares: Uint128) -> ContractResult<UserRequestDetails> {
    let batch = BATCHES
        .may_load(deps.storage, id)?
        .ok_or(ContractError::NoBatch { batch: id })?;
    let (state, payable, all): (_, Native, Shares) = match &batch {
        Batch::Unbonding(batch) => (RequestState::Unbonding, batch.payable, batch.shares),
        Batch::Settled(batch) => (RequestState::Completed, batch.payable, batch.shares),
    };
    let amount = mul_div_floor(shares.u128(), payable.units(), all.units())?;
    let response = batch_response(env, id, &batch)?;
    Ok(UserRequestDetails {
        id,
        shares,
        state,
        estimated_time: response.est_unbond_end_time,
        batch: Some(response),
        pending: None,
        amount: amount.into(),
    })
}
