//! Printing the story line by line.

use std::io::{self, Write};

use serde_json::{json, Value};

use floe_draw::Table;

const WIDTH: usize = 98;

/// Writes the story to standard output, as text or as one JSON object a line.
pub(crate) struct Teller {
    json: bool,
    out: Box<dyn Write>,
    chapters: u32,
    /// Whether the last line was empty: two in a row say nothing.
    blank: bool,
    pub day: u64,
    failure: Option<io::Error>,
}

impl Teller {
    pub fn new(json: bool) -> Self {
        Self {
            json,
            out: Box::new(io::BufWriter::new(io::stdout())),
            chapters: 0,
            blank: true,
            day: 0,
            failure: None,
        }
    }

    /// One that nobody hears.
    pub fn silent() -> Self {
        Self {
            out: Box::new(io::sink()),
            ..Self::new(false)
        }
    }

    pub fn chapter(&mut self, title: &str) {
        self.chapters += 1;
        if self.json {
            return self.object("chapter", json!({ "number": self.chapters, "title": title }));
        }
        let heading = format!("{}. {title}", self.chapters);
        let day = format!("day {}", self.day);
        let gap = WIDTH.saturating_sub(heading.len() + day.len() + 2);
        self.line("");
        self.line(&format!("{heading} {} {day}", "-".repeat(gap)));
        self.line("");
    }

    /// A paragraph for people, and the same fact with its numbers in base units for machines.
    pub fn tell(&mut self, event: &str, text: &str, data: Value) {
        if self.json {
            return self.object(event, json!({ "text": text, "data": data }));
        }
        for line in wrapped(text, WIDTH - 2) {
            self.line(&format!("  {line}"));
        }
    }

    /// A paragraph without numbers of its own.
    pub fn say(&mut self, text: &str) {
        self.tell("note", text, Value::Null);
    }

    pub fn table(&mut self, table: &Table) {
        if self.json {
            return self.object("table", table.json());
        }
        self.picture(&table.lines());
    }

    /// Lines that are shown as they are; machines have the numbers already.
    pub fn picture(&mut self, lines: &[String]) {
        if self.json {
            return;
        }
        self.line("");
        for line in lines {
            self.line(&format!("    {line}"));
        }
        self.line("");
    }

    pub fn object(&mut self, event: &str, mut value: Value) {
        if !self.json {
            return;
        }
        if let Some(fields) = value.as_object_mut() {
            fields.insert("event".into(), event.into());
            fields.insert("day".into(), self.day.into());
        }
        self.line(&value.to_string());
    }

    fn line(&mut self, text: &str) {
        let blank = text.is_empty();
        if blank && self.blank {
            return;
        }
        self.blank = blank;
        let written = writeln!(self.out, "{}", text.trim_end());
        if let (Err(error), None) = (written, &self.failure) {
            self.failure = Some(error);
        }
    }

    /// # Errors
    /// When something could not be written. A reader who has gone away is no error.
    pub fn finish(mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        match self.failure.map_or(flushed, Err) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
    }
}
