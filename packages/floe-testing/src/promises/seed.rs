//! While winding down, gains and losses reach everyone at once and by what each has, so that the seed is left with its
//! part and no more.

use cosmwasm_std::{Uint128, Uint512};
use floe_core::convert::mul_div_floor;

use super::effects::Effects;
use super::snapshot::Snapshot;

/// A stream that runs during a wind-down, and a message after which waiting and holding are worth other parts of each
/// other than before.
pub fn favoured(before: &Snapshot, after: &Snapshot, told: &Effects) -> Vec<String> {
    if !after.terms.winding_down {
        return Vec::new();
    }
    let mut found = Vec::new();
    let unreleased = after.books.stream.unreleased(after.seconds()).units();
    if unreleased > 0 {
        found.push(format!(
            "{unreleased} still drip, in a wind-down to who leaves last"
        ));
    }
    if before.terms.winding_down && before.at == after.at {
        found.extend(shifted(before, after, told));
    }
    found
}

/// Payables follow the rate: both change by the same factor, but for rounding.
fn shifted(before: &Snapshot, after: &Snapshot, told: &Effects) -> Vec<String> {
    let (old_pool, new_pool) = (before.pool(), after.pool());
    let (old_supply, new_supply) = (before.books.supply.units(), after.books.supply.units());
    if old_pool == 0 || old_supply == 0 || new_supply == 0 {
        return Vec::new();
    }
    let slack = rounding(before, told) + (before.batches.len() + told.closed.len()) as u128;
    // A close may leave a small pool to a gain of the same message, of which a unit then is a large part.
    let least_pool = told
        .pools
        .iter()
        .fold(old_pool.min(new_pool), |least, pool| least.min(*pool));
    let mut found = Vec::new();
    for (id, old) in &before.batches {
        let Some(new) = after.batches.get(id) else {
            continue;
        };
        let (old, new) = (old.payable.units(), new.payable.units());
        // payable · (new_pool / new_supply) / (old_pool / old_supply)
        let wide = Uint512::from;
        let moved = wide(old) * wide(new_pool) * wide(old_supply) / (wide(new_supply) * wide(old_pool));
        let moved = Uint128::try_from(moved).map_or(u128::MAX, |moved| moved.u128());
        let least = least_pool.max(1);
        // Each time that the books are written a payable may have been rounded by a unit, which of a few units is a large part.
        let steps = told.pools.len() as u128 + 1;
        let rounded = mul_div_floor(moved.max(new), steps, old.max(1)).unwrap_or(u128::MAX);
        let of_pool = mul_div_floor(old.max(new), slack, least).unwrap_or(u128::MAX);
        let allowed = rounded.saturating_add(of_pool).saturating_add(3);
        if new.abs_diff(moved) > allowed {
            found.push(format!(
                "batch {id} is owed {new} after {old}, at the rate of who stays it were {moved}"
            ));
        }
    }
    found
}

/// Units that the pool alone may bear or win: what rounding takes from entries and stake, a share for a fee and for each
/// payment of a guarantor, and what a provision was too small by.
fn rounding(before: &Snapshot, told: &Effects) -> u128 {
    let messages = told.undelegated.len() + told.redelegated.len() + told.failed;
    let provisioned: u128 = before
        .entries
        .values()
        .map(|entry| entry.amount.less(entry.expected).units() / 1_000)
        .sum();
    let share = before.pool() / before.books.supply.units().max(1) + 1;
    let shares = u128::from(told.rewards > 0) + told.covers;
    share * shares
        + 3 * told.arrivals
        + 4 * before.stake.len() as u128
        + 2 * messages as u128
        + provisioned
        + 2
}
