//! Creates the backstop.

use cosmwasm_std::{DepsMut, Response};
use floe_api::backstop::InstantiateMsg;
use floe_api::rate;
use floe_contract::{address, ShellError};
use floe_core::backstop::{BackstopBooks, BackstopTerms};

use crate::contract::CODE;
use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::{Config, BOOKS, CONFIG};

/// # Errors
/// [`OutOfBounds`](floe_core::CoreError::OutOfBounds) for a cooldown that is not 1 to 90 days; an address at which there is
/// no Floe hub.
pub fn instantiate(deps: DepsMut, msg: InstantiateMsg) -> ContractResult<Response> {
    let InstantiateMsg { hub, cooldown } = msg;
    let terms = BackstopTerms::new(cooldown)?;
    let hub = address::checked(deps.api, "hub", &hub)?;
    rate::query_pool(&deps.querier, &hub, 0).map_err(|error| ShellError::Invalid {
        field: "hub",
        reason: error.to_string(),
    })?;
    let config = Config { hub, cooldown };
    CODE.record(deps.storage)?;
    CONFIG.save(deps.storage, &config)?;
    BOOKS.save(deps.storage, &BackstopBooks::default())?;
    Ok(Response::new().add_event(Fact::Instantiated {
        hub: config.hub.as_str(),
        cooldown,
        window: terms.window(),
    }))
}
