//! Who may depend on whom: what holds or moves people's money is built without test code.

use std::process::Command;

use floe_tests::prelude::*;

/// Crates that are deployed, or that sign with people's keys.
const PRODUCTION: [&str; 15] = [
    "packed-store",
    "floe-core",
    "floe-api",
    "floe-contract",
    "floe-hub",
    "floe-validator-registry",
    "floe-reward-collector",
    "floe-backstop",
    "floe-bonds",
    "floe-timelock",
    "floe-stake",
    "floe-gauge",
    "floe-client",
    "floe-keeper",
    "floe-index",
];

/// Chains in memory, faults, and what tests share.
const TEST: [&str; 11] = [
    "cw-multi-test",
    "floe-conformance",
    "floe-e2e",
    "floe-embedded",
    "floe-index-tests",
    "floe-probe",
    "floe-shell-tests",
    "floe-sim",
    "floe-testing",
    "floe-tests",
    "proptest",
];

/// The crates that each crate is built with, by name; what only its tests need is left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let named: BTreeMap<&str, &str> = list(&metadata, "packages")
        .map(|package| (text(package, "id"), text(package, "name")))
        .collect();
    let built_with = |node: &Value| {
        list(node, "deps")
            .filter(|dep| list(dep, "dep_kinds").any(|kind| kind["kind"] != "dev"))
            .map(|dep| named[text(dep, "pkg")].to_owned())
            .collect()
    };
    list(&metadata["resolve"], "nodes")
        .map(|node| (named[text(node, "id")].to_owned(), built_with(node)))
        .collect()
}

fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().unwrap().iter()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap()
}

#[test]
fn no_production_crate_reaches_a_test_crate() {
    let dependencies = dependencies();
    for name in TEST {
        assert!(dependencies.contains_key(name), "{name} is not in the tree");
    }
    for crate_name in PRODUCTION {
        let mut reached = BTreeSet::new();
        let mut next = vec![crate_name.to_owned()];
        while let Some(name) = next.pop() {
            let more = dependencies[&name].iter().filter(|dep| !reached.contains(*dep));
            next.extend(more.cloned());
            reached.insert(name);
        }
        let forbidden: Vec<_> = TEST.iter().filter(|test| reached.contains(**test)).collect();
        assert!(forbidden.is_empty(), "{crate_name} is built with {forbidden:?}");
    }
}
