//! Lists an open validator by its bond.

use cosmwasm_std::{DepsMut, Env, Response};
use floe_api::registry::MAX_VALIDATORS;

use crate::bonds::Bonds;
use crate::class::make_room;
use crate::entry::ListedValidator;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{save_validators, CONFIG, REMOVED, VALIDATORS};
use crate::{chain, class};

/// Lists a validator that its bond speaks for, or takes one back that is on its way out. It has no weight until the next
/// refresh. In a full class the smallest bond makes place for one of twice its size, and drains.
///
/// # Errors
/// [`ContractError::RemovedByOwner`]; [`ContractError::Curated`]; [`ContractError::AlreadyOpen`];
/// [`ContractError::TooDear`]; [`ContractError::NoBond`]; [`ContractError::ClassFull`]; [`ContractError::ClassLeaving`];
/// [`ContractError::TooManyValidators`]; an operator that the chain does not know or cannot read.
pub fn list_validator(deps: DepsMut, env: &Env, operator: String) -> ContractResult<Response> {
    let config = CONFIG.load(deps.storage)?;
    let mut entries = VALIDATORS.load(deps.storage)?;
    if REMOVED.may_load(deps.storage, &operator)?.is_some() {
        return Err(ContractError::RemovedByOwner { operator });
    }
    let place = entries.iter().position(|entry| entry.operator == operator);
    match place.and_then(|place| entries.get(place)) {
        Some(entry) if !entry.is_open() => return Err(ContractError::Curated { operator }),
        Some(entry) if !entry.is_draining() => return Err(ContractError::AlreadyOpen { operator }),
        Some(_) => {}
        None => check_room(&entries)?,
    }
    let commission = chain::commission(&deps.querier, &operator)?;
    if commission > config.params.max_commission {
        let max = config.params.max_commission;
        return Err(ContractError::TooDear {
            operator,
            commission,
            max,
        });
    }
    let bonded = chain::bonded_set(&deps.querier)?.contains_key(&operator);

    let bonds = Bonds::read(&deps.querier, &config);
    let bond = bonds.of(&operator);
    if bond.is_zero() {
        return Err(ContractError::NoBond { operator });
    }
    let displaced = make_room(&mut entries, &bonds, &operator, bond)?;

    let now = env.block.time.seconds();
    match place.and_then(|place| entries.get_mut(place)) {
        Some(entry) => {
            entry.relist();
            entry.see_bonded(bonded, now);
            entry.see_commission(commission, now);
            entry.see_price(&config.params, now);
        }
        None => entries.push(ListedValidator::open(operator.clone(), commission, bonded, now)),
    }
    save_validators(deps.storage, &entries)?;
    let mut response = Response::new();
    if let Some(operator) = &displaced {
        let reason = "displaced";
        response = response.add_event(Fact::ValidatorUnlisted { operator, reason });
    }
    Ok(response.add_event(Fact::ValidatorListed {
        operator: &operator,
        bond,
        commission,
        bonded,
    }))
}

fn check_room(entries: &[ListedValidator]) -> ContractResult<()> {
    class::check_leaving(entries)?;
    if entries.len() < MAX_VALIDATORS {
        return Ok(());
    }
    Err(ContractError::TooManyValidators {
        count: entries.len().saturating_add(1),
        max: MAX_VALIDATORS,
    })
}
