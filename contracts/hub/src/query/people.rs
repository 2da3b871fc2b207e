//! For people who check: the books against the bank, the stake, the powers, the history.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, Deps, Env, Order, SignedDecimal, StdResult};
use floe_api::hub::{
    EntryResponse, FeeConfig, FeeReceiver, FeeRiseResponse, GuardianResponse, ParamResponse, PauseResponse,
    PowersResponse, RatePoint, ReportResponse, SilenceResponse, SolvencyResponse, StakeResponse,
    ValidatorResponse,
};
use floe_core::engine::{Point, Totals};
use floe_core::params::{Param, MAX_FEE_BPS};
use floe_core::silence::Silence;
use floe_core::units::{Native, Seconds, NANOS, YEAR};

use crate::chain;
use crate::error::{ContractError, ContractResult};
use crate::execute::admin;
use crate::execute::queue::interval;
use crate::positions;
use crate::query::page_size;
use crate::query::rate::newest_points;
use crate::session::{Batches, Booking, Session};
use crate::state::{CARRY, CONTROLS, FEE, FLOW, LOCKS, LOSSES, PARAMS, SILENT, STOCK, WIRING};
use crate::token;

pub fn solvency(deps: Deps, env: &Env) -> ContractResult<SolvencyResponse> {
    let Booking { accounts, at, .. } = Booking::load(deps.storage, env, Batches::Untouched)?;
    let wiring = WIRING.load(deps.storage)?;
    let bank = chain::balance(&deps.querier, &env.contract.address, &wiring.denom)?;
    let (books, now) = (accounts.books(), at.seconds());
    let healthy = bank >= books.free.more(books.reserved) && books.assets() >= books.owed;
    Ok(SolvencyResponse {
        bank: bank.into(),
        free: books.free.into(),
        reserved: books.reserved.into(),
        undelegating: books.undelegating.into(),
        owed: books.owed.into(),
        delegated: books.delegated.into(),
        supply: books.supply.into(),
        unreleased: books.stream.unreleased(now).into(),
        pool: books.pool(now).into(),
        loss_carry: books.loss_carry.into(),
        seed: wiring.seed.into(),
        escrow: token::escrow(deps.storage, &env.contract.address)?.into(),
        short_since: accounts.short_since(),
        healthy,
    })
}

pub fn validators(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> ContractResult<Vec<ValidatorResponse>> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    let (work, world) = session.split();
    let amounts = match work.targets(&world) {
        Some(targets) => targets.amounts(work.target_total()?)?,
        None => Default::default(),
    };
    let mut operators: Vec<&String> = session.ledger().positions.keys().chain(amounts.keys()).collect();
    operators.sort();
    operators.dedup();
    operators
        .into_iter()
        .filter(|operator| start_after.as_ref().is_none_or(|after| *operator > after))
        .take(page_size(limit))
        .map(|operator| {
            let target = amounts.get(operator).copied().unwrap_or_default();
            validator(deps, &session, operator, target)
        })
        .collect()
}

fn validator(
    deps: Deps,
    session: &Session<'_>,
    operator: &str,
    target: Native,
) -> ContractResult<ValidatorResponse> {
    let now = session.seconds();
    let position = session
        .ledger()
        .positions
        .get(operator)
        .cloned()
        .unwrap_or_default();
    let loss = LOSSES.may_load(deps.storage, operator)?.unwrap_or_default();
    let locks = LOCKS.may_load(deps.storage, operator)?.unwrap_or_default();
    let entries = session
        .ledger()
        .entries
        .iter()
        .filter(|(key, _)| key.validator == operator)
        .map(|(key, entry)| EntryResponse {
            amount: entry.amount.into(),
            expected: entry.expected.into(),
            completion: key.completion.div_ceil(NANOS),
        })
        .collect();
    Ok(ValidatorResponse {
        operator: operator.to_owned(),
        delegated: position.booked.into(),
        target: target.into(),
        entries,
        cumulative_loss: loss.total.into(),
        last_loss: (loss.last > 0).then_some(loss.last),
        harvested_at: position.harvested_at,
        marked_until: position.marked(now).then_some(position.marked_until),
        locked_until: locks
            .iter()
            .map(|lock| lock.until)
            .max()
            .filter(|until| *until > now),
        silent: SILENT
            .may_load(deps.storage, operator)?
            .map(|silence| SilenceResponse {
                announced_at: silence.announced_at,
                written_off_at: silence.is_written_off().then_some(silence.written_off_at),
                amount: silence.amount.into(),
                forgotten: silence.forgotten,
            }),
    })
}

/// Reads positions and entries once, however many operators are asked for. Stake that is written off counts: it may come
/// back.
pub fn stakes(deps: Deps, operators: &[String]) -> StdResult<Vec<StakeResponse>> {
    let entries = positions::entries(deps.storage, Order::Ascending).collect::<StdResult<_>>()?;
    let positions = positions::load(deps.storage, &entries)?;
    // There are few of them, mostly none; looking for each operator would cost the registry's refresh more than all else.
    let silent: BTreeMap<String, Silence> = SILENT
        .range(deps.storage, None, None, Order::Ascending)
        .collect::<StdResult<_>>()?;
    let stake = |operator: &String| {
        let position = positions.get(operator).cloned().unwrap_or_default();
        let written_off = silent.get(operator).map(|silence| silence.amount);
        StakeResponse {
            delegated: position.booked.more(written_off.unwrap_or_default()).into(),
            entries: position.entries,
        }
    };
    Ok(operators.iter().map(stake).collect())
}

pub fn guardian(deps: Deps) -> StdResult<GuardianResponse> {
    let controls = CONTROLS.load(deps.storage)?;
    Ok(GuardianResponse {
        guardian: controls.guardian.map(String::from),
        pause_secs: PARAMS.load(deps.storage)?.safety.pause_secs,
        arming: controls.arming,
    })
}

pub fn powers(deps: Deps, env: &Env) -> StdResult<PowersResponse> {
    let controls = CONTROLS.load(deps.storage)?;
    let wiring = WIRING.load(deps.storage)?;
    let params = PARAMS.load(deps.storage)?;
    let fee = FEE.load(deps.storage)?;
    let ownership = cw_ownable::get_ownership(deps.storage)?;
    let admin = chain::admin(&deps.querier, &env.contract.address)?;
    let now = env.block.time.seconds();
    let interval = interval(
        &deps.querier,
        env,
        &params,
        &wiring.registry,
        controls.gates.winding_down(),
    );
    Ok(PowersResponse {
        owner: ownership.owner.map(String::from),
        pending_owner: ownership.pending_owner.map(String::from),
        guardian: controls.guardian.clone().map(String::from),
        guardian_armed: controls.armed,
        governor: controls.governor.clone().map(String::from),
        admin,
        pauses: controls
            .gates
            .pauses
            .iter()
            .filter(|pause| controls.gates.paused(pause.domain, now))
            .map(|pause| PauseResponse {
                domain: pause.domain,
                since: pause.since,
                until: pause.until,
            })
            .collect(),
        winding_down: controls.gates.winding_down(),
        fee: FeeConfig {
            bps: fee.rate.at(now),
            receivers: fee
                .receivers
                .iter()
                .map(|receiver| FeeReceiver {
                    to: admin::name(&receiver.to).to_owned(),
                    weight: receiver.weight,
                })
                .collect(),
        },
        fee_rise: fee
            .rate
            .rise
            .filter(|rise| rise.from > now)
            .map(|rise| FeeRiseResponse {
                bps: rise.bps,
                from: rise.from,
            }),
        max_fee_bps: MAX_FEE_BPS,
        params: Param::ALL
            .into_iter()
            .map(|param| param_response(param, &params, wiring.decimals))
            .collect(),
        interval_in_force: interval,
        bond_cap: params.deposit.bond_cap.map(Into::into),
        rate_denoms: wiring.rate_denoms,
    })
}

fn param_response(param: Param, params: &floe_core::Params, decimals: u8) -> ParamResponse {
    let bounds = params.bounds(param, decimals);
    ParamResponse {
        name: param.name().to_owned(),
        value: params.get(param).into(),
        default: bounds.default.into(),
        min: bounds.min.into(),
        max: bounds.max.into(),
    }
}

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
        _ => present(deps, env)?,
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
        losses: losses.into(),
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
