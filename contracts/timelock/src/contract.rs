//! Entry points: refuse coins, check the role, route.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response};
use floe_api::timelock::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use floe_contract::funds;
use floe_contract::migration::CodeVersion;

use crate::error::ContractResult;
use crate::execute;
use crate::roles::authorise;

/// Name and version under which the contract records itself, and by which `migrate` knows it again.
pub const CODE: CodeVersion = CodeVersion {
    name: "crates.io:floe-timelock",
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
        ExecuteMsg::Receive { sender, amount, msg } => execute::receive(deps, &env, &sender, amount, &msg),
        ExecuteMsg::Queue { title, link, msgs } => execute::queue(deps, &env, info.sender, title, link, msgs),
        ExecuteMsg::Retract { id } => execute::retract(deps, &env, &info.sender, id),
        ExecuteMsg::Leave { id } => execute::leave(deps, &env, &info.sender, id),
        ExecuteMsg::Execute { id } => execute::execute(deps, &env, &info.sender, id),
        ExecuteMsg::Cancel { id } => execute::cancel(deps, &env, &info.sender, id),
        ExecuteMsg::Accept {} => execute::accept(deps.as_ref(), &env),
        ExecuteMsg::UpdateTimes { short, exit } => execute::update_times(deps.storage, short, exit),
        ExecuteMsg::AddProposer { address } => execute::add_proposer(deps, &address),
        ExecuteMsg::RemoveProposer { address } => execute::remove_proposer(deps, &address),
        ExecuteMsg::AddCanceller { address } => execute::add_canceller(deps, &address),
        ExecuteMsg::RemoveCanceller { address } => execute::remove_canceller(deps, &address),
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
        "what objects is the hub's token, by its send",
    )?)
}
