//! Limits. Every error names the field and what it may be.

use std::fmt::Display;

use anyhow::{ensure, Context, Result};
use floe_api::registry::RegistrySettings;
use floe_core::params::{Params, MAX_FEE_BPS};
use floe_core::units::{Native, DAY};

use super::{Scenario, Size, Weights, DECIMALS};

const DAYS: u64 = 7_300;
const BPS: u64 = 10_000;
const MONTH: u64 = 30 * DAY;

/// # Errors
/// When the value is outside, also when it is not a number.
fn within<T: PartialOrd + Display>(field: &str, value: T, least: T, most: T) -> Result<()> {
    ensure!(
        value >= least && value <= most,
        "{field} is {value}, allowed is {least} to {most}"
    );
    Ok(())
}

fn check_size(field: &str, size: Size, with_mean: bool) -> Result<()> {
    if with_mean {
        within(&format!("{field}.mean"), size.mean(), 0.001, 1e9)?;
    } else {
        ensure!(
            size.mean() == 0.0,
            "{field}.mean follows from holders.stake and holders.count; leave it out"
        );
    }
    match size {
        Size::Lognormal { sigma, .. } => within(&format!("{field}.sigma"), sigma, 0.0, 4.0),
        Size::Pareto { alpha, .. } => within(&format!("{field}.alpha"), alpha, 1.05, 10.0),
    }
}

impl Scenario {
    /// # Errors
    /// Naming the first field that is outside of its limits.
    pub fn check(&self) -> Result<()> {
        within("days", self.days, 1, DAYS)?;
        within("step", self.step, 60, DAY)?;
        ensure!(
            DAY.is_multiple_of(self.step),
            "step is {}, which does not divide a day of {DAY} seconds; take 3600, for example",
            self.step
        );
        self.check_chain()?;
        self.check_people()?;
        self.check_slashes()?;
        within("guarantors.backstop", self.guarantors.backstop, 0, 1_000_000_000)?;
        within(
            "guarantors.coverage_bps",
            self.guarantors.coverage_bps,
            0,
            100_000,
        )?;
        within("guarantors.bond", self.guarantors.bond, 0, 1_000_000_000)?;
        self.check_keeper()?;
        within("fee.bps", self.fee.bps, 0, MAX_FEE_BPS)?;
        self.hub_params()?;
        self.registry_params()?;
        Ok(())
    }

    fn check_chain(&self) -> Result<()> {
        within("chain.unbonding", self.chain.unbonding, 60, 60 * DAY)?;
        within("chain.block", self.chain.block, 1, self.step.min(7_200))?;
        within("chain.max_entries", self.chain.max_entries, 1, 100)?;
        within("chain.apr_bps", self.chain.apr_bps, 0, BPS)?;
        let validators = &self.validators;
        within("validators.count", validators.count, 1, 500)?;
        within("validators.commission_bps", validators.commission_bps, 0, BPS)?;
        let least = u64::from(validators.count);
        within(
            "validators.other_stake",
            validators.other_stake,
            least,
            10_000_000_000,
        )?;
        if let Weights::Zipf { exponent } = validators.weights {
            within("validators.weights.exponent", exponent, 0.1, 3.0)?;
        }
        Ok(())
    }

    fn check_people(&self) -> Result<()> {
        within("holders.count", self.holders.count, 1, 10_000_000)?;
        within("holders.stake", self.holders.stake, 1, 1_000_000_000)?;
        check_size("holders.size", self.holders.size, false)?;
        let flows = &self.flows;
        within("flows.deposits_per_day", flows.deposits_per_day, 0.0, 1e6)?;
        within("flows.exits_per_day", flows.exits_per_day, 0.0, 1e6)?;
        check_size("flows.deposit", flows.deposit, true)?;
        check_size("flows.exit", flows.exit, true)?;
        within("flows.instant_bps", flows.instant_bps, 0, BPS)?;
        if let Some(season) = flows.season {
            within("flows.season.days", season.days, 1.0, 3_650.0)?;
            within("flows.season.amplitude_bps", season.amplitude_bps, 0, BPS)?;
        }
        if let Some(run) = flows.run {
            within("flows.run.day", run.day, 0, DAYS)?;
            within("flows.run.hours", run.hours, 1, 2_400)?;
            within("flows.run.bps", run.bps, 1, BPS)?;
            within("flows.run.exits", run.exits, 1, 10_000_000)?;
        }
        Ok(())
    }

    fn check_slashes(&self) -> Result<()> {
        let slashes = &self.slashes;
        within("slashes.downtime_per_year", slashes.downtime_per_year, 0.0, 100.0)?;
        within("slashes.downtime_bps", slashes.downtime_bps, 1, BPS)?;
        within("slashes.downtime_jail", slashes.downtime_jail, 60, 365 * DAY)?;
        within(
            "slashes.double_sign_per_year",
            slashes.double_sign_per_year,
            0.0,
            100.0,
        )?;
        within("slashes.double_sign_bps", slashes.double_sign_bps, 1, BPS)?;
        within("slashes.evidence_age", slashes.evidence_age, 0, 21 * DAY)?;
        for (n, event) in slashes.events.iter().enumerate() {
            let field = |name: &str| format!("slashes.events[{n}].{name}");
            within(&field("day"), event.day, 0, DAYS)?;
            within(&field("validators"), event.validators, 1, self.validators.count)?;
            within(&field("bps"), event.bps, 1, BPS)?;
        }
        Ok(())
    }

    fn check_keeper(&self) -> Result<()> {
        let keeper = &self.keeper;
        within("keeper.interval", keeper.interval, self.step, MONTH)?;
        within("keeper.refresh", keeper.refresh, self.step, MONTH)?;
        within("keeper.outages_per_year", keeper.outages_per_year, 0.0, 365.0)?;
        within("keeper.outage_hours", keeper.outage_hours, 1, 8_760)
    }

    /// The hub's parameters, judged as the hub judges them.
    pub fn hub_params(&self) -> Result<Params> {
        ensure!(
            self.params.rate_denoms.is_none(),
            "params.rate_denoms has no meaning here; leave it out"
        );
        let mut params = Params::defaults(DECIMALS);
        for (param, value) in &self.params.numbers {
            params.set(*param, value.u128());
        }
        params.deposit.bond_cap = self.params.bond_cap.flatten().map(Native::from);
        params.validate(DECIMALS).context("params")?;
        Ok(params)
    }

    /// The registry's parameters, judged as the registry judges them.
    pub fn registry_params(&self) -> Result<RegistrySettings> {
        RegistrySettings::default()
            .updated(&self.registry)
            .context("registry")
    }
}
