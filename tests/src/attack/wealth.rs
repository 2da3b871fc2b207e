//! What everybody has at a moment, in millionths of a unit: coins, shares at the rate that an observation in this block
//! would give, and requests at what their batch is to be paid. Computed by the reference model, not by the contracts.

use crate::attack::strategy::names;
use crate::life::run::Life;
use crate::model::{mul_div, Model};
use crate::prelude::*;

pub const MICRO: u128 = 1_000_000;

/// By name; the hub's is the seed's.
pub type Wealth = BTreeMap<String, u128>;

pub fn wealth(life: &Life) -> Wealth {
    let mut model = life.model.clone();
    let view = life.view();
    model.observe(&view);
    let now = view.now();
    let people = names().chain(["treasury".into()]);
    let mut found: Wealth = people
        .map(|name| {
            let address = life.address(&name);
            let coins = life.coins_of(&address) * MICRO;
            let held = worth(&model, model.balance(&address), now);
            (name, coins + held + requested(&model, &address, now))
        })
        .collect();
    // What the hub has in escrow belongs to those who asked.
    found.insert("hub".into(), worth(&model, model.seed, now));
    found
}

/// What an observation now would give back to those who wait: coins that came above what a provision expected. Their part
/// is by the pool of that moment, which a deposit makes larger (docs/assure/assurance.md).
pub fn pending_return(life: &Life) -> Wealth {
    let mut model = life.model.clone();
    let view = life.view();
    model.observe(&view);
    names()
        .map(|name| {
            let address = life.address(&name);
            let found = closed(&model, &address).saturating_sub(closed(&life.model, &address));
            (name, found)
        })
        .collect()
}

/// What shares are worth.
pub fn worth(model: &Model, shares: u128, now: u64) -> u128 {
    mul_div(shares * MICRO, model.pool(now), model.supply)
}

fn requested(model: &Model, address: &str, now: u64) -> u128 {
    let open = model.open.requests.get(address).copied().unwrap_or(0);
    worth(model, open, now) + closed(model, address)
}

/// What requests in closed batches are to be paid.
fn closed(model: &Model, address: &str) -> u128 {
    let requests = model.batches.iter().map(|batch| {
        let shares = batch.requests.get(address).copied().unwrap_or(0);
        mul_div(shares * MICRO, batch.payable, batch.shares)
    });
    requests.sum()
}

pub fn gain(before: &Wealth, after: &Wealth, name: &str) -> i128 {
    after[name] as i128 - before[name] as i128
}
