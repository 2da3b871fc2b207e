//! Cover (undelegation planning): which stake to undelegate for exits.

use crate::map::SortedMap;
use std::cmp::Reverse;

use crate::allocation::{answers, Portion, Targets};
use crate::error::CoreResult;
use crate::ledger::Position;
use crate::units::{Native, Seconds};

/// What cover is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Coins to undelegate.
    pub amount: Native,
    /// Smallest undelegation that does not empty a validator.
    pub min_move: Native,
    /// Stays delegated on a validator with entries in flight.
    pub probe: Native,
    /// The chain's entries per validator.
    pub max_entries: u32,
    /// Most undelegations.
    pub max_msgs: usize,
    pub now: Seconds,
    /// Validators that are the destination of an unfinished redelegation; used after others of their kind.
    pub locked: Vec<String>,
    /// How far behind the median a validator's last answer may lie before it comes last, in seconds.
    pub late_after: Seconds,
    /// Nobody goes below half of its target: a validator is skipped that may only be slow.
    pub half_only: bool,
}

impl Need {
    fn may_take(&self, position: &Position) -> bool {
        !position.booked.is_zero() && position.in_flight() < self.max_entries && !position.skipped
    }

    /// Whether a message to the validator had better be the last: one failed, or it is late to answer.
    fn comes_last(&self, position: &Position, median: Seconds) -> bool {
        position.marked(self.now) || median.saturating_sub(position.harvested_at) > self.late_after
    }
}

/// Undelegations for a need: draining validators first, then those furthest above their new target, each down to half
/// of that target before the next is touched, and below half only when that is not enough. Validators whose messages
/// failed, or that have not answered for longer than others, come last, those whose entries are full and skipped ones
/// not at all. Without targets: the largest stake first.
///
/// What cannot be placed is left for the next page.
pub fn cover(
    need: &Need,
    positions: &SortedMap<String, Position>,
    delegated: Native,
    targets: Option<&Targets>,
) -> CoreResult<Vec<Portion>> {
    if need.amount < need.min_move {
        return Ok(Vec::new());
    }
    let aims = match targets {
        Some(targets) => Some((targets, targets.amounts(delegated.less(need.amount))?)),
        None => None,
    };
    let median = answers::median(positions);
    let mut sources: Vec<Source> = positions
        .iter()
        .filter(|(_, p)| need.may_take(p))
        .map(|(validator, position)| {
            let target = aims
                .as_ref()
                .and_then(|(_, a)| a.get(validator))
                .copied()
                .unwrap_or_default();
            Source {
                validator,
                position,
                target,
                last: need.comes_last(position, median),
                draining: aims.as_ref().is_some_and(|(t, _)| t.is_draining(validator)),
                locked: need.locked.iter().any(|l| l == validator),
                rank: aims.as_ref().map_or(0, |(t, _)| t.rank(validator)),
            }
        })
        .collect();
    sources.sort_by_key(Source::order);

    let mut page = Page {
        need,
        left: need.amount,
        taken: SortedMap::new(),
        order: Vec::new(),
    };
    let depths = [Depth::Half, Depth::All];
    let depths = depths
        .get(..if need.half_only { 1 } else { 2 })
        .unwrap_or_default();
    for last in [false, true] {
        for depth in depths {
            for source in sources.iter().filter(|s| s.last == last) {
                page.take(source, *depth)?;
            }
        }
    }
    for residues in [false, true] {
        for source in sources.iter().filter(|s| s.draining || !need.half_only) {
            page.take_whole(source, residues);
        }
    }
    Ok(page.portions())
}

/// A wind-down brings everything home: whole validators where nothing is in flight and little is left, elsewhere all
/// but the probe.
pub fn unwind(need: &Need, positions: &SortedMap<String, Position>) -> Vec<Portion> {
    let mut sources: Vec<_> = positions.iter().filter(|(_, p)| need.may_take(p)).collect();
    let median = answers::median(positions);
    sources.sort_by_key(|(_, p)| (need.comes_last(p, median), Reverse(p.booked)));
    sources
        .into_iter()
        .filter_map(|(validator, position)| {
            let above_probe = position.booked.less(need.probe);
            let amount = if can_be_emptied(position, need.probe) {
                position.booked
            } else if position.in_flight() == 0 || above_probe >= need.probe {
                above_probe
            } else {
                Native::ZERO
            };
            (!amount.is_zero()).then(|| Portion {
                validator: validator.clone(),
                amount,
            })
        })
        .take(need.max_msgs)
        .collect()
}

/// Whether the last of a validator's stake may leave: nothing is in flight there and little is left to watch.
pub fn can_be_emptied(position: &Position, probe: Native) -> bool {
    position.in_flight() == 0 && position.booked <= probe.more(probe)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Draining validators whole, others down to half of their target.
    Half,
    All,
}

struct Source<'a> {
    validator: &'a str,
    position: &'a Position,
    target: Native,
    last: bool,
    draining: bool,
    locked: bool,
    rank: usize,
}

impl Source<'_> {
    fn order(&self) -> (bool, bool, Reverse<i8>, Reverse<Native>, Native, usize) {
        let excess = self.position.booked.less(self.target);
        let shortfall = self.target.less(self.position.booked);
        let above = i8::from(shortfall.is_zero());
        (
            !self.draining,
            self.locked,
            Reverse(above),
            Reverse(excess),
            shortfall,
            self.rank,
        )
    }

    /// The most that may be taken down to a depth.
    fn limit(&self, depth: Depth) -> Native {
        if self.draining || depth == Depth::All {
            return self.position.booked;
        }
        let half = Native::new(self.target.units().div_ceil(2));
        self.position.booked.less(half)
    }
}

/// Undelegations gathered so far, one a validator.
struct Page<'a> {
    need: &'a Need,
    left: Native,
    taken: SortedMap<&'a str, Native>,
    order: Vec<&'a str>,
}

impl<'a> Page<'a> {
    fn take(&mut self, source: &Source<'a>, depth: Depth) -> CoreResult<()> {
        let already = self.taken.get(source.validator).copied().unwrap_or_default();
        let is_new = already.is_zero();
        if self.left.is_zero() || (is_new && self.order.len() >= self.need.max_msgs) {
            return Ok(());
        }
        let wanted = source.limit(depth).min(already.plus(self.left)?);
        let empties = wanted == source.position.booked && can_be_emptied(source.position, self.need.probe);
        let amount = if empties {
            wanted
        } else {
            wanted.min(source.position.booked.less(self.need.probe))
        };
        if amount <= already || !(empties || amount >= self.need.min_move) || self.strands(amount) {
            return Ok(());
        }
        self.left = self.left.less(amount.less(already));
        self.taken.insert(source.validator, amount);
        if is_new {
            self.order.push(source.validator);
        }
        Ok(())
    }

    /// Whether a residue that is no move of its own would leave a rest that nobody can give, as it is none either.
    fn strands(&self, residue: Native) -> bool {
        let rest = self.left.less(residue);
        residue < self.need.min_move && !rest.is_zero() && rest < self.need.min_move
    }

    /// The last resort where nobody can give a move: what may be emptied is, though that is more than is needed, as in a
    /// small pool on many validators, where each holds little more than its probe (docs/adr/0008). `residues` that leave
    /// too small a rest come after all others.
    fn take_whole(&mut self, source: &Source<'a>, residues: bool) {
        let booked = source.position.booked;
        let fresh = !self.taken.contains_key(source.validator) && self.order.len() < self.need.max_msgs;
        let may = can_be_emptied(source.position, self.need.probe) && (residues || !self.strands(booked));
        if fresh && self.left >= self.need.min_move && may {
            self.left = self.left.less(booked);
            self.taken.insert(source.validator, booked);
            self.order.push(source.validator);
        }
    }

    fn portions(self) -> Vec<Portion> {
        let Page { taken, order, .. } = self;
        order
            .into_iter()
            .filter_map(|validator| {
                let amount = taken.get(validator).copied()?;
                Some(Portion {
                    validator: validator.to_owned(),
                    amount,
                })
            })
            .collect()
    }
}

#[cfg(test)]
pub(crate) mod tests;
