//! Charts as one SVG file: a panel for each measure, a line for each run.

use std::fmt::Write;

use super::random::wide_float;
use super::series::Point;

const WIDTH: f64 = 760.0;
const PANEL: f64 = 190.0;
const LEFT: f64 = 80.0;
const TOP: f64 = 44.0;
const GAP: f64 = 56.0;
const COLOURS: [&str; 8] = [
    "#0b6e99", "#d9730d", "#448361", "#9065b0", "#c14c8a", "#787774", "#cb912f", "#337ea9",
];

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
    let height = TOP + count * (PANEL + GAP) + legend + 10.0;
    let full = LEFT + WIDTH + 20.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {full:.0} {height:.0}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT:.0}\" y=\"20\" font-size=\"15\">{}</text>\n",
        escaped(title)
    );
    let mut top = TOP;
    for panel in &PANELS {
        out.push_str(&panel_of(panel, runs, top));
        top += PANEL + GAP;
    }
    for ((name, _), colour) in runs.iter().zip(COLOURS.iter().cycle()) {
        let name = if name.is_empty() { "the scenario" } else { name };
        let _ = writeln!(
            out,
            "<rect x=\"{LEFT:.0}\" y=\"{:.1}\" width=\"14\" height=\"3\" fill=\"{colour}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            top - 4.0,
            LEFT + 22.0,
            top,
            escaped(name)
        );
        top += 18.0;
    }
    out.push_str("</svg>\n");
    out
}

fn panel_of(panel: &Panel, runs: &[(String, Vec<Point>)], top: f64) -> String {
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
    let mut out = format!(
        "<text x=\"{LEFT:.0}\" y=\"{:.1}\">{}</text>\n\
         <rect x=\"{LEFT:.0}\" y=\"{top:.1}\" width=\"{WIDTH:.0}\" height=\"{PANEL:.0}\" fill=\"none\" stroke=\"#ccc\"/>\n",
        top - 8.0,
        panel.title
    );
    for quarter in 0..=4_u32 {
        let value = low + (high - low) * f64::from(quarter) / 4.0;
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value:.4}</text>",
            LEFT - 6.0,
            up(value) + 4.0
        );
    }
    for (day, anchor) in [(1, "start"), (last, "end")] {
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">day {day}</text>",
            across(day),
            top + PANEL + 16.0
        );
    }
    for ((_, points), colour) in runs.iter().zip(COLOURS.iter().cycle()) {
        let line: Vec<String> = points
            .iter()
            .map(|point| format!("{:.1},{:.1}", across(point.day), up((panel.value)(point))))
            .collect();
        let _ = writeln!(
            out,
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"{}\"/>",
            line.join(" ")
        );
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
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
