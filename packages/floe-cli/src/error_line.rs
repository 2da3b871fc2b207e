//! How a run says that it failed: one line for people, or an object for programs.

use floe_client::{Error, ErrorCode, Happened};
use serde::Serialize;

use crate::exit::{Declined, ExitCode};
use crate::host::Host;
use crate::input::WrongInput;

/// What programs are told with `--json`.
#[derive(Serialize)]
struct Told<'t> {
    code: &'static str,
    /// Of the process.
    exit: u8,
    message: &'t str,
    /// Hashes of what has happened before it.
    happened: Vec<String>,
}

/// Says an error as the last line beside the results; the exit code that belongs to it.
pub fn tell(error: &anyhow::Error, json: bool, host: &mut Host) -> ExitCode {
    let happened = error.downcast_ref::<Happened>();
    let happened = happened.map(|before| before.0.clone()).unwrap_or_default();
    say(
        code(error),
        ExitCode::of(error),
        &as_commands(&format!("{error:#}")),
        happened,
        json,
        host,
    )
}

/// What the standard library says of numbers, and what is meant.
const NUMBERS: [(&str, &str); 3] = [
    (
        ": invalid digit found in string",
        ": write a whole number in digits",
    ),
    (
        ": number too large to fit in target type",
        ": the number is too large",
    ),
    (
        ": cannot parse integer from empty string",
        ": write a whole number in digits",
    ),
];

/// The same of wrong commands and flags: what their parser says in a paragraph becomes one line, with the help to read.
pub fn tell_usage(text: &str, command: &str, json: bool, host: &mut Host) -> ExitCode {
    let said = NUMBERS
        .iter()
        .fold(text.to_owned(), |text, (said, meant)| text.replace(said, meant));
    let parts = said.lines().map(str::trim).filter(|part| {
        !part.is_empty() && !part.starts_with("Usage: ") && !part.starts_with("For more information")
    });
    let mut words = String::new();
    for part in parts {
        if !words.is_empty() {
            // Values and names that continue a sentence.
            words.push_str(if words.ends_with(':') || part.starts_with('[') {
                " "
            } else {
                "; "
            });
        }
        let part = part.strip_prefix("error: ").unwrap_or(part);
        words.push_str(part.strip_prefix("tip: ").unwrap_or(part));
    }
    words.push_str(&format!("; see `{command} --help`"));
    say(ErrorCode::Usage, ExitCode::Misuse, &words, Vec::new(), json, host)
}

fn say(
    code: ErrorCode,
    exit: ExitCode,
    message: &str,
    happened: Vec<String>,
    json: bool,
    host: &mut Host,
) -> ExitCode {
    if !json {
        host.note(format!("floe: {message}"));
        return exit;
    }
    let told = Told {
        code: code.name(),
        exit: exit.code(),
        message,
        happened,
    };
    let told = serde_json::json!({ "error": told });
    host.note(told.to_string());
    exit
}

/// By the outermost cause that has a code; [`ErrorCode::Input`] where none has.
fn code(error: &anyhow::Error) -> ErrorCode {
    if error.downcast_ref::<Happened>().is_some() {
        return ErrorCode::Happened;
    }
    if error.downcast_ref::<Declined>().is_some() {
        return ErrorCode::Declined;
    }
    if let Some(wrong) = error.downcast_ref::<WrongInput>() {
        return wrong.code;
    }
    for cause in error.chain() {
        if let Some(error) = cause.downcast_ref::<Error>() {
            return error.code();
        }
        if cause.is::<std::io::Error>() {
            return ErrorCode::File;
        }
    }
    ErrorCode::Input
}

/// Contracts name their messages, `add_validator`; here they are commands.
fn as_commands(words: &str) -> String {
    let line = crate::app::command_line();
    let admin = line.find_subcommand("admin");
    let commands: Vec<(String, &str)> = admin
        .into_iter()
        .flat_map(clap::Command::get_subcommands)
        .map(clap::Command::get_name)
        .filter(|name| name.contains('-'))
        .map(|name| (name.replace('-', "_"), name))
        .collect();
    let mut shown = String::new();
    let mut word = String::new();
    for letter in words.chars().map(Some).chain([None]) {
        match letter {
            Some(letter) if letter.is_ascii_alphanumeric() || letter == '_' => word.push(letter),
            other => {
                match commands.iter().find(|(message, _)| *message == word) {
                    Some((_, name)) => shown.push_str(&format!("`floe admin {name}`")),
                    None => shown.push_str(&word),
                }
                word.clear();
                shown.extend(other);
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;
    use rstest::rstest;

    #[test]
    fn messages_of_contracts_are_told_as_commands() {
        let said = as_commands("v is not in the registry; add it with add_validator, or see add_validators");
        assert_eq!(
            said,
            "v is not in the registry; add it with `floe admin add-validator`, or see add_validators"
        );
    }

    #[rstest]
    #[case(Declined.into(), ErrorCode::Declined)]
    #[case(WrongInput::new(ErrorCode::Date, "x").into(), ErrorCode::Date)]
    #[case(Error::Stopped.into(), ErrorCode::Stopped)]
    #[case(std::io::Error::other("disk").into(), ErrorCode::File)]
    #[case(anyhow!("anything"), ErrorCode::Input)]
    #[case(crate::exit::after(&["AB".to_owned()], anyhow!("a full disk")), ErrorCode::Happened)]
    fn an_error_has_the_code_of_its_outermost_known_cause(
        #[case] error: anyhow::Error,
        #[case] expected: ErrorCode,
    ) {
        assert_eq!(code(&error), expected);
        assert_eq!(code(&error.context("outside")), expected);
    }
}
