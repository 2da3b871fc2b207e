//! Entry points: refuse coins, check the role, route.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response};
use floe_api::backstop::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use floe_contract::funds;
use floe_contract::migration::CodeVersion;

use crate::error::ContractResult;
use crate::execute;
use crate::roles::{authorise, role_of};

/// Name and version under which the contract records itself, and by which `migrate` knows it again.
pub const CODE: CodeVersion = CodeVersion {
    name: "crates.io:floe-backstop",
    version: env!("CARGO_PKG_VERSION"),
};

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    refuse_funds(&info)?;
    crate::instantiate::instantiate(deps, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> ContractResult<Response> {
    refuse_funds(&info)?;
    authorise(deps.storage, &env, &info.sender, role_of(&msg))?;
    match msg {
        ExecuteMsg::Receive { sender, amount, msg } => execute::receive(deps, &env, &sender, amount, &msg),
        ExecuteMsg::Begin { units } => execute::begin(deps, &env, &info.sender, units),
        ExecuteMsg::Stop {} => execute::stop(deps, &env, &info.sender),
        ExecuteMsg::Withdraw { receiver } => execute::withdraw(deps.as_ref(), &env, &info.sender, receiver),
        ExecuteMsg::Finish { user, receiver } => execute::finish(deps, &env, &user, &receiver),
        ExecuteMsg::Poke {} => execute::poke(deps, &env),
        ExecuteMsg::AcceptGuarantor {} => execute::accept_guarantor(deps.as_ref()),
    }
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    crate::query::query(deps, &env, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, msg: MigrateMsg) -> ContractResult<Response> {
    crate::migrate::migrate(deps, msg, crate::migrate::ACCEPTED)
}

fn refuse_funds(info: &MessageInfo) -> ContractResult<()> {
    Ok(funds::refuse_with(
        info,
        "what is deposited is the hub's token, by its send",
    )?)
}
