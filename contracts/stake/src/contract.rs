//! Entry points: refuse coins where none are expected, check the role, route.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Reply, Response};
use floe_api::stake::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use floe_contract::migration::CodeVersion;
use floe_contract::{funds, ownership};

use crate::error::ContractResult;
use crate::execute;
use crate::roles::{authorise, role_of};

/// Name and version under which the contract records itself, and by which `migrate` knows it again.
pub const CODE: CodeVersion = CodeVersion {
    name: "crates.io:floe-stake",
    version: env!("CARGO_PKG_VERSION"),
};

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    funds::refuse(&info)?;
    crate::instantiate::instantiate(deps, msg)
}

/// `stake` and `fund` look at the coins themselves.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> ContractResult<Response> {
    if !matches!(msg, ExecuteMsg::Stake {} | ExecuteMsg::Fund {}) {
        funds::refuse_with(&info, "coins are brought by stake and fund")?;
    }
    authorise(deps.storage, &info.sender, role_of(&msg))?;
    match msg {
        ExecuteMsg::Receive { sender, amount, msg } => {
            execute::receive(deps, &env, &info.sender, &sender, amount, &msg)
        }
        ExecuteMsg::Stake {} => execute::stake_coin(deps, &env, &info),
        ExecuteMsg::Unstake { amount, quiet } => execute::unstake(deps, &env, &info.sender, amount, quiet),
        ExecuteMsg::Claim {} => execute::claim(deps, &env, &info.sender),
        ExecuteMsg::Harvest { assets } => execute::harvest(deps, &env, &info.sender, assets),
        ExecuteMsg::HarvestFor { user } => execute::harvest_for(deps, &env, &user),
        ExecuteMsg::Fund {} => execute::fund_coin(deps, &env, &info),
        ExecuteMsg::Poke { asset } => execute::poke(deps, &env, &asset),
        ExecuteMsg::AddStream { asset, period } => execute::add_stream(deps, &env, asset, period),
        ExecuteMsg::AddListener { listener } => execute::add_listener(deps, &listener),
        ExecuteMsg::UpdateOwnership(action) => Ok(ownership::update(deps, &env.block, &info.sender, action)?),
    }
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, _env: Env, reply: Reply) -> ContractResult<Response> {
    crate::reply::reply(deps, &reply)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    crate::query::query(deps, &env, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, msg: MigrateMsg) -> ContractResult<Response> {
    crate::migrate::migrate(deps, msg, crate::migrate::ACCEPTED)
}
