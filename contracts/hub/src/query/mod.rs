//! Queries, in the dialects that consumers speak.

pub mod exits;
pub mod guarantees;
pub mod powers;
pub mod preview;
pub mod rate;
pub mod report;
pub mod solvency;
pub mod steak;
pub mod validators;

use cosmwasm_std::{to_json_binary, Binary, Deps, Env, StdError, StdResult};
use cw20::{DownloadLogoResponse, Logo, MinterResponse, TokenInfoResponse};
use cw20_base::allowances::query_allowance;
use cw20_base::contract::{query_balance, query_download_logo, query_marketing_info};
use cw20_base::enumerable::{query_all_accounts, query_owner_allowances, query_spender_allowances};
use cw20_base::state::LOGO;
use floe_api::hub::QueryMsg;
use floe_contract::ownership;

use crate::error::ContractResult;
use crate::state::{FLOW, TOKEN, WIRING};
use crate::token;

pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    let answer = match msg {
        QueryMsg::RedemptionRate { denom, params } => {
            to_json_binary(&rate::redemption_rate(deps, &env, denom, params)?)
        }
        QueryMsg::HistoricalRedemptionRates { denom, params, limit } => {
            to_json_binary(&rate::historical(deps, &env, denom, params, limit)?)
        }
        QueryMsg::GetRedemptionRate {} => to_json_binary(&rate::fresh_rate(deps, &env)?),
        QueryMsg::GetLstAssetDenom {} => to_json_binary(&rate::asset_denom(&env)),
        QueryMsg::Price {} => to_json_binary(&rate::price(deps, &env)?),
        QueryMsg::ExchangeRates { start_after, limit } => {
            to_json_binary(&rate::exchange_rates(deps, start_after, limit)?)
        }
        QueryMsg::State {} => to_json_binary(&steak::state(deps, &env)?),
        QueryMsg::Config {} => to_json_binary(&steak::config(deps, &env)?),
        QueryMsg::WantedDelegations {} => to_json_binary(&steak::wanted_delegations(deps, &env)?),
        QueryMsg::PendingBatch {} => to_json_binary(&exits::pending_batch(deps, &env)?),
        QueryMsg::PreviousBatch(id) => to_json_binary(&exits::previous_batch(deps, &env, id)?),
        QueryMsg::PreviousBatches { start_after, limit } => {
            to_json_binary(&exits::previous_batches(deps, &env, start_after, limit)?)
        }
        QueryMsg::UnbondRequestsByUser {
            user,
            start_after,
            limit,
        } => to_json_binary(&exits::by_user(deps, user, start_after, limit)?),
        QueryMsg::UnbondRequestsByBatch {
            id,
            start_after,
            limit,
        } => to_json_binary(&exits::by_batch(deps, id, start_after, limit)?),
        QueryMsg::UnbondRequestsByUserDetails {
            user,
            start_after,
            limit,
        } => to_json_binary(&exits::details(deps, &env, user, start_after, limit)?),
        QueryMsg::Unreconciled {} => to_json_binary(&exits::unreconciled(deps, &env)?),
        QueryMsg::PreviewBond { amount } => to_json_binary(&preview::bond(deps, &env, amount)?),
        QueryMsg::PreviewUnbond { shares } => to_json_binary(&preview::unbond(deps, &env, shares)?),
        QueryMsg::PreviewInstant { shares } => to_json_binary(&preview::instant(deps, &env, shares)?),
        QueryMsg::PreviewCrank {} => to_json_binary(&preview::crank(deps, &env)?),
        QueryMsg::PreviewAllocation { amount } => to_json_binary(&preview::allocation(deps, &env, amount)?),
        QueryMsg::Solvency {} => to_json_binary(&solvency::solvency(deps, &env)?),
        QueryMsg::Validators { start_after, limit } => {
            to_json_binary(&validators::validators(deps, &env, start_after, limit)?)
        }
        QueryMsg::Stakes { operators } => to_json_binary(&validators::stakes(deps, &operators)?),
        QueryMsg::Powers {} => to_json_binary(&powers::powers(deps, &env)?),
        QueryMsg::Guardian {} => to_json_binary(&powers::guardian(deps)?),
        QueryMsg::Report { from, to } => to_json_binary(&report::report(deps, &env, from, to)?),
        QueryMsg::Guarantees {} => to_json_binary(&guarantees::guarantees(deps, &env)?),
        QueryMsg::Ownership {} => to_json_binary(&ownership::query(deps.storage)?),
        QueryMsg::Balance { address } => to_json_binary(&query_balance(deps, address)?),
        QueryMsg::TokenInfo {} => to_json_binary(&token_info(deps)?),
        QueryMsg::Allowance { owner, spender } => to_json_binary(&query_allowance(deps, owner, spender)?),
        QueryMsg::AllAllowances {
            owner,
            start_after,
            limit,
        } => to_json_binary(&query_owner_allowances(deps, owner, start_after, limit)?),
        QueryMsg::AllSpenderAllowances {
            spender,
            start_after,
            limit,
        } => to_json_binary(&query_spender_allowances(deps, spender, start_after, limit)?),
        QueryMsg::AllAccounts { start_after, limit } => {
            to_json_binary(&query_all_accounts(deps, start_after, limit)?)
        }
        QueryMsg::MarketingInfo {} => to_json_binary(&query_marketing_info(deps)?),
        QueryMsg::DownloadLogo {} => to_json_binary(&download_logo(deps)?),
        QueryMsg::Minter {} => to_json_binary(&MinterResponse {
            minter: env.contract.address.into(),
            cap: None,
        }),
    };
    Ok(answer?)
}

/// Where none was uploaded, with the text of cw20-base.
fn download_logo(deps: Deps) -> StdResult<DownloadLogoResponse> {
    if !LOGO.exists(deps.storage) {
        return Err(token::with_key::<Logo>(StdError::not_found(""), LOGO.as_slice()));
    }
    query_download_logo(deps)
}

/// Put together from the books.
fn token_info(deps: Deps) -> StdResult<TokenInfoResponse> {
    let meta = TOKEN.load(deps.storage)?;
    Ok(TokenInfoResponse {
        name: meta.name,
        symbol: meta.symbol,
        decimals: WIRING.load(deps.storage)?.decimals,
        total_supply: FLOW.load(deps.storage)?.supply.into(),
    })
}
