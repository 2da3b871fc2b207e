//! What the registry asks the hub.

use cosmwasm_std::{Addr, QuerierWrapper, StdResult};
use floe_types::hub::{GuardianResponse, QueryMsg, StakeResponse};

/// The guardian and the terms of its pauses.
pub fn guardian(querier: &QuerierWrapper, hub: &Addr) -> StdResult<GuardianResponse> {
    querier.query_wasm_smart(hub, &QueryMsg::Guardian {})
}

/// Whether the hub has neither stake nor undelegations on the validator. A hub that does not answer might have some.
pub fn holds_nothing(querier: &QuerierWrapper, hub: &Addr, operator: &str) -> bool {
    let question = QueryMsg::Stake {
        operator: operator.to_owned(),
    };
    querier
        .query_wasm_smart::<StakeResponse>(hub, &question)
        .is_ok_and(|stake| stake.delegated.is_zero() && stake.entries == 0)
}
