//! Redelegations: stake leaves draining and over-target validators for those below target.

use crate::map::SortedMap;
use std::cmp::Reverse;

use crate::allocation::{all_marked, locked, receivers, unfinished, Locks, Move, Targets};
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
    /// The protocol's own smallest move. Draining stake below twice as much goes whole.
    pub least: Native,
    /// Stays delegated on a validator with entries in flight.
    pub probe: Native,
    /// The chain's limit of unfinished redelegations per pair.
    pub max_entries: u32,
    /// Most redelegations.
    pub max_msgs: usize,
    pub now: Seconds,
}

/// A part of the target by which stake may differ from it before anything moves: every move locks its destination for an
/// unbonding time, so that daily corrections of small differences would leave no source for what has to leave.
const BAND: u128 = 10;

/// Redelegations that bring stake towards the targets for `total`: leaving stake to those below their targets, and what
/// others have more than a tenth above theirs to those that lack more than a tenth.
///
/// A validator that is the destination of an unfinished redelegation cannot be a source, and neither for
/// [`LOCK_MARGIN`] after. Leaving stake may go over target, within the cap; a residue of it below twice the smallest move
/// goes whole.
///
/// Where undelegations are in flight nothing is moved to: the chain charges a slash of the source to the destination's
/// entries first, where the hub cannot see it before they arrive. Only leaving stake may, if nobody else lacks the
/// smallest move to its target, and not into one that this transaction undelegates from.
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
    for step in [Step::Targets, Step::Watched, Step::Caps] {
        for n in 0..plan.sources.len() {
            plan.fill(n, step, locks)?;
        }
    }
    Ok(plan.moves)
}

/// What is filled, one after the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// What is missing where nothing is in flight.
    Targets,
    /// What is missing where entries are in flight, with leaving stake.
    Watched,
    /// What the cap allows, with leaving stake.
    Caps,
}

struct Source {
    validator: String,
    /// What may still leave.
    excess: Native,
    draining: bool,
    /// Whether it has more than a tenth above its target.
    above: bool,
    /// Whether taking all of the excess empties the validator.
    empties: bool,
}

struct Room {
    validator: String,
    stake: Native,
    target: Native,
    cap: Native,
    /// Whether it lacked more than a tenth of its target before anything moved.
    below: bool,
    /// Whether entries are in flight there.
    in_flight: bool,
}

impl Room {
    fn below_target(&self) -> Native {
        self.target.less(self.stake)
    }

    fn below_cap(&self) -> Native {
        self.cap.less(self.stake)
    }

    fn space(&self, step: Step) -> Native {
        match step {
            Step::Caps => self.below_cap(),
            Step::Targets | Step::Watched => self.below_target(),
        }
    }
}

/// Whether a difference is more than a tenth of the target.
fn beyond_band(difference: Native, target: Native) -> bool {
    difference.units().saturating_mul(BAND) > target.units()
}

fn sources(
    limits: Limits,
    positions: &SortedMap<String, Position>,
    amounts: &SortedMap<String, Native>,
    targets: &Targets,
    locks: &Locks,
) -> Vec<Source> {
    let freed = limits.now.saturating_sub(LOCK_MARGIN);
    let staked = || {
        positions
            .iter()
            .filter(|(_, p)| !p.booked.is_zero() && !p.skipped)
    };
    let ignored = all_marked(staked().map(|(_, p)| Some(p)), limits.now);
    let mut sources: Vec<Source> = staked()
        .filter(|(validator, p)| (ignored || !p.marked(limits.now)) && !locked(locks, validator, freed))
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
                above: beyond_band(position.booked.less(target), target),
                empties: kept.is_zero(),
            }
        })
        .filter(|source| source.excess > DUST && (source.draining || source.above))
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
    receivers(targets, positions, limits.now)
        .into_iter()
        .filter(|(_, position)| !position.is_some_and(|p| p.pending > 0))
        .map(|(share, position)| {
            let stake = position.map(|p| p.booked).unwrap_or_default();
            let target = amounts.get(&share.operator).copied().unwrap_or_default();
            Room {
                validator: share.operator.clone(),
                stake,
                target,
                cap,
                below: beyond_band(target.less(stake), target),
                in_flight: position.is_some_and(|p| p.entries > 0),
            }
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
    /// Moves one source's excess to the roomiest destinations that it may go to.
    fn fill(&mut self, source: usize, step: Step, locks: &Locks) -> CoreResult<()> {
        self.rooms.sort_by_key(|r| Reverse(r.space(step)));
        for n in 0..self.rooms.len() {
            if self.moves.len() >= self.limits.max_msgs {
                break;
            }
            let served = self.unwatched_are_served();
            let (Some(from), Some(to)) = (self.sources.get_mut(source), self.rooms.get_mut(n)) else {
                continue;
            };
            let fits = match step {
                Step::Targets => !to.in_flight && (from.draining || to.below),
                Step::Watched => from.draining && to.in_flight && served,
                Step::Caps => from.draining && (!to.in_flight || served),
            };
            let amount = movable(from, to, to.space(step), self.limits, self.left);
            if !fits || amount.is_zero() || !pair_is_free(from, to, locks, self.limits) {
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

    /// Whether nobody without entries in flight lacks the smallest move to its target. Fewer units than that must not
    /// keep stake from leaving.
    fn unwatched_are_served(&self) -> bool {
        let mut rooms = self.rooms.iter();
        !rooms.any(|room| !room.in_flight && room.below_target() >= self.limits.least)
    }
}

/// What may go from a source into a room; zero when it would be too little to be worth a message.
fn movable(from: &Source, to: &Room, room: Native, limits: Limits, budget: Native) -> Native {
    if from.validator == to.validator || from.excess.is_zero() || room.is_zero() {
        return Native::ZERO;
    }
    let residue = from.draining && from.empties && from.excess < limits.least.more(limits.least);
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
mod tests;
