//! Figures over time: panels with one axis of time, one below the other.

use super::calendar;
use super::legend;
use super::marks::{ChartMark, MarkWords};
use super::ticks::Scale;
use super::{wide, Anchor, Drawing, Stroke, Tone, LEAST_WIDTH, MOST_WIDTH, TEXT};

const RIGHT: f64 = 16.0;
const EDGE: f64 = 12.0;
/// Width of a bar, at least.
const LEAST_BAR: f64 = 3.0;

/// What lies along the foot of all panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// Unix seconds.
    Time,
    /// Days that are counted.
    Days,
}

/// A page of panels.
#[derive(Clone, Debug)]
pub struct Panels {
    pub title: String,
    pub across: Across,
    /// Names of lines that all panels have, with their colours; empty where panels name their own.
    pub legend: Vec<(String, Tone)>,
    pub panels: Vec<Panel>,
}

/// One frame.
#[derive(Clone, Debug)]
pub struct Panel {
    pub title: String,
    pub series: Vec<Series>,
    pub marks: Vec<ChartMark>,
}

/// A line or a row of bars.
#[derive(Clone, Debug)]
pub struct Series {
    /// In the legend of its panel; empty for none.
    pub name: String,
    pub tone: Tone,
    pub picture: Picture,
}

/// What is drawn of a series.
#[derive(Clone, Debug)]
pub enum Picture {
    /// Through these points, in any order. Two at one place are a step; one that falls is drawn as a loss.
    Line(Vec<(f64, f64)>),
    /// Boxes between two places, upwards from zero or downwards. Those of several series stand on each other.
    Bars(Vec<(f64, f64, f64)>),
}

/// A box of a row: its ends along the foot, and its ends in height.
struct Block {
    tone: Tone,
    across: (f64, f64),
    up: (f64, f64),
}

impl Panel {
    fn lines(&self) -> impl Iterator<Item = (Tone, Vec<(f64, f64)>)> + '_ {
        self.series.iter().filter_map(|series| match &series.picture {
            Picture::Line(points) => {
                let finite = |point: &&(f64, f64)| point.0.is_finite() && point.1.is_finite();
                let mut points: Vec<(f64, f64)> = points.iter().filter(finite).copied().collect();
                // Stable: of a step, before stays before after.
                points.sort_by(|a, b| a.0.total_cmp(&b.0));
                Some((series.tone, points))
            }
            Picture::Bars(_) => None,
        })
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        for series in &self.series {
            let Picture::Bars(bars) = &series.picture else {
                continue;
            };
            for (from, to, value) in bars
                .iter()
                .copied()
                .filter(|bar| bar.2.is_finite() && bar.2 != 0.0)
            {
                let same = blocks
                    .iter()
                    .rev()
                    .find(|block| block.across.0 == from && (block.up.1 > 0.0) == (value > 0.0));
                let base = same.map_or(0.0, |block| block.up.1);
                blocks.push(Block {
                    tone: series.tone,
                    across: (from, to),
                    up: (base, base + value),
                });
            }
        }
        blocks
    }

    fn scale(&self, about: f64) -> Scale {
        let bars = self
            .series
            .iter()
            .any(|series| matches!(series.picture, Picture::Bars(_)));
        let lines = self
            .lines()
            .flat_map(|(_, points)| points.into_iter().map(|point| point.1));
        let blocks = self.blocks().into_iter().map(|block| block.up.1);
        let values: Vec<f64> = lines.chain(blocks).collect();
        Scale::around(values.iter().copied(), bars, about)
    }

    fn places(&self) -> impl Iterator<Item = f64> + '_ {
        self.series.iter().flat_map(|series| -> Vec<f64> {
            match &series.picture {
                Picture::Line(points) => points.iter().map(|point| point.0).collect(),
                Picture::Bars(bars) => bars.iter().flat_map(|bar| [bar.0, bar.1]).collect(),
            }
        })
    }
}

/// The frame of a panel on the page, and the ends of what lies along its foot.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    foot: f64,
    first: f64,
    last: f64,
}

impl Frame {
    fn across(&self, place: f64) -> f64 {
        self.left + (self.right - self.left) * (place - self.first) / (self.last - self.first)
    }

    fn up(&self, scale: &Scale, value: f64) -> f64 {
        self.foot - (self.foot - self.top) * scale.part(value)
    }
}

impl Panels {
    /// The page, so wide.
    pub fn draw(&self, width: u16) -> Drawing {
        let width = f64::from(width.clamp(LEAST_WIDTH, MOST_WIDTH));
        let mut page = Drawing::new(self.title.as_str(), width);
        let mut y = page.head(EDGE);
        if !self.legend.is_empty() {
            let names = self.legend.iter().map(|(name, tone)| (name.as_str(), *tone));
            y = legend::draw(&mut page, (EDGE, y + 24.0), width - 2.0 * EDGE, names);
        }
        let alone = self.panels.len() == 1;
        let height = match alone {
            true => (width * 0.36).clamp(160.0, 420.0),
            false => (width * 0.22).clamp(130.0, 260.0),
        };
        let about = (height / 40.0).floor();
        let scales: Vec<Scale> = self.panels.iter().map(|panel| panel.scale(about)).collect();
        let labels = scales.iter().flat_map(|scale| {
            scale
                .ticks()
                .into_iter()
                .map(|tick| wide(&scale.label(tick), TEXT))
        });
        let left = EDGE + labels.fold(0.0, f64::max) + 8.0;
        let places = || {
            self.panels
                .iter()
                .flat_map(Panel::places)
                .filter(|place| place.is_finite())
        };
        let first = places().fold(f64::INFINITY, f64::min);
        let last = places().fold(f64::NEG_INFINITY, f64::max);
        let known = first <= last;
        let (first, last) = match known {
            true => (first, if last > first { last } else { first + 1.0 }),
            false => (0.0, 1.0),
        };
        for (panel, scale) in self.panels.iter().zip(&scales) {
            let mut frame = Frame {
                left,
                right: width - RIGHT,
                top: y,
                foot: y,
                first,
                last,
            };
            let marks: Vec<ChartMark> = panel
                .marks
                .iter()
                .filter(|mark| mark.at >= first && mark.at <= last)
                .cloned()
                .collect();
            let rows = MarkWords::of(&marks, |at| frame.across(at), (EDGE, width - 4.0));
            let mut below = y + 12.0;
            if !panel.title.is_empty() {
                below += TEXT + 6.0;
                page.text(
                    (EDGE, below),
                    Anchor::Start,
                    (TEXT + 1.0, Tone::Ink),
                    panel.title.as_str(),
                );
            }
            let names = panel.series.iter().filter(|series| !series.name.is_empty());
            let names: Vec<(&str, Tone)> = names.map(|series| (series.name.as_str(), series.tone)).collect();
            if !names.is_empty() {
                below = legend::draw(&mut page, (EDGE, below + 19.0), width - 2.0 * EDGE, names);
            }
            frame.top = below + 10.0 + rows.height();
            frame.foot = frame.top + height;
            grid(&mut page, &frame, scale);
            let foot = match known {
                true => self.foot(&mut page, &frame),
                false => {
                    let middle = ((frame.left + frame.right) / 2.0, (frame.top + frame.foot) / 2.0);
                    page.text(middle, Anchor::Middle, (TEXT, Tone::Faint), "nothing to show yet");
                    frame.foot
                }
            };
            contents(&mut page, &frame, scale, panel);
            rows.draw(&mut page, &marks, |at| frame.across(at), (frame.top, frame.foot));
            y = foot + 6.0;
        }
        if self.across == Across::Time && known {
            y += TEXT + 4.0;
            page.text(
                (EDGE, y),
                Anchor::Start,
                (TEXT - 1.0, Tone::Faint),
                "Times are UTC.",
            );
        }
        page.height = y + 10.0;
        page
    }

    /// What stands below a frame, and its upright lines. Returns where it ends.
    fn foot(&self, page: &mut Drawing, frame: &Frame) -> f64 {
        let room = frame.right - frame.left;
        let mut upright = |place: f64| {
            let x = frame.across(place);
            page.line(
                vec![(x, frame.top), (x, frame.foot)],
                Stroke::Full(0.6),
                Tone::Grid,
            );
            x
        };
        let mut words: Vec<(f64, f64, String)> = Vec::new();
        match self.across {
            Across::Days => {
                let scale = Scale::between(frame.first, frame.last, (room / 90.0).floor());
                for tick in scale.ticks() {
                    let x = upright(tick);
                    words.push((x, frame.foot + 16.0, format!("day {}", scale.label(tick))));
                }
            }
            Across::Time => {
                let most = whole((room / 72.0).floor()).max(3);
                let mut unit = String::new();
                let mut within: Vec<(f64, String)> = Vec::new();
                for tick in calendar::ticks(whole(frame.first.ceil()), whole(frame.last.floor()), most) {
                    let x = upright(seconds(tick.second));
                    words.push((x, frame.foot + 16.0, tick.label));
                    if tick.within != unit {
                        unit.clone_from(&tick.within);
                        within.push((x, tick.within));
                    }
                }
                words.extend(
                    apart(within, frame)
                        .into_iter()
                        .map(|(x, word)| (x, frame.foot + 31.0, word)),
                );
            }
        }
        let mut end = frame.foot;
        for (x, y, word) in words {
            let half = wide(&word, TEXT) / 2.0;
            let x = x.max(half + 2.0).min(page.width - half - 2.0);
            page.text((x, y), Anchor::Middle, (TEXT, Tone::Faint), word);
            end = end.max(y);
        }
        end
    }
}

/// Those that do not stand in each other's way: of two the second, as the first unit of an axis is seldom whole.
fn apart(words: Vec<(f64, String)>, frame: &Frame) -> Vec<(f64, String)> {
    let mut kept: Vec<(f64, String)> = Vec::new();
    for (x, word) in words {
        let half = wide(&word, TEXT) / 2.0;
        let near = |(other, text): &(f64, String)| other + wide(text, TEXT) / 2.0 + 8.0 > x - half;
        if kept.len() == 1 && kept.last().is_some_and(near) && x - half > frame.left {
            kept.pop();
        }
        if !kept.last().is_some_and(near) {
            kept.push((x, word));
        }
    }
    kept
}

/// Level lines with their values.
fn grid(page: &mut Drawing, frame: &Frame, scale: &Scale) {
    for tick in scale.ticks() {
        let y = frame.up(scale, tick);
        let zero = tick.abs() < 1e-12 && scale.low < 0.0;
        let (stroke, tone) = match zero {
            true => (Stroke::Full(1.0), Tone::Faint),
            false => (Stroke::Full(0.6), Tone::Grid),
        };
        page.line(vec![(frame.left, y), (frame.right, y)], stroke, tone);
        page.text(
            (frame.left - 6.0, y + 4.0),
            Anchor::End,
            (TEXT, Tone::Faint),
            scale.label(tick),
        );
    }
}

fn contents(page: &mut Drawing, frame: &Frame, scale: &Scale, panel: &Panel) {
    for block in panel.blocks() {
        let (from, to) = (frame.across(block.across.0), frame.across(block.across.1));
        let inset = ((to - from) * 0.12).clamp(0.0, 3.0);
        // The first and the last period are seldom whole; what happened in them can be seen all the same.
        let to = to.max((from + LEAST_BAR).min(frame.right));
        let from = from.min(to - LEAST_BAR);
        let one = (from + inset, frame.up(scale, block.up.0));
        let other = (to - inset, frame.up(scale, block.up.1));
        page.filled(one, other, block.tone, 1.0);
    }
    let mut drawn: Vec<Vec<(f64, f64)>> = Vec::new();
    for (tone, points) in panel.lines() {
        let placed: Vec<(f64, f64)> = points
            .iter()
            .map(|(place, value)| (frame.across(*place), frame.up(scale, *value)))
            .collect();
        if let [(x, y)] = placed.as_slice() {
            page.filled((x - 2.5, y - 2.5), (x + 2.5, y + 2.5), tone, 1.0);
        }
        // A step down is a loss, over the line.
        let falls = points
            .windows(2)
            .zip(placed.windows(2))
            .filter_map(|pair| match pair {
                ([before, after], [from, to]) if before.0 == after.0 && after.1 < before.1 => {
                    Some([*from, *to])
                }
                _ => None,
            });
        let falls: Vec<[(f64, f64); 2]> = falls.collect();
        let hides = drawn.iter().any(|earlier| lies_on(&placed, earlier));
        let stroke = match hides {
            true => Stroke::Dashed(1.8),
            false => Stroke::Full(1.8),
        };
        page.line(placed.clone(), stroke, tone);
        drawn.push(placed);
        for fall in falls {
            page.line(fall.to_vec(), Stroke::Full(3.0), Tone::Loss);
        }
    }
}

/// Whether a line would hide an earlier one: half of its points at least are within its breadth of the other's.
fn lies_on(line: &[(f64, f64)], earlier: &[(f64, f64)]) -> bool {
    let near = line.iter().zip(earlier).filter(|(one, other)| {
        let (across, up) = ((one.0 - other.0).abs(), (one.1 - other.1).abs());
        across < 1.8 && up < 1.8
    });
    line.len() > 1 && near.count() >= line.len().div_ceil(2)
}

/// A moment as a place. Seconds of this age are exact.
#[allow(clippy::cast_precision_loss)]
fn seconds(second: i64) -> f64 {
    second as f64
}

/// A place as a moment; what is beyond the calendar is its end.
#[allow(clippy::cast_possible_truncation)]
fn whole(place: f64) -> i64 {
    // Clamped to what an integer of this size holds exactly.
    place.clamp(-6e10, 2.5e11) as i64
}

#[cfg(test)]
mod tests;
