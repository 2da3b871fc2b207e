//! Creates the collector.

use cosmwasm_std::{Addr, DepsMut, Response};
use floe_api::collector::InstantiateMsg;
use floe_contract::ownership;

use crate::contract::CODE;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{Config, CONFIG};

/// `hub` is the sender.
///
/// # Errors
/// [`ContractError::EmptyDenom`]; an invalid owner.
pub fn instantiate(deps: DepsMut, hub: Addr, msg: InstantiateMsg) -> ContractResult<Response> {
    let InstantiateMsg { owner, denom } = msg;
    if denom.is_empty() {
        return Err(ContractError::EmptyDenom);
    }
    ownership::initialize(deps.storage, deps.api, &owner)?;
    CODE.record(deps.storage)?;
    let config = Config { hub, denom };
    CONFIG.save(deps.storage, &config)?;
    Ok(Response::new().add_event(Fact::Instantiated {
        hub: config.hub.as_str(),
        owner: &owner,
        denom: &config.denom,
    }))
}
