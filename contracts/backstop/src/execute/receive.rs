//! Shares arrive.

use cosmwasm_std::{from_json, Addr, Binary, DepsMut, Env, Response, Uint128};
use floe_api::backstop::BackstopHookMsg;
use floe_contract::{address, ShellError};
use floe_core::{Shares, Units};

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::execute::outside_address;
use crate::session::Session;
use crate::state::{position, save_position};

/// # Errors
/// As for a deposit; when the message in it cannot be read.
pub fn receive(
    deps: DepsMut,
    env: &Env,
    sender: &str,
    amount: Uint128,
    msg: &Binary,
) -> ContractResult<Response> {
    let sender = address::checked(deps.api, "sender", sender)?;
    match from_json(msg)? {
        BackstopHookMsg::Deposit { receiver, min_units } => {
            deposit(deps, env, &sender, amount.into(), receiver.as_deref(), min_units)
        }
    }
}

/// Prices the shares by the books as they were before these came. The hub does not look first: it would burn of what is
/// being deposited, at the cost of those who are there (docs/adr/0160).
fn deposit(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    shares: Shares,
    receiver: Option<&str>,
    min_units: Option<Uint128>,
) -> ContractResult<Response> {
    if shares.is_zero() {
        return Err(ShellError::Zero { field: "amount" }.into());
    }
    let mut session = Session::load(deps.as_ref(), env, shares)?;
    let receiver = outside_address(deps.api, env, &session.config, receiver, sender)?;
    let owed = session.owed(deps.as_ref())?;
    let (units, booked) = session.books.deposit(session.now, session.told, shares, owed)?;
    session.note(booked);
    let min = min_units.map(Units::from).unwrap_or_default();
    if units < min {
        return Err(ContractError::FewerThanMinimum { units, min });
    }
    let mut position = position(deps.storage, &receiver)?;
    position.units = position.units.plus(units)?;
    save_position(deps.storage, &receiver, &position)?;
    let deposited = Fact::Deposited {
        sender: sender.as_str(),
        receiver: receiver.as_str(),
        shares,
        units,
    };
    Ok(session.finish(deps.storage, Some(deposited))?)
}
