use cosmwasm_std::{DepsMut, Env, Event, Response};
use cw2::{get_contract_version, set_contract_version};
use floe_api::hub::MigrateMsg;
use floe_api::migration::ensure_listed;

use crate::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::error::ContractResult;
use crate::events::Fact;
use crate::execute::admin::apply_params;

/// Versions that this code can take over from. The first release follows none.
pub const ACCEPTED: &[&str] = &[];

/// Takes over the state of a listed older version of the same contract. Parameters that the message sets obey the bounds
/// of this version; stored ones that these exclude stay as they are, and `powers` shows them beside their bounds.
pub fn migrate(deps: DepsMut, env: Env, msg: MigrateMsg, accepted: &[&str]) -> ContractResult<Response> {
    let from = get_contract_version(deps.storage)?;
    ensure_listed(&from.contract, &from.version, CONTRACT_NAME, accepted)?;
    let mut deps = deps;
    let mut events = Vec::new();
    if let Some(update) = msg.params {
        events = apply_params(deps.branch(), &env, update)?;
    }
    set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    let fact = Fact::Migrated {
        from: &from.version,
        to: CONTRACT_VERSION,
    };
    Ok(Response::new().add_events(events).add_event(Event::from(fact)))
}
