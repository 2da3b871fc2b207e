//! An operator is listed.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use floe_api::bonds::CarryingBond;
use floe_api::{registry, targets};
use floe_contract::answer::call;
use floe_core::bonds::same_bytes;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::outside::{check_operator, least, load_bond, terms};
use crate::state::{CARRYING, CONFIG, POSTERS};

/// Asks the registry to list the operator, which decides by its own rules. Of those that the registry is told of, only those
/// that it still has are kept, so that the list stays as short as its own.
///
/// # Errors
/// [`ContractError::UnknownValidator`]; [`ContractError::MalformedOperator`]; [`ContractError::PostedTooLittle`] for others than the operator; [`ContractError::BondTooSmall`], whoever asks.
pub fn list(deps: DepsMut, env: &Env, sender: &Addr, operator: String) -> ContractResult<Response> {
    check_operator(&deps.querier, &operator)?;
    let config = CONFIG.load(deps.storage)?;
    let now = env.block.time.seconds();
    let (bond, _) = load_bond(deps.as_ref(), &config, &env.contract.address, &operator)?;
    let (least, carrying) = (least(&terms(&deps.querier, &config, now)?)?, bond.rest());
    if !same_bytes(&operator, sender.as_str()) {
        let posted = POSTERS.may_load(deps.storage, (operator.as_str(), sender))?;
        let posted = posted.unwrap_or_default();
        if posted < least {
            return Err(ContractError::PostedTooLittle {
                operator,
                sender: sender.to_string(),
                posted,
                least,
            });
        }
    }
    if carrying < least {
        return Err(ContractError::BondTooSmall {
            operator,
            carrying,
            least,
        });
    }

    let listed = targets::query_raw(&deps.querier, &config.registry, now)?;
    let mut told = CARRYING.load(deps.storage)?;
    told.bonds.retain(|bond| {
        bond.operator != operator && listed.shares.iter().any(|share| share.operator == bond.operator)
    });
    told.bonds.push(CarryingBond {
        operator: operator.clone(),
        shares: bond.posted.less(bond.cooling),
    });
    CARRYING.save(deps.storage, &told)?;

    let listing = Response::new().add_event(Fact::Listing {
        operator: &operator,
        sender: sender.as_str(),
        carrying,
    });
    let msg = registry::ExecuteMsg::ListValidator { operator };
    Ok(listing.add_message(call(config.registry.as_str(), &msg)?))
}
