//! cw20 tokens arrive.

use cosmwasm_std::{from_json, Addr, Binary, DepsMut, Env, Response, Uint128};
use floe_api::stake::{Asset, StakeHookMsg};
use floe_contract::address;

use crate::error::{ContractError, ContractResult};
use crate::execute::fund::fund;
use crate::execute::stake::stake;
use crate::state::CONFIG;

/// # Errors
/// As for what the message in it asks for; when it cannot be read.
pub fn receive(
    deps: DepsMut,
    env: &Env,
    token: &Addr,
    sender: &str,
    amount: Uint128,
    msg: &Binary,
) -> ContractResult<Response> {
    let sender = address::checked(deps.api, "sender", sender)?;
    let asset = Asset::Cw20(token.to_string());
    match from_json(msg)? {
        StakeHookMsg::Stake {} => {
            let staked = CONFIG.load(deps.storage)?.token;
            if staked != asset {
                return Err(ContractError::OtherToken {
                    token: staked.name().to_owned(),
                    instead: "send that, or pay this into its stream by fund",
                });
            }
            stake(deps, env, &sender, amount.into())
        }
        StakeHookMsg::Fund {} => fund(deps, env, &asset, amount),
    }
}
