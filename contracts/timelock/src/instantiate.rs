//! Creates the timelock.

use cosmwasm_std::{Addr, Api, DepsMut, Response};
use floe_api::timelock::InstantiateMsg;
use floe_api::wiring;
use floe_contract::{address, ShellError};
use floe_core::units::Shares;
use floe_core::wait::{WaitTimes, MOST_MEMBERS};
use floe_core::CoreError;

use crate::contract::CODE;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{Config, TimelockMembers, CONFIG, LAST, LOCKED, MEMBERS, TIMES};

/// # Errors
/// [`OutOfBounds`](CoreError::OutOfBounds) for times and numbers of members; [`ContractError::AlreadyMember`] for one that is
/// named twice; an address that is none, or at which there is no Floe hub.
pub fn instantiate(deps: DepsMut, msg: InstantiateMsg) -> ContractResult<Response> {
    let times = WaitTimes::new(msg.short, msg.exit)?;
    let members = TimelockMembers {
        proposers: members(deps.api, "proposers", 1, "proposer", &msg.proposers)?,
        cancellers: members(deps.api, "cancellers", 0, "canceller", &msg.cancellers)?,
    };
    let hub = address::checked(deps.api, "hub", &msg.hub)?;
    let wiring = wiring::query_raw(&deps.querier, &hub).map_err(|error| ShellError::Invalid {
        field: "hub",
        reason: error.to_string(),
    })?;
    let config = Config {
        hub,
        registry: wiring.registry,
        collector: wiring.collector,
        seed: wiring.seed,
    };
    CODE.record(deps.storage)?;
    CONFIG.save(deps.storage, &config)?;
    TIMES.save(deps.storage, &times)?;
    MEMBERS.save(deps.storage, &members)?;
    LAST.save(deps.storage, &0)?;
    LOCKED.save(deps.storage, &Shares::ZERO)?;
    Ok(Response::new().add_event(Fact::Instantiated {
        hub: config.hub.as_str(),
        registry: config.registry.as_str(),
        collector: config.collector.as_str(),
        short: times.short,
        exit: times.exit,
    }))
}

/// Addresses that are so many and all different.
fn members(
    api: &dyn Api,
    field: &'static str,
    least: usize,
    role: &'static str,
    given: &[String],
) -> ContractResult<Vec<Addr>> {
    check_count(field, given.len(), least, MOST_MEMBERS)?;
    let mut all = Vec::new();
    for address in given {
        let member = address::checked(api, field, address)?;
        if all.contains(&member) {
            let address = member.into_string();
            return Err(ContractError::AlreadyMember { role, address });
        }
        all.push(member);
    }
    Ok(all)
}

/// That there are so many of something.
///
/// # Errors
/// [`OutOfBounds`](CoreError::OutOfBounds).
pub fn check_count(name: &'static str, count: usize, min: usize, max: usize) -> Result<(), CoreError> {
    if (min..=max).contains(&count) {
        return Ok(());
    }
    let [value, min, max] = [count, min, max].map(|count| u128::try_from(count).unwrap_or(u128::MAX));
    Err(CoreError::OutOfBounds {
        name,
        value,
        min,
        max,
    })
}
