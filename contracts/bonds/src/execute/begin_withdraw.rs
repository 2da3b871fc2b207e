//! The cooldown begins.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Uint128};
use floe_contract::ShellError;
use floe_core::units::Shares;

use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::outside::{at_risk, load_bond, terms};
use crate::state::{tell_carrying, Cooling, CONFIG, COOLING};

/// Lets shares cool, as far as they are above what is required at this moment. What cools already joins them and begins anew.
///
/// # Errors
/// [`ShellError::Zero`]; [`ContractError::Required`].
pub fn begin_withdraw(
    deps: DepsMut,
    env: &Env,
    sender: &Addr,
    operator: String,
    shares: Uint128,
) -> ContractResult<Response> {
    let asked = Shares::from(shares);
    if asked.is_zero() {
        return Err(ShellError::Zero { field: "shares" }.into());
    }
    let config = CONFIG.load(deps.storage)?;
    let now = env.block.time.seconds();
    let (bond, cooling) = load_bond(deps.as_ref(), &config, &env.contract.address, &operator)?;
    let at_risk = at_risk(&deps.querier, &config, &operator, now)?;
    let required = terms(&deps.querier, &config, now)?.required(at_risk)?;
    let free = bond.free(required);
    if asked > free {
        return Err(ContractError::Required {
            operator,
            asked,
            free,
            required,
        });
    }
    let cooled = cooling.map(|cooling| cooling.shares).unwrap_or_default();
    let cooling = Cooling {
        shares: cooled.plus(asked)?,
        ready: now.saturating_add(config.cooldown),
        account: sender.clone(),
    };
    COOLING.save(deps.storage, &operator, &cooling)?;
    tell_carrying(deps.storage, &operator)?;
    Ok(Response::new().add_event(Fact::CoolingBegun {
        operator: &operator,
        account: sender.as_str(),
        shares: cooling.shares,
        ready: cooling.ready,
    }))
}
