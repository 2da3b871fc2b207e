//! Moments that are marked in a panel, above all losses.

use super::{wide, Anchor, Drawing, Stroke, Tone, TEXT};

/// A moment with a word, or the time in which it lies where it is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartMark {
    pub at: f64,
    /// The beginning of the time in which it lies.
    pub since: Option<f64>,
    pub word: String,
}

/// Words stand in so many rows at most; a mark whose word has no place is a line without one.
const MOST_ROWS: usize = 3;
const ROW: f64 = TEXT + 3.0;

/// Words with their places: the middle of each, and its row from the panel upwards.
pub struct MarkWords {
    words: Vec<(f64, usize, String)>,
    /// How many rows are used.
    count: usize,
}

impl MarkWords {
    /// Height of all rows, in pixels.
    pub fn height(&self) -> f64 {
        super::float(self.count) * ROW
    }

    /// Each word in the lowest row where it stands in nobody's way, between `left` and `right`.
    pub fn of(marks: &[ChartMark], across: impl Fn(f64) -> f64, (left, right): (f64, f64)) -> Self {
        let mut rows = Self {
            words: Vec::new(),
            count: 0,
        };
        // Where each row is taken up to.
        let mut ends = [f64::NEG_INFINITY; MOST_ROWS];
        let mut sorted: Vec<&ChartMark> = marks.iter().collect();
        sorted.sort_by(|a, b| a.at.total_cmp(&b.at));
        for mark in sorted {
            let half = wide(&mark.word, TEXT) / 2.0;
            let middle = across(mark.at).min(right - half).max(left + half);
            let free = ends
                .iter_mut()
                .enumerate()
                .find(|(_, end)| **end + 8.0 <= middle - half);
            if let Some((row, end)) = free {
                *end = middle + half;
                rows.count = rows.count.max(row.saturating_add(1));
                rows.words.push((middle, row, mark.word.clone()));
            }
        }
        rows
    }

    /// The words above the panel, and what is marked in it.
    pub fn draw(
        &self,
        page: &mut Drawing,
        marks: &[ChartMark],
        across: impl Fn(f64) -> f64,
        (top, foot): (f64, f64),
    ) {
        for mark in marks {
            let x = across(mark.at);
            if let Some(since) = mark.since {
                page.filled((across(since), top), (x, foot), Tone::Loss, 0.12);
            }
            page.line(vec![(x, top - 3.0), (x, foot)], Stroke::Dashed(1.0), Tone::Loss);
        }
        for (middle, row, word) in &self.words {
            let y = top - 6.0 - super::float(*row) * ROW;
            page.text((*middle, y), Anchor::Middle, (TEXT, Tone::Loss), word.as_str());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_stand_on_each_other_and_stay_on_the_page() {
        let mark = |at: f64| ChartMark {
            at,
            since: None,
            word: "loss -1.00 %".to_owned(),
        };
        let marks = [mark(0.0), mark(1.0), mark(2.0), mark(3.0), mark(500.0)];
        let rows = MarkWords::of(&marks, |at| at, (0.0, 500.0));
        assert_eq!(rows.count, 3);
        let placed: Vec<usize> = rows.words.iter().map(|(_, row, _)| *row).collect();
        // The fourth has no place, the fifth has its own.
        assert_eq!(placed, [0, 1, 2, 0]);
        let half = wide("loss -1.00 %", TEXT) / 2.0;
        for (middle, _, _) in &rows.words {
            assert!(*middle >= half && *middle <= 500.0 - half);
        }
    }
}
