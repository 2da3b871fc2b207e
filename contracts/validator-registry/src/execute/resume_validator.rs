//! Ends a pause.

use cosmwasm_std::{DepsMut, Env, Response};

use crate::entry::find;
use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::{save_validators, VALIDATORS};

/// Ends a pause, the guardian's too. The guardian's arming stays used.
///
/// # Errors
/// `NotListed`; `Draining`; `NotPaused`, also when the guardian's pause has ended by itself.
pub fn resume_validator(deps: DepsMut, env: &Env, operator: &str) -> ContractResult<Response> {
    let mut entries = VALIDATORS.load(deps.storage)?;
    find(&mut entries, operator)?.resume(env.block.time.seconds())?;
    save_validators(deps.storage, &entries)?;
    Ok(Response::new().add_event(Fact::ValidatorResumed { operator }))
}
