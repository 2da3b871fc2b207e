//! The open class: validators that are listed by their bond, beside those that the owner has chosen.
//!
//! Together they get at most a fixed part of all stake and at most what their bonds carry; within the class the part is
//! proportional to the bond, so that splitting a bond gains nothing. Their weights are parts of all stake, and so the weights
//! of the others must be, too: what one of those cannot take above its cap would otherwise flow to the class.

use crate::allocation::targets::{Share, Targets};
use crate::convert::mul_div_floor;
use crate::error::CoreResult;
use crate::map::SortedMap;
use crate::units::{Native, Shares, BPS};

/// Parts of all stake, in which weights are given where there is an open class.
pub const PARTS: u64 = 1_000_000_000_000;
/// Curated validators without which the class gets nothing: of fewer than three the hub gives each an equal share.
pub const CURATED_BESIDE: usize = 3;
/// Parts in a basis point.
const PARTS_PER_BP: u64 = 100_000_000;

/// What bounds the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassLimits {
    /// All together, in basis points of all stake.
    pub open_share_bps: u64,
    /// One validator.
    pub max_share_bps: u64,
    /// All stake, and coins that will be.
    pub total: Native,
    /// What all bonds together carry.
    pub carried: Native,
}

/// The parts of the class by bond, in the order of the bonds: all together at most the class's limit and what the bonds carry,
/// in whole basis points, rounded down; each at most the share of one validator. What is cut there goes to nobody.
pub fn open_parts(bonds: &[Shares], limits: ClassLimits) -> CoreResult<Vec<u64>> {
    let all = Shares::sum(bonds.iter().copied())?;
    if all.is_zero() {
        return Ok(vec![0; bonds.len()]);
    }
    let class = class_bps(limits).saturating_mul(PARTS_PER_BP);
    let most = limits.max_share_bps.saturating_mul(PARTS_PER_BP);
    let part = |bond: &Shares| {
        let part = mul_div_floor(class.into(), bond.units(), all.units())?;
        Ok(u64::try_from(part).unwrap_or(u64::MAX).min(most))
    };
    bonds.iter().map(part).collect()
}

/// In whole basis points: a part that followed every reward would be written anew at each look.
fn class_bps(limits: ClassLimits) -> u64 {
    let carried = mul_div_floor(limits.carried.units(), BPS, limits.total.units());
    let carried = carried.ok().and_then(|bps| u64::try_from(bps).ok());
    limits.open_share_bps.min(carried.unwrap_or(u64::MAX))
}

/// The weights of curated validators beside `open` parts of the class, each under the cap on its own: their sum and the
/// class's are [`PARTS`], so that nothing is left to flow from one class to the other.
pub fn curated_parts(
    curated: Vec<Share>,
    open: u64,
    max_share_bps: u64,
) -> CoreResult<SortedMap<String, Native>> {
    let total = PARTS.saturating_sub(open);
    // Of all stake, as a part of what the class leaves.
    let cap = mul_div_floor(max_share_bps.into(), PARTS.into(), total.into())?;
    let targets = Targets {
        shares: curated,
        max_share_bps: u64::try_from(cap).unwrap_or(u64::MAX).min(10_000),
    };
    targets.amounts(Native::new(total.into()))
}

/// The cap that lets one with these parts keep them: at least the parameter, in basis points, rounded up.
pub fn cap_for(parts: u64, max_share_bps: u64) -> u64 {
    max_share_bps.max(parts.div_ceil(PARTS_PER_BP))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limits(open_share_bps: u64, total: u128, carried: u128) -> ClassLimits {
        ClassLimits {
            open_share_bps,
            max_share_bps: 2_000,
            total: Native::new(total),
            carried: Native::new(carried),
        }
    }

    fn parts(bonds: &[u128], limits: ClassLimits) -> Vec<u64> {
        let bonds: Vec<_> = bonds.iter().copied().map(Shares::new).collect();
        open_parts(&bonds, limits).unwrap()
    }

    fn shares(prefix: &str, weights: &[u64]) -> Vec<Share> {
        let share = |(n, weight): (usize, &u64)| Share {
            operator: format!("{prefix}{n:02}"),
            weight: *weight,
            accepting: true,
        };
        weights.iter().enumerate().map(share).collect()
    }

    /// Amounts of `total` of curated validators and of open ones, as the hub divides them.
    fn amounts(curated: &[u64], open: &[u64], max_share_bps: u64, total: u128) -> (Vec<u128>, Vec<u128>) {
        let mut all = shares("c", curated);
        let weights = curated_parts(all.clone(), open.iter().sum(), max_share_bps).unwrap();
        let mut cap = max_share_bps;
        for share in &mut all {
            share.weight = u64::try_from(weights[&share.operator].units()).unwrap();
            cap = cap_for(share.weight, cap);
        }
        all.extend(shares("o", open));
        let targets = Targets {
            shares: all,
            max_share_bps: cap,
        };
        let amounts = targets.amounts(Native::new(total)).unwrap();
        let of = |prefix: &str| {
            let mine = amounts
                .iter()
                .filter(|(operator, _)| operator.starts_with(prefix));
            mine.map(|(_, amount)| amount.units()).collect()
        };
        (of("c"), of("o"))
    }

    #[test]
    fn the_class_is_divided_by_bond() {
        // Rate 1, 100 bps: bonds of 30,000 and 10,000 carry 4,000,000 of 10,000,000.
        let open = parts(&[30_000, 10_000], limits(1_000, 10_000_000, 4_000_000));
        assert_eq!(open, [75_000_000_000, 25_000_000_000]);
        let (curated, open) = amounts(&[1, 1, 1, 1], &open, 3_000, 10_000_000);
        assert_eq!(open, [750_000, 250_000]);
        assert_eq!(curated, [2_250_000; 4]);
    }

    #[test]
    fn the_class_gets_no_more_than_its_bonds_carry() {
        let open = parts(&[3_000, 2_000], limits(1_000, 10_000_000, 500_000));
        let (_, open) = amounts(&[1, 1, 1, 1], &open, 3_000, 10_000_000);
        assert_eq!(open, [300_000, 200_000]);
    }

    #[test]
    fn without_bonds_the_class_gets_nothing_and_without_stake_its_share() {
        assert_eq!(parts(&[], limits(1_000, 5, 5)), [] as [u64; 0]);
        assert_eq!(parts(&[0, 0], limits(1_000, 5, 5)), [0, 0]);
        assert_eq!(parts(&[7], limits(1_000, 0, 0)), [100_000_000_000]);
        assert_eq!(parts(&[7], limits(1_000, 5, 0)), [0]);
    }

    #[test]
    fn one_open_validator_keeps_to_the_share_of_one() {
        let open = parts(&[7, 1], limits(3_300, 100, 100));
        assert_eq!(open, [200_000_000_000, 41_250_000_000]);
    }

    #[test]
    fn many_open_validators_do_not_make_the_cap_of_the_others_smaller() {
        // Three curated ones hold a third each; with twenty-five more in the set the cap of 20 % would leave 40 % to them.
        let open = parts(&[1_000; 25], limits(1_000, 99_000_000, 99_000_000));
        let (curated, open) = amounts(&[1, 1, 1], &open, 2_000, 99_000_000);
        assert_eq!(curated, [29_700_000; 3]);
        assert_eq!(open, [396_000; 25]);
    }

    #[test]
    fn what_a_capped_curated_validator_cannot_take_stays_with_the_curated() {
        let open = parts(&[1_000; 4], limits(1_000, 100_000_000, 100_000_000));
        let (curated, open) = amounts(&[90, 10, 10, 10, 10, 10], &open, 2_000, 100_000_000);
        assert_eq!(open, [2_500_000; 4]);
        assert_eq!(curated.iter().sum::<u128>(), 90_000_000);
        assert!(curated[0] <= 20_000_000 && curated[0] > 19_900_000, "{curated:?}");
    }

    proptest! {
        #[test]
        fn however_weights_and_bonds_are_the_class_keeps_to_its_limits(
            curated in prop::collection::vec(1u64..1_000_001, CURATED_BESIDE..40),
            bonds in prop::collection::vec(0u128..1 << 90, 0..31),
            open_share in 0u64..3_301, max_share in 100u64..3_401,
            total in 1u128..1 << 90, carried in 0u128..1 << 90,
        ) {
            let limits = ClassLimits {
                max_share_bps: max_share,
                ..limits(open_share, total, carried)
            };
            let open = parts(&bonds, limits);
            let (mine, theirs) = amounts(&curated, &open, max_share, total);
            let class: u128 = theirs.iter().sum();
            // Units that rounding leaves go to whoever has room.
            let rounding = 70;
            prop_assert!(class <= mul_div_floor(total, open_share.into(), BPS).unwrap() + rounding);
            prop_assert!(class <= carried + rounding);
            prop_assert_eq!(class + mine.iter().sum::<u128>(), total);
        }

        #[test]
        fn splitting_a_bond_gains_nothing(bond in 2u128..1 << 60, other in 1u128..1 << 60, half in 1u128..100) {
            let limits = limits(1_000, 1_000_000, 1_000_000);
            let whole = parts(&[bond, other], limits)[0];
            let piece = bond * half / 100;
            let split = parts(&[piece, bond - piece, other], limits);
            prop_assert!(split[0] + split[1] <= whole);
        }
    }
}
