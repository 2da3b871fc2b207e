//! What is depended on, held against `deny.toml`: what `make deny` checks without the tool, but for known faults.
// A test reports by panicking.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::process::Command;

use floe_tests::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rules() -> toml::Table {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    text.parse().unwrap()
}

/// Every package of Cargo.lock as cargo describes it.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--all-features", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = all["packages"].take();
    serde_json::from_value(packages).unwrap()
}

fn name(package: &Value) -> String {
    format!(
        "{}@{}",
        package["name"].as_str().unwrap(),
        package["version"].as_str().unwrap()
    )
}

/// Whether a licence expression can be met with allowed licences: `AND` binds closer than `OR`, `/` is an old `OR`.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let met = any(&mut words, allowed);
    assert!(words.peek().is_none(), "{expression} cannot be read");
    met
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut met = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        let other = all(words, allowed);
        met = met || other;
    }
    met
}

fn all(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        let other = one(words, allowed);
        met = met && other;
    }
    met
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let met = any(words, allowed);
        assert_eq!(words.next(), Some(")"));
        return met;
    }
    let mut licence = words.next().unwrap().to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        licence = format!("{licence} WITH {}", words.next().unwrap());
    }
    allowed.contains(&licence)
}

#[test]
fn licence_expressions_are_read_as_they_are_meant() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "Unicode-3.0".to_owned()]);
    for met in [
        "MIT",
        "MIT OR GPL-3.0",
        "GPL-3.0/MIT",
        "(MIT OR X) AND Unicode-3.0",
        "X AND Y OR MIT",
    ] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for unmet in [
        "X",
        "MIT AND X",
        "(MIT OR X) AND Y",
        "MIT WITH exception",
        "X OR Y AND MIT",
    ] {
        assert!(!is_met(unmet, &allowed), "{unmet}");
    }
}

#[test]
fn every_licence_in_the_tree_is_allowed() {
    let rules = rules();
    let allowed = rules["licenses"]["allow"].as_array().unwrap();
    let allowed: BTreeSet<String> = allowed
        .iter()
        .map(|licence| licence.as_str().unwrap().to_owned())
        .collect();
    let packages = packages();
    assert!(packages.len() > 100);
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| {
            !package["license"]
                .as_str()
                .is_some_and(|text| is_met(text, &allowed))
        })
        .map(|package| format!("{}: {}", name(package), package["license"]))
        .collect();
    assert!(refused.is_empty(), "{refused:?}; see deny.toml");
}

#[test]
fn everything_in_the_tree_is_ours_or_of_the_usual_registry() {
    let rules = rules();
    assert_eq!(rules["sources"]["unknown-registry"].as_str(), Some("deny"));
    assert_eq!(rules["sources"]["unknown-git"].as_str(), Some("deny"));
    let foreign: Vec<String> = packages()
        .iter()
        .filter(|package| match package["source"].as_str() {
            Some(source) => {
                !(source.starts_with("registry+") && source.ends_with("/rust-lang/crates.io-index"))
            }
            None => !Path::new(package["manifest_path"].as_str().unwrap()).starts_with(root()),
        })
        .map(name)
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn every_crate_that_is_there_twice_is_accepted_with_a_reason() {
    let rules = rules();
    let accepted = rules["bans"]["skip"].as_array().unwrap();
    let accepted: BTreeSet<String> = accepted
        .iter()
        .map(|skip| {
            let named = skip["crate"].as_str().unwrap();
            assert!(
                skip["reason"].as_str().unwrap().len() > 4,
                "{named} has no reason"
            );
            named.to_owned()
        })
        .collect();
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        let own = package["name"].as_str().unwrap().to_owned();
        versions.entry(own).or_default().push(name(&package));
    }
    versions.retain(|_, all| all.len() > 1);
    for all in versions.values() {
        let open: Vec<_> = all.iter().filter(|one| !accepted.contains(*one)).collect();
        assert!(
            open.len() <= 1,
            "{open:?} are there together; accept all but one in deny.toml, or make them one"
        );
    }
    let twice: BTreeSet<&String> = versions.values().flatten().collect();
    let gone: Vec<_> = accepted.iter().filter(|one| !twice.contains(one)).collect();
    assert!(
        gone.is_empty(),
        "deny.toml accepts {gone:?}, which are not there twice"
    );
}
