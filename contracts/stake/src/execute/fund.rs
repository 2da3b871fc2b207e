//! Rewards are paid into a stream.

use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response, Uint128};
use floe_api::stake::Asset;
use floe_contract::{funds, ShellError};
use floe_core::units::Native;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::session::StakeSession;

/// With the coin that came.
///
/// # Errors
/// Unless exactly one coin of a stream has come.
pub fn fund_coin(deps: DepsMut, env: &Env, info: &MessageInfo) -> ContractResult<Response> {
    let denom = match info.funds.first() {
        Some(coin) => coin.denom.clone(),
        None => {
            let expected = "a stream's denom".to_owned();
            return Err(ShellError::NoCoin { expected }.into());
        }
    };
    let amount = funds::one_coin(info, &denom)?;
    fund(deps, env, &Asset::Denom(denom), amount)
}

/// With what has come.
///
/// # Errors
/// [`NoStream`](crate::error::ContractError::NoStream); [`ShellError::Zero`].
pub fn fund(deps: DepsMut, env: &Env, asset: &Asset, amount: Uint128) -> ContractResult<Response> {
    if amount.is_zero() {
        return Err(ShellError::Zero { field: "amount" }.into());
    }
    let mut session = StakeSession::load(deps.as_ref(), env)?;
    let funded = book(&mut session, asset, amount.into())?;
    session.save(deps.storage)?;
    Ok(Response::new().add_event(funded))
}

/// Books what was paid in, and the event that says so.
///
/// # Errors
/// [`NoStream`](crate::error::ContractError::NoStream).
pub fn book(session: &mut StakeSession, asset: &Asset, amount: Native) -> ContractResult<Event> {
    let now = session.now;
    let rewards = &mut session.stream(asset)?.rewards;
    rewards.fund(now, amount)?;
    Ok(Fact::Funded {
        asset: asset.name(),
        amount,
        unreleased: rewards.stream.unreleased(now),
        end: rewards.stream.end,
    }
    .into())
}
