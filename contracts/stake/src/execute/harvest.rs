//! Rewards are paid.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use floe_api::stake::Asset;
use floe_contract::address;
use floe_core::stake::MAX_STREAMS;
use floe_core::units::Native;

use crate::asset::payment;
use crate::error::{ContractError, ContractResult};
use crate::reply::sub_message;
use crate::session::StakeSession;
use crate::state::{RewardSent, StakeSent};

/// Pays what somebody has due, each asset by a message of its own. What is due is lowered before it leaves, and restored by
/// the reply to a payment that failed: one frozen asset does not block the others.
///
/// # Errors
/// [`ContractError::NothingDue`]; [`ContractError::NoStream`] for an asset that has none.
pub fn harvest(
    deps: DepsMut,
    env: &Env,
    user: &Addr,
    assets: Option<Vec<Asset>>,
) -> ContractResult<Response> {
    let mut session = StakeSession::load(deps.as_ref(), env)?;
    if let Some(assets) = &assets {
        if assets.len() > MAX_STREAMS {
            return Err(ContractError::TooMany {
                field: "assets",
                given: assets.len(),
                max: MAX_STREAMS,
            });
        }
        for asset in assets {
            session.stream(asset)?;
        }
    }
    let mut staker = session.staker(deps.storage, user)?;
    let mut response = Response::new();
    for (reward, stream) in staker.rewards.iter_mut().zip(&session.streams) {
        let asked = assets
            .as_ref()
            .is_none_or(|assets| assets.contains(&stream.asset));
        if !asked || reward.due.is_zero() {
            continue;
        }
        let amount = std::mem::replace(&mut reward.due, Native::ZERO);
        let sent = RewardSent {
            user: user.clone(),
            asset: stream.asset.clone(),
            amount,
        };
        let payment = payment(&stream.asset, user, amount.into())?;
        response = response.add_submessage(sub_message(payment, &StakeSent::Reward(sent)));
    }
    if response.messages.is_empty() {
        let user = user.to_string();
        return Err(ContractError::NothingDue { user });
    }
    session.save_with(deps.storage, user, &staker)?;
    Ok(response)
}

/// # Errors
/// As for [`harvest`]; an invalid address.
pub fn harvest_for(deps: DepsMut, env: &Env, user: &str) -> ContractResult<Response> {
    let user = address::checked(deps.api, "user", user)?;
    harvest(deps, env, &user, None)
}
