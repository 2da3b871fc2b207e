//! The performance fee: `update_fee`, and what instantiation shares with it.

use cosmwasm_std::{Addr, Api, DepsMut, Env, Event, Response};
use floe_api::events::ShellFact;
use floe_api::hub::FeeReceiver;
use floe_contract::{address, ShellError};
use floe_core::params::{MAX_FEE_BPS, MAX_FEE_RECEIVERS};

use crate::error::{ContractError, ContractResult};
use crate::execute::refuse_own;
use crate::state::{Fee, FeeShare, FeeTo, Wiring, FEE, PARAMS, WIRING};

/// The receiver that stands for whoever brought the rewards in.
pub const KEEPER: &str = "keeper";

/// Replaces rate or receivers. A higher rate counts from the harvest after the next on, a lower one at once.
///
/// # Errors
/// Those of [`check_fee`] and [`check_fee_receivers`].
pub fn update_fee(
    deps: DepsMut,
    env: Env,
    bps: Option<u64>,
    receivers: Option<Vec<FeeReceiver>>,
) -> ContractResult<Response> {
    let old = FEE.load(deps.storage)?;
    let mut new = old.clone();
    let now = env.block.time.seconds();
    if let Some(bps) = bps {
        let interval = PARAMS.load(deps.storage)?.reward.harvest_interval;
        new.rate = old.rate.set(bps, now, interval);
    }
    if let Some(receivers) = receivers {
        new.receivers = fee_shares(deps.api, receivers)?;
    }
    check_fee(bps.unwrap_or_default(), &new.receivers)?;
    check_fee_receivers(&new, &WIRING.load(deps.storage)?, &env.contract.address)?;
    FEE.save(deps.storage, &new)?;
    let shown = |fee: &Fee| -> String {
        let receivers: Vec<String> = fee
            .receivers
            .iter()
            .map(|r| format!("{}:{}", name(&r.to), r.weight))
            .collect();
        let rise = fee.rate.rise.filter(|rise| rise.from > now);
        let rise = rise.map_or(String::new(), |rise| {
            format!(", {} from {} on", rise.bps, rise.from)
        });
        format!("{} to {}{rise}", fee.rate.at(now), receivers.join(","))
    };
    let fact = ShellFact::ConfigChanged {
        name: "fee",
        old: &shown(&old),
        new: &shown(&new),
    };
    Ok(Response::new().add_event(Event::from(fact)))
}

/// Receivers as they are stored, their addresses checked.
pub fn fee_shares(api: &dyn Api, receivers: Vec<FeeReceiver>) -> ContractResult<Vec<FeeShare>> {
    receivers
        .into_iter()
        .map(|FeeReceiver { to, weight }| {
            let to = if to == KEEPER {
                FeeTo::Keeper
            } else {
                FeeTo::Address(address::checked(api, "fee.receivers.to", &to)?)
            };
            Ok(FeeShare { to, weight })
        })
        .collect()
}

/// The rate of the fee in basis points, the number of its receivers and their weights.
pub fn check_fee(bps: u64, receivers: &[FeeShare]) -> ContractResult<()> {
    if bps > MAX_FEE_BPS {
        return Err(ContractError::OutOfBounds {
            name: "fee.bps",
            value: bps.into(),
            min: 0,
            max: MAX_FEE_BPS.into(),
        });
    }
    let given = receivers.len();
    if given == 0 || given > MAX_FEE_RECEIVERS {
        return Err(ContractError::ListLength {
            field: "fee.receivers",
            given,
            min: 1,
            max: MAX_FEE_RECEIVERS,
        });
    }
    if receivers.iter().any(|receiver| receiver.weight == 0) {
        return Err(ShellError::Zero {
            field: "fee.receivers.weight",
        }
        .into());
    }
    for (n, receiver) in receivers.iter().enumerate() {
        if receivers.iter().take(n).any(|earlier| earlier.to == receiver.to) {
            let reason = format!("{} is named twice", name(&receiver.to));
            return Err(ShellError::Invalid {
                field: "fee.receivers",
                reason,
            }
            .into());
        }
    }
    Ok(())
}

/// Fees paid to one of the protocol's own contracts would be stuck.
pub fn check_fee_receivers(fee: &Fee, wiring: &Wiring, hub: &Addr) -> ContractResult<()> {
    fee.receivers.iter().try_for_each(|receiver| match &receiver.to {
        FeeTo::Address(address) => refuse_own(wiring, hub, "fee.receivers.to", address),
        FeeTo::Keeper => Ok(()),
    })
}

/// The receiver as messages name it.
pub fn name(to: &FeeTo) -> &str {
    match to {
        FeeTo::Keeper => KEEPER,
        FeeTo::Address(address) => address.as_str(),
    }
}
