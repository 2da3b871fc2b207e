//! Answers.

use std::collections::BTreeSet;

use cosmwasm_std::{Binary, Coin, Deps, Env, StdError, StdResult};
use floe_api::collector::{ConfigResponse, QueryMsg};
use floe_contract::{answer, ownership};

use crate::state::{CONFIG, SWAPPER};

/// Denoms in one question at most.
pub const MAX_DENOMS: usize = 100;

pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Config {} => answer::json(&config(deps)?),
        QueryMsg::Balances { denoms } => answer::json(&balances(deps, env, denoms.unwrap_or_default())?),
        QueryMsg::Ownership {} => answer::json(&ownership::query(deps.storage)?),
    }
}

fn config(deps: Deps) -> StdResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        hub: config.hub.into(),
        denom: config.denom,
        swapper: SWAPPER.may_load(deps.storage)?.map(String::from),
    })
}

/// The staking coin first, then the named others in the order of the question, each once, zeros included. There is no
/// list of all: anyone can send any number of denoms here.
///
/// # Errors
/// With more than 100 denoms.
fn balances(deps: Deps, env: &Env, denoms: Vec<String>) -> StdResult<Vec<Coin>> {
    if denoms.len() > MAX_DENOMS {
        let count = denoms.len();
        return Err(StdError::generic_err(format!(
            "{count} denoms were named; name at most {MAX_DENOMS}"
        )));
    }
    let native = CONFIG.load(deps.storage)?.denom;
    let mut seen = BTreeSet::new();
    std::iter::once(native)
        .chain(denoms)
        .filter(|denom| seen.insert(denom.clone()))
        .map(|denom| deps.querier.query_balance(&env.contract.address, denom))
        .collect()
}
