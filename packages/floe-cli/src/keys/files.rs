//! `floe keys list`, `export` and `passphrase`: encrypted files after they were made.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context as _, Result};

use super::keystore::Sealed;
use super::{add, private, unsealed};
use crate::exit::ExitCode;
use crate::host::Host;

/// Holds the new passphrase where nobody can type it.
const NEW_PASSPHRASE: &str = "FLOE_NEW_PASSPHRASE";

#[derive(clap::Args)]
#[command(after_help = "Example:\n  floe keys list")]
pub struct ListArgs {
    /// Where to look; otherwise here.
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
}

#[derive(clap::Args)]
#[command(after_help = "Example:\n  floe keys export alice.key words.txt   # keep it offline")]
pub struct ExportArgs {
    /// The encrypted key.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write its words, in clear text, for its owner only; an existing file is not touched.
    #[arg(value_name = "WORDS")]
    words: PathBuf,
}

#[derive(clap::Args)]
#[command(after_help = "Example:\n  floe keys passphrase alice.key")]
pub struct PassphraseArgs {
    /// The encrypted key.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// The encrypted keys of a folder, by name.
pub fn list(args: &ListArgs, host: &mut Host) -> Result<ExitCode> {
    let folder = host.path(&args.folder);
    let shown = folder.display();
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read the folder {shown}"))?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut names: Vec<String> = files
        .filter(|file| is_keystore(file))
        .filter_map(|file| Some(file.file_name()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    if names.is_empty() {
        host.note(format!(
            "There is no encrypted key in {shown}; make one with `floe keys add FILE`."
        ));
    }
    names.iter().try_for_each(|name| host.say(name))?;
    Ok(ExitCode::Done)
}

/// Bytes of a keystore at most; larger files are not looked into.
const LARGEST: u64 = 10_000;

fn is_keystore(file: &Path) -> bool {
    let small = fs::metadata(file).is_ok_and(|about| about.is_file() && about.len() <= LARGEST);
    let text = small.then(|| fs::read_to_string(file).ok()).flatten();
    text.is_some_and(|text| serde_json::from_str::<Sealed>(&text).is_ok())
}

pub fn export(args: &ExportArgs, host: &mut Host) -> Result<ExitCode> {
    let copy = host.path(&args.words);
    add::refuse_existing(&copy)?;
    let words = unsealed(&host.path(&args.file), host)?;
    private::write_new(&copy, &format!("{}\n", *words))?;
    host.say(format!(
        "Wrote the words to {}: keep them offline.",
        copy.display()
    ))?;
    Ok(ExitCode::Done)
}

/// The file is replaced as a whole, so that there is always one that can be opened.
pub fn passphrase(args: &PassphraseArgs, host: &mut Host) -> Result<ExitCode> {
    let file = host.path(&args.file);
    let words = unsealed(&file, host)?;
    let sealed = Sealed::seal(&words, &add::new_passphrase(NEW_PASSPHRASE, host)?)?;
    let beside = floe_client::files::beside(&file, "new");
    if beside.exists() {
        bail!("{} exists; move it away first", beside.display());
    }
    private::write_new(&beside, &format!("{}\n", serde_json::to_string_pretty(&sealed)?))?;
    fs::rename(&beside, &file).with_context(|| format!("cannot replace {}", file.display()))?;
    host.say(format!(
        "{} has a new passphrase; older copies keep the old one.",
        file.display()
    ))?;
    Ok(ExitCode::Done)
}
