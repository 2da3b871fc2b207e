//! Queries, in the shapes that existing consumers expect.

pub mod exits;
pub mod guarantees;
pub mod powers;
pub mod preview;
pub mod rate;
pub mod report;
pub mod solvency;
pub mod steak;
pub mod validators;

use cosmwasm_std::{Binary, Deps, Env, StdError, StdResult};
use cw20::{DownloadLogoResponse, Logo, MinterResponse, TokenInfoResponse};
use cw20_base::allowances::query_allowance;
use cw20_base::contract::{query_balance, query_download_logo, query_marketing_info};
use cw20_base::enumerable::{query_all_accounts, query_owner_allowances, query_spender_allowances};
use cw20_base::state::LOGO;
use floe_api::hub::QueryMsg;
use floe_contract::{answer, ownership};

use crate::error::ContractResult;
use crate::state::{FLOW, TOKEN, WIRING};
use crate::token;

pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    let answer = match msg {
        QueryMsg::RedemptionRate { denom, params } => {
            answer::json(&rate::redemption_rate(deps, &env, denom, params)?)
        }
        QueryMsg::HistoricalRedemptionRates { denom, params, limit } => {
            answer::json(&rate::historical(deps, &env, denom, params, limit)?)
        }
        QueryMsg::GetRedemptionRate {} => answer::json(&rate::fresh_rate(deps, &env)?),
        QueryMsg::GetLstAssetDenom {} => answer::json(&rate::asset_denom(&env)),
        QueryMsg::Price {} => answer::json(&rate::price(deps, &env)?),
        QueryMsg::ExchangeRates { start_after, limit } => {
            answer::json(&rate::exchange_rates(deps, start_after, limit)?)
        }
        QueryMsg::State {} => answer::json(&steak::state(deps, &env)?),
        QueryMsg::Config {} => answer::json(&steak::config(deps, &env)?),
        QueryMsg::WantedDelegations {} => answer::json(&steak::wanted_delegations(deps, &env)?),
        QueryMsg::PendingBatch {} => answer::json(&exits::pending_batch(deps, &env)?),
        QueryMsg::PreviousBatch(id) => answer::json(&exits::previous_batch(deps, &env, id)?),
        QueryMsg::PreviousBatches { start_after, limit } => {
            answer::json(&exits::previous_batches(deps, &env, start_after, limit)?)
        }
        QueryMsg::UnbondRequestsByUser {
            user,
            start_after,
            limit,
        } => answer::json(&exits::by_user(deps, user, start_after, limit)?),
        QueryMsg::UnbondRequestsByBatch {
            id,
            start_after,
            limit,
        } => answer::json(&exits::by_batch(deps, id, start_after, limit)?),
        QueryMsg::UnbondRequestsByUserDetails {
            user,
            start_after,
            limit,
        } => answer::json(&exits::details(deps, &env, user, start_after, limit)?),
        QueryMsg::Unreconciled {} => answer::json(&exits::unreconciled(deps, &env)?),
        QueryMsg::PreviewBond { amount } => answer::json(&preview::bond(deps, &env, amount)?),
        QueryMsg::PreviewUnbond { shares } => answer::json(&preview::unbond(deps, &env, shares)?),
        QueryMsg::PreviewInstant { shares } => answer::json(&preview::instant(deps, &env, shares)?),
        QueryMsg::PreviewCrank {} => answer::json(&preview::crank(deps, &env)?),
        QueryMsg::PreviewAllocation { amount } => answer::json(&preview::allocation(deps, &env, amount)?),
        QueryMsg::Solvency {} => answer::json(&solvency::solvency(deps, &env)?),
        QueryMsg::Validators { start_after, limit } => {
            answer::json(&validators::validators(deps, &env, start_after, limit)?)
        }
        QueryMsg::Stakes { operators } => answer::json(&validators::stakes(deps, &operators)?),
        QueryMsg::Powers {} => answer::json(&powers::powers(deps, &env)?),
        QueryMsg::Guardian {} => answer::json(&powers::guardian(deps)?),
        QueryMsg::Report { from, to } => answer::json(&report::report(deps, &env, from, to)?),
        QueryMsg::Guarantees {} => answer::json(&guarantees::guarantees(deps, &env)?),
        QueryMsg::Ownership {} => answer::json(&ownership::query(deps.storage)?),
        QueryMsg::Balance { address } => answer::json(&query_balance(deps, address)?),
        QueryMsg::TokenInfo {} => answer::json(&token_info(deps)?),
        QueryMsg::Allowance { owner, spender } => answer::json(&query_allowance(deps, owner, spender)?),
        QueryMsg::AllAllowances {
            owner,
            start_after,
            limit,
        } => answer::json(&query_owner_allowances(deps, owner, start_after, limit)?),
        QueryMsg::AllSpenderAllowances {
            spender,
            start_after,
            limit,
        } => answer::json(&query_spender_allowances(deps, spender, start_after, limit)?),
        QueryMsg::AllAccounts { start_after, limit } => {
            answer::json(&query_all_accounts(deps, start_after, limit)?)
        }
        QueryMsg::MarketingInfo {} => answer::json(&query_marketing_info(deps)?),
        QueryMsg::DownloadLogo {} => answer::json(&download_logo(deps)?),
        QueryMsg::Minter {} => answer::json(&MinterResponse {
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
