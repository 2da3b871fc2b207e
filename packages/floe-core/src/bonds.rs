//! Bonds of operators: what one has, what it must have, and in which order it burns.
//!
//! A bond is shares that were posted for an operator. What the hub burns of it is never taken off what was posted: it is the
//! hub's own number, so that no bookkeeping here can be late. Shares that cool before they are withdrawn carry no stake, and
//! still burn, after the rest.

use crate::convert::{mul_div_ceil, mul_div_floor};
use crate::error::{CoreError, CoreResult};
use crate::units::{Native, Seconds, Shares, BPS, DAY};

/// Smallest moves that the smallest bond has to carry: a hundredth of the pool.
pub const MIN_MOVES: u128 = 100;

/// What a bond must be of the stake that it may carry, in basis points, where nothing else is asked for: a whole double sign.
pub const DEFAULT_BOND_BPS: u64 = 500;

/// That the terms of a contract of bonds are inside their bounds: 10 to 1,000 basis points, and a cooldown of 1 to 90 days.
///
/// # Errors
/// [`CoreError::OutOfBounds`], naming the first offender.
pub fn check_terms(bond_bps: u64, cooldown: Seconds) -> CoreResult<()> {
    within("bond_bps", bond_bps, 10, 1_000)?;
    within("cooldown", cooldown, DAY, DAY.saturating_mul(90))
}

fn within(name: &'static str, value: u64, min: u64, max: u64) -> CoreResult<()> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    let [value, min, max] = [value, min, max].map(u128::from);
    Err(CoreError::OutOfBounds {
        name,
        value,
        min,
        max,
    })
}

/// What is known of an operator's bond, in token units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bond {
    /// In less out, never reduced by covers.
    pub posted: Shares,
    /// Burned since ever, by the hub's count.
    pub covered: Shares,
    /// Come back of that.
    pub returned: Shares,
    /// Of what was posted, that which waits to be withdrawn.
    pub cooling: Shares,
}

impl Bond {
    /// What is there: posted and returned, less what was burned.
    pub fn whole(&self) -> Shares {
        self.posted.more(self.returned).less(self.covered)
    }

    /// What carries stake: all that does not cool. It burns first.
    pub fn rest(&self) -> Shares {
        self.whole().less(self.cooling)
    }

    /// What is left of the shares that cool: they burn after the rest.
    pub fn cooling_left(&self) -> Shares {
        self.cooling.min(self.whole())
    }

    /// What may begin to cool: the rest above what is required.
    pub fn free(&self, required: Shares) -> Shares {
        self.rest().less(required)
    }
}

/// The price of a share, and what a bond must be of the stake that it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BondRate {
    pub pool: Native,
    pub supply: Shares,
    /// 10 to 1,000.
    pub bond_bps: u64,
}

impl BondRate {
    /// What must be posted for stake at risk: `⌈at_risk · bond_bps / 10⁴ / rate⌉`.
    ///
    /// # Errors
    /// [`CoreError::Depleted`] for stake where the pool is zero: no number of shares would be worth anything.
    pub fn required(&self, at_risk: Native) -> CoreResult<Shares> {
        if at_risk.is_zero() {
            return Ok(Shares::ZERO);
        }
        let worth = times(at_risk.units(), self.bond_bps.into())?;
        let price = times(self.pool.units(), BPS)?;
        mul_div_ceil(worth, self.supply.units(), price).map(Shares::new)
    }

    /// The stake that a bond carries: `⌊bond · rate · 10⁴ / bond_bps⌋`.
    ///
    /// # Errors
    /// [`CoreError::Depleted`] when there are no shares at all.
    pub fn carries(&self, bond: Shares) -> CoreResult<Native> {
        let price = times(self.pool.units(), BPS)?;
        let per = times(self.supply.units(), self.bond_bps.into())?;
        mul_div_floor(bond.units(), price, per).map(Native::new)
    }

    /// The smallest bond that is listed: what [`MIN_MOVES`] smallest moves require.
    ///
    /// # Errors
    /// As [`required`](Self::required).
    pub fn least(&self, min_move: Native) -> CoreResult<Shares> {
        self.required(Native::new(times(min_move.units(), MIN_MOVES)?))
    }
}

/// Whether an account is an operator's own: the two are the same bytes behind different prefixes, so that nobody has to vouch
/// for it. What stands between prefix and checksum of such an address is the bytes alone. Both are as the chain writes them.
pub fn same_bytes(operator: &str, account: &str) -> bool {
    bytes_of(operator).is_some_and(|bytes| bytes_of(account) == Some(bytes))
}

/// Of `prefix1…cccccc`: the part between, not empty.
fn bytes_of(address: &str) -> Option<&str> {
    let (_, data) = address.rsplit_once('1')?;
    let end = data.len().checked_sub(6)?;
    data.get(..end).filter(|bytes| !bytes.is_empty())
}

fn times(a: u128, b: u128) -> CoreResult<u128> {
    let operation = "a bond";
    a.checked_mul(b).ok_or(CoreError::Overflow { operation })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn terms(pool: u128, supply: u128, bond_bps: u64) -> BondRate {
        BondRate {
            pool: Native::new(pool),
            supply: Shares::new(supply),
            bond_bps,
        }
    }

    fn bond([posted, covered, returned, cooling]: [u128; 4]) -> Bond {
        Bond {
            posted: Shares::new(posted),
            covered: Shares::new(covered),
            returned: Shares::new(returned),
            cooling: Shares::new(cooling),
        }
    }

    #[test]
    fn a_bond_of_fifty_thousand_at_a_hundred_basis_points_carries_five_million_one_hundred_thousand() {
        let terms = terms(102_000_000, 100_000_000, 100);
        assert_eq!(terms.carries(Shares::new(50_000)), Ok(Native::new(5_100_000)));
        assert_eq!(terms.required(Native::new(5_100_000)), Ok(Shares::new(50_000)));
        assert_eq!(terms.required(Native::new(5_100_001)), Ok(Shares::new(50_001)));
    }

    #[test]
    fn ten_million_require_a_bond_of_half_a_million_of_which_nothing_may_begin() {
        let required = terms(100_000_000, 100_000_000, 500).required(Native::new(10_000_000));
        assert_eq!(required, Ok(Shares::new(500_000)));
        let bond = bond([500_000, 0, 0, 0]);
        assert_eq!(bond.free(required.unwrap()), Shares::ZERO);
        assert_eq!(bond.free(Shares::new(499_999)), Shares::new(1));
    }

    #[test]
    fn the_smallest_bond_carries_a_hundredth_of_the_pool() {
        let terms = terms(102_000_000, 100_000_000, 500);
        // A smallest move is a ten-thousandth: 10,200; a hundred of them 1,020,000, 5 % of it 51,000, in shares 50,000.
        assert_eq!(terms.least(Native::new(10_200)), Ok(Shares::new(50_000)));
    }

    #[test]
    fn without_a_price_nothing_suffices_and_without_shares_nothing_is_carried() {
        assert_eq!(
            terms(0, 5, 500).required(Native::new(1)),
            Err(CoreError::Depleted)
        );
        assert_eq!(terms(5, 0, 500).carries(Shares::new(1)), Err(CoreError::Depleted));
        assert!(terms(1, 1, 1_000).required(Native::MAX).is_err());
    }

    #[rstest]
    #[case::whole([100, 0, 0, 40], 100, 60, 40)]
    #[case::the_rest_burns_first([100, 60, 0, 40], 40, 0, 40)]
    #[case::then_what_cools([100, 70, 0, 40], 30, 0, 30)]
    #[case::spent([100, 100, 0, 40], 0, 0, 0)]
    #[case::what_comes_back_fills_what_cools_first([100, 100, 30, 40], 30, 0, 30)]
    #[case::and_then_the_rest([100, 100, 70, 40], 70, 30, 40)]
    fn shares_that_cool_burn_after_the_rest(
        #[case] numbers: [u128; 4],
        #[case] whole: u128,
        #[case] rest: u128,
        #[case] cooling: u128,
    ) {
        let bond = bond(numbers);
        assert_eq!(bond.whole().units(), whole);
        assert_eq!(bond.rest().units(), rest);
        assert_eq!(bond.cooling_left().units(), cooling);
    }

    #[rstest]
    #[case::same(
        "cosmosvaloper1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnrujsuw",
        "cosmos1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnlxcmka",
        true
    )]
    #[case::another(
        "cosmosvaloper1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnrujsuw",
        "cosmos1qqqsyqcyq5rqwzqfpg9scrgwpugpzyscccccc",
        false
    )]
    #[case::nothing_between("a1cccccc", "b1cccccc", false)]
    #[case::too_short("a1ccc", "b1ccc", false)]
    #[case::no_address("", "", false)]
    fn an_account_is_an_operators_own_by_its_bytes(
        #[case] operator: &str,
        #[case] account: &str,
        #[case] own: bool,
    ) {
        assert_eq!(same_bytes(operator, account), own);
    }

    proptest! {
        #[test]
        fn what_is_required_of_what_a_bond_carries_is_no_more_than_the_bond(
            bond in 1u128..1 << 60, pool in 1u128..1 << 60, supply in 1u128..1 << 60, bps in 10u64..1_001,
        ) {
            let (terms, bond) = (terms(pool, supply, bps), Shares::new(bond));
            let carried = terms.carries(bond).unwrap();
            prop_assert!(terms.required(carried).unwrap() <= bond);
            prop_assert!(terms.required(carried.plus(Native::new(1)).unwrap()).unwrap() > bond);
        }

        #[test]
        fn rest_and_what_cools_are_the_whole(numbers: [u64; 4]) {
            let bond = bond(numbers.map(u128::from));
            prop_assert_eq!(bond.rest().more(bond.cooling_left()), bond.whole());
        }
    }
}
