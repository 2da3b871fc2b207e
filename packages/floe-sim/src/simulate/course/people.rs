//! Deposits and exits of a day.

use anyhow::Result;
use floe_core::units::{Native, Seconds, Shares, BPS, DAY};

use std::f64::consts::TAU;

use super::Course;
use crate::simulate::random::{self, float, whole};
use crate::simulate::scenario::{BankRun, Size, COIN};
use crate::simulate::stage::Stage;

/// What a bank run still has to do.
#[derive(Default)]
pub(crate) struct People {
    /// Shares and exits left, once it has begun.
    run: Option<(Shares, u64)>,
}

impl<S: Stage> Course<'_, S> {
    /// Everybody who is there at the start deposits once.
    pub fn open(&mut self) -> Result<()> {
        let holders = self.scenario.holders;
        let mean = float(holders.stake) / float(holders.count);
        for _ in 0..holders.count {
            self.deposit(holders.size, mean)?;
        }
        Ok(())
    }

    /// Deposits and exits of one step, in random order, then those of a bank run.
    pub fn flow(&mut self, passed: Seconds) -> Result<()> {
        let flows = &self.scenario.flows;
        let (deposit, exit) = (flows.deposit, flows.exit);
        let tide = self.tide();
        let part = float(passed) / float(DAY);
        let mut deposits = random::poisson(&mut self.rng, flows.deposits_per_day * part * (1.0 + tide));
        let mut exits = random::poisson(&mut self.rng, flows.exits_per_day * part * (1.0 - tide));
        while deposits + exits > 0 {
            if self.rng.below(deposits + exits) < deposits {
                deposits -= 1;
                self.deposit(deposit, deposit.mean())?;
            } else {
                exits -= 1;
                let shares = self.exit_size(exit)?;
                self.leave(shares)?;
            }
        }
        match flows.run {
            Some(run) => self.run(run),
            None => Ok(()),
        }
    }

    /// Where the season stands, from minus to plus its amplitude.
    fn tide(&self) -> f64 {
        let Some(season) = self.scenario.flows.season else {
            return 0.0;
        };
        let days = float(self.age()) / float(DAY);
        let amplitude = float(season.amplitude_bps) / 10_000.0;
        amplitude * libm::sin(TAU * days / season.days)
    }

    fn deposit(&mut self, size: Size, mean: f64) -> Result<()> {
        let coins = random::sized(&mut self.rng, size, mean);
        let amount = Native::new(whole(coins * float(COIN)).into());
        let amount = amount.max(self.stage.sim().params.deposit.min_bond);
        let outcome = self.stage.bond(amount)?;
        self.meter.deposit(amount, &outcome);
        Ok(())
    }

    /// Shares worth a size at the rate of now, at least what the hub takes and at most what there is.
    fn exit_size(&mut self, size: Size) -> Result<Shares> {
        let coins = random::sized(&mut self.rng, size, size.mean());
        let amount = Native::new(whole(coins * float(COIN)).into());
        let sim = self.stage.sim();
        let books = &sim.ledger().books;
        let shares = match books.depleted(sim.now()) {
            true => sim.held,
            false => books.shares_for(amount, sim.now())?,
        };
        Ok(shares.max(sim.params.exit.min_unbond).min(sim.held))
    }

    /// Leaves at once or, if that is not wanted or refused, through the queue.
    fn leave(&mut self, shares: Shares) -> Result<()> {
        if shares.is_zero() {
            self.meter.nobody_left += 1;
            return Ok(());
        }
        if self.rng.below(10_000) < self.scenario.flows.instant_bps {
            let outcome = self.stage.instant(shares)?;
            self.meter.instant(&outcome);
            if outcome.is_ok() {
                return Ok(());
            }
        }
        let outcome = self.stage.queue(shares)?;
        self.meter.queued(&outcome);
        Ok(())
    }

    /// The exits of a bank run that are due, of about equal size; the last takes what is left of its part.
    fn run(&mut self, run: BankRun) -> Result<()> {
        let Some(since) = self.age().checked_sub(run.day * DAY) else {
            return Ok(());
        };
        let held = self.stage.sim().held;
        let part = held.units() * u128::from(run.bps) / BPS;
        let (mut left, mut exits) = *self.people.run.get_or_insert((Shares::new(part), run.exits));
        let gone = u128::from(run.exits) * u128::from(since) / u128::from(run.hours * 3_600);
        let gone = u64::try_from(gone).unwrap_or(u64::MAX).min(run.exits);
        while exits > run.exits - gone {
            let mean = left.units() / u128::from(exits);
            exits -= 1;
            let shares = match exits {
                0 => left,
                _ => Shares::new(
                    mean / 2 + u128::from(self.rng.below(u64::try_from(mean).unwrap_or(u64::MAX))),
                ),
            };
            let shares = shares.min(left).min(self.stage.sim().held);
            left = left.less(shares);
            self.leave(shares)?;
        }
        self.people.run = Some((left, exits));
        Ok(())
    }
}
