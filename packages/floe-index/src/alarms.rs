//! Alarms: what is wrong now, kept in the database so that every reader tells it.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::Result;
use crate::store::cell::number;
use crate::store::Db;
use crate::{row_of, rows, run};

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlarmKind {
    /// Two nodes say different things of one block; nothing is written.
    Disagreement,
    /// A block does not follow the one that was written last, or a node's height went back; nothing is written.
    History,
    /// A node belongs to another chain.
    WrongChain,
    /// No fit node has the next block any more; nothing is written.
    Pruned,
    /// No node is fit; nothing is written.
    NoNode,
    /// The rebuilt books differ from the hub's.
    Books,
    /// An event takes away what none has brought.
    Gap,
    /// An event of the protocol cannot be read.
    Unreadable,
    /// A receiver of webhooks does not take them.
    Webhook,
}

impl AlarmKind {
    pub const ALL: [Self; 9] = [
        Self::Disagreement,
        Self::History,
        Self::WrongChain,
        Self::Pruned,
        Self::NoNode,
        Self::Books,
        Self::Gap,
        Self::Unreadable,
        Self::Webhook,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Disagreement => "disagreement",
            Self::History => "history",
            Self::WrongChain => "wrong_chain",
            Self::Pruned => "pruned",
            Self::NoNode => "no_node",
            Self::Books => "books",
            Self::Gap => "gap",
            Self::Unreadable => "unreadable",
            Self::Webhook => "webhook",
        }
    }
}

/// An alarm that was raised.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Alarm {
    pub id: i64,
    pub kind: String,
    /// Unix nanoseconds.
    pub since: i64,
    pub ended: Option<i64>,
    pub height: i64,
    pub detail: String,
}

/// Raises an alarm; one that is on already keeps its time.
pub async fn raise(db: &Db, kind: AlarmKind, height: u64, detail: &str) -> Result<()> {
    let sql = "SELECT id FROM alarms WHERE kind = $1 AND ended IS NULL ORDER BY id LIMIT 1";
    let on: Option<(i64,)> = row_of!(db, sql, kind.name())?;
    if let Some((id,)) = on {
        return Ok(run!(db, "UPDATE alarms SET height = $1, detail = $2 WHERE id = $3", number(height), detail, id)?);
    }
    let sql = "INSERT INTO alarms (id, kind, since, ended, height, detail) \
               SELECT COALESCE(MAX(id), 0) + 1, $1, $2, NULL, $3, $4 FROM alarms";
    Ok(run!(db, sql, kind.name(), now(), number(height), detail)?)
}

/// Ends an alarm that is on.
pub async fn end(db: &Db, kind: AlarmKind) -> Result<()> {
    let sql = "UPDATE alarms SET ended = $1 WHERE kind = $2 AND ended IS NULL";
    Ok(run!(db, sql, now(), kind.name())?)
}

/// Those that are on.
pub async fn active(db: &Db) -> Result<Vec<Alarm>> {
    Ok(rows!(db, "SELECT * FROM alarms WHERE ended IS NULL ORDER BY id")?)
}

/// Unix nanoseconds by this machine's clock.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}
