//! Staking rewards go to the hub.

use cosmwasm_std::{Addr, Deps, Env, Response, WasmMsg};
use floe_api::hub;
use floe_contract::answer;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::CONFIG;

/// Sends all of the staking coin to the hub as `deposit_rewards`. With none here it succeeds without effect, so that a
/// crank never fails on it. Asks for that one balance only: how many other denoms were sent here changes nothing.
///
/// The hub may name the keeper who is credited; from anybody else the field is ignored and the sender is.
pub fn forward(deps: Deps, env: &Env, sender: Addr, keeper: Option<String>) -> ContractResult<Response> {
    let config = CONFIG.load(deps.storage)?;
    let coin = deps.querier.query_balance(&env.contract.address, &config.denom)?;
    if coin.amount.is_zero() {
        return Ok(Response::new());
    }
    let keeper = match keeper {
        Some(keeper) if sender == config.hub => keeper,
        Some(_) | None => sender.into_string(),
    };
    let forwarded = Response::new().add_event(Fact::RewardsForwarded {
        amount: coin.amount.into(),
        denom: &coin.denom,
        keeper: &keeper,
    });
    Ok(forwarded.add_message(WasmMsg::Execute {
        contract_addr: config.hub.into_string(),
        msg: answer::json(&hub::ExecuteMsg::DepositRewards { keeper })?,
        funds: vec![coin],
    }))
}
