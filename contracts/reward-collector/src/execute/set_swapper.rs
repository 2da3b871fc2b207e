//! Names the swapper.

use cosmwasm_std::{DepsMut, Env, Response};
use floe_api::events::ShellFact;

use crate::error::{ContractError, ContractResult};
use crate::execute::send_foreign::receiver;
use crate::state::{CONFIG, SWAPPER};

/// Names the contract that sells foreign coins, once and for all: who could name another could take what it would sell.
///
/// # Errors
/// [`ContractError::SwapperSet`]; [`ContractError::InvalidReceiver`]; [`ContractError::ForbiddenReceiver`] for hub and
/// collector.
pub fn set_swapper(deps: DepsMut, env: &Env, swapper: String) -> ContractResult<Response> {
    if let Some(swapper) = SWAPPER.may_load(deps.storage)? {
        let swapper = swapper.into_string();
        return Err(ContractError::SwapperSet { swapper });
    }
    let config = CONFIG.load(deps.storage)?;
    let swapper = receiver(deps.as_ref(), env, &config, swapper)?;
    SWAPPER.save(deps.storage, &swapper)?;
    Ok(Response::new().add_event(ShellFact::ConfigChanged {
        name: "swapper",
        old: "none",
        new: swapper.as_str(),
    }))
}
