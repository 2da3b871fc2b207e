//! What the backstop reads of its hub.

use cosmwasm_std::{Addr, QuerierWrapper, StdResult};
use cw20::BalanceResponse;
use floe_api::guarantor::{self, GuarantorNumbers};
use floe_api::hub::{GuaranteesResponse, QueryMsg};
use floe_api::rate;
use floe_core::backstop::GuarantorTold;
use floe_core::convert::mul_div_ceil;
use floe_core::units::{Native, Seconds, Shares};

use crate::error::ContractResult;

/// The hub's numbers of this contract.
///
/// # Errors
/// When the hub cannot be read.
pub fn numbers(querier: &QuerierWrapper, hub: &Addr, own: &Addr) -> StdResult<GuarantorNumbers> {
    guarantor::query_raw(querier, hub, own, "")
}

/// The same with the shares that this contract has.
///
/// # Errors
/// When the hub cannot be read.
pub fn told(
    querier: &QuerierWrapper,
    hub: &Addr,
    own: &Addr,
) -> StdResult<(GuarantorTold, GuarantorNumbers)> {
    let question = QueryMsg::Balance {
        address: own.to_string(),
    };
    let answer: BalanceResponse = querier.query_wasm_smart(hub, &question)?;
    let numbers = numbers(querier, hub, own)?;
    let told = GuarantorTold {
        balance: answer.balance.into(),
        covered: numbers.covered,
        returned: numbers.returned,
    };
    Ok((told, numbers))
}

/// Who guarantees now, and how far that reaches.
///
/// # Errors
/// When the hub does not answer.
pub fn guarantees(querier: &QuerierWrapper, hub: &Addr) -> StdResult<GuaranteesResponse> {
    querier.query_wasm_smart(hub, &QueryMsg::Guarantees {})
}

/// Shares that an amount would be as of the hub's last look, rounded up.
///
/// # Errors
/// When the hub cannot be read, or has no price.
pub fn in_shares(
    querier: &QuerierWrapper,
    hub: &Addr,
    amount: Native,
    now: Seconds,
) -> ContractResult<Shares> {
    if amount.is_zero() {
        return Ok(Shares::ZERO);
    }
    let (pool, supply) = rate::query_pool(querier, hub, now)?;
    Ok(mul_div_ceil(amount.units(), supply.units(), pool.units()).map(Shares::new)?)
}
