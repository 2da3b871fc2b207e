//! The rate, for lending markets, vaults, price feeds and charts. Its time is always that of the last observation.

use cosmwasm_std::{Decimal, Deps, Env, Order, StdResult, Timestamp};
use cw_storage_plus::Bound;
use floe_api::hub::execute::AnyJson;
use floe_api::hub::{
    ExchangeRatesResponse, HistoricalRate, HistoricalRedemptionRatesResponse, PriceBlock, PriceResponse,
    RedemptionRateResponse,
};
use floe_api::rate::Stock;
use floe_contract::page;
use floe_core::engine::Point;
use floe_core::units::DAY;

use crate::error::{ContractError, ContractResult};
use crate::session::POINTS_KEPT;
use crate::state::{FLOW, PARAMS, POINTS, STOCK, WIRING};

pub fn asset_denom(env: &Env) -> String {
    format!("cw20:{}", env.contract.address)
}

/// The rate now, and the stock behind it.
pub fn current(deps: Deps, env: &Env) -> StdResult<(Decimal, Stock)> {
    let flow = FLOW.load(deps.storage)?;
    let stock = STOCK.load(deps.storage)?;
    let pool = stock.pool(&flow, env.block.time.seconds());
    Ok((floe_core::convert::rate(pool, flow.supply), stock))
}

pub fn redemption_rate(
    deps: Deps,
    env: &Env,
    denom: String,
    params: Option<AnyJson>,
) -> ContractResult<RedemptionRateResponse> {
    check_question(deps, env, &denom, params)?;
    let (rate, stock) = current(deps, env)?;
    Ok(RedemptionRateResponse {
        redemption_rate: rate,
        update_time: stock.synced_secs(),
    })
}

pub fn historical(
    deps: Deps,
    env: &Env,
    denom: String,
    params: Option<AnyJson>,
    limit: Option<u64>,
) -> ContractResult<HistoricalRedemptionRatesResponse> {
    check_question(deps, env, &denom, params)?;
    let limit = usize::try_from(limit.unwrap_or(POINTS_KEPT).min(POINTS_KEPT)).unwrap_or(usize::MAX);
    let redemption_rates = newest_points(deps)
        .take(limit)
        .map(|point| {
            point.map(|point| HistoricalRate {
                denom: denom.clone(),
                redemption_rate: point.rate,
                update_time: point.time,
            })
        })
        .collect::<StdResult<_>>()?;
    Ok(HistoricalRedemptionRatesResponse { redemption_rates })
}

fn check_question(deps: Deps, env: &Env, denom: &str, params: Option<AnyJson>) -> ContractResult<()> {
    if params.is_some() {
        return Err(ContractError::ParamsNotAccepted);
    }
    let known = denom == env.contract.address.as_str()
        || denom == asset_denom(env)
        || WIRING
            .load(deps.storage)?
            .rate_denoms
            .iter()
            .any(|listed| listed == denom);
    if known {
        Ok(())
    } else {
        Err(ContractError::UnknownDenom {
            denom: denom.to_owned(),
        })
    }
}

/// For readers that get no time with it: an error once the last observation is too old.
pub fn fresh_rate(deps: Deps, env: &Env) -> ContractResult<Decimal> {
    let (rate, stock) = current(deps, env)?;
    let limit = PARAMS.load(deps.storage)?.deposit.max_sync_age.saturating_mul(2);
    let last = stock.synced_secs();
    if env.block.time.seconds() > last.saturating_add(limit) {
        return Err(ContractError::Stale { last, limit });
    }
    Ok(rate)
}

pub fn price(deps: Deps, env: &Env) -> StdResult<PriceResponse> {
    let (value, stock) = current(deps, env)?;
    let time = Timestamp::from_nanos(stock.synced_at);
    Ok(PriceResponse {
        value,
        block_info: PriceBlock {
            height: stock.synced_height,
            time,
            chain_id: env.block.chain_id.clone(),
        },
        timestamp: time,
        volatile: false,
    })
}

pub fn exchange_rates(
    deps: Deps,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> StdResult<ExchangeRatesResponse> {
    let points = newest_points(deps)
        .filter(|point| match (point, start_after) {
            (Ok(point), Some(before)) => point.time < before,
            (Ok(_) | Err(_), _) => true,
        })
        .take(page::size(limit))
        .collect::<StdResult<Vec<_>>>()?;
    let apr = points
        .first()
        .zip(points.last())
        .and_then(|(newest, oldest)| growth_a_day(oldest, newest));
    let exchange_rates = points.into_iter().map(|point| (point.time, point.rate)).collect();
    Ok(ExchangeRatesResponse { exchange_rates, apr })
}

/// Relative growth a day between two points; none when they coincide or the older rate is zero, never negative.
fn growth_a_day(oldest: &Point, newest: &Point) -> Option<Decimal> {
    let secs = newest.time.checked_sub(oldest.time).filter(|secs| *secs > 0)?;
    let growth = newest
        .rate
        .checked_div(oldest.rate)
        .ok()?
        .saturating_sub(Decimal::one());
    growth.checked_mul(Decimal::from_ratio(DAY, secs)).ok()
}

/// Points of history, newest first.
pub fn newest_points(deps: Deps<'_>) -> impl Iterator<Item = StdResult<Point>> + '_ {
    POINTS
        .range(deps.storage, None::<Bound<u64>>, None, Order::Descending)
        .map(|item| item.map(|(_, point)| point))
}
