//! Reading the rate from another contract: native base units per share, 18 places, rounded down.

use cosmwasm_std::{Addr, Decimal, QuerierWrapper, StdError, StdResult};
use floe_api::hub::{QueryMsg, RedemptionRateResponse};
use floe_api::rate::query_raw;

/// A rate, and the unix seconds of the observation of the chain behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub value: Decimal,
    pub observed: u64,
}

/// By a smart query: some 100,000 gas, and no dependency but the shape of the answer.
///
/// # Errors
/// When the address is not a Floe hub.
pub fn by_query(querier: &QuerierWrapper, hub: &Addr) -> StdResult<Rate> {
    let question = QueryMsg::RedemptionRate {
        denom: hub.to_string(),
        params: None,
    };
    let answer: RedemptionRateResponse = querier.query_wasm_smart(hub, &question)?;
    Ok(Rate {
        value: answer.redemption_rate,
        observed: answer.update_time,
    })
}

/// From the hub's storage: some 4,000 gas, and the same numbers. `now` is the time of the block in unix seconds.
///
/// # Errors
/// When the address is not a Floe hub.
pub fn from_storage(querier: &QuerierWrapper, hub: &Addr, now: u64) -> StdResult<Rate> {
    let read = query_raw(querier, hub, now)?;
    Ok(Rate {
        value: read.rate,
        observed: read.update_time,
    })
}

impl Rate {
    /// The value, if the observation is at most `seconds` old: for readers that cannot send `sync`.
    ///
    /// # Errors
    /// When it is older.
    pub fn no_older_than(self, seconds: u64, now: u64) -> StdResult<Decimal> {
        let age = now.saturating_sub(self.observed);
        if age > seconds {
            return Err(StdError::generic_err(format!(
                "the rate is {age} seconds old, more than {seconds}; send `sync` to the hub"
            )));
        }
        Ok(self.value)
    }
}
