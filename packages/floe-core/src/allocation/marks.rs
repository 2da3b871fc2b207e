//! Marks: validators that are avoided for a while (exponential backoff) because a message to them failed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Seconds, DAY, HOUR};

/// How long the first failure is remembered against a validator; each further one in a row doubles it.
pub const MARK_SECS: Seconds = HOUR;
/// The longest.
pub const MARK_MAX: Seconds = 7 * DAY;

/// What is known against a validator, until a message to it succeeds.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Until when it is avoided, unix seconds.
    pub until: Seconds,
    /// Failures in a row.
    pub failures: u32,
    /// The destination of the last redelegation from it that failed. Who of the two is to blame shows only when one to
    /// another destination fails, too.
    pub refused_by: Option<String>,
}

impl Mark {
    /// A message to the validator failed.
    pub fn fail(&mut self, now: Seconds) {
        let doubled = MARK_SECS.checked_shl(self.failures.min(16)).unwrap_or(MARK_MAX);
        self.until = now.saturating_add(doubled.min(MARK_MAX));
        self.failures = self.failures.saturating_add(1);
    }

    /// A redelegation from the validator to `to` failed, for which `to` is marked. The source is, too, if the one that
    /// failed before went elsewhere.
    pub fn fail_to(&mut self, to: &str, now: Seconds) {
        if self.refused_by.as_deref().is_some_and(|other| other != to) {
            self.fail(now);
        }
        self.refused_by = Some(to.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_lasts_an_hour_and_twice_as_long_with_each_failure_up_to_a_week() {
        let mut mark = Mark::default();
        let lasts: Vec<Seconds> = (0..10)
            .map(|_| {
                mark.fail(1_000);
                mark.until - 1_000
            })
            .collect();
        let hours = [1, 2, 4, 8, 16, 32, 64, 128, 168, 168].map(|hours| hours * HOUR);
        assert_eq!(lasts, hours);
        mark.failures = u32::MAX;
        mark.fail(0);
        assert_eq!((mark.until, mark.failures), (MARK_MAX, u32::MAX));
    }

    #[test]
    fn the_source_of_failed_redelegations_is_marked_once_a_second_destination_refused() {
        let mut mark = Mark::default();
        mark.fail_to("a", 10);
        mark.fail_to("a", 20);
        assert_eq!((mark.until, mark.failures), (0, 0));
        mark.fail_to("b", 30);
        assert_eq!((mark.until, mark.failures), (30 + HOUR, 1));
        mark.fail_to("a", 40);
        assert_eq!((mark.until, mark.failures), (40 + 2 * HOUR, 2));
    }
}
