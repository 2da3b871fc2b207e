//! How often one validator's rewards are withdrawn to clear what its messages fail of. Where that is something else, the
//! withdrawal succeeds and the next message fails again, so it is tried ever less often.

use std::collections::BTreeMap;

/// Seconds after the first withdrawal; doubled by each further one, up to a day.
const FIRST: u64 = 3_600;
const LONGEST: u64 = 86_400;

/// Withdrawals by operator. Forgotten when the program ends.
#[derive(Clone, Debug, Default)]
pub struct Clearing(BTreeMap<String, Tried>);

#[derive(Clone, Copy, Debug)]
struct Tried {
    times: u32,
    /// Unix seconds of the chain's time.
    last: u64,
}

impl Tried {
    fn pause(&self) -> u64 {
        let doubled = FIRST.checked_shl(self.times.saturating_sub(1).min(16));
        doubled.unwrap_or(LONGEST).min(LONGEST)
    }
}

impl Clearing {
    pub fn may(&self, operator: &str, now: u64) -> bool {
        let tried = self.0.get(operator);
        tried.is_none_or(|tried| now.saturating_sub(tried.last) >= tried.pause())
    }

    /// A withdrawal was tried. What has been well for two days begins anew.
    pub fn tried(&mut self, operator: &str, now: u64) {
        let earlier = self.0.get(operator);
        let recent = earlier.filter(|tried| now.saturating_sub(tried.last) < 2 * LONGEST);
        let times = recent.map_or(0, |tried| tried.times).saturating_add(1);
        self.0.insert(operator.to_owned(), Tried { times, last: now });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validator_is_tried_after_an_hour_two_and_so_on_up_to_a_day() {
        let (mut clearing, mut now) = (Clearing::default(), 1_000_000);
        assert!(clearing.may("val1", now));
        for hours in [1, 2, 4, 8, 16, 24, 24] {
            clearing.tried("val1", now);
            assert!(!clearing.may("val1", now + hours * 3_600 - 1), "{hours}");
            assert!(clearing.may("val2", now));
            now += hours * 3_600;
            assert!(clearing.may("val1", now), "{hours}");
        }
        now += 2 * LONGEST;
        clearing.tried("val1", now);
        assert!(clearing.may("val1", now + FIRST));
    }
}
