//! How long ago validators answered, measured against each other.
//!
//! A success of any message pays a validator's rewards out, so the last payout is the last answer. It is measured against
//! the median of all that hold stake: against the present, everything would count as old after two quiet days.

use crate::ledger::Position;
use crate::map::SortedMap;
use crate::units::{Seconds, DAY};

/// By how much every skipped validator must lie behind before cover goes below half of the others' targets.
pub const DEEP_SECS: Seconds = 7 * DAY;
/// Most validators that a transaction may skip.
pub const MAX_SKIP: usize = 10;

/// The median of the last answers of all that hold stake, of two the later; zero without any. Unix seconds.
pub fn median(positions: &SortedMap<String, Position>) -> Seconds {
    let mut times: Vec<Seconds> = positions
        .values()
        .filter(|p| !p.booked.is_zero())
        .map(|p| p.harvested_at)
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// By how much an answer lies behind the median, beyond which a validator is late: a harvest interval and a day.
pub const fn usual(harvest_interval: Seconds) -> Seconds {
    harvest_interval.saturating_add(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Native;

    fn answered(list: &[(u128, Seconds)]) -> SortedMap<String, Position> {
        let position = |(n, (booked, at)): (usize, &(u128, Seconds))| {
            let position = Position {
                booked: Native::new(*booked),
                harvested_at: *at,
                ..Position::default()
            };
            (format!("v{n}"), position)
        };
        list.iter().enumerate().map(position).collect()
    }

    #[test]
    fn the_median_is_of_those_with_stake_and_of_two_the_later() {
        assert_eq!(median(&answered(&[])), 0);
        assert_eq!(median(&answered(&[(1, 7)])), 7);
        assert_eq!(median(&answered(&[(1, 7), (1, 3)])), 7);
        assert_eq!(median(&answered(&[(1, 7), (1, 3), (1, 9)])), 7);
        assert_eq!(median(&answered(&[(1, 7), (1, 3), (0, 9), (0, 9)])), 7);
        assert_eq!(median(&answered(&[(1, 9), (1, 3), (1, 5), (1, 4)])), 5);
    }
}
