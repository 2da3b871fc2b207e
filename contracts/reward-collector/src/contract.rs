//! Entry points: refuse coins, check the role, route. Rewards come as plain bank transfers, never with a message.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult};
use floe_api::collector::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use floe_contract::migration::CodeVersion;
use floe_contract::{funds, ownership};

use crate::error::ContractResult;
use crate::roles::role_of;

/// Name and version under which the contract records itself, and by which `migrate` knows it again.
pub const CODE: CodeVersion = CodeVersion {
    name: "crates.io:floe-reward-collector",
    version: env!("CARGO_PKG_VERSION"),
};

/// The sender becomes the hub: only the hub's own `instantiate` is meant to create a collector.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    refuse_funds(&info)?;
    crate::instantiate::instantiate(deps, info.sender, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> ContractResult<Response> {
    refuse_funds(&info)?;
    role_of(&msg).check(deps.storage, &info.sender)?;
    match msg {
        ExecuteMsg::Forward { keeper } => crate::execute::forward(deps.as_ref(), &env, info.sender, keeper),
        ExecuteMsg::SendForeign { denom, amount, to } => {
            crate::execute::send_foreign(deps.as_ref(), &env, denom, amount, to)
        }
        ExecuteMsg::Sell { denom } => crate::execute::sell(deps.as_ref(), &env, denom),
        ExecuteMsg::SetSwapper { swapper } => crate::execute::set_swapper(deps, &env, swapper),
        ExecuteMsg::UpdateOwnership(action) => Ok(ownership::update(deps, &env.block, &info.sender, action)?),
    }
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    crate::query::query(deps, &env, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, msg: MigrateMsg) -> ContractResult<Response> {
    crate::migrate::migrate(deps, msg, crate::migrate::ACCEPTED)
}

fn refuse_funds(info: &MessageInfo) -> ContractResult<()> {
    Ok(funds::refuse_with(info, "send rewards as a plain transfer")?)
}
