//! What the last 30 days say of a validator. Pure, and kept as changes alone, so that a refresh that finds none writes nothing.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use floe_core::units::{Seconds, DAY};
use packed_store::packed;

/// How far back it goes.
pub const WINDOW: Seconds = 30 * DAY;
/// Entries and exits that are kept.
const MAX_TURNS: usize = 12;
/// Commissions that are kept.
const MAX_HIGHS: usize = 8;

#[cw_serde]
#[derive(Default)]
pub struct Record {
    /// When it was found to have entered or left the bonded set, before the last time: ascending unix seconds.
    pub turns: Vec<Seconds>,
    /// Commissions that it has had, each lower than the one before it and seen later.
    pub highs: Vec<High>,
}

packed!(struct Record { turns, highs });

/// A commission and when it was last seen.
#[cw_serde]
pub struct High {
    pub commission: Decimal,
    /// Unix seconds.
    pub until: Seconds,
}

packed!(struct High { commission, until });

impl Record {
    /// Notes that it has entered (`bonded`) or left the set, after a time since `since` on the other side. Of one that comes
    /// and goes too often the oldest time inside counts as time outside.
    pub fn turn(&mut self, bonded: bool, since: Seconds, now: Seconds) {
        self.turns.push(since);
        self.turns.retain(|turn| turn.saturating_add(WINDOW) > now);
        if self.turns.len() > MAX_TURNS {
            // The times between turns alternate; the last of them, up to now, was on the other side than now.
            let first_is_inside = self.turns.len().is_multiple_of(2) == bonded;
            self.turns.drain(if first_is_inside { 0..2 } else { 1..3 });
        }
    }

    /// Share of the last 30 days, or of the time since `listed_at`, inside the set, rounded down. `bonded` since `since`.
    pub fn bonded_share(&self, bonded: bool, since: Seconds, listed_at: Seconds, now: Seconds) -> Decimal {
        let start = listed_at.max(now.saturating_sub(WINDOW));
        let (mut inside, mut later, mut was_inside) = (0u64, now, bonded);
        for turn in std::iter::once(since).chain(self.turns.iter().rev().copied()) {
            let from = turn.clamp(start.min(later), later);
            if was_inside {
                inside = inside.saturating_add(later.saturating_sub(from));
            }
            (later, was_inside) = (from, !was_inside);
        }
        if was_inside {
            inside = inside.saturating_add(later.saturating_sub(start));
        }
        // Just listed: as it stands.
        let now_inside = || Decimal::from_ratio(u8::from(bonded), 1u8);
        Decimal::checked_from_ratio(inside, now.saturating_sub(start)).unwrap_or_else(|_| now_inside())
    }

    /// Notes a commission that it has had until now.
    pub fn had(&mut self, commission: Decimal, now: Seconds) {
        self.highs
            .retain(|high| high.commission > commission && high.until.saturating_add(WINDOW) >= now);
        self.highs.push(High {
            commission,
            until: now,
        });
        if self.highs.len() > MAX_HIGHS {
            // The older and higher of the two oldest lasts as long as the other.
            let second = self.highs.remove(1);
            if let Some(first) = self.highs.first_mut() {
                first.until = second.until;
            }
        }
    }

    /// The highest commission of the last 30 days, where it is `commission` now.
    pub fn highest(&self, commission: Decimal, now: Seconds) -> Decimal {
        let seen = self
            .highs
            .iter()
            .filter(|high| high.until.saturating_add(WINDOW) >= now);
        seen.map(|high| high.commission).fold(commission, Decimal::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Seconds = 100 * DAY;

    /// The share after being inside or outside for so many days each, alternately, inside first.
    fn share(days: &[u64]) -> Decimal {
        let (mut record, mut since, mut now, mut bonded) = (Record::default(), START, START, true);
        for (n, days) in days.iter().enumerate() {
            if n > 0 {
                bonded = !bonded;
                record.turn(bonded, since, now);
                since = now;
            }
            now += days * DAY;
        }
        record.bonded_share(bonded, since, START, now)
    }

    #[test]
    fn the_share_is_that_of_thirty_days_or_of_the_time_since_it_was_added() {
        assert_eq!(share(&[0]), Decimal::one());
        assert_eq!(share(&[400]), Decimal::one());
        assert_eq!(share(&[10, 10]), Decimal::percent(50));
        assert_eq!(share(&[60, 3]), Decimal::percent(90));
        assert_eq!(share(&[60, 3, 12]), Decimal::percent(90));
        assert_eq!(share(&[60, 3, 28]), Decimal::from_ratio(28u8, 30u8));
        assert_eq!(share(&[60, 3, 30]), Decimal::one());
        assert_eq!(share(&[60, 45]), Decimal::zero());
        assert_eq!(share(&[60, 6, 3, 6, 3]), Decimal::percent(60));
    }

    #[test]
    fn one_that_is_added_outside_the_set_has_no_share() {
        let record = Record::default();
        let share = |bonded, now| record.bonded_share(bonded, START, START, now);
        assert_eq!(share(false, START), Decimal::zero());
        assert_eq!(share(true, START), Decimal::one());
        assert_eq!(share(false, START + DAY), Decimal::zero());
    }

    #[test]
    fn one_that_comes_and_goes_too_often_loses_share_and_keeps_a_bounded_record() {
        let (mut record, mut bonded) = (Record::default(), true);
        let mut since = START;
        for n in 1..=200 {
            bonded = !bonded;
            let now = START + n * 3_600;
            record.turn(bonded, since, now);
            since = now;
            assert!(record.turns.len() <= MAX_TURNS);
            assert!(record.turns.windows(2).all(|pair| pair[0] < pair[1]));
        }
        let now = START + 200 * 3_600;
        // It was inside for half of the time; of that only what the turns still tell counts.
        let share = record.bonded_share(bonded, since, START, now);
        assert!(share < Decimal::percent(50), "{share}");
        assert!(share > Decimal::zero());
    }

    #[test]
    fn as_many_are_kept_as_there_is_room_for_and_none_that_is_too_old() {
        let mut record = Record::default();
        record.turn(false, START, START + WINDOW - 1);
        record.turn(true, START + 1, START + WINDOW);
        assert_eq!(record.turns, [START + 1]);
        let mut record = Record::default();
        for n in 0..12 {
            record.turn(n % 2 == 0, START + n, START + n + 1);
        }
        assert_eq!(record.turns.len(), 12);
        record.turn(true, START + 12, START + 13);
        assert_eq!(record.turns.len(), 11);
        for n in 0..8 {
            record.had(Decimal::percent(50 - n), START + n);
        }
        assert_eq!(record.highs.len(), 8);
        record.had(Decimal::percent(5), START + 8);
        assert_eq!(record.highs.len(), 8);
    }

    #[test]
    fn a_commission_that_was_lowered_counts_for_thirty_days_more() {
        let mut record = Record::default();
        record.had(Decimal::percent(20), START);
        record.had(Decimal::percent(10), START + DAY);
        let highest = |at| record.highest(Decimal::percent(5), at);
        assert_eq!(highest(START + WINDOW), Decimal::percent(20));
        assert_eq!(highest(START + WINDOW + 1), Decimal::percent(10));
        assert_eq!(highest(START + WINDOW + DAY + 1), Decimal::percent(5));
        // Showing nothing for a day gains nothing.
        record.had(Decimal::zero(), START + 2 * DAY);
        assert_eq!(
            record.highest(Decimal::percent(10), START + 2 * DAY),
            Decimal::percent(20)
        );
    }

    #[test]
    fn a_lower_commission_than_a_later_one_is_forgotten_and_many_are_bounded() {
        let mut record = Record::default();
        record.had(Decimal::percent(5), START);
        record.had(Decimal::percent(9), START + 1);
        assert_eq!(record.highs.len(), 1);
        record.had(Decimal::percent(9), START + 1);
        assert_eq!(record.highs.len(), 1);
        for n in 1..=20 {
            record.had(Decimal::permille(89 - n), START + 1 + n);
            assert!(record.highs.len() <= MAX_HIGHS);
        }
        // What was merged counts as the higher one until the later time.
        let first = &record.highs[0];
        assert_eq!((first.commission, first.until), (Decimal::percent(9), START + 14));
    }
}
