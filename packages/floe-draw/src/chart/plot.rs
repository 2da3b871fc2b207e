//! One line over time.

use super::{Anchor, Colour, Drawing, BLACK, COLOURS, GREY};

const LEFT: f64 = 110.0;
const TOP: f64 = 44.0;
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;
const MARK: Colour = Colour(0xb0, 0x2a, 0x2a);

/// A line through points in time, with its least and greatest value and its first and last day. Each mark is a moment with
/// a word at its foot. `day` writes a time at the foot of the page.
pub fn plot(title: &str, points: &[(u64, f64)], marks: &[(u64, String)], day: fn(u64) -> String) -> Drawing {
    let mut page = Drawing::new(LEFT + WIDTH + 30.0, TOP + HEIGHT + 40.0);
    page.text((LEFT, 26.0), Anchor::Start, 15.0, title);
    page.frame((LEFT, TOP), (WIDTH, HEIGHT), GREY);
    let first = points.iter().map(|(time, _)| *time).min().unwrap_or(0);
    let last = points.iter().map(|(time, _)| *time).max().unwrap_or(0);
    let (low, high) = range(points);
    let across = |time: u64| match last.saturating_sub(first) {
        0 => LEFT,
        span => LEFT + WIDTH * seconds(time.saturating_sub(first)) / seconds(span),
    };
    let up = |value: f64| TOP + HEIGHT * (high - value) / (high - low);
    for quarter in 0..=4_u32 {
        let value = low + (high - low) * f64::from(quarter) / 4.0;
        let y = up(value);
        page.line(vec![(LEFT, y), (LEFT + WIDTH, y)], 0.5, GREY);
        page.text((LEFT - 8.0, y + 4.0), Anchor::End, 12.0, format!("{value:.6}"));
    }
    if !points.is_empty() {
        page.text((LEFT, TOP + HEIGHT + 18.0), Anchor::Start, 12.0, day(first));
        page.text((LEFT + WIDTH, TOP + HEIGHT + 18.0), Anchor::End, 12.0, day(last));
    }
    for (time, word) in marks.iter().filter(|(time, _)| (first..=last).contains(time)) {
        let x = across(*time);
        page.line(vec![(x, TOP), (x, TOP + HEIGHT)], 1.0, MARK);
        // On the side where there is room.
        let (anchor, aside) = match x < LEFT + WIDTH / 2.0 {
            true => (Anchor::Start, 4.0),
            false => (Anchor::End, -4.0),
        };
        page.text((x + aside, TOP + HEIGHT - 6.0), anchor, 12.0, word.as_str());
    }
    let mut sorted = points.to_vec();
    sorted.sort_by_key(|(time, _)| *time);
    let line = sorted.iter().map(|(time, value)| (across(*time), up(*value)));
    page.line(line.collect(), 1.5, COLOURS.first().copied().unwrap_or(BLACK));
    page
}

/// Least and greatest value, apart even where all are the same.
fn range(points: &[(u64, f64)]) -> (f64, f64) {
    let values = || points.iter().map(|(_, value)| *value);
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    if low < high {
        (low, high)
    } else if low.is_finite() {
        (low - 0.5, low + 0.5)
    } else {
        (0.0, 1.0)
    }
}

fn seconds(time: u64) -> f64 {
    time as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Shape;

    #[test]
    fn the_line_goes_from_corner_to_corner_in_the_order_of_time() {
        let page = plot("t", &[(200, 3.0), (100, 1.0)], &[], |day| day.to_string());
        let Some(Shape::Line { points, .. }) = page.shapes.last() else {
            panic!("no line");
        };
        assert_eq!(*points, [(LEFT, TOP + HEIGHT), (LEFT + WIDTH, TOP)]);
    }

    #[test]
    fn a_step_is_drawn_upright_and_marked_and_marks_elsewhere_are_left_out() {
        let points = [(100, 1.0), (150, 3.0), (150, 1.0), (200, 2.0)];
        let marks = [(150, "loss -66.66 %".to_owned()), (999, "elsewhere".to_owned())];
        let page = plot("t", &points, &marks, |day| day.to_string());
        let Some(Shape::Line { points, .. }) = page.shapes.last() else {
            panic!("no line");
        };
        let middle = LEFT + WIDTH / 2.0;
        assert_eq!(points[1..3], [(middle, TOP), (middle, TOP + HEIGHT)]);
        let svg = page.svg();
        assert!(
            svg.contains("loss -66.66 %") && !svg.contains("elsewhere"),
            "{svg}"
        );
    }

    #[test]
    fn flat_single_and_missing_points_are_drawn_without_breaking() {
        for points in [vec![], vec![(5, 1.0)], vec![(5, 1.0), (9, 1.0)]] {
            let svg = plot("t", &points, &[(5, "x".to_owned())], |day| day.to_string()).svg();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
