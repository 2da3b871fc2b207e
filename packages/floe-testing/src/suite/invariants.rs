//! What must hold after every message.

use std::collections::BTreeMap;

use cosmwasm_std::{Event, Storage};
use floe_core::convert::mul_div_floor;
use floe_core::stream::MAX_STREAM;
use floe_core::units::{BPS, YEAR};
use floe_core::Batch;
use floe_hub::state::{Stake, PAYOUTS, ROSTER, STAKES};

use crate::suite::books::{balances, batches, requests, HubBooks};

/// How much is checked: the light ones cost little at any number of users and batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    Light,
    Full,
}

/// Two states of the books in the same block, before and after a message.
pub struct Transition<'a> {
    pub before: &'a HubBooks,
    pub after: &'a HubBooks,
    /// What the message's contracts reported.
    pub events: &'a [Event],
}

/// Names of the broken invariants with their numbers; empty when all hold.
pub fn broken(storage: &dyn Storage, books: &HubBooks, depth: Depth) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |holds: bool, text: String| {
        if !holds {
            found.push(text);
        }
    };
    let set_aside = books.free() + books.reserved;
    check(
        books.bank >= set_aside,
        format!(
            "bank {} < B + K {set_aside}: the books hold coins that have not come",
            books.bank
        ),
    );
    let assets = books.undelegating() + books.free() + books.delegated();
    check(
        assets >= books.owed(),
        format!("U + B + D {assets} < owed {}", books.owed()),
    );
    check(
        assets >= books.owed() + books.unreleased(),
        format!(
            "U + B + D {assets} < owed {} + unreleased {}",
            books.owed(),
            books.unreleased()
        ),
    );
    let booked: u128 = books.positions.values().map(|p| p.booked.units()).sum();
    check(
        booked == books.delegated(),
        format!("D {} is not the sum of positions {booked}", books.delegated()),
    );
    let expected: u128 = books.entries.values().map(|e| e.expected.units()).sum();
    check(
        expected == books.undelegating(),
        format!("U {} is not the sum of entries {expected}", books.undelegating()),
    );
    check(
        books.own_shares >= books.seed,
        format!("own shares {} < seed {}", books.own_shares, books.seed),
    );
    for (key, entry) in &books.entries {
        check(
            entry.expected <= entry.amount,
            format!("{key:?} expects more than its amount"),
        );
        check(!entry.amount.is_zero(), format!("{key:?} is an entry of zero"));
    }
    let roster = ROSTER.load(storage).unwrap_or_default();
    check(
        roster.windows(2).all(|pair| matches!(pair, [a, b] if a < b)),
        format!("the roster is not ascending: {roster:?}"),
    );
    let stakes = STAKES.load(storage).unwrap_or_default();
    let payouts = PAYOUTS.load(storage).unwrap_or_default();
    check(
        stakes.len() == roster.len() && payouts.len() == roster.len(),
        format!("stakes {stakes:?} or payouts {payouts:?} do not fit the roster"),
    );
    check(
        !stakes
            .iter()
            .zip(&payouts)
            .any(|row| row == (&Stake::default(), &0)),
        format!("the roster names a validator of which there is nothing: {stakes:?}, {payouts:?}"),
    );
    growth(books).into_iter().for_each(|text| check(false, text));
    if depth == Depth::Full {
        found.extend(sums(storage, books));
    }
    found
}

/// The stream releases no faster than its own cap, to 1 % and a unit a second, unless the ten-year ceiling binds; that is
/// where recapping would again give ten years, which moves the end by less than 1 % of what remains.
fn growth(books: &HubBooks) -> Option<String> {
    let stream = books.stream();
    let left = stream.end.saturating_sub(books.now);
    let observed_now = books.stock.synced_secs() == books.now;
    if books.controls.gates.winding_down()
        || !observed_now
        || left == 0
        || left >= MAX_STREAM - MAX_STREAM / 101 - 1
    {
        return None;
    }
    let released_a_year = mul_div_floor(books.unreleased(), u128::from(YEAR), left.into()).ok()?;
    let cap = mul_div_floor(books.pool(), books.carry.drip.max_apr_bps.into(), BPS).ok()?;
    let allowed = cap + cap / 50 + u128::from(YEAR) / u128::from(left) + 1;
    (released_a_year > allowed)
        .then(|| format!("the stream releases {released_a_year} a year, the cap is {cap}"))
}

/// Sums over batches, requests and holders.
fn sums(storage: &dyn Storage, books: &HubBooks) -> Vec<String> {
    let (Ok(batches), Ok(requests), Ok(balances)) = (batches(storage), requests(storage), balances(storage))
    else {
        return vec!["the storage cannot be read".into()];
    };
    let mut found = Vec::new();
    let mut equal = |what: &str, a: u128, b: u128| {
        if a != b {
            found.push(format!("{what}: {a} is not {b}"));
        }
    };
    let (mut owed, mut left, mut open) = (0, 0, BTreeMap::new());
    for (id, batch) in &batches {
        match batch {
            Batch::Unbonding(batch) => {
                owed += batch.payable.units();
                open.insert(*id, batch.shares.units());
            }
            Batch::Settled(batch) => {
                left += batch.left.units();
                open.insert(*id, batch.open_shares.units());
            }
        }
    }
    equal("owed and the sum of unsettled payables", books.owed(), owed);
    equal("K and the sum of settled batches", books.reserved, left);
    equal(
        "supply and the sum of balances",
        books.supply(),
        balances.values().sum(),
    );
    let mut asked: BTreeMap<u64, u128> = BTreeMap::new();
    for ((_, batch), shares) in &requests {
        *asked.entry(*batch).or_default() += shares;
    }
    equal(
        "escrow and open requests",
        books.escrow(),
        asked.remove(&books.queue.open).unwrap_or_default(),
    );
    for (id, shares) in &open {
        equal(
            &format!("shares and requests of batch {id}"),
            *shares,
            asked.remove(id).unwrap_or_default(),
        );
    }
    equal("requests in batches that do not exist", 0, asked.values().sum());
    let unsettled = batches
        .range(books.queue.head..)
        .all(|(_, batch)| matches!(batch, Batch::Unbonding(_)));
    let settled = batches
        .range(..books.queue.head)
        .all(|(_, batch)| matches!(batch, Batch::Settled(_)));
    equal(
        "batches on the wrong side of the head",
        u128::from(!(unsettled && settled)),
        0,
    );
    found
}

/// What must hold between the states before and after a message of the same block.
pub fn broken_step(step: &Transition<'_>) -> Vec<String> {
    let Transition {
        before,
        after,
        events,
    } = step;
    let mut found = Vec::new();
    let reported = |name: &str| events.iter().any(|event| event.ty == format!("wasm-floe/{name}"));
    let fell = is_lower((after.pool(), after.supply()), (before.pool(), before.supply()));
    if fell && !reported("loss_recognised") && !rounded_away(events) {
        found.push(format!(
            "the rate fell from {} to {} without a loss",
            before.rate(),
            after.rate()
        ));
    }
    let gained = (
        after.bank + before.free() + before.reserved,
        before.bank + after.free() + after.reserved,
    );
    let observed = after.stock.synced_height != before.stock.synced_height || reported("books_updated");
    if gained.0 != gained.1 && !observed {
        found.push(format!(
            "unknown coins {} became {} without an observation",
            before.unknown(),
            after.unknown()
        ));
    }
    found
}

/// Whether the chain answered an undelegation with less than was asked.
fn rounded_away(events: &[Event]) -> bool {
    events
        .iter()
        .filter(|event| event.ty == "wasm-floe/undelegation_entered")
        .any(|event| {
            let value = |key: &str| {
                event
                    .attributes
                    .iter()
                    .find(|a| a.key == key)
                    .map(|a| a.value.clone())
            };
            value("amount") != value("asked")
        })
}

/// Whether one rate is lower than another by more than rounding, compared as fractions of pool and supply.
fn is_lower(rate: (u128, u128), than: (u128, u128)) -> bool {
    use cosmwasm_std::Uint256;
    let cross = |a: u128, b: u128| Uint256::from(a) * Uint256::from(b);
    cross(rate.0, than.1) < cross(than.0, rate.1)
}
