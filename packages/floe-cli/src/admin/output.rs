//! The messages as x/gov and DAOs take them.

use anyhow::{Context as _, Result};
use cosmwasm_std::{CosmosMsg, Empty};
use floe_chain::{Gas, Msg, Signer, Tx};
use serde_json::{json, Value};

use super::plan::Plan;
use super::Form;
use crate::context::Context;

/// A proposal as `tx gov submit-proposal` reads it. The messages' sender is the gov module.
pub fn gov(plan: &Plan, sender: &str, form: &Form, context: &mut Context<'_>) -> Result<String> {
    let unit = context.unit()?;
    let deposit = form
        .deposit
        .as_deref()
        .context("a proposal needs a deposit; name it with --deposit, such as \"500 atom\"")?;
    let deposit = format!("{}{}", unit.parse(deposit)?, unit.denom);
    // Messages as an unsigned transaction of the module would have them; its gas does not matter.
    let msgs = plan.msgs.iter().cloned().map(Msg::from).collect();
    let tx = Tx::new(&Signer::address_only(sender), msgs).gas(Gas::Limit(1));
    let unsigned = context.chain.unsigned(&tx)?;
    let messages = unsigned
        .pointer("/body/messages")
        .context("the unsigned transaction has no messages")?;
    let proposal = json!({
        "messages": messages,
        "metadata": form.metadata,
        "deposit": deposit,
        "title": form.title.clone().unwrap_or_else(|| format!("Floe: {}", plan.title)),
        "summary": form.summary.clone().unwrap_or_else(|| summary(plan)),
        "expedited": form.expedited,
    });
    Ok(serde_json::to_string_pretty(&proposal)?)
}

/// The actions of a DAO's proposal: a list of the messages that contracts send.
pub fn dao(plan: &Plan) -> Result<String> {
    let msgs: Vec<Value> = plan
        .msgs
        .iter()
        .map(|msg| serde_json::to_value(CosmosMsg::<Empty>::from(msg.clone())))
        .collect::<Result<_, _>>()?;
    Ok(serde_json::to_string_pretty(&msgs)?)
}

fn summary(plan: &Plan) -> String {
    let mut lines = vec![format!("To {}.", plan.title)];
    lines.extend(plan.facts.iter().map(|(name, value)| format!("{name}: {value}")));
    lines.join("\n")
}
