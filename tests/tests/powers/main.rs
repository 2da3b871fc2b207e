//! Who may do what, for how long, and within which bounds.

mod bounds;
mod fee;
mod migration;
mod pauses;
mod roles;
mod wind_down;

use cosmwasm_std::testing::{MockApi, MockQuerier};
use cosmwasm_std::OwnedDeps;
use floe_api::hub::MigrateMsg;
use floe_api::registry::RegistryParams;
use floe_contract::ShellError;
use floe_core::params::Bounds;
use floe_hub::roles::{role_of, HubRole};
use floe_tests::prelude::*;
use floe_tests::world::*;

const DAY: u64 = 86_400;

/// A copy of the hub as an older version left it.
fn older(s: &Suite, contract: &str, version: &str) -> OwnedDeps<MemoryStorage, MockApi, MockQuerier> {
    let mut deps = mock_dependencies();
    for (key, value) in dump(s, &s.hub) {
        deps.storage.set(&key, &value);
    }
    cw2::set_contract_version(&mut deps.storage, contract, version).unwrap();
    deps
}

const NAME: &str = floe_hub::contract::CODE.name;

/// What a parameter may be with the default of the others, and the instant fees with each other out of the way.
fn alone(param: Param, value: u128) -> ParamsUpdate {
    let update = ParamsUpdate::default();
    match param {
        Param::InstantFeeMinBps => update.with(Param::InstantFeeMaxBps, 300u128),
        Param::InstantFeeMaxBps => update.with(Param::InstantFeeMinBps, 5u128),
        Param::HarvestInterval => update.with(Param::DripSecs, 1_209_600u128),
        Param::DripSecs => update.with(Param::HarvestInterval, 10u128),
        _ => update,
    }
    .with(param, value)
}

fn fail(_: DepsMut, _: Env, _: MessageInfo, _: Value) -> StdResult<Response> {
    Err(StdError::generic_err("never"))
}
