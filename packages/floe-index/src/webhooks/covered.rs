//! What the hub said of its guarantors at proofs, as something that happened.

use super::rules::Occurrence;
use crate::derive::END_OF_BLOCK;
use crate::error::Result;
use crate::store::Db;
use crate::{row_of, rows};

/// As an event is named.
pub(super) const COVERAGE: &str = "coverage";

/// Where a rule begins that is new: behind what the hub has said so far.
pub(super) async fn newest(db: &Db) -> Result<[i64; 3]> {
    let sql = "SELECT height FROM coverage ORDER BY height DESC LIMIT 1";
    let found: Option<(i64,)> = row_of!(db, sql)?;
    Ok(place(found.map_or(-1, |(height,)| height)))
}

/// Where it had changed at proofs after a place, oldest first, each with what it was before.
pub(super) async fn after(db: &Db, [height, ..]: [i64; 3], limit: i64) -> Result<Vec<Occurrence>> {
    let sql = "SELECT c.height, c.time, c.coverage_bps, c.worst_loss, c.worst_uncovered_bps, \
               (SELECT p.coverage_bps FROM coverage p WHERE p.height < c.height ORDER BY p.height DESC LIMIT 1) \
               FROM coverage c WHERE c.height > $1 ORDER BY c.height LIMIT $2";
    let found: Vec<(i64, i64, i64, String, i64, Option<i64>)> = rows!(db, sql, height, limit)?;
    let happened = found
        .into_iter()
        .map(|(height, time, bps, worst_loss, uncovered, before)| {
            let worst_loss = crate::store::cell::units(&worst_loss).to_string();
            let said = [
                ("coverage_bps", Some(bps.to_string())),
                ("before_bps", before.map(|bps| bps.to_string())),
                ("worst_loss", Some(worst_loss)),
                ("worst_uncovered_bps", Some(uncovered.to_string())),
            ];
            let said = said
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)));
            Occurrence {
                place: place(height),
                time,
                tx: String::new(),
                contract: String::new(),
                kind: COVERAGE.to_owned(),
                attributes: said.collect(),
            }
        });
    Ok(happened.collect())
}

/// After everything of a block.
const fn place(height: i64) -> [i64; 3] {
    [height, END_OF_BLOCK, i64::MAX]
}
