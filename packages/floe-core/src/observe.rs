//! The observation: what the chain shows is compared with the books, in one indivisible step.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::CoreResult;
use crate::exits::{Moment, Share};
use crate::flight::{Arrivals, EntryKey};
use crate::ledger::{Ledger, Rules};
use crate::units::{Native, BPS};

/// Units by which a delegation may fall from rounding alone; each staking message since the last look adds one.
pub const ROUNDING: u128 = 3;
/// Smallest booked delegation whose fall says something about its validator's entries.
pub const PROVISION_MIN: u128 = 10_000;

/// What the chain shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    pub at: Moment,
    /// The hub's balance without the coins of the current message.
    pub bank: Native,
    /// The hub's delegations by validator; a missing one is zero.
    pub delegations: BTreeMap<String, Native>,
}

/// A slash as it was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slash {
    pub validator: String,
    /// Fall of the delegation.
    pub bonded: Native,
    /// Provision on the validator's entries in flight.
    pub provisioned: Native,
}

/// What an observation found and who bears or gets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    pub arrivals: Vec<Arrivals>,
    pub slashes: Vec<Slash>,
    /// Falls within the tolerance and gaps of arrivals.
    pub rounding: Native,
    /// Rises of delegations.
    pub risen: Native,
    /// Coins that the books did not know.
    pub gift: Native,
    /// All losses before any gain was set against them.
    pub gross_loss: Native,
    /// Losses left after netting.
    pub loss: Native,
    /// Part of the net loss that the stream absorbed.
    pub absorbed: Native,
    /// Part of the net loss that unsettled batches bear.
    pub borne_by_batches: Native,
    /// Returns given back to unsettled batches.
    pub restored: Native,
    /// Gains that went to the stream.
    pub streamed: Native,
    /// Whether the gross loss is large enough to pause deposits.
    pub halt: bool,
}

/// Gains and losses of one observation by kind, while they are set against each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    rounding: Native,
    loss: Native,
    gain: Native,
    returned: Native,
}

impl Tally {
    /// Sets gains against losses, rounding and other gains first, then returns.
    fn net(mut self) -> Self {
        for gain in [&mut self.gain, &mut self.returned] {
            for loss in [&mut self.rounding, &mut self.loss] {
                let met = (*gain).min(*loss);
                *gain = gain.less(met);
                *loss = loss.less(met);
            }
        }
        self
    }
}

impl Ledger {
    /// One whole observation: arrivals, delegations, arrivals once more if anything was provisioned, gifts; then gains
    /// and losses netted and shared, and the growth cap.
    pub fn observe(&mut self, seen: &Sighting, rules: &Rules) -> CoreResult<Observation> {
        let now = seen.at.seconds();
        let pool_before = self.books.pool(now);
        let mut found = Observation::default();
        let mut tally = Tally::default();

        self.observe_arrivals(seen, rules, &mut found, &mut tally)?;
        let provisioned = self.observe_delegations(seen, &mut found, &mut tally)?;
        if provisioned {
            self.observe_arrivals(seen, rules, &mut found, &mut tally)?;
        }
        self.observe_gift(seen, &mut found, &mut tally)?;

        found.gross_loss = tally.rounding.plus(tally.loss)?;
        found.rounding = tally.rounding;
        found.halt = exceeds(found.gross_loss, pool_before, rules.loss_halt_bps);
        self.apply(now, tally.net(), rules, &mut found)?;
        self.release_when_wound_down(now, rules)?;
        self.recap(now, rules);
        self.note_cover(now, rules)?;
        Ok(found)
    }

    /// A loss of units that rounding took outside an observation, as in the chain's answer to an undelegation.
    pub fn lose_to_rounding(&mut self, now: u64, units: Native, rules: &Rules) -> CoreResult<()> {
        let tally = Tally {
            rounding: units,
            ..Tally::default()
        };
        self.apply(now, tally, rules, &mut Observation::default())?;
        self.recap(now, rules);
        Ok(())
    }

    fn observe_arrivals(
        &mut self,
        seen: &Sighting,
        rules: &Rules,
        found: &mut Observation,
        tally: &mut Tally,
    ) -> CoreResult<()> {
        let arrivals = self.credit_arrivals(seen.at.nanos, seen.bank, rules)?;
        tally.returned = tally.returned.plus(arrivals.returned)?;
        tally.rounding = tally.rounding.plus(arrivals.rounding)?;
        if let Some((_, lacking)) = &arrivals.written_off {
            tally.loss = tally.loss.plus(*lacking)?;
        }
        found.arrivals.push(arrivals);
        Ok(())
    }

    /// Compares delegations with the books and returns whether anything was provisioned.
    fn observe_delegations(
        &mut self,
        seen: &Sighting,
        found: &mut Observation,
        tally: &mut Tally,
    ) -> CoreResult<bool> {
        let validators: BTreeSet<String> = self
            .positions
            .keys()
            .chain(seen.delegations.keys())
            .cloned()
            .collect();
        let mut provisioned = false;
        for validator in validators {
            let shown = seen.delegations.get(&validator).copied().unwrap_or_default();
            let position = self.positions.entry(validator.clone()).or_default();
            let booked = position.booked;
            let tolerance = Native::new(ROUNDING.saturating_add(position.messages.into()));
            position.booked = shown;
            position.messages = 0;
            self.books.delegated = self.books.delegated.less(booked).plus(shown)?;

            let fall = booked.less(shown);
            tally.gain = tally.gain.plus(shown.less(booked))?;
            found.risen = found.risen.plus(shown.less(booked))?;
            if fall <= tolerance {
                tally.rounding = tally.rounding.plus(fall)?;
                continue;
            }
            let cut = if booked.units() >= PROVISION_MIN {
                self.provision(&validator, fall, booked)?
            } else {
                Native::ZERO
            };
            provisioned |= !cut.is_zero();
            tally.loss = tally.loss.plus(fall)?.plus(cut)?;
            found.slashes.push(Slash {
                validator,
                bonded: fall,
                provisioned: cut,
            });
        }
        Ok(provisioned)
    }

    /// Books coins that nobody accounted for, unless a due entry may still claim them.
    fn observe_gift(
        &mut self,
        seen: &Sighting,
        found: &mut Observation,
        tally: &mut Tally,
    ) -> CoreResult<()> {
        let waiting = self
            .entries
            .keys()
            .next()
            .is_some_and(|first| first.completion <= seen.at.nanos);
        if waiting {
            return Ok(());
        }
        found.gift = self.unknown_coins(seen.bank);
        self.books.free = self.books.free.plus(found.gift)?;
        tally.gain = tally.gain.plus(found.gift)?;
        Ok(())
    }

    /// Lets a netted result, which the assets already show, reach those who bear or get it.
    fn apply(&mut self, now: u64, net: Tally, rules: &Rules, found: &mut Observation) -> CoreResult<()> {
        found.loss = net.rounding.plus(net.loss)?;
        self.books.loss_carry = self.books.loss_carry.plus(found.loss)?;
        self.repay(net.gain.plus(net.returned)?);

        let before = self.books.assets().plus(found.loss)?;
        self.apply_rounding(now, net.rounding, before, found)?;
        self.apply_loss(now, net.loss, before.less(net.rounding), found)?;

        let equity = self.books.pool(now).plus(self.books.owed)?;
        let own = equity.less(net.gain).less(net.returned);
        let restored = self.share_gain(net.returned, own, Share::Restore)?;
        found.restored = restored;
        found.streamed = net.gain.plus(net.returned.less(restored))?;
        let pool = self.books.pool(now).less(found.streamed);
        self.release_slowly(now, found.streamed, pool, rules)
    }

    /// Rounding is borne by the pool, then by the stream, and by the payables only when neither has anything.
    /// `assets` are those before the loss.
    fn apply_rounding(
        &mut self,
        now: u64,
        loss: Native,
        assets: Native,
        found: &mut Observation,
    ) -> CoreResult<()> {
        let unreleased = self.books.stream.unreleased(now);
        let pool = assets.less(self.books.owed).less(unreleased);
        let beyond_pool = loss.less(pool);
        let absorbed = self.books.stream.absorb(now, beyond_pool);
        let borne = self.share_loss(beyond_pool.less(absorbed), self.books.owed)?;
        found.absorbed = found.absorbed.plus(absorbed)?;
        found.borne_by_batches = found.borne_by_batches.plus(borne)?;
        Ok(())
    }

    /// A slash first consumes the unreleased stream; the rest is shared by everyone who has not been paid.
    fn apply_loss(
        &mut self,
        now: u64,
        loss: Native,
        assets: Native,
        found: &mut Observation,
    ) -> CoreResult<()> {
        let equity = assets.less(self.books.stream.unreleased(now));
        let absorbed = self.books.stream.absorb(now, loss);
        let borne = self.share_loss(loss.less(absorbed), equity)?;
        found.absorbed = found.absorbed.plus(absorbed)?;
        found.borne_by_batches = found.borne_by_batches.plus(borne)?;
        Ok(())
    }
}

impl Observation {
    /// Entries credited or closed, for counting.
    pub fn credited(&self) -> impl Iterator<Item = &EntryKey> {
        self.arrivals
            .iter()
            .flat_map(|a| a.credited.iter().map(|(key, _)| key))
    }
}

/// Whether a loss is more than a part of the pool in basis points.
fn exceeds(loss: Native, pool: Native, bps: u64) -> bool {
    let scaled = cosmwasm_std::Uint256::from(loss.units()).checked_mul(BPS.into());
    let limit = cosmwasm_std::Uint256::from(pool.units()).checked_mul(u128::from(bps).into());
    matches!((scaled, limit), (Ok(scaled), Ok(limit)) if scaled > limit)
}
