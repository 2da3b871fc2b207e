//! What was unstaked is paid out.

use cosmwasm_std::{Addr, DepsMut, Env, Order, Response, StdResult};
use cw_storage_plus::Bound;
use floe_core::stake::hour_of;
use floe_core::units::Units;

use crate::asset::payment;
use crate::error::{ContractError, ContractResult};
use crate::events::Fact;
use crate::reply::sub_message;
use crate::state::{HourClaim, StakeSent, CLAIMS, CONFIG};

/// Hours that one claim pays out at most; the next one goes on.
const CLAIM_HOURS: usize = 200;

/// # Errors
/// [`ContractError::NoClaim`]; [`ContractError::NotReady`].
pub fn claim(deps: DepsMut, env: &Env, user: &Addr) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    let from = Some(Bound::inclusive((user, 0)));
    let claims: Vec<(u64, HourClaim)> = CLAIMS
        .range(
            deps.storage,
            from,
            Some(Bound::inclusive((user, u64::MAX))),
            Order::Ascending,
        )
        .take(CLAIM_HOURS)
        .map(|item| item.map(|((_, hour), claim)| (hour, claim)))
        .collect::<StdResult<_>>()?;
    let first = claims.first().ok_or(ContractError::NoClaim)?.1;
    let ready: Vec<_> = claims
        .into_iter()
        .filter(|(hour, claim)| *hour <= hour_of(now) && claim.ready <= now)
        .collect();
    if ready.is_empty() {
        return Err(ContractError::NotReady { ready: first.ready });
    }
    let amount = Units::sum(ready.iter().map(|(_, claim)| claim.amount))?;
    for (hour, _) in ready {
        CLAIMS.remove(deps.storage, (user, hour));
    }
    let token = CONFIG.load(deps.storage)?.token;
    let pay = sub_message(payment(&token, user, amount.into())?, &StakeSent::Claim(amount));
    let user = user.as_str();
    Ok(Response::new()
        .add_event(Fact::Claimed { user, amount })
        .add_submessage(pay))
}
