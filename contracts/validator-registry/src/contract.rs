//! Entry points: refuse coins, check the role, route.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult};
use floe_api::registry::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use floe_contract::migration::CodeVersion;
use floe_contract::{funds, ownership};

use crate::error::ContractResult;
use crate::roles::{authorise, role_of};

/// Name and version under which the contract records itself, and by which `migrate` knows it again.
pub const CODE: CodeVersion = CodeVersion {
    name: "crates.io:floe-validator-registry",
    version: env!("CARGO_PKG_VERSION"),
};

/// The sender becomes the hub: only the hub's own `instantiate` is meant to create a registry.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    funds::refuse(&info)?;
    crate::instantiate::instantiate(deps, &env, info.sender, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> ContractResult<Response> {
    funds::refuse(&info)?;
    let caller = authorise(deps.as_ref(), &info.sender, role_of(&msg))?;
    match msg {
        ExecuteMsg::AddValidator { operator, weight } => {
            crate::execute::add_validator(deps, &env, operator, weight)
        }
        ExecuteMsg::SetWeights { weights } => crate::execute::set_weights(deps, caller, weights),
        ExecuteMsg::RemoveValidator { operator } => crate::execute::remove_validator(deps, &operator),
        ExecuteMsg::ListValidator { operator } => crate::execute::list_validator(deps, &env, operator),
        ExecuteMsg::UnlistValidator { operator } => crate::execute::unlist_validator(deps, &operator),
        ExecuteMsg::PauseValidator { operator } => {
            crate::execute::pause_validator(deps, &env, caller, &operator)
        }
        ExecuteMsg::ResumeValidator { operator } => crate::execute::resume_validator(deps, &env, &operator),
        ExecuteMsg::Refresh {} => crate::execute::refresh(deps, &env),
        ExecuteMsg::UpdateParams(update) => crate::execute::update_params(deps, &env, &update),
        ExecuteMsg::UpdateRoles { steward, lister } => crate::execute::update_roles(deps, steward, lister),
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
