//! Charts: lines, boxes and words on a page, written as SVG that follows the reader's light or dark setting.
//!
//! [`Panels`] draws figures over time, one panel below the other; [`Bars`] draws rows of bars. Both fit themselves into the
//! width that they are given.

// Places on a page are floats, which do not overflow.
#![allow(clippy::arithmetic_side_effects)]

mod bars;
mod calendar;
mod legend;
mod marks;
mod panels;
mod svg;
mod ticks;
mod tone;

pub use bars::{Bar, Bars};
pub use marks::ChartMark;
pub use panels::{Across, Panel, Panels, Picture, Series};
pub use tone::Tone;

/// Width of a chart where nothing else is asked for, in pixels.
pub const WIDTH: u16 = 860;
/// The narrowest in which words still fit.
pub const LEAST_WIDTH: u16 = 280;
/// The widest.
pub const MOST_WIDTH: u16 = 4_000;

/// Sizes of letters, in pixels.
const TITLE: f64 = 16.0;
const TEXT: f64 = 12.0;

/// Where a text has its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stroke {
    Full(f64),
    Dashed(f64),
}

/// Something on the page. Places are in pixels from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Line {
        points: Vec<(f64, f64)>,
        stroke: Stroke,
        tone: Tone,
    },
    Box {
        at: (f64, f64),
        size: (f64, f64),
        tone: Tone,
        /// 1 hides what lies below it.
        opacity: f64,
    },
    Text {
        /// Of the base line.
        at: (f64, f64),
        anchor: Anchor,
        size: f64,
        tone: Tone,
        text: String,
    },
}

/// A page with shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// What it shows, for those who cannot see it.
    pub title: String,
    pub width: f64,
    pub height: f64,
    pub shapes: Vec<Shape>,
}

impl Drawing {
    pub fn new(title: impl Into<String>, width: f64) -> Self {
        Self {
            title: title.into(),
            width,
            height: 0.0,
            shapes: Vec::new(),
        }
    }

    pub fn line(&mut self, points: Vec<(f64, f64)>, stroke: Stroke, tone: Tone) {
        self.shapes.push(Shape::Line { points, stroke, tone });
    }

    /// A box between two corners, whichever they are.
    pub fn filled(&mut self, one: (f64, f64), other: (f64, f64), tone: Tone, opacity: f64) {
        let at = (one.0.min(other.0), one.1.min(other.1));
        let size = ((one.0 - other.0).abs(), (one.1 - other.1).abs());
        self.shapes.push(Shape::Box {
            at,
            size,
            tone,
            opacity,
        });
    }

    pub fn text(
        &mut self,
        at: (f64, f64),
        anchor: Anchor,
        (size, tone): (f64, Tone),
        text: impl Into<String>,
    ) {
        self.shapes.push(Shape::Text {
            at,
            anchor,
            size,
            tone,
            text: text.into(),
        });
    }

    /// The title at the top, in as many lines as it needs. Returns where it ends.
    fn head(&mut self, left: f64) -> f64 {
        let mut y = 10.0;
        for line in broken(&self.title.clone(), TITLE, self.width - 2.0 * left) {
            y += TITLE + 4.0;
            self.text((left, y), Anchor::Start, (TITLE, Tone::Ink), line);
        }
        y
    }

    pub fn svg(&self) -> String {
        svg::write(self)
    }
}

/// About how wide a text is, in pixels.
fn wide(text: &str, size: f64) -> f64 {
    float(text.chars().count()) * size * 0.56
}

/// Words in lines that are about so wide at most.
fn broken(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // Letters of addresses are broader than those of words.
    let words = text
        .split_whitespace()
        .flat_map(|word| pieces(word, size, width * 0.9));
    for word in words {
        match lines.last_mut() {
            Some(line) if wide(line, size) + wide(&word, size) + size / 2.0 <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// A word, in several pieces where it is wider than a line, as addresses are: nothing of them may be missing.
fn pieces(word: &str, size: f64, width: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in word.chars() {
        match pieces.last_mut() {
            Some(piece) if piece.is_empty() || wide(piece, size) + size * 0.56 <= width => piece.push(letter),
            _ => pieces.push(letter.to_string()),
        }
    }
    pieces
}

/// As much of a text as is about so wide, with a sign where something is missing.
fn cut(text: &str, size: f64, width: f64) -> String {
    if wide(text, size) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if wide(&kept, size) + size * 1.12 > width {
            break;
        }
        kept.push(letter);
    }
    format!("{kept}…")
}

/// A small number, exactly.
fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_broken_and_names_cut_where_there_is_no_room() {
        assert_eq!(broken("one two three", 10.0, 50.0), ["one two", "three"]);
        assert_eq!(broken("one two three", 10.0, 500.0), ["one two three"]);
        let address = "floe1qqqqwwwweeee";
        let lines = broken(address, 10.0, 50.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| wide(line, 10.0) <= 50.0));
        assert_eq!(lines.concat(), address);
        assert_eq!(cut("aurora", 10.0, 100.0), "aurora");
        assert_eq!(cut("floevaloper1abcdefgh", 10.0, 50.0), "floeval…");
    }
}
