//! What the registry asks the hub.

use cosmwasm_std::{Addr, QuerierWrapper, StdResult};
use floe_core::allocation::moves::DUST;
use floe_core::units::Native;
use floe_types::hub::{GuardianResponse, QueryMsg, StakeResponse};

/// The guardian and the terms of its pauses.
pub fn guardian(querier: &QuerierWrapper, hub: &Addr) -> StdResult<GuardianResponse> {
    querier.query_wasm_smart(hub, &QueryMsg::Guardian {})
}

/// Whether the hub has neither stake nor undelegations on the validator; a unit that the chain refuses to move is no
/// stake. A hub that does not answer might have some.
pub fn holds_nothing(querier: &QuerierWrapper, hub: &Addr, operator: &str) -> bool {
    let question = QueryMsg::Stake {
        operator: operator.to_owned(),
    };
    querier
        .query_wasm_smart::<StakeResponse>(hub, &question)
        .is_ok_and(|stake| Native::from(stake.delegated) <= DUST && stake.entries == 0)
}
