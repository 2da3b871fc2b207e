//! Answers. Rewards are counted up to the present block.

use cosmwasm_std::{Addr, Binary, Deps, Env, Order, StdResult, Timestamp};
use cw_storage_plus::Bound;
use cw_utils::{Duration, Expiration};
use floe_api::stake::{
    Asset, ClaimsResponse, CodeInfo, DenomResponse, GetConfigResponse, GetHooksResponse, InfoResponse,
    IsActiveResponse, ListStakersResponse, PendingStakeReward, PowerAtHeightResponse, PrincipalResponse,
    QueryMsg, RewardStreamResponse, StakeClaim, StakedBalanceAtHeightResponse, StakedValueResponse,
    StakerBalanceResponse, TotalStakedAtHeightResponse, TotalValueResponse,
};
use floe_contract::{address, answer, ownership, page};
use floe_core::units::Units;

use crate::contract::CODE;
use crate::error::{ContractError, ContractResult};
use crate::session::StakeSession;
use crate::state::{power_at, staker, total_at, BOOKS, CLAIMS, CONFIG, LISTENERS, STAKERS};

pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> ContractResult<Binary> {
    let answer = match msg {
        QueryMsg::VotingPowerAtHeight { address, height } => {
            let (staked, height) = past_power(deps, env, &address, height)?;
            let power = staked.into();
            answer::json(&PowerAtHeightResponse { power, height })
        }
        QueryMsg::TotalPowerAtHeight { height } => {
            let (total, height) = past_total(deps, env, height)?;
            let power = total.into();
            answer::json(&PowerAtHeightResponse { power, height })
        }
        QueryMsg::Info {} => answer::json(&InfoResponse {
            info: CodeInfo {
                contract: CODE.name.to_owned(),
                version: CODE.version.to_owned(),
            },
        }),
        QueryMsg::IsActive {} => answer::json(&IsActiveResponse { active: true }),
        QueryMsg::Dao {} => answer::json(&ownership::owner(deps.storage)?),
        QueryMsg::TokenContract {} => answer::json(&token_contract(deps)?),
        QueryMsg::Denom {} => answer::json(&denom(deps)?),
        QueryMsg::StakedBalanceAtHeight { address, height } => {
            let (staked, height) = past_power(deps, env, &address, height)?;
            let balance = staked.into();
            answer::json(&StakedBalanceAtHeightResponse { balance, height })
        }
        QueryMsg::TotalStakedAtHeight { height } => {
            let (total, height) = past_total(deps, env, height)?;
            let total = total.into();
            answer::json(&TotalStakedAtHeightResponse { total, height })
        }
        QueryMsg::StakedValue { address } => {
            let user = address::checked(deps.api, "address", &address)?;
            let value = staker(deps.storage, &user)?.staked.into();
            answer::json(&StakedValueResponse { value })
        }
        QueryMsg::TotalValue {} => answer::json(&TotalValueResponse {
            total: BOOKS.load(deps.storage)?.staked.into(),
        }),
        QueryMsg::Claims { address } => answer::json(&claims(deps, &address)?),
        QueryMsg::ListStakers { start_after, limit } => answer::json(&stakers(deps, start_after, limit)?),
        QueryMsg::GetHooks {} => {
            let listeners = LISTENERS.load(deps.storage)?.into_iter();
            let hooks = listeners.map(Addr::into_string).collect();
            answer::json(&GetHooksResponse { hooks })
        }
        QueryMsg::GetConfig {} => answer::json(&config(deps)?),
        QueryMsg::PendingRewards { user } => answer::json(&pending(deps, env, &user)?),
        QueryMsg::Streams {} => answer::json(&streams(deps, env)?),
        QueryMsg::Principal {} => answer::json(&principal(deps)?),
        QueryMsg::Ownership {} => answer::json(&ownership::query(deps.storage)?),
    };
    Ok(answer?)
}

fn past_power(deps: Deps, env: &Env, address: &str, height: Option<u64>) -> ContractResult<(Units, u64)> {
    let user = address::checked(deps.api, "address", address)?;
    let height = height.unwrap_or(env.block.height);
    Ok((power_at(deps.storage, &user, height)?, height))
}

fn past_total(deps: Deps, env: &Env, height: Option<u64>) -> StdResult<(Units, u64)> {
    let height = height.unwrap_or(env.block.height);
    Ok((total_at(deps.storage, height)?, height))
}

fn token_contract(deps: Deps) -> ContractResult<Addr> {
    match CONFIG.load(deps.storage)?.token {
        Asset::Cw20(token) => Ok(Addr::unchecked(token)),
        Asset::Denom(token) => {
            let instead = "ask for the denom";
            Err(ContractError::OtherToken { token, instead })
        }
    }
}

fn denom(deps: Deps) -> ContractResult<DenomResponse> {
    match CONFIG.load(deps.storage)?.token {
        Asset::Denom(denom) => Ok(DenomResponse { denom }),
        Asset::Cw20(token) => {
            let instead = "ask for the token_contract";
            Err(ContractError::OtherToken { token, instead })
        }
    }
}

/// All of them: there are no more than hours in the longest unstaking time, and those that are ready.
fn claims(deps: Deps, address: &str) -> ContractResult<ClaimsResponse> {
    let user = address::checked(deps.api, "address", address)?;
    let from = Some(Bound::inclusive((&user, 0)));
    let to = Some(Bound::inclusive((&user, u64::MAX)));
    let claims = CLAIMS
        .range(deps.storage, from, to, Order::Ascending)
        .map(|item| {
            let claim = item?.1;
            Ok(StakeClaim {
                amount: claim.amount.into(),
                release_at: Expiration::AtTime(Timestamp::from_seconds(claim.ready)),
            })
        });
    Ok(ClaimsResponse {
        claims: claims.collect::<StdResult<_>>()?,
    })
}

fn stakers(deps: Deps, start_after: Option<String>, limit: Option<u32>) -> StdResult<ListStakersResponse> {
    let after = start_after.map(Addr::unchecked);
    let stakers = STAKERS
        .range(
            deps.storage,
            after.as_ref().map(Bound::exclusive),
            None,
            Order::Ascending,
        )
        .take(page::size(limit))
        .map(|item| {
            let (address, staker) = item?;
            Ok(StakerBalanceResponse {
                address: address.into_string(),
                balance: staker.staked.into(),
            })
        });
    Ok(ListStakersResponse {
        stakers: stakers.collect::<StdResult<_>>()?,
    })
}

fn config(deps: Deps) -> ContractResult<GetConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    let (owner, token_address) = match config.token {
        Asset::Cw20(token) => (ownership::owner(deps.storage)?, Some(Addr::unchecked(token))),
        Asset::Denom(_) => (None, None),
    };
    Ok(GetConfigResponse {
        owner,
        token_address,
        unstaking_duration: (config.unstaking > 0).then_some(Duration::Time(config.unstaking)),
    })
}

fn pending(deps: Deps, env: &Env, user: &str) -> ContractResult<Vec<PendingStakeReward>> {
    let user = address::checked(deps.api, "user", user)?;
    let session = StakeSession::load(deps, env)?;
    let staker = session.staker(deps.storage, &user)?;
    let rewards = session.streams.into_iter().zip(staker.rewards);
    let pending = rewards.map(|(stream, reward)| PendingStakeReward {
        asset: stream.asset,
        amount: reward.due.into(),
    });
    Ok(pending.collect())
}

fn streams(deps: Deps, env: &Env) -> ContractResult<Vec<RewardStreamResponse>> {
    let session = StakeSession::load(deps, env)?;
    let told = session.streams.into_iter().map(|stream| RewardStreamResponse {
        asset: stream.asset,
        period: stream.rewards.period,
        funded: stream.rewards.funded.into(),
        paid: stream.rewards.paid.into(),
        unreleased: stream.rewards.stream.unreleased(session.now).into(),
        released_at: stream.rewards.stream.end,
    });
    Ok(told.collect())
}

fn principal(deps: Deps) -> ContractResult<PrincipalResponse> {
    let (config, books) = (CONFIG.load(deps.storage)?, BOOKS.load(deps.storage)?);
    Ok(PrincipalResponse {
        token: config.token,
        unstaking: config.unstaking,
        staked: books.staked.into(),
        leaving: books.leaving.into(),
    })
}
