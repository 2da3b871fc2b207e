//! Reads the rate of a hub in the ways open to another contract, so that their gas can be measured.

use cosmwasm_schema::cw_serde;
#[cfg(target_arch = "wasm32")]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Addr, Decimal, DepsMut, Empty, Env, MessageInfo, Response, StdResult, Uint128};
use floe_api::hub::{QueryMsg, RedemptionRateResponse};

#[cw_serde]
pub enum ExecuteMsg {
    /// Reads nothing.
    Noop {},
    /// Asks for the redemption rate.
    Smart { hub: Addr },
    /// Reads the storage of the hub and computes the rate.
    Raw { hub: Addr },
    /// Asks another contract for one item: the least that a smart query costs.
    Item { of: Addr },
}

/// As the null hub's.
#[cw_serde]
enum ItemQuery {
    Supply {},
}

#[cfg_attr(target_arch = "wasm32", entry_point)]
pub fn instantiate(_deps: DepsMut, _env: Env, _info: MessageInfo, _msg: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

#[cfg_attr(target_arch = "wasm32", entry_point)]
pub fn execute(deps: DepsMut, env: Env, _info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    let rate = match msg {
        ExecuteMsg::Noop {} => Decimal::zero(),
        ExecuteMsg::Smart { hub } => {
            let question = QueryMsg::RedemptionRate {
                denom: hub.to_string(),
                params: None,
            };
            let answer: RedemptionRateResponse = deps.querier.query_wasm_smart(hub, &question)?;
            answer.redemption_rate
        }
        ExecuteMsg::Raw { hub } => {
            floe_api::rate::query_raw(&deps.querier, &hub, env.block.time.seconds())?.rate
        }
        ExecuteMsg::Item { of } => {
            let item: Uint128 = deps.querier.query_wasm_smart(of, &ItemQuery::Supply {})?;
            Decimal::raw(item.u128())
        }
    };
    Ok(Response::new().add_attribute("rate", rate.to_string()))
}
