//! Slashes and jail of a day.

use std::collections::BTreeMap;

use anyhow::Result;
use floe_core::units::{Seconds, DAY};

use super::Course;
use crate::simulate::chain::{Slash, Standing};
use crate::simulate::random;
use crate::simulate::scenario::Event;
use crate::simulate::stage::Stage;

/// Who is in jail, and what has happened already.
#[derive(Default)]
pub(crate) struct Trouble {
    /// Place of a validator to the end of its time in jail, unix seconds.
    jailed: BTreeMap<usize, Seconds>,
    /// Correlated events that are over.
    events: usize,
}

impl<S: Stage> Course<'_, S> {
    /// Validators leave jail, and some are slashed.
    pub fn misbehave(&mut self, passed: Seconds) -> Result<()> {
        self.release()?;
        self.events()?;
        let slashes = &self.scenario.slashes;
        let (down, double) = (slashes.downtime_per_year, slashes.double_sign_per_year);
        let (down_bps, double_bps) = (slashes.downtime_bps, slashes.double_sign_bps);
        let count = self.stage.sim().chain.validators().len();
        let many = random::float(u64::try_from(count).unwrap_or(u64::MAX));
        for _ in 0..self.occurrences(down * many, passed) {
            let place = self.any_validator(count);
            self.slash(place, down_bps, 0, false)?;
        }
        for _ in 0..self.occurrences(double * many, passed) {
            let place = self.any_validator(count);
            let age = self.rng.below(self.scenario.slashes.evidence_age + 1);
            self.slash(place, double_bps, age, true)?;
        }
        Ok(())
    }

    fn any_validator(&mut self, count: usize) -> usize {
        let place = self.rng.below(u64::try_from(count).unwrap_or(u64::MAX));
        usize::try_from(place).unwrap_or(0)
    }

    fn release(&mut self) -> Result<()> {
        let now = self.now;
        let free: Vec<usize> = self
            .trouble
            .jailed
            .iter()
            .filter(|(_, until)| **until <= now)
            .map(|(place, _)| *place)
            .collect();
        for place in free {
            self.trouble.jailed.remove(&place);
            self.stage.unjail(place)?;
        }
        Ok(())
    }

    /// The heaviest validators come first in the registry.
    fn events(&mut self) -> Result<()> {
        let mut events: Vec<Event> = self.scenario.slashes.events.clone();
        events.sort_by_key(|event| event.day);
        while let Some(event) = events.get(self.trouble.events) {
            if self.age() < event.day * DAY {
                break;
            }
            self.trouble.events += 1;
            let age = self.scenario.slashes.evidence_age;
            for place in 0..usize::try_from(event.validators).unwrap_or(0) {
                self.slash(place, event.bps, age, event.tombstone)?;
            }
        }
        Ok(())
    }

    /// Slashes and jails a bonded validator. Its downtime begins in the block before, evidence is older.
    fn slash(&mut self, place: usize, bps: u64, age: Seconds, tombstone: bool) -> Result<()> {
        let sim = self.stage.sim();
        if sim.chain.validator(place)?.standing != Standing::Bonded {
            return Ok(());
        }
        let blocks = (age / self.scenario.chain.block).max(1);
        let height = sim.chain.height.saturating_sub(blocks).max(1);
        let validator = place;
        self.stage.slash(&Slash {
            validator,
            bps,
            height,
        })?;
        self.meter.slashes += 1;
        if tombstone {
            return self.stage.tombstone(place);
        }
        let until = self.now + self.scenario.slashes.downtime_jail;
        self.trouble.jailed.insert(place, until);
        self.stage.jail(place)
    }
}
