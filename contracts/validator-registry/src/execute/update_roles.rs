//! Names steward and lister.

use cosmwasm_std::{DepsMut, Response};
use floe_contract::address;
use floe_contract::roles::replaced;

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
        let new = address::optional(deps.api, name, given.as_deref())?;
        response = response.add_event(replaced(name, role, new));
    }
    CONFIG.save(deps.storage, &config)?;
    Ok(response)
}
