//! Indexes by account, which are made once the chain is caught up with.
//!
//! Blocks come in the order of their heights, and so do the keys of most tables: rows are written one behind the other. An index
//! by account has its places anywhere, and beyond what fits into memory each row would read and write a page of its own. Sorted
//! at once they cost a fraction of it. Until then nobody is told of accounts, as each answer would read all of their rows.

use sqlx::SqlitePool;

use super::{safe, Db};
use crate::error::Result;
use crate::run;

/// Name, and what it is of.
const BY_ACCOUNT: [(&str, &str); 4] = [
    ("account_txs_address", "account_txs (address, height, tx)"),
    ("flows_account", "flows (account, height, tx, idx, seq)"),
    ("txs_payer", "txs (payer, height, tx)"),
    ("balances_amount", "balances (amount)"),
];

/// The remark that they are there.
const REMARK: &str = "searchable";

/// Memory in which SQLite sorts, in KiB below zero as `PRAGMA cache_size` has them; what has no place there is sorted in files.
const SORTED_IN: i64 = -65_536;

impl Db {
    /// Whether accounts can be asked for.
    pub async fn is_searchable(&self) -> Result<bool> {
        Ok(self.remark(REMARK).await?.as_deref() == Some("yes"))
    }

    /// Makes the indexes that are not there.
    pub(crate) async fn make_searchable(&self) -> Result<()> {
        match self {
            Self::Lite(pool) => make_lite(pool).await?,
            Self::Pg(pool) => {
                for sql in BY_ACCOUNT.map(made) {
                    sqlx::query(safe(sql)).execute(pool).await?;
                }
                // How questions are answered follows from what it has counted, which it would do some time later.
                sqlx::query("ANALYZE").execute(pool).await?;
            }
        }
        self.set_remark(REMARK, "yes").await
    }

    /// Takes them away again, for who writes everything anew.
    pub(crate) async fn forget_order(&self) -> Result<()> {
        self.set_remark(REMARK, "no").await?;
        for (name, _) in BY_ACCOUNT {
            run!(self, format!("DROP INDEX IF EXISTS {name}"))?;
        }
        Ok(())
    }
}

fn made((name, of): (&str, &str)) -> String {
    format!("CREATE INDEX IF NOT EXISTS {name} ON {of}")
}

/// On one connection, which has more memory meanwhile.
async fn make_lite(pool: &SqlitePool) -> Result<()> {
    let mut connection = pool.acquire().await?;
    let usual: (i64,) = sqlx::query_as("PRAGMA cache_size")
        .fetch_one(&mut *connection)
        .await?;
    let memory = |pages: i64| safe(format!("PRAGMA cache_size = {pages}"));
    sqlx::query(memory(SORTED_IN)).execute(&mut *connection).await?;
    let mut made_all = Ok(());
    for sql in BY_ACCOUNT.map(made) {
        made_all = sqlx::query(safe(sql)).execute(&mut *connection).await.map(|_| ());
        if made_all.is_err() {
            break;
        }
    }
    sqlx::query(memory(usual.0)).execute(&mut *connection).await?;
    Ok(made_all?)
}
