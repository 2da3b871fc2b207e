//! Coins of other denoms go to the swapper, which sells them for the staking coin.

use cosmwasm_std::{BankMsg, Deps, Env, Response};

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{CONFIG, SWAPPER};

/// Sends all of a coin that is not the staking coin to the swapper. With none here it succeeds without effect. Asks for that one
/// balance only: how many other denoms were sent here changes nothing.
///
/// # Errors
/// [`ContractError::NativeNotSendable`]; [`ContractError::NoSwapper`].
pub fn sell(deps: Deps, env: &Env, denom: String) -> ContractResult<Response> {
    if denom == CONFIG.load(deps.storage)?.denom {
        return Err(ContractError::NativeNotSendable { denom });
    }
    let swapper = SWAPPER.may_load(deps.storage)?.ok_or(ContractError::NoSwapper)?;
    let coin = deps.querier.query_balance(&env.contract.address, denom)?;
    if coin.amount.is_zero() {
        return Ok(Response::new());
    }
    let sold = Response::new().add_event(Fact::ForeignSold {
        denom: &coin.denom,
        amount: coin.amount.into(),
        swapper: swapper.as_str(),
    });
    Ok(sold.add_message(BankMsg::Send {
        to_address: swapper.into_string(),
        amount: vec![coin],
    }))
}
