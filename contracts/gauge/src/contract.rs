//! Entry points: refuse coins, check the role, note the block, route.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Reply, Response};
use floe_api::gauge::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use floe_contract::funds;
use floe_contract::migration::CodeVersion;

use crate::error::ContractResult;
use crate::execute;
use crate::roles::{authorise, role_of};
use crate::state::note_call;

/// Name and version under which the contract records itself, and by which `migrate` knows it again.
pub const CODE: CodeVersion = CodeVersion {
    name: "crates.io:floe-gauge",
    version: env!("CARGO_PKG_VERSION"),
};

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    funds::refuse(&info)?;
    crate::instantiate::instantiate(deps, &env, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> ContractResult<Response> {
    funds::refuse(&info)?;
    authorise(deps.storage, &env, &info.sender, role_of(&msg))?;
    note_call(deps.storage, &env)?;
    match msg {
        ExecuteMsg::Open { proposal_id } => execute::open(deps, &env, &info.sender, proposal_id),
        ExecuteMsg::Prove { proposal_id } => execute::prove(deps.as_ref(), proposal_id),
        ExecuteMsg::Vote { proposal_id, votes } => execute::vote(deps, &info.sender, proposal_id, &votes),
        ExecuteMsg::Cast { proposal_id } => execute::cast(deps.as_ref(), proposal_id),
        ExecuteMsg::SetVotes { votes } => execute::set_votes(deps, &env, &info.sender, votes),
        ExecuteMsg::Poke { user } => execute::poke(deps, &env, &user),
        ExecuteMsg::Apply {} => execute::apply(deps, &env),
        ExecuteMsg::StakeChangeHook(change) => execute::changed(deps, &env, &change),
    }
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(_deps: DepsMut, _env: Env, reply: Reply) -> ContractResult<Response> {
    crate::reply::reply(&reply)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    crate::query::query(deps, &env, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, msg: MigrateMsg) -> ContractResult<Response> {
    crate::migrate::migrate(deps, msg, crate::migrate::ACCEPTED)
}
