//! What exits are paid, and when.

use cosmwasm_std::Uint128;
use floe_draw::chart::{Bar, Bars, Drawing};

use super::{coins, AT_ONCE, EARNED, LEAVING, STAKED};
use crate::units::Unit;

/// Coins that leave, in base units.
pub struct Exit {
    pub name: String,
    pub coins: Uint128,
    pub state: State,
}

/// How far they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Can be had at once, for a fee.
    Free,
    /// Wait for those that they belong to.
    Claimable,
    Unbonding,
    /// Their batch is open; the price is not fixed.
    Queued,
}

const STATES: [State; 4] = [State::Free, State::Claimable, State::Unbonding, State::Queued];

pub fn exits(rows: &[Exit], coin: &Unit, width: u16) -> Drawing {
    let part = |state: State| match state {
        State::Free => ("free for instant exits".to_owned(), AT_ONCE),
        State::Claimable => ("can be claimed".to_owned(), EARNED),
        State::Unbonding => ("price fixed, on the way".to_owned(), LEAVING),
        State::Queued => ("in the open batch".to_owned(), STAKED),
    };
    let row = |exit: &Exit| Bar {
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
