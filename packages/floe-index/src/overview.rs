//! What is in an index, and whether it adds up.

use floe_client::replay::signed;
use serde::Serialize;

use crate::alarms;
use crate::derive::{DerivedState, IndexedContracts};
use crate::error::{IndexError, Result};
use crate::follow::progress;
use crate::follow::proof::last_proven;
use crate::store::cell::{amount, natural, units};
use crate::store::Db;
use crate::{row_of, rows};

/// How far an index is.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    pub height: u64,
    /// Unix seconds.
    pub time: u64,
    pub events: u64,
    pub proven_height: Option<u64>,
    pub alarms: Vec<AlarmLine>,
}

/// An alarm that is on.
#[derive(Clone, Debug, Serialize)]
pub struct AlarmLine {
    pub kind: String,
    pub detail: String,
}

/// # Errors
/// Also when there is none yet.
pub async fn overview(db: &Db) -> Result<Overview> {
    let at = progress(db).await?.ok_or(IndexError::NoIndex)?;
    let events: Option<(i64,)> = row_of!(db, "SELECT CAST(COUNT(*) AS BIGINT) FROM events")?;
    let alarms = alarms::active(db).await?;
    Ok(Overview {
        height: at.height,
        time: at.time.div_euclid(1_000_000_000),
        events: events.map_or(0, |(count,)| natural(count)),
        proven_height: last_proven(db).await?.map(|(height, _)| height),
        alarms: alarms
            .into_iter()
            .map(|alarm| AlarmLine {
                kind: alarm.kind,
                detail: alarm.detail,
            })
            .collect(),
    })
}

/// What does not add up: balances against the supply, and the books against everything that moved.
pub async fn verify(db: &Db) -> Result<Vec<String>> {
    let hub = db.remark("hub").await?.ok_or(IndexError::NoIndex)?;
    // Without a block there is nothing that could add up.
    progress(db).await?.ok_or(IndexError::NoIndex)?;
    let state = DerivedState::load(
        db,
        IndexedContracts {
            hub,
            ..IndexedContracts::default()
        },
    )
    .await?;
    let mut wrong = Vec::new();
    let held = held(db).await?;
    let supply = state.books().supply.units();
    if held != supply {
        wrong.push(format!(
            "all balances together are {held}, the supply is {supply}"
        ));
    }
    let (coins, shares) = state.unexplained();
    if (coins, shares) != (0, 0) {
        wrong.push(format!("no flow explains {coins:+} coins and {shares:+} shares"));
    }
    if state.gaps() > 0 {
        wrong.push(format!(
            "the beginning of the history is missing: {} gaps",
            state.gaps()
        ));
    }
    if state.unreadable() > 0 {
        wrong.push(format!("{} events cannot be read", state.unreadable()));
    }
    let queued: Vec<(String,)> = rows!(
        db,
        "SELECT r.shares FROM requests r JOIN batches b ON b.batch = r.batch WHERE b.state = 'open'"
    )?;
    let queued = queued
        .iter()
        .fold(0_u128, |sum, (shares,)| sum.saturating_add(units(shares)));
    let open: Option<(String,)> = row_of!(db, "SELECT shares FROM batches WHERE state = 'open'")?;
    let open = open.map_or(0, |(shares,)| units(&shares));
    if queued != open {
        let by = signed(queued).saturating_sub(signed(open));
        wrong.push(format!(
            "the requests of the open batch are {by:+} shares beside it"
        ));
    }
    Ok(wrong)
}

/// Shares of all accounts, read in pages.
async fn held(db: &Db) -> Result<u128> {
    let mut sum = 0_u128;
    let mut last = String::new();
    loop {
        let sql = "SELECT address, amount FROM balances WHERE address > $1 AND amount > $2 ORDER BY address LIMIT 20000";
        let found: Vec<(String, String)> = rows!(db, sql, &last, amount(0))?;
        match found.last() {
            None => return Ok(sum),
            Some((address, _)) => last.clone_from(address),
        }
        sum = found
            .iter()
            .fold(sum, |sum, (_, held)| sum.saturating_add(units(held)));
    }
}
