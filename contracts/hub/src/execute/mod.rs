//! One operation a file: load, decide, save, respond.

pub mod bond;
pub mod claim;
pub mod crank;
pub mod fee;
pub mod instant;
pub mod params;
pub mod pause;
pub mod queue;
pub mod rewards;
pub mod silent;
pub mod token;
pub mod update_roles;
pub mod vote;
pub mod wind_down;

use cosmwasm_std::{Addr, Api, MessageInfo, Uint128};
use floe_contract::{address, funds, ShellError};
use floe_core::units::{Native, Shares};

use crate::error::{ContractError, ContractResult};
use crate::state::Wiring;

/// An address that coins or shares may go to: valid, and none of the protocol's own, where they would be stuck.
pub fn outside_address(
    api: &dyn Api,
    wiring: &Wiring,
    hub: &Addr,
    field: &'static str,
    given: Option<String>,
    default: &Addr,
) -> ContractResult<Addr> {
    let address = match given {
        Some(given) => address::checked(api, field, &given)?,
        None => default.clone(),
    };
    refuse_own(wiring, hub, field, &address)?;
    Ok(address)
}

/// Refuses hub, registry and collector.
pub fn refuse_own(wiring: &Wiring, hub: &Addr, field: &'static str, address: &Addr) -> ContractResult<()> {
    if [hub, &wiring.registry, &wiring.collector].contains(&address) {
        return Err(ContractError::ForbiddenAddress {
            field,
            address: address.to_string(),
        });
    }
    Ok(())
}

/// A number of shares that must not be zero.
pub fn nonzero_shares(shares: Uint128) -> ContractResult<Shares> {
    if shares.is_zero() {
        return Err(ShellError::Zero { field: "shares" }.into());
    }
    Ok(shares.into())
}

/// A lower bound that the caller has set on what it receives.
pub fn at_least(
    minimum: Option<Uint128>,
    received: Uint128,
    refuse: fn(Uint128, Uint128) -> ContractError,
) -> ContractResult<()> {
    match minimum {
        Some(minimum) if received < minimum => Err(refuse(minimum, received)),
        Some(_) | None => Ok(()),
    }
}

/// The one coin of a message that takes one.
pub fn one_coin(info: &MessageInfo, denom: &str) -> ContractResult<Native> {
    Ok(funds::one_coin(info, denom)?.into())
}
