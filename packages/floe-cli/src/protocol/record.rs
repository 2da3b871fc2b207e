use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::protocol::Contracts;

/// What `floe deploy` wrote about a chain, in `deployments/<chain-id>.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    pub chain_id: String,
    /// None until they exist.
    pub contracts: Option<Contracts>,
    /// Height of the block with the instantiation: histories begin here.
    pub height: Option<u64>,
}

impl Deployment {
    /// Of a chain; none if nothing was deployed there.
    pub fn read(folder: &Path, chain_id: &str) -> Result<Option<Self>> {
        let file = Self::file(folder, chain_id);
        if !file.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let record = serde_json::from_str(&text)
            .with_context(|| format!("{} is not a deployment record of this program", file.display()))?;
        Ok(Some(record))
    }

    pub fn file(folder: &Path, chain_id: &str) -> PathBuf {
        folder.join(format!("{chain_id}.json"))
    }
}
