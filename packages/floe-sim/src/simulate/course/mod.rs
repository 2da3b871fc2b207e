//! Plays a scenario: time passes in steps, and in each of them rewards accrue, validators misbehave, holders come and
//! go, and the keeper works.

mod keeper;
mod people;
mod rewards;
mod trouble;

use anyhow::{Context, Result};
use floe_core::units::{Seconds, DAY, YEAR};

use super::audit;
use super::meter::Meter;
use super::random;
use super::scenario::Scenario;
use super::stage::Stage;
use floe_random::Random;

use keeper::Keeper;
use people::People;
use rewards::Rewards;
use trouble::Trouble;

/// Time of the first block, unix seconds.
pub const START: Seconds = 1_700_000_000;

/// A scenario being played.
pub(crate) struct Course<'a, S: Stage> {
    scenario: &'a Scenario,
    pub stage: S,
    rng: Random,
    people: People,
    rewards: Rewards,
    trouble: Trouble,
    keeper: Keeper,
    pub meter: Meter,
    /// Time of the last step, unix seconds.
    now: Seconds,
}

impl<'a, S: Stage> Course<'a, S> {
    pub fn new(scenario: &'a Scenario, mut stage: S) -> Self {
        let meter = Meter::new(stage.sim());
        Self {
            scenario,
            stage,
            rng: Random::new(scenario.seed),
            people: People::default(),
            rewards: Rewards::default(),
            trouble: Trouble::default(),
            keeper: Keeper::default(),
            meter,
            now: START,
        }
    }

    /// Plays one day and checks the books at its end.
    ///
    /// # Errors
    /// When a sum does not add up, or the simulation fails.
    pub fn day(&mut self, day: u64) -> Result<()> {
        if day == 0 {
            self.open()?;
        }
        if self.scenario.guarantors.coverage_bps > 0 {
            let sim = self.stage.sim();
            sim.fill_up(self.scenario.guarantors.coverage_bps)?;
        }
        let steps = DAY / self.scenario.step;
        for step in 1..=steps {
            self.step(START + day * DAY + step * self.scenario.step)
                .with_context(|| format!("day {day}"))?;
        }
        let sim = self.stage.sim();
        audit::check(sim).with_context(|| format!("day {day}"))?;
        self.meter.end_of_day(sim, day);
        Ok(())
    }

    fn step(&mut self, until: Seconds) -> Result<()> {
        let block = self.scenario.chain.block;
        let before = self.stage.sim().now();
        let secs = until.saturating_sub(before).max(block);
        self.stage.advance(secs, (secs / block).max(1))?;
        let passed = self.stage.sim().now() - self.now;
        self.now += passed;
        self.accrue(passed)?;
        self.misbehave(passed)?;
        self.flow(passed)?;
        self.keep(passed)?;
        self.meter.sample(self.stage.sim(), passed);
        Ok(())
    }

    /// Seconds since the start.
    fn age(&self) -> Seconds {
        self.now - START
    }

    /// How often something happens in `secs` that happens `per_year` in the mean.
    fn occurrences(&mut self, per_year: f64, secs: Seconds) -> u64 {
        let mean = per_year * random::float(secs) / random::float(YEAR);
        random::poisson(&mut self.rng, mean)
    }
}
