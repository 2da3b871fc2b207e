//! Targets: weights turned into amounts, no validator above its cap, the sum exact.

use crate::map::SortedMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::convert::mul_div_floor;
use crate::error::CoreResult;
use crate::units::{Native, BPS};

/// A validator's part in the set.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub operator: String,
    /// Relative weight; zero = its stake is to leave.
    pub weight: u64,
    /// Whether it may receive stake now.
    pub accepting: bool,
}

/// The registry's weights, in the registry's order, which breaks ties.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    pub shares: Vec<Share>,
    /// Largest share of one validator, in basis points; raised to an equal share where the set is too small for it.
    pub max_share_bps: u64,
}

impl Targets {
    /// Validators that take part, draining ones excluded.
    fn taking_part(&self) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(|s| s.weight > 0)
    }

    /// How many validators take part.
    pub fn count(&self) -> usize {
        self.taking_part().count()
    }

    /// The most that one validator may hold of `total`: `⌊total · max(max_share, 1/n)⌋`, an equal share rounded up so
    /// that the caps always add up to the total; of fewer than three validators always an equal share.
    pub fn cap(&self, total: Native) -> CoreResult<Native> {
        let count = u128::try_from(self.taking_part().count())
            .unwrap_or(u128::MAX)
            .max(1);
        let max_share_bps = if count < 3 { 0 } else { self.max_share_bps };
        let by_share = mul_div_floor(total.units(), u128::from(max_share_bps), BPS)?;
        Ok(Native::new(by_share.max(total.units().div_ceil(count))))
    }

    /// Splits `total` by weight under the cap, the excess of a capped validator shared among the rest
    /// (water-filling). The sum is exact: units left by rounding go to the first ones with room.
    pub fn amounts(&self, total: Native) -> CoreResult<SortedMap<String, Native>> {
        let cap = self.cap(total)?;
        let mut fixed: SortedMap<&str, Native> = SortedMap::new();
        let mut open: Vec<&Share> = self.taking_part().collect();
        let mut left = total;
        loop {
            let weights: u128 = open.iter().map(|s| u128::from(s.weight)).sum();
            let full: Vec<&Share> = open
                .iter()
                .copied()
                .filter(|s| {
                    mul_div_floor(left.units(), s.weight.into(), weights).is_ok_and(|part| part > cap.units())
                })
                .collect();
            if full.is_empty() {
                for share in &open {
                    let part = mul_div_floor(left.units(), share.weight.into(), weights)?;
                    fixed.insert(&share.operator, Native::new(part));
                }
                break;
            }
            for share in full {
                fixed.insert(&share.operator, cap);
                left = left.less(cap);
                open.retain(|s| s.operator != share.operator);
            }
        }
        self.spread_rounding(total, cap, &mut fixed)?;
        Ok(fixed
            .into_iter()
            .map(|(operator, amount)| (operator.to_owned(), amount))
            .collect())
    }

    /// Hands out the units that rounding left, one round after another in the registry's order, never above the cap.
    fn spread_rounding(
        &self,
        total: Native,
        cap: Native,
        fixed: &mut SortedMap<&str, Native>,
    ) -> CoreResult<()> {
        let mut rest = total.minus(Native::sum(fixed.values().copied())?)?;
        for share in self.taking_part() {
            let Some(amount) = fixed.get_mut(share.operator.as_str()) else {
                continue;
            };
            let unit = Native::new(1).min(rest).min(cap.less(*amount));
            *amount = amount.plus(unit)?;
            rest = rest.less(unit);
        }
        // What single units could not place fits under the caps, as those add up to the total.
        for share in self.taking_part() {
            let Some(amount) = fixed.get_mut(share.operator.as_str()) else {
                continue;
            };
            let room = rest.min(cap.less(*amount));
            *amount = amount.plus(room)?;
            rest = rest.less(room);
        }
        Ok(())
    }

    /// Whether so little weight accepts stake that new coins had better wait: below a third of all.
    pub fn mostly_closed(&self) -> bool {
        let all: u128 = self.taking_part().map(|s| u128::from(s.weight)).sum();
        let accepting: u128 = self
            .taking_part()
            .filter(|s| s.accepting)
            .map(|s| u128::from(s.weight))
            .sum();
        accepting.saturating_mul(3) < all
    }

    /// Position in the registry's order; validators that it does not know come last.
    pub(crate) fn rank(&self, operator: &str) -> usize {
        self.shares
            .iter()
            .position(|s| s.operator == operator)
            .unwrap_or(usize::MAX)
    }

    pub(crate) fn accepting(&self) -> impl Iterator<Item = &Share> {
        self.taking_part().filter(|s| s.accepting)
    }

    /// Whether the validator's stake is to leave: draining, inactive for too long, or unknown to the registry.
    pub fn is_draining(&self, operator: &str) -> bool {
        !self.taking_part().any(|s| s.operator == operator)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Accepting validators `v0`, `v1`, … with the given weights.
    pub fn targets(max_share_bps: u64, weights: &[u64]) -> Targets {
        let shares = weights
            .iter()
            .enumerate()
            .map(|(n, weight)| Share {
                operator: format!("v{n}"),
                weight: *weight,
                accepting: true,
            })
            .collect();
        Targets {
            shares,
            max_share_bps,
        }
    }

    fn amounts(t: &Targets, total: u128) -> Vec<u128> {
        let amounts = t.amounts(Native::new(total)).unwrap();
        t.shares
            .iter()
            .map(|s| amounts.get(&s.operator).map_or(0, |a| a.units()))
            .collect()
    }

    #[test]
    fn equal_weights_share_equally_even_when_the_cap_is_too_small_for_the_set() {
        assert_eq!(amounts(&targets(2_000, &[1, 1, 1]), 30_969_000), [10_323_000; 3]);
    }

    #[test]
    fn the_excess_of_a_capped_validator_is_shared_among_the_rest() {
        assert_eq!(amounts(&targets(4_000, &[8, 1, 1]), 1_000), [400, 300, 300]);
        assert_eq!(amounts(&targets(4_000, &[80, 15, 5]), 1_000), [400, 400, 200]);
    }

    #[test]
    fn fewer_than_three_validators_share_equally_whatever_the_cap() {
        assert_eq!(amounts(&targets(10_000, &[9, 1]), 1_000), [500, 500]);
        assert_eq!(amounts(&targets(10_000, &[9]), 1_000), [1_000]);
        assert_eq!(amounts(&targets(10_000, &[8, 1, 1]), 1_000), [800, 100, 100]);
    }

    #[test]
    fn a_weight_of_zero_gets_nothing_and_does_not_count() {
        assert_eq!(amounts(&targets(100, &[1, 0, 1]), 11), [6, 0, 5]);
        assert!(targets(100, &[1, 0]).is_draining("v1"));
        assert!(targets(100, &[1, 0]).is_draining("stranger"));
    }

    #[test]
    fn the_rank_is_the_registrys_order_and_strangers_come_last() {
        let mut t = targets(10_000, &[1, 1, 1]);
        t.shares.reverse();
        let ranks = ["v2", "v1", "v0", "stranger"].map(|operator| t.rank(operator));
        assert_eq!(ranks, [0, 1, 2, usize::MAX]);
    }

    #[test]
    fn an_empty_set_has_no_targets() {
        assert_eq!(amounts(&Targets::default(), 5), [] as [u128; 0]);
        assert!(!Targets::default().mostly_closed());
    }

    #[test]
    fn coins_wait_when_less_than_a_third_of_the_weight_accepts() {
        let mut t = targets(10_000, &[1, 1, 1, 1]);
        t.shares[0].accepting = false;
        t.shares[1].accepting = false;
        assert!(!t.mostly_closed());
        t.shares[2].accepting = false;
        assert!(t.mostly_closed());
    }

    proptest! {
        #[test]
        fn targets_sum_exactly_and_none_is_above_its_cap(
            weights in prop::collection::vec(1u64..1_000_000, 1..100),
            max_share_bps in 100u64..10_000,
            total in 0u128..1u128 << 100,
        ) {
            let t = targets(max_share_bps, &weights);
            let got = amounts(&t, total);
            prop_assert_eq!(got.iter().sum::<u128>(), total);
            let cap = t.cap(Native::new(total)).unwrap().units();
            prop_assert!(got.iter().all(|a| *a <= cap));
            prop_assert_eq!(amounts(&t, total), got);
        }
    }
}
