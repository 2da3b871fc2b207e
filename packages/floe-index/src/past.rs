//! Transactions with what the hub reported in them, as `floe-client` reads them from a chain.

use std::collections::BTreeMap;

use floe_client::history::{self, Past};
use floe_client::TxEvent;
use floe_core::Books;
use sqlx::FromRow;

use crate::derive::{paid_of, seconds, RateRow};
use crate::error::{IndexError, Result};
use crate::follow::progress;
use crate::store::cell::{natural, number};
use crate::store::Db;
use crate::{rows, rows_once};

/// Height, and position in the block.
pub(crate) type TxKey = (i64, i64);

/// Transactions that are read at once.
const PAGE: usize = 500;

#[derive(FromRow)]
struct StoredTx {
    height: i64,
    tx: i64,
    time: i64,
    hash: String,
    payer: Option<String>,
    fee: Option<String>,
}

#[derive(FromRow)]
struct StoredEvent {
    height: i64,
    tx: i64,
    kind: String,
    attributes: String,
}

impl StoredTx {
    fn past(self, hub: &str, events: &[TxEvent]) -> Past {
        let (facts, unreadable) = history::facts(hub, events);
        Past {
            height: natural(self.height),
            time: seconds(natural(self.time)),
            hash: self.hash,
            paid: paid_of(self.payer, self.fee.as_deref()),
            facts,
            unreadable,
            before: None,
        }
    }
}

impl From<StoredEvent> for (TxKey, TxEvent) {
    fn from(row: StoredEvent) -> Self {
        let event = TxEvent {
            kind: row.kind,
            attributes: serde_json::from_str(&row.attributes).unwrap_or_default(),
            message: None,
        };
        ((row.height, row.tx), event)
    }
}

/// Events that are in the order of their transactions, by these.
fn by_tx(events: Vec<StoredEvent>) -> BTreeMap<TxKey, Vec<TxEvent>> {
    let mut by_tx: BTreeMap<TxKey, Vec<TxEvent>> = BTreeMap::new();
    for (key, event) in events.into_iter().map(<(TxKey, TxEvent)>::from) {
        by_tx.entry(key).or_default().push(event);
    }
    by_tx
}

/// With their events, which are in the order of their transactions.
fn together(hub: &str, txs: Vec<StoredTx>, events: Vec<StoredEvent>) -> impl Iterator<Item = (TxKey, Past)> {
    let mut by_tx = by_tx(events);
    let hub = hub.to_owned();
    txs.into_iter().map(move |tx| {
        let key = (tx.height, tx.tx);
        let events = by_tx.remove(&key).unwrap_or_default();
        (key, tx.past(&hub, &events))
    })
}

/// All transactions that executed the hub, from a height to another, both included, oldest first, one page after the other:
/// those that [`history::each`] tells of a chain.
///
/// # Errors
/// [`IndexError::NoIndex`] for one that is not as far; of `visit`.
pub async fn each(
    db: &Db,
    hub: &str,
    (from, to): (u64, u64),
    mut visit: impl FnMut(Past) -> Result<()>,
) -> Result<()> {
    if progress(db).await?.is_none_or(|at| at.height < to) {
        return Err(IndexError::NoIndex);
    }
    let mut after: TxKey = (number(from).saturating_sub(1), i64::MAX);
    loop {
        let sql = format!(
            "SELECT t.height, t.tx, b.time, t.hash, t.payer, t.fee FROM txs t JOIN blocks b ON b.height = t.height \
             WHERE (t.height, t.tx) > ($1, $2) AND t.height <= $3 AND t.called = 1 ORDER BY t.height, t.tx LIMIT {PAGE}"
        );
        let txs: Vec<StoredTx> = rows!(db, sql, after.0, after.1, number(to))?;
        let Some(last) = txs.last().map(|tx| (tx.height, tx.tx)) else {
            return Ok(());
        };
        let sql = "SELECT height, tx, kind, attributes FROM events \
                   WHERE (height, tx) > ($1, $2) AND (height, tx) <= ($3, $4) AND contract = $5 ORDER BY height, tx, idx";
        let events: Vec<StoredEvent> = rows!(db, sql, after.0, after.1, last.0, last.1, hub)?;
        for (_, past) in together(hub, txs, events) {
            visit(past)?;
        }
        after = last;
    }
}

/// Keys as a list of values, of numbers alone. Both databases call its columns `column1` and `column2`.
fn listed(keys: &[TxKey]) -> String {
    let list: Vec<String> = keys
        .iter()
        .map(|(height, tx)| format!("({height}, {tx})"))
        .collect();
    list.join(", ")
}

/// How rows named `x` belong to keys of a list named `k`.
const KEY: &str = "x.height = k.column1 AND x.tx = k.column2";

async fn stored_events(db: &Db, hub: &str, list: &str) -> Result<Vec<StoredEvent>> {
    let sql = format!(
        "SELECT x.height, x.tx, x.kind, x.attributes FROM (VALUES {list}) AS k JOIN events x ON {KEY} \
         WHERE x.contract = $1 ORDER BY x.height, x.tx, x.idx"
    );
    Ok(rows_once!(db, sql, hub)?)
}

/// What the hub reported in transactions with these keys, a page of them.
pub(crate) async fn events_of(db: &Db, hub: &str, keys: &[TxKey]) -> Result<BTreeMap<TxKey, Vec<TxEvent>>> {
    match keys.is_empty() {
        true => Ok(BTreeMap::new()),
        false => Ok(by_tx(stored_events(db, hub, &listed(keys)).await?)),
    }
}

/// Transactions with these keys, in their order, each with the books right before it.
pub(crate) async fn of(db: &Db, hub: &str, keys: &[TxKey]) -> Result<Vec<Past>> {
    let mut found = Vec::with_capacity(keys.len());
    for page in keys.chunks(PAGE) {
        let list = listed(page);
        let sql = format!(
            "SELECT x.height, x.tx, b.time, x.hash, x.payer, x.fee FROM (VALUES {list}) AS k JOIN txs x ON {KEY} \
             JOIN blocks b ON b.height = x.height ORDER BY x.height, x.tx"
        );
        let txs: Vec<StoredTx> = rows_once!(db, sql)?;
        let events = stored_events(db, hub, &list).await?;
        let mut before = books_before(db, &list).await?;
        for (key, mut past) in together(hub, txs, events) {
            past.before = before.remove(&key);
            found.push(past);
        }
    }
    Ok(found)
}

/// The books right before each of these transactions; none before the first.
async fn books_before(db: &Db, list: &str) -> Result<BTreeMap<TxKey, Books>> {
    let newest = |column: &str| {
        format!(
            "(SELECT r.{column} FROM rates r WHERE (r.height, r.tx) < (k.column1, k.column2) \
             ORDER BY r.height DESC, r.tx DESC LIMIT 1)"
        )
    };
    let (height, tx) = (newest("height"), newest("tx"));
    let sql = format!("SELECT CAST(k.column1 AS BIGINT), CAST(k.column2 AS BIGINT), {height}, {tx} FROM (VALUES {list}) AS k");
    let pairs: Vec<(i64, i64, Option<i64>, Option<i64>)> = rows_once!(db, sql)?;
    let pairs: Vec<(TxKey, TxKey)> = pairs
        .into_iter()
        .filter_map(|(height, tx, rate_height, rate_tx)| Some(((height, tx), (rate_height?, rate_tx?))))
        .collect();
    if pairs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rates: Vec<TxKey> = pairs.iter().map(|(_, rate)| *rate).collect();
    let sql = format!(
        "SELECT x.* FROM (VALUES {}) AS k JOIN rates x ON {KEY}",
        listed(&rates)
    );
    let rates: Vec<RateRow> = rows_once!(db, sql)?;
    let rates: BTreeMap<TxKey, Books> = rates
        .into_iter()
        .map(|row| ((row.height, row.tx), row.books()))
        .collect();
    let found = pairs
        .into_iter()
        .filter_map(|(key, rate)| Some((key, rates.get(&rate)?.clone())));
    Ok(found.collect())
}
