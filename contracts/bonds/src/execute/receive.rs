//! Shares arrive.

use cosmwasm_std::{from_json, Addr, Binary, DepsMut, Response, Uint128};
use floe_api::bonds::BondsHookMsg;
use floe_contract::{address, ShellError};
use floe_core::units::Shares;

use crate::error::ContractResult;
use crate::events::Fact;
use crate::outside::check_operator;
use crate::state::{tell_carrying, POSTED, POSTERS};

/// # Errors
/// As for a post; when the message in it cannot be read.
pub fn receive(deps: DepsMut, sender: &str, amount: Uint128, msg: &Binary) -> ContractResult<Response> {
    let sender = address::checked(deps.api, "sender", sender)?;
    match from_json(msg)? {
        BondsHookMsg::Post { operator } => post(deps, &sender, amount.into(), &operator),
    }
}

/// Posts shares for an operator that the chain knows.
fn post(deps: DepsMut, sender: &Addr, shares: Shares, operator: &str) -> ContractResult<Response> {
    if shares.is_zero() {
        return Err(ShellError::Zero { field: "amount" }.into());
    }
    check_operator(&deps.querier, operator)?;
    let posted = POSTED.may_load(deps.storage, operator)?.unwrap_or_default();
    let posted = posted.plus(shares)?;
    POSTED.save(deps.storage, operator, &posted)?;
    let by = POSTERS.may_load(deps.storage, (operator, sender))?;
    POSTERS.save(
        deps.storage,
        (operator, sender),
        &by.unwrap_or_default().plus(shares)?,
    )?;
    tell_carrying(deps.storage, operator)?;
    Ok(Response::new().add_event(Fact::Posted {
        operator,
        sender: sender.as_str(),
        shares,
        posted,
    }))
}
