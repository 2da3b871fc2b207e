//! Names steward and lister.

use cosmwasm_std::{Addr, DepsMut, Event, Response};
use floe_api::events::ShellFact;
use floe_contract::address;

use crate::error::ContractResult;
use crate::state::CONFIG;

/// Replaces or removes steward and lister; a field that is left out leaves its role. Open validators whose bonds the new
/// lister does not know drain at the next refresh.
///
/// # Errors
/// An address that is none of this chain.
pub fn update_roles(
    deps: DepsMut,
    steward: Option<Option<String>>,
    lister: Option<Option<String>>,
) -> ContractResult<Response> {
    let mut config = CONFIG.load(deps.storage)?;
    let mut response = Response::new();
    let changes = [
        ("steward", steward, &mut config.steward),
        ("lister", lister, &mut config.lister),
    ];
    for (name, given, role) in changes {
        let Some(given) = given else { continue };
        let shown = |role: &Option<Addr>| role.as_ref().map_or("none".to_owned(), Addr::to_string);
        let old = shown(role);
        *role = address::optional(deps.api, name, given.as_deref())?;
        let fact = ShellFact::ConfigChanged {
            name,
            old: &old,
            new: &shown(role),
        };
        response = response.add_event(Event::from(fact));
    }
    CONFIG.save(deps.storage, &config)?;
    Ok(response)
}
