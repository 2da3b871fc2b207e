//! How far the guarantors reach: what a lender has to reckon with.

use super::step::Guarantee;
use super::{double_sign, share_up, Guarantors, Payer};
use crate::convert::to_native;
use crate::error::CoreResult;
use crate::ledger::Ledger;
use crate::units::{Native, Seconds, BPS};

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
        let pool = self.books.pool(now);
        let mut guarantee = Guarantee::new(guarantors, now);
        guarantee.appointed = guarantors.appointed()?;
        let appointed = &guarantee.appointed;
        // What a payer reaches, in coins; nothing where there is no price.
        let worth = |payer: Payer| -> CoreResult<Native> {
            let limit = guarantee.limit(&payer)?;
            Ok(to_native(limit, pool, self.books.supply).unwrap_or_default())
        };
        let mut found = Coverage::default();
        if let Some(backstop) = &appointed.backstop {
            found.backstop = worth(Payer::backstop(backstop))?;
        }
        let mut uncovered = Native::ZERO;
        for (validator, position) in self.positions.iter() {
            let mut stake = position.booked;
            for (key, entry) in self.entries.iter() {
                if key.validator == *validator {
                    stake = stake.more(entry.amount);
                }
            }
            let mut bond = Native::ZERO;
            if let Some(bonds) = appointed.bonds.as_ref().filter(|_| !stake.is_zero()) {
                bond = worth(Payer::bond(bonds, validator))?;
            }
            let loss = double_sign(position.booked);
            if loss > found.worst_loss || (loss == found.worst_loss && found.bond > bond) {
                (found.worst_loss, found.bond) = (loss, bond);
            }
            uncovered = uncovered.max(double_sign(stake).less(bond).less(found.backstop));
        }
        if !pool.is_zero() {
            let bps = share_up(uncovered, BPS, pool.units()).units();
            found.uncovered_bps = u64::try_from(bps).unwrap_or(u64::MAX);
        }
        Ok(found)
    }
}
