use cosmwasm_std::{coins, BankMsg, DepsMut, Env, MessageInfo, Response, Uint128};
use floe_core::instant::InstantQuote;
use floe_core::units::{Native, Shares};
use floe_types::hub::Domain;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::bond::check_not_paused;
use crate::execute::queue::Exit;
use crate::execute::{at_least, nonzero_shares, outside_address};
use crate::session::Session;
use crate::token;

pub fn instant_unbond(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    shares: Uint128,
    receiver: Option<String>,
    min_out: Option<Uint128>,
) -> ContractResult<Response> {
    let exit = Exit {
        owner: info.sender.clone(),
        actor: info.sender,
        shares: nonzero_shares(shares)?,
    };
    let attributes = token::burn_attributes(&exit.owner, exit.shares);
    Ok(leave(deps, env, exit, receiver, min_out)?.add_attributes(attributes))
}

/// Pays shares out of the free buffer, for the fee. The caller adds the token's attributes.
pub fn leave(
    deps: DepsMut,
    env: Env,
    exit: Exit,
    receiver: Option<String>,
    min_out: Option<Uint128>,
) -> ContractResult<Response> {
    let Exit { owner, actor, shares } = exit;
    let mut session = Session::load(deps.storage, deps.querier, &env)?;
    let hub = &env.contract.address;
    let receiver = outside_address(deps.api, &session.wiring, hub, "receiver", receiver, &actor)?;
    token::rest(deps.storage, &owner, shares)?;
    session.observe(Native::ZERO)?;
    let quote = session.quote_instant(shares)?;
    let payout = quote.payout();
    at_least(min_out, payout.into(), |requested, available| {
        ContractError::TooLittleOut { requested, available }
    })?;

    let now = session.seconds();
    let rules = session.rules();
    session.ledger_mut().exit_instantly(shares, &quote, now, &rules)?;
    let totals = &mut session.carry_mut().totals;
    totals.instant_exits = totals.instant_exits.plus(payout)?;
    session.note(Fact::InstantUnbonded {
        sender: &actor,
        receiver: &receiver,
        shares,
        quote: &quote,
    });
    let pay = BankMsg::Send {
        to_address: receiver.into(),
        amount: coins(payout.units(), &session.wiring.denom),
    };
    token::debit(deps.storage, &owner, shares)?;
    Ok(session.finish(deps.storage)?.add_message(pay))
}

impl Session<'_> {
    /// The price of an instant exit now, refused where one would be. Follows an observation.
    pub fn quote_instant(&self, shares: Shares) -> ContractResult<InstantQuote> {
        let now = self.seconds();
        if self.controls().winding_down() {
            return Err(ContractError::WindingDown);
        }
        check_not_paused(self.controls(), Domain::InstantUnbond, now)?;
        let (at, rules) = (self.moment().nanos, self.rules());
        if let Some(since) = self.ledger().missing_since(at) {
            return Err(ContractError::Short { since });
        }
        let quote = self
            .ledger()
            .quote_instant(shares, at, &self.params.instant, &rules)?;
        if quote.value > quote.available {
            return Err(ContractError::InsufficientLiquidity {
                requested: quote.value.into(),
                available: quote.available.into(),
            });
        }
        if quote.payout().is_zero() {
            return Err(ContractError::NothingToPay);
        }
        Ok(quote)
    }
}
