//! Units that have cooled are paid for, in two halves of one transaction with the hub's look in between: a slash that
//! nobody has looked at is borne by who leaves.

use cosmwasm_std::{Addr, Deps, DepsMut, Env, Response};
use floe_api::backstop::ExecuteMsg;
use floe_api::hub;
use floe_contract::address;
use floe_contract::answer::call;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::execute::outside_address;
use crate::session::BackstopSession;
use crate::state::{position, save_position, CONFIG};

/// The first half: has the hub look, whether it has in this block or not: two blocks may have the same second.
///
/// # Errors
/// Where nothing cools, and outside the window.
pub fn withdraw(deps: Deps, env: &Env, user: &Addr, receiver: Option<String>) -> ContractResult<Response> {
    let config = CONFIG.load(deps.storage)?;
    let receiver = outside_address(deps.api, env, &config, receiver.as_deref(), user)?;
    position(deps.storage, user)?.check_withdrawal(env.block.time.seconds(), config.terms()?)?;
    let finish = ExecuteMsg::Finish {
        user: user.to_string(),
        receiver: receiver.into_string(),
    };
    Ok(Response::new()
        .add_message(call(config.hub.as_str(), &hub::ExecuteMsg::Sync {})?)
        .add_message(call(env.contract.address.as_str(), &finish)?))
}

/// The second half.
///
/// # Errors
/// Where nothing cools, outside the window, and for units that are worth nothing.
pub fn finish(deps: DepsMut, env: &Env, user: &str, receiver: &str) -> ContractResult<Response> {
    let user = address::checked(deps.api, "user", user)?;
    let receiver = address::checked(deps.api, "receiver", receiver)?;
    let mut session = BackstopSession::booked(deps.as_ref(), env)?;
    let terms = session.config.terms()?;
    let mut position = position(deps.storage, &user)?;
    let (units, cut, shares) = position.withdraw(&mut session.books, session.now, terms)?;
    save_position(deps.storage, &user, &position)?;
    let pay = hub::ExecuteMsg::Transfer {
        recipient: receiver.to_string(),
        amount: shares.into(),
    };
    let payment = call(session.config.hub.as_str(), &pay)?;
    let withdrawn = Fact::Withdrawn {
        user: user.as_str(),
        receiver: receiver.as_str(),
        units,
        cut,
        shares,
    };
    Ok(session
        .finish(deps.storage, Some(withdrawn))?
        .add_message(payment))
}
