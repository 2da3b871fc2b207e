//! Creates the contract of the bonds.

use cosmwasm_std::{DepsMut, Response, StdError};
use floe_api::bonds::{Carrying, InstantiateMsg};
use floe_api::{rate, targets};
use floe_contract::{address, ShellError};
use floe_core::bonds::{check_terms, DEFAULT_BOND_BPS};

use crate::contract::CODE;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{Config, CARRYING, CONFIG};

/// # Errors
/// [`OutOfBounds`](floe_core::CoreError::OutOfBounds) for a part that is not 10 to 1,000 basis points and a cooldown that is not 1 to 90
/// days; addresses at which there is no Floe hub or registry.
pub fn instantiate(deps: DepsMut, msg: InstantiateMsg) -> ContractResult<Response> {
    let bond_bps = msg.bond_bps.unwrap_or(DEFAULT_BOND_BPS);
    check_terms(bond_bps, msg.cooldown)?;
    let hub = address::checked(deps.api, "hub", &msg.hub)?;
    rate::query_pool(&deps.querier, &hub, 0).map_err(|error| invalid("hub", &error))?;
    let registry = address::checked(deps.api, "registry", &msg.registry)?;
    targets::refreshed_at(&deps.querier, &registry).map_err(|error| invalid("registry", &error))?;
    let config = Config {
        hub,
        registry,
        bond_bps,
        cooldown: msg.cooldown,
    };
    CODE.record(deps.storage)?;
    CONFIG.save(deps.storage, &config)?;
    let bonds = Vec::new();
    CARRYING.save(deps.storage, &Carrying { bond_bps, bonds })?;
    Ok(Response::new().add_event(Fact::Instantiated {
        hub: config.hub.as_str(),
        registry: config.registry.as_str(),
        bond_bps,
        cooldown: config.cooldown,
    }))
}

fn invalid(field: &'static str, error: &StdError) -> ContractError {
    let reason = error.to_string();
    ShellError::Invalid { field, reason }.into()
}
