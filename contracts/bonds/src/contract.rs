//! Entry points: refuse coins, check the role, route.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response};
use floe_api::bonds::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use floe_contract::funds;
use floe_contract::migration::CodeVersion;

use crate::error::ContractResult;
use crate::execute;
use crate::roles::authorise;

/// Name and version under which the contract records itself, and by which `migrate` knows it again.
pub const CODE: CodeVersion = CodeVersion {
    name: "crates.io:floe-bonds",
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
    authorise(deps.storage, &env, &info.sender, &msg)?;
    match msg {
        ExecuteMsg::Receive { sender, amount, msg } => execute::receive(deps, &sender, amount, &msg),
        ExecuteMsg::List { operator } => execute::list(deps, &env, &info.sender, operator),
        ExecuteMsg::Unlist { operator } => execute::unlist(deps.as_ref(), &info.sender, operator),
        ExecuteMsg::BeginWithdraw { operator, shares } => {
            execute::begin_withdraw(deps, &env, &info.sender, operator, shares)
        }
        ExecuteMsg::Withdraw { operator } => execute::withdraw(deps.as_ref(), &env, operator),
        ExecuteMsg::Finish { operator } => execute::finish(deps, &env, operator),
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
        "what is posted is the hub's token, by its send",
    )?)
}
