//! Deposits: `bond`.

use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response, Uint128};
use floe_api::hub::Domain;
use floe_api::rate::{Flow, Stock};
use floe_core::engine::{self, Gates};
use floe_core::units::{Native, Seconds, Shares};
use floe_core::Params;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::{at_least, one_coin, outside_address};
use crate::session::Session;
use crate::state::{CONTROLS, FLOW, PARAMS, STOCK, WIRING};
use crate::token;

/// Mints shares for a deposit. Sends no message and asks nobody, unless the last observation is too old.
pub fn bond(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    receiver: Option<String>,
    min_shares: Option<Uint128>,
) -> ContractResult<Response> {
    let wiring = WIRING.load(deps.storage)?;
    let params = PARAMS.load(deps.storage)?;
    let amount = one_coin(&info, &wiring.denom)?;
    let hub = &env.contract.address;
    if wiring
        .depositors
        .as_ref()
        .is_some_and(|only| *only != info.sender)
    {
        return Err(ContractError::DepositorsOnly);
    }
    let receiver = outside_address(deps.api, &wiring, hub, "receiver", receiver, &info.sender)?;

    let now = env.block.time.seconds();
    let mut response = Response::new();
    let mut stock = STOCK.load(deps.storage)?;
    if is_stale(&stock, &params, now) {
        let mut session = Session::load(deps.storage, deps.querier, &env)?;
        session.observe(deps.storage, amount)?;
        response = session.finish(deps.branch().storage)?;
        stock = STOCK.load(deps.storage)?;
    }
    let controls = CONTROLS.load(deps.storage)?;
    controls.gates.check(Domain::Deposits, now)?;
    let mut flow = FLOW.load(deps.storage)?;
    let shares = deposit(&mut flow, &stock, &params, &controls.gates, amount, now)?;
    at_least(min_shares, shares.into(), |requested, available| {
        ContractError::TooFewShares { requested, available }
    })?;

    token::credit(deps.storage, &receiver, shares)?;
    FLOW.save(deps.storage, &flow)?;
    let bonded = Fact::Bonded {
        sender: info.sender.as_str(),
        receiver: receiver.as_str(),
        amount,
        denom: &wiring.denom,
        shares,
    };
    Ok(response
        .add_attributes(token::mint_attributes(&receiver, shares))
        .add_event(Event::from(bonded)))
}

/// Whether a deposit has to observe first.
pub fn is_stale(stock: &Stock, params: &Params, now: Seconds) -> bool {
    now > stock.synced_secs().saturating_add(params.deposit.max_sync_age)
}

/// Prices and books a deposit.
pub fn deposit(
    flow: &mut Flow,
    stock: &Stock,
    params: &Params,
    gates: &Gates,
    amount: Native,
    now: Seconds,
) -> ContractResult<Shares> {
    let mut books = stock.books(flow);
    let shares = engine::deposit(&mut books, gates, &params.deposit, amount, now)??;
    flow.free = books.free;
    flow.supply = books.supply;
    Ok(shares)
}
