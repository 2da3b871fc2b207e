//! Tables for spreadsheets: base units, unix seconds and ISO times in UTC, no thousands separators.

use serde::Serialize;
use serde_json::Value;

use super::{HolderPeriod, Movement, Period};
use crate::{when, Error, Result};

const MOVEMENTS: &str = "time,utc,height,tx,kind,with,batch,shares,coins,flow,fee,rate";

const HOLDER_PERIODS: &str =
    "from,to,from_utc,to_utc,opening_rate,closing_rate,opening_value,closing_value,shares,leaving,\
    deposited,received,returned,fee_income,given,lodged,claimed,instant_exits,instant_fees,rewards,losses";

const PERIODS: &str =
    "from,to,from_utc,to_utc,opening_rate,closing_rate,opening_pool,closing_pool,opening_supply,\
    closing_supply,opening_coins,closing_coins,deposits,gross_rewards,fees,other_gains,losses,covered,\
    given_back,rounding,exits,claimed,instant_exits,instant_fees,unexplained";

/// Movements of a holder.
pub fn movements(rows: &[Movement]) -> Result<String> {
    table(MOVEMENTS, rows)
}

/// Periods of a holder.
pub fn holder_periods(rows: &[HolderPeriod]) -> Result<String> {
    table(HOLDER_PERIODS, rows)
}

/// Periods of the protocol.
pub fn periods(rows: &[Period]) -> Result<String> {
    table(PERIODS, rows)
}

/// A line for each row, with its fields of these names as in its JSON form; `utc` is its `time` for people, `from_utc` its
/// `from`.
pub fn table<T: Serialize>(head: &str, rows: &[T]) -> Result<String> {
    let mut lines = format!("{head}\n");
    for row in rows {
        let row = serde_json::to_value(row).map_err(|error| Error::unreadable("a row", error))?;
        let lacks = |name: &str| Error::unreadable("a row", format!("it has no {name}"));
        let field = |name: &str| row.get(name).ok_or_else(|| lacks(name));
        let cells = head.split(',').map(|name| match name.strip_suffix("utc") {
            Some(time) => {
                let time = field(if time.is_empty() {
                    "time"
                } else {
                    time.trim_end_matches('_')
                })?;
                if time.is_null() {
                    return Ok(String::new());
                }
                Ok(when::iso(time.as_u64().ok_or_else(|| lacks(name))?))
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
        lines.push('\n');
    }
    Ok(lines)
}
