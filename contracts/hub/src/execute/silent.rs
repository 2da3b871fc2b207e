//! Silent stake, with validators to which no message succeeds: written off, given up, and booked again when one does.

use cosmwasm_std::{DepsMut, Env, Response, Storage};
use floe_core::silence::{self, Silence, WriteOffStep};
use floe_core::units::{Native, Seconds};

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::session::Session;
use crate::state::{CONTROLS, SILENT};

/// Announces the write-off of a validator's stake, or books it.
///
/// # Errors
/// When the validator has not been silent for long enough, or others have.
pub fn write_off(deps: DepsMut, env: &Env, validator: &str, by_owner: bool) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    let now = session.seconds();
    let known = SILENT.may_load(deps.storage, validator)?;
    let positions = &session.ledger().positions;
    let step = silence::write_off(now, validator, positions, known, by_owner)
        .map_err(|reason| refused(validator, reason))?;
    let silence = known.unwrap_or_default();
    let booked = match step {
        WriteOffStep::Announce => {
            let announced = Silence {
                announced_at: now,
                ..silence
            };
            SILENT.save(deps.storage, validator, &announced)?;
            let from = now.saturating_add(silence::NOTICE);
            return Ok(Response::new().add_event(Fact::WriteOffAnnounced { validator, from }));
        }
        WriteOffStep::Book => {
            session.observe(deps.storage, Native::ZERO)?;
            session.work.write_off(validator, silence)?
        }
    };
    let response = session.finish(deps.storage)?;
    SILENT.save(deps.storage, validator, &booked)?;
    Ok(response)
}

/// Books what the chain shows at a validator that was written off and has answered.
pub fn bring_back(deps: DepsMut, env: &Env, validator: &str, silence: Silence) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, env)?;
    let shown = session.shown(validator)?;
    session.work.bring_back(validator, shown, silence)?;
    let response = session.finish(deps.storage)?;
    SILENT.remove(deps.storage, validator);
    Ok(response)
}

/// No longer prices deposits as if the validator's stake were there. It still comes back if it ever answers.
///
/// # Errors
/// When nothing of it is written off, or for less than 90 days.
pub fn forget(storage: &mut dyn Storage, validator: &str, now: Seconds) -> ContractResult<Response> {
    let mut silence = SILENT.may_load(storage, validator)?.unwrap_or_default();
    let amount = silence.counted();
    silence.forget(now).map_err(|reason| refused(validator, reason))?;
    SILENT.save(storage, validator, &silence)?;
    let mut controls = CONTROLS.load(storage)?;
    let gates = &mut controls.gates;
    gates.set_silent(gates.silent().less(amount), true);
    CONTROLS.save(storage, &controls)?;
    Ok(Response::new().add_event(Fact::StakeForgotten { validator, amount }))
}

fn refused(validator: &str, reason: &'static str) -> ContractError {
    ContractError::NotSilent {
        validator: validator.to_owned(),
        reason,
    }
}
