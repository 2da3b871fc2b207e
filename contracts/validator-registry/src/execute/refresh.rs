//! Brings what is known of the validators up to date with the chain.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, DepsMut, Env, Event, QuerierWrapper, Response, StdError};
use floe_core::units::Seconds;

use crate::bonds::Bonds;
use crate::class::Backing;
use crate::entry::ListedValidator;
use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::{save_validators, Config, CONFIG, REFRESHED, VALIDATORS};
use crate::{chain, class, hub};

/// Reads the bonded set once, brings every entry up to date, weighs open ones by their bonds, and drops draining ones on which
/// the hub has neither stake nor undelegations. The list never runs empty: the last curated one that is not draining cannot be
/// drained. A pause in force keeps an open one listed, as it would be forgotten with the entry.
///
/// # Errors
/// Only when the chain does not tell its bonded set. A hub that does not answer keeps entries and weights.
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
    class::judge_commissions(&mut entries, &config.params, &mut events);
    if entries.iter().any(ListedValidator::is_listed_open) {
        if let Ok(backing) = hub::backing(&deps.querier, &config.hub, now) {
            judge(&deps.querier, &config, &backing, &mut entries, &mut events)?;
        }
    }
    let forgettable =
        |entry: &&ListedValidator| entry.is_draining() && !(entry.is_open() && entry.pause_at(now).is_some());
    let draining = entries.iter().filter(forgettable);
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

fn judge(
    querier: &QuerierWrapper,
    config: &Config,
    backing: &Backing,
    entries: &mut [ListedValidator],
    events: &mut Vec<Event>,
) -> ContractResult<()> {
    let bonds = Bonds::read(querier, config);
    let judged = class::judge_bonds(entries, &bonds, backing, &config.params, events);
    judged.map_err(|error| StdError::generic_err(error.to_string()).into())
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
    if let Some(old) = entry.see_commission(new, now) {
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
