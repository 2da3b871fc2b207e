//! The observation (accounting report, slashing check): what the chain shows is compared with the books, in one
//! indivisible step.

use crate::map::SortedMap;

use crate::error::CoreResult;
use crate::exits::{Moment, Share};
use crate::flight::Arrivals;
use crate::guarantee::{Debt, Guarantee, GuarantorMove, Guarantors};
use crate::ledger::{Ledger, Rules};
use crate::units::{Nanos, Native, Seconds, BPS};

/// Units by which a delegation may fall from rounding alone; each staking message since the last look adds one.
pub const ROUNDING: u128 = 3;
/// Smallest booked delegation whose fall says something about its validator's entries. Half of the smallest probe: a
/// probe from which rounding has taken a few units must still show a slash (docs/adr/0009).
pub const PROVISION_MIN: u128 = 5_000;

/// Smallest booked delegation whose fall shows the fraction of a slash to a millionth. The fall of a smaller one, such as a
/// probe, counts one unit more: a unit of it may be more on its entries than their tolerance.
pub const COARSE: u128 = 1_000_000;

/// What the chain shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    pub at: Moment,
    /// When an earlier block looked last; zero if this block has looked already.
    pub last_look: Nanos,
    /// The hub's balance without the coins of the current message.
    pub bank: Native,
    /// The hub's delegations by validator; a missing one is zero.
    pub delegations: SortedMap<String, Native>,
}

/// A slash as it was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedSlash {
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
    pub slashes: Vec<ObservedSlash>,
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
    /// Part of the net loss that guarantors paid.
    pub covered: Native,
    pub burns: Vec<GuarantorMove>,
    /// Part of the net loss that unsettled batches bear.
    pub borne_by_batches: Native,
    /// Part of the returns that went back to guarantors.
    pub given_back: Native,
    pub mints: Vec<GuarantorMove>,
    /// All that may come back to guarantors, if that has changed.
    pub debts: Option<Vec<Debt>>,
    /// Returns given back to unsettled batches; in a wind-down their part of every gain.
    pub restored: Native,
    /// Gains that went to the stream; in a wind-down to the pool at once.
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
    /// One whole observation: arrivals, delegations, arrivals once more if anything was provisioned, gifts; then returns to
    /// guarantors, gains and losses netted and shared, and the growth cap.
    pub fn observe(
        &mut self,
        seen: &Sighting,
        rules: &Rules,
        guarantors: &dyn Guarantors,
    ) -> CoreResult<Observation> {
        let now = seen.at.seconds();
        let pool_before = self.books.pool(now);
        let mut guarantee = Guarantee::begin(guarantors, self, now)?;
        let mut found = Observation::default();
        let mut tally = Tally::default();

        self.observe_arrivals(seen, rules, &mut found, &mut tally)?;
        let provisioned = self.observe_delegations(seen, &mut found, &mut tally)?;
        if provisioned {
            self.observe_arrivals(seen, rules, &mut found, &mut tally)?;
        }
        self.observe_gift(seen, &mut found, &mut tally)?;
        found.given_back = guarantee.give_back(self, pool_before, tally.returned, &found.arrivals);
        tally.returned = tally.returned.less(found.given_back);
        let mut found = self.conclude(now, pool_before, tally, rules, found, Some(&mut guarantee))?;
        found.debts = guarantee.changed_debts();
        (found.burns, found.mints) = (guarantee.burns, guarantee.mints);
        Ok(found)
    }

    /// Books the delegation to a validator to which no message succeeds as a loss, like a slash. What is in flight from
    /// there is not touched: the staking module pays it without any message to the validator.
    pub fn write_off_stake(
        &mut self,
        now: Seconds,
        validator: &str,
        rules: &Rules,
    ) -> CoreResult<Observation> {
        let pool_before = self.books.pool(now);
        let position = self.positions.or_default(validator.to_owned());
        let loss = std::mem::take(&mut position.booked);
        self.books.delegated = self.books.delegated.minus(loss)?;
        let tally = Tally {
            loss,
            ..Tally::default()
        };
        self.conclude(now, pool_before, tally, rules, Observation::default(), None)
    }

    /// Books what the chain shows at a validator that was written off and answers again, as a return.
    pub fn bring_back(
        &mut self,
        now: Seconds,
        validator: &str,
        shown: Native,
        rules: &Rules,
    ) -> CoreResult<Observation> {
        let pool_before = self.books.pool(now);
        let position = self.positions.or_default(validator.to_owned());
        position.booked = position.booked.plus(shown)?;
        position.skipped = false;
        self.books.delegated = self.books.delegated.plus(shown)?;
        let tally = Tally {
            returned: shown,
            ..Tally::default()
        };
        self.conclude(now, pool_before, tally, rules, Observation::default(), None)
    }

    /// Lets what was found reach those who bear or get it.
    fn conclude(
        &mut self,
        now: Seconds,
        pool_before: Native,
        tally: Tally,
        rules: &Rules,
        mut found: Observation,
        guarantee: Option<&mut Guarantee<'_>>,
    ) -> CoreResult<Observation> {
        found.gross_loss = tally.rounding.plus(tally.loss)?;
        found.rounding = tally.rounding;
        found.halt = exceeds(found.gross_loss, pool_before, rules.loss_halt_bps);
        self.apply(now, tally.net(), rules, &mut found, guarantee)?;
        self.recap(now);
        self.note_cover(now, rules)?;
        Ok(found)
    }

    /// A loss of units that rounding took outside an observation, as in the chain's answer to an undelegation.
    pub fn lose_to_rounding(&mut self, now: u64, units: Native, rules: &Rules) -> CoreResult<()> {
        let tally = Tally {
            rounding: units,
            ..Tally::default()
        };
        self.apply(now, tally, rules, &mut Observation::default(), None)?;
        self.recap(now);
        Ok(())
    }

    fn observe_arrivals(
        &mut self,
        seen: &Sighting,
        rules: &Rules,
        found: &mut Observation,
        tally: &mut Tally,
    ) -> CoreResult<()> {
        let arrivals = self.credit_arrivals(seen, rules)?;
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
        let mut validators: Vec<String> = self
            .positions
            .keys()
            .chain(seen.delegations.keys())
            .cloned()
            .collect();
        validators.sort_unstable();
        validators.dedup();
        let mut provisioned = false;
        for validator in validators {
            let shown = seen.delegations.get(&validator).copied().unwrap_or_default();
            let position = self.positions.or_default(validator.clone());
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
                self.provision(&validator, fall.more(coarse(booked)), booked)?
            } else {
                Native::ZERO
            };
            provisioned |= !cut.is_zero();
            tally.loss = tally.loss.plus(fall)?.plus(cut)?;
            found.slashes.push(ObservedSlash {
                validator,
                bonded: fall,
                provisioned: cut,
            });
        }
        Ok(provisioned)
    }

    /// Books unknown coins (a donation), unless a due entry may still claim them.
    fn observe_gift(
        &mut self,
        seen: &Sighting,
        found: &mut Observation,
        tally: &mut Tally,
    ) -> CoreResult<()> {
        if self.has_due(seen.at.nanos) {
            return Ok(());
        }
        found.gift = self.unknown_coins(seen.bank);
        self.books.free = self.books.free.plus(found.gift)?;
        tally.gain = tally.gain.plus(found.gift)?;
        Ok(())
    }

    /// Lets a netted result, which the assets already show, reach those who bear or get it.
    ///
    /// A loss is carried as far as pool and stream bear it, not as far as a guarantor has paid it, and gains repay it with what the pool gets of them. A return
    /// first restores the batches; what is left of it goes with the other gains to the stream. In a wind-down all of them
    /// together are shared at once and without that limit.
    fn apply(
        &mut self,
        now: u64,
        net: Tally,
        rules: &Rules,
        found: &mut Observation,
        guarantee: Option<&mut Guarantee<'_>>,
    ) -> CoreResult<()> {
        found.loss = net.rounding.plus(net.loss)?;
        let before = self.books.assets().plus(found.loss)?;
        self.apply_rounding(now, net.rounding, before, found)?;
        self.apply_loss(now, net.loss, before.less(net.rounding), found, guarantee)?;
        self.carry_loss(found.loss.less(found.borne_by_batches).less(found.covered))?;

        let gains = net.gain.plus(net.returned)?;
        let own = self.books.pool(now).plus(self.books.owed)?.less(gains);
        found.restored = if rules.winding_down {
            self.share_gain(gains, own, Share::Full)?
        } else {
            self.share_gain(net.returned, own, Share::Restore)?
        };
        found.streamed = gains.less(found.restored);
        self.repay(found.streamed);
        if rules.winding_down {
            return Ok(());
        }
        let pool = self.books.pool(now).less(found.streamed);
        self.books.stream_in(now, found.streamed, pool, rules)
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

    /// A slash is borne by the culprit's bond, by the unreleased stream, by the backstop, and what is left is shared by
    /// everyone who has not been paid. `assets` are those before the loss.
    fn apply_loss(
        &mut self,
        now: u64,
        loss: Native,
        assets: Native,
        found: &mut Observation,
        mut guarantee: Option<&mut Guarantee<'_>>,
    ) -> CoreResult<()> {
        let equity = assets.less(self.books.stream.unreleased(now));
        let mut left = loss;
        if let Some(guarantee) = guarantee.as_deref_mut() {
            guarantee.charge(self, loss, &found.slashes)?;
            guarantee.bonds(self, &mut left)?;
        }
        let absorbed = self.books.stream.absorb(now, left);
        left = left.less(absorbed);
        if let Some(guarantee) = guarantee {
            guarantee.backstop(self, &mut left)?;
            self.shed_carry()?;
        }
        found.covered = loss.less(absorbed).less(left);
        let borne = self.share_loss(left, equity.less(found.covered))?;
        found.absorbed = found.absorbed.plus(absorbed)?;
        found.borne_by_batches = found.borne_by_batches.plus(borne)?;
        Ok(())
    }
}

/// Units by which the fall of a delegation may understate a slash: one where so little is booked that a unit is more
/// than the tolerance of a provision (docs/adr/0025).
fn coarse(booked: Native) -> Native {
    Native::new(u128::from(booked.units() < COARSE))
}

/// Whether a loss is more than a part of the pool in basis points.
fn exceeds(loss: Native, pool: Native, bps: u64) -> bool {
    let scaled = cosmwasm_std::Uint256::from(loss.units()).checked_mul(BPS.into());
    let limit = cosmwasm_std::Uint256::from(pool.units()).checked_mul(u128::from(bps).into());
    matches!((scaled, limit), (Ok(scaled), Ok(limit)) if scaled > limit)
}

#[cfg(test)]
mod tests;
