//! Weighs validators.

use std::collections::BTreeSet;

use cosmwasm_std::{DepsMut, Event, Response};
use floe_api::registry::ValidatorWeight;
use floe_contract::ShellError;

use crate::entry::{check_weight, find};
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::roles::{Caller, WEIGHERS};
use crate::state::{save_validators, VALIDATORS};

/// Sets the weights of the listed curated validators, all or none: by the owner the base, too, by the steward the weight in
/// force alone.
///
/// # Errors
/// [`ContractError::NoValidators`] for an empty list; [`ContractError::Repeated`]; [`ContractError::NotListed`];
/// [`ContractError::Open`]; [`ContractError::Draining`], as the weight of such a one means nothing; a weight out of bounds.
pub fn set_weights(deps: DepsMut, caller: Caller, weights: Vec<ValidatorWeight>) -> ContractResult<Response> {
    let by = match caller {
        Caller::Owner => "owner",
        Caller::Steward => "steward",
        Caller::Public | Caller::Lister | Caller::Guardian { .. } => {
            return Err(ShellError::Unauthorized { role: WEIGHERS }.into())
        }
    };
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
        if entry.is_open() {
            return Err(ContractError::Open {
                operator: operator.clone(),
            });
        }
        entry.refuse_draining()?;
        let old_weight = std::mem::replace(&mut entry.weight, *weight);
        if caller == Caller::Owner {
            entry.base = *weight;
        }
        events.push(
            Fact::WeightSet {
                by,
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
