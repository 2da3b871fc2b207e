//! Rewards from the collector: `deposit_rewards`.

use cosmwasm_std::{Addr, DepsMut, Env, Event, MessageInfo, Response};
use floe_core::engine::{Accounts, Work};
use floe_core::fee::{self, Harvest};
use floe_core::units::{Native, Seconds, Shares};
use floe_core::Params;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::execute::one_coin;
use crate::session::{Batches, Booking, Session};
use crate::state::{Fee, FeeShare, FeeTo, FEE, STOCK, WIRING};
use crate::token;

/// Books rewards that the collector brings: fee, then the stream. Observes first if nobody has in this block.
pub fn deposit_rewards(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    keeper: String,
) -> ContractResult<Response> {
    let wiring = WIRING.load(deps.storage)?;
    let amount = one_coin(&info, &wiring.denom)?;
    let keeper = deps.api.addr_validate(&keeper)?;
    let fee = FEE.load(deps.storage)?;
    let now = env.block.time.seconds();

    let observed = STOCK.load(deps.storage)?.synced_height == env.block.height;
    let (response, receivers, shares) = if observed {
        let mut booking = Booking::load(deps.storage, &env, Batches::Needed)?;
        let Booking { accounts, params, .. } = &mut booking;
        let (receivers, harvest) = compound(accounts, params, fee, amount, now)?;
        booking.note(compounded(&keeper, amount, &harvest));
        (booking.finish(deps.storage)?, receivers, harvest.fee_shares)
    } else {
        let mut session = Session::load(deps.storage, deps.querier, &env)?;
        session.observe(deps.storage, amount)?;
        let Work { state, params, .. } = &mut session.work;
        let (receivers, harvest) = compound(state.accounts_mut(), params, fee, amount, now)?;
        session.note(compounded(&keeper, amount, &harvest));
        (session.finish(deps.storage)?, receivers, harvest.fee_shares)
    };
    pay_fee(deps, response, &receivers, shares, &keeper)
}

/// Books the rewards. Returns who is paid the fee this time: the keeper only for what had waited for a harvest. Otherwise
/// its part goes to the others, and where there are none no fee is taken.
fn compound(
    accounts: &mut Accounts,
    params: &Params,
    fee: Fee,
    amount: Native,
    now: Seconds,
) -> ContractResult<(Vec<FeeShare>, Harvest)> {
    let earned = std::mem::take(&mut accounts.earned);
    let mut receivers = fee.receivers;
    receivers.retain(|receiver| earned || receiver.to != FeeTo::Keeper);
    let bps = if receivers.is_empty() { 0 } else { fee.rate.at(now) };
    let harvest = accounts.compound(now, amount, bps, params)?;
    Ok((receivers, harvest))
}

fn compounded<'a>(keeper: &'a Addr, amount: Native, harvest: &Harvest) -> Fact<'a> {
    Fact::RewardsCompounded {
        keeper: keeper.as_str(),
        amount,
        repaid: harvest.repaid,
        fee: harvest.fee,
        fee_shares: harvest.fee_shares,
    }
}

/// Credits the fee to its receivers; the keeper's part goes to whoever brought the rewards in. Several mints stand in one
/// plain event, whose attributes the chain may sort, so each is told in an event of its own as well.
fn pay_fee(
    deps: DepsMut,
    mut response: Response,
    receivers: &[FeeShare],
    shares: Shares,
    keeper: &Addr,
) -> ContractResult<Response> {
    if shares.is_zero() {
        return Ok(response);
    }
    let weights: Vec<u64> = receivers.iter().map(|receiver| receiver.weight).collect();
    let parts = fee::split(shares, &weights)?;
    for (receiver, part) in receivers.iter().zip(parts) {
        if part.is_zero() {
            continue;
        }
        let to = match &receiver.to {
            FeeTo::Keeper => keeper,
            FeeTo::Address(address) => address,
        };
        token::credit(deps.storage, to, part)?;
        let paid = Fact::FeePaid {
            receiver: to.as_str(),
            shares: part,
        };
        response = response
            .add_attributes(token::mint_attributes(to, part))
            .add_event(Event::from(paid));
    }
    Ok(response)
}
