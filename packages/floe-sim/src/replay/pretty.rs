//! The answer as a table.

use std::io::{self, Write};

use super::output::Output;

/// Width of the column that says what a line does.
const WORDS: usize = 34;

/// A row, and below it what went wrong or was noted.
pub fn row(out: &mut impl Write, words: &str, output: &Output) -> io::Result<()> {
    let words: String = words.chars().take(WORDS).collect();
    let mark = if output.ok { "ok" } else { "no" };
    write!(out, "{:>5} {mark} {words:<WORDS$}", output.line)?;
    if let (Some(height), Some(time)) = (output.height, output.time) {
        write!(out, " {height:>8} {time:>10}")?;
    }
    if let Some(books) = &output.books {
        let rate = books
            .rate
            .get(..books.rate.len().saturating_sub(9))
            .unwrap_or(&books.rate);
        write!(out, " {rate:>12}")?;
        for amount in [
            books.pool,
            books.supply,
            books.free,
            books.reserved,
            books.owed,
            books.undelegating,
            books.delegated,
            books.unreleased,
        ] {
            write!(out, " {amount:>14}")?;
        }
        if let Some(since) = books.short_since {
            write!(out, " short since {since}")?;
        }
    }
    writeln!(out)?;
    remarks(out, output)
}

fn remarks(out: &mut impl Write, output: &Output) -> io::Result<()> {
    if let Some(error) = &output.error {
        writeln!(out, "         {}: {}", error.kind, error.text)?;
    }
    let result = output.result.as_ref();
    if let Some(note) = result.and_then(|result| result.get("note")) {
        writeln!(
            out,
            "         {}",
            note.as_str().map_or_else(|| note.to_string(), str::to_owned)
        )?;
    } else if let Some(answer) = result.filter(|result| result.get("events").is_none()) {
        writeln!(out, "         {answer}")?;
    }
    output
        .broken
        .iter()
        .try_for_each(|broken| writeln!(out, "         broken: {broken}"))
}

pub fn header(out: &mut impl Write) -> io::Result<()> {
    write!(
        out,
        "{:>5} {:2} {:<WORDS$} {:>8} {:>10} {:>12}",
        "line", "", "", "height", "time", "rate"
    )?;
    for name in ["pool", "S", "B", "K", "owed", "U", "D", "unreleased"] {
        write!(out, " {name:>14}")?;
    }
    writeln!(out)
}
