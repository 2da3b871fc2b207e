//! Deposits; queue, cancel, close.

use super::arithmetic::{mul_div, DAY, NANOS};
use super::books::{Batch, Stored};
use super::{Model, Refusal, View};

/// No batch waits longer than this between two closes, in seconds.
const LONGEST_INTERVAL: u64 = 7 * DAY;
/// Least seconds between two closes of a wind-down.
const WIND_DOWN_INTERVAL: u64 = 10;
/// Batches that fit into one unbonding time.
const BATCHES_IN_FLIGHT: u64 = 180;
const MAX_UNSETTLED: usize = 366;

impl Model {
    /// `bond`: returns the shares minted.
    pub fn bond(
        &mut self,
        view: &View,
        receiver: &str,
        amount: u128,
        min_shares: Option<u128>,
    ) -> Result<u128, Refusal> {
        self.whole(|model| {
            if model.winding_down {
                return Err(Refusal::WindingDown);
            }
            if model.refused_receivers.contains(receiver) {
                return Err(Refusal::BadReceiver);
            }
            if amount == 0 {
                return Err(Refusal::Zero);
            }
            if amount < model.params.min_bond {
                return Err(Refusal::BelowMinimum);
            }
            // Ages of an observation are counted in whole seconds.
            if view.now() - model.synced_ns / NANOS > model.params.max_sync_age {
                model.observe(view);
            }
            let now = view.now();
            if now < model.deposits_paused_until.max(model.halted_until) {
                return Err(Refusal::Paused);
            }
            let pool = model.pool(now);
            if pool == 0 {
                return Err(Refusal::Depleted);
            }
            if model.params.bond_cap.is_some_and(|cap| pool + amount > cap) {
                return Err(Refusal::AboveCap);
            }
            // Silent stake may come back: it counts for whoever comes in now.
            let shares = mul_div(amount, model.supply, pool + model.silent_stake());
            if shares == 0 {
                return Err(Refusal::Zero);
            }
            if min_shares.is_some_and(|min| shares < min) {
                return Err(Refusal::BelowWanted);
            }
            model.free += amount;
            model.mint(receiver, shares);
            Ok(shares)
        })
    }

    /// `queue_unbond`, also by `send`: shares of `holder` for a request of `receiver`.
    pub fn queue_unbond(
        &mut self,
        view: &View,
        holder: &str,
        receiver: &str,
        shares: u128,
    ) -> Result<(), Refusal> {
        if shares == 0 {
            return Err(Refusal::Zero);
        }
        let balance = self.balance(holder);
        if shares > balance {
            return Err(Refusal::Balance);
        }
        let stays = balance - shares;
        let least = self.params.min_unbond;
        if shares < least && stays >= least && !self.winding_down {
            return Err(Refusal::BelowMinimum);
        }
        if self.open.shares() == 0 {
            let (now, interval) = (view.now(), self.interval_seen);
            self.open.closes_from = Some(self.last_close.map_or(now, |last| last + interval));
        }
        let hub = self.hub.clone();
        self.transfer(holder, &hub, shares);
        *self.open.requests.entry(receiver.into()).or_default() += shares;
        Ok(())
    }

    /// `cancel_unbond`: returns the shares given back.
    pub fn cancel_unbond(&mut self, who: &str, shares: Option<u128>) -> Result<u128, Refusal> {
        let held = self.open.requests.get(who).copied().ok_or(Refusal::NoRequest)?;
        let shares = shares.unwrap_or(held);
        if shares == 0 {
            return Err(Refusal::Zero);
        }
        if shares > held {
            return Err(Refusal::Balance);
        }
        if shares == held {
            self.open.requests.remove(who);
        } else {
            self.open.requests.insert(who.into(), held - shares);
        }
        let hub = self.hub.clone();
        self.transfer(&hub, who, shares);
        if self.open.shares() == 0 {
            self.open.closes_from = None;
        }
        Ok(shares)
    }

    /// Seconds between two closes, as in force: so long that the chain's entries suffice.
    pub fn interval(&self) -> u64 {
        let estimate = self.params.unbonding_estimate;
        if self.winding_down {
            return WIND_DOWN_INTERVAL.max(estimate / BATCHES_IN_FLIGHT);
        }
        let entries = (self.params.max_entries as u64).saturating_mul(self.holding.max(1));
        self.params
            .batch_interval
            .max(estimate / entries.max(1))
            .max(estimate / BATCHES_IN_FLIGHT)
            .min(LONGEST_INTERVAL)
    }

    /// From when on the open batch may close; none while it is empty. A change of the interval since its first
    /// request can only bring that forward.
    pub fn may_close_from(&self) -> Option<u64> {
        let fixed = self.open.closes_from?;
        Some(
            self.last_close
                .map_or(fixed, |last| fixed.min(last + self.interval())),
        )
    }

    /// Closes the open batch if it may close.
    pub fn close(&mut self, view: &View) -> Option<u64> {
        self.interval_seen = self.interval();
        let now = view.now();
        let shares = self.open.shares();
        let early = self.may_close_from().is_none_or(|from| now < from);
        if early || self.unsettled().count() >= MAX_UNSETTLED {
            return None;
        }
        let id = self.open.id;
        let payable = self.native_for(shares, now);
        let hub = self.hub.clone();
        self.burn(&hub, shares);
        self.batches.push(Batch {
            id,
            shares,
            payable,
            payable_at_close: payable,
            closed_height: view.height,
            stored: Stored::NotYet,
            settled: false,
            paid: 0,
            requests: std::mem::take(&mut self.open.requests),
        });
        self.open.id += 1;
        self.open.closes_from = None;
        self.last_close = Some(now);
        self.shrink_carry();
        self.cap_stream(now);
        Some(id)
    }
}
