//! Brings what is known of the validators up to date with the chain.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, DepsMut, Env, Event, Response};
use floe_core::units::Seconds;

use crate::entry::ListedValidator;
use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::{save_validators, CONFIG, REFRESHED, VALIDATORS};
use crate::{chain, hub};

/// Reads the bonded set once, brings every entry up to date, and drops draining ones on which the hub has neither stake
/// nor undelegations. The list never runs empty: the last one that is not draining cannot be drained.
///
/// # Errors
/// Only when the chain does not tell its bonded set. A hub that does not answer keeps the entries.
pub fn refresh(deps: DepsMut, env: &Env) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    let config = CONFIG.load(deps.storage)?;
    let mut entries = VALIDATORS.load(deps.storage)?;
    let bonded = chain::bonded_set(&deps.querier)?;

    let mut events: Vec<Event> = vec![];
    for entry in &mut entries {
        see(entry, &bonded, now, &mut events);
        if entry.see_price(&config.params, now) {
            let fact = Fact::DearChanged {
                operator: &entry.operator,
                since: entry.dear_since,
            };
            events.push(fact.into());
        }
    }
    let draining = entries.iter().filter(|entry| entry.is_draining());
    let draining = draining.map(|entry| entry.operator.clone()).collect();
    let gone = hub::without_stake(&deps.querier, &config.hub, draining);
    for operator in &gone {
        events.push(Fact::ValidatorDropped { operator }.into());
    }
    entries.retain(|entry| !gone.contains(&entry.operator));

    if !events.is_empty() {
        save_validators(deps.storage, &entries)?;
    }
    REFRESHED.save(deps.storage, &now)?;
    let refreshed = Fact::RegistryRefreshed {
        validators: count(entries.len()),
        changes: count(events.len()),
    };
    Ok(Response::new().add_events(events).add_event(refreshed))
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}

/// One event per change. Outside the bonded set the chain's list has no commission: the last known one stays.
fn see(
    entry: &mut ListedValidator,
    bonded: &BTreeMap<String, Decimal>,
    now: Seconds,
    events: &mut Vec<Event>,
) {
    let listed = bonded.get(&entry.operator).copied();
    if entry.see_bonded(listed.is_some(), now) {
        let fact = Fact::BondedChanged {
            operator: &entry.operator,
            bonded: entry.bonded,
            since: entry.since,
        };
        events.push(fact.into());
    }
    let Some(new) = listed else { return };
    if let Some(old) = entry.see_commission(new) {
        events.push(
            Fact::CommissionChanged {
                operator: &entry.operator,
                old,
                new,
            }
            .into(),
        );
    }
}
