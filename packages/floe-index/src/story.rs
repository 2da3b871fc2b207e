//! One account's life from the database, told by the same code that `floe report` has: only the transactions that touch the
//! account, its batches or everybody, each with the books right before it.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::Coin;
use floe_client::history::Past;
use floe_client::statement::{holder_periods, HolderPeriod, Movement, Story, Walk};
use floe_core::units::{Seconds, Shares};
use floe_core::Books;

use crate::derive::{seconds, totals, IndexedContracts, RateRow};
use crate::error::{IndexError, Result};
use crate::past::{self, TxKey};
use crate::store::cell::{nanos, natural, units};
use crate::store::Db;
use crate::{follow, row_of, rows};

/// Transactions that a statement may have.
pub(crate) const LONGEST: usize = 20_000;

/// Transactions that are read at once.
const PAGE: usize = 1_000;

/// A part of an account's life.
pub(crate) struct Told {
    pub from: Seconds,
    pub to: Seconds,
    /// Of the whole part; none for an account that never had anything.
    pub holder: Option<HolderPeriod>,
    pub movements: Vec<Movement>,
    /// Paid to the chain for transactions with the hub, by denom, in base units; beside the account.
    pub paid: BTreeMap<String, u128>,
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

/// From a unix second to another, both as far as the history goes.
pub(crate) async fn tell(
    db: &Db,
    roles: &IndexedContracts,
    address: &str,
    from: Option<Seconds>,
    to: Option<Seconds>,
) -> std::result::Result<Told, Untold> {
    let hub = &roles.hub;
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
        custodians: &roles.modules,
        now,
        books,
    };
    let walk = Walk::through(story, &history, Some(address), &[from, to]);
    let until = if to == now { i64::MAX } else { nanos(to) };
    let paid = paid(db, address, (nanos(from), until)).await?;
    let (holder, _) = holder_periods(&walk.snapshots);
    let within = |movement: &Movement| movement.time >= from && (movement.time < to || to == now);
    let movements = walk.holder.map(|holder| holder.movements).unwrap_or_default();
    Ok(Told {
        from,
        to,
        holder,
        paid,
        movements: movements.into_iter().filter(within).collect(),
    })
}

/// The books before anything of that second; none before the first.
async fn books_before(db: &Db, time: Seconds) -> Result<Option<Books>> {
    let sql = "SELECT * FROM rates WHERE time < $1 ORDER BY time DESC, height DESC, tx DESC LIMIT 1";
    let found: Option<RateRow> = row_of!(db, sql, nanos(time))?;
    Ok(found.map(|row| row.books()))
}

async fn history_of(db: &Db, hub: &str, address: &str) -> std::result::Result<Vec<Past>, Untold> {
    let most = i64::try_from(LONGEST).unwrap_or(i64::MAX).saturating_add(1);
    let sql = "SELECT height, tx FROM account_txs WHERE address = $1 ORDER BY height, tx LIMIT $2";
    let own: Vec<TxKey> = rows!(db, sql, address, most)?;
    let Some((begins, _)) = own.first().copied() else {
        return Ok(Vec::new());
    };
    let sql =
        "SELECT b.height, b.tx FROM batch_txs b JOIN requests r ON r.batch = b.batch WHERE r.address = $1";
    let of_batches: Vec<TxKey> = rows!(db, sql, address)?;
    let losses: Vec<TxKey> = rows!(db, "SELECT height, tx FROM losses WHERE height >= $1", begins)?;
    let places: BTreeSet<TxKey> = own.into_iter().chain(of_batches).chain(losses).collect();
    if places.len() > LONGEST {
        return Err(Untold::TooLong(places.len()));
    }
    let places: Vec<TxKey> = places.into_iter().collect();
    Ok(past::of(db, hub, &places).await?)
}

/// Coins that an account has paid to the chain for transactions with the hub, by denom, in this time.
async fn paid(db: &Db, address: &str, (from, to): (i64, i64)) -> Result<BTreeMap<String, u128>> {
    let mut sums: BTreeMap<String, u128> = BTreeMap::new();
    let mut after: TxKey = (-1, 0);
    loop {
        // Its own transactions first: PostgreSQL would begin with all blocks of that time.
        let sql = format!(
            "SELECT t.height, t.tx, t.fee, b.time FROM (SELECT height, tx, fee FROM txs \
                   WHERE payer = $1 AND (height, tx) > ($2, $3) AND called = 1 ORDER BY height, tx LIMIT {PAGE}) t \
                   JOIN blocks b ON b.height = t.height ORDER BY t.height, t.tx"
        );
        let found: Vec<(i64, i64, Option<String>, i64)> = rows!(db, sql, address, after.0, after.1)?;
        let full = found.len() >= PAGE;
        let next = found
            .last()
            .filter(|_| full)
            .map(|(height, tx, ..)| (*height, *tx));
        let within = found.into_iter().filter(|(.., time)| (from..to).contains(time));
        let fees = within.filter_map(|(_, _, fee, _)| fee);
        let coins = fees.flat_map(|fee| serde_json::from_str::<Vec<Coin>>(&fee).unwrap_or_default());
        for coin in coins {
            let sum = sums.entry(coin.denom).or_default();
            *sum = sum.saturating_add(coin.amount.u128());
        }
        let Some(next) = next else { return Ok(sums) };
        after = next;
    }
}
