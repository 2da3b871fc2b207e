//! When the keeper cranks.

use anyhow::Result;
use floe_core::units::Seconds;

use super::Course;
use crate::simulate::stage::Stage;

/// Cranks in a row before the keeper takes a rest.
const MAX_CRANKS: usize = 12;

/// Times of the keeper, unix seconds.
#[derive(Default)]
pub(crate) struct Keeper {
    next_crank: Seconds,
    next_refresh: Seconds,
    down_until: Seconds,
}

impl<S: Stage> Course<'_, S> {
    /// Refreshes the registry and cranks, a block each, until there is nothing more to do; then everybody claims.
    pub fn keep(&mut self, passed: Seconds) -> Result<()> {
        let plan = self.scenario.keeper;
        if self.occurrences(plan.outages_per_year, passed) > 0 {
            let end = self.now + plan.outage_hours * 3_600;
            self.keeper.down_until = self.keeper.down_until.max(end);
        }
        if self.now < self.keeper.down_until {
            return Ok(());
        }
        if self.now >= self.keeper.next_refresh {
            self.keeper.next_refresh = self.now + plan.refresh;
            self.stage.refresh()?;
        }
        if self.now < self.keeper.next_crank {
            return Ok(());
        }
        self.keeper.next_crank = self.now + plan.interval;
        for _ in 0..MAX_CRANKS {
            let report = self.stage.crank()?;
            self.stage.claim()?;
            self.meter.settled(self.stage.sim());
            if !report.more || report.is_idle() {
                break;
            }
            self.stage.advance(self.scenario.chain.block, 1)?;
        }
        Ok(())
    }
}
