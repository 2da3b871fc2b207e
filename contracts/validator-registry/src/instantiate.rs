//! Creates the registry with its first validators.

use std::collections::BTreeSet;

use cosmwasm_std::{Addr, DepsMut, Env, QuerierWrapper, Response};
use floe_api::registry::{InstantiateMsg, RegistrySettings, ValidatorWeight, MAX_VALIDATORS};
use floe_contract::ownership;
use floe_core::units::Seconds;

use crate::chain;
use crate::contract::CODE;
use crate::entry::{check_weight, ListedValidator};
use crate::error::{ContractError, ContractResult};
use crate::events::{added, Fact};
use crate::state::{save_validators, Config, CONFIG, REFRESHED};

/// `hub` is the sender. A validator that the chain knows but that is not bonded is taken, and accepts stake once it is.
pub fn instantiate(deps: DepsMut, env: &Env, hub: Addr, msg: InstantiateMsg) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    let params = RegistrySettings::default().updated(&msg.params)?;
    check_list(&msg.validators)?;
    let entries = read_entries(&deps.querier, msg.validators, now)?;

    ownership::initialize(deps.storage, deps.api, &msg.owner)?;
    CODE.record(deps.storage)?;
    let config = Config {
        hub,
        params,
        steward: None,
        lister: None,
    };
    CONFIG.save(deps.storage, &config)?;
    REFRESHED.save(deps.storage, &now)?;
    save_validators(deps.storage, &entries)?;
    Ok(Response::new()
        .add_event(Fact::Instantiated {
            hub: config.hub.as_str(),
            owner: &msg.owner,
        })
        .add_events(entries.iter().map(added)))
}

fn check_list(validators: &[ValidatorWeight]) -> ContractResult<()> {
    if validators.is_empty() {
        return Err(ContractError::NoValidators);
    }
    if validators.len() > MAX_VALIDATORS {
        return Err(ContractError::TooManyValidators {
            count: validators.len(),
            max: MAX_VALIDATORS,
        });
    }
    let mut seen = BTreeSet::new();
    for ValidatorWeight { operator, weight } in validators {
        check_weight(operator, *weight)?;
        if !seen.insert(operator) {
            return Err(ContractError::Repeated {
                operator: operator.clone(),
            });
        }
    }
    Ok(())
}

fn read_entries(
    querier: &QuerierWrapper,
    validators: Vec<ValidatorWeight>,
    now: Seconds,
) -> ContractResult<Vec<ListedValidator>> {
    let bonded = chain::bonded_set(querier)?;
    let read = |ValidatorWeight { operator, weight }| {
        let commission = chain::commission(querier, &operator)?;
        let is_bonded = bonded.contains_key(&operator);
        Ok(ListedValidator::new(operator, weight, commission, is_bonded, now))
    };
    validators.into_iter().map(read).collect()
}
