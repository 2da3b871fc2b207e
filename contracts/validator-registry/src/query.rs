//! Answers. `targets` reads the one item that the hub reads raw, so the two cannot differ.

use cosmwasm_std::{Binary, Deps, Env, StdError, StdResult};
use floe_api::registry::{ConfigResponse, QueryMsg, Targets, ValidatorResponse};
use floe_contract::{answer, ownership, page};

use crate::entry::ListedValidator;
use crate::state::{CONFIG, REFRESHED, TARGETS, VALIDATORS};

pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Validators { start_after, limit } => {
            answer::json(&validators(deps, env, start_after.as_deref(), limit)?)
        }
        QueryMsg::Validator { operator } => answer::json(&validator(deps, env, &operator)?),
        QueryMsg::Targets {} => answer::json(&targets(deps, env)?),
        QueryMsg::Config {} => answer::json(&config(deps)?),
        QueryMsg::Ownership {} => answer::json(&ownership::query(deps.storage)?),
    }
}

/// # Errors
/// When `start_after` is not in the registry: the order is that of addition, so there is no place to go on from, and an
/// empty page would read as the end of the list.
fn validators(
    deps: Deps,
    env: &Env,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> StdResult<Vec<ValidatorResponse>> {
    let params = CONFIG.load(deps.storage)?.params;
    let entries = VALIDATORS.load(deps.storage)?;
    let last = start_after
        .map(|operator| position(&entries, operator))
        .transpose()?;
    let now = env.block.time.seconds();
    let page = entries
        .into_iter()
        .skip(page::skipped(last))
        .take(page::size(limit));
    Ok(page.map(|entry| entry.response(&params, now)).collect())
}

fn validator(deps: Deps, env: &Env, operator: &str) -> StdResult<ValidatorResponse> {
    let params = CONFIG.load(deps.storage)?.params;
    let entry = VALIDATORS
        .load(deps.storage)?
        .into_iter()
        .find(|e| e.operator == operator)
        .ok_or_else(|| not_found(operator))?;
    Ok(entry.response(&params, env.block.time.seconds()))
}

fn targets(deps: Deps, env: &Env) -> StdResult<Targets> {
    Ok(TARGETS.load(deps.storage)?.at(env.block.time.seconds()))
}

fn config(deps: Deps) -> StdResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        hub: config.hub.into(),
        max_commission: config.params.max_commission,
        max_share_bps: config.params.max_share_bps,
        inactive_grace: config.params.inactive_grace,
        open_share_bps: config.params.open_share_bps,
        steward: config.steward.map(String::from),
        lister: config.lister.map(String::from),
        refreshed_at: REFRESHED.load(deps.storage)?,
    })
}

fn position(entries: &[ListedValidator], operator: &str) -> StdResult<usize> {
    entries
        .iter()
        .position(|e| e.operator == operator)
        .ok_or_else(|| not_found(operator))
}

fn not_found(operator: &str) -> StdError {
    StdError::not_found(format!("validator {operator} in the registry"))
}
