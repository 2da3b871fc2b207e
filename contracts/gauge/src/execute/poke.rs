//! Somebody's votes follow his power downwards.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use floe_api::stake::StakeChangedHookMsg;
use floe_contract::address;
use floe_core::gauge::epoch_of;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::outside::power_now;
use crate::state::CONFIG;
use crate::votes;

/// Sets what somebody's votes count to the power that he has in this moment, if that is less.
///
/// # Errors
/// When the contract with the power does not answer.
pub fn poke(deps: DepsMut, env: &Env, user: &str) -> ContractResult<Response> {
    let user = address::checked(deps.api, "user", user)?;
    follow(deps, env, &user)
}

/// The same for whom the contract with the power tells of. A listener can be made to fail by the depth of calls: so anyone may
/// [`poke`].
///
/// # Errors
/// As for [`poke`].
pub fn changed(deps: DepsMut, env: &Env, change: &StakeChangedHookMsg) -> ContractResult<Response> {
    match change {
        // More power counts when he votes again.
        StakeChangedHookMsg::Stake { .. } => Ok(Response::new()),
        StakeChangedHookMsg::Unstake { addr, .. } => poke(deps, env, addr),
    }
}

fn follow(deps: DepsMut, env: &Env, user: &Addr) -> ContractResult<Response> {
    let config = CONFIG.load(deps.storage)?;
    let power = power_now(&deps.querier, &config.power, user, env)?;
    let epoch = epoch_of(env.block.time.seconds());
    if !votes::lower(deps.storage, user, epoch, power)? {
        return Ok(Response::new());
    }
    let user = user.as_str();
    Ok(Response::new().add_event(Fact::VotesLowered { user, power }))
}
