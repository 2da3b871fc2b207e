//! Reports as tables for spreadsheets.

use anyhow::Result;
use cosmwasm_std::{Int128, Uint128};
use floe_client::statement::{csv, MovementKind};
use floe_core::units::Seconds;
use serde::Serialize;

use super::lots::Lots;
use super::prices::Money;
use super::HistoryReport;

const LOTS: &str =
    "state,time,utc,tx,kind,acquired,acquired_utc,shares,proceeds,cost,gain,proceeds_money,cost_money,kept_by";

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Of a holder; of the protocol its one period.
    Movements,
    Periods,
    /// Shares that went, by lot, and lots that are left.
    Lots,
}

/// A lot, or a part of one that went. What it lacks is empty.
#[derive(Serialize)]
struct LotRow<'l> {
    state: &'static str,
    /// When it went, or came.
    time: Seconds,
    tx: &'l str,
    kind: MovementKind,
    acquired: Option<Seconds>,
    shares: Uint128,
    proceeds: Option<Uint128>,
    cost: Uint128,
    gain: Option<Int128>,
    proceeds_money: Option<Money>,
    cost_money: Option<Money>,
    kept_by: Option<&'l str>,
}

fn lot_rows(lots: &Lots) -> impl Iterator<Item = LotRow<'_>> {
    let gone = lots.gone.iter().map(|gone| LotRow {
        state: "gone",
        time: gone.time,
        tx: &gone.tx,
        kind: gone.kind,
        acquired: gone.acquired,
        shares: gone.shares,
        proceeds: Some(gone.proceeds),
        cost: gone.cost,
        gain: Some(gone.gain),
        proceeds_money: gone.proceeds_money,
        cost_money: gone.cost_money,
        kept_by: None,
    });
    let left = lots.left.iter().map(|lot| LotRow {
        state: "left",
        time: lot.acquired,
        tx: &lot.tx,
        kind: lot.kind,
        acquired: Some(lot.acquired),
        shares: lot.shares,
        proceeds: None,
        cost: lot.cost,
        gain: None,
        proceeds_money: None,
        cost_money: lot.cost_money,
        kept_by: lot.kept_by.as_deref(),
    });
    gone.chain(left)
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
                let rows: Vec<LotRow> = report.lots.iter().flat_map(lot_rows).collect();
                csv::table(LOTS, &rows)?
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
