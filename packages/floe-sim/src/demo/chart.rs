//! A line of the rate over the days, in plain characters.

use std::collections::BTreeMap;

use super::format;

const HEIGHT: u128 = 12;
/// Columns beside the line: labels, and the margin of a page.
const BESIDE: usize = 19;

/// Draws `rates` (billionths, one a day) with a letter under each marked day, on a page of so many columns.
pub fn draw(rates: &[u128], marks: &BTreeMap<usize, char>, width: usize) -> Vec<String> {
    let (Some(low), Some(high)) = (rates.iter().min().copied(), rates.iter().max().copied()) else {
        return Vec::new();
    };
    let span = (high - low).max(1);
    let columns = columns(rates.len(), width.saturating_sub(BESIDE).max(2));
    let levels: Vec<u128> = columns
        .iter()
        .map(|day| {
            rates
                .get(*day)
                .map_or(0, |rate| (rate - low) * (HEIGHT - 1) / span)
        })
        .collect();
    let mut lines = Vec::new();
    for level in (0..HEIGHT).rev() {
        let label = format::rate(low + span * level / (HEIGHT - 1));
        let dots: String = levels.iter().map(|at| dot(*at, level)).collect();
        lines.push(format!("{label:>13} |{}", dots.trim_end()));
    }
    lines.push(format!("{:>13} +{}", "", "-".repeat(columns.len())));
    let under = |(index, day): (usize, &usize)| {
        let next = columns.get(index + 1).copied().unwrap_or(usize::MAX);
        marks
            .range(*day..next.max(day + 1))
            .next()
            .map_or(' ', |(_, mark)| *mark)
    };
    let letters: String = columns.iter().enumerate().map(under).collect();
    lines.push(format!("{:>13}  {}", "", letters.trim_end()));
    lines.push(axis(&columns));
    lines
}

const fn dot(at: u128, level: u128) -> char {
    if at == level {
        '*'
    } else if at > level {
        '.'
    } else {
        ' '
    }
}

/// The days that get a column: all, or evenly chosen ones with the last.
fn columns(days: usize, width: usize) -> Vec<usize> {
    if days <= width {
        return (0..days).collect();
    }
    (0..width)
        .map(|column| column * (days - 1) / (width - 1))
        .collect()
}

fn axis(columns: &[usize]) -> String {
    let last = columns.last().copied().unwrap_or(0);
    let right = format!("day {last}");
    let left = "day 0";
    let gap = columns.len().saturating_sub(left.len() + right.len()).max(1);
    format!("{:>13}  {left}{}{right}", "", " ".repeat(gap))
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn the_line_falls_where_the_rate_does() {
        let lines = draw(&[10, 20, 15], &[(2, 'S')].into(), 98);
        assert!(lines.first().is_some_and(|top| top.ends_with("| *")));
        assert!(lines.get(13).is_some_and(|marks| marks.ends_with("    S")));
        assert!(draw(&[], &[].into(), 98).is_empty());
        for width in [40, 98] {
            let lines = draw(&[7; 500], &[].into(), width);
            assert!(lines.iter().all(|line| line.len() <= width));
        }
    }
}
