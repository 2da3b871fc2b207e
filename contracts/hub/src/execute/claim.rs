//! Claims of settled batches: `claim`, `withdraw_unbonded` and `claim_for`.

use cosmwasm_std::{
    coins, Addr, BankMsg, Deps, DepsMut, Env, Event, MessageInfo, Order, Response, StdResult, Storage,
};
use cw_storage_plus::Bound;
use floe_contract::address;
use floe_core::engine::Queue;
use floe_core::units::{Native, Shares};
use floe_core::Batch;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::outside_address;
use crate::query::exits::pending_batch;
use crate::session::Session;
use crate::state::{Wiring, BATCHES, BATCH_USERS, CARRY, FLOW, PARAMS, QUEUE, REQUESTS, RESERVED, WIRING};

/// Batches claimed in one transaction at most.
pub const CLAIM_PAGE: usize = 50;

/// Whose requests are claimed and who is paid.
struct Claimant {
    user: Addr,
    receiver: Addr,
}

/// Claims the named batches, or everything claimable up to a page.
pub fn claim(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    batches: Option<Vec<u64>>,
    receiver: Option<String>,
) -> ContractResult<Response> {
    let wiring = WIRING.load(deps.storage)?;
    let hub = &env.contract.address;
    let receiver = outside_address(deps.api, &wiring, hub, "receiver", receiver, &info.sender)?;
    let claimant = Claimant {
        user: info.sender,
        receiver,
    };
    run(deps, env, &wiring, &claimant, batches)
}

/// Claims for somebody else, who is paid.
pub fn claim_for(deps: DepsMut, env: Env, user: String) -> ContractResult<Response> {
    let user = address::checked(deps.api, "user", &user)?;
    let wiring = WIRING.load(deps.storage)?;
    let claimant = Claimant {
        receiver: user.clone(),
        user,
    };
    run(deps, env, &wiring, &claimant, None)
}

fn run(
    deps: DepsMut,
    env: Env,
    wiring: &Wiring,
    claimant: &Claimant,
    batches: Option<Vec<u64>>,
) -> ContractResult<Response> {
    let user = &claimant.user;
    let named = batches
        .map(|batches| check_batches(deps.storage, user, batches))
        .transpose()?;
    let named = named.as_deref();
    let queue = QUEUE.load(deps.storage)?;
    let mut found = claimable(deps.storage, user, named, queue.head)?;
    let first = if found.is_empty() {
        first_request(deps.storage, user)?
    } else {
        None
    };
    let mut response = Response::new();
    match fund_head(deps.storage, deps.querier, &env, user, named, &queue)? {
        Some(funding) => {
            response = funding;
            let head = QUEUE.load(deps.storage)?.head;
            found = claimable(deps.storage, user, named, head)?;
        }
        None => {
            if let Some(batch) = first {
                let estimate = estimate(deps.as_ref(), &env, batch)?;
                return Err(ContractError::NothingClaimable { estimate });
            }
        }
    }

    let paid = pay(deps.storage, claimant, &found, &mut response)?;
    if !paid.is_zero() {
        response = response.add_message(BankMsg::Send {
            to_address: claimant.receiver.to_string(),
            amount: coins(paid.units(), &wiring.denom),
        });
    }
    Ok(response)
}

/// The oldest request of a user.
///
/// # Errors
/// When there is none at all: somebody who waits for nothing cannot make the hub observe by claiming.
fn first_request(storage: &dyn Storage, user: &Addr) -> ContractResult<Option<u64>> {
    let first = REQUESTS
        .prefix(user)
        .keys(storage, None, None, Order::Ascending)
        .next()
        .transpose()?;
    match first {
        Some(batch) => Ok(Some(batch)),
        None => Err(ContractError::NoRequests {
            user: user.to_string(),
        }),
    }
}

/// Refuses lists that are empty, too long, name a batch twice or one without a request.
fn check_batches(storage: &dyn Storage, user: &Addr, batches: Vec<u64>) -> ContractResult<Vec<u64>> {
    if batches.is_empty() || batches.len() > CLAIM_PAGE {
        return Err(ContractError::ListLength {
            field: "batches",
            given: batches.len(),
            min: 1,
            max: CLAIM_PAGE,
        });
    }
    for (n, batch) in batches.iter().enumerate() {
        if batches.iter().take(n).any(|earlier| earlier == batch) {
            return Err(ContractError::DuplicateBatch { batch: *batch });
        }
        if !REQUESTS.has(storage, (user, *batch)) {
            return Err(ContractError::NoRequest {
                user: user.to_string(),
                batch: *batch,
            });
        }
    }
    Ok(batches)
}

/// If the oldest unsettled batch is ready: observes and settles, and covers what is missing when the user could still
/// not be paid. None if it is not ready, and nothing was done.
fn fund_head(
    storage: &mut dyn Storage,
    querier: cosmwasm_std::QuerierWrapper,
    env: &Env,
    user: &Addr,
    named: Option<&[u64]>,
    queue: &Queue,
) -> ContractResult<Option<Response>> {
    let ready = queue.head < queue.open
        && matches!(
            BATCHES.may_load(storage, queue.head)?,
            Some(Batch::Unbonding(batch)) if batch.ready(env.block.time.nanos())
        );
    if !ready {
        return Ok(None);
    }
    let mut session = Session::load(storage, querier, env)?;
    session.observe(storage, Native::ZERO)?;
    session.work.settle()?;
    if claimable(storage, user, named, session.accounts().queue.head)?.is_empty() {
        session.load_locks(storage)?;
        let (work, world) = session.split();
        let targets = work.targets(&world);
        work.cover(targets.as_ref(), work.page())?;
    }
    session.finish(storage).map(Some)
}

/// Requests in settled batches, oldest first, up to a page.
fn claimable(
    storage: &dyn Storage,
    user: &Addr,
    named: Option<&[u64]>,
    head: u64,
) -> StdResult<Vec<(u64, Shares)>> {
    match named {
        Some(named) => named
            .iter()
            .filter(|batch| **batch < head)
            .map(|batch| {
                REQUESTS
                    .load(storage, (user, *batch))
                    .map(|shares| (*batch, shares))
            })
            .collect(),
        None => REQUESTS
            .prefix(user)
            .range(storage, None, Some(Bound::exclusive(head)), Order::Ascending)
            .take(CLAIM_PAGE)
            .collect(),
    }
}

/// Pays each request out of its batch and clears it. Returns the sum.
fn pay(
    storage: &mut dyn Storage,
    claimant: &Claimant,
    claimable: &[(u64, Shares)],
    response: &mut Response,
) -> ContractResult<Native> {
    let mut paid = Native::ZERO;
    let mut remainders = Native::ZERO;
    for (id, shares) in claimable {
        let Some(Batch::Settled(mut batch)) = BATCHES.may_load(storage, *id)? else {
            return Err(ContractError::NoBatch { batch: *id });
        };
        let claim = batch.claim(*shares)?;
        match claim.remainder {
            Some(_) => BATCHES.remove(storage, *id),
            None => BATCHES.save(storage, *id, &Batch::Settled(batch))?,
        }
        REQUESTS.remove(storage, (&claimant.user, *id));
        BATCH_USERS.remove(storage, (*id, &claimant.user));
        let remainder = claim.remainder.unwrap_or_default();
        paid = paid.plus(claim.amount)?;
        remainders = remainders.plus(remainder)?;
        let Claimant { user, receiver } = claimant;
        let fact = Fact::Claimed {
            user: user.as_str(),
            receiver: receiver.as_str(),
            batch: *id,
            shares: *shares,
            amount: claim.amount,
            remainder,
        };
        response.events.push(Event::from(fact));
    }
    let spent = paid.plus(remainders)?;
    if !spent.is_zero() {
        RESERVED.update(storage, |reserved| {
            reserved.minus(spent).map_err(ContractError::from)
        })?;
    }
    if !remainders.is_zero() {
        return_remainders(storage, remainders)?;
    }
    Ok(paid)
}

/// What rounding left over in emptied batches belongs to everybody again.
fn return_remainders(storage: &mut dyn Storage, remainders: Native) -> ContractResult<()> {
    FLOW.update(storage, |mut flow| -> ContractResult<_> {
        flow.free = flow.free.plus(remainders)?;
        Ok(flow)
    })?;
    CARRY.update(storage, |mut carry| -> ContractResult<_> {
        carry.totals.exits = carry.totals.exits.less(remainders);
        Ok(carry)
    })?;
    Ok(())
}

/// When a request is estimated to be ready: one in the open batch an unbonding time after that may close.
fn estimate(deps: Deps, env: &Env, batch: u64) -> ContractResult<u64> {
    Ok(match BATCHES.may_load(deps.storage, batch)? {
        Some(Batch::Unbonding(batch)) => batch.estimate,
        Some(Batch::Settled(batch)) => batch.estimate,
        None => {
            let unbonding = PARAMS.load(deps.storage)?.exit.unbonding_estimate;
            let pending = pending_batch(deps, env)?;
            pending.est_unbond_start_time.saturating_add(unbonding)
        }
    })
}
