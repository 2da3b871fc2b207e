//! What a keeper has spent, and a transaction whose end is not known yet: kept in a file, so that neither is forgotten
//! when the program ends.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};
use floe_client::files::{self, Unheld};
use floe_client::Pending;
use serde::{Deserialize, Serialize};

use crate::duty::DutyTask;

const DAY: u64 = 86_400;

/// The file's contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spent {
    chain_id: String,
    /// The keeper's.
    address: String,
    /// In days since 1970: the latest day on which anything was signed. It never goes back.
    day: u64,
    /// Fees of that day in base units.
    spent: u128,
    /// Sent, and in no block that was seen.
    open: Option<OpenTx>,
    /// Hashes of what was signed last, the newest at the end.
    #[serde(default)]
    signed: Vec<String>,
}

/// Hashes that are kept.
const KEPT: usize = 100;

/// A transaction that may still land.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenTx {
    pub task: DutyTask,
    /// Upper-case hex.
    pub hash: String,
    /// The last height at which it can land.
    pub valid_until: u64,
    /// Counted as spent, whatever becomes of it.
    pub fee: u128,
    /// The keeper's sequence that it uses up, where it is known.
    #[serde(default)]
    pub sequence: Option<u64>,
}

impl OpenTx {
    pub fn new(task: DutyTask, fee: u128, pending: &Pending) -> Self {
        Self {
            task,
            hash: pending.hash.clone(),
            valid_until: pending.valid_until,
            fee,
            sequence: pending.sequence,
        }
    }

    /// To ask the chain what became of it.
    pub fn pending(&self, signer: &str) -> Pending {
        Pending {
            hash: self.hash.clone(),
            valid_until: self.valid_until,
            signer: signer.to_owned(),
            sequence: self.sequence,
        }
    }
}

/// The file, held alone as long as this lives.
#[derive(Debug)]
pub struct Purse {
    file: PathBuf,
    state: Spent,
    /// Base units; none: as much as it takes.
    limit: Option<u128>,
    _lock: File,
}

impl Purse {
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
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Spent {
                chain_id: chain_id.to_owned(),
                address: address.to_owned(),
                day: 0,
                spent: 0,
                open: None,
                signed: Vec::new(),
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

    /// Base units spent on the day of this time by the own clock, in unix seconds; on the latest day, if the clock has
    /// gone back.
    pub fn spent(&self, now: u64) -> u128 {
        if day(now) <= self.state.day {
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

    pub fn open_tx(&self) -> Option<&OpenTx> {
        self.state.open.as_ref()
    }

    /// Books a transaction that is signed, before it leaves: its fee counts for good, even if no block will hold it, and
    /// it is remembered as long as it may land.
    ///
    /// # Errors
    /// When its fee is more than what is left, or the file cannot be written.
    pub fn sign(&mut self, now: u64, open: OpenTx) -> Result<()> {
        if let Some(left) = self.left(now).filter(|left| open.fee > *left) {
            bail!("its fee of {} is more than the {left} left of today's", open.fee);
        }
        self.state.spent = self.spent(now).saturating_add(open.fee);
        self.state.day = day(now).max(self.state.day);
        self.state.signed.push(open.hash.clone());
        let old = self.state.signed.len().saturating_sub(KEPT);
        self.state.signed.drain(..old);
        self.state.open = Some(open);
        self.save()
    }

    /// It is in a block, or never will be.
    pub fn settle(&mut self) -> Result<()> {
        self.state.open = None;
        self.save()
    }

    fn save(&self) -> Result<()> {
        let shown = self.file.display();
        let text = serde_json::to_string_pretty(&self.state)?;
        files::replace(&self.file, &text).with_context(|| {
            format!("cannot write the keeper's state {shown}; no transaction leaves without it")
        })
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

    fn open(folder: &TempDir) -> Result<Purse> {
        Purse::open(&folder.path().join("keeper.json"), "chain-1", "wasm1k", Some(100))
    }

    fn signed(fee: u128) -> OpenTx {
        OpenTx {
            task: DutyTask::Crank,
            hash: "AB".to_owned(),
            valid_until: 7,
            fee,
            sequence: Some(3),
        }
    }

    #[test]
    fn what_was_signed_today_is_known_after_a_restart() {
        let folder = TempDir::new().unwrap();
        let mut purse = open(&folder).unwrap();
        purse.sign(MONDAY, signed(30)).unwrap();
        purse.sign(MONDAY + 1, signed(40)).unwrap();
        drop(purse);
        let mut purse = open(&folder).unwrap();
        assert_eq!(purse.spent(MONDAY + DAY - 1), 70);
        assert_eq!(purse.left(MONDAY + DAY - 1), Some(30));
        assert_eq!(purse.open_tx(), Some(&signed(40)));
        assert!(purse.sign(MONDAY + 2, signed(31)).is_err());
        assert_eq!(purse.spent(MONDAY + 2), 70);
    }

    #[test]
    fn a_new_day_begins_with_nothing_spent() {
        let folder = TempDir::new().unwrap();
        let mut purse = open(&folder).unwrap();
        purse.sign(MONDAY, signed(100)).unwrap();
        assert_eq!(purse.left(MONDAY), Some(0));
        assert_eq!(purse.left(MONDAY + DAY), Some(100));
        purse.sign(MONDAY + DAY, signed(10)).unwrap();
        assert_eq!(purse.spent(MONDAY + DAY), 10);
    }

    #[test]
    fn a_day_that_goes_back_brings_no_new_budget() {
        let folder = TempDir::new().unwrap();
        let mut purse = open(&folder).unwrap();
        for _ in 0..3 {
            purse.sign(MONDAY + DAY, signed(20)).unwrap();
            purse.sign(MONDAY, signed(10)).unwrap();
        }
        assert_eq!(purse.left(MONDAY), Some(10));
        assert_eq!(purse.left(MONDAY + DAY), Some(10));
    }

    #[test]
    fn what_was_signed_counts_even_if_it_never_lands() {
        let folder = TempDir::new().unwrap();
        let mut purse = open(&folder).unwrap();
        purse.sign(MONDAY, signed(30)).unwrap();
        purse.settle().unwrap();
        assert_eq!((purse.spent(MONDAY), purse.open_tx()), (30, None));
    }

    #[test]
    fn the_hashes_of_what_was_signed_are_kept() {
        let folder = TempDir::new().unwrap();
        let mut purse = open(&folder).unwrap();
        for number in 0..150 {
            let hash = format!("{number}");
            purse.sign(MONDAY, OpenTx { hash, ..signed(0) }).unwrap();
        }
        let kept: Vec<String> = (50..150).map(|number| number.to_string()).collect();
        assert_eq!(purse.state.signed, kept);
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
        open(&folder).unwrap().sign(MONDAY, signed(1)).unwrap();
        let file = folder.path().join("keeper.json");
        for (chain, address) in [("chain-2", "wasm1k"), ("chain-1", "wasm1other")] {
            let refused = Purse::open(&file, chain, address, None).unwrap_err().to_string();
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
