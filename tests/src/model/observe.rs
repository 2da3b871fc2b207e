//! Observation and losses: one indivisible look at the chain, and who bears or gets what it finds.

use super::arithmetic::{mul_div, mul_div_up, offset, BPS, DAY};
use super::{Fallen, Model, View};
use crate::prelude::*;

/// Units by which one entry or one delegation may fall short without being called a slash.
pub const ROUNDING: u128 = 3;
/// Booked delegation from which a fall tells a fraction (docs/adr/0009).
const TELLING: u128 = 5_000;
/// Booked delegation below which the fall counts one unit more.
const COARSE: u128 = 1_000_000;
const DEPOSIT_HALT_SECS: u64 = DAY;

/// Gains and losses of one observation before netting.
#[derive(Clone, Copy, Debug, Default)]
pub struct Findings {
    /// Gifts and rises.
    pub gains: u128,
    pub returns: u128,
    /// Gaps of a few units.
    pub rounding: u128,
    /// Slashes, provisions, entries written off.
    pub losses: u128,
}

impl Model {
    /// `sync`, and how every message begins that needs the chain.
    pub fn observe(&mut self, view: &View) {
        let now = view.now();
        let before = self.pool(now);

        let mut found = Findings::default();
        self.begin_look();
        self.arrivals(view, &mut found);
        if self.compare_delegations(view, &mut found) {
            self.arrivals(view, &mut found);
        }
        self.halt_deposits(now, before, found.rounding + found.losses);
        let mut pool = before;
        let given = found.returns;
        self.give_back(before, &mut found);
        pool += given - found.returns;
        self.recognise(now, pool, found);
        self.end_look();
        self.cap_stream(now);

        self.synced_ns = view.now_ns;
        self.observed_height = Some(view.height);
        self.touched.clear();
        self.forget_empty(now);
        self.note_covered(now);
    }

    pub fn halt_deposits(&mut self, now: u64, before: u128, gross: u128) {
        let limit = Uint256::from(before) * Uint256::from(self.params.loss_halt_bps);
        if Uint256::from(gross) * Uint256::from(BPS) > limit {
            self.halted_until = now + DEPOSIT_HALT_SECS;
        }
    }

    /// Returns whether anything was provisioned.
    fn compare_delegations(&mut self, view: &View, found: &mut Findings) -> bool {
        let mut provisioned = false;
        let validators: BTreeSet<String> = self
            .delegated
            .keys()
            .chain(view.delegations.keys())
            .filter(|v| !self.silent.contains_key(*v))
            .cloned()
            .collect();
        for validator in validators {
            let booked = self.stake_on(&validator);
            let real = view.delegations.get(&validator).copied().unwrap_or(0);
            self.delegated.insert(validator.clone(), real);
            if real >= booked {
                found.gains += real - booked;
                continue;
            }
            let fall = booked - real;
            let tolerance = ROUNDING + self.touched.get(&validator).copied().unwrap_or(0);
            if fall <= tolerance {
                found.rounding += fall;
                continue;
            }
            let provision = self.provision(&validator, fall, booked);
            provisioned |= provision > 0;
            found.losses += fall + provision;
            *self
                .guarantors
                .look
                .provisions
                .entry(validator.clone())
                .or_default() += provision;
            self.guarantors.look.slashes.push(Fallen {
                validator: validator.clone(),
                booked,
                fall,
                provision,
            });
            let record = self.slashed.entry(validator).or_default();
            *record = (record.0 + fall + provision, view.now());
        }
        self.delegated.retain(|_, amount| *amount > 0);
        provisioned
    }

    /// Expects that much less of a slashed validator's entries, and returns how much.
    fn provision(&mut self, validator: &str, fall: u128, booked: u128) -> u128 {
        if booked < TELLING {
            return 0;
        }
        let fall = if booked < COARSE { fall + 1 } else { fall };
        let mut provision = 0;
        for entry in self.entries.iter_mut().filter(|e| e.validator == validator) {
            let cut = entry.expected.min(mul_div_up(entry.amount, fall, booked));
            entry.expected -= cut;
            provision += cut;
        }
        provision
    }

    /// Nets and shares what an observation found; `before` is the pool before it.
    pub fn recognise(&mut self, now: u64, before: u128, found: Findings) {
        let Findings {
            mut gains,
            mut returns,
            mut rounding,
            mut losses,
        } = found;
        offset(&mut gains, &mut rounding);
        offset(&mut gains, &mut losses);
        offset(&mut returns, &mut rounding);
        offset(&mut returns, &mut losses);

        let mut pool = before;
        let owed = self.owed();
        self.bear_rounding(now, rounding, &mut pool);
        let (rest, covered) = self.bear_slashes(now, losses, &mut pool);
        self.share_loss(rest, &mut pool);
        // Each payable is rounded down, so the batches may bear a unit each beyond the loss.
        self.remember_loss((rounding + losses - covered).saturating_sub(owed - self.owed()));

        let to_batches = if self.winding_down {
            self.share_gain(gains + returns, pool)
        } else {
            self.share_return(returns, pool)
        };
        let to_pool = gains + returns - to_batches;
        self.repay(to_pool);
        if !self.winding_down {
            self.drip(now, to_pool, pool);
        }
    }

    /// The pool first, then the stream, then the payables.
    pub fn bear_rounding(&mut self, now: u64, loss: u128, pool: &mut u128) {
        let by_pool = loss.min(*pool);
        *pool -= by_pool;
        let rest = self.consume_stream(now, loss - by_pool);
        self.share_loss(rest, pool);
    }

    /// Everyone who has not been paid bears the same fraction; the pool bears the rounding.
    pub fn share_loss(&mut self, loss: u128, pool: &mut u128) {
        if loss == 0 {
            return;
        }
        let x = *pool + self.owed();
        for batch in self.batches.iter_mut().filter(|b| !b.settled) {
            batch.payable = mul_div(batch.payable, x - loss, x);
        }
        *pool = x - loss - self.owed();
    }

    /// Gives back to the unsettled batches, at most what they were worth at their close. Returns what they took.
    fn share_return(&mut self, gain: u128, pool: u128) -> u128 {
        let x = pool + self.owed();
        let mut taken = 0;
        for batch in self.batches.iter_mut().filter(|b| !b.settled && b.payable > 0) {
            let part =
                mul_div(gain, batch.payable, x).min(batch.payable_at_close.saturating_sub(batch.payable));
            batch.payable += part;
            taken += part;
        }
        taken
    }

    /// In a wind-down a gain goes to batches and pool at once, without a limit. Returns what the batches took.
    pub fn share_gain(&mut self, gain: u128, pool: u128) -> u128 {
        let x = pool + self.owed();
        let mut taken = 0;
        for batch in self.batches.iter_mut().filter(|b| !b.settled && b.payable > 0) {
            let part = mul_div(gain, batch.payable, x);
            batch.payable += part;
            taken += part;
        }
        taken
    }
}
