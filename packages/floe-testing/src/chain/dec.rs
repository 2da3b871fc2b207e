//! The staking module's fixed-point numbers.

use cosmwasm_std::Uint512;

use super::*;

/// Atomic units of one: the staking module's decimals have 18 places.
const ONE: u128 = 1_000_000_000_000_000_000;

/// The staking module's fixed-point decimal: shares of a validator, pending rewards.
///
/// Rounds where the module rounds: [`Dec::worth`] and [`Dec::times`] half to even at the 18th
/// place, [`Dec::issue`] down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dec(Uint256);

impl Dec {
    pub fn from_int(units: u128) -> Self {
        Dec(Uint256::from(units) * Uint256::from(ONE))
    }

    pub fn from_atomics(atomics: Uint256) -> Self {
        Dec(atomics)
    }

    pub fn atomics(self) -> Uint256 {
        self.0
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    pub fn min(self, other: Self) -> Self {
        Dec(self.0.min(other.0))
    }

    /// What these shares are worth in a validator of `tokens` and `shares`.
    pub fn worth(self, tokens: u128, shares: Dec) -> Dec {
        if shares == Dec::from_int(tokens) {
            return self;
        }
        if let Some(near) = self.worth_narrow(tokens, shares) {
            return near;
        }
        let product = Uint256::from(tokens).full_mul(self.0);
        let scaled = product * Uint512::from(ONE);
        let divisor = Uint512::from(shares.0);
        let (quotient, rest) = (scaled / divisor, scaled % divisor);
        // The module computes 18 further digits, cuts, and rounds those.
        let further = rest * Uint512::from(ONE) / divisor;
        Dec(narrow(half_even(quotient, further)))
    }

    /// The same where the products fit into 256 bits, as most do; cheaper.
    fn worth_narrow(self, tokens: u128, shares: Dec) -> Option<Dec> {
        let product = Uint256::from(tokens).checked_mul(self.0).ok()?;
        let scaled = product.checked_mul(Uint256::from(ONE)).ok()?;
        let (quotient, rest) = (scaled / shares.0, scaled % shares.0);
        let further = rest.checked_mul(Uint256::from(ONE)).ok()? / shares.0;
        let rounded = half_even(quotient.into(), further.into());
        Uint256::try_from(rounded).ok().map(Dec)
    }

    /// The shares of a validator of `tokens` and `self` shares that `amount` tokens buy,
    /// rounded down. `tokens` is not zero.
    pub fn issue(self, amount: u128, tokens: u128) -> Dec {
        if self == Dec::from_int(tokens) {
            return Dec::from_int(amount);
        }
        let product = self.0.full_mul(Uint256::from(amount));
        Dec(narrow(product / Uint512::from(tokens)))
    }

    /// `self · fraction`.
    pub fn times(self, fraction: Decimal) -> Dec {
        let product = self.0.full_mul(Uint256::from(fraction.atomics()));
        let one = Uint512::from(ONE);
        Dec(narrow(half_even(product / one, product % one)))
    }

    /// Whole units, rounded down.
    pub fn whole(self) -> u128 {
        let units = self.0 / Uint256::from(ONE);
        Uint128::try_from(units).unwrap().u128()
    }

    /// What is left of the whole units.
    pub fn fraction(self) -> Dec {
        Dec(self.0 % Uint256::from(ONE))
    }
}

impl std::ops::Add for Dec {
    type Output = Dec;
    fn add(self, other: Dec) -> Dec {
        Dec(self.0 + other.0)
    }
}

impl std::ops::Sub for Dec {
    type Output = Dec;
    fn sub(self, other: Dec) -> Dec {
        Dec(self.0 - other.0)
    }
}

impl From<Dec> for Decimal256 {
    fn from(value: Dec) -> Self {
        Decimal256::new(value.0)
    }
}

impl From<Decimal256> for Dec {
    fn from(value: Decimal256) -> Self {
        Dec(value.atomics())
    }
}

/// `⌊amount · fraction⌋`.
pub(crate) fn share_of(amount: u128, fraction: Decimal) -> u128 {
    Uint128::new(amount).mul_floor(fraction).u128()
}

fn half_even(quotient: Uint512, further: Uint512) -> Uint512 {
    let half = Uint512::from(ONE / 2);
    let odd = !(quotient % Uint512::from(2u128)).is_zero();
    if further > half || (further == half && odd) {
        quotient + Uint512::one()
    } else {
        quotient
    }
}

fn narrow(wide: Uint512) -> Uint256 {
    Uint256::try_from(wide).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atomics(value: u128) -> Dec {
        Dec(Uint256::from(value))
    }

    #[test]
    fn worth_rounds_half_to_even_at_the_18th_place() {
        // 1e-18 shares at 1/2, 3/2 and 1/3
        assert_eq!(atomics(1).worth(1, Dec::from_int(2)), atomics(0));
        assert_eq!(atomics(1).worth(3, Dec::from_int(2)), atomics(2));
        assert_eq!(atomics(2).worth(1, Dec::from_int(3)), atomics(1));
        assert_eq!(atomics(1).worth(1, Dec::from_int(3)), atomics(0));
    }

    #[test]
    fn issue_rounds_down() {
        assert_eq!(Dec::from_int(2).issue(1, 3), atomics(666_666_666_666_666_666));
    }

    #[test]
    fn products_wider_than_256_bits_are_exact() {
        let shares = Dec::from_int(u128::MAX);
        assert_eq!(shares.worth(u128::MAX - 1, shares).whole(), u128::MAX - 1);
    }

    #[test]
    fn one_to_one_is_the_identity() {
        let odd = atomics(123_456_789);
        assert_eq!(odd.worth(7, Dec::from_int(7)), odd);
        assert_eq!(Dec::from_int(7).issue(5, 7), Dec::from_int(5));
    }
}
