//! Records what the contracts store and answer after a rich history. On real nodes with released Wasm by `make fixtures`;
//! on the embedded chain with today's code, so that the recorder itself is tested.
// A test reports by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;
use std::{env, fs};

use floe_e2e::{fixture, Backend, EmbeddedNet, LiveScene};
use serde_json::Value;

fn write(all: &Value, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let path = folder.join("state.json");
    fs::write(&path, format!("{}\n", serde_json::to_string_pretty(all).unwrap())).unwrap();
    println!(
        "fixture: {} answers written to {}",
        all["answers"].as_array().unwrap().len(),
        path.display()
    );
}

/// `FLOE_FIXTURE`: the folder to write to.
#[test]
#[ignore = "writes tests/fixtures with released Wasm: make fixtures"]
fn the_state_of_released_wasm() {
    let folder = env::var("FLOE_FIXTURE").expect("FLOE_FIXTURE: the folder to write to");
    write(
        &fixture::record(&mut LiveScene::new(Backend::Troubled)),
        Path::new(&folder),
    );
}

#[test]
fn a_recorded_history_has_something_of_everything_that_is_stored() {
    let all = fixture::record(&mut EmbeddedNet::new(Backend::Troubled));
    if let Some(folder) = env::var_os("FLOE_FIXTURE_EMBEDDED") {
        write(&all, Path::new(&folder));
    }
    let keys: Vec<String> = all["contracts"]["hub"]["state"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let hex = |text: &str| -> String { text.bytes().map(|byte| format!("{byte:02x}")).collect() };
    for item in [
        "allowance",
        "balance",
        "batch",
        "entry",
        "lock",
        "loss",
        "point",
        "request",
    ] {
        let item = hex(item);
        assert!(
            keys.iter().any(|key| key.contains(&item)),
            "nothing is stored under {item}: {keys:?}"
        );
    }
}
