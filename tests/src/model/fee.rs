//! Fee and carry, and the harvests that pay it.

use super::arithmetic::{mul_div, parts, weighted, BPS, DAY};
use super::{Model, View};

/// Who in a fee stands for whoever brought the rewards in.
const KEEPER: &str = "keeper";

#[derive(Clone, Debug)]
pub struct Fee {
    pub bps: u64,
    /// Address or `keeper`, and weight.
    pub receivers: Vec<(String, u64)>,
}

/// A higher fee that has been announced: until then the one before it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingFee {
    pub before_bps: u64,
    pub from: u64,
}

impl Model {
    /// `φ` in basis points.
    pub fn fee_in_force(&self, now: u64) -> u64 {
        match self.raised {
            Some(raise) if now < raise.from => raise.before_bps,
            _ => self.fee.bps,
        }
    }

    /// `update_fee`: a lower fee counts at once, a higher one after a day or an interval of harvests.
    pub fn update_fee(&mut self, now: u64, bps: Option<u64>, receivers: Option<Vec<(String, u64)>>) {
        if let Some(bps) = bps {
            let before_bps = self.fee_in_force(now);
            let from = now + DAY.max(self.params.harvest_interval);
            self.raised = (bps > before_bps).then_some(PendingFee { before_bps, from });
            self.fee.bps = bps;
        }
        if let Some(receivers) = receivers {
            self.fee.receivers = receivers;
        }
    }

    /// A loss that pool and stream bear, `l` of them.
    pub fn remember_loss(&mut self, loss: u128) {
        if loss == 0 {
            return;
        }
        self.carry_supply = weighted(self.loss_carry, self.carry_supply, loss, self.supply);
        self.loss_carry += loss;
    }

    /// A gain repays first; returns how much it did.
    pub fn repay(&mut self, gain: u128) -> u128 {
        let repaid = self.loss_carry.min(gain);
        self.loss_carry -= repaid;
        repaid
    }

    /// After a close or an instant exit: who left took their part of the losses along.
    pub fn shrink_carry(&mut self) {
        if self.supply < self.carry_supply {
            self.loss_carry = mul_div(self.loss_carry, self.supply, self.carry_supply);
            self.carry_supply = self.supply;
        }
    }

    /// `deposit_rewards`: returns the shares minted as fee. Without a keeper its part goes to the others.
    pub fn deposit_rewards(&mut self, view: &View, amount: u128, keeper: Option<&str>) -> u128 {
        let now = view.now();
        if self.observed_height != Some(view.height) {
            self.observe(view);
        }
        let pool = self.pool(now);
        let repaid = self.repay(amount);
        let mut fee = mul_div(amount - repaid, self.fee_in_force(now).into(), BPS);
        let anybody = keeper.is_some() || self.fee.receivers.iter().any(|(to, _)| to != KEEPER);
        if pool == 0 || !anybody {
            fee = 0;
        }
        let shares = if fee == 0 {
            0
        } else {
            mul_div(fee, self.supply, pool)
        };
        self.free += amount;
        if self.winding_down {
            // By what each has once the fee is paid: its new shares have their part like any others.
            self.share_gain(amount - fee, pool + fee);
        } else {
            self.drip(now, amount - fee, pool);
        }
        self.mint_fee(shares, keeper);
        shares
    }

    fn mint_fee(&mut self, shares: u128, keeper: Option<&str>) {
        let receivers: Vec<(String, u64)> = self
            .fee
            .receivers
            .iter()
            .filter_map(|(to, weight)| match to.as_str() {
                KEEPER => keeper.map(|keeper| (keeper.to_owned(), *weight)),
                to => Some((to.to_owned(), *weight)),
            })
            .collect();
        if shares == 0 || receivers.is_empty() {
            return;
        }
        let weights: Vec<u64> = receivers.iter().map(|(_, weight)| *weight).collect();
        let parts = parts(shares, &weights);
        let left = shares - parts.iter().sum::<u128>();
        for ((to, _), part) in receivers.iter().zip(&parts) {
            self.mint(to, *part);
        }
        self.mint(&receivers[0].0, left);
    }
}
