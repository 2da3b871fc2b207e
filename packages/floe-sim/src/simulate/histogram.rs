//! How often each whole minute was measured.

use std::collections::BTreeMap;

/// How often each whole minute was measured. Exact to the minute, and no larger than the longest measurement has
/// minutes, however many there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Minutes {
    counts: BTreeMap<u64, u64>,
    total: u64,
}

impl Minutes {
    /// Rounds up to minutes.
    pub fn record(&mut self, seconds: u64, count: u64) {
        *self.counts.entry(seconds.div_ceil(60)).or_default() += count;
        self.total += count;
    }

    pub fn total(&self) -> u64 {
        self.total
    }

    /// The smallest value that at least `permille` of all measurements do not exceed, in minutes; none of nothing.
    pub fn quantile(&self, permille: u64) -> Option<u64> {
        let wanted = (u128::from(self.total) * u128::from(permille)).div_ceil(1_000);
        let mut seen = 0;
        for (minutes, count) in &self.counts {
            seen += u128::from(*count);
            if seen >= wanted {
                return Some(*minutes);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Minutes;

    #[test]
    fn quantiles_are_those_of_the_sorted_list() {
        let mut minutes = Minutes::default();
        assert_eq!(minutes.quantile(500), None);
        for value in 1..=100 {
            minutes.record(value * 60, 1);
        }
        assert_eq!(minutes.quantile(500), Some(50));
        assert_eq!(minutes.quantile(950), Some(95));
        assert_eq!(minutes.quantile(1_000), Some(100));
        minutes.record(60 * 1_000 - 1, 900);
        assert_eq!(minutes.quantile(500), Some(1_000));
        assert_eq!(minutes.total(), 1_000);
    }
}
