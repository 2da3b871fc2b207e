//! `floe report`: the history of the protocol or of one holder, added up from the hub's events and held against the chain.

mod audit;
mod lines;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{bail, Result};
use floe_client::history::{self, Past};
use floe_client::{when, Protocol};
use floe_core::units::{Seconds, Shares};
use serde::Serialize;

use crate::context::Context;
use crate::dates::{self, Calendar};
use crate::exit::ExitCode;

use audit::{Difference, OnChain};
use floe_client::statement::{csv, holder_periods, protocol_periods, HolderPeriod, Movement, Period, Story, Walk};

/// How often a report is made again when it and the chain disagree: the chain may have gone on in between.
const ATTEMPTS: u32 = 3;

#[derive(clap::Args)]
pub struct ReportArgs {
    /// 2026-01-31 (UTC), 2026-01-31T12:00:00Z or unix seconds; otherwise the beginning.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The first moment that is no longer part of it; otherwise now.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// One holder instead of the protocol.
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// Split it into periods.
    #[arg(long, value_name = "PERIOD")]
    by: Option<Calendar>,
    /// Write the movements of a holder, or the periods, as a table.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// Amounts in base units, times in unix seconds. Exactly one of the two lists of periods has entries.
#[derive(Serialize)]
pub(crate) struct HistoryReport {
    hub: String,
    address: Option<String>,
    /// Block up to which the history was read.
    height: u64,
    transactions: usize,
    /// The whole, then its parts if it was split.
    whole: Option<Period>,
    periods: Vec<Period>,
    holder: Option<HolderPeriod>,
    holder_periods: Vec<HolderPeriod>,
    movements: Vec<Movement>,
    /// Events of the hub that could not be read and are missing above; empty if none.
    unreadable: Vec<Unreadable>,
    /// Where the history and the chain disagree; empty if nowhere.
    differences: Vec<Difference>,
}

/// An event of the hub that is not what its name promises.
#[derive(Serialize)]
struct Unreadable {
    height: u64,
    tx: String,
    reason: String,
}

/// What is asked for, checked.
struct Question {
    from: Option<Seconds>,
    to: Option<Seconds>,
    by: Option<Calendar>,
    address: Option<String>,
}

/// History and state of one moment.
struct Evidence {
    hub: String,
    seed: Shares,
    height: u64,
    now: Seconds,
    /// Of the deployment, if it is known.
    begins: Option<Seconds>,
    history: Vec<Past>,
    chain: OnChain,
}

pub fn run(args: ReportArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    let question = question(&args, context)?;
    let mut report = attempt(&question, context)?;
    for _ in 1..ATTEMPTS {
        if report.differences.is_empty() {
            break;
        }
        context.chain.next_block()?;
        report = attempt(&question, context)?;
    }
    if let Some(file) = &args.csv {
        context.write("Wrote", file, &table(&report, question.by.is_some())?)?;
    }
    let (coin, token) = (context.unit()?, context.token_unit()?);
    let sound = report.differences.is_empty() && report.unreadable.is_empty();
    context.show(&report, |report| lines::of(report, &coin, &token))?;
    Ok(ExitCode::when(sound))
}

/// Movements of a holder, or periods if the report was split or is the protocol's.
fn table(report: &HistoryReport, split: bool) -> Result<String> {
    Ok(match (&report.address, split) {
        (Some(_), false) => csv::movements(&report.movements),
        (Some(_), true) => csv::holder_periods(&report.holder_periods),
        (None, true) => csv::periods(&report.periods),
        (None, false) => csv::periods(report.whole.as_slice()),
    }?)
}

fn question(args: &ReportArgs, context: &Context<'_>) -> Result<Question> {
    let time = |text: &Option<String>| text.as_deref().map(dates::parse).transpose();
    let (from, to) = (time(&args.from)?, time(&args.to)?);
    if let (Some(from), Some(to)) = (from, to) {
        if from >= to {
            bail!("--from {} is not before --to {}", when::utc(from), when::utc(to));
        }
    }
    let contracts = context.contracts()?;
    if args.address.as_ref() == Some(&contracts.hub) {
        bail!("the hub holds the seed and the open batch for others; leave --address out for its own report");
    }
    Ok(Question {
        from,
        to,
        by: args.by,
        address: args.address.clone(),
    })
}

fn attempt(question: &Question, context: &Context<'_>) -> Result<HistoryReport> {
    let protocol = context.protocol()?;
    let deployed = context.deployment()?.and_then(|record| record.height);
    let evidence = gather(&protocol, question.address.as_deref(), deployed)?;
    make(question, &evidence)
}

/// The state first, then the history up to it.
fn gather(protocol: &Protocol<'_>, address: Option<&str>, deployed: Option<u64>) -> Result<Evidence> {
    let (chain, hub) = (protocol.chain, &protocol.contracts.hub);
    let seed = protocol.hub().solvency()?.seed;
    let state = audit::ask(protocol, address)?;
    let block = chain.block()?;
    let history = history::history(chain, hub, deployed.unwrap_or(0), block.height)?;
    let begins = match deployed {
        Some(height) => Some(history::time_of(chain, height)?),
        None => None,
    };
    Ok(Evidence {
        hub: hub.clone(),
        seed: seed.into(),
        height: block.height,
        now: block.time.seconds(),
        begins,
        history,
        chain: state,
    })
}

/// The report itself, without a chain.
fn make(question: &Question, evidence: &Evidence) -> Result<HistoryReport> {
    let first = evidence.history.first().map(|past| past.time);
    let start = evidence.begins.or(first).unwrap_or(evidence.now);
    let from = question.from.unwrap_or(start).max(start);
    let to = question.to.unwrap_or(evidence.now).min(evidence.now);
    if from > to {
        bail!(
            "there is nothing between {} and {}: the history goes from {} to {}",
            when::utc(from),
            when::utc(to),
            when::utc(start),
            when::utc(evidence.now)
        );
    }
    let mut bounds = vec![from];
    if let Some(calendar) = question.by {
        bounds.extend(calendar.between(from, to)?);
    }
    bounds.push(to);
    let story = Story {
        hub: &evidence.hub,
        seed: evidence.seed,
        now: evidence.now,
        history: &evidence.history,
        books: BTreeMap::new(),
    };
    let walk = Walk::through(&story, question.address.as_deref(), &bounds);
    let differences = audit::compare(&walk.replay, &evidence.chain, question.address.as_deref());
    let within = |movement: &Movement| movement.time >= from && (movement.time < to || to == evidence.now);
    let parts = question.by.is_some();
    let (whole, periods) = protocol_periods(&walk.snapshots);
    let (holder, holder_periods) = holder_periods(&walk.snapshots);
    let asked = question.address.is_some();
    Ok(HistoryReport {
        hub: evidence.hub.clone(),
        address: question.address.clone(),
        height: evidence.height,
        transactions: evidence.history.len(),
        whole: whole.filter(|_| !asked),
        periods: if parts && !asked { periods } else { Vec::new() },
        holder: holder.filter(|_| asked),
        holder_periods: if parts && asked {
            holder_periods
        } else {
            Vec::new()
        },
        movements: walk
            .holder
            .map(|holder| holder.movements.into_iter().filter(within).collect())
            .unwrap_or_default(),
        unreadable: evidence.history.iter().flat_map(unreadable).collect(),
        differences,
    })
}

fn unreadable(past: &Past) -> impl Iterator<Item = Unreadable> + '_ {
    past.unreadable.iter().map(|error| Unreadable {
        height: past.height,
        tx: past.hash.clone(),
        reason: error.to_string(),
    })
}
