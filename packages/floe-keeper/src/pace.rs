//! How long a keeper waits.

use std::time::Duration;

/// After the first error.
const FIRST: Duration = Duration::from_secs(5);

/// The longest wait after errors, unless the interval is longer.
const LONGEST: Duration = Duration::from_secs(300);

/// Until the next round, after this many rounds in a row that failed: a few seconds after the first, twice as long after
/// each further one.
pub fn until_next_round(failed: u32, interval: Duration) -> Duration {
    match failed.checked_sub(1) {
        None => interval,
        Some(earlier) => FIRST
            .saturating_mul(2u32.saturating_pow(earlier))
            .min(LONGEST.max(interval)),
    }
}

/// Until a task is tried again, in seconds, after this many tries in a row that cost a fee and failed.
pub fn after_failures(failed: u32, interval: Duration) -> u64 {
    let secs = interval.as_secs().max(1);
    let factor = 2u64.saturating_pow(failed.saturating_sub(1));
    secs.saturating_mul(factor).min(6 * 3_600)
}

/// A part of `longest` that a random number chooses.
pub fn jitter(longest: Duration, random: u64) -> Duration {
    let millis = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
    let chosen = u128::from(millis).saturating_mul(u128::from(random)) >> 64;
    Duration::from_millis(u64::try_from(chosen).unwrap_or(millis))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::nothing_failed(0, 60, 60)]
    #[case::once(1, 60, 5)]
    #[case::four_times(4, 60, 40)]
    #[case::for_long(20, 60, 300)]
    #[case::for_ever(u32::MAX, 60, 300)]
    #[case::slow(20, 900, 900)]
    fn rounds_are_further_apart_while_they_fail(
        #[case] failed: u32,
        #[case] interval: u64,
        #[case] secs: u64,
    ) {
        let wait = until_next_round(failed, Duration::from_secs(interval));
        assert_eq!(wait, Duration::from_secs(secs));
    }

    #[rstest]
    #[case(1, 60)]
    #[case(2, 120)]
    #[case(5, 960)]
    #[case(100, 21_600)]
    fn a_task_that_fails_rests_longer_each_time(#[case] failed: u32, #[case] secs: u64) {
        assert_eq!(after_failures(failed, Duration::from_secs(60)), secs);
    }

    #[rstest]
    #[case(0, 0)]
    #[case(u64::MAX / 2, 9_999)]
    #[case(u64::MAX, 19_999)]
    fn jitter_is_a_part_of_the_longest_wait(#[case] random: u64, #[case] millis: u64) {
        let chosen = jitter(Duration::from_secs(20), random);
        assert_eq!(chosen, Duration::from_millis(millis));
    }
}
