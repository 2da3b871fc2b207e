//! What is remembered of a deployment.

use std::fs;
use std::path::{Path, PathBuf};

use cosmwasm_std::HexBinary;
use floe_api::hub::FeeConfig;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ContractKind, Contracts};
use crate::{files, Error, Pending, Result};

/// What `floe deploy` wrote of a deployment, in `deployments/<chain-id>.json`. Written after every step, so that one that
/// was interrupted can be taken up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentRecord {
    pub chain_id: String,
    /// None until they exist.
    pub contracts: Option<Contracts>,
    /// Height of the block with the instantiation: histories begin here.
    pub height: Option<u64>,
    /// Commit of the source, where it is known.
    #[serde(default)]
    pub commit: Option<String>,
    /// Versions of what built the code.
    #[serde(default)]
    pub toolchain: Vec<String>,
    #[serde(default)]
    pub codes: DeployedCodes,
    /// Who was given which power. To be edited after a hand-over, as `floe deploy verify` compares with it.
    #[serde(default)]
    pub roles: Option<Roles>,
    /// Fee and receivers. To be edited after a vote, like the roles.
    #[serde(default)]
    pub fee: Option<FeeConfig>,
    /// The instantiation, as the chain shows it.
    #[serde(default)]
    pub message: Option<Value>,
    /// What was deployed beside the three contracts.
    #[serde(default)]
    pub modules: DeployedModules,
    /// In the order they were sent.
    #[serde(default)]
    pub transactions: Vec<SentStep>,
    /// Signed and perhaps sent; what became of it is not known yet.
    #[serde(default)]
    pub pending: Option<PendingStep>,
}

/// Who may do what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    pub owner: String,
    pub guardian: Option<String>,
    pub governor: Option<String>,
    /// Chain-level admin of all three contracts; none: their code is fixed for ever.
    pub admin: Option<String>,
}

/// None until it is known to be on the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeployedCodes {
    pub hub: Option<StoredCode>,
    pub registry: Option<StoredCode>,
    pub collector: Option<StoredCode>,
}

impl DeployedCodes {
    pub const fn of(&self, contract: ContractKind) -> Option<&StoredCode> {
        let code = match contract {
            ContractKind::Hub => &self.hub,
            ContractKind::Registry => &self.registry,
            ContractKind::Collector => &self.collector,
        };
        code.as_ref()
    }

    pub fn set(&mut self, contract: ContractKind, code: StoredCode) {
        let slot = match contract {
            ContractKind::Hub => &mut self.hub,
            ContractKind::Registry => &mut self.registry,
            ContractKind::Collector => &mut self.collector,
        };
        *slot = Some(code);
    }
}

/// None where it was not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeployedModules {
    pub backstop: Option<DeployedModule>,
    #[serde(default)]
    pub bonds: Option<DeployedModule>,
    /// Where the hub's token is staked.
    #[serde(default)]
    pub stake: Option<DeployedModule>,
    #[serde(default)]
    pub gauge: Option<DeployedModule>,
    #[serde(default)]
    pub timelock: Option<DeployedModule>,
}

/// A contract beside the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleKind {
    Backstop,
    Bonds,
    Stake,
    Gauge,
    Timelock,
}

impl ModuleKind {
    /// In the order in which they are deployed: the gauge takes its power from the stakes, and what the owner has to do for the
    /// others comes before the timelock is the owner.
    pub const ALL: [Self; 5] = [
        Self::Backstop,
        Self::Bonds,
        Self::Stake,
        Self::Gauge,
        Self::Timelock,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Backstop => "backstop",
            Self::Bonds => "bonds",
            Self::Stake => "stake",
            Self::Gauge => "gauge",
            Self::Timelock => "timelock",
        }
    }
}

impl DeployedModules {
    pub const fn of(&self, module: ModuleKind) -> Option<&DeployedModule> {
        let slot = match module {
            ModuleKind::Backstop => &self.backstop,
            ModuleKind::Bonds => &self.bonds,
            ModuleKind::Stake => &self.stake,
            ModuleKind::Gauge => &self.gauge,
            ModuleKind::Timelock => &self.timelock,
        };
        slot.as_ref()
    }

    /// Where it is, once it has been created.
    pub fn address(&self, module: ModuleKind) -> Option<&str> {
        self.of(module)?.address.as_deref()
    }

    /// The module's part of the record, made if there was none.
    pub fn entry(&mut self, module: ModuleKind) -> &mut DeployedModule {
        let slot = match module {
            ModuleKind::Backstop => &mut self.backstop,
            ModuleKind::Bonds => &mut self.bonds,
            ModuleKind::Stake => &mut self.stake,
            ModuleKind::Gauge => &mut self.gauge,
            ModuleKind::Timelock => &mut self.timelock,
        };
        slot.get_or_insert_with(DeployedModule::default)
    }
}

/// Each part is none until it is known to be on the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeployedModule {
    pub code: Option<StoredCode>,
    pub address: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredCode {
    pub code_id: u64,
    /// SHA-256 of the Wasm.
    pub checksum: HexBinary,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentStep {
    pub step: String,
    pub hash: String,
    pub height: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingStep {
    pub step: String,
    pub hash: String,
    /// The last height at which it can land.
    pub valid_until: u64,
    pub signer: String,
    /// The signer's sequence that it uses up, where it is known.
    #[serde(default)]
    pub sequence: Option<u64>,
}

impl PendingStep {
    pub fn new(step: &str, pending: &Pending) -> Self {
        Self {
            step: step.to_owned(),
            hash: pending.hash.clone(),
            valid_until: pending.valid_until,
            signer: pending.signer.clone(),
            sequence: pending.sequence,
        }
    }

    /// To ask the chain what became of it.
    pub fn pending(&self) -> Pending {
        Pending {
            hash: self.hash.clone(),
            valid_until: self.valid_until,
            signer: self.signer.clone(),
            sequence: self.sequence,
        }
    }
}

impl DeploymentRecord {
    /// Of a chain; none if nothing was deployed there.
    pub fn read(folder: &Path, chain_id: &str) -> Result<Option<Self>> {
        let file = Self::file(folder, chain_id);
        if !file.exists() {
            return Ok(None);
        }
        let shown = file.display();
        let text =
            fs::read_to_string(&file).map_err(|error| Error::file(format!("cannot read {shown}"), error))?;
        let record = serde_json::from_str(&text);
        let what = || format!("{shown} is not a deployment record of this program");
        record.map(Some).map_err(|error| Error::file(what(), error))
    }

    /// Replaces the file as a whole or not at all.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let file = Self::file(folder, &self.chain_id);
        let what = || format!("cannot write the deployment record {}", file.display());
        let text = serde_json::to_string_pretty(self).map_err(|error| Error::file(what(), error))?;
        fs::create_dir_all(folder)
            .and_then(|()| files::replace(&file, &format!("{text}\n")))
            .map_err(|error| Error::file(what(), error))
    }

    pub fn file(folder: &Path, chain_id: &str) -> PathBuf {
        folder.join(format!("{chain_id}.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("deployments");
        assert_eq!(DeploymentRecord::read(&folder, "floe-1").unwrap(), None);
        let mut record = DeploymentRecord {
            chain_id: "floe-1".to_owned(),
            ..DeploymentRecord::default()
        };
        record.write(&folder).unwrap();
        record.height = Some(7);
        record.codes.hub = Some(StoredCode {
            code_id: 1,
            checksum: vec![1, 2].into(),
        });
        record.write(&folder).unwrap();
        assert_eq!(DeploymentRecord::read(&folder, "floe-1").unwrap(), Some(record));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no other file is left");
    }

    #[test]
    fn a_record_needs_only_what_later_commands_use() {
        let record = r#"{"chain_id":"floe-1","contracts":null,"height":null}"#;
        let record: DeploymentRecord = serde_json::from_str(record).unwrap();
        assert_eq!(record.codes, DeployedCodes::default());
    }
}
