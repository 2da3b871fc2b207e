//! `floe try` as a newcomer meets it: the program as a process, and the program that speaks to it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn floe(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_floe"));
    command.args(args).current_dir(folder).env_clear();
    command
}

/// A trial that has said what to type, and that.
fn trial(folder: &Path) -> (Running, Vec<String>) {
    let child = floe(folder, &["try"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut running = Running(child.unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    while !said
        .iter()
        .any(|line: &String| line.starts_with("Nothing here has any worth"))
    {
        said.push(lines.next().expect("more lines").unwrap());
    }
    (running, said)
}

fn out(folder: &Path, args: &[&str]) -> String {
    let output = floe(folder, args).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{args:?}: {err}");
    String::from_utf8(output.stdout).unwrap()
}

fn number(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn an_empty_folder_becomes_a_protocol_that_answers_every_command_it_names() {
    let home = TempDir::new().unwrap();
    let (_running, said) = trial(home.path());
    let folder = home.path().join("floe-try");
    let named: Vec<&String> = said.iter().filter(|line| line.starts_with("  floe ")).collect();
    assert!(named.len() > 7, "{said:?}");
    for line in named {
        let command = line.split(" # ").next().unwrap();
        let args: Vec<&str> = command.split_whitespace().skip(1).chain(["--yes"]).collect();
        out(&folder, &args);
    }
    let status: Value = serde_json::from_str(&out(&folder, &["status", "--json"])).unwrap();
    assert_eq!(status["solvency"]["healthy"], true, "{status}");
    // Its record has the codes, roles and fee that a deployment's has.
    let checked = out(&folder, &["doctor"]);
    assert!(!checked.contains("no record says what it should be"), "{checked}");
    assert!(checked.contains("ok    code of the hub"), "{checked}");
    let balance: Value = serde_json::from_str(&out(&folder, &["balance", "--json"])).unwrap();
    // 10,000 and 2,500 of the past, 50 now, less 1,000 that were claimed and the exit of 20 shares.
    assert_eq!(balance["coins"], "988453275888", "{balance}");
    let address = balance["address"].as_str().unwrap();
    let report: Value =
        serde_json::from_str(&out(&folder, &["report", "--address", address, "--json"])).unwrap();
    assert_eq!(report["differences"], serde_json::json!([]));
    assert_eq!(number(&report["holder"]["deposited"]), 12_550_000_000);
}

#[test]
fn a_folder_that_has_something_in_it_is_not_touched() {
    let home = TempDir::new().unwrap();
    std::fs::write(home.path().join("mine"), "x").unwrap();
    let output = floe(home.path(), &["try", "."]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.contains("has something in it"), "{err}");
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
}
