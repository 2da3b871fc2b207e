//! `floe deploy plan`: what a deployment would do.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::{Coin, HexBinary, Uint128};
use floe_client::{Code, ContractKind, Gas, Msg, Tx};
use serde::Serialize;

use super::checks::{Checks, Finding};
use super::file::CodeIds;
use super::run::Job;
use super::{modules, DeployArgs, Project};
use crate::afford::Cost;
use crate::context::Context;
use crate::exit::ExitCode;

/// What the instantiation is taken to need while it cannot be tried out, because the codes are not on the chain yet. It is
/// tried out before it is signed.
const INSTANTIATION_GAS: u64 = 2_000_000;
/// What a module's contract and its roles are taken to need, as they come after the hub.
const MODULE_GAS: u64 = 1_000_000;

#[derive(Serialize)]
pub struct DeployPlan {
    checks: Vec<Finding>,
    steps: Vec<Planned>,
}

/// Of a protocol that is deployed.
#[derive(Serialize)]
struct Standing {
    /// What a run would still send, in words.
    missing: Vec<String>,
}

#[derive(Serialize)]
pub struct Planned {
    step: String,
    detail: String,
    /// None: nothing to send, or not metered.
    gas: Option<u64>,
    fee: Vec<Coin>,
    /// Gas and fee are taken for granted, as it cannot be tried out before the codes are there.
    assumed: bool,
}

pub fn run(args: &DeployArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let project = Project::read(args, context)?;
    let job = Job::open(context)?;
    if job.is_done(context)? {
        let missing = modules::due(&job.record, &project, context)?;
        let standing = Standing { missing };
        context.show(&standing, |standing| match standing.missing.is_empty() {
            true => vec!["It is deployed already; `floe deploy run` would send nothing.".to_owned()],
            false => {
                let missing = standing.missing.iter().map(|line| format!("  {line}"));
                ["What is missing:".to_owned()]
                    .into_iter()
                    .chain(missing)
                    .collect()
            }
        })?;
        return Ok(ExitCode::Done);
    }
    let deployer = context.own_address()?;
    let checks = project.judge(&deployer, context)?;
    show(&project, checks, context)
}

fn show(project: &Project, mut checks: Checks, context: &mut Context<'_>) -> Result<ExitCode> {
    let steps = steps(project, &mut checks, context)?;
    let right = checks.all_right();
    let mut lines = checks.lines();
    lines.extend(step_lines(&steps, context)?);
    let plan = DeployPlan {
        checks: checks.0,
        steps,
    };
    context.show(&plan, |_| lines)?;
    Ok(ExitCode::when(right))
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
            let limit = if step.assumed { "about" } else { "at most" };
            lines.push(format!("   gas: {limit} {gas}"));
        }
        for coin in &step.fee {
            lines.push(format!("   fee: {}", context.shown_coin(coin)?));
        }
    }
    if steps.len() > 1 {
        let gas = steps.iter().filter_map(|step| step.gas);
        let gas = gas.fold(0u64, u64::saturating_add);
        if gas > 0 {
            lines.push(format!("In all: gas about {gas}"));
        }
        let mut sums: BTreeMap<String, Coin> = BTreeMap::new();
        for coin in fees(steps) {
            let sum = sums.entry(coin.denom.clone()).or_insert(Coin {
                amount: Uint128::zero(),
                ..coin.clone()
            });
            sum.amount = sum.amount.saturating_add(coin.amount);
        }
        for coin in sums.values() {
            lines.push(format!("        fees {}", context.shown_coin(coin)?));
        }
    }
    Ok(lines)
}

/// What all steps together pay, as far as that is known.
pub fn fees(steps: &[Planned]) -> Vec<Coin> {
    steps.iter().flat_map(|step| step.fee.clone()).collect()
}

/// Refusals of the chain are added to the checks.
pub fn steps(project: &Project, checks: &mut Checks, context: &mut Context<'_>) -> Result<Vec<Planned>> {
    let mut steps = Vec::new();
    let mut found = Vec::new();
    if project.missing.is_some() {
        return Ok(steps);
    }
    for artifact in &project.artifacts.parts {
        let code = (&artifact.code, &artifact.checksum, artifact.bytes);
        let (step, code_id) = code_step(artifact.part.name(), code, checks, context)?;
        found.extend(code_id.map(|code_id| (artifact.part, code_id)));
        steps.push(step);
    }
    let detail = format!("all three contracts, with {} as the seed", project.file.seed);
    let id = |part: ContractKind| found.iter().find(|(found, _)| *found == part).map(|(_, id)| *id);
    let step = "instantiate".to_owned();
    steps.push(
        match (
            id(ContractKind::Hub),
            id(ContractKind::Registry),
            id(ContractKind::Collector),
        ) {
            (Some(hub), Some(registry), Some(collector)) if checks.all_right() => {
                let codes = CodeIds {
                    hub,
                    registry,
                    collector,
                };
                let tx = project.instantiation(codes, context)?;
                with_cost(step, detail, &tx, checks, context)
            }
            _ => assumed(step, detail, INSTANTIATION_GAS, project, context)?,
        },
    );
    for artifact in &project.modules {
        let name = artifact.module.name();
        let code = (&artifact.code, &artifact.checksum, artifact.bytes);
        steps.push(code_step(name, code, checks, context)?.0);
        let detail = modules::planned(artifact.module).to_owned();
        steps.push(assumed(name.to_owned(), detail, MODULE_GAS, project, context)?);
    }
    if checks.all_right() {
        let funds = funds(project, &steps, context);
        checks.tried("seed and fees", funds);
    }
    Ok(steps)
}

/// The step of a code, with its checksum and size; its number where the chain has it already.
fn code_step(
    name: &str,
    (code, checksum, bytes): (&Code, &HexBinary, usize),
    checks: &mut Checks,
    context: &mut Context<'_>,
) -> Result<(Planned, Option<u64>)> {
    let (step, hex) = (format!("{name} code"), checksum.to_hex());
    if let Some(code_id) = context.chain.find_code(checksum)? {
        let detail = format!("already on the chain as code {code_id} ({hex})");
        return Ok((without_cost(step, detail), Some(code_id)));
    }
    let detail = format!("upload {bytes} bytes ({hex})");
    let tx = Project::upload(code, context)?;
    Ok((with_cost(step, detail, &tx, checks, context), None))
}

/// All that the deployer pays, together.
fn funds(project: &Project, steps: &[Planned], context: &mut Context<'_>) -> Result<String> {
    let mut cost = Cost::of_coin(&project.seed_coin(context));
    for step in steps {
        cost.add_fee(&step.fee);
    }
    cost.check(&context.own_address()?, context)?;
    cost.told(context)
}

/// The fee of a transaction that cannot be tried out: of any message with the gas that it is taken to need.
fn assumed(
    step: String,
    detail: String,
    gas: u64,
    project: &Project,
    context: &mut Context<'_>,
) -> Result<Planned> {
    let stand_in = Msg::send(&context.own_address()?, &[project.seed_coin(context)]);
    let tx = context.tx(vec![stand_in])?.gas(Gas::Limit(gas));
    let budget = context.chain.estimate(&tx)?;
    Ok(Planned {
        gas: (!budget.fee.is_empty()).then_some(budget.gas),
        fee: budget.fee,
        assumed: true,
        ..without_cost(step, detail)
    })
}

fn without_cost(step: String, detail: String) -> Planned {
    Planned {
        step,
        detail,
        gas: None,
        fee: Vec::new(),
        assumed: false,
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
            assumed: false,
        },
        Err(error) => {
            checks.note(step.clone(), false, error.to_string());
            without_cost(step, detail)
        }
    }
}
