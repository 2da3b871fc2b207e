//! The weights that votes and yields ask for are set.

use cosmwasm_std::{Deps, DepsMut, Env, Response};
use floe_api::registry::{ExecuteMsg, ValidatorResponse, ValidatorWeight};
use floe_contract::answer;
use floe_core::gauge::{day_of, epoch_of, weigh, Weighed, WeighedValidator};
use floe_core::units::Units;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::outside::{supply, validators};
use crate::state::{APPLIED, CONFIG};
use crate::votes;

/// What `apply` sets, and of what.
pub struct GaugeOutcome {
    pub validators: Vec<ValidatorResponse>,
    /// Votes for each.
    pub votes: Vec<Units>,
    pub weighed: Weighed,
}

/// Votes and yields of the moment, and the weights that they come to.
///
/// # Errors
/// When hub or registry do not answer.
pub fn outcome(deps: Deps, env: &Env) -> ContractResult<GaugeOutcome> {
    let config = CONFIG.load(deps.storage)?;
    let epoch = epoch_of(env.block.time.seconds());
    let validators = validators(deps, &config)?;
    let mut votes = Vec::new();
    let mut weighed = Vec::new();
    for validator in &validators {
        let own = votes::sum(deps.storage, epoch, &validator.operator)?;
        votes.push(own);
        weighed.push(WeighedValidator {
            base: validator.base,
            votes: own,
            commission: validator.highest_commission,
            bonded_share: validator.bonded_share,
        });
    }
    let supply = supply(&deps.querier, &config.hub)?;
    let weighed = weigh(&weighed, config.alpha_bps, supply)?;
    Ok(GaugeOutcome {
        validators,
        votes,
        weighed,
    })
}

/// Sets the weights that have changed, as the registry's steward.
///
/// # Errors
/// [`ContractError::AppliedToday`]; [`ContractError::NobodyToWeigh`]; the registry's, where this is not its steward.
pub fn apply(deps: DepsMut, env: &Env) -> ContractResult<Response> {
    let day = day_of(env.block.time.seconds());
    if APPLIED.load(deps.storage)? >= day {
        return Err(ContractError::AppliedToday);
    }
    let outcome = outcome(deps.as_ref(), env)?;
    if outcome.validators.is_empty() {
        return Err(ContractError::NobodyToWeigh);
    }
    APPLIED.save(deps.storage, &day)?;
    let weights: Vec<ValidatorWeight> = outcome
        .validators
        .into_iter()
        .zip(outcome.weighed.weights)
        .filter(|(validator, weight)| validator.weight != *weight)
        .map(|(validator, weight)| ValidatorWeight {
            operator: validator.operator,
            weight,
        })
        .collect();
    let applied = Response::new().add_event(Fact::Applied {
        validators: u64::try_from(weights.len()).unwrap_or(u64::MAX),
        alpha_bps: outcome.weighed.alpha_bps,
        votes: outcome.weighed.votes,
    });
    if weights.is_empty() {
        return Ok(applied);
    }
    let registry = CONFIG.load(deps.storage)?.registry;
    let set = answer::call(registry.as_str(), &ExecuteMsg::SetWeights { weights })?;
    Ok(applied.add_message(set))
}
