//! A copy of the sources with all changes that compile, and the tests of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{bail, Context, Result};
use serde::Deserialize;

use crate::mutant::Mutant;
use crate::switch::{switch, Switched, MODULE};

/// A compiler that finds nothing new is asked again at most so often.
const ROUNDS: usize = 40;

/// The root of a crate, from its folder.
const ROOT: &str = "/src/lib.rs";

/// A program of tests and the folder that it runs in.
pub(crate) struct Program {
    pub path: PathBuf,
    pub folder: PathBuf,
}

pub(crate) struct Built {
    pub programs: Vec<Program>,
    /// Changes that the compiler refuses.
    pub refused: BTreeSet<usize>,
}

/// Builds the tests of `judges` in a copy of the repository under its target folder.
pub fn build(root: &Path, mutants: &[Mutant], judges: &[&str]) -> Result<Built> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let (tree, target) = (target.join("mutants/tree"), target.join("mutants/target"));
    let planted = planted(mutants);
    copy(root, &tree, &planted)?;
    let mut refused = BTreeSet::new();
    for _ in 0..ROUNDS {
        let files = plant(root, &tree, &planted, mutants, &refused)?;
        let messages = cargo(&tree, &target, &["check", "--lib"], judges)?;
        let blamed = blamed(&messages, &tree, &files)?;
        if blamed.is_empty() {
            return Ok(Built {
                programs: programs(&cargo(&tree, &target, &["test", "--no-run"], judges)?)?,
                refused,
            });
        }
        println!("mutants: the compiler refuses {}", blamed.len());
        refused.extend(blamed);
    }
    bail!("the compiler finds something new after {ROUNDS} rounds");
}

/// The files that are changed: those with mutants, and the roots of their crates, which get the switch.
fn planted(mutants: &[Mutant]) -> BTreeSet<String> {
    let roots = mutants.iter().filter_map(|mutant| {
        let (folder, _) = mutant.file.split_once("/src/")?;
        Some(folder.to_owned() + ROOT)
    });
    roots
        .chain(mutants.iter().map(|mutant| mutant.file.clone()))
        .collect()
}

/// What git knows, as it is in the working tree, but for the files that are planted afterwards.
fn copy(root: &Path, tree: &Path, planted: &BTreeSet<String>) -> Result<()> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()?;
    let listed = String::from_utf8(listed.stdout)?;
    if listed.is_empty() {
        bail!("git lists no files: run this in the repository");
    }
    for file in listed.split_terminator('\0') {
        // Deleted, or a folder of another repository.
        if !planted.contains(file) && root.join(file).is_file() {
            write(&tree.join(file), &fs::read(root.join(file))?)?;
        }
    }
    Ok(())
}

/// Leaves alone what is there already, so that it need not be built again.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes the planted files, by their paths in the tree.
fn plant(
    root: &Path,
    tree: &Path,
    planted: &BTreeSet<String>,
    mutants: &[Mutant],
    refused: &BTreeSet<usize>,
) -> Result<BTreeMap<PathBuf, Switched>> {
    let mut files = BTreeMap::new();
    for file in planted {
        let of_file: Vec<&Mutant> = mutants
            .iter()
            .filter(|mutant| mutant.file == *file && !refused.contains(&mutant.id))
            .collect();
        let mut switched = switch(&fs::read_to_string(root.join(file))?, &of_file);
        if file.ends_with(ROOT) {
            switched.text.push_str(MODULE);
        }
        write(&tree.join(file), switched.text.as_bytes())?;
        files.insert(PathBuf::from(file), switched);
    }
    Ok(files)
}

/// Cargo's messages, one a line. A failed build is no error here.
fn cargo(tree: &Path, target: &Path, command: &[&str], judges: &[&str]) -> Result<Vec<Message>> {
    let output = Command::new("cargo")
        .args(command)
        .args(["--locked", "--message-format=json"])
        .args(judges.iter().flat_map(|package| ["-p", package]))
        // Not the working tree's, as the packages of both have the same names there.
        .env("CARGO_TARGET_DIR", target)
        .current_dir(tree)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let messages: Vec<Message> = text
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let told = messages.iter().any(Message::is_error);
    if !output.status.success() && (!told || command.first() == Some(&"test")) {
        bail!("cargo fails in {}", tree.display());
    }
    Ok(messages)
}

#[derive(Deserialize)]
#[serde(tag = "reason")]
enum Message {
    #[serde(rename = "compiler-message")]
    Told { message: Diagnostic },
    #[serde(rename = "compiler-artifact")]
    Made {
        manifest_path: PathBuf,
        executable: Option<PathBuf>,
    },
    #[serde(other)]
    Other,
}

impl Message {
    fn is_error(&self) -> bool {
        matches!(self, Self::Told { message } if message.level == "error")
    }
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
    spans: Vec<Spot>,
    children: Vec<Hint>,
}

/// What the compiler says beside an error.
#[derive(Deserialize)]
struct Hint {
    spans: Vec<Spot>,
}

#[derive(Deserialize)]
struct Spot {
    file_name: PathBuf,
    byte_start: usize,
    byte_end: usize,
    is_primary: bool,
}

/// The changes that errors are about. An error about none may follow from another, so it counts only alone.
fn blamed(messages: &[Message], tree: &Path, files: &BTreeMap<PathBuf, Switched>) -> Result<BTreeSet<usize>> {
    let (mut blamed, mut strange) = (BTreeSet::new(), None);
    for message in messages {
        let Message::Told { message } = message else {
            continue;
        };
        if message.level != "error" || message.spans.is_empty() {
            continue;
        }
        let mut found = BTreeSet::new();
        for (file, switched) in files {
            let of_file = |spot: &&Spot| spot.file_name.strip_prefix(tree).unwrap_or(&spot.file_name) == file;
            let (main, other): (Vec<&Spot>, Vec<&Spot>) = message
                .spans
                .iter()
                .filter(of_file)
                .partition(|spot| spot.is_primary);
            let spots: Vec<Range<usize>> = main
                .into_iter()
                .chain(other)
                .map(|spot| spot.byte_start..spot.byte_end)
                .collect();
            if !spots.is_empty() {
                found.extend(switched.blamed(&spots));
            }
            if let (true, Some(spot)) = (found.is_empty(), spots.first()) {
                let hints = message
                    .children
                    .iter()
                    .flat_map(|hint| &hint.spans)
                    .filter(of_file);
                let end = hints.map(|spot| spot.byte_end).max().unwrap_or(spot.end);
                found.extend(switched.arms(&(spot.start..end)));
            }
        }
        if found.is_empty() {
            strange = message.rendered.as_deref();
        }
        blamed.extend(found);
    }
    if let (true, Some(error)) = (blamed.is_empty(), strange) {
        bail!("an error that no change explains:\n{error}");
    }
    Ok(blamed)
}

fn programs(messages: &[Message]) -> Result<Vec<Program>> {
    let programs: Vec<Program> = messages
        .iter()
        .filter_map(|message| match message {
            Message::Made {
                manifest_path,
                executable: Some(path),
            } => Some(Program {
                path: path.clone(),
                folder: manifest_path.parent()?.to_owned(),
            }),
            _ => None,
        })
        .collect();
    if programs.is_empty() {
        bail!("no tests were built");
    }
    Ok(programs)
}
