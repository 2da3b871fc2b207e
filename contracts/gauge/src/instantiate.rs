//! Creates the gauge.

use cosmwasm_std::{DepsMut, Env, Response, StdError};
use floe_api::gauge::InstantiateMsg;
use floe_api::{rate, targets};
use floe_contract::{address, ShellError};
use floe_core::gauge::{MAX_ALPHA_BPS, MAX_QUORUM_BPS, MIN_QUORUM_BPS};
use floe_core::stake::check_secs as check;

use crate::contract::CODE;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::outside::check_power;
use crate::state::{note_call, Config, APPLIED, CONFIG, CREATED};

const DEFAULT_QUORUM_BPS: u64 = 1_000;
const DEFAULT_ALPHA_BPS: u64 = 2_500;

/// # Errors
/// [`OutOfBounds`](floe_core::CoreError::OutOfBounds); addresses at which there is no hub, no registry, or no power;
/// [`ContractError::QuickUnstaking`].
pub fn instantiate(deps: DepsMut, env: &Env, msg: InstantiateMsg) -> ContractResult<Response> {
    let quorum_bps = msg.quorum_bps.unwrap_or(DEFAULT_QUORUM_BPS);
    let quorum_bps = check("quorum_bps", quorum_bps, MIN_QUORUM_BPS, MAX_QUORUM_BPS)?;
    let alpha_bps = msg.alpha_bps.unwrap_or(DEFAULT_ALPHA_BPS);
    let alpha_bps = check("alpha_bps", alpha_bps, 0, MAX_ALPHA_BPS)?;
    let hub = address::checked(deps.api, "hub", &msg.hub)?;
    rate::query_pool(&deps.querier, &hub, 0).map_err(|error| invalid("hub", &error))?;
    let registry = address::checked(deps.api, "registry", &msg.registry)?;
    targets::refreshed_at(&deps.querier, &registry).map_err(|error| invalid("registry", &error))?;
    let power = address::checked(deps.api, "power", &msg.power)?;
    check_power(&deps.querier, &power).map_err(|error| {
        if let ContractError::Std(error) = &error {
            return invalid("power", error);
        }
        error
    })?;
    let config = Config {
        hub,
        registry,
        power,
        quorum_bps,
        alpha_bps,
    };
    CODE.record(deps.storage)?;
    CONFIG.save(deps.storage, &config)?;
    APPLIED.save(deps.storage, &0)?;
    CREATED.save(deps.storage, &env.block.height)?;
    note_call(deps.storage, env)?;
    Ok(Response::new().add_event(Fact::Instantiated {
        hub: config.hub.as_str(),
        registry: config.registry.as_str(),
        power: config.power.as_str(),
        quorum_bps,
        alpha_bps,
    }))
}

fn invalid(field: &'static str, error: &StdError) -> ContractError {
    let reason = error.to_string();
    ShellError::Invalid { field, reason }.into()
}
