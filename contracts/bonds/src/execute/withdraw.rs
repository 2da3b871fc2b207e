//! Shares that have cooled are paid out, in two halves of one transaction with the hub's look in between: a slash that nobody
//! has looked at burns first.

use cosmwasm_std::{Deps, DepsMut, Env, Response};
use floe_api::bonds::ExecuteMsg;
use floe_api::hub;
use floe_contract::answer::call;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::outside::{at_risk, load_bond, terms};
use crate::state::{tell_carrying, CoolingBond, CONFIG, COOLING, POSTED};

/// The first half: has the hub look, whether it has in this block or not: two blocks may have the same second.
///
/// # Errors
/// [`ContractError::NotCooling`]; [`ContractError::StillCooling`].
pub fn withdraw(deps: Deps, env: &Env, operator: String) -> ContractResult<Response> {
    let hub = CONFIG.load(deps.storage)?.hub;
    ready(COOLING.may_load(deps.storage, &operator)?, env, &operator)?;
    let finish = ExecuteMsg::Finish { operator };
    Ok(Response::new()
        .add_message(call(hub.as_str(), &hub::ExecuteMsg::Sync {})?)
        .add_message(call(env.contract.address.as_str(), &finish)?))
}

/// The second half: pays what is left of the shares that cooled to the account that began. The rest must be what is required,
/// once more.
///
/// # Errors
/// As for the first half; [`ContractError::StillRequired`].
pub fn finish(deps: DepsMut, env: &Env, operator: String) -> ContractResult<Response> {
    let config = CONFIG.load(deps.storage)?;
    let now = env.block.time.seconds();
    let (bond, cooling) = load_bond(deps.as_ref(), &config, &env.contract.address, &operator)?;
    let cooling = ready(cooling, env, &operator)?;
    let at_risk = at_risk(&deps.querier, &config, &operator, now)?;
    let (required, carrying) = (
        terms(&deps.querier, &config, now)?.required(at_risk)?,
        bond.rest(),
    );
    if carrying < required {
        return Err(ContractError::StillRequired {
            operator,
            carrying,
            required,
        });
    }
    let paid = bond.cooling_left();
    POSTED.save(deps.storage, &operator, &bond.posted.minus(paid)?)?;
    COOLING.remove(deps.storage, &operator);
    tell_carrying(deps.storage, &operator)?;

    let account = cooling.account.into_string();
    let withdrawn = Response::new().add_event(Fact::Withdrawn {
        operator: &operator,
        account: &account,
        shares: paid,
        burned: cooling.shares.less(paid),
    });
    // All of it may have burned.
    if paid.is_zero() {
        return Ok(withdrawn);
    }
    let pay = hub::ExecuteMsg::Transfer {
        recipient: account,
        amount: paid.into(),
    };
    Ok(withdrawn.add_message(call(config.hub.as_str(), &pay)?))
}

fn ready(cooling: Option<CoolingBond>, env: &Env, operator: &str) -> ContractResult<CoolingBond> {
    let operator = operator.to_owned();
    match cooling {
        None => Err(ContractError::NotCooling { operator }),
        Some(CoolingBond { ready, .. }) if env.block.time.seconds() < ready => {
            Err(ContractError::StillCooling { operator, ready })
        }
        Some(cooling) => Ok(cooling),
    }
}
