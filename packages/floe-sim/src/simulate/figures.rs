//! What a run answers.

use anyhow::Result;
use floe_core::units::{BPS, YEAR};
use serde::Serialize;

use super::backers::Backers;
use super::gas::Usage;
use super::meter::{millionths, rate, Meter};
use super::random::{float, whole, wide_float};
use super::scenario::Scenario;
use super::sim::Sim;
use crate::demo::format;

/// The figures of one run. Amounts are texts of base units, parts are millionths, waits are minutes.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figures {
    pub deposits: u64,
    pub deposits_refused: u64,
    pub deposited: String,
    pub exits_queued: u64,
    pub exits_refused: u64,
    pub exits_funded: u64,
    pub exits_waiting: u64,
    pub wait_median: Option<u64>,
    pub wait_p95: Option<u64>,
    pub wait_p99: Option<u64>,
    pub wait_max: Option<u64>,
    pub batches: u64,
    pub most_batches_waiting: usize,
    pub instant_served: u64,
    pub instant_refused: u64,
    pub instant_paid: String,
    pub instant_fees: String,
    /// Free coins as a part of all assets, over time.
    pub idle: u128,
    /// Undelegations in flight as a part of all assets, over time.
    pub in_flight: u128,
    /// What the free coins would have earned, commission and fee taken.
    pub yield_lost: String,
    /// Yearly growth of the rate.
    pub apy: i128,
    /// The same if everything had always been staked and nothing been slashed, compounded daily.
    pub apy_ideal: i128,
    pub slashes: u64,
    /// Losses that the hub has recognised, rounding included.
    pub lost: String,
    /// Part of that which guarantors paid.
    #[serde(skip_serializing_if = "is_zero")]
    pub covered: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backstop: Option<Backers>,
    /// Deepest fall of the rate from its highest so far.
    pub worst_for_holders: u128,
    /// Largest part of what a batch was worth at its close that its exits were not paid.
    pub worst_for_exits: u128,
    pub pool: String,
    pub rate: String,
    pub usage: Usage,
}

impl Figures {
    /// # Errors
    /// On an overflow.
    pub fn of(scenario: &Scenario, sim: &Sim, meter: &Meter) -> Result<Self> {
        let [free, in_flight, assets] = meter.idle;
        let (flows, totals) = (&sim.flows, &sim.accounts().totals);
        Ok(Self {
            deposits: meter.deposits.count,
            deposits_refused: meter.refusals("deposit"),
            deposited: flows.deposits.to_string(),
            exits_queued: meter.queued,
            exits_refused: meter.refusals("exit"),
            exits_funded: meter.waits.total(),
            exits_waiting: meter.queued - meter.waits.total(),
            wait_median: meter.waits.quantile(500),
            wait_p95: meter.waits.quantile(950),
            wait_p99: meter.waits.quantile(990),
            wait_max: meter.waits.quantile(1_000),
            batches: meter.batches,
            most_batches_waiting: meter.crowd,
            instant_served: meter.instants.count,
            instant_refused: meter.refusals("instant exit"),
            instant_paid: totals.instant_exits.to_string(),
            instant_fees: flows.instant_fees.to_string(),
            idle: millionths(free, assets),
            in_flight: millionths(in_flight, assets),
            yield_lost: yield_lost(scenario, free).to_string(),
            apy: apy(meter, rate(sim)),
            apy_ideal: apy_ideal(scenario),
            slashes: meter.slashes,
            lost: totals.losses.to_string(),
            covered: totals.covered.to_string(),
            backstop: Backers::of(sim, meter)?,
            worst_for_holders: meter.drawdown,
            worst_for_exits: meter.worst_exit,
            pool: sim.pool().to_string(),
            rate: format!("{}", sim.ledger().books.rate(sim.now())),
            usage: sim.usage,
        })
    }

    /// Name and text of each figure, as the table shows them; what only runs with guarantors have comes last.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = self.people();
        rows.extend(self.money());
        rows.extend(self.work());
        if self.backstop.is_some() || !is_zero(&self.covered) {
            rows.push(("paid by guarantors, in coins", coins(&self.covered)));
        }
        rows.extend(self.backstop.iter().flat_map(Backers::rows));
        rows
    }

    fn people(&self) -> Vec<(&'static str, String)> {
        vec![
            ("deposits", count(self.deposits)),
            ("  refused", count(self.deposits_refused)),
            ("exits queued", count(self.exits_queued)),
            ("  refused", count(self.exits_refused)),
            ("  still waiting", count(self.exits_waiting)),
            ("exit time, median", days(self.wait_median)),
            ("exit time, 95 %", days(self.wait_p95)),
            ("exit time, 99 %", days(self.wait_p99)),
            ("exit time, longest", days(self.wait_max)),
            ("batches funded", count(self.batches)),
            ("  most waiting at once", self.most_batches_waiting.to_string()),
            ("instant exits", count(self.instant_served)),
            ("  refused", count(self.instant_refused)),
            ("  paid, in coins", coins(&self.instant_paid)),
            ("  fees, in coins", coins(&self.instant_fees)),
        ]
    }

    fn money(&self) -> Vec<(&'static str, String)> {
        vec![
            ("idle part of the assets", percent(signed(self.idle))),
            ("  in flight", percent(signed(self.in_flight))),
            ("  yield lost, in coins", coins(&self.yield_lost)),
            ("yearly growth of the rate", percent(self.apy)),
            ("  ideal", percent(self.apy_ideal)),
            ("slashes", count(self.slashes)),
            ("  lost, in coins", coins(&self.lost)),
            ("  worst for holders", percent(signed(self.worst_for_holders))),
            ("  worst for exits", percent(signed(self.worst_for_exits))),
            ("pool at the end, in coins", coins(&self.pool)),
            ("rate at the end", self.rate.clone()),
        ]
    }

    fn work(&self) -> Vec<(&'static str, String)> {
        let usage = &self.usage;
        vec![
            ("cranks", count(usage.cranks)),
            ("staking messages", count(usage.messages())),
            ("  delegations", count(usage.delegations)),
            ("  undelegations", count(usage.undelegations)),
            ("  redelegations", count(usage.redelegations)),
            ("  harvests", count(usage.harvests)),
            ("  forwards", count(usage.forwards)),
            ("  refused by the chain", count(usage.failures)),
            ("claims", count(usage.claims)),
            (
                "gas of keepers, in millions",
                count(usage.gas_of_keepers / 1_000_000),
            ),
            (
                "gas of holders, in millions",
                count(usage.gas_of_holders / 1_000_000),
            ),
        ]
    }
}

pub(super) fn count(number: impl Into<u128>) -> String {
    format::grouped(number.into())
}

/// Whole coins, rounded down.
pub(super) fn coins(units: &str) -> String {
    let units: u128 = units.parse().unwrap_or_default();
    format::grouped(units / format::COIN)
}

pub(super) fn signed(millionths: u128) -> i128 {
    i128::try_from(millionths).unwrap_or(i128::MAX)
}

/// Millionths as percent with four places.
pub(super) fn percent(millionths: i128) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let size = millionths.unsigned_abs();
    format!("{sign}{}.{:04} %", size / 10_000, size % 10_000)
}

/// Minutes as days with two places, rounded up.
fn days(minutes: Option<u64>) -> String {
    let Some(minutes) = minutes else {
        return "-".into();
    };
    let hundredths = (minutes * 100).div_ceil(1_440);
    format!("{}.{:02} d", hundredths / 100, hundredths % 100)
}

fn is_zero(amount: &str) -> bool {
    amount == "0"
}

fn yield_lost(scenario: &Scenario, unit_seconds: u128) -> u128 {
    let apr = u128::from(scenario.chain.apr_bps);
    let kept = BPS - u128::from(scenario.validators.commission_bps);
    let after_fee = BPS - u128::from(scenario.fee.bps);
    unit_seconds / u128::from(YEAR) * apr / BPS * kept / BPS * after_fee / BPS
}

fn apy(meter: &Meter, last_rate: u128) -> i128 {
    let growth = wide_float(last_rate) / wide_float(meter.first_rate);
    let years = float(meter.seconds()) / float(YEAR);
    grown(libm::pow(growth, 1.0 / years))
}

fn apy_ideal(scenario: &Scenario) -> i128 {
    let part = |bps: u64| float(bps) / 10_000.0;
    let kept = (1.0 - part(scenario.validators.commission_bps)) * (1.0 - part(scenario.fee.bps));
    let a_day = part(scenario.chain.apr_bps) * kept / 365.0;
    grown(libm::pow(1.0 + a_day, 365.0))
}

/// A factor less one in millionths.
pub(super) fn grown(factor: f64) -> i128 {
    i128::from(whole(factor * 1e6 + 0.5)) - 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_people_write_them() {
        assert_eq!(percent(-1_234), "-0.1234 %");
        assert_eq!(percent(123_456), "12.3456 %");
        assert_eq!(days(Some(1_440)), "1.00 d");
        assert_eq!(days(Some(1)), "0.01 d");
        assert_eq!(days(None), "-");
        assert_eq!(grown(1.126_5), 126_500);
        assert_eq!(grown(0.99), -10_000);
    }
}
