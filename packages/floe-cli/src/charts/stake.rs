//! Stake by validator.

use cosmwasm_std::Uint128;
use floe_draw::chart::{Bar, Bars, Drawing};

use super::{coins, LEAVING, STAKED};
use crate::units::Unit;

/// A validator's row, amounts in base units.
pub struct StakeBar<'a> {
    pub name: &'a str,
    pub staked: Uint128,
    pub target: Uint128,
    pub coming_back: Uint128,
    pub jailed: bool,
}

pub fn stake(rows: &[StakeBar<'_>], coin: &Unit, width: u16) -> Drawing {
    let row = |row: &StakeBar<'_>| Bar {
        name: match row.jailed {
            true => format!("{} (jailed)", row.name),
            false => row.name.to_owned(),
        },
        parts: vec![coins(coin, row.staked), coins(coin, row.coming_back)],
        marker: Some(coins(coin, row.target)),
        value: coin.number(row.staked),
        loss: row.jailed,
    };
    Bars {
        title: format!("Stake by validator, in {}", coin.display),
        parts: vec![
            ("staked".to_owned(), STAKED),
            ("being undelegated".to_owned(), LEAVING),
        ],
        marker: "target".to_owned(),
        rows: rows.iter().map(row).collect(),
        note: "The figure at the right is what is staked.".to_owned(),
    }
    .draw(width)
}
