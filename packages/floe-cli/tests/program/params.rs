//! `floe params`: every parameter that an owner can set, and what the contracts beside the three were created with.

use std::collections::BTreeSet;

use floe_cli::ExitCode;
use serde_json::Value;

use crate::commands::{printed, staked};

/// What the contracts' schemas let an owner set by `update_params`.
fn declared(contracts: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for contract in contracts {
        let file = format!("{}/../../schema/{contract}.json", env!("CARGO_MANIFEST_DIR"));
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let execute = &schema["execute"];
        let messages = execute["oneOf"].as_array().unwrap().iter();
        let update = messages.filter_map(|message| message["properties"].get("update_params"));
        let reference = update.map(|update| update["$ref"].as_str().or(update["allOf"][0]["$ref"].as_str()));
        let name = reference.flatten().next().unwrap().replace("#/definitions/", "");
        let fields = execute["definitions"][&name]["properties"].as_object().unwrap();
        found.extend(fields.keys().cloned());
    }
    found
}

#[test]
fn parameters_are_shown_with_bounds_meaning_and_when_they_were_changed() {
    let rig = staked();
    let before = rig.run("alice", &["params", "min_bond"]);
    printed(&before, "10000 stake");
    printed(
        &before,
        "1000 stake to 100000000 stake, default 10000 stake; as deployed",
    );
    printed(&before, "Smallest deposit");
    let changes = [
        "admin",
        "params",
        "min_bond=20000 stake",
        "batch_interval=12h",
        "--json",
    ];
    let receipt: Value = serde_json::from_str(&rig.run("owner", &changes).out).unwrap();
    let height = &receipt["height"];
    printed(
        &rig.run("alice", &["params", "min_bond"]),
        &format!("set in block {height} at "),
    );
    let all: Value = serde_json::from_str(&rig.run("alice", &["params", "--json"]).out).unwrap();
    let names: BTreeSet<String> = all["params"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, declared(&["hub", "validator-registry"]));
    rig.run("alice", &["params", "min_bnod"])
        .ended(ExitCode::Misuse)
        .says("did you mean min_bond?");
}

#[test]
fn a_node_that_has_forgotten_the_past_still_tells_parameters() {
    let rig = staked();
    rig.run("owner", &["admin", "params", "min_bond=20000 stake"])
        .ended(ExitCode::Done);
    rig.pass(60);
    rig.chain.way.forgetful.set(true);
    let ran = rig.run("alice", &["params", "min_bond"]);
    printed(&ran, "20000 stake");
    printed(&ran, "when it was set is not known");
}
