//! Where keys come from. A mnemonic is never an argument, never printed and never written in clear text.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};
use floe_chain::{Signer, DEFAULT_PATH};

use crate::host::Host;

/// Names a key without containing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// No key: an address for previews and unsigned transactions.
    Address(String),
    /// Mnemonic in a file that only its owner may read.
    File { file: PathBuf, path: Option<String> },
    /// Encrypted file; its passphrase is asked for, or in `FLOE_PASSPHRASE`.
    Keystore { file: PathBuf, path: Option<String> },
    /// Mnemonic in an environment variable.
    Variable { name: String, path: Option<String> },
}

impl KeySource {
    /// # Errors
    /// When the source cannot be read, may be read by others, or holds no valid mnemonic.
    pub fn signer(&self, host: &mut Host) -> Result<Signer> {
        match self {
            Self::Address(address) => Ok(Signer::address_only(address)),
            Self::File { file, path } => from_words(&read_private(file)?, path),
            Self::Variable { name, path } => {
                let words = host
                    .var(name)
                    .with_context(|| format!("the environment variable {name} of key.env is not set"))?;
                from_words(words, path)
            }
            Self::Keystore { file, .. } => bail!("keystore {} cannot be read", file.display()),
        }
    }
}

fn from_words(words: &str, path: &Option<String>) -> Result<Signer> {
    let path = path.as_deref().unwrap_or(DEFAULT_PATH);
    Ok(Signer::from_mnemonic_at(words.trim(), path)?)
}

/// Refuses a file that its group or others may read.
fn read_private(file: &Path) -> Result<String> {
    use std::os::unix::fs::PermissionsExt;
    let shown = file.display();
    let about = fs::metadata(file).with_context(|| format!("cannot read the key file {shown}"))?;
    let mode = about.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!("the key file {shown} may be read by others (mode {mode:o}); run `chmod 600 {shown}`");
    }
    fs::read_to_string(file).with_context(|| format!("cannot read the key file {shown}"))
}
