//! The staking module's fixed-point numbers, as far as the simulation needs them.

use cosmwasm_std::{Decimal, Uint128, Uint256};

/// Atomic units of one: 18 places.
const ONE: u128 = 1_000_000_000_000_000_000;

/// Shares of a validator. Wide enough for products of 10^19 tokens and 10^19 shares with 18 further places; what a
/// scenario may hold stays far below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dec(Uint256);

impl Dec {
    pub fn from_int(units: u128) -> Self {
        Self(Uint256::from(units) * Uint256::from(ONE))
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whole tokens that these shares of a validator are worth. The module computes 18 further digits, rounds half to
    /// even at the 18th place, and then down to units.
    pub fn worth(self, tokens: u128, shares: Self) -> u128 {
        if shares == Self::from_int(tokens) {
            return self.whole();
        }
        let scaled = Uint256::from(tokens) * self.0 * Uint256::from(ONE);
        let (quotient, rest) = (scaled / shares.0, scaled % shares.0);
        half_even(quotient, rest * Uint256::from(ONE) / shares.0).whole()
    }

    /// Shares that `amount` tokens buy of a validator of `tokens` and `self` shares, rounded down. `tokens` is not zero.
    pub fn issue(self, amount: u128, tokens: u128) -> Self {
        if self == Self::from_int(tokens) {
            return Self::from_int(amount);
        }
        Self(self.0 * Uint256::from(amount) / Uint256::from(tokens))
    }

    /// `self · fraction`, half to even.
    pub fn part(self, fraction: Decimal) -> Self {
        let product = self.0 * Uint256::from(fraction.atomics());
        let one = Uint256::from(ONE);
        half_even(product / one, product % one)
    }

    /// Whole units, rounded down; the largest amount above its range, which no scenario reaches.
    fn whole(self) -> u128 {
        Uint128::try_from(self.0 / Uint256::from(ONE)).map_or(u128::MAX, |units| units.u128())
    }
}

impl std::ops::Add for Dec {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::ops::Sub for Dec {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

/// Rounds a quotient by its further digits, which are parts of [`ONE`].
fn half_even(quotient: Uint256, further: Uint256) -> Dec {
    let half = Uint256::from(ONE / 2);
    let odd = !(quotient % Uint256::from(2u128)).is_zero();
    if further > half || (further == half && odd) {
        Dec(quotient + Uint256::one())
    } else {
        Dec(quotient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atomics(value: u128) -> Dec {
        Dec(Uint256::from(value))
    }

    #[test]
    fn one_to_one_is_the_identity_and_other_rates_round_as_the_module_does() {
        let even = Dec::from_int(7);
        assert_eq!(Dec::from_int(5).worth(7, even), 5);
        assert_eq!(even.issue(5, 7), Dec::from_int(5));
        assert_eq!(Dec::from_int(2).issue(1, 3), atomics(666_666_666_666_666_666));
        // Two thirds at a rate of 3/2 are one again only because the 18th place is rounded.
        assert_eq!(atomics(666_666_666_666_666_667).worth(3, Dec::from_int(2)), 1);
        assert_eq!(atomics(666_666_666_666_666_666).worth(3, Dec::from_int(2)), 0);
        assert_eq!(atomics(5).part(Decimal::percent(50)), atomics(2));
        assert_eq!(atomics(7).part(Decimal::percent(50)), atomics(4));
    }
}
