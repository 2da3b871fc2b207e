//! Positions as they are stored: a write costs 2,000 gas and 93 bytes of key before its value, so that what changes
//! together lies together (docs/adr/0028).
//!
//! `roster` names the validators and seldom changes; `stakes` and `payouts` have what pages of staking messages and of
//! harvests change, in the order of the roster. What replies change is kept by validator: `mark` here, and the entries,
//! which are counted on loading.

use cosmwasm_std::{Order, StdError, StdResult, Storage};
use floe_core::flight::EntryKey;
use floe_core::units::Seconds;
use floe_core::{Entry, Position, SortedMap};

use crate::state::{Stake, ENTRIES, MARKS, PAYOUTS, ROSTER, STAKES};

type Positions = SortedMap<String, Position>;

/// Entries in flight by time of completion.
pub fn entries(
    storage: &dyn Storage,
    order: Order,
) -> impl Iterator<Item = StdResult<(EntryKey, Entry)>> + '_ {
    ENTRIES.range(storage, None, None, order).map(|item| {
        let ((completion, validator), entry) = item?;
        let key = EntryKey {
            completion,
            validator,
        };
        Ok((key, entry))
    })
}

/// Positions with all that is known of them. `entries` are all in flight.
pub fn load(storage: &dyn Storage, entries: &SortedMap<EntryKey, Entry>) -> StdResult<Positions> {
    let mut positions = load_stakes(storage)?;
    for mark in MARKS.range(storage, None, None, Order::Ascending) {
        let (validator, mark) = mark?;
        positions.or_default(validator).marked_until = mark.until.max(1);
    }
    for key in entries.keys() {
        let position = positions.or_default(key.validator.clone());
        position.entries = position.entries.saturating_add(1);
    }
    Ok(positions)
}

/// Positions without marks and entries: enough for a reply to take back what it booked.
pub fn load_stakes(storage: &dyn Storage) -> StdResult<Positions> {
    let roster = ROSTER.load(storage)?;
    let (stakes, payouts) = (STAKES.load(storage)?, PAYOUTS.load(storage)?);
    if stakes.len() != roster.len() || payouts.len() != roster.len() {
        return Err(StdError::generic_err(
            "roster, stakes and payouts differ in length",
        ));
    }
    let position = |((validator, stake), harvested_at): ((String, Stake), Seconds)| {
        let position = Position {
            booked: stake.booked,
            messages: stake.messages,
            harvested_at,
            ..Position::default()
        };
        (validator, position)
    };
    Ok(roster
        .into_iter()
        .zip(stakes)
        .zip(payouts)
        .map(position)
        .collect())
}

/// Writes what differs. A mark that is gone from a position is removed; new ones come from replies alone.
pub fn save(storage: &mut dyn Storage, before: &Positions, now: &Positions) -> StdResult<()> {
    let (old, new) = (Columns::of(before), Columns::of(now));
    if old.roster != new.roster {
        ROSTER.save(storage, &new.roster.into_iter().cloned().collect())?;
    }
    if old.stakes != new.stakes {
        STAKES.save(storage, &new.stakes)?;
    }
    if old.payouts != new.payouts {
        PAYOUTS.save(storage, &new.payouts)?;
    }
    for (validator, position) in before.iter().filter(|(_, position)| position.marked_until > 0) {
        if now.get(validator).map(|position| position.marked_until) != Some(position.marked_until) {
            MARKS.remove(storage, validator);
        }
    }
    Ok(())
}

/// Positions as they are stored: those with a stake, pending messages or a last payout.
#[derive(Default)]
struct Columns<'a> {
    roster: Vec<&'a String>,
    stakes: Vec<Stake>,
    payouts: Vec<Seconds>,
}

impl<'a> Columns<'a> {
    fn of(positions: &'a Positions) -> Self {
        let mut columns = Self::default();
        for (validator, position) in positions.iter() {
            let stake = Stake {
                booked: position.booked,
                messages: position.messages,
            };
            if stake != Stake::default() || position.harvested_at > 0 {
                columns.roster.push(validator);
                columns.stakes.push(stake);
                columns.payouts.push(position.harvested_at);
            }
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockStorage;
    use floe_core::allocation::Mark;
    use floe_core::units::Native;

    use super::*;

    fn marked(until: u64) -> Mark {
        Mark {
            until,
            failures: 1,
            refused_by: None,
        }
    }

    fn position(booked: u128, harvested_at: u64) -> Position {
        Position {
            booked: Native::new(booked),
            harvested_at,
            ..Position::default()
        }
    }

    fn positions(list: &[(&str, u128, u64)]) -> Positions {
        list.iter()
            .map(|(validator, booked, harvested_at)| {
                ((*validator).to_owned(), position(*booked, *harvested_at))
            })
            .collect()
    }

    /// A storage with these positions.
    fn storage(list: &[(&str, u128, u64)]) -> MockStorage {
        let mut storage = MockStorage::new();
        ROSTER.save(&mut storage, &Vec::new()).unwrap();
        STAKES.save(&mut storage, &Vec::new()).unwrap();
        PAYOUTS.save(&mut storage, &Vec::new()).unwrap();
        save(&mut storage, &Positions::default(), &positions(list)).unwrap();
        storage
    }

    #[test]
    fn the_bytes_of_roster_stakes_and_payouts_are_pinned() {
        let mut storage = storage(&[("b", 300, 7), ("a", 1, 0)]);
        assert_eq!(storage.get(b"roster"), Some(vec![2, 1, b'a', 1, b'b']));
        assert_eq!(storage.get(b"stakes"), Some(vec![2, 1, 0, 0xac, 0x02, 0]));
        assert_eq!(storage.get(b"payouts"), Some(vec![2, 0, 7]));
        let mark = Mark {
            refused_by: Some("b".into()),
            ..marked(300)
        };
        MARKS.save(&mut storage, "a", &mark).unwrap();
        assert_eq!(storage.get(b"\0\x04marka"), Some(vec![0xac, 0x02, 1, 1, 1, b'b']));
    }

    #[test]
    fn what_is_saved_is_loaded_with_marks_and_entries_beside_it() {
        let mut storage = storage(&[("b", 300, 7), ("a", 1, 0)]);
        MARKS.save(&mut storage, "b", &marked(9)).unwrap();
        MARKS.save(&mut storage, "c", &marked(8)).unwrap();
        let key = |completion, validator: &str| EntryKey {
            completion,
            validator: validator.to_owned(),
        };
        let entry = Entry {
            amount: Native::new(1),
            expected: Native::new(1),
            guessed: false,
        };
        let entries = [key(1, "b"), key(2, "b"), key(2, "d")].map(|key| (key, entry));
        let mut expected = positions(&[("a", 1, 0), ("b", 300, 7), ("c", 0, 0), ("d", 0, 0)]);
        expected.get_mut("b").unwrap().marked_until = 9;
        expected.get_mut("c").unwrap().marked_until = 8;
        expected.get_mut("b").unwrap().entries = 2;
        expected.get_mut("d").unwrap().entries = 1;
        let loaded = load(&storage, &entries.into_iter().collect()).unwrap();
        assert_eq!(loaded, expected);
        // Those without a stake are not on the roster, so that stakes can be written alone.
        let mut now = loaded.clone();
        now.get_mut("a").unwrap().booked = Native::new(2);
        save(&mut storage, &loaded, &now).unwrap();
        assert_eq!(
            load_stakes(&storage).unwrap(),
            positions(&[("a", 2, 0), ("b", 300, 7)])
        );
    }

    #[test]
    fn validators_come_and_go_and_a_lost_mark_goes_too() {
        let mut storage = storage(&[("a", 1, 0), ("c", 3, 0)]);
        MARKS.save(&mut storage, "a", &marked(9)).unwrap();
        MARKS.save(&mut storage, "c", &marked(9)).unwrap();
        let none = SortedMap::new();
        let before = load(&storage, &none).unwrap();
        let mut now = before.clone();
        now.remove("a");
        now.insert("b".into(), position(0, 5));
        save(&mut storage, &before, &now).unwrap();
        assert_eq!(load(&storage, &none).unwrap(), now);
        assert_eq!(MARKS.may_load(&storage, "a"), Ok(None));
    }

    #[test]
    fn a_roster_that_does_not_fit_is_an_error() {
        let mut storage = storage(&[("a", 1, 0)]);
        STAKES.save(&mut storage, &Vec::new()).unwrap();
        assert!(load_stakes(&storage).is_err());
        STAKES.save(&mut storage, &vec![Stake::default()]).unwrap();
        assert!(load_stakes(&storage).is_ok());
        PAYOUTS.save(&mut storage, &vec![1, 2]).unwrap();
        assert!(load_stakes(&storage).is_err());
    }
}
