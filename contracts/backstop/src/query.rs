//! Answers, as if the books had just been brought up to what the hub tells.

use cosmwasm_std::{Addr, Binary, Deps, Env, Order, Uint128};
use cw_storage_plus::Bound;
use floe_api::backstop::{
    BackstopPositionResponse, BackstopStateResponse, BackstopValueResponse, ConfigResponse, CoolingResponse,
    CoverageResponse, QueryMsg,
};
use floe_api::rate;
use floe_contract::{address, answer, page};
use floe_core::backstop::{BackstopPosition, NOBODYS};
use floe_core::convert::to_native;
use floe_core::{Shares, Units};

use crate::error::ContractResult;
use crate::hub;
use crate::session::Session;
use crate::state::{position, CONFIG, POSITIONS};

pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> ContractResult<Binary> {
    let answer = match msg {
        QueryMsg::Config {} => answer::json(&config(deps)?),
        QueryMsg::State {} => answer::json(&state(deps, env)?),
        QueryMsg::Position { user } => answer::json(&one(deps, env, &user)?),
        QueryMsg::Positions { start_after, limit } => answer::json(&list(deps, env, start_after, limit)?),
        QueryMsg::Value { units } => answer::json(&value(deps, env, units)?),
        QueryMsg::Coverage {} => answer::json(&coverage(deps, env)?),
        QueryMsg::ConvertToAssets { amount } => answer::json(&to_assets(deps, env, amount)?),
        QueryMsg::ConvertToShares { amount } => answer::json(&to_units(deps, env, amount)?),
    };
    Ok(answer?)
}

fn config(deps: Deps) -> ContractResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    let window = config.terms()?.window();
    Ok(ConfigResponse {
        hub: config.hub.into_string(),
        cooldown: config.cooldown,
        window,
    })
}

fn state(deps: Deps, env: &Env) -> ContractResult<BackstopStateResponse> {
    let session = Session::booked(deps, env)?;
    let (books, numbers) = (session.books, session.numbers);
    Ok(BackstopStateResponse {
        units: books.units.into(),
        nobodys: books.units.min(NOBODYS).into(),
        assets: books.assets(session.now).into(),
        unreleased: books.unreleased(session.now).into(),
        released_at: books.premium.end,
        balance: session.told.balance.into(),
        covered: numbers.covered.into(),
        returned: numbers.returned.into(),
        owed_back: numbers.owed_back.into(),
        owed_shares: session.owed(deps)?.into(),
    })
}

fn one(deps: Deps, env: &Env, user: &str) -> ContractResult<BackstopPositionResponse> {
    let user = address::checked(deps.api, "user", user)?;
    let session = Session::booked(deps, env)?;
    told(&session, user.as_str(), position(deps.storage, &user)?)
}

fn list(
    deps: Deps,
    env: &Env,
    start_after: Option<String>,
    limit: Option<u32>,
) -> ContractResult<Vec<BackstopPositionResponse>> {
    let session = Session::booked(deps, env)?;
    let after = start_after.map(Addr::unchecked);
    let from = after.as_ref().map(Bound::exclusive);
    POSITIONS
        .range(deps.storage, from, None, Order::Ascending)
        .take(page::size(limit))
        .map(|item| {
            let (user, position) = item?;
            told(&session, user.as_str(), position)
        })
        .collect()
}

fn told(
    session: &Session,
    user: &str,
    position: BackstopPosition,
) -> ContractResult<BackstopPositionResponse> {
    let (books, now, terms) = (&session.books, session.now, session.config.terms()?);
    let cooling = position.cooling.map(|cooling| {
        Ok::<_, floe_core::CoreError>(CoolingResponse {
            units: cooling.units.into(),
            kept: cooling.kept(books, now)?.into(),
            most: cooling.value.into(),
            since: cooling.since,
            ready: cooling.ready(terms),
            until: cooling.until(terms),
        })
    });
    Ok(BackstopPositionResponse {
        user: user.to_owned(),
        units: position.units.into(),
        value: position.value(books, now)?.into(),
        cooling: cooling.transpose()?,
    })
}

fn value(deps: Deps, env: &Env, units: Option<Uint128>) -> ContractResult<BackstopValueResponse> {
    let session = Session::booked(deps, env)?;
    let units = units.map_or(session.books.units, Units::from);
    let shares = session.books.worth(units, session.now)?;
    let (pool, supply) = rate::query_pool(&deps.querier, &session.config.hub, session.now)?;
    Ok(BackstopValueResponse {
        units: units.into(),
        shares: shares.into(),
        native: to_native(shares, pool, supply)?.into(),
    })
}

fn coverage(deps: Deps, env: &Env) -> ContractResult<CoverageResponse> {
    let (hub, own) = (CONFIG.load(deps.storage)?.hub, &env.contract.address);
    let numbers = hub::numbers(&deps.querier, &hub, own)?;
    let told = hub::guarantees(&deps.querier, &hub)?;
    let is_own = |contract: &str| contract == own.as_str();
    let present = told.backstop.filter(|present| is_own(&present.contract));
    Ok(CoverageResponse {
        appointed: present.is_some(),
        pending: told.pending_backstop.as_deref().is_some_and(is_own),
        covered: numbers.covered.into(),
        returned: numbers.returned.into(),
        owed_back: numbers.owed_back.into(),
        capacity: present
            .as_ref()
            .map(|present| present.capacity)
            .unwrap_or_default(),
        worst_loss: told.worst_loss,
        ratio_bps: present.map(|present| present.ratio_bps).unwrap_or_default(),
        cap_bps: told.cap_bps,
    })
}

fn to_assets(deps: Deps, env: &Env, amount: Uint128) -> ContractResult<Uint128> {
    let session = Session::booked(deps, env)?;
    Ok(session.books.worth(amount.into(), session.now)?.into())
}

fn to_units(deps: Deps, env: &Env, amount: Uint128) -> ContractResult<Uint128> {
    let session = Session::booked(deps, env)?;
    let (shares, owed) = (Shares::from(amount), session.owed(deps)?);
    Ok(session.books.price(session.now, shares, owed)?.into())
}
