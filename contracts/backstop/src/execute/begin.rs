//! The cooldown begins.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Uint128};

use crate::error::ContractResult;
use crate::events::Fact;
use crate::session::Session;
use crate::state::{position, save_position};

/// # Errors
/// [`BackstopRefusal`](floe_core::backstop::BackstopRefusal) for no units and for more than there are.
pub fn begin(deps: DepsMut, env: &Env, user: &Addr, units: Option<Uint128>) -> ContractResult<Response> {
    let mut session = Session::booked(deps.as_ref(), env)?;
    let terms = session.config.terms()?;
    let mut position = position(deps.storage, user)?;
    let cut = position.begin(&mut session.books, session.now, units.map(Into::into))?;
    save_position(deps.storage, user, &position)?;
    let begun = position.cooling.map(|cooling| Fact::CoolingBegun {
        user: user.as_str(),
        units: cooling.units,
        value: cooling.value,
        ready: cooling.ready(terms),
        until: cooling.until(terms),
        cut,
    });
    Ok(session.finish(deps.storage, begun)?)
}
