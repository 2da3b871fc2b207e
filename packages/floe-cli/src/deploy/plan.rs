//! `floe deploy plan`: what a deployment would do.

use anyhow::Result;
use cosmwasm_std::Coin;
use floe_chain::Tx;
use serde::Serialize;

use super::artifacts::Part;
use super::checks::{Check, Checks};
use super::file::CodeIds;
use super::{Args, Project};
use crate::context::Context;
use crate::exit::Exit;

#[derive(Serialize)]
pub struct Plan {
    checks: Vec<Check>,
    steps: Vec<Planned>,
}

#[derive(Serialize)]
pub struct Planned {
    step: String,
    detail: String,
    /// None: nothing to send, not metered, or not known before the codes are there.
    gas: Option<u64>,
    fee: Vec<Coin>,
}

pub fn run(args: &Args, context: &mut Context<'_>) -> Result<Exit> {
    let project = Project::read(args, context)?;
    let deployer = context.own_address()?;
    let checks = project.judge(&deployer, context)?;
    show(&project, checks, context)
}

fn show(project: &Project, mut checks: Checks, context: &mut Context<'_>) -> Result<Exit> {
    let steps = steps(project, &mut checks, context)?;
    let right = checks.all_right();
    let mut lines = checks.lines();
    lines.extend(step_lines(&steps, context)?);
    let plan = Plan {
        checks: checks.0,
        steps,
    };
    context.show(&plan, |_| lines)?;
    Ok(Exit::when(right))
}

/// What would be sent, and what it costs as far as that is known.
pub fn step_lines(steps: &[Planned], context: &Context<'_>) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        lines.push(format!(
            "{}. {}: {}",
            index.saturating_add(1),
            step.step,
            step.detail
        ));
        if let Some(gas) = step.gas {
            lines.push(format!("   gas: at most {gas}"));
        }
        for coin in &step.fee {
            lines.push(format!("   fee: {}", context.shown_coin(coin)?));
        }
    }
    Ok(lines)
}

/// Refusals of the chain are added to the checks.
pub fn steps(project: &Project, checks: &mut Checks, context: &mut Context<'_>) -> Result<Vec<Planned>> {
    let mut steps = Vec::new();
    let mut found = Vec::new();
    for artifact in &project.artifacts.parts {
        let name = artifact.part.name();
        let checksum = artifact.checksum.to_hex();
        if let Some(code_id) = context.chain.find_code(&artifact.checksum)? {
            found.push((artifact.part, code_id));
            let detail = format!("already on the chain as code {code_id} ({checksum})");
            steps.push(without_cost(format!("{name} code"), detail));
        } else {
            let detail = format!("upload {} bytes ({checksum})", artifact.bytes);
            let tx = Project::upload(&artifact.code, context)?;
            steps.push(with_cost(format!("{name} code"), detail, &tx, checks, context));
        }
    }
    let detail = format!("all three contracts, with {} as the seed", project.file.seed);
    let id = |part: Part| found.iter().find(|(found, _)| *found == part).map(|(_, id)| *id);
    let step = "instantiate".to_owned();
    steps.push(match (id(Part::Hub), id(Part::Registry), id(Part::Collector)) {
        (Some(hub), Some(registry), Some(collector)) if checks.all_right() => {
            let codes = CodeIds {
                hub,
                registry,
                collector,
            };
            let tx = project.instantiation(codes, context)?;
            with_cost(step, detail, &tx, checks, context)
        }
        _ => without_cost(step, detail),
    });
    Ok(steps)
}

fn without_cost(step: String, detail: String) -> Planned {
    Planned {
        step,
        detail,
        gas: None,
        fee: Vec::new(),
    }
}

/// Tries the transaction out. That the chain refuses it is a check that is wrong.
fn with_cost(
    step: String,
    detail: String,
    tx: &Tx,
    checks: &mut Checks,
    context: &mut Context<'_>,
) -> Planned {
    match context.chain.estimate(tx) {
        Ok(budget) => Planned {
            step,
            detail,
            gas: (budget.gas > 0).then_some(budget.gas),
            fee: budget.fee,
        },
        Err(error) => {
            checks.note(step.clone(), false, error.to_string());
            without_cost(step, detail)
        }
    }
}
