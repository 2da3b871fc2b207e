//! Charts as one SVG file: a panel for each measure, a line for each run.

use super::random::wide_float;
use super::series::Point;
use floe_draw::chart::{Across, Panel, Panels, Picture, Series, Tone};

type Measure = fn(&Point) -> f64;

const MEASURES: [(&str, Measure); 4] = [
    ("rate, coins per token", |point| wide_float(point.rate) / 1e18),
    ("free coins, % of the assets", |point| {
        wide_float(point.free) / 1e4
    }),
    ("undelegations in flight, % of the assets", |point| {
        wide_float(point.in_flight) / 1e4
    }),
    ("longest wait of exits funded, days", |point| {
        wide_float(point.longest_wait.into()) / 1_440.0
    }),
];

/// The charts of all runs, each with its name, so many pixels wide.
pub fn draw(title: &str, runs: &[(String, Vec<Point>)], width: u16) -> String {
    let panels = MEASURES.iter().map(|(title, value)| Panel {
        title: (*title).to_owned(),
        series: runs
            .iter()
            .enumerate()
            .map(|(index, (_, points))| Series {
                name: String::new(),
                tone: Tone::Series(index),
                picture: Picture::Line(line(points, *value)),
            })
            .collect(),
        marks: Vec::new(),
    });
    let named = runs.iter().enumerate().filter(|(_, (name, _))| !name.is_empty());
    let page = Panels {
        title: title.to_owned(),
        across: Across::Days,
        legend: named
            .map(|(index, (name, _))| (name.clone(), Tone::Series(index)))
            .collect(),
        panels: panels.collect(),
    };
    page.draw(width).svg()
}

fn line(points: &[Point], value: fn(&Point) -> f64) -> Vec<(f64, f64)> {
    let place = |point: &Point| (wide_float(point.day.into()), value(point));
    points.iter().map(place).collect()
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
        let picture = draw("a < b", &[("one".into(), flat), ("two".into(), Vec::new())], 860);
        for class in ["l s0", "l s1"] {
            let lines = picture.matches(&format!("<polyline class=\"{class}\"")).count();
            assert_eq!(lines, MEASURES.len(), "{picture}");
        }
        assert!(picture.contains("a &lt; b"));
        assert!(!picture.contains("NaN") && !picture.contains("inf"), "{picture}");
    }
}
