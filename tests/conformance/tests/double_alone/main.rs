//! What needs a hand inside the modules of the chain in memory: it is about the double alone.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod modules;
mod slashing;

use floe_conformance::live::NOT_TRIED;
use floe_conformance::{Double, Net, Surroundings, DENOM};

const UNBONDING: u64 = 100;
const FUNDS: u128 = 1_000_000;

/// Small stakes, in which every unit shows.
fn start() -> Double {
    Double::with(Surroundings::Usual, [FUNDS, FUNDS, 1_000], FUNDS)
}

fn reward(net: &mut Double, operator: &str, amount: u128) {
    net.reward(operator, amount, DENOM);
}

#[test]
fn what_is_not_tried_live_is_tested_here() {
    let sources = [include_str!("modules.rs"), include_str!("slashing.rs")].concat();
    for (name, reason) in NOT_TRIED {
        assert!(sources.contains(&format!("fn {name}()")), "{name}: {reason}");
    }
}
