//! Guarantors: contracts whose own tokens pay for a slash, inside the observation that finds it.
//!
//! A slash is borne by the culprit's bond, then by the stream, then by the backstop, then by everybody. The hub is the
//! token, so that a guarantor pays by a subtraction before anybody is told of the loss. A provision that turns out too
//! high returns to whoever paid for it, as new shares at the rate before the look.

mod coverage;
mod step;
#[cfg(test)]
mod tests;

pub use coverage::Coverage;
pub(crate) use step::Guarantee;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::allocation::Lock;
use crate::convert::{bps_of, mul_div_ceil};
use crate::error::{CoreError, CoreResult};
use crate::units::{Native, Shares, BPS};

/// Shares of the backstop that no cover takes.
pub const BACKSTOP_LEFT: Shares = Shares::new(1_000_000);
/// The part of a validator's stake that a double sign costs, in basis points.
pub const DOUBLE_SIGN_BPS: u64 = 500;
/// Bounds of the part of the backstop that one look may take, in basis points.
pub const MIN_CAP_BPS: u64 = 1_000;
pub const MAX_CAP_BPS: u64 = 10_000;

/// Who pays now.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq, Eq)]
pub struct Appointed {
    pub bonds: Option<String>,
    pub backstop: Option<String>,
    /// Part of the backstop that one look may take, in basis points.
    pub cap_bps: u64,
}

/// Nobody, and all of a backstop.
impl Default for Appointed {
    fn default() -> Self {
        Self {
            bonds: None,
            backstop: None,
            cap_bps: MAX_CAP_BPS,
        }
    }
}

/// Under whom a guarantor's numbers are kept. They belong to the contract that paid, whatever its role is later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Payer {
    pub contract: String,
    /// The operator of a bond; empty for a backstop.
    pub key: String,
}

impl Payer {
    pub fn bond(contract: &str, operator: &str) -> Self {
        Self {
            contract: contract.to_owned(),
            key: operator.to_owned(),
        }
    }

    pub fn backstop(contract: &str) -> Self {
        Self::bond(contract, "")
    }

    /// Whose bond it is; none of a backstop.
    pub fn operator(&self) -> Option<&str> {
        Some(self.key.as_str()).filter(|key| !key.is_empty())
    }
}

/// What a guarantor has paid and got back since ever, in shares. Returns are never taken off what was covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub covered: Shares,
    pub returned: Shares,
}

/// What may come back to a guarantor of its part of the provisions on a validator's entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    pub payer: Payer,
    pub validator: String,
    pub amount: Native,
}

/// A loss that a guarantor has paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burn {
    pub payer: Payer,
    /// What it was asked to pay.
    pub loss: Native,
    /// Shares that it lost.
    pub shares: Shares,
    /// What these paid.
    pub native: Native,
}

/// A provision that came back to the guarantor who had paid for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mint {
    pub payer: Payer,
    pub shares: Shares,
    /// What they are worth.
    pub native: Native,
}

/// The guarantors as they are stored. Asked only by a look that finds a slash, or entries that are provisioned.
pub trait Guarantors {
    /// # Errors
    /// When it cannot be read.
    fn appointed(&self) -> CoreResult<Appointed>;
    /// # Errors
    /// When it cannot be read.
    fn account(&self, payer: &Payer) -> CoreResult<Account>;
    /// What was posted for an operator, less what was withdrawn; zero where the contract does not tell.
    fn posted(&self, bonds: &str, operator: &str) -> Shares;
    /// The contract's balance of the token.
    ///
    /// # Errors
    /// When it cannot be read.
    fn balance(&self, contract: &str) -> CoreResult<Shares>;
    /// All that may come back.
    ///
    /// # Errors
    /// When it cannot be read.
    fn debts(&self) -> CoreResult<Vec<Debt>>;
    /// Redelegations to a validator.
    ///
    /// # Errors
    /// When they cannot be read.
    fn incoming(&self, validator: &str) -> CoreResult<Vec<Lock>>;
}

/// No guarantor at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Guarantors for Nobody {
    fn appointed(&self) -> CoreResult<Appointed> {
        Ok(Appointed::default())
    }

    fn account(&self, _: &Payer) -> CoreResult<Account> {
        Ok(Account::default())
    }

    fn posted(&self, _: &str, _: &str) -> Shares {
        Shares::ZERO
    }

    fn balance(&self, _: &str) -> CoreResult<Shares> {
        Ok(Shares::ZERO)
    }

    fn debts(&self) -> CoreResult<Vec<Debt>> {
        Ok(Vec::new())
    }

    fn incoming(&self, _: &str) -> CoreResult<Vec<Lock>> {
        Ok(Vec::new())
    }
}

/// Shares that one look may take from a backstop: `⌊balance · cap_bps / 10⁴⌋`, and all but [`BACKSTOP_LEFT`].
///
/// # Errors
/// Never within the bounds of the cap.
pub fn backstop_limit(balance: Shares, cap_bps: u64) -> CoreResult<Shares> {
    let part = bps_of(Native::new(balance.units()), cap_bps)?;
    Ok(Shares::new(part.units()).min(balance.less(BACKSTOP_LEFT)))
}

/// Shares that one look may take from a bond: `posted + returned − covered`, and no more than the contract has.
pub fn bond_limit(posted: Shares, account: Account, balance: Shares) -> Shares {
    let bond = posted.more(account.returned).less(account.covered);
    bond.min(balance)
}

/// What a double sign of a validator with this stake costs, rounded up.
///
/// # Errors
/// On an overflow.
pub fn double_sign(stake: Native) -> CoreResult<Native> {
    mul_div_ceil(stake.units(), DOUBLE_SIGN_BPS.into(), BPS).map(Native::new)
}

/// Refuses a cap outside its bounds.
///
/// # Errors
/// [`CoreError::OutOfBounds`].
pub fn check_cap(cap_bps: u64) -> CoreResult<()> {
    if (MIN_CAP_BPS..=MAX_CAP_BPS).contains(&cap_bps) {
        return Ok(());
    }
    Err(CoreError::OutOfBounds {
        name: "cap_bps",
        value: cap_bps.into(),
        min: MIN_CAP_BPS.into(),
        max: MAX_CAP_BPS.into(),
    })
}
