//! The contracts' Wasm and where it comes from.

use std::fs;
use std::path::Path;

use anyhow::{bail, Context as _, Result};
use cosmwasm_std::HexBinary;
use floe_client::protocol::{ModuleKind, StoredCode};
use floe_client::{Code, ContractKind};

fn code(contract: ContractKind) -> Code {
    match contract {
        ContractKind::Hub => Code::hub(),
        ContractKind::Registry => Code::registry(),
        ContractKind::Collector => Code::collector(),
    }
}

/// Code of a part, and its checksum.
pub struct Artifact {
    pub part: ContractKind,
    pub code: Code,
    pub checksum: HexBinary,
    pub bytes: usize,
}

impl Artifact {
    /// As the chain has stored it.
    pub fn stored(&self, code_id: u64) -> StoredCode {
        StoredCode {
            code_id,
            checksum: self.checksum.clone(),
        }
    }
}

/// A folder as `make wasm` fills it.
#[derive(Default)]
pub struct Artifacts {
    /// Hub, registry, collector.
    pub parts: Vec<Artifact>,
    /// Commit of the source, where the folder tells it.
    pub commit: Option<String>,
    /// Versions of what built it, where the folder tells them.
    pub toolchain: Vec<String>,
}

/// Code of a module, and its checksum.
pub struct ModuleArtifact {
    pub module: ModuleKind,
    pub code: Code,
    pub checksum: HexBinary,
    pub bytes: usize,
}

impl ModuleArtifact {
    /// A module's, from the folder of the others.
    ///
    /// # Errors
    /// As for [`Artifacts::read`].
    pub fn read(folder: &Path, module: ModuleKind) -> Result<Self> {
        let sums = fs::read_to_string(folder.join("checksums.txt")).ok();
        let code = match module {
            ModuleKind::Backstop => Code::backstop(),
            ModuleKind::Bonds => Code::bonds(),
            ModuleKind::Stake => Code::stake(),
            ModuleKind::Gauge => Code::gauge(),
            ModuleKind::Timelock => Code::timelock(),
        };
        let (code, checksum, bytes) = load(
            folder,
            &format!("code of the {}", module.name()),
            code,
            sums.as_deref(),
        )?;
        Ok(Self {
            module,
            code,
            checksum,
            bytes,
        })
    }
}

impl Artifacts {
    /// # Errors
    /// When a contract is missing, or is not the one in the folder's own `checksums.txt`.
    pub fn read(folder: &Path) -> Result<Self> {
        let sums = fs::read_to_string(folder.join("checksums.txt")).ok();
        let line = |name| fs::read_to_string(folder.join(name)).ok();
        Ok(Self {
            parts: ContractKind::ALL
                .into_iter()
                .map(|part| artifact(folder, part, sums.as_deref()))
                .collect::<Result<_>>()?,
            commit: line("commit.txt").map(|text| text.trim().to_owned()),
            toolchain: line("toolchain.txt")
                .map(|text| text.lines().map(str::to_owned).collect())
                .unwrap_or_default(),
        })
    }
}

fn artifact(folder: &Path, part: ContractKind, sums: Option<&str>) -> Result<Artifact> {
    let (code, checksum, bytes) = load(folder, &format!("{}'s code", part.name()), code(part), sums)?;
    Ok(Artifact {
        part,
        code,
        checksum,
        bytes,
    })
}

/// Code with its Wasm from a folder, the checksum of that, and its length.
fn load(folder: &Path, part: &str, code: Code, sums: Option<&str>) -> Result<(Code, HexBinary, usize)> {
    let name = format!("{}.wasm", code.name());
    let file = folder.join(&name);
    let wasm = fs::read(&file).with_context(|| {
        format!(
            "cannot read the {} {}; build it with `make wasm`, or name its folder as artifacts",
            part,
            file.display()
        )
    })?;
    let bytes = wasm.len();
    let code = code.with_wasm(wasm);
    let checksum = code.checksum().context("code without Wasm")?;
    if let Some(listed) = sums.and_then(|sums| listed(sums, &name)) {
        if listed != checksum.to_hex() {
            bail!(
                "{} has the checksum {}, its folder's checksums.txt says {listed}; build it again",
                file.display(),
                checksum.to_hex()
            );
        }
    }
    Ok((code, checksum, bytes))
}

/// The checksum of a file in the format of `sha256sum`.
fn listed<'a>(sums: &'a str, name: &str) -> Option<&'a str> {
    sums.lines().find_map(|line| {
        let (sum, file) = line.split_once(' ')?;
        let file = file.trim_start_matches([' ', '*', '.', '/']);
        (file == name).then_some(sum)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(sums: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for part in ContractKind::ALL {
            let name = format!("{}.wasm", code(part).name());
            fs::write(folder.path().join(name), part.name()).unwrap();
        }
        fs::write(folder.path().join("checksums.txt"), sums).unwrap();
        folder
    }

    #[test]
    fn each_part_has_the_checksum_of_its_file() {
        let folder = folder("");
        fs::write(folder.path().join("commit.txt"), "abc\n").unwrap();
        let artifacts = Artifacts::read(folder.path()).unwrap();
        // sha256 of "hub".
        assert_eq!(
            artifacts.parts[0].checksum.to_hex(),
            "08d33503ee27d4c13055d0cefec5e730be4ef2e41cd6cfce434936ec1e7c9d4b"
        );
        assert_eq!(artifacts.commit.as_deref(), Some("abc"));
        assert_eq!(artifacts.parts[2].bytes, "collector".len());
    }

    #[test]
    fn a_file_that_is_not_the_listed_one_is_refused() {
        let folder = folder("00ff  floe_hub.wasm\n");
        let refused = Artifacts::read(folder.path()).err().unwrap().to_string();
        assert!(refused.contains("checksums.txt says 00ff"), "{refused}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let folder = folder("");
        fs::remove_file(folder.path().join("floe_reward_collector.wasm")).unwrap();
        let refused = Artifacts::read(folder.path()).err().unwrap().to_string();
        assert!(refused.contains("the collector's code"), "{refused}");
    }
}
