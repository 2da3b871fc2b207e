//! The histories of the second attack (`tests/histories/second_attack`): each with what is right in it.

mod exits;
mod flows;
mod validators;

use std::path::Path;

use serde_json::Value;

use crate::run::{self, Run};

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

/// Any history, whatever becomes of it. Every line of the answer is one that can be read.
pub fn replay(history: &str) -> Run {
    let run = run::replay(history, &["--check"]);
    assert_eq!(run.lines.len(), run.out.lines().count(), "{}", run.out);
    run
}

/// A number of the books after a line.
pub fn book(line: &Value, field: &str) -> u128 {
    line["books"][field].as_str().unwrap().parse().unwrap()
}

/// A number of an answer.
pub fn amount(line: &Value, field: &str) -> u128 {
    line["result"][field].as_str().unwrap().parse().unwrap()
}
