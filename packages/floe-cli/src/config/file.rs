//! The configuration file.

use std::path::PathBuf;

use serde::Deserialize;

use crate::config::index::IndexSection;
use crate::config::keeper::KeeperSection;

/// Looked for where the program runs.
pub const DEFAULT_FILE: &str = "floe.toml";

/// A configuration as `floe init` writes it. Everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigFile {
    pub chain: ChainSection,
    pub units: Option<UnitSection>,
    pub key: KeySection,
    pub protocol: ProtocolSection,
    pub keeper: KeeperSection,
    pub index: IndexSection,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChainSection {
    pub id: Option<String>,
    pub nodes: Vec<String>,
    pub gas_price: Option<String>,
    /// The most that a transaction may pay.
    pub max_fee: Option<String>,
    /// Gas limit in per cent of the simulated gas.
    pub gas_percent: Option<u64>,
    /// Where a transaction can be seen, with `{hash}` for its hash.
    pub explorer: Option<String>,
    /// By how many seconds the chain's time is ahead of this machine's: on a network of tests whose days were let pass.
    pub clock_ahead_secs: Option<u64>,
}

/// How amounts of the staking coin are written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitSection {
    pub display: String,
    pub exponent: u8,
}

/// At most one of the three sources.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeySection {
    pub file: Option<PathBuf>,
    pub keystore: Option<PathBuf>,
    pub env: Option<String>,
    /// Derivation path.
    pub path: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProtocolSection {
    pub hub: Option<String>,
    /// Folder of the deployment records.
    pub deployments: Option<PathBuf>,
}

/// A text as a value of TOML.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
