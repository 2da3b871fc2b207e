//! Where keys come from. A mnemonic is never an argument and never printed.

mod add;
mod files;
mod keystore;
mod private;
mod show;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Subcommand;
use floe_client::{Signer, DEFAULT_PATH};
use zeroize::Zeroizing;

use crate::app::On;
use crate::exit::ExitCode;
use crate::host::Host;
use keystore::Sealed;

/// Holds the passphrase of the keystore where nobody can type it.
pub const PASSPHRASE: &str = "FLOE_PASSPHRASE";

#[derive(Subcommand)]
pub enum KeysCommand {
    /// Puts a mnemonic, or a new key, into an encrypted file.
    Add(add::AddKeyArgs),
    /// Shows the address of a key: of the configured one, or of a file, without a node.
    Show(Box<On<show::ShowKeyArgs>>),
    /// Lists the encrypted keys of a folder.
    List(files::ListArgs),
    /// Writes the words of an encrypted key into a file.
    Export(files::ExportArgs),
    /// Changes the passphrase of an encrypted key.
    Passphrase(files::PassphraseArgs),
}

pub fn run(command: KeysCommand, host: &mut Host) -> Result<ExitCode> {
    match command {
        KeysCommand::Add(args) => add::run(&args, host),
        KeysCommand::Show(on) if on.args.is_offline() => show::offline(&on.args, on.common.json, host),
        KeysCommand::Show(on) => on.run(host, show::run),
        KeysCommand::List(args) => files::list(&args, host),
        KeysCommand::Export(args) => files::export(&args, host),
        KeysCommand::Passphrase(args) => files::passphrase(&args, host),
    }
}

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

/// The prefix of addresses where no node has said another one.
pub const PREFIX: &str = "cosmos";

impl KeySource {
    /// Of a file, encrypted or not.
    pub fn of_file(file: PathBuf) -> Result<Self> {
        let text = private::read(&file)?;
        Ok(match text.trim_start().starts_with('{') {
            true => Self::Keystore { file, path: None },
            false => Self::File { file, path: None },
        })
    }

    /// # Errors
    /// When the source cannot be read, may be read by others, or holds no valid mnemonic.
    pub fn signer(&self, host: &mut Host) -> Result<Signer> {
        match self {
            Self::Address(address) => Ok(Signer::address_only(address)),
            Self::File { file, path } => from_words(&private::read(file)?, path),
            Self::Variable { name, path } => {
                let words = host
                    .var(name)
                    .with_context(|| format!("the environment variable {name} of key.env is not set"))?;
                from_words(words, path)
            }
            Self::Keystore { file, path } => from_words(&unsealed(file, host)?, path),
        }
    }
}

fn from_words(words: &str, path: &Option<String>) -> Result<Signer> {
    let path = path.as_deref().unwrap_or(DEFAULT_PATH);
    Ok(Signer::from_mnemonic_at(words.trim(), path)?)
}

fn unsealed(file: &Path, host: &mut Host) -> Result<Zeroizing<String>> {
    let shown = file.display();
    let sealed: Sealed = serde_json::from_str(&private::read(file)?)
        .with_context(|| format!("{shown} is not a keystore; make one with `floe keys add`"))?;
    let passphrase = match host.var(PASSPHRASE) {
        Some(passphrase) => Zeroizing::new(passphrase.to_owned()),
        None => Zeroizing::new(asked(host, &format!("Passphrase of {shown}:"))?),
    };
    sealed
        .open(&passphrase)
        .with_context(|| format!("the keystore {shown} cannot be opened"))
}

/// A secret from the terminal.
fn asked(host: &mut Host, question: &str) -> Result<String> {
    (host.ask_secret)(question)?
        .with_context(|| format!("nobody is here to type a passphrase; set ${PASSPHRASE}"))
}
