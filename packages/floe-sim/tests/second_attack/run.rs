//! Runs a history through the program, with all invariants checked after every line.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What the program answered, line by line.
pub struct Run {
    lines: Vec<Value>,
    pub errors: String,
    pub status: i32,
}

/// The text of a history of the second attack.
pub fn text(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/histories/second_attack");
    std::fs::read_to_string(folder.join(format!("{name}.jsonl"))).unwrap()
}

/// A history as it was found. Every line does what it says it expects, and no invariant breaks.
pub fn history(name: &str) -> Run {
    sound(&text(name))
}

/// Any history in which every line does what it says it expects and no invariant breaks.
pub fn sound(history: &str) -> Run {
    let run = replay(history);
    assert_eq!((run.status, run.errors.as_str()), (0, ""));
    run
}

/// Any history, whatever becomes of it.
pub fn replay(history: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_floe-sim"))
        .args(["replay", "-", "--check"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let history = history.to_owned();
    // Apart, for the program answers while it reads. It may stop before the end.
    let writer = std::thread::spawn(move || drop(input.write_all(history.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    Run {
        lines: out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
        errors: String::from_utf8(output.stderr).unwrap(),
        status: output.status.code().unwrap(),
    }
}

impl Run {
    /// The answer to a line of the history, counted with comments.
    pub fn line(&self, number: u64) -> &Value {
        let found = self.lines.iter().find(|line| line["line"] == number);
        found.unwrap_or_else(|| panic!("no line {number}: {}", self.errors))
    }

    pub fn last(&self) -> &Value {
        self.lines.last().unwrap()
    }

    /// Answers that were refused, by line and kind.
    pub fn refusals(&self) -> Vec<(u64, &str)> {
        let refused = self.lines.iter().filter(|line| line["ok"] == false);
        refused
            .map(|line| {
                (
                    line["line"].as_u64().unwrap(),
                    line["error"]["kind"].as_str().unwrap(),
                )
            })
            .collect()
    }

    pub fn lines(&self) -> &[Value] {
        &self.lines
    }
}

/// A number of the books after a line.
pub fn book(line: &Value, field: &str) -> u128 {
    line["books"][field].as_str().unwrap().parse().unwrap()
}

/// A number of an answer.
pub fn amount(line: &Value, field: &str) -> u128 {
    line["result"][field].as_str().unwrap().parse().unwrap()
}
