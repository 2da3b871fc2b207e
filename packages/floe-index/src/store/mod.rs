//! The database: SQLite in a file or PostgreSQL by URL, with the same tables, migrations and queries.

pub mod cell;
mod lock;
mod search;
pub mod tables;
mod write;

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{Migration, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Connection as _, SqlSafeStr};

pub use lock::WriterLock;
pub use write::{Changes, Fence};

use crate::error::{IndexError, Result};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Where the tables are.
#[derive(Clone, Debug)]
pub enum Db {
    Lite(SqlitePool),
    Pg(PgPool),
}

/// Runs the same code on either database.
#[macro_export]
macro_rules! on {
    ($db:expr, $pool:ident => $body:expr) => {
        match &$db {
            $crate::store::Db::Lite($pool) => $body,
            $crate::store::Db::Pg($pool) => $body,
        }
    };
}

/// Rows of a query, of a type that either database gives: `rows!(db, "SELECT …", value, …)`.
#[macro_export]
macro_rules! rows {
    ($db:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on!($db, pool => sqlx::query_as(sqlx::AssertSqlSafe($sql.to_string()))$(.bind($value))*.fetch_all(pool).await)
    };
}

/// The same for a query whose text is not asked twice: no connection keeps what it has prepared for it.
#[macro_export]
macro_rules! rows_once {
    ($db:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on!($db, pool => sqlx::query_as(sqlx::AssertSqlSafe($sql.to_string()))$(.bind($value))*.persistent(false).fetch_all(pool).await)
    };
}

/// The row of a query, if there is one.
#[macro_export]
macro_rules! row_of {
    ($db:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on!($db, pool => sqlx::query_as(sqlx::AssertSqlSafe($sql.to_string()))$(.bind($value))*.fetch_optional(pool).await)
    };
}

/// Runs a statement.
#[macro_export]
macro_rules! run {
    ($db:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::on!($db, pool => sqlx::query(sqlx::AssertSqlSafe($sql.to_string()))$(.bind($value))*.execute(pool).await.map(|_| ()))
    };
}

/// Connections for readers.
const READERS: u32 = 16;

/// Connections of the one that writes: a transaction, and what is read beside it.
const WRITERS: u32 = 2;

/// Statements that a connection to SQLite keeps: more than there are of all tables and questions.
const PREPARED: usize = 300;

/// What a file of SQLite's journal is cut to once it is written back, in bytes.
const JOURNAL: &str = "67108864";

/// How long after its last use a connection is taken to be there still: asking it before each statement doubles what is asked.
const FRESH: Duration = Duration::from_secs(1);

/// How long a statement waits for another one to let go of the file.
const BUSY: Duration = Duration::from_secs(30);

fn unopened(place: &str, error: &sqlx::Error) -> IndexError {
    IndexError::Config {
        what: format!("the database {place} cannot be used"),
        reason: error.to_string(),
    }
}

impl Db {
    /// Opens `sqlite:path`, a bare path, or `postgres://…`; makes a file of SQLite that is not there.
    ///
    /// # Errors
    /// When it cannot be reached, or is no database of an index.
    pub async fn open(address: &str) -> Result<Self> {
        Self::connect(address, READERS).await
    }

    /// The same for the one that writes. What it prepares is large, and is kept by few connections.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub async fn open_for_writing(address: &str) -> Result<Self> {
        Self::connect(address, WRITERS).await
    }

    async fn connect(address: &str, connections: u32) -> Result<Self> {
        if is_postgres(address) {
            let options = PgConnectOptions::from_str(address).map_err(|_| IndexError::Address)?;
            // Without who connects, and the password.
            let place = format!("{}:{}", options.get_host(), options.get_port());
            let pool = PgPoolOptions::new()
                .max_connections(connections)
                .test_before_acquire(false)
                .before_acquire(|connection, about| {
                    Box::pin(async move {
                        if about.idle_for >= FRESH {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
                .connect_with(options)
                .await;
            return Ok(Self::Pg(pool.map_err(|error| unopened(&place, &error))?));
        }
        let path = address.strip_prefix("sqlite:").unwrap_or(address);
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .statement_cache_capacity(PREPARED)
            .pragma("journal_size_limit", JOURNAL)
            .busy_timeout(BUSY);
        // A connection to a file does not break: whether it still answers would be one more question before each.
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .test_before_acquire(false)
            .connect_with(options)
            .await;
        Ok(Self::Lite(pool.map_err(|error| unopened(path, &error))?))
    }

    /// The same for one whose tables are there.
    ///
    /// # Errors
    /// [`IndexError::NoIndex`] where they are not; makes no file.
    pub async fn open_existing(address: &str) -> Result<Self> {
        let path = address.strip_prefix("sqlite:").unwrap_or(address);
        if !is_postgres(address) && !std::path::Path::new(path).exists() {
            return Err(IndexError::NoIndex);
        }
        let db = Self::open(address).await?;
        if db.is_ready().await {
            Ok(db)
        } else {
            Err(IndexError::NoIndex)
        }
    }

    /// Makes the tables, or brings them to this version.
    ///
    /// # Errors
    /// Also for a database of a newer version.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Lite(pool) => by_key().run(pool).await?,
            Self::Pg(pool) => MIGRATIONS.run(pool).await?,
        }
        Ok(())
    }

    /// Whether the tables are there.
    pub async fn is_ready(&self) -> bool {
        let found: std::result::Result<Option<(i64,)>, sqlx::Error> =
            row_of!(self, "SELECT CAST(COUNT(*) AS BIGINT) FROM webhooks");
        found.is_ok()
    }

    /// A remark about the whole index; none if it was not made.
    pub async fn remark(&self, name: &str) -> Result<Option<String>> {
        let found: Option<(String,)> = row_of!(self, "SELECT value FROM meta WHERE name = $1", name)?;
        Ok(found.map(|(value,)| value))
    }

    pub async fn set_remark(&self, name: &str, value: &str) -> Result<()> {
        let sql = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        Ok(run!(self, sql, name, value)?)
    }

    /// Every row of a table as text, by its key, to compare two databases.
    pub async fn dump(&self, table: &tables::TableAbout) -> Result<Vec<String>> {
        let columns = table
            .columns
            .iter()
            .map(|(name, _)| format!("COALESCE(CAST({name} AS TEXT), '-')"));
        let key = table
            .columns
            .iter()
            .take(table.key)
            .map(|(name, kind)| match (kind, self) {
                (cell::ColumnKind::Text, Self::Pg(_)) => format!("{name} COLLATE \"C\""),
                _ => (*name).to_owned(),
            });
        let sql = format!(
            "SELECT {} FROM {} ORDER BY {}",
            columns.collect::<Vec<_>>().join(" || '|' || "),
            table.name,
            key.collect::<Vec<_>>().join(", ")
        );
        let found: Vec<(String,)> = rows!(self, sql)?;
        Ok(found.into_iter().map(|(row,)| row).collect())
    }

    /// Empties what follows from the events.
    pub(crate) async fn forget_derived(&self) -> Result<()> {
        for table in tables::ALL.iter().filter(|table| table.derived) {
            run!(self, format!("DELETE FROM {}", table.name))?;
        }
        Ok(())
    }
}

/// The migrations for SQLite, where rows lie in the order of their key, and not a second time beside an index of it.
fn by_key() -> Migrator {
    let ordered = MIGRATIONS.iter().map(|migration| {
        let sql = migration.sql.as_str().replace("\n);", "\n) WITHOUT ROWID;");
        Migration::new(
            migration.version,
            migration.description.clone(),
            migration.migration_type,
            safe(sql).into_sql_str(),
            migration.no_tx,
        )
    });
    Migrator::with_migrations(ordered.collect())
}

/// Whether an address is one of PostgreSQL.
pub fn is_postgres(address: &str) -> bool {
    address.starts_with("postgres://") || address.starts_with("postgresql://")
}

/// A statement made at run time of the names of [`tables`] alone.
fn safe(sql: String) -> AssertSqlSafe<String> {
    AssertSqlSafe(sql)
}
