//! Tables for spreadsheets: base units, unix seconds and ISO times in UTC, no thousands separators.

use anyhow::{Context as _, Result};
use floe_client::when;
use serde::Serialize;
use serde_json::Value;

use super::HistoryReport;

const MOVEMENTS: &str = "time,utc,height,tx,kind,with,batch,shares,coins,flow,fee,rate";

const HOLDER_PERIODS: &str =
    "from,to,from_utc,to_utc,opening_rate,closing_rate,opening_value,closing_value,shares,leaving,\
    deposited,received,fee_income,given,claimed,instant_exits,instant_fees,rewards,losses,transaction_fees";

const PERIODS: &str =
    "from,to,from_utc,to_utc,opening_rate,closing_rate,opening_pool,closing_pool,opening_supply,\
    closing_supply,opening_coins,closing_coins,deposits,gross_rewards,fees,other_gains,losses,rounding,\
    exits,claimed,instant_exits,instant_fees,unexplained";

const LOTS: &str = "time,utc,tx,kind,acquired,shares,proceeds,cost,gain,proceeds_money,cost_money";

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Of a holder; of the protocol its one period.
    Movements,
    Periods,
    /// Shares that went, by lot.
    Lots,
}

/// One table for all reports, whose last columns say of which chain, in which unit, and whose a row is.
pub fn of(reports: &[HistoryReport], rows: Rows, chain_id: &str, denom: &str) -> Result<String> {
    let mut text = String::new();
    for report in reports {
        let ending = format!(
            "{chain_id},{denom},{}",
            report.address.as_deref().unwrap_or_default()
        );
        let (head, lines) = match (&report.address, rows) {
            (Some(_), Rows::Movements) => (MOVEMENTS, table(MOVEMENTS, &report.movements, &ending)?),
            (Some(_), Rows::Periods) => (
                HOLDER_PERIODS,
                table(HOLDER_PERIODS, &report.holder_periods, &ending)?,
            ),
            (_, Rows::Lots) => {
                let gone = report.lots.as_ref().map(|lots| lots.gone.as_slice());
                (LOTS, table(LOTS, gone.unwrap_or_default(), &ending)?)
            }
            (None, Rows::Periods) => (PERIODS, table(PERIODS, &report.periods, &ending)?),
            (None, Rows::Movements) => (PERIODS, table(PERIODS, report.whole.as_slice(), &ending)?),
        };
        if text.is_empty() {
            text = format!("{head},chain_id,unit,holder\n");
        }
        text.push_str(&lines);
    }
    Ok(text)
}

/// A line for each row, with its fields of these names as in its JSON form; `utc` is its `time` for people, `from_utc` its
/// `from`.
fn table<T: Serialize>(head: &str, rows: &[T], ending: &str) -> Result<String> {
    let mut lines = String::new();
    for row in rows {
        let row = serde_json::to_value(row)?;
        let field = |name: &str| {
            row.get(name)
                .with_context(|| format!("there is no column {name}"))
        };
        let cells = head.split(',').map(|name| match name.strip_suffix("utc") {
            Some(time) => {
                let time = field(if time.is_empty() {
                    "time"
                } else {
                    time.trim_end_matches('_')
                })?;
                Ok(when::iso(time.as_u64().context("a time is no number")?))
            }
            None => Ok(match field(name)? {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                    other.to_string()
                }
            }),
        });
        lines.push_str(&cells.collect::<Result<Vec<String>>>()?.join(","));
        lines.push_str(&format!(",{ending}\n"));
    }
    Ok(lines)
}
