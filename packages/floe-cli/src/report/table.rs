//! Reports as tables for spreadsheets.

use anyhow::Result;
use floe_client::statement::csv;

use super::HistoryReport;

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

/// One table for all reports, whose last columns say of which chain, in which unit, and whose a row is; periods of holders
/// also what they have paid to the chain.
pub fn of(reports: &[HistoryReport], rows: Rows, chain_id: &str, denom: &str) -> Result<String> {
    let mut text = String::new();
    for report in reports {
        let table = match (&report.address, rows) {
            (Some(_), Rows::Movements) => csv::movements(&report.movements)?,
            (Some(_), Rows::Periods) => {
                let fees = report.period_fees.iter().map(ToString::to_string);
                with(
                    &csv::holder_periods(&report.holder_periods)?,
                    "transaction_fees",
                    fees,
                )
            }
            (_, Rows::Lots) => {
                let gone = report.lots.as_ref().map(|lots| lots.gone.as_slice());
                csv::table(LOTS, gone.unwrap_or_default())?
            }
            (None, Rows::Periods) => csv::periods(&report.periods)?,
            (None, Rows::Movements) => csv::periods(report.whole.as_slice())?,
        };
        let holder = report.address.as_deref().unwrap_or_default();
        let of = std::iter::repeat(format!("{chain_id},{denom},{holder}"));
        let table = with(&table, "chain_id,unit,holder", of);
        // One head is enough.
        let rows = table.split_inclusive('\n').skip(usize::from(!text.is_empty()));
        let rows: String = rows.collect();
        text.push_str(&rows);
    }
    Ok(text)
}

/// A table with further columns.
fn with(table: &str, head: &str, rows: impl Iterator<Item = String>) -> String {
    let cells = std::iter::once(head.to_owned()).chain(rows);
    let lines = table.lines().zip(cells);
    lines.map(|(line, cells)| format!("{line},{cells}\n")).collect()
}
