//! What the gauge asks of hub, registry and the contract with the power.

use cosmwasm_std::{from_json, Addr, Deps, Env, QuerierWrapper, StdError, StdResult};
use cw_utils::Duration;
use floe_api::ask;
use floe_api::rate;
use floe_api::registry::{self, ValidatorClass, ValidatorResponse, ValidatorStatus};
use floe_api::stake::{GetConfigResponse, PowerAtHeightResponse, QueryMsg};
use floe_contract::answer;
use floe_core::units::{Units, DAY};
use serde::de::DeserializeOwned;
use serde::Serialize;

use crate::error::{ContractError, ContractResult};
use crate::state::Config;

fn smart<T: DeserializeOwned>(
    querier: &QuerierWrapper,
    contract: &Addr,
    question: &impl Serialize,
) -> StdResult<T> {
    let question = answer::json(question)?.to_base64();
    let fields = [("contract_addr", contract.as_str()), ("msg", &question)];
    from_json(ask::ask(querier, "wasm", "smart", &fields)?)
}

/// That unstaking takes at least a day where power is staked: else two loans of one block each would give full power.
///
/// # Errors
/// [`ContractError::QuickUnstaking`], also where that is not told in seconds; when the contract does not answer.
pub fn check_power(querier: &QuerierWrapper, power: &Addr) -> ContractResult<()> {
    total_at(querier, power, None)?;
    let told: GetConfigResponse = smart(querier, power, &QueryMsg::GetConfig {})?;
    let told = match told.unstaking_duration {
        Some(Duration::Time(secs)) if secs >= DAY => return Ok(()),
        Some(Duration::Time(secs)) => [&secs.to_string(), " seconds"].concat(),
        Some(Duration::Height(blocks)) => [&blocks.to_string(), " blocks"].concat(),
        None => "no time".to_owned(),
    };
    Err(ContractError::QuickUnstaking { told })
}

/// What somebody had staked before the messages of a height.
///
/// # Errors
/// When the contract does not answer.
pub fn power_at(querier: &QuerierWrapper, power: &Addr, user: &Addr, height: u64) -> StdResult<Units> {
    let question = QueryMsg::VotingPowerAtHeight {
        address: user.to_string(),
        height: Some(height),
    };
    let told: PowerAtHeightResponse = smart(querier, power, &question)?;
    Ok(told.power.into())
}

/// What somebody has staked in this moment, in the middle of a block too: what the messages of the next one will find.
///
/// # Errors
/// When the contract does not answer.
pub fn power_now(querier: &QuerierWrapper, power: &Addr, user: &Addr, env: &Env) -> StdResult<Units> {
    power_at(querier, power, user, env.block.height.saturating_add(1))
}

/// What all had staked before the messages of a height; none = the present one.
///
/// # Errors
/// When the contract does not answer.
pub fn total_at(querier: &QuerierWrapper, power: &Addr, height: Option<u64>) -> StdResult<Units> {
    let told: PowerAtHeightResponse = smart(querier, power, &QueryMsg::TotalPowerAtHeight { height })?;
    Ok(told.power.into())
}

/// The hub's supply.
///
/// # Errors
/// When the hub cannot be read.
pub fn supply(querier: &QuerierWrapper, hub: &Addr) -> StdResult<Units> {
    let (flow, _) = rate::query_items(querier, hub)?;
    Ok(Units::new(flow.supply.units()))
}

/// The validators that get a weight: listed, curated and not draining, in the registry's order.
///
/// # Errors
/// When the registry does not answer.
pub fn validators(deps: Deps, config: &Config) -> StdResult<Vec<ValidatorResponse>> {
    let question = registry::QueryMsg::Validators {
        start_after: None,
        limit: Some(u32::try_from(registry::MAX_VALIDATORS).map_err(|_| StdError::generic_err("limit"))?),
    };
    let mut listed: Vec<ValidatorResponse> = smart(&deps.querier, &config.registry, &question)?;
    listed.retain(|validator| {
        let stays = match validator.status {
            ValidatorStatus::Active | ValidatorStatus::Paused { .. } => true,
            ValidatorStatus::Draining => false,
        };
        stays && validator.class == ValidatorClass::Curated
    });
    Ok(listed)
}
