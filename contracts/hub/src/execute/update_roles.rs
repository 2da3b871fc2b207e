//! The roles beside the owner: `update_roles`.

use cosmwasm_std::{Addr, DepsMut, Event, Response};
use floe_api::events::ShellFact;
use floe_contract::address;

use crate::error::ContractResult;
use crate::state::CONTROLS;

/// Replaces or removes guardian and governor; a field that is left out leaves its role.
pub fn update_roles(
    deps: DepsMut,
    guardian: Option<Option<String>>,
    governor: Option<Option<String>>,
) -> ContractResult<Response> {
    let mut controls = CONTROLS.load(deps.storage)?;
    let mut response = Response::new();
    let changes = [
        ("guardian", guardian, &mut controls.guardian),
        ("governor", governor, &mut controls.governor),
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
    CONTROLS.save(deps.storage, &controls)?;
    Ok(response)
}
