//! The timelock takes over what it is offered.

use cosmwasm_std::{Deps, Env, Response};
use floe_contract::answer;
use packed_store::wire::Json;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::outside::{admin, offered, to};
use crate::state::CONFIG;

/// Accepts the ownership of each contract that is offered to the timelock, once nobody can replace the timelock's own code but
/// an executed proposal: with an admin beside it there would be nothing to wait for (docs/adr/0202).
///
/// # Errors
/// [`ContractError::NotItsOwnAdmin`]; [`ContractError::NothingOffered`].
pub fn accept(deps: Deps, env: &Env) -> ContractResult<Response> {
    let own = &env.contract.address;
    if let Some(admin) = admin(&deps.querier, own)?.filter(|admin| admin != own.as_str()) {
        return Err(ContractError::NotItsOwnAdmin { admin });
    }
    let config = CONFIG.load(deps.storage)?;
    let accept = Json::Text("accept_ownership".to_owned());
    let accept = answer::json(&Json::Object(vec![("update_ownership".to_owned(), accept)]))?;
    let mut accepting = Response::new();
    for contract in [&config.hub, &config.registry, &config.collector] {
        if offered(&deps.querier, &env.block, contract, own)? {
            let governed = contract.as_str();
            accepting = accepting
                .add_event(Fact::Accepting { governed })
                .add_message(to(contract, accept.clone()));
        }
    }
    if accepting.messages.is_empty() {
        return Err(ContractError::NothingOffered);
    }
    Ok(accepting)
}
