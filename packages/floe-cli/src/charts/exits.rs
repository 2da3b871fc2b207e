//! What exits are paid, and when.

use cosmwasm_std::Uint128;
use floe_draw::chart::{Bar, Bars, Drawing};

use super::{coins, AT_ONCE, EARNED, LEAVING, STAKED};
use crate::units::Unit;

/// Coins that leave, in base units.
pub struct ExitBar {
    pub name: String,
    pub coins: Uint128,
    pub state: ExitStage,
}

/// How far they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStage {
    /// Can be had at once, for a fee.
    Free,
    /// Wait for those that they belong to.
    Claimable,
    Unbonding,
    /// Their batch is open; the price is not fixed.
    Queued,
}

const STATES: [ExitStage; 4] = [
    ExitStage::Free,
    ExitStage::Claimable,
    ExitStage::Unbonding,
    ExitStage::Queued,
];

pub fn exits(rows: &[ExitBar], coin: &Unit, width: u16) -> Drawing {
    let part = |state: ExitStage| match state {
        ExitStage::Free => ("free for instant exits".to_owned(), AT_ONCE),
        ExitStage::Claimable => ("can be claimed".to_owned(), EARNED),
        ExitStage::Unbonding => ("price fixed, on the way".to_owned(), LEAVING),
        ExitStage::Queued => ("in the open batch".to_owned(), STAKED),
    };
    let row = |exit: &ExitBar| Bar {
        name: exit.name.clone(),
        parts: STATES
            .iter()
            .map(|state| match *state == exit.state {
                true => coins(coin, exit.coins),
                false => 0.0,
            })
            .collect(),
        marker: None,
        value: coin.number(exit.coins),
        loss: false,
    };
    Bars {
        title: format!("Exits: what is paid when, in {}", coin.display),
        parts: STATES.into_iter().map(part).collect(),
        marker: String::new(),
        rows: rows.iter().map(row).collect(),
        note: "Times are UTC, of the latest day on which a batch pays if nothing is slashed until then."
            .to_owned(),
    }
    .draw(width)
}
