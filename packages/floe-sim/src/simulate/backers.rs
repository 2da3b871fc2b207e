//! What those who stake in a backstop earn and lose.

use anyhow::Result;
use floe_core::convert::mul_div_floor;
use floe_core::units::{BPS, YEAR};
use serde::Serialize;

use super::figures::{coins, count, grown, percent, signed};
use super::meter::{millionths, pledged, rate, Meter};
use super::random::{float, wide_float};
use super::sim::{Pledged, Sim};

/// Of a run with a backstop. Amounts are texts of base units, parts are millionths.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Backers {
    /// What was put into it, at the prices of the time.
    pub given: String,
    /// What it has at the end, and had on average over the time, is worth.
    pub left: String,
    pub average: String,
    /// What it has paid at the prices of the time, what came back taken off.
    pub paid: String,
    /// Looks after which there was nothing more to take.
    pub emptied: u64,
    /// What it would pay of the worst double sign at the end, in basis points of that.
    pub coverage_bps: u128,
    /// What it pays in a year, of what it has on average: the yearly premium that makes up for it.
    pub premium: u128,
    /// Yearly yield of its shares without a premium: that of staking less what they pay.
    pub bare: i128,
    /// Part of the protocol's fees that is as much as it has paid.
    pub of_fees: u128,
}

impl Backers {
    /// None without a backstop.
    ///
    /// # Errors
    /// On an overflow.
    pub fn of(sim: &Sim, meter: &Meter) -> Result<Option<Self>> {
        let Some(Pledged {
            given, paid, emptied, ..
        }) = sim.pledges.backstop()
        else {
            return Ok(None);
        };
        let seconds = u128::from(meter.seconds()).max(1);
        let coverage = sim.ledger().coverage(sim.now(), &sim.pledges)?;
        let worst = coverage.worst_loss.units().max(1);
        // What was paid in a year, of what was there on average, is this of all units times seconds.
        let premium = mul_div_floor(paid.units(), YEAR.into(), 1)?;
        let premium = millionths(premium, meter.pledged.max(1));
        let years = float(meter.seconds()) / float(YEAR);
        let rose = wide_float(rate(sim)) / wide_float(meter.first_rate.max(1));
        Ok(Some(Self {
            given: given.to_string(),
            left: pledged(sim).to_string(),
            average: (meter.pledged / seconds).to_string(),
            paid: paid.to_string(),
            emptied,
            coverage_bps: mul_div_floor(coverage.backstop.units(), BPS, worst)?,
            premium,
            bare: grown(libm::pow(rose, 1.0 / years)).saturating_sub(signed(premium)),
            of_fees: millionths(paid.units(), sim.accounts().totals.fees.units()),
        }))
    }

    /// Name and text of each figure, as the table shows them.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        vec![
            ("put into the backstop, in coins", coins(&self.given)),
            ("  what it has at the end", coins(&self.left)),
            ("  and on average", coins(&self.average)),
            ("  has paid", coins(&self.paid)),
            ("  times it was used up", count(self.emptied)),
            ("  coverage at the end, in bps", count(self.coverage_bps)),
            ("  yearly premium that pays", percent(signed(self.premium))),
            ("  yearly yield without it", percent(self.bare)),
            ("  has paid, of all fees", percent(signed(self.of_fees))),
        ]
    }
}
