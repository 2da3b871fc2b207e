//! Pauses of a validator, by the owner or the guardian.

use cosmwasm_std::{DepsMut, Env, Response};
use floe_contract::ShellError;

use crate::entry::find;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::roles::{Caller, PAUSERS};
use crate::state::{save_validators, GUARDIAN_PAUSES, VALIDATORS};

/// Stops new stake to a validator: by the owner until resumed, by the guardian for the hub's `pause_secs`, once per
/// validator and arming.
///
/// # Errors
/// [`ContractError::NotListed`]; [`ContractError::Draining`]; [`ContractError::AlreadyPaused`] when the owner has paused
/// it; [`ContractError::GuardianUsed`] for a second attempt of the guardian in the same arming.
pub fn pause_validator(deps: DepsMut, env: &Env, caller: Caller, operator: &str) -> ContractResult<Response> {
    let mut entries = VALIDATORS.load(deps.storage)?;
    let entry = find(&mut entries, operator)?;
    let event = match caller {
        Caller::Owner => {
            entry.pause_by_owner()?;
            Fact::ValidatorPaused {
                operator,
                by: "owner",
                until: None,
            }
        }
        Caller::Guardian { pause_secs, arming } => {
            let until = entry.pause_by_guardian(env.block.time.seconds().saturating_add(pause_secs))?;
            if GUARDIAN_PAUSES.may_load(deps.storage, operator)? == Some(arming) {
                return Err(ContractError::GuardianUsed {
                    operator: operator.to_owned(),
                    arming,
                });
            }
            GUARDIAN_PAUSES.save(deps.storage, operator, &arming)?;
            Fact::ValidatorPaused {
                operator,
                by: "guardian",
                until: Some(until),
            }
        }
        Caller::Public | Caller::Steward | Caller::Lister => {
            return Err(ShellError::Unauthorized { role: PAUSERS }.into())
        }
    };
    save_validators(deps.storage, &entries)?;
    Ok(Response::new().add_event(event))
}
