//! Writing: all rows of some whole blocks in one transaction.

use std::collections::{BTreeMap, VecDeque};

use sqlx::{PgPool, SqlitePool};

use super::cell::{Cell, ColumnKind};
use super::tables::TableAbout;
use super::{safe, Db};
use crate::error::{IndexError, Result};

/// Rows by their key.
type RowsByKey = BTreeMap<Vec<Cell>, Vec<Cell>>;

/// Rows of tables that are to be written; the last one of a key counts.
#[derive(Clone, Debug, Default)]
pub struct Changes(BTreeMap<&'static str, (TableAbout, RowsByKey)>);

impl Changes {
    /// `row` has a value for each column.
    pub fn put(&mut self, table: TableAbout, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), table.columns.len(), "{}", table.name);
        let (_, rows) = self
            .0
            .entry(table.name)
            .or_insert_with(|| (table, BTreeMap::new()));
        let key = row.iter().take(table.key).cloned().collect();
        rows.insert(key, row);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Db {
    /// Writes all of it, or nothing.
    ///
    /// # Errors
    /// [`IndexError::Overtaken`] if the last block is another one than the fence says: somebody else writes too.
    pub async fn write(&self, changes: Changes, fence: Option<&Fence>) -> Result<()> {
        match self {
            Self::Lite(pool) => write_lite(pool, changes, fence).await,
            Self::Pg(pool) => write_pg(pool, changes, fence).await,
        }
    }
}

/// The last block before and after a transaction: it takes place only where the database is as far as its writer thinks.
#[derive(Clone, Debug)]
pub struct Fence {
    pub before: Option<i64>,
    pub height: i64,
    pub hash: String,
    /// Unix nanoseconds.
    pub time: i64,
}

/// Moves the last block on.
macro_rules! pass {
    ($fence:expr, $transaction:expr) => {
        if let Some(fence) = $fence {
            let moved = match fence.before {
                None => {
                    let sql = "INSERT INTO progress (id, height, hash, time) VALUES (1, $1, $2, $3) ON CONFLICT (id) DO NOTHING";
                    let query = sqlx::query(sql).bind(fence.height).bind(&fence.hash).bind(fence.time);
                    query.execute(&mut *$transaction).await?.rows_affected()
                }
                Some(before) => {
                    let sql = "UPDATE progress SET height = $1, hash = $2, time = $3 WHERE id = 1 AND height = $4";
                    let query = sqlx::query(sql).bind(fence.height).bind(&fence.hash).bind(fence.time).bind(before);
                    query.execute(&mut *$transaction).await?.rows_affected()
                }
            };
            if moved != 1 {
                return Err(IndexError::Overtaken {
                    height: fence.before.unwrap_or_default(),
                });
            }
        }
    };
}

/// Rows of a statement: the most that still fit, so that there are few statements, of which few kinds have to be prepared.
const AT_ONCE: [usize; 4] = [64, 16, 4, 1];

fn insert_lite(table: &TableAbout, rows: usize) -> String {
    // Without numbers, which are names to SQLite: for each value it would look through all of them.
    let row = format!("({})", vec!["?"; table.columns.len()].join(", "));
    format!(
        "INSERT INTO {} ({}) VALUES {} {}",
        table.name,
        columns(table),
        vec![row.as_str(); rows].join(", "),
        update(table)
    )
}

async fn write_lite(pool: &SqlitePool, changes: Changes, fence: Option<&Fence>) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    pass!(fence, transaction);
    for (table, rows) in changes.0.into_values() {
        let mut rows: VecDeque<Vec<Cell>> = rows.into_values().collect();
        for size in AT_ONCE {
            while rows.len() >= size {
                let sql = insert_lite(&table, size);
                let mut query = sqlx::query(safe(sql));
                for cell in rows.drain(..size).flatten() {
                    query = match cell {
                        Cell::Empty => query.bind(None::<i64>),
                        Cell::Number(number) => query.bind(number),
                        Cell::Text(text) => query.bind(text),
                    };
                }
                query.execute(&mut *transaction).await?;
            }
        }
    }
    Ok(transaction.commit().await?)
}

/// One statement a table: its columns as arrays.
async fn write_pg(pool: &PgPool, changes: Changes, fence: Option<&Fence>) -> Result<()> {
    let mut transaction = pool.begin().await?;
    pass!(fence, transaction);
    for (table, rows) in changes.0.into_values() {
        let arrays = table
            .columns
            .iter()
            .zip(1..)
            .map(|((_, kind), place)| match kind {
                ColumnKind::Number => format!("${place}::bigint[]"),
                ColumnKind::Text => format!("${place}::text[]"),
            });
        let arrays: Vec<String> = arrays.collect();
        let sql = format!(
            "INSERT INTO {} ({}) SELECT * FROM UNNEST({}) {}",
            table.name,
            columns(&table),
            arrays.join(", "),
            update(&table)
        );
        let mut query = sqlx::query(safe(sql));
        let mut columns: Vec<Vec<Cell>> = table
            .columns
            .iter()
            .map(|_| Vec::with_capacity(rows.len()))
            .collect();
        for row in rows.into_values() {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.push(cell);
            }
        }
        for ((_, kind), cells) in table.columns.iter().zip(columns) {
            query = match kind {
                ColumnKind::Number => query.bind(cells.into_iter().map(as_number).collect::<Vec<_>>()),
                ColumnKind::Text => query.bind(cells.into_iter().map(as_text).collect::<Vec<_>>()),
            };
        }
        query.execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}

fn columns(table: &TableAbout) -> String {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

/// What happens to a row whose key is there already.
fn update(table: &TableAbout) -> String {
    let (key, rest) = table
        .columns
        .split_at_checked(table.key)
        .unwrap_or((table.columns, &[]));
    let key: Vec<&str> = key.iter().map(|(name, _)| *name).collect();
    if rest.is_empty() {
        return format!("ON CONFLICT ({}) DO NOTHING", key.join(", "));
    }
    let rest: Vec<String> = rest
        .iter()
        .map(|(name, _)| format!("{name} = excluded.{name}"))
        .collect();
    format!(
        "ON CONFLICT ({}) DO UPDATE SET {}",
        key.join(", "),
        rest.join(", ")
    )
}

fn as_number(cell: Cell) -> Option<i64> {
    match cell {
        Cell::Number(number) => Some(number),
        Cell::Empty | Cell::Text(_) => None,
    }
}

fn as_text(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Empty | Cell::Number(_) => None,
    }
}
