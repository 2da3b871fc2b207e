//! Charts as one SVG file: a panel for each measure, a line for each run.

use super::random::wide_float;
use super::series::Point;
use floe_draw::chart::{Anchor, Drawing, COLOURS, GREY};

const WIDTH: f64 = 760.0;
const PANEL: f64 = 190.0;
const LEFT: f64 = 80.0;
const TOP: f64 = 44.0;
const GAP: f64 = 56.0;

struct Panel {
    title: &'static str,
    value: fn(&Point) -> f64,
}

const PANELS: [Panel; 4] = [
    Panel {
        title: "rate, coins per token",
        value: |point| wide_float(point.rate) / 1e18,
    },
    Panel {
        title: "free coins, % of the assets",
        value: |point| wide_float(point.free) / 1e4,
    },
    Panel {
        title: "undelegations in flight, % of the assets",
        value: |point| wide_float(point.in_flight) / 1e4,
    },
    Panel {
        title: "longest wait of exits funded, days",
        value: |point| wide_float(point.longest_wait.into()) / 1_440.0,
    },
];

/// The charts of all runs, each with its name.
pub fn draw(title: &str, runs: &[(String, Vec<Point>)]) -> String {
    let count = wide_float(PANELS.len() as u128);
    let legend = wide_float(runs.len() as u128) * 18.0;
    let mut page = Drawing::new(LEFT + WIDTH + 20.0, TOP + count * (PANEL + GAP) + legend + 10.0);
    page.text((LEFT, 20.0), Anchor::Start, 15.0, title);
    let mut top = TOP;
    for panel in &PANELS {
        draw_panel(&mut page, panel, runs, top);
        top += PANEL + GAP;
    }
    for ((name, _), colour) in runs.iter().zip(COLOURS.iter().cycle()) {
        let name = if name.is_empty() { "the scenario" } else { name };
        page.filled((LEFT, top - 4.0), (14.0, 3.0), *colour);
        page.text((LEFT + 22.0, top), Anchor::Start, 12.0, name);
        top += 18.0;
    }
    page.svg()
}

fn draw_panel(page: &mut Drawing, panel: &Panel, runs: &[(String, Vec<Point>)], top: f64) {
    let points = || runs.iter().flat_map(|(_, points)| points);
    let last = points().map(|point| point.day).max().unwrap_or(1).max(2);
    let low = points().map(panel.value).fold(f64::INFINITY, f64::min);
    let high = points().map(panel.value).fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = if low < high {
        (low, high)
    } else {
        (low - 0.5, low + 0.5)
    };
    let across = |day: u64| LEFT + WIDTH * wide_float((day - 1).into()) / wide_float((last - 1).into());
    let up = |value: f64| top + PANEL * (high - value) / (high - low);
    page.text((LEFT, top - 8.0), Anchor::Start, 12.0, panel.title);
    page.frame((LEFT, top), (WIDTH, PANEL), GREY);
    for quarter in 0..=4_u32 {
        let value = low + (high - low) * f64::from(quarter) / 4.0;
        page.text(
            (LEFT - 6.0, up(value) + 4.0),
            Anchor::End,
            12.0,
            format!("{value:.4}"),
        );
    }
    for (day, anchor) in [(1, Anchor::Start), (last, Anchor::End)] {
        page.text(
            (across(day), top + PANEL + 16.0),
            anchor,
            12.0,
            format!("day {day}"),
        );
    }
    for ((_, points), colour) in runs.iter().zip(COLOURS.iter().cycle()) {
        let line = points
            .iter()
            .map(|point| (across(point.day), up((panel.value)(point))));
        page.line(line.collect(), 1.5, *colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_is_a_line_in_every_panel_and_flat_or_empty_runs_do_no_harm() {
        let flat: Vec<Point> = (1..=3)
            .map(|day| Point {
                day,
                ..Point::default()
            })
            .collect();
        let picture = draw("a < b", &[("one".into(), flat), ("two".into(), Vec::new())]);
        assert_eq!(picture.matches("<polyline").count(), 2 * PANELS.len());
        assert!(picture.contains("a &lt; b"));
        assert!(!picture.contains("NaN") && !picture.contains("inf"), "{picture}");
    }
}
