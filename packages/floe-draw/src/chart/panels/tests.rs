//! What panels look like.

use super::super::Shape;
use super::*;

const NOON: f64 = 1_769_860_800.0;

fn page(series: Vec<Series>, marks: Vec<ChartMark>) -> Panels {
    Panels {
        title: "t".into(),
        across: Across::Time,
        legend: Vec::new(),
        panels: vec![Panel {
            title: String::new(),
            series,
            marks,
        }],
    }
}

fn line(points: &[(f64, f64)]) -> Series {
    Series {
        name: String::new(),
        tone: Tone::Series(0),
        picture: Picture::Line(points.to_vec()),
    }
}

fn lines(drawing: &Drawing, wanted: Tone) -> Vec<Vec<(f64, f64)>> {
    let of = |shape: &Shape| match shape {
        Shape::Line { points, tone, .. } if *tone == wanted => Some(points.clone()),
        Shape::Line { .. } | Shape::Box { .. } | Shape::Text { .. } => None,
    };
    drawing.shapes.iter().filter_map(of).collect()
}

fn boxes(drawing: &Drawing) -> Vec<(Tone, f64, f64)> {
    let of = |shape: &Shape| match shape {
        Shape::Box { at, size, tone, .. } => Some((*tone, at.1, size.1)),
        Shape::Line { .. } | Shape::Text { .. } => None,
    };
    drawing.shapes.iter().filter_map(of).collect()
}

#[test]
fn a_line_goes_from_side_to_side_in_the_order_of_time() {
    let drawing = page(vec![line(&[(NOON + 100.0, 4.0), (NOON, 0.0)])], vec![]).draw(860);
    let [points] = lines(&drawing, Tone::Series(0)).try_into().unwrap();
    assert_eq!(points.len(), 2);
    assert!(points[0].0 < 60.0 && points[1].0 == 860.0 - RIGHT, "{points:?}");
    assert!(points[0].1 > points[1].1, "upwards is more: {points:?}");
}

#[test]
fn a_loss_is_an_upright_step_of_its_own_colour_with_a_word_and_a_gain_is_none() {
    let fallen = [
        (0.0, 1.0),
        (50.0, 3.0),
        (50.0, 1.0),
        (80.0, 1.0),
        (80.0, 2.0),
        (100.0, 2.0),
    ];
    let points: Vec<(f64, f64)> = fallen.iter().map(|(at, value)| (NOON + at, *value)).collect();
    let mark = |at: f64, since: Option<f64>, word: &str| ChartMark {
        at: NOON + at,
        since: since.map(|since| NOON + since),
        word: word.into(),
    };
    let marks = vec![
        mark(50.0, None, "loss -66.66 %"),
        mark(90.0, Some(80.0), "between"),
        mark(999.0, None, "elsewhere"),
    ];
    let drawing = page(vec![line(&points)], marks).draw(860);
    let steps: Vec<_> = lines(&drawing, Tone::Loss)
        .into_iter()
        .filter(|points| points[0].0 == points[1].0)
        .collect();
    // Two marks, and one step in the line.
    assert_eq!(steps.len(), 3, "{steps:?}");
    let svg = drawing.svg();
    assert!(
        svg.contains(">loss -66.66 %<") && svg.contains(">between<"),
        "{svg}"
    );
    assert!(!svg.contains("elsewhere"), "{svg}");
    assert_eq!(boxes(&drawing).len(), 1, "the time in which the second lies");
}

#[test]
fn bars_stand_on_each_other_above_and_hang_below_zero() {
    let bars = |tone, value: f64| Series {
        name: "n".into(),
        tone: Tone::Series(tone),
        picture: Picture::Bars(vec![(NOON, NOON + 86_400.0, value)]),
    };
    let drawing = page(vec![bars(0, 2.0), bars(1, 1.0), bars(2, -3.0)], vec![]).draw(860);
    // The first three are the legend.
    let [first, second, third]: [(Tone, f64, f64); 3] = boxes(&drawing)[3..].try_into().unwrap();
    assert!(
        (second.1 + second.2 - first.1).abs() < 0.01,
        "{first:?} {second:?}"
    );
    assert!((first.1 + first.2 - third.1).abs() < 0.01, "{first:?} {third:?}");
    assert!((first.2 - 2.0 * second.2).abs() < 0.01 && (third.2 - 3.0 * second.2).abs() < 0.01);
}

#[test]
fn no_word_leaves_the_page_however_narrow_it_is() {
    let points: Vec<(f64, f64)> = (0..40_u32)
        .map(|day| (NOON + f64::from(day) * 86_400.0, 1.0 + f64::from(day) * 1e-5))
        .collect();
    let marks = (0..5_u32).map(|day| ChartMark {
        at: NOON + f64::from(day) * 700_000.0,
        since: None,
        word: "loss -12.34 %".into(),
    });
    for width in [LEAST_WIDTH, 360, 860, MOST_WIDTH] {
        let mut page = page(vec![line(&points)], marks.clone().collect());
        page.panels[0].title = "worth, in atom".into();
        page.title = "What one flATOM is worth in atom, as long as the hub remembers it; \
                      floevaloper1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
            .into();
        let drawing = page.draw(width);
        for shape in &drawing.shapes {
            let Shape::Text {
                at,
                anchor,
                size,
                text,
                ..
            } = shape
            else {
                continue;
            };
            let wide = wide(text, *size);
            let left = match anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - wide / 2.0,
                Anchor::End => at.0 - wide,
            };
            assert!(
                left >= 0.0 && left + wide <= drawing.width + 1.0,
                "{width}: {text}"
            );
            assert!(at.1 <= drawing.height, "{width}: {text}");
        }
    }
}

#[test]
fn a_line_that_lies_on_another_lets_it_be_seen_and_others_are_whole() {
    let drawn = |second: &[(f64, f64)]| {
        let first = line(&[(NOON, 1.0), (NOON + 50.0, 2.0), (NOON + 100.0, 3.0)]);
        let mut other = line(second);
        other.tone = Tone::Series(1);
        let drawing = page(vec![first, other], vec![]).draw(860);
        let dashed = |shape: &Shape| {
            matches!(
                shape,
                Shape::Line {
                    stroke: Stroke::Dashed(_),
                    ..
                }
            )
        };
        drawing.shapes.iter().filter(|shape| dashed(shape)).count()
    };
    assert_eq!(drawn(&[(NOON, 1.0), (NOON + 50.0, 2.0), (NOON + 100.0, 1.0)]), 1);
    assert_eq!(drawn(&[(NOON, 3.0), (NOON + 50.0, 2.0), (NOON + 100.0, 1.0)]), 0);
    assert_eq!(drawn(&[]), 0);
}

#[test]
fn a_bar_of_a_moment_is_broad_enough_to_be_seen_and_stays_in_its_frame() {
    let day = 86_400.0;
    let bars = vec![
        (NOON, NOON + 1.0, 2.0),
        (NOON + day, NOON + 60.0 * day, 1.0),
        (NOON + 60.0 * day, NOON + 60.0 * day + 1.0, 2.0),
    ];
    let series = Series {
        name: String::new(),
        tone: Tone::Series(0),
        picture: Picture::Bars(bars),
    };
    for width in [LEAST_WIDTH, 860] {
        let drawing = page(vec![series.clone()], vec![]).draw(width);
        for shape in &drawing.shapes {
            if let Shape::Box { at, size, .. } = shape {
                assert!(size.0 >= LEAST_BAR - 0.001, "{size:?}");
                assert!(at.0 + size.0 <= drawing.width - RIGHT + 0.001, "{at:?} {size:?}");
            }
        }
    }
}

#[test]
fn flat_single_missing_and_broken_points_are_drawn_without_breaking() {
    for points in [
        vec![],
        vec![(NOON, 1.0)],
        vec![(NOON, 1.0), (NOON + 9.0, 1.0)],
        vec![(NOON, f64::NAN), (f64::INFINITY, 2.0)],
    ] {
        let svg = page(vec![line(&points)], vec![]).draw(860).svg();
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}

#[test]
fn a_short_time_has_its_hours_below_the_axis_and_their_day() {
    let svg = page(vec![line(&[(NOON, 1.0), (NOON + 3_600.0, 2.0)])], vec![])
        .draw(860)
        .svg();
    for word in [
        ">12:00<",
        ">12:30<",
        ">13:00<",
        ">31 Jan 2026<",
        ">Times are UTC.<",
    ] {
        assert!(svg.contains(word), "{word}: {svg}");
    }
}

#[test]
fn counted_days_are_written_as_such() {
    let mut days = page(vec![line(&[(1.0, 1.0), (60.0, 2.0)])], vec![]);
    days.across = Across::Days;
    days.legend = vec![("one run".into(), Tone::Series(0))];
    let svg = days.draw(860).svg();
    assert!(svg.contains(">day 20<") && svg.contains(">one run<"), "{svg}");
    assert!(!svg.contains("UTC"), "{svg}");
}

#[test]
fn the_first_of_two_days_that_would_stand_on_each_other_gives_way() {
    let frame = Frame {
        left: 50.0,
        right: 800.0,
        top: 0.0,
        foot: 10.0,
        first: 0.0,
        last: 1.0,
    };
    let words = vec![
        (60.0, "30 Jan 2026".to_owned()),
        (110.0, "31 Jan 2026".to_owned()),
        (500.0, "1 Feb 2026".to_owned()),
    ];
    let kept: Vec<f64> = apart(words, &frame).into_iter().map(|(x, _)| x).collect();
    assert_eq!(kept, [110.0, 500.0]);
}
