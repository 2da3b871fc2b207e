//! What the registry asks the hub.

use cosmwasm_std::{Addr, QuerierWrapper, StdResult};
use floe_api::hub::{GuardianResponse, QueryMsg, StakeResponse};
use floe_api::{rate, stakes};
use floe_core::allocation::moves::DUST;
use floe_core::units::{Native, Seconds};

use crate::class::Backing;

/// The guardian and the terms of its pauses.
pub fn guardian(querier: &QuerierWrapper, hub: &Addr) -> StdResult<GuardianResponse> {
    querier.query_wasm_smart(hub, &QueryMsg::Guardian {})
}

/// The books by which open validators are judged: four raw reads.
///
/// # Errors
/// When the hub's items cannot be read.
pub fn backing(querier: &QuerierWrapper, hub: &Addr, now: Seconds) -> StdResult<Backing> {
    let (flow, stock) = rate::query_items(querier, hub)?;
    Ok(Backing {
        pool: stock.pool(&flow, now),
        supply: flow.supply,
        total: stock.delegated.more(flow.free),
        stakes: stakes::query_raw(querier, hub)?.into_iter().collect(),
    })
}

/// Those of the validators on which the hub has neither stake nor undelegations; a unit that the chain refuses to move is
/// no stake. A hub that does not answer might have some on each.
pub fn without_stake(querier: &QuerierWrapper, hub: &Addr, operators: Vec<String>) -> Vec<String> {
    if operators.is_empty() {
        return operators;
    }
    let question = QueryMsg::Stakes {
        operators: operators.clone(),
    };
    let stakes: Vec<StakeResponse> = querier.query_wasm_smart(hub, &question).unwrap_or_default();
    let nothing = |stake: &StakeResponse| Native::from(stake.delegated) <= DUST && stake.entries == 0;
    operators
        .into_iter()
        .zip(stakes)
        .filter(|(_, stake)| nothing(stake))
        .map(|(operator, _)| operator)
        .collect()
}
