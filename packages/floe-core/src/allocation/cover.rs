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
pub(crate) mod tests {
    use super::*;
    use crate::allocation::targets::tests::targets;

    /// Validators `v0`, `v1`, … with so much booked and so many entries.
    pub fn stake(amounts: &[(u128, u32)]) -> SortedMap<String, Position> {
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

    fn need(amount: u128) -> Need {
        Need {
            amount: Native::new(amount),
            min_move: Native::new(1_000),
            probe: Native::new(10_000),
            max_entries: 7,
            max_msgs: 8,
            now: 0,
            locked: Vec::new(),
            late_after: 100,
            half_only: false,
        }
    }

    fn run(need: &Need, positions: &SortedMap<String, Position>, t: Option<&Targets>) -> Vec<(String, u128)> {
        let delegated = Native::sum(positions.values().map(|p| p.booked)).unwrap();
        cover(need, positions, delegated, t)
            .unwrap()
            .into_iter()
            .map(|p| (p.validator, p.amount.units()))
            .collect()
    }

    #[test]
    fn the_worked_example_takes_all_from_the_first_validator() {
        let positions = stake(&[(10_323_000, 0); 3]);
        let t = targets(2_000, &[1, 1, 1]);
        assert_eq!(
            run(&need(4_555_080), &positions, Some(&t)),
            [("v0".to_owned(), 4_555_080)]
        );
    }

    #[test]
    fn each_goes_down_to_half_its_target_before_the_next_and_below_half_only_when_needed() {
        let positions = stake(&[(1_000_000, 0); 2]);
        let t = targets(10_000, &[1, 1]);
        // New target 600,000, half of it 300,000.
        assert_eq!(
            run(&need(800_000), &positions, Some(&t)),
            [("v0".to_owned(), 700_000), ("v1".to_owned(), 100_000)]
        );
        // New target 25,000: down to 12,500 each.
        assert_eq!(
            run(&need(1_950_000), &positions, Some(&t)),
            [("v0".to_owned(), 987_500), ("v1".to_owned(), 962_500)]
        );
    }

    #[test]
    fn the_one_furthest_above_its_target_comes_first_and_not_the_largest() {
        // New targets 450,000, 150,000 and 200,000: 190,000, 210,000 and nothing above.
        let positions = stake(&[(640_000, 0), (360_000, 0), (200_000, 0)]);
        assert_eq!(
            run(&need(400_000), &positions, Some(&targets(10_000, &[9, 3, 4]))),
            [("v1".to_owned(), 285_000), ("v0".to_owned(), 115_000)]
        );
    }

    #[test]
    fn of_those_below_their_target_the_nearest_comes_first_and_not_the_smallest() {
        // New targets 900,000 and 100,000, the third has no weight and no free entry: 20,000 and 30,000 are lacking.
        let positions = stake(&[(880_000, 0), (70_000, 0), (60_000, 7)]);
        let t = targets(10_000, &[9, 1, 0]);
        assert_eq!(
            run(&need(10_000), &positions, Some(&t)),
            [("v0".to_owned(), 10_000)]
        );
    }

    #[test]
    fn draining_validators_come_first_and_keep_a_probe() {
        let positions = stake(&[(500_000, 0), (300_000, 0)]);
        let t = targets(10_000, &[1, 0]);
        assert_eq!(
            run(&need(400_000), &positions, Some(&t)),
            [("v1".to_owned(), 290_000), ("v0".to_owned(), 110_000)]
        );
    }

    #[test]
    fn full_entries_are_skipped_and_failed_validators_come_last() {
        let mut positions = stake(&[(500_000, 7), (500_000, 0), (500_000, 0)]);
        positions.get_mut("v1").unwrap().marked_until = 5;
        let t = targets(10_000, &[1, 1, 1]);
        assert_eq!(
            run(&need(600_000), &positions, Some(&t)),
            [("v2".to_owned(), 490_000), ("v1".to_owned(), 110_000)]
        );
    }

    #[test]
    fn those_that_answer_come_before_those_that_are_late() {
        let mut positions = stake(&[(500_000, 0); 3]);
        for (validator, answered) in [("v0", 1_000), ("v1", 1_101), ("v2", 1_101)] {
            positions.get_mut(validator).unwrap().harvested_at = answered;
        }
        let t = targets(10_000, &[1, 1, 1]);
        let taken = |positions: &SortedMap<String, Position>| run(&need(1_000_000), positions, Some(&t));
        let list = |taken: [(&str, u128); 3]| taken.map(|(v, amount)| (v.to_owned(), amount));
        assert_eq!(
            taken(&positions),
            list([("v2", 490_000), ("v1", 490_000), ("v0", 20_000)])
        );
        // A second later it is in time: behind by no more than is usual.
        positions.get_mut("v0").unwrap().harvested_at = 1_001;
        assert_eq!(
            taken(&positions),
            list([("v2", 416_667), ("v0", 416_666), ("v1", 166_667)])
        );
    }

    #[test]
    fn a_skipped_validator_gives_nothing_and_beside_one_that_may_be_slow_nobody_goes_below_half() {
        let mut positions = stake(&[(500_000, 0), (500_000, 0), (8_000, 0)]);
        positions.get_mut("v0").unwrap().skipped = true;
        let t = targets(10_000, &[1, 1, 0]);
        let mut n = need(900_000);
        assert_eq!(
            run(&n, &positions, Some(&t)),
            [("v2".to_owned(), 8_000), ("v1".to_owned(), 490_000)]
        );
        n.half_only = true;
        // Half of the new target of 54,000.
        assert_eq!(
            run(&n, &positions, Some(&t)),
            [("v2".to_owned(), 8_000), ("v1".to_owned(), 473_000)]
        );
        assert_eq!(unwind(&n, &positions).len(), 2);
    }

    #[test]
    fn a_destination_of_a_redelegation_is_used_after_the_others() {
        let positions = stake(&[(600_000, 0), (500_000, 0)]);
        let t = targets(10_000, &[1, 1]);
        let mut n = need(100_000);
        n.locked.push("v0".into());
        assert_eq!(run(&n, &positions, Some(&t)), [("v1".to_owned(), 100_000)]);
    }

    #[test]
    fn without_targets_the_largest_stake_pays() {
        let positions = stake(&[(100_000, 0), (500_000, 0)]);
        assert_eq!(
            run(&need(520_000), &positions, None),
            [("v1".to_owned(), 490_000), ("v0".to_owned(), 30_000)]
        );
    }

    #[test]
    fn a_small_stake_without_entries_may_be_emptied_but_not_beside_entries() {
        let t = targets(10_000, &[0, 0]);
        assert_eq!(
            run(&need(15_000), &stake(&[(15_000, 0)]), Some(&t)),
            [("v0".to_owned(), 15_000)]
        );
        assert_eq!(
            run(&need(15_000), &stake(&[(15_000, 1)]), Some(&t)),
            [("v0".to_owned(), 5_000)]
        );
        assert_eq!(run(&need(2_000), &stake(&[(10_500, 1)]), Some(&t)), []);
        assert_eq!(
            run(&need(1_000), &stake(&[(500, 0)]), Some(&t)),
            [("v0".to_owned(), 500)]
        );
    }

    #[test]
    fn a_small_pool_on_many_validators_empties_one_for_a_need_that_none_could_meet_in_part() {
        let positions = stake(&[(10_489, 0); 6]);
        let got = run(&need(50_000), &positions, None);
        assert_eq!(
            got.iter().map(|(_, amount)| *amount).collect::<Vec<_>>(),
            [10_489; 5]
        );
        assert_eq!(run(&need(8_044), &positions, None), [("v0".to_owned(), 10_489)]);
        assert_eq!(run(&need(8_044), &stake(&[(10_489, 1); 6]), None), []);
    }

    #[test]
    fn a_residue_is_left_where_the_rest_would_be_too_small_to_be_undelegated() {
        let t = targets(10_000, &[1, 0]);
        let positions = stake(&[(500_000, 0), (600, 0)]);
        let whole = |amount| run(&need(amount), &positions, Some(&t));
        assert_eq!(whole(1_500), [("v0".to_owned(), 1_500)]);
        assert_eq!(whole(1_600), [("v1".to_owned(), 600), ("v0".to_owned(), 1_000)]);
        // Where nobody can give a move, one that may be emptied does, and only then residues pay what they can.
        let alone = stake(&[(10_500, 0), (600, 0)]);
        let mut n = need(1_500);
        assert_eq!(run(&n, &alone, Some(&t)), [("v0".to_owned(), 10_500)]);
        n.half_only = true;
        assert_eq!(run(&n, &alone, Some(&t)), [("v1".to_owned(), 600)]);
    }

    #[test]
    fn a_page_bounds_the_messages_and_a_small_need_waits() {
        let positions = stake(&[(100_000, 0); 3]);
        let mut n = need(250_000);
        n.max_msgs = 1;
        assert_eq!(run(&n, &positions, None).len(), 1);
        assert_eq!(run(&need(999), &positions, None), []);
        assert_eq!(run(&need(1_000), &positions, None), [("v0".to_owned(), 1_000)]);
    }

    #[test]
    fn emptying_as_a_last_resort_keeps_to_the_page_and_takes_each_once() {
        let positions = stake(&[(10_489, 0); 6]);
        let mut n = need(50_000);
        n.max_msgs = 2;
        let both = [("v0".to_owned(), 10_489), ("v1".to_owned(), 10_489)];
        assert_eq!(run(&n, &positions, None), both);
        // The rest of what is missing is not looked for where everything has been taken already.
        assert_eq!(
            run(&need(30_000), &stake(&[(15_000, 0)]), None),
            [("v0".to_owned(), 15_000)]
        );
    }

    #[test]
    fn a_wind_down_leaves_a_probe_where_entries_are_in_flight() {
        let positions = stake(&[(500_000, 0), (20_000, 0), (500_000, 1), (15_000, 1), (700_000, 7)]);
        let got: Vec<_> = unwind(&need(0), &positions)
            .into_iter()
            .map(|p| (p.validator, p.amount.units()))
            .collect();
        assert_eq!(
            got,
            [
                ("v0".to_owned(), 490_000),
                ("v2".to_owned(), 490_000),
                ("v1".to_owned(), 20_000)
            ]
        );
    }
}
