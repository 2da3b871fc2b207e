//! Redelegations: stake leaves draining and over-target validators for those below target.

use crate::map::SortedMap;
use std::cmp::Reverse;

use crate::allocation::{locked, unfinished, Locks, Move, Targets};
use crate::error::CoreResult;
use crate::ledger::Position;
use crate::units::{Native, Seconds};

/// The chain ends a redelegation at the end of the first block that reaches its completion, so transactions of that
/// block still find it unfinished. Time in seconds for which such a block is waited out.
pub const LOCK_MARGIN: Seconds = 60;

/// The most that the chain may round to nothing: one unit of a validator that was slashed. It refuses to redelegate that,
/// and each refusal would mark another destination. Such a unit leaves by the next undelegation there.
pub const DUST: Native = Native::new(1);

/// The limits of one page of moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Stake that may still be moved today.
    pub budget: Native,
    /// Smallest move that does not empty a validator.
    pub min_move: Native,
    /// Draining stake below this goes whole: twice the protocol's own smallest move.
    pub residue: Native,
    /// Stays delegated on a validator with entries in flight.
    pub probe: Native,
    /// The chain's limit of unfinished redelegations per pair.
    pub max_entries: u32,
    /// Most redelegations.
    pub max_msgs: usize,
    pub now: Seconds,
}

/// Redelegations that bring stake towards the targets for `total`.
///
/// A validator that is the destination of an unfinished redelegation cannot be a source, and neither for
/// [`LOCK_MARGIN`] after. Draining stake may go over target, within the cap; a draining residue below twice the
/// smallest move goes whole.
pub fn moves(
    limits: Limits,
    positions: &SortedMap<String, Position>,
    total: Native,
    targets: &Targets,
    locks: &Locks,
) -> CoreResult<Vec<Move>> {
    let amounts = targets.amounts(total)?;
    let cap = targets.cap(total)?;
    let mut plan = Plan {
        limits,
        left: limits.budget,
        sources: sources(limits, positions, &amounts, targets, locks),
        rooms: rooms(limits, positions, &amounts, cap, targets),
        moves: Vec::new(),
    };
    for n in 0..plan.sources.len() {
        plan.fill(n, Room::below_target, locks)?;
    }
    for n in 0..plan.sources.len() {
        if plan.sources.get(n).is_some_and(|s| s.draining) {
            plan.fill(n, Room::below_cap, locks)?;
        }
    }
    Ok(plan.moves)
}

struct Source {
    validator: String,
    /// What may still leave.
    excess: Native,
    draining: bool,
    /// Whether taking all of the excess empties the validator.
    empties: bool,
}

struct Room {
    validator: String,
    stake: Native,
    target: Native,
    cap: Native,
}

impl Room {
    fn below_target(&self) -> Native {
        self.target.less(self.stake)
    }

    fn below_cap(&self) -> Native {
        self.cap.less(self.stake)
    }
}

fn sources(
    limits: Limits,
    positions: &SortedMap<String, Position>,
    amounts: &SortedMap<String, Native>,
    targets: &Targets,
    locks: &Locks,
) -> Vec<Source> {
    let freed = limits.now.saturating_sub(LOCK_MARGIN);
    let mut sources: Vec<Source> = positions
        .iter()
        .filter(|(validator, p)| !p.marked(limits.now) && !locked(locks, validator, freed))
        .map(|(validator, position)| {
            let target = amounts.get(validator).copied().unwrap_or_default();
            let kept = if position.in_flight() > 0 {
                target.max(limits.probe)
            } else {
                target
            };
            Source {
                validator: validator.clone(),
                excess: position.booked.less(kept),
                draining: targets.is_draining(validator),
                empties: kept.is_zero(),
            }
        })
        .filter(|source| source.excess > DUST)
        .collect();
    sources.sort_by_key(|s| (!s.draining, Reverse(s.excess), targets.rank(&s.validator)));
    sources
}

fn rooms(
    limits: Limits,
    positions: &SortedMap<String, Position>,
    amounts: &SortedMap<String, Native>,
    cap: Native,
    targets: &Targets,
) -> Vec<Room> {
    targets
        .accepting()
        .filter(|s| !positions.get(&s.operator).is_some_and(|p| p.marked(limits.now)))
        .map(|s| Room {
            validator: s.operator.clone(),
            stake: positions.get(&s.operator).map(|p| p.booked).unwrap_or_default(),
            target: amounts.get(&s.operator).copied().unwrap_or_default(),
            cap,
        })
        .collect()
}

struct Plan {
    limits: Limits,
    left: Native,
    sources: Vec<Source>,
    rooms: Vec<Room>,
    moves: Vec<Move>,
}

impl Plan {
    /// Moves one source's excess to the roomiest destinations.
    fn fill(&mut self, source: usize, room: fn(&Room) -> Native, locks: &Locks) -> CoreResult<()> {
        self.rooms.sort_by_key(|r| Reverse(room(r)));
        for n in 0..self.rooms.len() {
            if self.moves.len() >= self.limits.max_msgs {
                break;
            }
            let (Some(from), Some(to)) = (self.sources.get_mut(source), self.rooms.get_mut(n)) else {
                continue;
            };
            let amount = movable(from, to, room(to), self.limits, self.left);
            if amount.is_zero() || !pair_is_free(from, to, locks, self.limits) {
                continue;
            }
            from.excess = from.excess.less(amount);
            to.stake = to.stake.plus(amount)?;
            self.left = self.left.less(amount);
            self.moves.push(Move {
                from: from.validator.clone(),
                to: to.validator.clone(),
                amount,
            });
        }
        Ok(())
    }
}

/// What may go from a source into a room; zero when it would be too little to be worth a message.
fn movable(from: &Source, to: &Room, room: Native, limits: Limits, budget: Native) -> Native {
    if from.validator == to.validator || from.excess.is_zero() || room.is_zero() {
        return Native::ZERO;
    }
    let residue = from.draining && from.empties && from.excess < limits.residue;
    if residue && from.excess <= budget && from.excess <= to.below_cap() {
        return from.excess;
    }
    let amount = from.excess.min(room).min(budget);
    let empties = from.empties && amount == from.excess;
    if amount < limits.min_move && !empties {
        return Native::ZERO;
    }
    amount
}

/// Whether the chain takes one more redelegation between the two.
fn pair_is_free(from: &Source, to: &Room, locks: &Locks, limits: Limits) -> bool {
    let entries = unfinished(locks, &to.validator, limits.now)
        .filter(|source| *source == from.validator)
        .count();
    u32::try_from(entries).is_ok_and(|entries| entries < limits.max_entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allocation::targets::tests::targets;
    use crate::allocation::Lock;
    use rstest::rstest;

    const LIMITS: Limits = Limits {
        budget: Native::new(1_000_000),
        min_move: Native::new(1_000),
        residue: Native::new(2_000),
        probe: Native::new(10_000),
        max_entries: 7,
        max_msgs: 8,
        now: 0,
    };

    fn stake(amounts: &[(u128, u32)]) -> SortedMap<String, Position> {
        amounts
            .iter()
            .enumerate()
            .map(|(n, (booked, entries))| {
                let position = Position {
                    booked: Native::new(*booked),
                    entries: *entries,
                    ..Position::default()
                };
                (format!("v{n}"), position)
            })
            .collect()
    }

    fn run(
        limits: Limits,
        stakes: &[(u128, u32)],
        t: &Targets,
        locks: &Locks,
    ) -> Vec<(String, String, u128)> {
        let positions = stake(stakes);
        let total = Native::sum(positions.values().map(|p| p.booked)).unwrap();
        moves(limits, &positions, total, t, locks)
            .unwrap()
            .into_iter()
            .map(|m| (m.from, m.to, m.amount.units()))
            .collect()
    }

    fn mv(from: &str, to: &str, amount: u128) -> (String, String, u128) {
        (from.into(), to.into(), amount)
    }

    #[rstest]
    #[case::to_itself("v0", (5_000, false, false), 5_000, 9_000, 5_000, 0)]
    #[case::nothing_to_give("v1", (0, true, true), 5_000, 9_000, 5_000, 0)]
    #[case::no_room_even_for_a_residue("v1", (1_500, true, true), 0, 9_000, 5_000, 0)]
    #[case::what_there_is_room_for("v1", (5_000, false, false), 3_000, 9_000, 5_000, 3_000)]
    #[case::the_smallest_move("v1", (1_000, false, false), 5_000, 9_000, 5_000, 1_000)]
    #[case::less_than_the_smallest_move("v1", (999, false, false), 5_000, 9_000, 5_000, 0)]
    #[case::less_that_empties("v1", (500, false, true), 5_000, 9_000, 5_000, 500)]
    #[case::less_that_does_not_empty("v1", (600, false, true), 500, 9_000, 5_000, 0)]
    #[case::a_residue_goes_whole("v1", (1_999, true, true), 500, 9_000, 5_000, 1_999)]
    #[case::no_residue_any_more("v1", (2_000, true, true), 500, 9_000, 5_000, 0)]
    #[case::a_residue_at_the_budget("v1", (1_500, true, true), 500, 9_000, 1_500, 1_500)]
    #[case::a_residue_beyond_the_budget("v1", (1_500, true, true), 1_400, 9_000, 1_499, 1_400)]
    #[case::a_residue_at_the_cap("v1", (1_500, true, true), 500, 1_500, 5_000, 1_500)]
    #[case::a_residue_beyond_the_cap("v1", (1_500, true, true), 1_400, 1_499, 5_000, 1_400)]
    fn what_may_go_between_two(
        #[case] to: &str,
        #[case] (excess, draining, empties): (u128, bool, bool),
        #[case] room: u128,
        #[case] below_cap: u128,
        #[case] budget: u128,
        #[case] amount: u128,
    ) {
        let from = Source {
            validator: "v0".into(),
            excess: Native::new(excess),
            draining,
            empties,
        };
        let to = Room {
            validator: to.into(),
            stake: Native::new(7),
            target: Native::new(7 + room),
            cap: Native::new(7 + below_cap),
        };
        let got = movable(&from, &to, Native::new(room), LIMITS, Native::new(budget));
        assert_eq!(got, Native::new(amount));
    }

    #[test]
    fn the_budget_bounds_all_moves_together() {
        let limits = Limits {
            budget: Native::new(25_000),
            ..LIMITS
        };
        let stakes = [(60_000, 0), (20_000, 0), (10_000, 0)];
        let got = run(limits, &stakes, &targets(10_000, &[1, 1, 1]), &Locks::new());
        assert_eq!(got, [mv("v0", "v2", 20_000), mv("v0", "v1", 5_000)]);
    }

    #[test]
    fn draining_stake_leaves_before_a_larger_excess() {
        let page = Limits {
            max_msgs: 1,
            ..LIMITS
        };
        let stakes = [(60_000, 0), (10_000, 0), (5_000, 0)];
        let t = targets(10_000, &[1, 1, 0]);
        assert_eq!(run(page, &stakes, &t, &Locks::new()), [mv("v2", "v1", 5_000)]);
    }

    #[test]
    fn stake_goes_from_the_fullest_to_the_emptiest() {
        let t = targets(10_000, &[1, 1, 1]);
        assert_eq!(
            run(
                LIMITS,
                &[(60_000, 0), (20_000, 0), (10_000, 0)],
                &t,
                &Locks::new()
            ),
            [mv("v0", "v2", 20_000), mv("v0", "v1", 10_000)]
        );
    }

    #[test]
    fn the_budget_and_the_page_bound_the_moves_and_small_ones_are_skipped() {
        let t = targets(10_000, &[1, 1]);
        let limits = Limits {
            budget: Native::new(5_000),
            ..LIMITS
        };
        assert_eq!(
            run(limits, &[(60_000, 0), (20_000, 0)], &t, &Locks::new()),
            [mv("v0", "v1", 5_000)]
        );
        assert_eq!(
            run(
                Limits {
                    max_msgs: 0,
                    ..LIMITS
                },
                &[(60_000, 0), (20_000, 0)],
                &t,
                &Locks::new()
            ),
            []
        );
        assert_eq!(run(LIMITS, &[(20_999, 0), (20_000, 0)], &t, &Locks::new()), []);
    }

    #[test]
    fn a_destination_of_an_unfinished_redelegation_is_no_source() {
        let t = targets(10_000, &[1, 1]);
        let lock = Lock {
            from: "v1".into(),
            until: 5,
        };
        let locks = Locks::from([("v0".to_owned(), vec![lock])]);
        assert_eq!(run(LIMITS, &[(60_000, 0), (20_000, 0)], &t, &locks), []);
        let completing = Limits { now: 5, ..LIMITS };
        assert_eq!(run(completing, &[(60_000, 0), (20_000, 0)], &t, &locks), []);
        let later = Limits {
            now: 5 + LOCK_MARGIN,
            ..LIMITS
        };
        assert_eq!(
            run(later, &[(60_000, 0), (20_000, 0)], &t, &locks),
            [mv("v0", "v1", 20_000)]
        );
    }

    #[test]
    fn a_pair_takes_no_more_redelegations_than_the_chain_allows() {
        let t = targets(10_000, &[1, 1]);
        let lock = Lock {
            from: "v0".into(),
            until: 5,
        };
        let locks = Locks::from([("v1".to_owned(), vec![lock; 7])]);
        assert_eq!(run(LIMITS, &[(60_000, 0), (20_000, 0)], &t, &locks), []);
    }

    #[test]
    fn draining_stake_may_go_over_target_within_the_cap_and_leaves_a_probe_beside_entries() {
        let mut t = targets(4_000, &[1, 1, 1, 0]);
        t.shares[0].accepting = false;
        t.shares[2].accepting = false;
        // Total 180,000: target 60,000, cap 72,000.
        assert_eq!(
            run(
                LIMITS,
                &[(40_000, 0), (50_000, 0), (60_000, 0), (30_000, 1)],
                &t,
                &Locks::new()
            ),
            [mv("v3", "v1", 10_000), mv("v3", "v1", 10_000)]
        );
    }

    #[test]
    fn a_unit_that_the_chain_would_round_to_nothing_stays() {
        let t = targets(10_000, &[1, 0]);
        assert_eq!(run(LIMITS, &[(60_000, 0), (1, 0)], &t, &Locks::new()), []);
        assert_eq!(
            run(LIMITS, &[(60_000, 0), (2, 0)], &t, &Locks::new()),
            [mv("v1", "v0", 2)]
        );
    }

    #[test]
    fn n13_a_draining_residue_goes_whole() {
        let t = targets(10_000, &[1, 0]);
        assert_eq!(
            run(LIMITS, &[(60_000, 0), (400, 0)], &t, &Locks::new()),
            [mv("v1", "v0", 400)]
        );
        assert_eq!(
            run(LIMITS, &[(60_000, 0), (1_900, 0)], &t, &Locks::new()),
            [mv("v1", "v0", 1_900)]
        );
    }
}
