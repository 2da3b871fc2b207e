//! A history run through the program.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What the program answered.
pub struct Run {
    /// Answers, line by line; empty where a table was asked for.
    pub lines: Vec<Value>,
    pub out: String,
    pub errors: String,
    pub status: i32,
}

/// Runs a history from the standard input.
pub fn replay(history: &str, flags: &[&str]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_floe-sim"))
        .args(["replay", "-"])
        .args(flags)
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
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect(),
        out,
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

    pub fn kind(&self, number: u64) -> &str {
        self.line(number)["error"]["kind"]
            .as_str()
            .unwrap_or_else(|| panic!("{} succeeded", self.line(number)))
    }

    pub fn books(&self, number: u64, fields: &[&str]) -> Vec<String> {
        let books = &self.line(number)["books"];
        fields
            .iter()
            .map(|field| books[field].as_str().unwrap().to_owned())
            .collect()
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
}
