//! `floe report`: the history of the protocol or of one holder, added up from the hub's events and held against the chain.

mod audit;
mod crowd;
mod lines;
mod lots;
mod prices;
mod table;
mod telling;

use std::path::PathBuf;

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::Uint128;
use floe_client::protocol::ModuleKind;
use floe_client::{history, Protocol};
use floe_core::units::{Seconds, Shares};
use floe_draw::chart::Drawing;
use serde::Serialize;

use crate::charts::{self, Periods, PlotFlags};
use crate::context::Context;
use crate::dates::{self, Calendar};
use crate::exit::ExitCode;
use crate::index::PastSource;
use crate::input::account;
use crate::losses::{self, Loss};
use crate::units::Unit;

use audit::{Difference, OnChain};
use crowd::HolderCrowd;
use floe_client::statement::{HolderPeriod, Movement, Period};
use lots::Lots;
use prices::Prices;
use table::Rows;
use telling::Telling;

/// How often a report is made again when it and the chain disagree: the chain may have gone on in between.
const ATTEMPTS: u32 = 3;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  floe report --by month\n  floe report --address ADDRESS --from 2026-01-01 --csv movements.csv\n  floe report --address ADDRESS --lots"
)]
pub struct ReportArgs {
    /// 2026-01-31 (UTC), 2026-01-31T12:00:00Z or unix seconds; otherwise the beginning.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The first moment that is no longer part of it; otherwise now.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// One holder instead of the protocol; can be given several times.
    #[arg(long, value_name = "ADDRESS")]
    address: Vec<String>,
    /// Also what was got when and for how much, and what of it went: first in, first out.
    #[arg(long, requires = "address")]
    lots: bool,
    /// A table of prices of the coin for the lots: a line `date,EUR`, then `2026-01-31,4.25`.
    #[arg(long, value_name = "FILE", requires = "lots")]
    prices: Option<PathBuf>,
    /// Split it into periods; a drawing is split by days unless this says otherwise.
    #[arg(long, value_name = "PERIOD")]
    by: Option<Calendar>,
    /// Write the movements of a holder, the periods (--by) or the lots (--lots) as a table.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    plot: PlotFlags,
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
    /// Paid to the chain by the holder for transactions with the hub, in the staking coin; beside the account.
    transaction_fees: Uint128,
    /// The same of each part.
    period_fees: Vec<Uint128>,
    /// What is left at the end of the period, and what went in it; none unless asked for.
    lots: Option<Lots>,
    /// Who holds the token and how exits went, since the beginning; of the protocol alone.
    crowd: Option<HolderCrowd>,
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
    lots: bool,
    prices: Option<Prices>,
}

/// Several holders.
#[derive(Serialize)]
struct Together<'r> {
    reports: &'r [HistoryReport],
    /// Of all of them.
    sum: Option<HolderPeriod>,
}

/// The state of one moment, and what a history that leads there is the history of.
struct Evidence {
    hub: String,
    seed: Shares,
    /// Modules of the deployment, which keep shares for their owners.
    custodians: Vec<String>,
    height: u64,
    now: Seconds,
    /// Of the deployment, if it is known.
    begins: Option<Seconds>,
    chain: OnChain,
    /// Of the staking coin.
    denom: String,
}

pub fn run(args: ReportArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    args.plot.check(context)?;
    context.check_file(args.csv.as_ref())?;
    let mut reports = Vec::new();
    for mut question in questions(&args, context)? {
        // All end with the first one: the chain goes on meanwhile, and what ends at different moments has no sum.
        let end = reports
            .first()
            .and_then(|first: &HistoryReport| first.holder.as_ref());
        question.to = question.to.or(end.map(|first| first.to));
        reports.push(agreed(&question, context)?);
    }
    let (coin, token) = (context.unit()?, context.token_unit()?);
    if let Some(file) = &args.csv {
        let rows = match args.lots {
            true => Rows::Lots,
            false if args.by.is_some() => Rows::Periods,
            false => Rows::Movements,
        };
        let text = table::of(&reports, rows, &context.chain.facts().chain_id, &coin.denom)?;
        context.write("Wrote", file, &text)?;
    }
    if args.plot.is_wanted() {
        let losses = losses::since(&context.protocol()?, 0)?;
        args.plot
            .write(context, |width| drawn(&reports, &losses, (&coin, &token), width))?;
    }
    let sound = reports
        .iter()
        .all(|report| report.differences.is_empty() && report.unreadable.is_empty());
    match reports.as_slice() {
        [report] => context.show(report, |report| lines::of(report, &coin, &token))?,
        reports => {
            let mut each = reports.iter().filter_map(|report| report.holder.as_ref());
            let first = each.next().cloned();
            let sum = first.map(|first| each.fold(first, HolderPeriod::with));
            context.show(&Together { reports, sum }, |together| {
                let each = together
                    .reports
                    .iter()
                    .flat_map(|report| lines::of(report, &coin, &token));
                let sum = together
                    .sum
                    .iter()
                    .flat_map(|sum| lines::together(sum, sound, (&coin, &token)));
                each.chain(sum).collect()
            })?;
        }
    }
    Ok(ExitCode::when(sound))
}

/// The history in pictures: of the protocol, of one holder, or of several together.
fn drawn(reports: &[HistoryReport], losses: &[Loss], (coin, token): (&Unit, &Unit), width: u16) -> Drawing {
    let of_protocol = reports.iter().flat_map(|report| report.periods.iter().cloned());
    let of_protocol: Vec<Period> = of_protocol.collect();
    if !of_protocol.is_empty() {
        let periods = Periods {
            periods: &of_protocol,
            losses,
            coin,
            token,
        };
        return charts::protocol(&periods, width);
    }
    let mut each = reports.iter();
    let first = each.next().map(|report| report.holder_periods.clone());
    let sum = each.fold(first.unwrap_or_default(), |sum, report| {
        let pairs = sum.into_iter().zip(&report.holder_periods);
        pairs.map(|(sum, more)| sum.with(more)).collect()
    });
    let title = match reports {
        [HistoryReport {
            address: Some(address),
            ..
        }] => address.clone(),
        reports => format!("{} addresses together", reports.len()),
    };
    let periods = Periods {
        periods: &sum,
        losses,
        coin,
        token,
    };
    charts::holder(title, &periods, width)
}

/// A report that agrees with the chain, or the last of some tries.
fn agreed(question: &Question, context: &mut Context<'_>) -> Result<HistoryReport> {
    let mut report = attempt(question, context)?;
    for _ in 1..ATTEMPTS {
        if report.differences.is_empty() {
            break;
        }
        context.chain.next_block()?;
        report = attempt(question, context)?;
    }
    Ok(report)
}

/// One for each address, or one for the protocol.
fn questions(args: &ReportArgs, context: &Context<'_>) -> Result<Vec<Question>> {
    let (from, to) = dates::interval(args.from.as_deref(), args.to.as_deref())?;
    for (place, address) in args.address.iter().enumerate() {
        account(&*context.chain, "--address", address)?;
        if args.address.iter().take(place).any(|earlier| earlier == address) {
            bail!("--address {address} is given twice; its sum would count it twice");
        }
    }
    let prices = match &args.prices {
        None => None,
        Some(file) => {
            let path = context.host.path(file);
            let shown = path.display();
            let text =
                std::fs::read_to_string(&path).with_context(|| format!("cannot read the prices {shown}"))?;
            let exponent = context.unit()?.exponent;
            Some(
                Prices::parse(&text, exponent)
                    .with_context(|| format!("the prices {shown} cannot be used"))?,
            )
        }
    };
    let contracts = context.contracts()?;
    if args.address.contains(&contracts.hub) {
        bail!("the hub holds the seed and the open batch for others; leave --address out for its own report");
    }
    let question = |address: Option<String>| Question {
        from,
        to,
        // A picture needs periods.
        by: args.by.or(args.plot.is_wanted().then_some(Calendar::Day)),
        address,
        lots: args.lots,
        prices: prices.clone(),
    };
    Ok(match args.address.is_empty() {
        true => vec![question(None)],
        false => args.address.iter().cloned().map(Some).map(question).collect(),
    })
}

/// The state first, then the history up to it.
fn attempt(question: &Question, context: &mut Context<'_>) -> Result<HistoryReport> {
    let deployed = context.deployment()?.and_then(|record| record.height);
    let mut evidence = gather(&context.protocol()?, question.address.as_deref(), deployed)?;
    for module in ModuleKind::ALL {
        evidence.custodians.extend(context.module(module)?);
    }
    let source = PastSource::of(context, &evidence.hub, evidence.height)?;
    let mut telling = Telling::new(question, &evidence);
    let blocks = (deployed.unwrap_or(0), evidence.height);
    source.each(context, &evidence.hub, blocks, |past| telling.step(&past))?;
    telling.end()
}

fn gather(protocol: &Protocol<'_>, address: Option<&str>, deployed: Option<u64>) -> Result<Evidence> {
    let (chain, hub) = (protocol.chain, &protocol.contracts.hub);
    let seed = protocol.hub().solvency()?.seed;
    let state = audit::ask(protocol, address)?;
    let block = chain.block()?;
    let begins = match deployed {
        Some(height) => Some(history::time_of(chain, height)?),
        None => None,
    };
    Ok(Evidence {
        hub: hub.clone(),
        seed: seed.into(),
        custodians: Vec::new(),
        height: block.height,
        now: block.time.seconds(),
        begins,
        chain: state,
        denom: chain.facts().denom.clone(),
    })
}
