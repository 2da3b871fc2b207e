//! What those who stake in a backstop earn and lose.

use anyhow::Result;
use floe_core::convert::mul_div_floor;
use floe_core::units::{BPS, YEAR};
use serde::Serialize;

use super::figures::{coins, count, grown, percent, signed};
use super::meter::{millionths, Meter};
use super::random::{float, wide_float};
use super::sim::{Pledged, Sim};

/// Of a run with a backstop. Amounts are texts of base units, parts are millionths.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Backers {
    pub posted: String,
    /// What it has at the end is worth.
    pub left: String,
    /// The same if nothing had ever been burned.
    pub spared: String,
    /// What it has paid, what came back taken off.
    pub paid: String,
    /// Part of its shares that it lost.
    pub lost: u128,
    /// What it would pay of the worst double sign at the end, in basis points of that.
    pub coverage_bps: u128,
    /// Yearly premium on what it has, beside the yield of staking, with which its shares would be as many as at the start.
    pub premium: i128,
    /// Part of the protocol's fees that is as much as it has paid.
    pub of_fees: u128,
}

impl Backers {
    /// None without a backstop.
    ///
    /// # Errors
    /// On an overflow.
    pub fn of(sim: &Sim, meter: &Meter) -> Result<Option<Self>> {
        let Some(Pledged { posted, left, paid }) = sim.pledges.backstop() else {
            return Ok(None);
        };
        let (pool, supply) = (sim.pool().units(), sim.ledger().books.supply.units());
        let worth = |shares: u128| mul_div_floor(shares, pool, supply);
        let coverage = sim.ledger().coverage(sim.now(), &sim.pledges)?;
        let worst = coverage.worst_loss.units().max(1);
        let years = float(meter.seconds()) / float(YEAR);
        let fewer = wide_float(posted.units()) / wide_float(left.units().max(1));
        Ok(Some(Self {
            posted: posted.units().to_string(),
            left: worth(left.units())?.to_string(),
            spared: worth(posted.units())?.to_string(),
            paid: paid.to_string(),
            lost: millionths(posted.less(left).units(), posted.units()),
            coverage_bps: mul_div_floor(coverage.backstop.units(), BPS, worst)?,
            premium: grown(libm::pow(fewer, 1.0 / years)),
            of_fees: millionths(paid, sim.accounts().totals.fees.units()),
        }))
    }

    /// Name and text of each figure, as the table shows them.
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        vec![
            ("backstop at the start, in coins", coins(&self.posted)),
            ("  at the end", coins(&self.left)),
            ("  had nothing been burned", coins(&self.spared)),
            ("  has paid", coins(&self.paid)),
            ("  part of its shares lost", percent(signed(self.lost))),
            ("  coverage at the end, in bps", count(self.coverage_bps)),
            ("  yearly premium that pays", percent(self.premium)),
            ("  the same, of all fees", percent(signed(self.of_fees))),
        ]
    }
}
