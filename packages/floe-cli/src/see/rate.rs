//! `floe rate`: what a share is worth, now and before.

use std::path::PathBuf;

use anyhow::Result;
use cosmwasm_std::{Decimal, Uint128};
use floe_api::hub::RatePoint;
use floe_client::when;
use floe_core::units::{Seconds, DAY};
use serde::Serialize;

use crate::charts::{self, PlotFlags};
use crate::context::Context;
use crate::exit::ExitCode;
use crate::losses::{self, Loss};
use crate::units::{price, Unit};

/// How far back losses are told beside the rate of now, in seconds.
const MONTH: Seconds = 30 * DAY;

#[derive(clap::Args)]
pub struct RateArgs {
    /// Also the rates of the past that the hub keeps: at most a hundred.
    #[arg(long)]
    history: bool,
    #[command(flatten)]
    plot: PlotFlags,
    /// Write the history.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// Rates are base units of the coin for a base unit of the token, times unix seconds.
#[derive(Serialize)]
struct Rate {
    rate: Decimal,
    /// Of the last observation.
    update_time: Seconds,
    /// Of the last 30 days, or of the whole history if that is asked for; oldest first.
    losses: Vec<Loss>,
    /// Oldest first; none unless asked for.
    history: Option<Vec<Moment>>,
}

/// The rate at a moment. A loss is two of them at one time: before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Moment {
    time: Seconds,
    rate: Decimal,
    /// Base units that were lost since the moment before; none where nothing was.
    loss: Option<Uint128>,
}

pub fn run(args: RateArgs, context: &mut Context<'_>) -> Result<ExitCode> {
    args.plot.check(context)?;
    context.check_file(args.csv.as_ref())?;
    let protocol = context.protocol()?;
    let now = protocol.hub().redemption_rate(&protocol.contracts.hub)?;
    let all = args.history || args.plot.is_wanted() || args.csv.is_some();
    let from = match all {
        true => 0,
        false => protocol.chain.block()?.time.seconds().saturating_sub(MONTH),
    };
    let losses = losses::since(&protocol, from)?;
    let moments = match all {
        true => moments(losses::points(&protocol)?, &losses),
        false => Vec::new(),
    };
    let (coin, token) = (context.unit()?, context.token_unit()?);
    let line: Vec<(Seconds, Decimal)> = moments.iter().map(|moment| (moment.time, moment.rate)).collect();
    args.plot.write(context, |width| {
        charts::rate(&line, &losses, (&coin, &token), width)
    })?;
    if let Some(file) = &args.csv {
        context.write("Wrote", file, &csv(&moments))?;
    }
    let rate = Rate {
        rate: now.redemption_rate,
        update_time: now.update_time,
        losses,
        history: args.history.then_some(moments),
    };
    context.show(&rate, |rate| lines(rate, &coin, &token))?;
    Ok(ExitCode::Done)
}

fn lines(rate: &Rate, coin: &Unit, token: &Unit) -> Vec<String> {
    let history = rate.history.iter().flatten();
    let mut lines: Vec<String> = history
        .map(|moment| {
            let mark = moment
                .loss
                .map(|loss| format!("  after a loss of {}", coin.show(loss)));
            format!(
                "{}  {}{}",
                when::utc(moment.time),
                price(moment.rate, token, coin),
                mark.unwrap_or_default()
            )
        })
        .collect();
    lines.push(format!(
        "1 {} is worth {}, as observed at {}",
        token.display,
        price(rate.rate, token, coin),
        when::utc(rate.update_time)
    ));
    lines.extend(
        rate.losses
            .iter()
            .map(|loss| format!("lost {}", loss.told(coin, token))),
    );
    lines
}

/// The hub's points with the losses as steps. A point of the same second says the same as the end of its step.
fn moments(points: Vec<RatePoint>, losses: &[Loss]) -> Vec<Moment> {
    let mut moments: Vec<Moment> = points
        .into_iter()
        .filter(|point| {
            !losses
                .iter()
                .any(|loss| loss.since.is_none() && loss.time == point.time)
        })
        .map(|point| {
            let before = losses
                .iter()
                .find(|loss| loss.since.is_some() && loss.time == point.time);
            Moment {
                time: point.time,
                rate: point.rate,
                loss: before.map(|loss| loss.loss),
            }
        })
        .collect();
    for loss in losses.iter().filter(|loss| loss.since.is_none()) {
        moments.push(Moment {
            time: loss.time,
            rate: loss.rate_before,
            loss: None,
        });
        moments.push(Moment {
            time: loss.time,
            rate: loss.rate_after,
            loss: Some(loss.loss),
        });
    }
    // Stable: before stays before after.
    moments.sort_by_key(|moment| moment.time);
    moments
}

fn csv(moments: &[Moment]) -> String {
    let rows = moments.iter().map(|moment| {
        format!(
            "{},{},{},{}\n",
            moment.time,
            when::iso(moment.time),
            moment.rate,
            moment.loss.map(|loss| loss.to_string()).unwrap_or_default()
        )
    });
    std::iter::once("time,utc,rate,loss\n".to_owned())
        .chain(rows)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(since: Option<u64>) -> Loss {
        Loss {
            time: 150,
            since,
            height: None,
            tx: None,
            loss: Uint128::new(7),
            rate_before: "1.1".parse().unwrap(),
            rate_after: "0.9".parse().unwrap(),
        }
    }

    fn point(time: u64, rate: &str) -> RatePoint {
        RatePoint {
            time,
            rate: rate.parse().unwrap(),
        }
    }

    fn told(moments: &[Moment]) -> Vec<(u64, String, Option<u128>)> {
        let one = |m: &Moment| (m.time, m.rate.to_string(), m.loss.map(|loss| loss.u128()));
        moments.iter().map(one).collect()
    }

    #[test]
    fn a_loss_is_a_step_between_the_points_or_a_mark_on_the_point_after_it() {
        let points = || vec![point(100, "1"), point(200, "0.95")];
        let step = moments(points(), &[loss(None)]);
        let expected = [
            (100, "1".to_owned(), None),
            (150, "1.1".to_owned(), None),
            (150, "0.9".to_owned(), Some(7)),
            (200, "0.95".to_owned(), None),
        ];
        assert_eq!(told(&step), expected);
        assert!(csv(&step).ends_with("150,1970-01-01T00:02:30Z,0.9,7\n200,1970-01-01T00:03:20Z,0.95,\n"));

        let marked = moments(vec![point(100, "1"), point(150, "0.9")], &[loss(Some(100))]);
        assert_eq!(
            told(&marked),
            [(100, "1".to_owned(), None), (150, "0.9".to_owned(), Some(7))]
        );
    }

    #[test]
    fn the_point_that_a_loss_made_is_not_told_twice() {
        let step = moments(vec![point(100, "1"), point(150, "0.9")], &[loss(None)]);
        assert_eq!(step.len(), 3);
    }
}
