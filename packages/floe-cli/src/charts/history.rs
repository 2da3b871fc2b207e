//! The history in periods: rate, returns, what came and what left; of a holder: worth, rewards and losses.

use cosmwasm_std::{Decimal, SignedDecimal, Uint128};
use floe_client::statement::{HolderPeriod, Period};
use floe_core::units::Seconds;
use floe_draw::chart::{Across, Drawing, Panel, Panels, Picture, Series, Tone};

use super::rate::line;
use super::{coins, float, marks, per_cent, signed_coins, AT_ONCE, EARNED, LEAVING, STAKED};
use crate::losses::Loss;
use crate::units::Unit;

/// Periods one after the other, with the losses that are known to the second.
pub struct Periods<'a, P> {
    pub periods: &'a [P],
    pub losses: &'a [Loss],
    pub coin: &'a Unit,
    pub token: &'a Unit,
}

type Bar = (f64, f64, f64);

/// A part of the history, whoever's it is.
pub trait Span {
    fn times(&self) -> (Seconds, Seconds);
    /// The rate at its beginning and at its end.
    fn rates(&self) -> (Decimal, Decimal);
}

impl Span for Period {
    fn times(&self) -> (Seconds, Seconds) {
        (self.from, self.to)
    }

    fn rates(&self) -> (Decimal, Decimal) {
        (self.opening_rate, self.closing_rate)
    }
}

impl Span for HolderPeriod {
    fn times(&self) -> (Seconds, Seconds) {
        (self.from, self.to)
    }

    fn rates(&self) -> (Decimal, Decimal) {
        (self.opening_rate, self.closing_rate)
    }
}

impl<P: Span> Periods<'_, P> {
    /// A bar over each period.
    fn each(&self, value: impl Fn(&P) -> f64) -> Vec<Bar> {
        let bar = |p: &P| {
            let (from, to) = p.times();
            (float(from), float(to), value(p))
        };
        self.periods.iter().map(bar).collect()
    }

    /// Bars of coins, downwards with a sign of -1.
    fn amounts(&self, value: fn(&P) -> Uint128, sign: f64) -> Vec<Bar> {
        self.each(|p| sign * coins(self.coin, value(p)))
    }

    fn rate_panel(&self) -> Panel {
        let opening = self.periods.first().map(|p| (p.times().0, p.rates().0));
        let closing = self.periods.iter().map(|p| (p.times().1, p.rates().1));
        let points = rates(opening.into_iter().chain(closing), self.losses);
        Panel {
            title: format!("what 1 {} is worth, in {}", self.token.display, self.coin.display),
            series: vec![Series {
                name: String::new(),
                tone: STAKED,
                picture: Picture::Line(line(&points, self.coin, self.token)),
            }],
            marks: marks(self.losses),
        }
    }
}

fn bars(name: &str, tone: Tone, bars: Vec<Bar>) -> Series {
    Series {
        name: name.to_owned(),
        tone,
        picture: Picture::Bars(bars),
    }
}

fn panel(title: String, series: Vec<Series>) -> Panel {
    Panel {
        title,
        series,
        marks: Vec::new(),
    }
}

/// The rate at the ends of periods, with the steps of losses between them.
fn rates(ends: impl Iterator<Item = (Seconds, Decimal)>, losses: &[Loss]) -> Vec<(Seconds, Decimal)> {
    let mut points: Vec<(Seconds, Decimal)> = ends.collect();
    let (first, last) = (points.first().copied(), points.last().copied());
    let within = |time: Seconds| first.is_some_and(|p| time > p.0) && last.is_some_and(|p| time < p.0);
    for loss in losses
        .iter()
        .filter(|loss| loss.since.is_none() && within(loss.time))
    {
        points.push((loss.time, loss.rate_before));
        points.push((loss.time, loss.rate_after));
    }
    // Stable: before stays before after.
    points.sort_by_key(|point| point.0);
    points
}

/// Of the protocol.
pub fn protocol(history: &Periods<'_, Period>, width: u16) -> Drawing {
    let (periods, coin) = (history.periods, history.coin);
    // Losses apart: what the rate gained without them.
    let gained = |p: &Period| p.growth.and_then(|growth| growth.checked_sub(p.lost).ok());
    let exits = history.each(|p| -signed_coins(coin, p.exits).max(0.0));
    let unit = &coin.display;
    Panels {
        title: "The protocol over time".to_owned(),
        across: Across::Time,
        legend: Vec::new(),
        panels: vec![
            history.rate_panel(),
            panel(
                "return of each period, in %".to_owned(),
                vec![
                    bars(
                        "before losses",
                        EARNED,
                        history.each(|p| per_cent(gained(p).unwrap_or_default())),
                    ),
                    bars("losses", Tone::Loss, history.each(|p| per_cent(p.lost))),
                ],
            ),
            panel(
                "return a year before losses, in %".to_owned(),
                vec![Series {
                    name: String::new(),
                    tone: EARNED,
                    picture: Picture::Line(yearly(periods)),
                }],
            ),
            panel(
                format!("what came and what left, in {unit}"),
                vec![
                    bars("deposits", STAKED, history.amounts(|p| p.deposits, 1.0)),
                    bars("exits by the queue, as their price was fixed", LEAVING, exits),
                    bars(
                        "instant exits",
                        AT_ONCE,
                        history.amounts(|p| p.instant_exits, -1.0),
                    ),
                ],
            ),
            panel(
                format!("all coins at the end of each period, in {unit}"),
                vec![
                    bars("the holders'", STAKED, history.amounts(|p| p.closing_pool, 1.0)),
                    bars(
                        "on the way out, or not in the rate yet",
                        LEAVING,
                        history.amounts(|p| p.closing_coins.saturating_sub(p.closing_pool), 1.0),
                    ),
                ],
            ),
        ],
    }
    .draw(width)
}

/// Level over each period that is long enough for a pace.
fn yearly(periods: &[Period]) -> Vec<(f64, f64)> {
    let known = periods.iter().filter_map(|p| Some((p, p.apr?)));
    let ends = known.map(|(p, apr): (&Period, SignedDecimal)| {
        // In the middle of what it was measured over.
        ((float(p.from) + float(p.to)) / 2.0, per_cent(apr))
    });
    ends.collect()
}

/// Of one holder.
pub fn holder(title: String, history: &Periods<'_, HolderPeriod>, width: u16) -> Drawing {
    let (periods, coin) = (history.periods, history.coin);
    let unit = &coin.display;
    let worth = periods
        .first()
        .map(|p| (float(p.from), coins(coin, p.opening_value)));
    let worth = worth.into_iter().chain(
        periods
            .iter()
            .map(|p| (float(p.to), coins(coin, p.closing_value))),
    );
    Panels {
        title,
        across: Across::Time,
        legend: Vec::new(),
        panels: vec![
            panel(
                format!("worth, with exits that are not paid yet, in {unit}"),
                vec![Series {
                    name: String::new(),
                    tone: STAKED,
                    picture: Picture::Line(worth.collect()),
                }],
            ),
            panel(
                format!("rewards and losses of each period, in {unit}"),
                vec![
                    bars("rewards", EARNED, history.each(|p| signed_coins(coin, p.rewards))),
                    bars("losses", Tone::Loss, history.amounts(|p| p.losses, -1.0)),
                ],
            ),
            panel(
                format!("what came and what left, in {unit}"),
                vec![
                    bars(
                        "deposited, received or back from modules",
                        STAKED,
                        history.amounts(
                            |p| {
                                p.deposited
                                    .saturating_add(p.received)
                                    .saturating_add(p.returned)
                                    .saturating_add(p.fee_income)
                            },
                            1.0,
                        ),
                    ),
                    bars(
                        "claimed or left at once",
                        LEAVING,
                        history.amounts(|p| p.claimed.saturating_add(p.instant_exits), -1.0),
                    ),
                    bars(
                        "given to others or put with modules",
                        AT_ONCE,
                        history.amounts(|p| p.given.saturating_add(p.lodged), -1.0),
                    ),
                ],
            ),
            history.rate_panel(),
        ],
    }
    .draw(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_steps_between_the_ends_of_periods_and_those_elsewhere_are_left_out() {
        let loss = |time: Seconds, since: Option<Seconds>| Loss {
            time,
            since,
            height: None,
            tx: None,
            loss: Uint128::new(1),
            rate_before: Decimal::percent(101),
            rate_after: Decimal::percent(99),
        };
        let ends = [(100, Decimal::one()), (200, Decimal::percent(99))];
        let losses = [
            loss(150, None),
            loss(160, Some(140)),
            loss(300, None),
            loss(50, None),
        ];
        let points = rates(ends.into_iter(), &losses);
        let expected = [
            (100, Decimal::one()),
            (150, Decimal::percent(101)),
            (150, Decimal::percent(99)),
            (200, Decimal::percent(99)),
        ];
        assert_eq!(points, expected);
    }
}
