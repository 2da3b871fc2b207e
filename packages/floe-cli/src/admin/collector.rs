//! Messages to the reward collector.

use anyhow::Result;
use floe_api::collector::ExecuteMsg;

use super::plan::{refuse, AdminPlan, Situation};
use super::power::Power;

pub fn send_foreign(at: &Situation<'_>, amount: u128, denom: String, to: String) -> Result<AdminPlan> {
    at.account("the receiver", &to)?;
    let contracts = &at.protocol.contracts;
    let config = at.protocol.collector().config()?;
    if denom == config.denom {
        return refuse(format!(
            "{denom} is the staking coin, which only goes to the hub; use `floe admin forward`"
        ));
    }
    if to == contracts.hub || to == contracts.collector {
        return refuse(format!(
            "{to} is the protocol's own contract and could not send {denom} on"
        ));
    }
    let held = at.protocol.chain.balance(&contracts.collector, &denom)?;
    let Some(left) = held.checked_sub(amount) else {
        return refuse(format!(
            "the collector has {held} {denom}, {amount} are asked for"
        ));
    };
    let msg = ExecuteMsg::SendForeign {
        denom: denom.clone(),
        amount: amount.into(),
        to: to.clone(),
    };
    let title = format!("send {amount} {denom} out of the collector");
    Ok(
        AdminPlan::new(title, Power::of_collector(&msg), &contracts.collector, &msg)?
            .fact("to", to)
            .fact("in the collector", format!("{held} -> {left} {denom}")),
    )
}

pub fn forward(at: &Situation<'_>) -> Result<AdminPlan> {
    let contracts = &at.protocol.contracts;
    let coins = at.protocol.collector().balances(None)?;
    let held = coins.first().map(|coin| coin.amount).unwrap_or_default();
    let msg = ExecuteMsg::Forward { keeper: None };
    let effect = if held.is_zero() {
        "none: the collector is empty".to_owned()
    } else {
        format!(
            "{} go to the hub as rewards; the sender counts as keeper",
            at.coin.show(held)
        )
    };
    Ok(AdminPlan::new(
        "bring rewards in",
        Power::of_collector(&msg),
        &contracts.collector,
        &msg,
    )?
    .fact("effect", effect))
}

pub fn set_swapper(at: &Situation<'_>, swapper: &str) -> Result<AdminPlan> {
    let swapper = at.account("the swapper", swapper)?;
    let contracts = &at.protocol.contracts;
    if let Some(present) = at.protocol.collector().config()?.swapper {
        return refuse(format!(
            "the collector's swapper is {present}, for ever: who could name another could take what it would sell"
        ));
    }
    if swapper == contracts.hub || swapper == contracts.collector {
        return refuse(format!(
            "{swapper} is the protocol's own contract and sells nothing"
        ));
    }
    let msg = ExecuteMsg::SetSwapper {
        swapper: swapper.clone(),
    };
    let plan = AdminPlan::new(
        "name the swapper",
        Power::of_collector(&msg),
        &contracts.collector,
        &msg,
    )?
    .fact("swapper", format!("nobody -> {swapper}"))
    .fact("for ever", "it can never be replaced or removed")
    .fact(
        "gains",
        format!("{swapper}: anybody sends it what the collector has of other coins (`floe admin sell`)"),
    )
    .fact("loses", "the owner: `send-foreign` is refused from then on");
    Ok(plan.confirmed_by(format!("sell through {swapper}")))
}

pub fn sell(at: &Situation<'_>, denom: String) -> Result<AdminPlan> {
    let contracts = &at.protocol.contracts;
    let config = at.protocol.collector().config()?;
    if denom == config.denom {
        return refuse(format!(
            "{denom} is the staking coin, which only goes to the hub; use `floe admin forward`"
        ));
    }
    let Some(swapper) = config.swapper else {
        return refuse("the collector has no swapper; its owner names one with `floe admin set-swapper`");
    };
    let held = at.protocol.chain.balance(&contracts.collector, &denom)?;
    if held == 0 {
        return refuse(format!("the collector has no {denom}"));
    }
    let msg = ExecuteMsg::Sell { denom: denom.clone() };
    Ok(AdminPlan::new(
        format!("sell {denom}"),
        Power::of_collector(&msg),
        &contracts.collector,
        &msg,
    )?
    .fact(
        "to",
        format!("{held} {denom} go to {swapper}, which owes the collector what they bring"),
    ))
}
