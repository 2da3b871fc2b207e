//! Answers, as of the hub's last look.

use cosmwasm_std::{Binary, Deps, Env, Order};
use cw_storage_plus::Bound;
use floe_api::bonds::{BondResponse, ConfigResponse, PostedResponse, QueryMsg};
use floe_contract::{answer, page};
use floe_core::units::Shares;

use crate::error::ContractResult;
use crate::outside::{at_risk, least, load_bond, terms};
use crate::state::{CONFIG, COOLING, POSTED};

pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> ContractResult<Binary> {
    let answer = match msg {
        QueryMsg::Config {} => answer::json(&config(deps)?),
        QueryMsg::Bond { operator } => answer::json(&bond(deps, env, operator)?),
        QueryMsg::Bonds { start_after, limit } => answer::json(&bonds(deps, start_after, limit)?),
    };
    Ok(answer?)
}

fn config(deps: Deps) -> ContractResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        hub: config.hub.into_string(),
        registry: config.registry.into_string(),
        bond_bps: config.bond_bps,
        cooldown: config.cooldown,
    })
}

fn bond(deps: Deps, env: &Env, operator: String) -> ContractResult<BondResponse> {
    let config = CONFIG.load(deps.storage)?;
    let now = env.block.time.seconds();
    let (bond, cooling) = load_bond(deps, &config, &env.contract.address, &operator)?;
    let at_risk = at_risk(&deps.querier, &config, &operator, now)?;
    let terms = terms(&deps.querier, &config, now)?;
    // Where there is no price, no bond suffices and none carries anything.
    let required = terms.required(at_risk).unwrap_or(Shares::MAX);
    Ok(BondResponse {
        operator,
        posted: bond.posted.into(),
        covered: bond.covered.into(),
        returned: bond.returned.into(),
        bond: bond.whole().into(),
        carrying: bond.rest().into(),
        cooling: bond.cooling_left().into(),
        ready: cooling.as_ref().map(|cooling| cooling.ready),
        account: cooling.map(|cooling| cooling.account.into_string()),
        at_risk: at_risk.into(),
        required: required.into(),
        free: bond.free(required).into(),
        capacity: terms.carries(bond.rest()).unwrap_or_default().into(),
        least: least(&terms).unwrap_or(Shares::MAX).into(),
    })
}

fn bonds(deps: Deps, start_after: Option<String>, limit: Option<u32>) -> ContractResult<Vec<PostedResponse>> {
    let from = start_after.as_deref().map(Bound::exclusive);
    POSTED
        .range(deps.storage, from, None, Order::Ascending)
        .take(page::size(limit))
        .map(|item| {
            let (operator, posted) = item?;
            let cooling = COOLING.may_load(deps.storage, &operator)?;
            Ok(PostedResponse {
                operator,
                posted: posted.into(),
                cooling: cooling.map(|cooling| cooling.shares).unwrap_or_default().into(),
            })
        })
        .collect()
}
