//! Parameters: `update_params`, and what migration and instantiation share with it.

use cosmwasm_std::{DepsMut, Env, Event, Response};
use floe_api::events::ShellFact;
use floe_api::hub::ParamsUpdate;
use floe_contract::ShellError;
use floe_core::exits::PACE;
use floe_core::guarantee::check_cap;
use floe_core::params::Param;
use floe_core::Params;

use crate::error::{ContractError, ContractResult};
use crate::execute::{crank, queue};
use crate::session::{Batches, Booking};
use crate::state::{GuarantorRoles, CONTROLS, GUARANTORS, PARAMS, WIRING};

/// Denoms under which the rate answers beside the hub's own.
pub const MAX_RATE_DENOMS: usize = 4;

/// Observes before another growth cap or drip time counts, so that what has come until now streams by the old ones.
/// The same for another cap of the backstop, so that what has been lost until now is paid by the old one.
pub fn update_params(mut deps: DepsMut, env: Env, update: ParamsUpdate) -> ContractResult<Response> {
    let mut response = Response::new();
    let old = PARAMS.load(deps.storage)?;
    if update.cap_bps.is_some() || changed(&old, &update).reward.drip() != old.reward.drip() {
        response = crank::look(deps.branch(), env.clone())?;
    }
    Ok(response.add_events(apply_params(deps, &env, update)?))
}

/// Applies an update within the bounds and reports each change. What streams follows as far as it is slower, and an empty
/// batch the interval between closes. Also the way of migrate, which does not look at the chain.
pub fn apply_params(deps: DepsMut, env: &Env, update: ParamsUpdate) -> ContractResult<Vec<Event>> {
    let mut wiring = WIRING.load(deps.storage)?;
    let old = PARAMS.load(deps.storage)?;
    let new = updated(&old, &update, wiring.decimals)?;
    let mut events = Vec::new();
    if old.reward.drip() != new.reward.drip() {
        let mut booking = Booking::load(deps.storage, env, Batches::Untouched)?;
        let now = booking.at.seconds();
        booking.accounts.slow(now, new.reward.drip());
        events = booking.finish(deps.storage)?.events;
    }
    if PACE.iter().any(|param| old.get(*param) != new.get(*param)) {
        let winding_down = CONTROLS.load(deps.storage)?.gates.winding_down();
        let interval = queue::interval(&deps.querier, env, &new, &wiring.registry, winding_down);
        queue::follow(deps.storage, &env.contract.address, interval)?;
    }
    let changes = update
        .numbers
        .keys()
        .map(|param| {
            (
                param.name(),
                old.get(*param).to_string(),
                new.get(*param).to_string(),
            )
        })
        .map(|(name, old, new)| changed_event(name, &old, &new));
    events.extend(changes);
    if update.bond_cap.is_some() {
        let shown = |params: &Params| {
            params
                .deposit
                .bond_cap
                .map_or("none".to_owned(), |cap| cap.to_string())
        };
        events.push(changed_event("bond_cap", &shown(&old), &shown(&new)));
    }
    if update.cap_bps.is_some() {
        let mut guarantors = GUARANTORS.load(deps.storage)?;
        let old = guarantors.cap_bps.to_string();
        set_cap(&mut guarantors, update.cap_bps)?;
        GUARANTORS.save(deps.storage, &guarantors)?;
        events.push(changed_event("cap_bps", &old, &guarantors.cap_bps.to_string()));
    }
    if let Some(denoms) = update.rate_denoms {
        check_rate_denoms(&denoms)?;
        let (old, new) = (wiring.rate_denoms.join(","), denoms.join(","));
        events.push(changed_event("rate_denoms", &old, &new));
        wiring.rate_denoms = denoms;
        WIRING.save(deps.storage, &wiring)?;
    }
    PARAMS.save(deps.storage, &new)?;
    Ok(events)
}

/// Parameters with an update applied, those that it sets inside their bounds.
pub fn updated(old: &Params, update: &ParamsUpdate, decimals: u8) -> ContractResult<Params> {
    let new = changed(old, update);
    let changed: Vec<Param> = update.numbers.keys().copied().collect();
    new.validate_changed(&changed, decimals)?;
    Ok(new)
}

fn changed_event(name: &str, old: &str, new: &str) -> Event {
    ShellFact::ConfigChanged { name, old, new }.into()
}

fn changed(old: &Params, update: &ParamsUpdate) -> Params {
    let mut new = old.clone();
    for (param, value) in update.numbers.iter() {
        new.set(*param, value.u128());
    }
    if let Some(cap) = update.bond_cap {
        new.deposit.bond_cap = cap.map(Into::into);
    }
    new
}

/// Another cap of the backstop, inside its bounds.
pub fn set_cap(guarantors: &mut GuarantorRoles, given: Option<u64>) -> ContractResult<()> {
    if let Some(cap_bps) = given {
        check_cap(cap_bps)?;
        guarantors.cap_bps = cap_bps;
    }
    Ok(())
}

/// Number and length of the denoms under which the rate answers.
pub fn check_rate_denoms(denoms: &[String]) -> ContractResult<()> {
    if denoms.len() > MAX_RATE_DENOMS {
        return Err(ContractError::ListLength {
            field: "rate_denoms",
            given: denoms.len(),
            min: 0,
            max: MAX_RATE_DENOMS,
        });
    }
    if denoms.iter().any(|denom| denom.is_empty() || denom.len() > 128) {
        return Err(ShellError::Invalid {
            field: "rate_denoms",
            reason: "a denom has 1 to 128 characters".into(),
        }
        .into());
    }
    Ok(())
}
