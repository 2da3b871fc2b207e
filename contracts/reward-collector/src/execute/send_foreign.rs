//! Coins of other denoms go where the owner says.

use cosmwasm_std::{Addr, BankMsg, Coin, Deps, Env, Response, Uint128};

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{Config, CONFIG, SWAPPER};

/// Sends out a coin that is not the staking coin, while there is no swapper.
///
/// # Errors
/// [`ContractError::NativeNotSendable`]; [`ContractError::SwapperSet`]; [`ContractError::ZeroAmount`]; [`ContractError::InvalidReceiver`];
/// [`ContractError::ForbiddenReceiver`] for the hub, which has no way to send such a coin on, and for the collector;
/// [`ContractError::InsufficientBalance`].
pub fn send_foreign(
    deps: Deps,
    env: &Env,
    denom: String,
    amount: Uint128,
    to: String,
) -> ContractResult<Response> {
    let config = CONFIG.load(deps.storage)?;
    if denom == config.denom {
        return Err(ContractError::NativeNotSendable { denom });
    }
    if let Some(swapper) = SWAPPER.may_load(deps.storage)? {
        let swapper = swapper.into_string();
        return Err(ContractError::SwapperSet { swapper });
    }
    if amount.is_zero() {
        return Err(ContractError::ZeroAmount);
    }
    let to = receiver(deps, env, &config, to)?;
    let available = deps.querier.query_balance(&env.contract.address, &denom)?.amount;
    if available < amount {
        return Err(ContractError::InsufficientBalance {
            denom,
            requested: amount,
            available,
        });
    }

    let coin = Coin { denom, amount };
    let sent = Response::new().add_event(Fact::ForeignSent {
        denom: &coin.denom,
        amount: coin.amount.into(),
        to: to.as_str(),
    });
    Ok(sent.add_message(BankMsg::Send {
        to_address: to.into_string(),
        amount: vec![coin],
    }))
}

/// The address of who may receive foreign coins.
///
/// # Errors
/// [`ContractError::InvalidReceiver`]; [`ContractError::ForbiddenReceiver`].
pub(crate) fn receiver(deps: Deps, env: &Env, config: &Config, to: String) -> ContractResult<Addr> {
    let address = deps
        .api
        .addr_validate(&to)
        .map_err(|error| ContractError::InvalidReceiver {
            to: to.clone(),
            reason: error.to_string(),
        })?;
    if address == config.hub || address == env.contract.address {
        return Err(ContractError::ForbiddenReceiver { to });
    }
    Ok(address)
}
