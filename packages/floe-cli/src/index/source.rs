//! The history from an index, where one is configured: the same transactions that a node tells of.

use std::time::Duration;

use anyhow::{bail, Result};
use floe_client::history::{self, Past};
use floe_index::store::Db;
use floe_index::{follow, past, IndexError};

use super::look::runtime;
use crate::context::Context;

/// Between two looks at an index that is behind, and how many of them.
const STEP: Duration = Duration::from_millis(250);
const LOOKS: u32 = 40;

/// Where the history is read.
pub enum PastSource {
    /// A database, and what runs its questions.
    Index(Db, tokio::runtime::Runtime),
    Chain,
}

impl PastSource {
    /// The index that the configuration names, if it is as far as this block or soon is; otherwise the chain, and a line says
    /// why.
    ///
    /// # Errors
    /// For the index of another chain or hub.
    pub fn of(context: &mut Context<'_>, hub: &str, height: u64) -> Result<Self> {
        if context.settings.index.database.is_none() {
            return Ok(Self::Chain);
        }
        let address = context.settings.index.database(context.host);
        let runtime = runtime()?;
        let db = match runtime.block_on(Db::open_existing(&address)) {
            Ok(db) => db,
            Err(error) => return Ok(Self::instead(context, &error.to_string())),
        };
        let chain_id = context.chain.facts().chain_id.clone();
        for (name, expected) in [("chain", chain_id.as_str()), ("hub", hub)] {
            let found = runtime.block_on(db.remark(name))?;
            if let Some(found) = found.filter(|found| found != expected) {
                bail!("index.database is the index of {found}, not of {expected}; name another one, or none");
            }
        }
        let mut looks = 0;
        loop {
            let at = runtime.block_on(follow::progress(&db))?;
            let known = at.map_or(0, |at| at.height);
            if known >= height {
                let told = format!("The history is read from the index, which is at block {known}.");
                context.host.note(told);
                return Ok(Self::Index(db, runtime));
            }
            if looks >= LOOKS {
                return Ok(Self::instead(
                    context,
                    &format!("it is at block {known}, and the chain at {height}"),
                ));
            }
            looks = looks.saturating_add(1);
            let stop = context.settings.connection.stop.clone();
            (context.host.wait)(STEP, &stop);
        }
    }

    fn instead(context: &mut Context<'_>, reason: &str) -> Self {
        let told = format!("The history is read from the chain, not from the index: {reason}.");
        context.host.note(told);
        Self::Chain
    }

    /// All transactions that executed the hub, from a height to another, both included, one after the other.
    ///
    /// # Errors
    /// When the index or the node does not have them.
    pub fn each(
        &self,
        context: &Context<'_>,
        hub: &str,
        (from, to): (u64, u64),
        mut visit: impl FnMut(Past),
    ) -> Result<()> {
        match self {
            Self::Chain => Ok(history::each(&*context.chain, hub, (from, to), |past| {
                visit(past);
                Ok(())
            })?),
            Self::Index(db, runtime) => {
                let visit = |past| {
                    visit(past);
                    Ok::<(), IndexError>(())
                };
                Ok(runtime.block_on(past::each(db, hub, (from, to), visit))?)
            }
        }
    }
}
