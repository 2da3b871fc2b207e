//! `floe keys add`: a mnemonic into an encrypted file.

use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};
use bip39::Mnemonic;
use floe_client::{Signer, DEFAULT_PATH};
use zeroize::Zeroizing;

use super::keystore::{random, Sealed};
use super::{private, PASSPHRASE, PREFIX};
use crate::exit::ExitCode;
use crate::host::Host;

#[derive(clap::Args)]
pub struct AddKeyArgs {
    /// Where to write the encrypted key; an existing file is not touched.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Make a new key instead of reading a mnemonic from the terminal or the standard input.
    #[arg(long)]
    new: bool,
    /// Of the address that is shown.
    #[arg(long, value_name = "PREFIX", default_value = PREFIX)]
    prefix: String,
    /// Also write the new key's 24 words into this file, in clear text, for its owner only.
    #[arg(long, value_name = "FILE", requires = "new")]
    words: Option<PathBuf>,
}

pub fn run(args: &AddKeyArgs, host: &mut Host) -> Result<ExitCode> {
    let file = host.path(&args.file);
    let copy = args.words.as_ref().map(|name| host.path(name));
    for path in copy.iter().chain([&file]) {
        refuse_existing(path)?;
    }
    let words = if args.new {
        new_words()?
    } else {
        given_words(host)?
    };
    // What no wallet could read is not worth keeping.
    let address = Signer::from_mnemonic_at(&words, DEFAULT_PATH)?.address(&args.prefix)?;
    let sealed = Sealed::seal(&words, &new_passphrase(PASSPHRASE, host)?)?;
    if let Some(copy) = &copy {
        private::write_new(copy, &format!("{}\n", *words))?;
    }
    private::write_new(&file, &format!("{}\n", serde_json::to_string_pretty(&sealed)?))?;
    if let Some(copy) = &copy {
        host.say(format!(
            "Wrote the words to {}: keep them offline.",
            copy.display()
        ))?;
    }
    host.say(format!("Wrote the encrypted key to {}.", file.display()))?;
    host.say(format!(
        "Its address is {address}, with the prefix {}; --prefix gives that of another chain.",
        args.prefix
    ))?;
    host.say(format!(
        "Name it in the configuration (keystore = {:?} under [key]), then see its address with `floe keys show`.",
        args.file.display().to_string()
    ))?;
    if args.new && copy.is_none() {
        host.note("The key is in this file only: keep a copy of it, and its passphrase apart from it.");
    }
    Ok(ExitCode::Done)
}

pub fn refuse_existing(path: &Path) -> Result<()> {
    if path.exists() {
        bail!("{} exists and is not touched; name another file", path.display());
    }
    Ok(())
}

fn new_words() -> Result<Zeroizing<String>> {
    let mut entropy = Zeroizing::new([0; 32]);
    random(&mut *entropy)?;
    let words = Mnemonic::from_entropy(&*entropy).context("no words can be made of the randomness")?;
    Ok(Zeroizing::new(words.to_string()))
}

/// One space between two words.
fn given_words(host: &mut Host) -> Result<Zeroizing<String>> {
    let given = match (host.input)()? {
        Some(text) => Some(text),
        None => (host.ask_secret)("Mnemonic:")?,
    };
    let given = Zeroizing::new(given.unwrap_or_default());
    let words: Vec<&str> = given.split_whitespace().collect();
    if words.is_empty() {
        bail!("no mnemonic was given; type it, or hand it over on the standard input");
    }
    Ok(Zeroizing::new(words.join(" ")))
}

/// Typed twice, or in the environment.
pub fn new_passphrase(variable: &str, host: &mut Host) -> Result<Zeroizing<String>> {
    if let Some(passphrase) = host.var(variable) {
        return Ok(Zeroizing::new(passphrase.to_owned()));
    }
    let first = Zeroizing::new(super::asked(host, "New passphrase:")?);
    let second = Zeroizing::new(super::asked(host, "The same again:")?);
    if first != second {
        bail!("the two passphrases differ; nothing was written");
    }
    Ok(first)
}
