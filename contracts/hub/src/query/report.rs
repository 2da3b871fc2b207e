//! `report`: what happened between two times, from the points of history.

use cosmwasm_std::{Decimal, Deps, Env, SignedDecimal, StdResult};
use floe_api::hub::{RatePoint, ReportResponse};
use floe_core::engine::{Point, Totals};
use floe_core::units::{Seconds, YEAR};

use crate::error::{ContractError, ContractResult};
use crate::query::rate::newest_points;
use crate::state::{CARRY, FLOW, STOCK};

/// Differences between the newest points at or before two times. The later one is the present when `to` is not before
/// the last observation.
pub fn report(
    deps: Deps,
    env: &Env,
    from: Option<Seconds>,
    to: Option<Seconds>,
) -> ContractResult<ReportResponse> {
    let points = newest_points(deps).collect::<StdResult<Vec<_>>>()?;
    let at = |time: Seconds| points.iter().find(|point| point.time <= time);
    let closing = match to {
        Some(to) if to < STOCK.load(deps.storage)?.synced_secs() => {
            at(to).ok_or(ContractError::NoHistory)?.clone()
        }
        Some(_) | None => present(deps, env)?,
    };
    let opening = from
        .and_then(at)
        .or(points.last())
        .ok_or(ContractError::NoHistory)?;
    if opening.time > closing.time {
        return Err(ContractError::NoHistory);
    }
    let Totals {
        rewards,
        fees,
        gains,
        losses,
        exits,
        instant_exits,
        covered,
        given_back,
    } = closing.totals;
    let start = opening.totals;
    let gross_rewards = rewards.less(start.rewards);
    let other_gains = gains.less(start.gains);
    let losses = losses.less(start.losses);
    let exits = exits.less(start.exits);
    let instant_exits = instant_exits.less(start.instant_exits);
    // What assets gained beyond all that is known came in as deposits.
    let spent = losses.more(exits).more(instant_exits);
    let deposits = closing
        .assets
        .more(spent)
        .less(opening.assets)
        .less(gross_rewards)
        .less(other_gains);
    Ok(ReportResponse {
        apr: yearly_growth(opening, &closing),
        opening: RatePoint {
            time: opening.time,
            rate: opening.rate,
        },
        closing: RatePoint {
            time: closing.time,
            rate: closing.rate,
        },
        gross_rewards: gross_rewards.into(),
        fees: fees.less(start.fees).into(),
        other_gains: other_gains.into(),
        given_back: given_back.less(start.given_back).into(),
        losses: losses.into(),
        covered: covered.less(start.covered).into(),
        deposits: deposits.into(),
        exits: exits.into(),
        instant_exits: instant_exits.into(),
    })
}

fn present(deps: Deps, env: &Env) -> StdResult<Point> {
    let flow = FLOW.load(deps.storage)?;
    let stock = STOCK.load(deps.storage)?;
    let time = env.block.time.seconds();
    Ok(Point {
        time,
        rate: floe_core::convert::rate(stock.pool(&flow, time), flow.supply),
        assets: stock.books(&flow).assets(),
        totals: CARRY.load(deps.storage)?.totals,
    })
}

/// Relative growth scaled to a year; none when the points coincide or the opening rate is zero.
fn yearly_growth(opening: &Point, closing: &Point) -> Option<SignedDecimal> {
    let secs = closing.time.checked_sub(opening.time).filter(|secs| *secs > 0)?;
    let ratio = closing.rate.checked_div(opening.rate).ok()?;
    let growth = SignedDecimal::try_from(ratio)
        .ok()?
        .checked_sub(SignedDecimal::try_from(Decimal::one()).ok()?)
        .ok()?;
    let years = SignedDecimal::try_from(Decimal::from_ratio(YEAR, secs)).ok()?;
    growth.checked_mul(years).ok()
}
