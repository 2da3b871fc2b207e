//! What people write: amounts, addresses, validators and times; and what they may have meant. Whatever cannot be used is said
//! before anything is asked of a key or shown as a preview.

mod addresses;
mod similar;
mod validators;
mod votes;

use std::fmt;

use floe_client::{text, ErrorCode};

pub use addresses::account;
pub use similar::hint;
pub use validators::operator;
pub use votes::{choice, choice_name, weighted, whole_or_weighted};

/// Characters of an input that are repeated in an answer to it.
const CITED: usize = 60;

/// Words for whoever wrote something that cannot be used, with the code that programs see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongInput {
    pub code: ErrorCode,
    text: String,
}

impl WrongInput {
    pub fn new(code: ErrorCode, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
        }
    }

    /// As an error, or as the context of one.
    pub fn refuse<T>(code: ErrorCode, text: impl Into<String>) -> anyhow::Result<T> {
        Err(Self::new(code, text).into())
    }
}

impl fmt::Display for WrongInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for WrongInput {}

/// An input as it is repeated: harmless in a terminal, and cut where it is long.
pub fn cited(given: &str) -> String {
    let mut shown: String = given.chars().take(CITED).collect();
    if given.chars().nth(CITED).is_some() {
        shown.push('…');
    }
    text::plain(&shown)
}

/// Why a TOML file cannot be read, in one line: the place and the reason.
pub fn toml_fault(source: &str, error: &toml::de::Error) -> String {
    let place = error.span().map(|span| {
        let before = source.get(..span.start).unwrap_or(source);
        format!("line {}: ", before.matches('\n').count().saturating_add(1))
    });
    let reason = error.message().lines().collect::<Vec<_>>().join(" ");
    format!("{}{}", place.unwrap_or_default(), text::plain(&reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_short_and_harmless() {
        assert_eq!(cited("12 stake"), "12 stake");
        assert_eq!(cited(&"x".repeat(100)).chars().count(), CITED + 1);
        assert_eq!(cited("a\u{1b}[31m"), "a\\u001b[31m");
    }

    #[test]
    fn a_fault_in_a_file_is_one_line_with_its_place() {
        let source = "[chain]\nid = \"x\"\nnodes = 5\n";
        let error = toml::from_str::<crate::config::ConfigFile>(source).unwrap_err();
        let said = toml_fault(source, &error);
        assert!(said.starts_with("line 3: ") && !said.contains('\n'), "{said}");
    }
}
