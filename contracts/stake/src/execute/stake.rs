//! Somebody stakes.

use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo, Response};
use floe_api::stake::Asset;
use floe_contract::funds;
use floe_core::units::Units;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::change::{change, tell_listeners, StakeChange};
use crate::state::CONFIG;

/// With the coin that came.
///
/// # Errors
/// Unless exactly one coin of the staked denom has come; [`ContractError::OtherToken`] where a cw20 is staked.
pub fn stake_coin(deps: DepsMut, env: &Env, info: &MessageInfo) -> ContractResult<Response> {
    let instead = "send it with the message stake";
    match CONFIG.load(deps.storage)?.token {
        Asset::Denom(denom) => {
            let amount = funds::one_coin(info, &denom)?;
            stake(deps, env, &info.sender, amount.into())
        }
        Asset::Cw20(token) => {
            funds::refuse_with(info, instead)?;
            Err(ContractError::OtherToken { token, instead })
        }
    }
}

/// With what has come.
///
/// # Errors
/// For an amount of nothing.
pub fn stake(mut deps: DepsMut, env: &Env, user: &Addr, amount: Units) -> ContractResult<Response> {
    let plus = |before: Units, amount| Ok(before.plus(amount)?);
    let changed = change(deps.branch(), env, user, amount, plus)?;
    let staked = Fact::Staked {
        user: user.as_str(),
        amount,
        staked: changed.staked,
        total: changed.total,
    };
    let response = Response::new().add_event(staked);
    Ok(tell_listeners(
        deps.storage,
        response,
        StakeChange::Stake,
        user,
        amount,
    )?)
}
