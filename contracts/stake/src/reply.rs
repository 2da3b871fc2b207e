//! What has become of messages that were sent: payments that have left or not, and listeners that have failed.

use cosmwasm_std::{DepsMut, Reply, ReplyOn, Response, StdResult, SubMsg, SubMsgResult};
use floe_core::units::Units;
use packed_store::packed::{pack, unpack};

use crate::error::ContractResult;
use crate::events::Fact;
use crate::state::{save_staker, staker, RewardSent, StakeSent, BOOKS, STREAMS};

/// Replies are told apart by what was sent, which travels with the message.
const SENT_REPLY: u64 = 1;
/// Gas of a payment of rewards, at most: a transfer of a cw20 costs a quarter of it.
pub const PAYMENT_GAS: u64 = 500_000;
/// Gas of a listener, at most.
pub const LISTENER_GAS: u64 = 1_000_000;

/// A message with what it is for. A claim stops everything when it fails and is booked when it has left; payments and
/// listeners are isolated.
pub fn sub_message(msg: impl Into<cosmwasm_std::CosmosMsg>, sent: &StakeSent) -> SubMsg {
    let (gas_limit, reply_on) = match sent {
        StakeSent::Claim(_) => (None, ReplyOn::Success),
        StakeSent::Reward(_) => (Some(PAYMENT_GAS), ReplyOn::Always),
        StakeSent::Listener(_) => (Some(LISTENER_GAS), ReplyOn::Error),
    };
    SubMsg {
        id: SENT_REPLY,
        msg: msg.into(),
        payload: pack(sent).into(),
        gas_limit,
        reply_on,
    }
}

/// # Errors
/// When the state cannot be read.
pub fn reply(deps: DepsMut, reply: &Reply) -> ContractResult<Response> {
    let failed = match reply.result {
        SubMsgResult::Ok(_) => false,
        SubMsgResult::Err(_) => true,
    };
    match unpack("payload", &reply.payload)? {
        StakeSent::Claim(amount) => Ok(claimed(deps, amount)?),
        StakeSent::Reward(reward) if failed => not_paid(deps, &reward),
        StakeSent::Reward(reward) => paid(deps, &reward),
        StakeSent::Listener(told) => Ok(Response::new().add_event(Fact::ListenerFailed {
            listener: told.listener.as_str(),
            user: told.user.as_str(),
        })),
    }
}

/// The principal is lowered once it has left: whoever calls `poke` in the meantime must not find it beyond the books.
fn claimed(deps: DepsMut, amount: Units) -> StdResult<Response> {
    let mut books = BOOKS.load(deps.storage)?;
    books.leaving = books.leaving.less(amount);
    BOOKS.save(deps.storage, &books)?;
    Ok(Response::new())
}

/// As the principal: only now is it no longer held.
fn paid(deps: DepsMut, reward: &RewardSent) -> ContractResult<Response> {
    let mut streams = STREAMS.load(deps.storage)?;
    if let Some(stream) = streams.iter_mut().find(|stream| stream.asset == reward.asset) {
        stream.rewards.paid = stream.rewards.paid.plus(reward.amount)?;
    }
    STREAMS.save(deps.storage, &streams)?;
    Ok(Response::new().add_event(Fact::RewardsPaid {
        user: reward.user.as_str(),
        asset: reward.asset.name(),
        amount: reward.amount,
    }))
}

/// What did not leave is due again.
fn not_paid(deps: DepsMut, reward: &RewardSent) -> ContractResult<Response> {
    let streams = STREAMS.load(deps.storage)?;
    let at = streams.iter().position(|stream| stream.asset == reward.asset);
    let mut staker = staker(deps.storage, &reward.user)?;
    staker.rewards.resize_with(streams.len(), Default::default);
    if let Some(due) = at.and_then(|at| staker.rewards.get_mut(at)) {
        due.due = due.due.plus(reward.amount)?;
    }
    save_staker(deps.storage, &reward.user, &staker)?;
    Ok(Response::new().add_event(Fact::PaymentFailed {
        user: reward.user.as_str(),
        asset: reward.asset.name(),
        amount: reward.amount,
    }))
}
