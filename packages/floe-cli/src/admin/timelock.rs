//! Proposals to a timelock: what one of its proposers sends it, and how long that waits.

use anyhow::Result;
use cosmwasm_std::{CosmosMsg, Empty};
use floe_api::timelock::{ConfigResponse, ExecuteMsg, ProposedMsg, WasmAct, MAX_TITLE};
use floe_client::protocol::TimelockClient;
use floe_client::Protocol;
use floe_core::wait::{class_of, GovernedAct, GovernedTarget, WaitClass, WaitTimes};
use serde_json::Value;

use super::plan::{refuse, AdminPlan};
use super::power::Power;
use crate::protect::terms::days;

/// Says how long the messages of a plan will wait.
///
/// # Errors
/// For messages that the timelock does not take, and for a timelock of another hub.
pub fn tell(plan: &mut AdminPlan, timelock: &str, protocol: &Protocol<'_>) -> Result<()> {
    let config = TimelockClient::new(protocol.chain, timelock).config()?;
    if config.hub != protocol.contracts.hub {
        return refuse(format!("{timelock} is the timelock of the hub {}", config.hub));
    }
    let times = WaitTimes {
        short: config.short,
        exit: config.exit,
    };
    let mut class = WaitClass::Brief;
    for msg in messages(plan)? {
        class = class.max(class_of_message(&msg, &config)?);
    }
    let least = days(times.least(class));
    let waits = match class {
        WaitClass::Brief => format!("{least}, whoever objects"),
        WaitClass::Short | WaitClass::Long => format!(
            "{least}; once a hundredth of the shares objects, {} from then, the later the more object, with a tenth {}",
            days(times.exit),
            days(times.exit.saturating_mul(2))
        ),
    };
    plan.tell("waits", waits);
    Ok(())
}

/// What a proposer sends to the timelock, as JSON.
///
/// # Errors
/// For messages that proposals do not have.
pub fn queue(plan: &AdminPlan, title: Option<&str>, link: Option<&str>) -> Result<String> {
    Ok(serde_json::to_string_pretty(&queued(plan, title, link)?)?)
}

/// A plan as that of the proposer who sends it to the timelock.
///
/// # Errors
/// For messages that proposals do not have.
pub fn proposed(
    plan: AdminPlan,
    timelock: &str,
    (title, link): (Option<&str>, Option<&str>),
    protocol: &Protocol<'_>,
) -> Result<AdminPlan> {
    let config = TimelockClient::new(protocol.chain, timelock).config()?;
    let power = Power::OneOf {
        role: "proposer of the timelock".to_owned(),
        holders: config.proposers,
    };
    let message = queued(&plan, title, link)?;
    let mut proposed = AdminPlan::new(format!("propose to {}", plan.title), power, timelock, &message)?;
    proposed.facts = plan.facts;
    proposed.confirm = plan.confirm;
    Ok(proposed)
}

fn queued(plan: &AdminPlan, title: Option<&str>, link: Option<&str>) -> Result<ExecuteMsg> {
    let title = title.map_or_else(|| format!("Floe: {}", plan.title), str::to_owned);
    Ok(ExecuteMsg::Queue {
        title: shortened(title),
        link: link.filter(|link| !link.is_empty()).map(str::to_owned),
        msgs: messages(plan)?,
    })
}

fn messages(plan: &AdminPlan) -> Result<Vec<ProposedMsg>> {
    let proposed = |msg: &cosmwasm_std::WasmMsg| {
        let json = serde_json::to_value(CosmosMsg::<Empty>::from(msg.clone()))?;
        Ok(serde_json::from_value(json)?)
    };
    plan.msgs.iter().map(proposed).collect()
}

fn class_of_message(ProposedMsg::Wasm(act): &ProposedMsg, config: &ConfigResponse) -> Result<WaitClass> {
    let target = if *act.contract() == config.hub {
        GovernedTarget::Hub
    } else if *act.contract() == config.registry {
        GovernedTarget::Registry
    } else {
        GovernedTarget::Other
    };
    let WasmAct::Execute { msg, funds, .. } = act else {
        return Ok(WaitClass::Long);
    };
    let message: Value = serde_json::from_slice(msg)?;
    let name = message.as_object().and_then(|fields| fields.keys().next());
    let name = name.map(String::as_str).unwrap_or_default();
    let coins = !funds.is_empty();
    match class_of(target, GovernedAct::Call { name, coins }) {
        Some(class) => Ok(class),
        None => refuse(format!("the timelock takes no proposal of `{name}` to the hub")),
    }
}

/// Cut to what a title may have, at a character.
fn shortened(title: String) -> String {
    let fits = |end: &usize| *end <= MAX_TITLE;
    let end = title
        .char_indices()
        .map(|(at, c)| at.saturating_add(c.len_utf8()));
    let end = end.take_while(fits).last().unwrap_or_default();
    title.get(..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_cut_to_what_the_timelock_takes() {
        let mut plan = AdminPlan::empty("é".repeat(100), Power::Anyone);
        let text = queue(&plan, None, None).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        let title = json["queue"]["title"].as_str().unwrap();
        assert_eq!((title.len(), &title[..6]), (140, "Floe: "));
        plan.title = "wind down".into();
        let json: Value = serde_json::from_str(&queue(&plan, Some("Enough"), Some("")).unwrap()).unwrap();
        assert_eq!(
            (&json["queue"]["title"], &json["queue"]["link"]),
            (&Value::from("Enough"), &Value::Null)
        );
    }
}
