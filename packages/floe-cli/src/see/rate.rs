//! `floe rate`: what a share is worth, now and before.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use cosmwasm_std::Decimal;
use floe_core::units::Seconds;
use floe_types::hub::{HistoricalRedemptionRatesResponse, QueryMsg, RedemptionRateResponse};
use serde::Serialize;

use crate::chart;
use crate::context::Context;
use crate::exit::Exit;
use crate::when;

#[derive(clap::Args)]
pub struct Args {
    /// Also the rates of the past that the hub keeps: at most a hundred.
    #[arg(long)]
    history: bool,
    /// Draw the history, as .svg or .png.
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Write the history.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

#[derive(Serialize)]
struct Rate {
    rate: Decimal,
    /// Of the last observation, unix seconds.
    update_time: Seconds,
    /// Oldest first; none unless asked for.
    history: Option<Vec<Point>>,
}

#[derive(Serialize)]
struct Point {
    time: Seconds,
    rate: Decimal,
}

pub fn run(args: Args, context: &mut Context<'_>) -> Result<Exit> {
    let protocol = context.protocol()?;
    let denom = protocol.contracts.hub.clone();
    let now: RedemptionRateResponse = protocol.hub(&QueryMsg::RedemptionRate {
        denom: denom.clone(),
        params: None,
    })?;
    let past: HistoricalRedemptionRatesResponse = protocol.hub(&QueryMsg::HistoricalRedemptionRates {
        denom,
        params: None,
        limit: None,
    })?;
    let points: Vec<Point> = past
        .redemption_rates
        .into_iter()
        .rev()
        .map(|point| Point {
            time: point.update_time,
            rate: point.redemption_rate,
        })
        .collect();
    if let Some(file) = &args.plot {
        let file = context.host.path(file);
        picture(&points, &context.token_unit()?.display).save(&file)?;
        context.host.note(format!("Drew {}.", file.display()));
    }
    if let Some(file) = &args.csv {
        let file = context.host.path(file);
        std::fs::write(&file, csv(&points)).with_context(|| format!("cannot write {}", file.display()))?;
        context.host.note(format!("Wrote {}.", file.display()));
    }
    let (coin, token) = (context.unit()?, context.token_unit()?);
    let rate = Rate {
        rate: now.redemption_rate,
        update_time: now.update_time,
        history: args.history.then_some(points),
    };
    context.show(&rate, |rate| {
        let history = rate.history.iter().flatten();
        let mut lines: Vec<String> = history
            .map(|point| format!("{}  {}", when::utc(point.time), point.rate))
            .collect();
        lines.push(format!(
            "1 {} is worth {} {}, as observed at {}",
            token.display,
            rate.rate,
            coin.display,
            when::utc(rate.update_time)
        ));
        lines
    })?;
    Ok(Exit::Done)
}

fn picture(points: &[Point], token: &str) -> chart::Drawing {
    let line: Vec<(u64, f64)> = points
        .iter()
        .map(|point| (point.time, float(point.rate)))
        .collect();
    chart::plot(&format!("{token}: staking coins for one"), &line)
}

/// For a picture only: digits beyond the sixteenth are lost.
fn float(rate: Decimal) -> f64 {
    rate.to_string().parse().unwrap_or_default()
}

fn csv(points: &[Point]) -> String {
    let rows = points.iter().map(|point| {
        format!(
            "{},{},{}\n",
            point.time,
            when::utc(point.time).replace(" UTC", ""),
            point.rate
        )
    });
    std::iter::once("time,utc,rate\n".to_owned())
        .chain(rows)
        .collect()
}
