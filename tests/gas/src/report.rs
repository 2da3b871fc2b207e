//! The page, the chart and the comparison.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use floe_draw::chart::{Bar, Bars, Tone, WIDTH};

use crate::Table;

const BEGIN: &str = "<!-- figures: written by `make gas` -->";
const END: &str = "<!-- end of figures -->";

pub fn count(table: &Table) -> usize {
    table.values().map(std::collections::BTreeMap::len).sum()
}

/// Figures that are more than 2 % above the committed ones, as lines to read.
pub fn grown(old: &Table, new: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for (validators, figures) in new {
        for (name, gas) in figures {
            let Some(before) = old.get(validators).and_then(|figures| figures.get(name)) else {
                continue;
            };
            if gas.saturating_mul(100) > before.saturating_mul(102) {
                lines.push(format!("{validators} validators, {name}: {before} -> {gas}"));
            }
        }
    }
    lines
}

/// Replaces the figures of a page and keeps the words around them.
pub fn write_page(path: &Path, table: &Table) -> Result<()> {
    let page = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let (head, rest) = page
        .split_once(BEGIN)
        .context("the page has no place for figures")?;
    let (_, tail) = rest
        .split_once(END)
        .context("the page's place for figures has no end")?;
    fs::write(path, format!("{head}{BEGIN}\n\n{}\n{END}{tail}", markdown(table)))?;
    Ok(())
}

fn markdown(table: &Table) -> String {
    let names: BTreeSet<&String> = table.values().flat_map(|figures| figures.keys()).collect();
    let mut text = String::from("| gas used |");
    for validators in table.keys() {
        let _ = write!(text, " {validators} validators |");
    }
    text.push_str("\n|---|");
    text.push_str(&"---:|".repeat(table.len()));
    text.push('\n');
    for name in names {
        let _ = write!(text, "| {name} |");
        for figures in table.values() {
            match figures.get(name) {
                Some(gas) => {
                    let _ = write!(text, " {} |", grouped(*gas));
                }
                None => text.push_str(" – |"),
            }
        }
        text.push('\n');
    }
    text
}

/// `1234567` as `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && digits.len().saturating_sub(n) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a user's messages cost beside their floors, as horizontal bars.
pub fn chart(table: &Table) -> String {
    const ROWS: [(&str, &str); 8] = [
        ("bond, returning (staked)", "floor: null hub deposit, returning"),
        ("bond, new (staked)", "floor: null hub deposit, new"),
        ("queue an exit", "floor: null hub exit"),
        ("queue an exit by cw20 send", "floor: null hub exit"),
        ("cw20 transfer, returning", "floor: cw20-base transfer, returning"),
        ("claim of one batch", "floor: pay a coin"),
        ("rate, smart query, alone", "floor: reader, one item, alone"),
        ("rate, raw read, alone", "floor: reader, one item, alone"),
    ];
    let Some((validators, figures)) = table.last_key_value() else {
        return String::new();
    };
    let value = |name: &str| figures.get(name).copied().unwrap_or_default();
    let row = |(name, floor): &(&str, &str)| Bar {
        name: (*name).to_owned(),
        parts: vec![places(value(name))],
        marker: Some(places(value(floor))),
        value: grouped(value(name)),
        loss: false,
    };
    let page = Bars {
        title: format!("Gas of a user's messages with {validators} validators"),
        parts: vec![("Floe".to_owned(), Tone::Series(0))],
        marker: "floor: a contract that does no more than it must".to_owned(),
        rows: ROWS.iter().map(row).collect(),
        note: String::new(),
    };
    page.draw(WIDTH).svg()
}

/// For a picture only.
fn places(gas: u64) -> f64 {
    gas as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_in_the_documentation_is_that_of_its_figures() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/assure");
        let figures = fs::read_to_string(docs.join("gas.json")).unwrap();
        let drawn = chart(&serde_json::from_str(&figures).unwrap());
        let kept = fs::read_to_string(docs.join("gas.svg")).unwrap();
        assert!(
            kept == drawn,
            "docs/assure/gas.svg is not that of gas.json; it should be\n{drawn}"
        );
    }
}
