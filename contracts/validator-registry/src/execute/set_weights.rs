//! Weighs validators.

use std::collections::BTreeSet;

use cosmwasm_std::{DepsMut, Event, Response};
use floe_api::registry::ValidatorWeight;

use crate::entry::{check_weight, find};
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::state::{save_validators, VALIDATORS};

/// Sets the weights of the listed validators, all or none.
///
/// # Errors
/// [`ContractError::NoValidators`] for an empty list; [`ContractError::Repeated`]; [`ContractError::NotListed`];
/// [`ContractError::Draining`], as the weight of such a one means nothing; a weight out of bounds.
pub fn set_weights(deps: DepsMut, weights: Vec<ValidatorWeight>) -> ContractResult<Response> {
    if weights.is_empty() {
        return Err(ContractError::NoValidators);
    }
    let mut entries = VALIDATORS.load(deps.storage)?;
    let mut seen = BTreeSet::new();
    let mut events: Vec<Event> = vec![];
    for ValidatorWeight { operator, weight } in &weights {
        if !seen.insert(operator) {
            return Err(ContractError::Repeated {
                operator: operator.clone(),
            });
        }
        check_weight(operator, *weight)?;
        let entry = find(&mut entries, operator)?;
        entry.refuse_draining()?;
        let old_weight = std::mem::replace(&mut entry.weight, *weight);
        events.push(
            Fact::WeightSet {
                operator,
                old_weight,
                weight: *weight,
            }
            .into(),
        );
    }
    save_validators(deps.storage, &entries)?;
    Ok(Response::new().add_events(events))
}
