//! What a keeper has spent, and a transaction whose end is not known yet: kept in a file, so that neither is forgotten
//! when the program ends.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::files::{self, Unheld};
use crate::keeper::duty::Task;

const DAY: u64 = 86_400;

/// The file's contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    chain_id: String,
    /// The keeper's.
    address: String,
    /// Of the chain's time, in days since 1970.
    day: u64,
    /// Fees of that day in base units.
    spent: u128,
    /// Sent, and in no block that was seen.
    open: Option<Open>,
}

/// A transaction that may still land.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub task: Task,
    /// Upper-case hex.
    pub hash: String,
    /// The last height at which it can land.
    pub valid_until: u64,
    /// Counted as spent until it is void.
    pub fee: u128,
    /// When it was counted, unix seconds of the chain's time.
    pub charged: u64,
}

/// The file, held alone as long as this lives.
#[derive(Debug)]
pub struct Ledger {
    file: PathBuf,
    state: State,
    /// Base units; none: as much as it takes.
    limit: Option<u128>,
    _lock: File,
}

impl Ledger {
    /// Reads the file, or begins one.
    ///
    /// # Errors
    /// When it cannot be read, belongs to another keeper, or another program holds it.
    pub fn open(file: &Path, chain_id: &str, address: &str, limit: Option<u128>) -> Result<Self> {
        let lock = lock(file)?;
        let shown = file.display();
        let state = match fs::read_to_string(file) {
            Ok(text) => serde_json::from_str(&text).with_context(|| {
                format!(
                    "the keeper's state {shown} cannot be read; remove it if today's fees may be forgotten"
                )
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => State {
                chain_id: chain_id.to_owned(),
                address: address.to_owned(),
                day: 0,
                spent: 0,
                open: None,
            },
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read the keeper's state {shown}"))
            }
        };
        if state.chain_id != chain_id || state.address != address {
            bail!(
                "the keeper's state {shown} belongs to {} on {}; name another file as keeper.state_file",
                state.address,
                state.chain_id
            );
        }
        Ok(Self {
            file: file.to_owned(),
            state,
            limit,
            _lock: lock,
        })
    }

    /// Base units spent on the day of this time in unix seconds.
    pub fn spent(&self, now: u64) -> u128 {
        if self.state.day == day(now) {
            self.state.spent
        } else {
            0
        }
    }

    /// What may still be spent on the day of this time; none: no limit.
    pub fn left(&self, now: u64) -> Option<u128> {
        self.limit.map(|limit| limit.saturating_sub(self.spent(now)))
    }

    pub fn limit(&self) -> Option<u128> {
        self.limit
    }

    pub fn open_tx(&self) -> Option<&Open> {
        self.state.open.as_ref()
    }

    /// Books a fee before its transaction is sent: a program that ends in between has counted too much, not too little.
    pub fn charge(&mut self, now: u64, fee: u128) -> Result<()> {
        self.state.spent = self.spent(now).saturating_add(fee);
        self.state.day = day(now);
        self.save()
    }

    /// Takes back a fee that was charged at this time: no block will hold its transaction.
    pub fn refund(&mut self, charged: u64, fee: u128) -> Result<()> {
        if self.state.day == day(charged) {
            self.state.spent = self.state.spent.saturating_sub(fee);
        }
        self.state.open = None;
        self.save()
    }

    /// Remembers a transaction as long as it may land.
    pub fn remember(&mut self, open: Open) -> Result<()> {
        self.state.open = Some(open);
        self.save()
    }

    /// It is in a block.
    pub fn settle(&mut self) -> Result<()> {
        self.state.open = None;
        self.save()
    }

    fn save(&self) -> Result<()> {
        let shown = self.file.display();
        let text = serde_json::to_string_pretty(&self.state)?;
        files::replace(&self.file, &text)
            .with_context(|| format!("cannot write the keeper's state {shown}; nothing is sent without it"))
    }
}

const fn day(now: u64) -> u64 {
    now.saturating_div(DAY)
}

fn lock(file: &Path) -> Result<File> {
    let shown = file.display();
    match files::hold(file) {
        Ok(lock) => Ok(lock),
        Err(Unheld::Taken) => bail!(
            "another keeper holds {shown}; stop it, or give this one a key and a keeper.state_file of its own"
        ),
        Err(Unheld::Failed(error)) => {
            Err(error).with_context(|| format!("cannot lock the keeper's state {shown}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const MONDAY: u64 = 20_000 * DAY;

    fn open(folder: &TempDir) -> Result<Ledger> {
        Ledger::open(&folder.path().join("keeper.json"), "chain-1", "wasm1k", Some(100))
    }

    fn sent(charged: u64) -> Open {
        Open {
            task: Task::Crank,
            hash: "AB".to_owned(),
            valid_until: 7,
            fee: 30,
            charged,
        }
    }

    #[test]
    fn what_was_spent_today_is_known_after_a_restart() {
        let folder = TempDir::new().unwrap();
        let mut ledger = open(&folder).unwrap();
        ledger.charge(MONDAY, 30).unwrap();
        ledger.charge(MONDAY + 1, 40).unwrap();
        drop(ledger);
        let ledger = open(&folder).unwrap();
        assert_eq!(ledger.spent(MONDAY + DAY - 1), 70);
        assert_eq!(ledger.left(MONDAY + DAY - 1), Some(30));
    }

    #[test]
    fn a_new_day_begins_with_nothing_spent() {
        let folder = TempDir::new().unwrap();
        let mut ledger = open(&folder).unwrap();
        ledger.charge(MONDAY, 100).unwrap();
        assert_eq!(ledger.left(MONDAY), Some(0));
        assert_eq!(ledger.left(MONDAY + DAY), Some(100));
        ledger.charge(MONDAY + DAY, 10).unwrap();
        assert_eq!(ledger.spent(MONDAY + DAY), 10);
    }

    #[test]
    fn a_void_transaction_costs_nothing() {
        let folder = TempDir::new().unwrap();
        let mut ledger = open(&folder).unwrap();
        ledger.charge(MONDAY, 30).unwrap();
        ledger.remember(sent(MONDAY)).unwrap();
        drop(ledger);
        let mut ledger = open(&folder).unwrap();
        assert_eq!(ledger.open_tx().map(|tx| tx.hash.as_str()), Some("AB"));
        ledger.refund(MONDAY, 30).unwrap();
        assert_eq!((ledger.spent(MONDAY), ledger.open_tx()), (0, None));
    }

    #[test]
    fn what_is_void_since_yesterday_is_not_taken_off_today() {
        let folder = TempDir::new().unwrap();
        let mut ledger = open(&folder).unwrap();
        ledger.charge(MONDAY, 30).unwrap();
        ledger.remember(sent(MONDAY)).unwrap();
        ledger.charge(MONDAY + DAY, 50).unwrap();
        ledger.refund(MONDAY, 30).unwrap();
        assert_eq!(ledger.spent(MONDAY + DAY), 50);
    }

    #[test]
    fn one_keeper_at_a_time_holds_the_file() {
        let folder = TempDir::new().unwrap();
        let first = open(&folder).unwrap();
        let second = open(&folder).unwrap_err().to_string();
        assert!(second.contains("another keeper holds"), "{second}");
        drop(first);
        open(&folder).unwrap();
    }

    #[test]
    fn the_state_of_another_keeper_or_chain_is_refused() {
        let folder = TempDir::new().unwrap();
        open(&folder).unwrap().charge(MONDAY, 1).unwrap();
        let file = folder.path().join("keeper.json");
        for (chain, address) in [("chain-2", "wasm1k"), ("chain-1", "wasm1other")] {
            let refused = Ledger::open(&file, chain, address, None).unwrap_err().to_string();
            assert!(refused.contains("keeper.state_file"), "{refused}");
        }
    }

    #[test]
    fn a_state_that_cannot_be_read_is_not_begun_anew() {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("keeper.json"), "{").unwrap();
        let refused = open(&folder).unwrap_err().to_string();
        assert!(refused.contains("remove it if"), "{refused}");
    }
}
