//! What came without a message becomes rewards.

use cosmwasm_std::{DepsMut, Env, Response};
use floe_api::stake::Asset;
use floe_core::units::Native;

use crate::asset::balance;
use crate::error::ContractResult;
use crate::execute::fund::book;
use crate::session::StakeSession;
use crate::state::CONFIG;

/// Books what the contract has beyond its books. Nothing there: nothing changes.
///
/// # Errors
/// [`NoStream`](crate::error::ContractError::NoStream); when the token does not answer.
pub fn poke(deps: DepsMut, env: &Env, asset: &Asset) -> ContractResult<Response> {
    let mut session = StakeSession::load(deps.as_ref(), env)?;
    let mut booked = session.stream(asset)?.rewards.held();
    if CONFIG.load(deps.storage)?.token == *asset {
        booked = booked.plus(Native::new(session.books.booked()?.units()))?;
    }
    let has = Native::from(balance(&deps.querier, asset, &env.contract.address)?);
    let beyond = has.less(booked);
    if beyond.is_zero() {
        return Ok(Response::new());
    }
    let funded = book(&mut session, asset, beyond)?;
    session.save(deps.storage)?;
    Ok(Response::new().add_event(funded))
}
