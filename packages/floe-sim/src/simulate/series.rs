//! Figures over time, thinned to what a chart can show.

/// Most points of a chart.
const MOST: usize = 512;

/// The end of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Point {
    pub day: u64,
    /// Native per share, 18 places.
    pub rate: u128,
    /// Part of the assets, in millionths.
    pub free: u128,
    pub in_flight: u128,
    /// Longest wait of an exit that was funded that day, in minutes.
    pub longest_wait: u64,
}

/// Points at even distances. When there are too many, every second one goes, and from then on so do every second new
/// one; the longest wait of those that go is kept in the one that stays.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub points: Vec<Point>,
    stride: u64,
    pending: u64,
    longest: u64,
}

impl Default for Series {
    fn default() -> Self {
        Self {
            points: Vec::new(),
            stride: 1,
            pending: 0,
            longest: 0,
        }
    }
}

impl Series {
    pub fn push(&mut self, mut point: Point) {
        self.pending += 1;
        self.longest = self.longest.max(point.longest_wait);
        if self.pending < self.stride {
            return;
        }
        self.pending = 0;
        point.longest_wait = std::mem::take(&mut self.longest);
        self.points.push(point);
        if self.points.len() >= MOST {
            let halves = self.points.chunks_exact(2).filter_map(|pair| {
                let last = pair.last()?;
                let longest_wait = pair.iter().map(|point| point.longest_wait).max()?;
                Some(Point {
                    longest_wait,
                    ..*last
                })
            });
            self.points = halves.collect();
            self.stride *= 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_keeps_few_points_and_none_of_its_longest_waits_is_lost() {
        let mut series = Series::default();
        for day in 1..=7_300 {
            series.push(Point {
                day,
                longest_wait: if day == 1_234 { 99 } else { 1 },
                ..Point::default()
            });
        }
        assert!(series.points.len() < MOST && series.points.len() >= MOST / 4);
        let days: Vec<u64> = series.points.iter().map(|point| point.day).collect();
        let gaps: Vec<u64> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps.iter().all(|gap| *gap == gaps[0]), "{gaps:?}");
        assert_eq!(
            series
                .points
                .iter()
                .filter(|point| point.longest_wait == 99)
                .count(),
            1
        );
    }
}
