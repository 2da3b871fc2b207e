//! The report of a run as text.

use std::io::{self, Write};
use std::time::Duration;

use anyhow::Result;
use floe_api::registry::MAX_VALIDATORS;
use serde_json::json;

use super::scenario::Variant;
use super::Run;
use crate::demo::format;
use floe_draw::Table;

/// Prints the figures of all runs side by side, or as one JSON object.
///
/// # Errors
/// When the standard output cannot be written.
pub fn print(title: &str, variants: &[Variant], runs: &[Run], as_json: bool) -> Result<()> {
    let mut out = io::stdout().lock();
    if as_json {
        let runs: Vec<_> = runs
            .iter()
            .map(|run| json!({ "run": run.label, "flows": run.flows, "figures": run.figures }))
            .collect();
        writeln!(out, "{}", json!({ "title": title, "runs": runs }))?;
        return Ok(());
    }
    writeln!(out, "{title}\n")?;
    for line in table(variants, runs).lines() {
        writeln!(out, "{line}")?;
    }
    let most = variants.iter().map(|v| v.scenario.validators.count).max();
    if most > u32::try_from(MAX_VALIDATORS).ok() {
        writeln!(
            out,
            "\nThe registry contract takes at most {MAX_VALIDATORS} validators; more are simulated as if it did."
        )?;
    }
    Ok(())
}

fn table(variants: &[Variant], runs: &[Run]) -> Table {
    let name = |run: &Run| match run.label.is_empty() {
        true => "figure".to_owned(),
        false => run.label.clone(),
    };
    let names: Vec<String> = runs.iter().map(name).collect();
    let mut columns = vec![""];
    columns.extend(names.iter().map(String::as_str));
    let days = variants.first().map_or(0, |variant| variant.scenario.days);
    let mut table = Table::new(
        format!("After {days} {}", if days == 1 { "day" } else { "days" }),
        &columns,
    );
    let figures: Vec<_> = runs.iter().map(|run| run.figures.rows()).collect();
    let Some(longest) = figures.iter().max_by_key(|rows| rows.len()) else {
        return table;
    };
    for (n, (name, _)) in longest.iter().enumerate() {
        // A run without guarantors lacks the last ones.
        let cell = |rows: &Vec<(&str, String)>| match rows.get(n) {
            Some((_, text)) => text.clone(),
            None => "-".to_owned(),
        };
        let cells = figures.iter().map(cell);
        table.row([(*name).to_owned()].into_iter().chain(cells));
    }
    table
}

/// The speed goes to the standard error, where it disturbs no comparison of the output.
pub fn speed(runs: &[Run], took: Duration) {
    let flows: u64 = runs.iter().map(|run| run.flows).sum();
    let a_second = u128::from(flows) * 1_000 / took.as_millis().max(1);
    eprintln!(
        "{} deposits and exits in {:.1} s: {} a second",
        format::grouped(flows.into()),
        took.as_secs_f64(),
        format::grouped(a_second)
    );
}
