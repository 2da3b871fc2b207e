//! A token of either kind: checked, counted and sent.

use cosmwasm_std::{
    coins, Addr, BankMsg, Binary, CosmosMsg, Deps, QuerierWrapper, StdError, StdResult, Uint128,
};
use cw20::{BalanceResponse, Cw20ExecuteMsg, Cw20QueryMsg, TokenInfoResponse};
use floe_api::ask;
use floe_api::stake::Asset;
use floe_contract::{address, answer, ShellError};

use crate::error::ContractResult;

/// The longest denom that the bank knows.
const MAX_DENOM: usize = 128;

/// An asset of a message: a cw20 that answers, or a denom that can be one.
///
/// # Errors
/// [`ShellError::Invalid`] by the field.
pub fn checked(deps: Deps, field: &'static str, asset: Asset) -> ContractResult<Asset> {
    match &asset {
        Asset::Cw20(contract) => {
            let contract = address::checked(deps.api, field, contract)?;
            let info = ask_cw20(&deps.querier, &contract, &Cw20QueryMsg::TokenInfo {});
            let info = info.and_then(cosmwasm_std::from_json::<TokenInfoResponse>);
            info.map_err(|error| invalid(field, &error))?;
        }
        Asset::Denom(denom) if denom.is_empty() || denom.len() > MAX_DENOM => {
            let reason = StdError::generic_err("a denom has 1 to 128 characters");
            return Err(invalid(field, &reason).into());
        }
        Asset::Denom(_) => {}
    }
    Ok(asset)
}

fn invalid(field: &'static str, error: &StdError) -> ShellError {
    let reason = error.to_string();
    ShellError::Invalid { field, reason }
}

fn ask_cw20(querier: &QuerierWrapper, contract: &Addr, question: &Cw20QueryMsg) -> StdResult<Binary> {
    let question = answer::json(question)?.to_base64();
    let fields = [("contract_addr", contract.as_str()), ("msg", &question)];
    ask::ask(querier, "wasm", "smart", &fields)
}

/// What an account has.
///
/// # Errors
/// When the token does not answer.
pub fn balance(querier: &QuerierWrapper, asset: &Asset, account: &Addr) -> StdResult<Uint128> {
    match asset {
        Asset::Cw20(contract) => {
            let question = Cw20QueryMsg::Balance {
                address: account.to_string(),
            };
            let told = ask_cw20(querier, &Addr::unchecked(contract), &question)?;
            Ok(cosmwasm_std::from_json::<BalanceResponse>(told)?.balance)
        }
        Asset::Denom(denom) => Ok(querier.query_balance(account, denom)?.amount),
    }
}

/// The message that sends an amount.
///
/// # Errors
/// None in practice.
pub fn payment(asset: &Asset, to: &Addr, amount: Uint128) -> StdResult<CosmosMsg> {
    Ok(match asset {
        Asset::Cw20(contract) => {
            let transfer = Cw20ExecuteMsg::Transfer {
                recipient: to.to_string(),
                amount,
            };
            answer::call(contract, &transfer)?.into()
        }
        Asset::Denom(denom) => BankMsg::Send {
            to_address: to.to_string(),
            amount: coins(amount.u128(), denom),
        }
        .into(),
    })
}
