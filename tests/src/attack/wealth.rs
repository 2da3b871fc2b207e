//! What everybody has at a moment, in millionths of a unit: coins, shares at the rate that an observation in this block
//! would give, requests at what their batch is to be paid, and what is theirs at guarantors. Computed by the reference model,
//! not by the contracts, but for who has how many units of the backstop.

use crate::attack::strategy::{names, ATTACKER};
use crate::attack::units::{position, Pooled};
use crate::life::plan::{user, validator, MOST_VALIDATORS};
use crate::life::run::Life;
use crate::model::{mul_div, Model};
use crate::prelude::*;

pub const MICRO: u128 = 1_000_000;

/// By name; the hub's is the seed's.
pub type Wealth = BTreeMap<String, u128>;

/// Whose bonds and backing count, where there are guarantors: everybody's, and the attacker is also this operator.
pub fn wealth(life: &Life, operator: Option<&str>) -> Wealth {
    let (model, now) = seen(life);
    let people = names().chain(["treasury".into()]);
    let mut found: Wealth = people
        .map(|name| {
            let worth = held(life, &model, &name, now);
            (name, worth)
        })
        .collect();
    // What the hub has in escrow belongs to those who asked.
    found.insert("hub".into(), worth(&model, model.seed, now));
    if let Some(operator) = operator {
        add_guarantors(life, &model, operator, now, &mut found);
    }
    found
}

/// The model as an observation in this block leaves it, and the time in seconds.
pub fn seen(life: &Life) -> (Model, u64) {
    let mut model = life.model.clone();
    let view = life.view();
    model.observe(&view);
    (model, view.now())
}

/// Coins, shares and requests of an account.
fn held(life: &Life, model: &Model, name: &str, now: u64) -> u128 {
    let address = life.address(name);
    let coins = life.coins_of(&address) * MICRO;
    coins + worth(model, model.balance(&address), now) + requested(model, &address, now)
}

/// Units of the backstop, and bonds, which are their operators'.
fn add_guarantors(life: &Life, model: &Model, operator: &str, now: u64, found: &mut Wealth) {
    let attacker = user(ATTACKER.into());
    let mut add = |name: &str, worth: u128| *found.entry(name.to_owned()).or_default() += worth;
    add(&attacker, held(life, model, operator, now));
    add("endower", held(life, model, "endower", now));
    for name in (0..MOST_VALIDATORS).map(validator) {
        let bond = worth(model, model.bond_now(now, &life.suite.operator(&name)).whole, now);
        add(if name == operator { &attacker } else { &name }, bond);
    }
    let Some(pooled) = Pooled::after(life, model) else {
        return;
    };
    let in_coins = |shares: u128| mul_div(shares, model.pool(now), model.supply);
    for name in names().chain(["endower".into()]) {
        add(&name, in_coins(pooled.worth(position(life, &name))));
    }
    add(&attacker, in_coins(pooled.worth(position(life, operator))));
    let nobody = crate::attack::units::PooledUnits {
        units: pooled.nobodys,
        cooling: None,
    };
    add("nobody", in_coins(pooled.worth(nobody)));
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
