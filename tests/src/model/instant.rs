//! Instant exit.

use cosmwasm_std::Uint512;

use super::arithmetic::BPS;
use super::{Model, Refusal, View};
use crate::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InstantExit {
    /// What the receiver gets.
    pub paid: u128,
    pub fee: u128,
}

impl Model {
    /// `instant_unbond`, also by `send`.
    pub fn instant_unbond(
        &mut self,
        view: &View,
        holder: &str,
        shares: u128,
        min_out: Option<u128>,
    ) -> Result<InstantExit, Refusal> {
        self.whole(|model| {
            let now = view.now();
            if model.winding_down {
                return Err(Refusal::WindingDown);
            }
            if now < model.instant_paused_until {
                return Err(Refusal::Paused);
            }
            if shares == 0 {
                return Err(Refusal::Zero);
            }
            if shares > model.balance(holder) {
                return Err(Refusal::Balance);
            }
            model.observe(view);
            if model.short_since_ns.is_some() || model.due_entries(view.now_ns) > 0 {
                return Err(Refusal::Short);
            }
            let worth = model.native_for(shares, now);
            if worth == 0 {
                return Err(Refusal::Zero);
            }
            let buffer = model.buffer(now, view.now_ns);
            if worth > buffer {
                return Err(Refusal::Illiquid);
            }
            let fee = model.instant_fee(buffer, worth, now);
            let paid = worth.saturating_sub(fee);
            if paid == 0 {
                return Err(Refusal::Zero);
            }
            if min_out.is_some_and(|min| paid < min) {
                return Err(Refusal::BelowWanted);
            }
            model.burn(holder, shares);
            model.free -= worth;
            let pool = model.pool(now);
            model.free += fee;
            model.repay(fee);
            model.shrink_carry();
            model.drip(now, fee, pool);
            model.cap_stream(now);
            model.shrink_carry();
            Ok(InstantExit { paid, fee })
        })
    }

    /// The mean rate between `buffer − worth` and `buffer`, times `worth`, rounded up.
    pub fn instant_fee(&self, buffer: u128, worth: u128, now: u64) -> u128 {
        let min = Uint512::from(self.params.instant_fee_min_bps);
        let max = Uint512::from(self.params.instant_fee_max_bps);
        let target = self.reserve_target(self.pool(now));
        // All in bps, doubled and times the target, so that nothing is divided before the end.
        let (fee, unit) = if target == 0 {
            (max * Uint512::from(worth), Uint512::from(BPS))
        } else {
            let low = buffer - worth;
            let above = buffer - buffer.min(low.max(target));
            let below = worth - above;
            let two_targets = Uint512::from(2u128) * Uint512::from(target);
            let flat = two_targets * (Uint512::from(above) * min + Uint512::from(below) * max);
            let slope =
                (max - min) * Uint512::from(below) * (Uint512::from(low) + Uint512::from(buffer.min(target)));
            (flat - slope, two_targets * Uint512::from(BPS))
        };
        let whole = fee / unit;
        let up = if whole * unit == fee {
            whole
        } else {
            whole + Uint512::from(1u128)
        };
        Uint128::try_from(up).unwrap().u128()
    }
}
