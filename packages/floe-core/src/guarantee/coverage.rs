//! How far the guarantors reach: what a lender has to reckon with.

use super::{backstop_limit, bond_limit, double_sign, Guarantors, Payer};
use crate::convert::{mul_div_ceil, to_native};
use crate::error::CoreResult;
use crate::ledger::Ledger;
use crate::units::{Native, Seconds, Shares, BPS};

/// What the guarantors could pay as the books stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// What a double sign of the validator with the largest stake costs.
    pub worst_loss: Native,
    /// What that validator's bond pays of it; of several as large the smallest.
    pub bond: Native,
    /// What the backstop pays in one look.
    pub backstop: Native,
    /// The largest part of the pool that one double sign costs beyond bond and backstop, entries in flight included, in
    /// basis points, rounded up.
    pub uncovered_bps: u64,
}

impl Ledger {
    /// # Errors
    /// When a guarantor cannot be read.
    pub fn coverage(&self, now: Seconds, guarantors: &dyn Guarantors) -> CoreResult<Coverage> {
        let (pool, supply) = (self.books.pool(now), self.books.supply);
        let worth = |shares: Shares| match supply.is_zero() {
            true => Ok(Native::ZERO),
            false => to_native(shares, pool, supply),
        };
        let appointed = guarantors.appointed()?;
        let mut found = Coverage::default();
        if let Some(backstop) = &appointed.backstop {
            found.backstop = worth(backstop_limit(guarantors.balance(backstop)?, appointed.cap_bps)?)?;
        }
        let balance = appointed.bonds.as_ref().map(|bonds| guarantors.balance(bonds));
        let balance = balance.transpose()?.unwrap_or_default();
        let mut uncovered = Native::ZERO;
        for (validator, position) in self.positions.iter() {
            let mut stake = position.booked;
            for (_, entry) in self.entries.iter().filter(|(key, _)| key.validator == *validator) {
                stake = stake.more(entry.amount);
            }
            let mut bond = Native::ZERO;
            if let Some(bonds) = appointed.bonds.as_ref().filter(|_| !stake.is_zero()) {
                let account = guarantors.account(&Payer::bond(bonds, validator))?;
                bond = worth(bond_limit(guarantors.posted(bonds, validator), account, balance))?;
            }
            let loss = double_sign(position.booked)?;
            if (loss, found.bond) > (found.worst_loss, bond) {
                (found.worst_loss, found.bond) = (loss, bond);
            }
            uncovered = uncovered.max(double_sign(stake)?.less(bond).less(found.backstop));
        }
        if !pool.is_zero() {
            let bps = mul_div_ceil(uncovered.units(), BPS, pool.units())?;
            found.uncovered_bps = u64::try_from(bps).unwrap_or(u64::MAX);
        }
        Ok(found)
    }
}
