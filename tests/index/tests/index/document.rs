//! The document of the API, which clients are made from, and its examples.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use floe_index_tests::recorded::Recording;
use floe_index_tests::served::Served;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares a text with a file of the repository, or writes it with `UPDATE_GOLDEN`.
fn same(path: &str, text: &str) {
    let file = root().join(path);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, text).unwrap();
    }
    let stored = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        stored == text,
        "{path} differs; if that is meant, run the test twice with UPDATE_GOLDEN=1, then `make ts`"
    );
}

/// Of a history in which the protocol has all its modules.
fn of_modules() -> Vec<(&'static str, Value)> {
    let (recording, said) = Recording::governed();
    let served = Served::of(recording, 100_000);
    let asked = [
        ("coverage", "/v1/coverage?limit=1".to_owned()),
        ("guarantors", "/v1/guarantors".to_owned()),
        ("positions", format!("/v1/accounts/{}/positions", said.who)),
        ("proposals", "/v1/proposals?limit=1&state=executed".to_owned()),
        ("staking", "/v1/staking".to_owned()),
        ("votes", "/v1/votes?limit=1".to_owned()),
        ("weightings", "/v1/weightings?limit=1".to_owned()),
    ];
    asked
        .iter()
        .map(|(name, path)| (*name, served.json(path)))
        .collect()
}

/// Every operation with an answer of JSON but the stream, and what it is asked in the examples.
#[test]
fn every_example_of_the_document_is_an_answer_to_a_recorded_history() {
    let served = Served::of(Recording::of(31, 200), 100_000);
    let told = served.recording.told.last().unwrap();
    let hub = &served.recording.roles.hub;
    let holder = told
        .requests
        .keys()
        .map(|(user, _)| user)
        .find(|user| *user != hub);
    let holder = holder.unwrap();
    let validators = served.json("/v1/validators");
    let operator = validators["validators"][0]["operator"].as_str().unwrap();
    let asked = [
        ("account", format!("/v1/accounts/{holder}")),
        ("batches", "/v1/batches?limit=2".to_owned()),
        ("events", "/v1/events?limit=2".to_owned()),
        ("exits", "/v1/exits".to_owned()),
        ("health", "/health".to_owned()),
        ("history", format!("/v1/accounts/{holder}/history?limit=1")),
        ("holders", "/v1/holders".to_owned()),
        ("losses", "/v1/losses?limit=1".to_owned()),
        ("params", "/v1/params?limit=2".to_owned()),
        ("protocol", "/v1/protocol".to_owned()),
        ("rate", "/v1/rate?limit=2".to_owned()),
        ("statement", format!("/v1/accounts/{holder}/statement")),
        ("validator", format!("/v1/validators/{operator}")),
        ("validators", "/v1/validators".to_owned()),
    ];
    let mut answers: BTreeMap<&str, Value> = asked
        .iter()
        .map(|(name, path)| (*name, served.json(path)))
        .collect();
    answers.extend(of_modules());
    // Long lists without pages: the newest of each say enough.
    let long = [
        ("statement", "movements"),
        ("validator", "slashes"),
        ("validator", "commissions"),
        ("validator", "stakes"),
        ("validators", "validators"),
        ("exits", "unbonding"),
    ];
    for (name, list) in long {
        let list = answers.get_mut(name).unwrap()[list].as_array_mut().unwrap();
        list.truncate(2);
    }
    same(
        "packages/floe-index/src/api/examples.json",
        &(serde_json::to_string_pretty(&answers).unwrap() + "\n"),
    );
}

#[test]
fn the_document_that_clients_are_made_from_is_the_programs_and_each_answer_in_it_has_its_example() {
    let document = floe_index::api::document();
    for (path, item) in &document.paths.paths {
        let operation = item.get.as_ref().unwrap();
        let answer = serde_json::to_value(&operation.responses.responses["200"]).unwrap();
        if let Some(content) = answer["content"].get("application/json") {
            assert!(content["example"].is_object(), "{path} has no example");
        }
    }
    same(
        "schema/index/openapi.json",
        &(document.to_pretty_json().unwrap() + "\n"),
    );
}
