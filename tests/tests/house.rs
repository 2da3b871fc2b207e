//! The house: no file that is too long to read, no file compiled into two places, no name for two things.

use std::process::Command;

use floe_tests::prelude::*;

/// Lines of a Rust file at most.
const LONGEST: usize = 500;

/// Names that a whole ecosystem gives to types of each contract, or a library to those of each command.
const CONVENTIONS: [(&str, &str); 10] = [
    ("Args", "clap's: the arguments of a command"),
    ("Config", "CosmWasm's: what a contract or a client is set up with"),
    ("ConfigResponse", "CosmWasm's: the answer to `config`"),
    ("ContractError", "CosmWasm's: why a contract refuses"),
    (
        "ContractResult",
        "as `ContractError`: what a contract returns, its error filled in",
    ),
    ("ExecuteMsg", "CosmWasm's: the messages of a contract"),
    ("InstantiateMsg", "CosmWasm's: the first message of a contract"),
    ("MigrateMsg", "CosmWasm's: the message of a migration"),
    ("QueryMsg", "CosmWasm's: the queries of a contract"),
    (
        "ValidatorResponse",
        "as `ConfigResponse`: the answer to `validator`, named so in the schemas",
    ),
];

/// Where a thing is written a second time on purpose, under the name that it has in the specification.
const SECOND: [(&str, &str); 1] = [("tests/src/model/", "the reference model of the accounting")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The Rust files of the repository with their texts, by path from its root.
fn sources() -> BTreeMap<String, String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "*.rs"])
        .current_dir(root())
        .output()
        .unwrap();
    let paths = String::from_utf8(output.stdout).unwrap();
    let read = |path: &str| Some((path.to_owned(), fs::read_to_string(root().join(path)).ok()?));
    let sources: BTreeMap<_, _> = paths.lines().filter_map(read).collect();
    assert!(
        sources.len() > 400,
        "{} files of the repository are found",
        sources.len()
    );
    sources
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let lines = sources()
        .into_iter()
        .map(|(path, text)| (text.lines().count(), path));
    let long: Vec<_> = lines.filter(|(lines, _)| *lines > LONGEST).collect();
    assert!(long.is_empty(), "split by what they are about: {long:?}");
}

#[test]
fn no_file_is_compiled_into_two_places() {
    let twice = sources()
        .into_iter()
        .filter(|(_, text)| text.lines().any(|line| line.trim_start().starts_with("#[path")));
    let twice: Vec<_> = twice.map(|(path, _)| path).collect();
    assert!(twice.is_empty(), "make a crate of what both need: {twice:?}");
}

/// Macros whose only argument declares types as they would stand outside.
const DECLARING: [&str; 4] = ["fields! {", "messages! {", "events! {", "parameters! {"];

/// The types that a file declares for other crates, itself or through a macro.
fn all_declared(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if DECLARING.contains(&line) || line == "}" {
            inside = line != "}";
        }
        found.extend(declared(
            line.strip_prefix("    ").filter(|_| inside).unwrap_or(line),
        ));
    }
    found
}

/// The type that a line declares for other crates, if any.
fn declared(line: &str) -> Option<&str> {
    let mut words = line
        .strip_prefix("pub ")?
        .split(|c: char| !c.is_alphanumeric() && c != '_');
    matches!(words.next()?, "struct" | "enum" | "trait" | "type")
        .then(|| words.next())
        .flatten()
}

#[test]
fn a_declaration_is_read_as_it_is_meant() {
    assert_eq!(declared("pub struct Books<'a> {"), Some("Books"));
    assert_eq!(declared("pub enum Way {"), Some("Way"));
    assert_eq!(declared("pub trait Chain: Send {"), Some("Chain"));
    assert_eq!(
        declared("pub type Agreement = Result<(), String>;"),
        Some("Agreement")
    );
    let text = "fields! {\n    pub struct Fee {\n        pub bps: u64,\n    }\n}\nmod inner {\n    pub struct Other;\n}\n";
    assert_eq!(all_declared(text), ["Fee"]);
    for other in [
        "pub(crate) struct Books {",
        "    pub struct Books {",
        "struct Books;",
        "pub fn books() {",
        "pub use a::Books;",
    ] {
        assert_eq!(declared(other), None, "{other}");
    }
}

#[test]
fn no_name_is_given_to_two_types() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources() {
        // What a test declares is seen by that test alone.
        let library = path.contains("/src/") && !path.contains("/src/bin/") && !path.ends_with("/main.rs");
        if !library || SECOND.iter().any(|(folder, _)| path.starts_with(folder)) {
            continue;
        }
        for name in all_declared(&text) {
            places.entry(name.to_owned()).or_default().push(path.clone());
        }
    }
    assert!(places.len() > 300, "only {} types are found", places.len());
    for (name, why) in CONVENTIONS {
        let found = places.remove(name).unwrap_or_default();
        assert!(found.len() > 1, "{name} ({why}) needs no exception: {found:?}");
    }
    places.retain(|_, found| found.len() > 1);
    assert!(
        places.is_empty(),
        "one name, one thing; what only its crate sees is `pub(crate)`: {places:#?}"
    );
}
