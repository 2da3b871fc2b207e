//! Proposals wait longer.

use cosmwasm_std::{Response, Storage};
use floe_core::units::Seconds;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::TIMES;

/// # Errors
/// [`OutOfBounds`](floe_core::CoreError::OutOfBounds), for a shorter time too.
pub fn update_times(
    storage: &mut dyn Storage,
    short: Option<Seconds>,
    exit: Option<Seconds>,
) -> ContractResult<Response> {
    let times = TIMES.load(storage)?.grown(short, exit)?;
    TIMES.save(storage, &times)?;
    Ok(Response::new().add_event(Fact::TimesUpdated {
        short: times.short,
        exit: times.exit,
    }))
}
