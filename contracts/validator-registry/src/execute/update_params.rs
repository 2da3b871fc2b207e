//! Changes parameters.

use cosmwasm_std::{DepsMut, Env, Response};
use floe_api::events::ShellFact;
use floe_api::registry::{RegistryParams, RegistrySettings};

use crate::error::ContractResult;
use crate::state::{save_config, CONFIG, VALIDATORS};

/// Replaces the given parameters; what is left out stays. Validators that a new limit of commissions makes too expensive,
/// or not any more, count so from now on.
///
/// # Errors
/// `OutOfBounds` or `CommissionOutOfBounds`.
pub fn update_params(deps: DepsMut, env: &Env, update: &RegistryParams) -> ContractResult<Response> {
    let mut config = CONFIG.load(deps.storage)?;
    let new = config.params.updated(update)?;
    let old = std::mem::replace(&mut config.params, new);
    let mut entries = VALIDATORS.load(deps.storage)?;
    for entry in &mut entries {
        entry.see_price(&config.params, env.block.time.seconds());
    }
    VALIDATORS.save(deps.storage, &entries)?;
    save_config(deps.storage, &config)?;
    Ok(changed(&old, &config.params))
}

/// A response with old and new value of each parameter that changed.
pub fn changed(old: &RegistrySettings, new: &RegistrySettings) -> Response {
    let changes = old.changes(new);
    let facts = changes.iter().map(|(name, old, new)| ShellFact::ConfigChanged {
        name: *name,
        old,
        new,
    });
    Response::new().add_events(facts)
}
