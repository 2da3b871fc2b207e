//! The messages as x/gov and DAOs take them.

use anyhow::{Context as _, Result};
use cosmwasm_std::{CosmosMsg, Empty};
use floe_client::{ErrorCode, Gas, Msg, Signer, Tx};
use serde_json::{json, Value};

use super::plan::AdminPlan;
use super::Form;
use crate::context::Context;
use crate::input::WrongInput;

/// Bytes of a summary, of the 10,200 that the gov module takes unless a chain has set another limit.
const MAX_SUMMARY: usize = 10_000;

/// What a proposer puts down, as the chain writes it.
///
/// # Errors
/// Where it is not named, or no amount.
pub fn deposit(form: &Form, context: &Context<'_>) -> Result<String> {
    let unit = context.unit()?;
    let Some(deposit) = form.deposit.as_deref() else {
        return WrongInput::refuse(
            ErrorCode::Input,
            format!(
                "a proposal needs a deposit; name it with --deposit, such as \"500 {}\"",
                unit.display
            ),
        );
    };
    let amount = unit.parse(deposit).context("--deposit")?;
    Ok(format!("{amount}{}", unit.denom))
}

/// A proposal as `tx gov submit-proposal` reads it. The messages' sender is the gov module.
pub fn gov(plan: &AdminPlan, sender: &str, form: &Form, context: &mut Context<'_>) -> Result<String> {
    let deposit = deposit(form, context)?;
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
pub fn dao(plan: &AdminPlan) -> Result<String> {
    let msgs: Vec<Value> = plan
        .msgs
        .iter()
        .map(|msg| serde_json::to_value(CosmosMsg::<Empty>::from(msg.clone())))
        .collect::<Result<_, _>>()?;
    Ok(serde_json::to_string_pretty(&msgs)?)
}

/// The preview, cut to whole lines where the chain would not take more.
fn summary(plan: &AdminPlan) -> String {
    let mut text = format!("To {}.", plan.title);
    for (index, (name, value)) in plan.facts.iter().enumerate() {
        let line = format!("\n{name}: {value}");
        if text.len().saturating_add(line.len()) > MAX_SUMMARY {
            let left = plan.facts.len().saturating_sub(index);
            text.push_str(&format!("\nand {left} lines more, which the program shows"));
            break;
        }
        text.push_str(&line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::power::Power;

    #[test]
    fn a_long_preview_is_cut_to_what_a_summary_may_hold() {
        let mut plan = AdminPlan::empty("set weights", Power::Anyone);
        plan.tell("a", "b");
        assert_eq!(summary(&plan), "To set weights.\na: b");
        for _ in 0..200 {
            plan.tell("target", "x".repeat(100));
        }
        let text = summary(&plan);
        assert!(text.len() <= 10_200, "{}", text.len());
        assert!(text.ends_with(" lines more, which the program shows"), "{text}");
    }
}
