//! Texts that somebody else has written: a node, a contract, a validator.

use std::fmt::Write;

/// Characters of a foreign text that are kept.
const LONGEST: usize = 1_000;

/// One line that is harmless in a terminal: control characters and those that turn the direction of writing are written
/// as `\u001b`, as JSON does, and what is longer than 1,000 characters is cut.
pub fn plain(text: &str) -> String {
    let mut shown = escaped(text.chars().take(LONGEST));
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// The same of a line of any length.
pub fn line(text: &str) -> String {
    escaped(text.chars())
}

/// Whether a node's word is one that a chain could be named by: up to 50 letters, digits, `.`, `_` and `-`, so that it can
/// name a file as well.
pub fn is_chain_id(text: &str) -> bool {
    named(text, 50, |c| matches!(c, '.' | '_' | '-'))
}

/// Whether a coin or its unit could have this name: a letter, then up to 127 letters, digits, `/`, `:`, `.`, `_` and `-`.
pub fn is_denom(text: &str) -> bool {
    let letter = text.starts_with(|c: char| c.is_ascii_alphabetic());
    letter && named(text, 128, |c| matches!(c, '/' | ':' | '.' | '_' | '-'))
}

/// Begins with a letter or digit.
fn named(text: &str, longest: usize, other: impl Fn(char) -> bool) -> bool {
    text.len() <= longest
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || other(c))
}

fn escaped(text: impl Iterator<Item = char>) -> String {
    let mut shown = String::new();
    for c in text {
        if is_harmful(c) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\u{:04x}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

fn is_harmful(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let ends_lines = matches!(c, '\u{2028}' | '\u{2029}');
    c.is_control() || turns || ends_lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::usual("Größe 5 μstake", "Größe 5 μstake")]
    #[case::colours("\u{1b}[31mred", "\\u001b[31mred")]
    #[case::another_line("a\nStaked 5 atom.\r", "a\\u000aStaked 5 atom.\\u000d")]
    #[case::eight_bit_escape("\u{9b}31m", "\\u009b31m")]
    #[case::turned_around("\u{202e}evil", "\\u202eevil")]
    fn what_could_act_on_a_terminal_is_written_out(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(plain(text), expected);
    }

    #[test]
    fn what_is_written_out_is_still_json() {
        let json = serde_json::to_string("a\u{9b}b\u{202e}c").unwrap();
        let shown = line(&json);
        assert!(shown.is_ascii(), "{shown}");
        let read: String = serde_json::from_str(&shown).unwrap();
        assert_eq!(read, "a\u{9b}b\u{202e}c");
    }

    #[rstest]
    #[case("cosmoshub-4", true)]
    #[case("floe_local.1", true)]
    #[case("", false)]
    #[case("..", false)]
    #[case("../../etc", false)]
    #[case("a\"\nhub = \"x", false)]
    #[case("a b", false)]
    fn a_chain_is_named_by_what_can_name_a_file(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_chain_id(text), expected);
    }

    #[rstest]
    #[case("stake", true)]
    #[case("ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2", true)]
    #[case("factory/wasm1x/sub.unit_1", true)]
    #[case("", false)]
    #[case("1stake", false)]
    #[case("stake\"\n", false)]
    #[case("/stake", false)]
    fn a_coin_is_named_as_the_sdk_allows(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_denom(text), expected);
    }

    #[test]
    fn endless_texts_are_cut() {
        assert_eq!(plain(&"x".repeat(5_000)).chars().count(), 1_001);
        assert_eq!(plain(&"x".repeat(1_000)).chars().count(), 1_000);
    }
}
