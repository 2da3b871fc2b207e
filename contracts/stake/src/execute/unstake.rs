//! Somebody begins to unstake.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Uint128};
use floe_core::stake::hour_of;
use floe_core::units::Units;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::change::{change, tell_listeners, StakeChange};
use crate::state::{HourClaim, BOOKS, CLAIMS, CONFIG};

/// Makes a claim of it, one with others of its hour. Rewards stay due. `quiet` tells no listener: the way out where one of them
/// costs more gas than the sender can pay.
///
/// # Errors
/// [`ContractError::MoreThanStaked`]; for an amount of nothing.
pub fn unstake(
    mut deps: DepsMut,
    env: &Env,
    user: &Addr,
    amount: Uint128,
    quiet: Option<bool>,
) -> ContractResult<Response> {
    let amount = Units::from(amount);
    let minus = |available: Units, requested: Units| {
        available
            .minus(requested)
            .map_err(|_| ContractError::MoreThanStaked { requested, available })
    };
    let changed = change(deps.branch(), env, user, amount, minus)?;
    let mut books = BOOKS.load(deps.storage)?;
    books.leaving = books.leaving.plus(amount)?;
    BOOKS.save(deps.storage, &books)?;
    let ready = changed.now.saturating_add(CONFIG.load(deps.storage)?.unstaking);
    let key = (user, hour_of(ready));
    let known = CLAIMS.may_load(deps.storage, key)?;
    let claim = HourClaim {
        amount: known.map(|claim| claim.amount).unwrap_or_default().plus(amount)?,
        ready,
    };
    CLAIMS.save(deps.storage, key, &claim)?;
    let response = Response::new().add_event(Fact::Unstaked {
        user: user.as_str(),
        amount,
        staked: changed.staked,
        total: changed.total,
        ready,
    });
    if quiet.unwrap_or_default() {
        return Ok(response);
    }
    Ok(tell_listeners(
        deps.storage,
        response,
        StakeChange::Unstake,
        user,
        amount,
    )?)
}
