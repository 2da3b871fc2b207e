//! Charts of what commands show, written with `--plot`: one page of `floe-draw` each.

mod exits;
mod history;
mod rate;
mod stake;

use std::path::PathBuf;

use anyhow::Result;
use cosmwasm_std::{Decimal, Int128, SignedDecimal, Uint128};
use floe_draw::chart::{ChartMark, Drawing, Tone, LEAST_WIDTH, MOST_WIDTH, WIDTH};

use crate::context::Context;
use crate::losses::Loss;
use crate::see::percent;
use crate::units::Unit;

pub use exits::{exits, ExitBar, ExitStage};
pub use history::{holder, protocol, Periods};
pub use rate::rate;
pub use stake::{stake, StakeBar};

#[derive(clap::Args)]
pub struct PlotFlags {
    /// Draw it into a file, as .svg.
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Width of the drawing in pixels.
    #[arg(long, value_name = "PIXELS", default_value_t = WIDTH, requires = "plot",
          value_parser = clap::value_parser!(u16).range(i64::from(LEAST_WIDTH)..=i64::from(MOST_WIDTH)))]
    plot_width: u16,
}

impl PlotFlags {
    /// Refuses a file that is no SVG or cannot be written, before anything is asked.
    ///
    /// # Errors
    /// When its name ends otherwise, or its folder is not there.
    pub fn check(&self, context: &Context<'_>) -> Result<()> {
        if let Some(file) = &self.plot {
            floe_draw::check_svg(file)?;
        }
        context.check_file(self.plot.as_ref())
    }

    pub const fn is_wanted(&self) -> bool {
        self.plot.is_some()
    }

    /// Writes the drawing if one is wanted.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, context: &mut Context<'_>, draw: impl FnOnce(u16) -> Drawing) -> Result<()> {
        match &self.plot {
            Some(file) => context.write("Drew", file, &draw(self.plot_width).svg()),
            None => Ok(()),
        }
    }
}

/// Each thing has one colour in all charts.
const STAKED: Tone = Tone::Series(0);
const LEAVING: Tone = Tone::Series(1);
const EARNED: Tone = Tone::Series(2);
const AT_ONCE: Tone = Tone::Series(3);

/// For a picture only: digits beyond the sixteenth are lost.
fn float(number: impl ToString) -> f64 {
    number.to_string().parse().unwrap_or_default()
}

/// An amount in whole coins.
fn coins(unit: &Unit, amount: Uint128) -> f64 {
    float(amount) / 10_f64.powi(unit.exponent.into())
}

fn signed_coins(unit: &Unit, amount: Int128) -> f64 {
    float(amount) / 10_f64.powi(unit.exponent.into())
}

/// Per cent of a fraction.
fn per_cent(fraction: SignedDecimal) -> f64 {
    float(fraction) * 100.0
}

/// A price of base units as one of whole coins for a whole token.
fn whole_price(rate: Decimal, coin: &Unit, token: &Unit) -> f64 {
    let places = i32::from(token.exponent).saturating_sub(i32::from(coin.exponent));
    float(rate) * 10_f64.powi(places)
}

/// Losses as marks.
fn marks(losses: &[Loss]) -> Vec<ChartMark> {
    let mark = |loss: &Loss| ChartMark {
        at: float(loss.time),
        since: loss.since.map(float),
        word: format!("loss {}", percent(loss.change())),
    };
    losses.iter().map(mark).collect()
}
