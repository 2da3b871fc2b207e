//! What a share is worth over time.

use cosmwasm_std::Decimal;
use floe_core::units::Seconds;
use floe_draw::chart::{Across, Drawing, Panel, Panels, Picture, Series};

use super::{float, marks, whole_price, STAKED};
use crate::losses::Loss;
use crate::units::Unit;

/// Of points in the order of time; a loss is two of one moment.
pub fn rate(
    points: &[(Seconds, Decimal)],
    losses: &[Loss],
    (coin, token): (&Unit, &Unit),
    width: u16,
) -> Drawing {
    Panels {
        title: format!("What 1 {} is worth, in {}", token.display, coin.display),
        across: Across::Time,
        legend: Vec::new(),
        panels: vec![Panel {
            title: String::new(),
            series: vec![Series {
                name: String::new(),
                tone: STAKED,
                picture: Picture::Line(line(points, coin, token)),
            }],
            marks: marks(losses),
        }],
    }
    .draw(width)
}

/// The same points as places.
pub fn line(points: &[(Seconds, Decimal)], coin: &Unit, token: &Unit) -> Vec<(f64, f64)> {
    let place = |(time, rate): &(Seconds, Decimal)| (float(time), whole_price(*rate, coin, token));
    points.iter().map(place).collect()
}
