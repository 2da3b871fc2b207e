//! One writer: whoever holds the lock writes, and another one waits and takes over.
//!
//! On PostgreSQL it is an advisory lock of a connection of its own, on SQLite the lock of a file beside the database. Both are
//! let go by the system when their holder dies, however it dies.

use std::fs::{File, TryLockError};
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};

use super::is_postgres;
use crate::error::{Error, Result};

/// The advisory lock's number: the first eight bytes of `floe-idx`.
const NUMBER: i64 = i64::from_be_bytes(*b"floe-idx");

/// Held as long as it lives.
pub enum WriterLock {
    File(File),
    Connection(Box<PgConnection>),
}

impl WriterLock {
    /// None if another one holds it.
    pub async fn try_take(address: &str) -> Result<Option<Self>> {
        if is_postgres(address) {
            let options = PgConnectOptions::from_str(address).map_err(|_| Error::Address)?;
            let mut connection = options.connect().await?;
            let sql = "SELECT pg_try_advisory_lock($1)";
            let (held,): (bool,) = sqlx::query_as(sql).bind(NUMBER).fetch_one(&mut connection).await?;
            return Ok(held.then(|| Self::Connection(Box::new(connection))));
        }
        let path = address.strip_prefix("sqlite:").unwrap_or(address);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(format!("{path}.writer"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self::File(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Whether it is still held: a connection that broke off holds nothing.
    pub async fn is_held(&mut self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Connection(connection) => connection.ping().await.is_ok(),
        }
    }
}
