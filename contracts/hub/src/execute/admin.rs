//! What owner and guardian may do.

use cosmwasm_std::{Addr, Api, DepsMut, Env, Event, MessageInfo, Response};
use floe_api::hub::{Domain, FeeReceiver, ParamsUpdate};
use floe_api::ownership::OwnershipAction;
use floe_core::exits::PACE;
use floe_core::params::{Param, MAX_FEE_BPS, MAX_FEE_RECEIVERS};
use floe_core::units::Native;
use floe_core::Params;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::{crank, queue, refuse_own};
use crate::session::{Batches, Booking, Session};
use crate::state::{Fee, FeeShare, FeeTo, Wiring, CONTROLS, FEE, PARAMS, WIRING};

/// The receiver that stands for whoever brought the rewards in.
pub const KEEPER: &str = "keeper";
/// Denoms under which the rate answers beside the hub's own.
pub const MAX_RATE_DENOMS: usize = 4;

pub fn pause(deps: DepsMut, env: Env, info: MessageInfo, domains: Vec<Domain>) -> ContractResult<Response> {
    check_domains(&domains)?;
    let mut controls = CONTROLS.load(deps.storage)?;
    let by_owner = cw_ownable::is_owner(deps.storage, &info.sender)?;
    let until = if by_owner {
        None
    } else {
        if !controls.armed {
            return Err(ContractError::GuardianUsed);
        }
        controls.armed = false;
        let length = PARAMS.load(deps.storage)?.safety.pause_secs;
        Some(env.block.time.seconds().saturating_add(length))
    };
    let mut response = Response::new();
    for domain in domains {
        controls.gates.pause(domain, env.block.time.seconds(), until);
        let by = if by_owner { "owner" } else { "guardian" };
        let fact = Fact::Paused {
            by,
            domain: domain.name(),
            until,
        };
        response = response.add_event(Event::from(fact));
    }
    CONTROLS.save(deps.storage, &controls)?;
    Ok(response)
}

pub fn unpause(deps: DepsMut, env: Env, domains: Vec<Domain>) -> ContractResult<Response> {
    check_domains(&domains)?;
    let mut controls = CONTROLS.load(deps.storage)?;
    let mut response = Response::new();
    for domain in domains {
        if !controls.gates.paused(domain, env.block.time.seconds()) {
            return Err(ContractError::NotPaused { domain });
        }
        controls.gates.unpause(domain);
        response = response.add_event(Event::from(Fact::Unpaused {
            domain: domain.name(),
        }));
    }
    CONTROLS.save(deps.storage, &controls)?;
    Ok(response)
}

fn check_domains(domains: &[Domain]) -> ContractResult<()> {
    const ALL: usize = 4;
    if domains.is_empty() || domains.len() > ALL {
        return Err(ContractError::ListLength {
            field: "domains",
            given: domains.len(),
            min: 1,
            max: ALL,
        });
    }
    Ok(())
}

pub fn rearm_guardian(deps: DepsMut) -> ContractResult<Response> {
    let mut controls = CONTROLS.load(deps.storage)?;
    controls.armed = true;
    controls.arming = controls.arming.saturating_add(1);
    CONTROLS.save(deps.storage, &controls)?;
    Ok(Response::new().add_event(Event::from(Fact::GuardianRearmed {
        arming: controls.arming,
    })))
}

/// Observes before another growth cap or drip time counts, so that what has come until now streams by the old ones.
pub fn update_params(deps: DepsMut, env: Env, update: ParamsUpdate) -> ContractResult<Response> {
    let mut deps = deps;
    let mut events = Vec::new();
    let old = PARAMS.load(deps.storage)?;
    if changed(&old, &update).reward.drip() != old.reward.drip() {
        events = crank::sync(deps.branch(), env.clone())?.events;
    }
    events.extend(apply_params(deps, &env, update)?);
    Ok(Response::new().add_events(events))
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
        .map(|(name, old, new)| Event::from(Fact::ConfigChanged { name, old, new }));
    events.extend(changes);
    if update.bond_cap.is_some() {
        let shown = |params: &Params| {
            params
                .deposit
                .bond_cap
                .map_or("none".to_owned(), |cap| cap.to_string())
        };
        events.push(
            Fact::ConfigChanged {
                name: "bond_cap",
                old: shown(&old),
                new: shown(&new),
            }
            .into(),
        );
    }
    if let Some(denoms) = update.rate_denoms {
        check_rate_denoms(&denoms)?;
        let (old, new) = (wiring.rate_denoms.join(","), denoms.join(","));
        events.push(
            Fact::ConfigChanged {
                name: "rate_denoms",
                old,
                new,
            }
            .into(),
        );
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
        return Err(ContractError::Invalid {
            field: "rate_denoms",
            reason: "a denom has 1 to 128 characters".into(),
        });
    }
    Ok(())
}

pub fn update_fee(
    deps: DepsMut,
    env: Env,
    bps: Option<u64>,
    receivers: Option<Vec<FeeReceiver>>,
) -> ContractResult<Response> {
    let old = FEE.load(deps.storage)?;
    let mut new = old.clone();
    let now = env.block.time.seconds();
    if let Some(bps) = bps {
        let interval = PARAMS.load(deps.storage)?.reward.harvest_interval;
        new.rate = old.rate.set(bps, now, interval);
    }
    if let Some(receivers) = receivers {
        new.receivers = fee_shares(deps.api, receivers)?;
    }
    check_fee(bps.unwrap_or_default(), &new.receivers)?;
    check_fee_receivers(&new, &WIRING.load(deps.storage)?, &env.contract.address)?;
    FEE.save(deps.storage, &new)?;
    let shown = |fee: &Fee| -> String {
        let receivers: Vec<String> = fee
            .receivers
            .iter()
            .map(|r| format!("{}:{}", name(&r.to), r.weight))
            .collect();
        let rise = fee.rate.rise.filter(|rise| rise.from > now);
        let rise = rise.map_or(String::new(), |rise| {
            format!(", {} from {} on", rise.bps, rise.from)
        });
        format!("{} to {}{rise}", fee.rate.at(now), receivers.join(","))
    };
    let fact = Fact::ConfigChanged {
        name: "fee",
        old: shown(&old),
        new: shown(&new),
    };
    Ok(Response::new().add_event(Event::from(fact)))
}

pub fn fee_shares(api: &dyn Api, receivers: Vec<FeeReceiver>) -> ContractResult<Vec<FeeShare>> {
    receivers
        .into_iter()
        .map(|FeeReceiver { to, weight }| {
            let to = if to == KEEPER {
                FeeTo::Keeper
            } else {
                let invalid = |error: cosmwasm_std::StdError| ContractError::Invalid {
                    field: "fee.receivers.to",
                    reason: error.to_string(),
                };
                FeeTo::Address(api.addr_validate(&to).map_err(invalid)?)
            };
            Ok(FeeShare { to, weight })
        })
        .collect()
}

/// The rate of the fee in basis points, the number of its receivers and their weights.
pub fn check_fee(bps: u64, receivers: &[FeeShare]) -> ContractResult<()> {
    if bps > MAX_FEE_BPS {
        return Err(ContractError::OutOfBounds {
            name: "fee.bps",
            value: bps.into(),
            min: 0,
            max: MAX_FEE_BPS.into(),
        });
    }
    let given = receivers.len();
    if given == 0 || given > MAX_FEE_RECEIVERS {
        return Err(ContractError::ListLength {
            field: "fee.receivers",
            given,
            min: 1,
            max: MAX_FEE_RECEIVERS,
        });
    }
    if receivers.iter().any(|receiver| receiver.weight == 0) {
        return Err(ContractError::Zero {
            field: "fee.receivers.weight",
        });
    }
    for (n, receiver) in receivers.iter().enumerate() {
        if receivers.iter().take(n).any(|earlier| earlier.to == receiver.to) {
            let reason = format!("{} is named twice", name(&receiver.to));
            return Err(ContractError::Invalid {
                field: "fee.receivers",
                reason,
            });
        }
    }
    Ok(())
}

/// Fees paid to one of the protocol's own contracts would be stuck.
pub fn check_fee_receivers(fee: &Fee, wiring: &Wiring, hub: &Addr) -> ContractResult<()> {
    fee.receivers.iter().try_for_each(|receiver| match &receiver.to {
        FeeTo::Address(address) => refuse_own(wiring, hub, "fee.receivers.to", address),
        FeeTo::Keeper => Ok(()),
    })
}

pub fn name(to: &FeeTo) -> &str {
    match to {
        FeeTo::Keeper => KEEPER,
        FeeTo::Address(address) => address.as_str(),
    }
}

pub fn update_roles(
    deps: DepsMut,
    guardian: Option<Option<String>>,
    governor: Option<Option<String>>,
) -> ContractResult<Response> {
    let mut controls = CONTROLS.load(deps.storage)?;
    let mut response = Response::new();
    let changes = [
        ("guardian", guardian, &mut controls.guardian),
        ("governor", governor, &mut controls.governor),
    ];
    for (name, given, role) in changes {
        let Some(given) = given else { continue };
        let shown = |role: &Option<Addr>| role.as_ref().map_or("none".to_owned(), Addr::to_string);
        let old = shown(role);
        *role = role_address(deps.api, name, given)?;
        let fact = Fact::ConfigChanged {
            name,
            old,
            new: shown(role),
        };
        response = response.add_event(Event::from(fact));
    }
    CONTROLS.save(deps.storage, &controls)?;
    Ok(response)
}

pub fn role_address(
    api: &dyn Api,
    field: &'static str,
    given: Option<String>,
) -> ContractResult<Option<Addr>> {
    given
        .map(|given| api.addr_validate(&given))
        .transpose()
        .map_err(|error| ContractError::Invalid {
            field,
            reason: error.to_string(),
        })
}

/// Irreversible: deposits and instant exit close, and cranks bring everything home.
pub fn wind_down(deps: DepsMut, env: Env) -> ContractResult<Response> {
    let mut session = Session::load(deps.storage, deps.querier, &env)?;
    if session.accounts().gates.winding_down() {
        return Err(ContractError::WindingDown);
    }
    session.observe(Native::ZERO)?;
    session.work.wind_down()?;
    session.finish(deps.storage)
}

pub fn update_ownership(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    action: OwnershipAction,
) -> ContractResult<Response> {
    if action == OwnershipAction::RenounceOwnership {
        return Err(ContractError::CannotRenounce);
    }
    let old = cw_ownable::get_ownership(deps.storage)?.owner;
    let ownership = cw_ownable::update_ownership(deps, &env.block, &info.sender, action.into())?;
    let shown = |address: Option<Addr>| address.map_or("none".to_owned(), |address| address.to_string());
    let fact = Fact::OwnershipUpdated {
        old_owner: shown(old),
        owner: shown(ownership.owner),
        pending_owner: shown(ownership.pending_owner),
    };
    Ok(Response::new().add_event(Event::from(fact)))
}
