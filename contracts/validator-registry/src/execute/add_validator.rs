//! Adds a validator, or takes a draining or open one over.

use cosmwasm_std::{DepsMut, Env, Response};
use floe_api::registry::MAX_VALIDATORS;

use crate::chain;
use crate::entry::{check_weight, ListedValidator};
use crate::error::{ContractError, ContractResult};
use crate::events::{added, Fact};
use crate::state::{save_validators, CONFIG, REMOVED, VALIDATORS};

/// Adds a curated validator at the end of the order. One that is draining becomes active again instead, and one that is open
/// becomes curated, with the new weight and in its old place. Either way the chain is asked, so what it says about the
/// validator is fresh.
///
/// # Errors
/// [`ContractError::AlreadyListed`] when it is curated and not draining; [`ContractError::TooManyValidators`] counting
/// draining ones too; a weight out of bounds; an operator that the chain does not know or cannot read.
pub fn add_validator(deps: DepsMut, env: &Env, operator: String, weight: u64) -> ContractResult<Response> {
    let mut entries = VALIDATORS.load(deps.storage)?;
    check_weight(&operator, weight)?;
    let listed = entries.iter().position(|e| e.operator == operator);
    check_room(&entries, listed, &operator)?;
    let commission = chain::commission(&deps.querier, &operator)?;
    let bonded = chain::bonded_set(&deps.querier)?.contains_key(&operator);
    let now = env.block.time.seconds();
    let params = CONFIG.load(deps.storage)?.params;

    let event = match listed.and_then(|n| entries.get_mut(n)) {
        Some(entry) => {
            let old_weight = entry.weight;
            entry.adopt(weight);
            entry.see_bonded(bonded, now);
            entry.see_commission(commission, now);
            entry.see_price(&params, now);
            Fact::ValidatorReactivated {
                operator: &operator,
                old_weight,
                weight,
            }
            .into()
        }
        None => {
            let mut entry = ListedValidator::new(operator.clone(), weight, commission, bonded, now);
            entry.see_price(&params, now);
            let event: cosmwasm_std::Event = added(&entry).into();
            entries.push(entry);
            event
        }
    };
    REMOVED.remove(deps.storage, &operator);
    save_validators(deps.storage, &entries)?;
    Ok(Response::new().add_event(event))
}

fn check_room(entries: &[ListedValidator], listed: Option<usize>, operator: &str) -> ContractResult<()> {
    match listed.and_then(|n| entries.get(n)) {
        Some(entry) if entry.is_draining() || entry.is_open() => Ok(()),
        Some(_) => Err(ContractError::AlreadyListed {
            operator: operator.to_owned(),
        }),
        None if entries.len() < MAX_VALIDATORS => Ok(()),
        None => Err(ContractError::TooManyValidators {
            count: entries.len().saturating_add(1),
            max: MAX_VALIDATORS,
        }),
    }
}
