//! Cooling stops.

use cosmwasm_std::{Addr, DepsMut, Env, Response};

use crate::error::ContractResult;
use crate::events::Fact;
use crate::session::Session;
use crate::state::{position, save_position};

/// # Errors
/// [`NotCooling`](floe_core::backstop::BackstopRefusal::NotCooling).
pub fn stop(deps: DepsMut, env: &Env, user: &Addr) -> ContractResult<Response> {
    let mut session = Session::booked(deps.as_ref(), env)?;
    let mut position = position(deps.storage, user)?;
    let cooled = position.cooling.map(|cooling| cooling.units).unwrap_or_default();
    let cut = position.stop(&mut session.books, session.now)?;
    save_position(deps.storage, user, &position)?;
    let stopped = Fact::CoolingStopped {
        user: user.as_str(),
        units: cooled.less(cut),
        cut,
    };
    Ok(session.finish(deps.storage, Some(stopped))?)
}
