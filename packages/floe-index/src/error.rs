//! What goes wrong.

use thiserror::Error as ThisError;

pub(crate) type Result<T, E = IndexError> = std::result::Result<T, E>;

#[derive(Debug, ThisError)]
pub enum IndexError {
    // What others say is part of the sentence and no source of it: a program that tells all sources would say it twice.
    #[error("the database says: {0}")]
    Database(String),
    #[error("the tables cannot be made: {0}")]
    Migration(String),
    /// The address itself may contain a password.
    #[error("the address of the database cannot be read; expected a path, sqlite:path or postgres://user@host/name")]
    Address,
    #[error("this database is the index of {found}, not of {expected}; name another database")]
    OtherIndex { found: String, expected: String },
    #[error("the database has no block of an index yet; `floe index run` fills it")]
    NoIndex,
    #[error("the index is made for the first time, and tells of accounts once it has caught up; /health says how far it is")]
    CatchingUp,
    #[error("no node says in which block {hub} was created; give its height with --from-height. The chain of `floe try` keeps no blocks and has no index")]
    NoBeginning { hub: String },
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Client(#[from] floe_client::Error),
    #[error("{what}: {reason}")]
    Config { what: String, reason: String },
    #[error("another writer has gone on from block {height}; this one stops")]
    Overtaken { height: i64 },
    #[error("the work broke off: {0}")]
    Broke(String),
}

impl From<sqlx::Error> for IndexError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<sqlx::migrate::MigrateError> for IndexError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migration(error.to_string())
    }
}
