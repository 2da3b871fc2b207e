//! One account's life from the database, told by the same code that `floe report` has: only the transactions that touch the
//! account, its batches or everybody, each with the books right before it.

use std::collections::{BTreeMap, BTreeSet};

use floe_client::history::{self, Past};
use floe_client::statement::{holder_periods, HolderPeriod, Movement, Story, Walk};
use floe_client::TxEvent;
use floe_core::units::{Seconds, Shares};
use floe_core::Books;

use crate::derive::{seconds, totals, RateRow};
use crate::error::{IndexError, Result};
use crate::store::cell::{natural, units};
use crate::store::Db;
use crate::{follow, row_of, rows};

/// Transactions that a statement may have.
pub(crate) const LONGEST: usize = 20_000;

/// A part of an account's life.
pub(crate) struct Told {
    pub from: Seconds,
    pub to: Seconds,
    /// Of the whole part; none for an account that never had anything.
    pub holder: Option<HolderPeriod>,
    pub movements: Vec<Movement>,
}

/// Why it is not told.
pub(crate) enum Untold {
    /// It has this many transactions.
    TooLong(usize),
    Failed(IndexError),
}

impl<E: Into<IndexError>> From<E> for Untold {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

type Place = (i64, i64);

/// From a unix second to another, both as far as the history goes.
pub(crate) async fn tell(
    db: &Db,
    hub: &str,
    address: &str,
    from: Option<Seconds>,
    to: Option<Seconds>,
) -> std::result::Result<Told, Untold> {
    let at = follow::progress(db).await?.ok_or(IndexError::NoIndex)?;
    let totals = totals(db).await?.ok_or(IndexError::NoIndex)?;
    let now = seconds(at.time);
    let first: Option<(i64,)> = row_of!(db, "SELECT time FROM blocks ORDER BY height LIMIT 1")?;
    let start = first.map_or(now, |(time,)| seconds(natural(time)));
    let from = from.unwrap_or(start).max(start).min(now);
    let to = to.unwrap_or(now).clamp(from, now);
    let history = history_of(db, hub, address).await?;
    let mut books = BTreeMap::new();
    for bound in [from, to] {
        if bound < now {
            // Before the first there is the seed alone, as the story begins.
            books.extend(books_before(db, bound).await?.map(|found| (bound, found)));
        }
    }
    let newest: Option<RateRow> = row_of!(db, "SELECT * FROM rates ORDER BY height DESC, tx DESC LIMIT 1")?;
    books.insert(now, newest.map(|row| row.books()).unwrap_or_default());
    let story = Story {
        hub,
        seed: Shares::new(units(&totals.seed)),
        now,
        history: &history,
        books,
    };
    let walk = Walk::through(&story, Some(address), &[from, to]);
    let (holder, _) = holder_periods(&walk.snapshots);
    let within = |movement: &Movement| movement.time >= from && (movement.time < to || to == now);
    let movements = walk.holder.map(|holder| holder.movements).unwrap_or_default();
    Ok(Told {
        from,
        to,
        holder,
        movements: movements.into_iter().filter(within).collect(),
    })
}

/// The books before anything of that second; none before the first.
async fn books_before(db: &Db, time: Seconds) -> Result<Option<Books>> {
    let nanos = i64::try_from(time)
        .unwrap_or(i64::MAX)
        .saturating_mul(1_000_000_000);
    let sql = "SELECT * FROM rates WHERE time < $1 ORDER BY time DESC, height DESC, tx DESC LIMIT 1";
    let found: Option<RateRow> = row_of!(db, sql, nanos)?;
    Ok(found.map(|row| row.books()))
}

async fn history_of(db: &Db, hub: &str, address: &str) -> std::result::Result<Vec<Past>, Untold> {
    let most = i64::try_from(LONGEST).unwrap_or(i64::MAX).saturating_add(1);
    let sql = "SELECT height, tx FROM account_txs WHERE address = $1 ORDER BY height, tx LIMIT $2";
    let own: Vec<Place> = rows!(db, sql, address, most)?;
    let Some((begins, _)) = own.first().copied() else {
        return Ok(Vec::new());
    };
    let sql =
        "SELECT b.height, b.tx FROM batch_txs b JOIN requests r ON r.batch = b.batch WHERE r.address = $1";
    let of_batches: Vec<Place> = rows!(db, sql, address)?;
    let losses: Vec<Place> = rows!(db, "SELECT height, tx FROM losses WHERE height >= $1", begins)?;
    let places: BTreeSet<Place> = own.into_iter().chain(of_batches).chain(losses).collect();
    if places.len() > LONGEST {
        return Err(Untold::TooLong(places.len()));
    }
    let mut history = Vec::with_capacity(places.len());
    for place in places {
        history.extend(past(db, hub, place).await?);
    }
    Ok(history)
}

async fn past(db: &Db, hub: &str, (height, tx): Place) -> Result<Option<Past>> {
    let sql = "SELECT t.hash, b.time FROM txs t JOIN blocks b ON b.height = t.height WHERE t.height = $1 AND t.tx = $2";
    let found: Option<(String, i64)> = row_of!(db, sql, height, tx)?;
    let Some((hash, time)) = found else {
        return Ok(None);
    };
    let sql =
        "SELECT kind, attributes FROM events WHERE height = $1 AND tx = $2 AND contract = $3 ORDER BY idx";
    let events: Vec<(String, String)> = rows!(db, sql, height, tx, hub)?;
    let events: Vec<TxEvent> = events
        .into_iter()
        .map(|(kind, attributes)| TxEvent {
            kind,
            attributes: serde_json::from_str(&attributes).unwrap_or_default(),
            message: None,
        })
        .collect();
    let (facts, unreadable) = history::facts(hub, &events);
    let sql = "SELECT * FROM rates WHERE (height, tx) < ($1, $2) ORDER BY height DESC, tx DESC LIMIT 1";
    let before: Option<RateRow> = row_of!(db, sql, height, tx)?;
    Ok(Some(Past {
        paid: None,
        height: natural(height),
        time: seconds(natural(time)),
        hash,
        facts,
        unreadable,
        before: before.map(|row| row.books()),
    }))
}
