//! New coins go where stake is missing: the largest deficit first, no validator beyond its target.

use crate::map::SortedMap;

use crate::allocation::{receivers, Portion, Targets};
use crate::error::CoreResult;
use crate::ledger::Position;
use crate::units::{Native, Seconds};

/// What allocation is asked to spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Coins to delegate; what finds no place stays in the hub.
    pub amount: Native,
    /// Smallest delegation.
    pub min_move: Native,
    /// Most delegations.
    pub max_msgs: usize,
    pub now: Seconds,
}

/// Delegations that bring validators towards their targets for `delegated + amount`.
///
/// Only accepting validators whose messages do not fail receive stake, each at most its deficit, so that one large
/// deposit spreads over several pages instead of landing on few. Ties follow the registry's order.
pub fn allocate(
    deposit: Deposit,
    positions: &SortedMap<String, Position>,
    delegated: Native,
    targets: &Targets,
) -> CoreResult<Vec<Portion>> {
    if targets.mostly_closed() || deposit.amount < deposit.min_move {
        return Ok(Vec::new());
    }
    let amounts = targets.amounts(delegated.plus(deposit.amount)?)?;
    let mut deficits: Vec<Portion> = receivers(targets, positions, deposit.now)
        .into_iter()
        .map(|(share, position)| {
            let target = amounts.get(&share.operator).copied().unwrap_or_default();
            let booked = position.map(|p| p.booked).unwrap_or_default();
            Portion {
                validator: share.operator.clone(),
                amount: target.less(booked),
            }
        })
        .collect();
    deficits.sort_by_key(|deficit| std::cmp::Reverse(deficit.amount));

    let mut left = deposit.amount;
    let mut portions = Vec::new();
    for deficit in deficits {
        let amount = deficit.amount.min(left);
        if portions.len() >= deposit.max_msgs || amount < deposit.min_move {
            break;
        }
        left = left.less(amount);
        portions.push(Portion { amount, ..deficit });
    }
    Ok(portions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allocation::targets::tests::targets;

    fn stake(amounts: &[u128]) -> SortedMap<String, Position> {
        amounts
            .iter()
            .enumerate()
            .map(|(n, a)| {
                (
                    format!("v{n}"),
                    Position {
                        booked: Native::new(*a),
                        ..Position::default()
                    },
                )
            })
            .collect()
    }

    fn run(amount: u128, max_msgs: usize, stakes: &[u128], t: &Targets) -> Vec<(String, u128)> {
        let deposit = Deposit {
            amount: Native::new(amount),
            min_move: Native::new(10),
            max_msgs,
            now: 0,
        };
        allocate(deposit, &stake(stakes), Native::new(stakes.iter().sum()), t)
            .unwrap()
            .into_iter()
            .map(|p| (p.validator, p.amount.units()))
            .collect()
    }

    #[test]
    fn the_largest_deficit_comes_first_and_none_is_overfilled() {
        let t = targets(10_000, &[1, 1, 1]);
        assert_eq!(
            run(300, 8, &[300, 100, 200], &t),
            [("v1".to_owned(), 200), ("v2".to_owned(), 100)]
        );
    }

    #[test]
    fn a_page_bounds_the_messages_and_the_rest_waits() {
        assert_eq!(
            run(300, 1, &[0, 0, 0], &targets(10_000, &[1, 1, 1])),
            [("v0".to_owned(), 100)]
        );
    }

    #[test]
    fn the_part_of_a_validator_that_does_not_accept_stays_liquid() {
        let mut t = targets(10_000, &[1, 1, 1]);
        t.shares[0].accepting = false;
        assert_eq!(
            run(300, 8, &[0, 0, 0], &t),
            [("v1".to_owned(), 100), ("v2".to_owned(), 100)]
        );
        t.shares[1].accepting = false;
        assert_eq!(run(300, 8, &[0, 0, 0], &t), [("v2".to_owned(), 100)]);
        t.shares[2].accepting = false;
        assert_eq!(run(300, 8, &[0, 0, 0], &t), []);
    }

    #[test]
    fn a_validator_that_just_failed_is_passed_over() {
        let t = targets(10_000, &[1, 1]);
        let mut positions = stake(&[0, 0]);
        positions.get_mut("v0").unwrap().marked_until = 9;
        let deposit = |now| Deposit {
            amount: Native::new(100),
            min_move: Native::new(10),
            max_msgs: 8,
            now,
        };
        let first = |now| {
            allocate(deposit(now), &positions, Native::ZERO, &t).unwrap()[0]
                .validator
                .clone()
        };
        assert_eq!(first(8), "v1");
        assert_eq!(first(9), "v0");
    }

    #[test]
    fn where_all_are_marked_marks_are_ignored_and_a_skipped_one_is_passed_over() {
        let t = targets(10_000, &[1, 1, 1]);
        let mut positions = stake(&[0, 0, 0]);
        let deposit = Deposit {
            amount: Native::new(300),
            min_move: Native::new(10),
            max_msgs: 8,
            now: 8,
        };
        let chosen = |positions: &SortedMap<String, Position>| -> Vec<String> {
            let portions = allocate(deposit, positions, Native::ZERO, &t).unwrap();
            portions.into_iter().map(|p| p.validator).collect()
        };
        for validator in ["v0", "v1"] {
            positions.get_mut(validator).unwrap().marked_until = 9;
        }
        assert_eq!(chosen(&positions), ["v2"]);
        // The only one without a mark does not accept any more, or is skipped: nobody else is left.
        positions.get_mut("v2").unwrap().skipped = true;
        assert_eq!(chosen(&positions), ["v0", "v1"]);
        positions.get_mut("v2").unwrap().skipped = false;
        positions.get_mut("v2").unwrap().marked_until = 9;
        assert_eq!(chosen(&positions), ["v0", "v1", "v2"]);
    }

    #[test]
    fn less_than_the_smallest_move_waits() {
        assert_eq!(run(9, 8, &[0], &targets(10_000, &[1])), []);
        assert_eq!(run(10, 8, &[0], &targets(10_000, &[1])), [("v0".to_owned(), 10)]);
    }

    #[test]
    fn no_more_is_spent_than_there_is() {
        // Targets 200 each: v1 lacks 200, of which 100 are there.
        let t = targets(10_000, &[1, 1]);
        assert_eq!(run(100, 8, &[300, 0], &t), [("v1".to_owned(), 100)]);
        let t = targets(10_000, &[1, 1, 1]);
        assert_eq!(run(100, 8, &[400, 0, 0], &t), [("v1".to_owned(), 100)]);
    }

    #[test]
    fn with_most_of_the_weight_closed_everything_waits() {
        let mut t = targets(10_000, &[1, 1, 1, 1]);
        for share in t.shares.iter_mut().take(3) {
            share.accepting = false;
        }
        assert_eq!(run(400, 8, &[0, 0, 0, 0], &t), []);
    }
}
