//! Messages that fail and answers that cannot be read: one validator, or the registry, stops none of the others.

mod answers;
mod broken_registry;
mod messages;

use cw_multi_test::Contract;
use floe_api::registry::{Share, Targets};
use floe_api::targets::{query_raw, TARGETS_KEY};
use floe_tests::prelude::*;
use floe_tests::staking::*;
use floe_validator_registry::state::VALIDATORS;

/// Leaves no targets to be read.
fn unpublish(deps: DepsMut, _: Env, _: Empty) -> StdResult<Response> {
    deps.storage.remove(TARGETS_KEY.as_bytes());
    Ok(Response::new())
}

/// Leaves targets that nobody can read.
fn garble(deps: DepsMut, _: Env, _: Empty) -> StdResult<Response> {
    deps.storage.set(TARGETS_KEY.as_bytes(), b"\xff");
    Ok(Response::new())
}

fn no_execute(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn no_instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn out_of_order(_: Deps, _: Env, _: Empty) -> StdResult<cosmwasm_std::Binary> {
    Err(StdError::generic_err("out of order"))
}

/// A registry that keeps what it should, unreadably, and answers nothing but an error.
fn unreadable() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(no_execute, no_instantiate, out_of_order).with_migrate(garble))
}

/// A registry without validators.
fn empty() -> Box<dyn Contract<Empty>> {
    fn query(_: Deps, _: Env, _: Empty) -> StdResult<cosmwasm_std::Binary> {
        to_json_binary(&Targets {
            shares: vec![],
            max_share_bps: 2_000,
        })
    }
    Box::new(ContractWrapper::new(no_execute, no_instantiate, query).with_migrate(unpublish))
}

/// A registry of another make, which wants everything on the second validator and can only be asked.
fn asked() -> Box<dyn Contract<Empty>> {
    fn query(deps: Deps, _: Env, _: Empty) -> StdResult<cosmwasm_std::Binary> {
        let second = VALIDATORS.load(deps.storage)?.swap_remove(1);
        to_json_binary(&Targets {
            shares: vec![Share {
                operator: second.operator,
                weight: 1,
                accepting: true,
            }],
            max_share_bps: 10_000,
        })
    }
    Box::new(ContractWrapper::new(no_execute, no_instantiate, query).with_migrate(unpublish))
}
