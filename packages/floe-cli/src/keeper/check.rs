//! `floe keeper check`: what is due and why.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::keeper::claims::Cursor;
use crate::keeper::decide::{duties, Policy};
use crate::keeper::duty::Duty;
use crate::keeper::round::look;
use crate::keeper::{losses, Flags};

#[derive(Serialize)]
struct Findings {
    height: u64,
    /// Unix seconds.
    time: u64,
    /// In the order in which a keeper does them.
    due: Vec<Duty>,
    /// What undelegations will bring less than booked, base units by operator; nothing can be done about it.
    unbonding_deficits: BTreeMap<String, cosmwasm_std::Uint128>,
}

/// Ends with 1 if anything is due.
pub fn run(flags: &Flags, ctx: &mut Context<'_>) -> Result<Exit> {
    let mut settings = ctx.settings.keeper.clone();
    flags.apply(&mut settings)?;
    let policy = Policy::of(&settings, ctx)?;
    let sight = look(&ctx.protocol()?, &settings, &policy, &mut Cursor::default())?;
    let deficits = losses::deficits(&sight);
    let findings = Findings {
        height: sight.block.height,
        time: sight.now(),
        due: duties(&sight, &policy),
        unbonding_deficits: deficits
            .into_iter()
            .map(|(v, amount)| (v, amount.into()))
            .collect(),
    };
    ctx.show(&findings, lines)?;
    Ok(Exit::when(findings.due.is_empty()))
}

fn lines(findings: &Findings) -> Vec<String> {
    let mut lines: Vec<String> = findings
        .due
        .iter()
        .map(|duty| format!("{} is due: {}", duty.task, duty.why()))
        .collect();
    if lines.is_empty() {
        lines.push("Nothing is due.".to_owned());
    }
    for (operator, amount) in &findings.unbonding_deficits {
        lines.push(format!(
            "Undelegations from {operator} will bring {amount} less than booked; the hub learns of it when they arrive."
        ));
    }
    lines
}
