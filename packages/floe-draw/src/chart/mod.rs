//! Charts: lines, boxes and words on a page, written as SVG.

// Places on a page are floats, which do not overflow.
#![allow(clippy::arithmetic_side_effects)]

mod plot;
mod svg;

use std::fmt;

pub use plot::plot;

/// Where a text has its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    End,
}

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

pub const BLACK: Colour = Colour(0x22, 0x22, 0x22);
pub const GREY: Colour = Colour(0xcc, 0xcc, 0xcc);

/// For lines that need to be told apart; the ninth has the first one's again.
pub const COLOURS: [Colour; 8] = [
    Colour(0x0b, 0x6e, 0x99),
    Colour(0xd9, 0x73, 0x0d),
    Colour(0x44, 0x83, 0x61),
    Colour(0x90, 0x65, 0xb0),
    Colour(0xc1, 0x4c, 0x8a),
    Colour(0x78, 0x77, 0x74),
    Colour(0xcb, 0x91, 0x2f),
    Colour(0x33, 0x7e, 0xa9),
];

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// Something on the page. Places are in pixels from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Line {
        points: Vec<(f64, f64)>,
        width: f64,
        colour: Colour,
    },
    /// Only its border.
    Frame {
        at: (f64, f64),
        size: (f64, f64),
        colour: Colour,
    },
    Box {
        at: (f64, f64),
        size: (f64, f64),
        colour: Colour,
    },
    Text {
        /// Of the base line.
        at: (f64, f64),
        anchor: Anchor,
        size: f64,
        text: String,
    },
}

/// A white page with shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    pub shapes: Vec<Shape>,
}

impl Drawing {
    pub const fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            shapes: Vec::new(),
        }
    }

    pub fn line(&mut self, points: Vec<(f64, f64)>, width: f64, colour: Colour) {
        self.shapes.push(Shape::Line {
            points,
            width,
            colour,
        });
    }

    pub fn frame(&mut self, at: (f64, f64), size: (f64, f64), colour: Colour) {
        self.shapes.push(Shape::Frame { at, size, colour });
    }

    pub fn filled(&mut self, at: (f64, f64), size: (f64, f64), colour: Colour) {
        self.shapes.push(Shape::Box { at, size, colour });
    }

    pub fn text(&mut self, at: (f64, f64), anchor: Anchor, size: f64, text: impl Into<String>) {
        self.shapes.push(Shape::Text {
            at,
            anchor,
            size,
            text: text.into(),
        });
    }

    pub fn svg(&self) -> String {
        svg::write(self)
    }
}
