//! Silent stake: no message to its validator succeeds. It is not worth its face, and to count it so would let the first
//! leave at the cost of the last.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ledger::Position;
use crate::map::SortedMap;
use crate::units::{Native, Seconds, DAY};

/// How long no message to a validator must have succeeded before the owner may write it off, in seconds.
pub const OWNER_AFTER: Seconds = 30 * DAY;
/// The same for anyone.
pub const ANYONE_AFTER: Seconds = 60 * DAY;
/// By how much later another validator must have answered, in seconds.
pub const OTHERS_LATER: Seconds = 7 * DAY;
/// From the announcement to the write-off, at least, in seconds.
pub const NOTICE: Seconds = 14 * DAY;
/// From the write-off until the owner may give it up, at least, in seconds.
pub const FORGET_AFTER: Seconds = 90 * DAY;

/// What is remembered of a validator that does not answer.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silence {
    /// When the write-off was announced, unix seconds.
    pub announced_at: Seconds,
    /// When it was booked, unix seconds; zero = only announced.
    pub written_off_at: Seconds,
    /// The delegation that was booked as a loss.
    pub amount: Native,
    /// Whether deposits are no longer priced as if it were there.
    pub forgotten: bool,
}

impl Silence {
    pub const fn is_written_off(&self) -> bool {
        self.written_off_at > 0
    }

    /// What deposits are priced with beside the pool.
    pub const fn counted(&self) -> Native {
        if self.forgotten {
            Native::ZERO
        } else {
            self.amount
        }
    }

    /// # Errors
    /// Why it cannot be given up.
    pub fn forget(&mut self, now: Seconds) -> Result<(), &'static str> {
        if !self.is_written_off() || self.forgotten {
            return Err("nothing of it is written off and waited for");
        }
        if now < self.written_off_at.saturating_add(FORGET_AFTER) {
            return Err("it was written off less than 90 days ago");
        }
        self.forgotten = true;
        Ok(())
    }
}

/// What a write-off may do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteOffStep {
    Announce,
    Book,
}

/// Whether a validator's stake may be written off: after long silence, while others answered, in two steps. After a halt
/// of the chain or of everybody who cranks all are silent, and a write-off of healthy stake would be bought into.
///
/// # Errors
/// Why not.
pub fn write_off(
    now: Seconds,
    validator: &str,
    positions: &SortedMap<String, Position>,
    known: Option<Silence>,
    by_owner: bool,
) -> Result<WriteOffStep, &'static str> {
    let staked = || positions.iter().filter(|(_, p)| !p.booked.is_zero());
    let (_, silent) = staked()
        .find(|(operator, _)| *operator == validator)
        .ok_or("the hub has no stake there")?;
    let last = silent.harvested_at;
    let silence = now.saturating_sub(last);
    if silence < OWNER_AFTER {
        return Err("a message to it has succeeded within 30 days");
    }
    if silence < ANYONE_AFTER && !by_owner {
        return Err("a message to it has succeeded within 60 days, and only the owner may go ahead before");
    }
    let others = || {
        staked()
            .filter(|(operator, _)| *operator != validator)
            .map(|(_, p)| p.harvested_at)
    };
    if !others().any(|answer| answer >= last.saturating_add(OTHERS_LATER)) {
        return Err("no other validator has answered for 7 days longer");
    }
    // An announcement before its last success is void.
    let announced = known.map(|silence| silence.announced_at).filter(|at| *at > last);
    let Some(announced) = announced else {
        return Ok(WriteOffStep::Announce);
    };
    if now < announced.saturating_add(NOTICE) {
        return Err("this was announced less than 14 days ago");
    }
    let answering = others().filter(|answer| *answer > announced).count();
    if answering.saturating_mul(2) < others().count() {
        return Err("fewer than half of the others have answered since the announcement");
    }
    Ok(WriteOffStep::Book)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const LAST: Seconds = 1_000 * DAY;

    fn answered(list: &[Seconds]) -> SortedMap<String, Position> {
        let position = |(n, at): (usize, &Seconds)| {
            let position = Position {
                booked: Native::new(5),
                harvested_at: *at,
                ..Position::default()
            };
            (format!("v{n}"), position)
        };
        list.iter().enumerate().map(position).collect()
    }

    #[rstest]
    #[case::the_owner_after_thirty_days(30 * DAY, true, Ok(WriteOffStep::Announce))]
    #[case::not_before(30 * DAY - 1, true, Err("a message to it has succeeded within 30 days"))]
    #[case::anyone_after_sixty(60 * DAY, false, Ok(WriteOffStep::Announce))]
    #[case::and_not_before(
        60 * DAY - 1,
        false,
        Err("a message to it has succeeded within 60 days, and only the owner may go ahead before")
    )]
    fn silence_is_announced_after(
        #[case] after: Seconds,
        #[case] owner: bool,
        #[case] step: Result<WriteOffStep, &str>,
    ) {
        let positions = answered(&[LAST, LAST + 7 * DAY, LAST]);
        assert_eq!(write_off(LAST + after, "v0", &positions, None, owner), step);
    }

    #[rstest]
    #[case::nobody_later(&[LAST, LAST + 7 * DAY - 1, LAST])]
    #[case::a_single_validator(&[LAST])]
    #[case::others_without_stake(&[LAST])]
    fn where_others_are_silent_too_nothing_is_written_off(#[case] answers: &[Seconds]) {
        let mut positions = answered(answers);
        positions.insert(
            "empty".into(),
            Position {
                harvested_at: LAST + 99 * DAY,
                ..Position::default()
            },
        );
        assert_eq!(
            write_off(LAST + 999 * DAY, "v0", &positions, None, true),
            Err("no other validator has answered for 7 days longer")
        );
        assert!(write_off(LAST + 999 * DAY, "empty", &positions, None, true).is_err());
    }

    #[rstest]
    #[case::in_time(14 * DAY, &[31, 31, 29, 29], Ok(WriteOffStep::Book))]
    #[case::too_early(14 * DAY - 1, &[31, 31, 29, 29], Err("this was announced less than 14 days ago"))]
    #[case::few_answered(
        14 * DAY,
        &[31, 30, 29, 29],
        Err("fewer than half of the others have answered since the announcement")
    )]
    fn it_is_booked_two_weeks_after_the_announcement_if_half_of_the_others_answered(
        #[case] later: Seconds,
        #[case] answers: &[Seconds],
        #[case] step: Result<WriteOffStep, &str>,
    ) {
        let times: Vec<Seconds> = [LAST]
            .into_iter()
            .chain(answers.iter().map(|day| LAST + day * DAY))
            .collect();
        let positions = answered(&times);
        let announced = Silence {
            announced_at: LAST + 30 * DAY,
            ..Silence::default()
        };
        let now = LAST + 30 * DAY + later;
        assert_eq!(write_off(now, "v0", &positions, Some(announced), true), step);
        // It has answered since: everything begins anew.
        let old = Silence {
            announced_at: LAST,
            ..Silence::default()
        };
        assert_eq!(
            write_off(now, "v0", &positions, Some(old), true),
            Ok(WriteOffStep::Announce)
        );
    }

    #[test]
    fn what_is_written_off_may_be_given_up_after_ninety_days_once() {
        let mut silence = Silence::default();
        assert!(silence.forget(u64::MAX).is_err());
        (silence.written_off_at, silence.amount) = (LAST, Native::new(7));
        assert!(silence.forget(LAST + 90 * DAY - 1).is_err());
        assert_eq!(silence.counted(), Native::new(7));
        assert_eq!(silence.forget(LAST + 90 * DAY), Ok(()));
        assert_eq!(silence.counted(), Native::ZERO);
        assert!(silence.forget(u64::MAX).is_err());
    }
}
