//! Rewards of a day, spread over the validators.

use std::collections::BTreeMap;

use anyhow::Result;
use floe_core::units::{Seconds, BPS, YEAR};

use super::Course;
use crate::simulate::chain::Standing;
use crate::simulate::stage::Stage;

/// What fractions of a unit each validator still owes.
#[derive(Default)]
pub(crate) struct Rewards {
    rest: BTreeMap<usize, u128>,
}

impl<S: Stage> Course<'_, S> {
    /// Rewards of bonded validators on the hub's stake of now, commission taken. Fractions wait for the next time.
    pub fn accrue(&mut self, passed: Seconds) -> Result<()> {
        let apr = u128::from(self.scenario.chain.apr_bps);
        let kept = BPS - u128::from(self.scenario.validators.commission_bps);
        let a_unit = u128::from(YEAR) * BPS * BPS;
        let stakes: Vec<(usize, u128)> = self
            .stage
            .sim()
            .chain
            .validators()
            .iter()
            .enumerate()
            .filter(|(_, v)| v.standing == Standing::Bonded && v.is_delegated())
            .map(|(place, v)| (place, v.stake()))
            .collect();
        for (place, stake) in stakes {
            let rest = self.rewards.rest.entry(place).or_default();
            let earned = stake * apr * kept * u128::from(passed) + *rest;
            *rest = earned % a_unit;
            if earned >= a_unit {
                self.stage.accrue(place, earned / a_unit)?;
            }
        }
        Ok(())
    }
}
