//! Lists of things that are right or wrong.

use serde::Serialize;

use crate::context::Context;
use crate::exit::ExitCode;

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub what: String,
    pub right: bool,
    /// It is not wrong, and somebody should look at it.
    pub warning: bool,
    /// What was found, and what to do where it is wrong.
    pub detail: String,
}

/// In the order they were made.
#[derive(Default)]
pub struct Checks(pub Vec<Finding>);

impl Checks {
    pub fn note(&mut self, what: impl Into<String>, right: bool, detail: impl Into<String>) {
        self.0.push(Finding {
            what: what.into(),
            right,
            warning: false,
            detail: detail.into(),
        });
    }

    /// Right, and to be looked at.
    pub fn warn(&mut self, what: impl Into<String>, detail: impl Into<String>) {
        self.0.push(Finding {
            what: what.into(),
            right: true,
            warning: true,
            detail: detail.into(),
        });
    }

    /// Right if both are equal.
    pub fn same(&mut self, what: impl Into<String>, found: &str, expected: &str) {
        if found == expected {
            self.note(what, true, found);
        } else {
            self.note(what, false, format!("is {found}, expected {expected}"));
        }
    }

    /// Right unless it failed; `found` says what is there.
    pub fn tried(&mut self, what: impl Into<String>, outcome: anyhow::Result<String>) {
        match outcome {
            Ok(found) => self.note(what, true, found),
            Err(error) => self.note(what, false, format!("{error:#}")),
        }
    }

    pub fn all_right(&self) -> bool {
        self.0.iter().all(|check| check.right)
    }

    pub fn lines(&self) -> Vec<String> {
        let line = |check: &Finding| {
            let mark = match (check.right, check.warning) {
                (false, _) => "FAIL",
                (true, true) => "warn",
                (true, false) => "ok  ",
            };
            format!("{mark}  {}: {}", check.what, check.detail)
        };
        self.0.iter().map(line).collect()
    }

    /// Prints them; the exit code says whether all are right.
    pub fn show(&self, context: &mut Context<'_>) -> anyhow::Result<ExitCode> {
        context.show(&self.0, |_| self.lines())?;
        Ok(ExitCode::when(self.all_right()))
    }
}
