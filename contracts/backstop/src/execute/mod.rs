//! One operation a file: load, decide, save, respond.

pub mod accept_guarantor;
pub mod begin;
pub mod poke;
pub mod receive;
pub mod stop;
pub mod withdraw;

pub use accept_guarantor::accept_guarantor;
pub use begin::begin;
pub use poke::poke;
pub use receive::receive;
pub use stop::stop;
pub use withdraw::{finish, withdraw};

use cosmwasm_std::{Addr, Api, Env};
use floe_contract::address;

use crate::error::{ContractError, ContractResult};
use crate::state::Config;

/// An address that units or shares may go to: valid, and neither the hub nor the backstop, where they would be lost.
fn outside_address(
    api: &dyn Api,
    env: &Env,
    config: &Config,
    given: Option<&str>,
    default: &Addr,
) -> ContractResult<Addr> {
    let field = "receiver";
    let address = address::optional(api, field, given)?.unwrap_or_else(|| default.clone());
    if address == config.hub || address == env.contract.address {
        let address = address.into_string();
        return Err(ContractError::ForbiddenAddress { field, address });
    }
    Ok(address)
}
