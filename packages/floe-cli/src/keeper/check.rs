//! `floe keeper check`: what is due and why.

use std::collections::BTreeMap;

use anyhow::Result;
use floe_keeper::{deficits, duties, look, warnings, Cursor, Duty};
use serde::Serialize;

use super::Flags;
use crate::context::Context;
use crate::exit::ExitCode;

#[derive(Serialize)]
struct Findings {
    height: u64,
    /// Unix seconds.
    time: u64,
    /// In the order in which a keeper does them.
    due: Vec<Duty>,
    /// What undelegations will bring less than booked, base units by operator; nothing can be done about it.
    unbonding_deficits: BTreeMap<String, cosmwasm_std::Uint128>,
    /// What owners should know, in words.
    warnings: Vec<String>,
}

/// Ends with 1 if anything is due.
pub fn run(flags: &Flags, ctx: &mut Context<'_>) -> Result<ExitCode> {
    flags.apply(&mut ctx.settings.keeper)?;
    let settings = ctx.settings.keeper.settings(ctx)?;
    let sight = look(&ctx.protocol()?, &settings, &mut Cursor::default())?;
    let deficits = deficits(&sight);
    let findings = Findings {
        height: sight.block.height,
        time: sight.now(),
        due: duties(&sight, &settings.policy),
        unbonding_deficits: deficits
            .into_iter()
            .map(|(v, amount)| (v, amount.into()))
            .collect(),
        warnings: warnings(&sight.backstops),
    };
    ctx.show(&findings, lines)?;
    Ok(ExitCode::when(findings.due.is_empty()))
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
    lines.extend(findings.warnings.clone());
    lines
}
