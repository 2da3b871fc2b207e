use cosmwasm_std::{Addr, DepsMut, Env, Event, MessageInfo, Response};
use floe_core::fee;
use floe_core::units::{Native, Shares};

use crate::error::ContractResult;
use crate::events::Fact;
use crate::execute::one_coin;
use crate::session::Session;
use crate::state::{FeeShare, FeeTo, FEE, STOCK, WIRING};
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

    let observed = STOCK.load(deps.storage)?.synced_height == env.block.height;
    let mut session = if observed {
        Session::load_books(deps.storage, deps.querier, &env)?
    } else {
        let mut session = Session::load(deps.storage, deps.querier, &env)?;
        session.observe(amount)?;
        session
    };
    let receivers = session.receivers(fee.receivers);
    let bps = if receivers.is_empty() {
        0
    } else {
        fee.rate.at(session.seconds())
    };
    let fee_shares = session.compound(amount, bps, &keeper)?;
    let response = session.finish(deps.storage)?;
    pay_fee(deps, response, &receivers, fee_shares, &keeper)
}

impl Session<'_> {
    /// Who is paid this time. The keeper only for what had waited for a harvest: otherwise its part goes to the others, and
    /// where there are none no fee is taken.
    fn receivers(&mut self, all: Vec<FeeShare>) -> Vec<FeeShare> {
        let earned = std::mem::take(&mut self.carry_mut().earned);
        all.into_iter()
            .filter(|receiver| earned || receiver.to != FeeTo::Keeper)
            .collect()
    }

    fn compound(&mut self, amount: Native, fee_bps: u64, keeper: &Addr) -> ContractResult<Shares> {
        let now = self.seconds();
        let rules = self.rules();
        let harvest = self.ledger_mut().harvest(now, amount, fee_bps, &rules)?;
        let totals = &mut self.carry_mut().totals;
        totals.rewards = totals.rewards.plus(amount)?;
        totals.fees = totals.fees.plus(harvest.fee)?;
        self.note(Fact::RewardsCompounded {
            keeper,
            amount,
            harvest: &harvest,
        });
        Ok(harvest.fee_shares)
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
            receiver: to,
            shares: part,
        };
        response = response
            .add_attributes(token::mint_attributes(to, part))
            .add_event(Event::from(paid));
    }
    Ok(response)
}
