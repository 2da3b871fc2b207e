//! Creates the contract.

use cosmwasm_std::{DepsMut, Response};
use floe_api::stake::InstantiateMsg;
use floe_contract::ownership;
use floe_core::stake::{check_secs, StakeBooks, MAX_UNSTAKING};

use crate::asset;
use crate::contract::CODE;
use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::{Config, BOOKS, CONFIG, LISTENERS, STREAMS};

/// # Errors
/// [`OutOfBounds`](floe_core::CoreError::OutOfBounds) for an unstaking time above 90 days; a token that is none; an invalid owner.
pub fn instantiate(deps: DepsMut, msg: InstantiateMsg) -> ContractResult<Response> {
    let InstantiateMsg {
        token,
        unstaking,
        owner,
    } = msg;
    let unstaking = check_secs("unstaking", unstaking, 0, MAX_UNSTAKING)?;
    let token = asset::checked(deps.as_ref(), "token", token)?;
    ownership::initialize(deps.storage, deps.api, &owner)?;
    CODE.record(deps.storage)?;
    let config = Config { token, unstaking };
    CONFIG.save(deps.storage, &config)?;
    BOOKS.save(deps.storage, &StakeBooks::default())?;
    STREAMS.save(deps.storage, &Vec::new())?;
    LISTENERS.save(deps.storage, &Vec::new())?;
    Ok(Response::new().add_event(Fact::Instantiated {
        token: config.token.name(),
        unstaking,
    }))
}
