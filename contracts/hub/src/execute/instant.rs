//! Exits at once, for a fee: `instant_unbond`.

use cosmwasm_std::{coins, BankMsg, DepsMut, Env, MessageInfo, Response, Uint128};
use floe_core::units::Native;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
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
    session.observe(deps.storage, Native::ZERO)?;
    let work = &mut session.work;
    let quote = work.state.quote_instant(shares, work.at, &work.params)??;
    let payout = quote.payout();
    at_least(min_out, payout.into(), |requested, available| {
        ContractError::TooLittleOut { requested, available }
    })?;

    work.state
        .exit_instantly(shares, &quote, work.at.seconds(), &work.params)?;
    session.note(Fact::InstantUnbonded {
        sender: actor.as_str(),
        receiver: receiver.as_str(),
        shares,
        amount: payout,
        fee: quote.fee,
    });
    let pay = BankMsg::Send {
        to_address: receiver.into(),
        amount: coins(payout.units(), &session.wiring.denom),
    };
    token::debit(deps.storage, &owner, shares)?;
    Ok(session.finish(deps.storage)?.add_message(pay))
}
