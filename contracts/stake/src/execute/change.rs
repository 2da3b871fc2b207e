//! What every change of a stake does: rewards are counted, the past is noted, listeners are told.

use cosmwasm_std::{Addr, DepsMut, Env, Response, StdResult, Storage, Uint128};
use floe_api::stake::{StakeChangedHookMsg, StakeListenerMsg};
use floe_contract::{answer, ShellError};
use floe_core::units::{Seconds, Units};

use crate::error::ContractResult;
use crate::reply::sub_message;
use crate::session::StakeSession;
use crate::state::{note_past, ListenerTold, StakeSent, LISTENERS};

/// What a change has made of the stakes.
pub struct StakeChanged {
    /// What somebody has staked now, and what all have.
    pub staked: Units,
    pub total: Units,
    /// Unix seconds.
    pub now: Seconds,
}

/// Gives somebody the stake that `change` makes of the one he has, and returns the new ones.
///
/// # Errors
/// Those of the change; [`ShellError::Zero`] for an amount of nothing.
pub fn change(
    deps: DepsMut,
    env: &Env,
    user: &Addr,
    amount: Units,
    change: impl Fn(Units, Units) -> ContractResult<Units>,
) -> ContractResult<StakeChanged> {
    if amount.is_zero() {
        return Err(ShellError::Zero { field: "amount" }.into());
    }
    let mut session = StakeSession::load(deps.as_ref(), env)?;
    let mut staker = session.staker(deps.storage, user)?;
    let (before, total) = (staker.staked, session.books.staked);
    staker.staked = change(before, amount)?;
    session.books.staked = change(total, amount)?;
    note_past(deps.storage, user, env.block.height, before, total)?;
    session.save_with(deps.storage, user, &staker)?;
    Ok(StakeChanged {
        staked: staker.staked,
        total: session.books.staked,
        now: session.now,
    })
}

/// The kind of a change, as listeners are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StakeChange {
    Stake,
    Unstake,
}

/// Tells every listener of a change, each with a gas limit of its own.
///
/// # Errors
/// When they cannot be read.
pub fn tell_listeners(
    storage: &dyn Storage,
    response: Response,
    kind: StakeChange,
    user: &Addr,
    amount: Units,
) -> StdResult<Response> {
    let (addr, amount) = (user.to_string(), Uint128::from(amount));
    let hook = match kind {
        StakeChange::Stake => StakeChangedHookMsg::Stake { addr, amount },
        StakeChange::Unstake => StakeChangedHookMsg::Unstake { addr, amount },
    };
    let hook = StakeListenerMsg::StakeChangeHook(hook);
    let mut response = response;
    for listener in LISTENERS.load(storage)? {
        let told = answer::call(listener.as_str(), &hook)?;
        let user = user.clone();
        let sent = StakeSent::Listener(ListenerTold { listener, user });
        response = response.add_submessage(sub_message(told, &sent));
    }
    Ok(response)
}
