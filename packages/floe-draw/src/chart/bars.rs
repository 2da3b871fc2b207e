//! Rows of bars, side by side to be compared.

use super::legend;
use super::ticks::{in_threes, Scale};
use super::{cut, wide, Anchor, Drawing, Stroke, Tone, LEAST_WIDTH, MOST_WIDTH, TEXT};

const EDGE: f64 = 12.0;
const THICK: f64 = 14.0;

/// A page of rows.
#[derive(Clone, Debug)]
pub struct Bars {
    pub title: String,
    /// What the parts of a bar are, from the left, with their colours.
    pub parts: Vec<(String, Tone)>,
    /// What the upright line at a bar is; empty where there is none.
    pub marker: String,
    pub rows: Vec<Bar>,
    /// Below all.
    pub note: String,
}

/// A row: parts that follow each other, beginning at zero.
#[derive(Clone, Debug)]
pub struct Bar {
    pub name: String,
    pub parts: Vec<f64>,
    /// Where the upright line stands.
    pub marker: Option<f64>,
    /// At the bar's end.
    pub value: String,
    /// Whether the name is that of something lost or broken.
    pub loss: bool,
}

impl Bars {
    /// The page, so wide.
    pub fn draw(&self, width: u16) -> Drawing {
        let width = f64::from(width.clamp(LEAST_WIDTH, MOST_WIDTH));
        let mut page = Drawing::new(self.title.as_str(), width);
        let mut y = page.head(EDGE);
        let marker = (!self.marker.is_empty()).then_some((self.marker.as_str(), Tone::Ink));
        let names = self.parts.iter().map(|(name, tone)| (name.as_str(), *tone));
        if self.parts.len() > 1 || marker.is_some() {
            y = legend::draw(
                &mut page,
                (EDGE, y + 22.0),
                width - 2.0 * EDGE,
                names.chain(marker),
            );
        }
        let longest =
            |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| wide(text, TEXT)).fold(0.0, f64::max);
        let named = longest(&mut self.rows.iter().map(|row| row.name.as_str()));
        let values: Vec<String> = self.rows.iter().map(|row| in_threes(&row.value)).collect();
        let valued = longest(&mut values.iter().map(String::as_str));
        // Names stand above their bars where they would take the bars' room.
        let beside = named.min(260.0) + valued + 140.0 < width;
        let left = if beside {
            EDGE + named.min(260.0) + 8.0
        } else {
            EDGE
        };
        let right = width - EDGE - valued - 8.0;
        let ends = self.rows.iter().flat_map(|row| {
            let sum: f64 = row.parts.iter().sum();
            [Some(sum), row.marker].into_iter().flatten()
        });
        let ends: Vec<f64> = ends.collect();
        let about = ((right - left) / 90.0).floor().max(1.0);
        let scale = Scale::around(ends.iter().copied(), true, about);
        let across = |value: f64| left + (right - left) * scale.part(value);
        y += 14.0;
        let top = y;
        let pitch = if beside { THICK + 10.0 } else { THICK + TEXT + 16.0 };
        let foot = top + super::float(self.rows.len()) * pitch + 4.0;
        let mut free = f64::NEG_INFINITY;
        for tick in scale.ticks() {
            let x = across(tick);
            page.line(vec![(x, top), (x, foot)], Stroke::Full(0.6), Tone::Grid);
            let label = scale.label(tick);
            let half = wide(&label, TEXT) / 2.0;
            let x = x.max(half + 2.0).min(width - half - 2.0);
            if x - half >= free {
                page.text((x, foot + 16.0), Anchor::Middle, (TEXT, Tone::Faint), label);
                free = x + half + 8.0;
            }
        }
        for (row, value) in self.rows.iter().zip(values) {
            let tone = if row.loss { Tone::Loss } else { Tone::Ink };
            let (words, bar) = match beside {
                true => (y + THICK + 1.0, y + 4.0),
                false => (y + TEXT + 4.0, y + TEXT + 10.0),
            };
            match beside {
                true => {
                    let name = cut(&row.name, TEXT, named.min(260.0));
                    page.text((left - 8.0, words), Anchor::End, (TEXT, tone), name);
                }
                false => {
                    let name = cut(&row.name, TEXT, width - 2.0 * EDGE);
                    page.text((EDGE, words), Anchor::Start, (TEXT, tone), name);
                }
            }
            self.bar(&mut page, row, bar, across);
            let at = (right + 8.0, bar + THICK - 3.0);
            page.text(at, Anchor::Start, (TEXT, Tone::Ink), value);
            y += pitch;
        }
        y = foot + 20.0;
        for line in super::broken(&self.note, TEXT, width - 2.0 * EDGE) {
            y += TEXT + 5.0;
            page.text((EDGE, y), Anchor::Start, (TEXT, Tone::Faint), line);
        }
        page.height = y + 12.0;
        page
    }

    fn bar(&self, page: &mut Drawing, row: &Bar, y: f64, across: impl Fn(f64) -> f64) {
        let mut begin = 0.0;
        for (value, (_, tone)) in row.parts.iter().zip(&self.parts) {
            if *value > 0.0 {
                page.filled((across(begin), y), (across(begin + value), y + THICK), *tone, 1.0);
                begin += value;
            }
        }
        if let Some(marker) = row.marker {
            let x = across(marker);
            page.line(
                vec![(x, y - 3.0), (x, y + THICK + 3.0)],
                Stroke::Full(2.0),
                Tone::Ink,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::*;

    fn page(rows: Vec<Bar>) -> Bars {
        Bars {
            title: "Stake".into(),
            parts: vec![
                ("staked".into(), Tone::Series(0)),
                ("coming back".into(), Tone::Series(1)),
            ],
            marker: "target".into(),
            rows,
            note: "What it is.".into(),
        }
    }

    fn row(name: &str, parts: [f64; 2], marker: f64) -> Bar {
        Bar {
            name: name.into(),
            parts: parts.to_vec(),
            marker: Some(marker),
            value: "100".into(),
            loss: false,
        }
    }

    #[test]
    fn parts_follow_each_other_in_proportion_and_the_marker_stands_where_it_belongs() {
        let drawing = page(vec![row("aurora", [60.0, 30.0], 90.0)]).draw(860);
        let boxes = drawing.shapes.iter().filter_map(|shape| match shape {
            Shape::Box { at, size, .. } if size.1 == THICK => Some((at.0, size.0)),
            Shape::Box { .. } | Shape::Line { .. } | Shape::Text { .. } => None,
        });
        let boxes: Vec<(f64, f64)> = boxes.collect();
        let [(first, long), (second, short)] = boxes.try_into().unwrap();
        assert!((first + long - second).abs() < 0.01 && (long - 2.0 * short).abs() < 0.01);
        let markers = drawing.shapes.iter().filter_map(|shape| match shape {
            Shape::Line {
                points,
                stroke: Stroke::Full(2.0),
                ..
            } => Some(points[0].0),
            Shape::Line { .. } | Shape::Box { .. } | Shape::Text { .. } => None,
        });
        let markers: Vec<f64> = markers.collect();
        assert!((markers[0] - (second + short)).abs() < 0.01, "{markers:?}");
    }

    #[test]
    fn names_stand_beside_their_bars_or_above_them_where_the_page_is_narrow() {
        let long = "floevaloper1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";
        let heights = |width| page(vec![row(long, [1.0, 0.0], 1.0); 3]).draw(width).height;
        assert!(heights(280) > heights(860));
        let svg = page(vec![row(long, [1.0, 0.0], 1.0)]).draw(280).svg();
        assert!(svg.contains('…'), "{svg}");
    }

    #[test]
    fn no_rows_and_nothing_in_them_do_no_harm() {
        for rows in [vec![], vec![row("a", [0.0, 0.0], 0.0)]] {
            let svg = page(rows).draw(860).svg();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
