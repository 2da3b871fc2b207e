//! What the engine intends as messages: to the staking and distribution modules and to the other contracts, each isolated:
//! its own gas limit, its failure caught, and the intent in the payload that says what to book when its reply comes.

use cosmwasm_std::{coin, Coin, CosmosMsg, DistributionMsg, StakingMsg, StdResult, SubMsg};
use floe_api::{collector, registry};
use floe_contract::answer::call;
use floe_core::engine::{Answer, Intent, Sent};
use floe_core::units::Native;
use packed_store::packed::pack;

use crate::reply::STAKING_REPLY;
use crate::state::Wiring;

/// Gas limit: only with one can running out of gas be caught. Wide, because it costs nothing while it is not used, and
/// because anybody may give a validator's delegators rewards in further denoms, each of which makes every payout
/// dearer: measured on wasmd 0.61, 95,000 to 250,000 without, and 20,000 more a denom (40,000 for a redelegation). So
/// a validator works on with some 140 of them. With more, none of these messages succeeds until one withdrawal with
/// all the gas that its sender pays for has cleared them (docs/adr/0027).
const fn gas_limit(intent: &Intent) -> Option<u64> {
    match intent {
        Intent::Delegate { .. } | Intent::Undelegate { .. } | Intent::Harvest { .. } => Some(3_000_000),
        Intent::Redelegate { .. } => Some(6_000_000),
        // Ten times what it uses for a hundred validators.
        Intent::Refresh(_) => Some(10_000_000),
        Intent::Withdraw { .. } | Intent::Forward { .. } => None,
    }
}

/// The message for an intent, its end heard of as far as that is wanted.
pub fn message(sent: &Sent, answer: Answer, wiring: &Wiring) -> StdResult<SubMsg> {
    let coins = |amount: Native| -> Coin { coin(amount.units(), &wiring.denom) };
    let message: CosmosMsg = match &sent.intent {
        Intent::Delegate { validator, amount } => StakingMsg::Delegate {
            validator: validator.clone(),
            amount: coins(*amount),
        }
        .into(),
        Intent::Undelegate {
            validator, amount, ..
        } => StakingMsg::Undelegate {
            validator: validator.clone(),
            amount: coins(*amount),
        }
        .into(),
        Intent::Redelegate { step } => StakingMsg::Redelegate {
            src_validator: step.from.clone(),
            dst_validator: step.to.clone(),
            amount: coins(step.amount),
        }
        .into(),
        Intent::Harvest { validator } | Intent::Withdraw { validator } => {
            let validator = validator.clone();
            DistributionMsg::WithdrawDelegatorReward { validator }.into()
        }
        Intent::Forward { keeper } => {
            let keeper = Some(keeper.clone());
            let forward = collector::ExecuteMsg::Forward { keeper };
            call(wiring.collector.as_str(), &forward)?.into()
        }
        Intent::Refresh(_) => call(wiring.registry.as_str(), &registry::ExecuteMsg::Refresh {})?.into(),
    };
    let sub = match answer {
        Answer::Failure => SubMsg::reply_on_error(message, STAKING_REPLY),
        Answer::Always => SubMsg::reply_always(message, STAKING_REPLY),
        Answer::Success => SubMsg::reply_on_success(message, STAKING_REPLY),
    };
    let sub = sub.with_payload(pack(sent));
    Ok(match gas_limit(&sent.intent) {
        Some(limit) => sub.with_gas_limit(limit),
        None => sub,
    })
}
