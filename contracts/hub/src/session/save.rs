use floe_core::SortedMap;

use cosmwasm_std::{StdResult, Storage};
use floe_core::{Batch, Ledger};
use floe_types::rate::{Flow, Stock};

use crate::error::ContractResult;
use crate::positions;
use crate::session::{Books, Session};
use crate::state::{Carry, BATCHES, CARRY, CONTROLS, ENTRIES, FLOW, LOSSES, POINTS, QUEUE, RESERVED, STOCK};

/// Points of history kept.
pub const POINTS_KEPT: u64 = 100;

impl Session<'_> {
    /// Writes what differs from what was loaded.
    pub(super) fn save(&mut self, storage: &mut dyn Storage) -> ContractResult<()> {
        let books = &self.now.ledger.books;
        self.now.carry.loss_carry = books.loss_carry;
        self.now.carry.loss_supply = books.loss_supply;
        self.now.carry.drip = books.drip;
        self.now.carry.short_since = self.now.ledger.short_since;

        save_items(storage, &self.before, &self.now)?;
        save_maps(storage, &self.before.ledger, &self.now.ledger)?;
        for (id, batch) in self.settled.drain(..) {
            BATCHES.save(storage, id, &Batch::Settled(batch))?;
        }
        for (validator, found) in self.losses.drain(..) {
            let mut loss = LOSSES.may_load(storage, &validator)?.unwrap_or_default();
            loss.total = loss.total.plus(found.total)?;
            loss.last = found.last;
            LOSSES.save(storage, &validator, &loss)?;
        }
        if let Some((number, point)) = self.point.take() {
            POINTS.save(storage, number, &point)?;
            if let Some(expired) = number.checked_sub(POINTS_KEPT) {
                POINTS.remove(storage, expired);
            }
        }
        Ok(())
    }
}

/// The hot items as they are saved.
pub(crate) fn hot_items(books: &Books) -> (Flow, Stock) {
    (flow(books), stock(books))
}

fn flow(books: &Books) -> Flow {
    Flow {
        supply: books.ledger.books.supply,
        free: books.ledger.books.free,
    }
}

fn stock(books: &Books) -> Stock {
    let Books {
        ledger,
        synced_at,
        synced_height,
        ..
    } = books;
    Stock {
        delegated: ledger.books.delegated,
        undelegating: ledger.books.undelegating,
        owed: ledger.books.owed,
        stream: ledger.books.stream,
        synced_at: synced_at.nanos(),
        synced_height: *synced_height,
    }
}

fn save_items(storage: &mut dyn Storage, before: &Books, now: &Books) -> StdResult<()> {
    if flow(before) != flow(now) {
        FLOW.save(storage, &flow(now))?;
    }
    if stock(before) != stock(now) {
        STOCK.save(storage, &stock(now))?;
    }
    if before.ledger.books.reserved != now.ledger.books.reserved {
        RESERVED.save(storage, &now.ledger.books.reserved)?;
    }
    if before.queue != now.queue {
        QUEUE.save(storage, &now.queue)?;
    }
    if before.carry != now.carry {
        CARRY.save(storage, &now.carry)?;
    }
    if before.controls != now.controls {
        CONTROLS.save(storage, &now.controls)?;
    }
    Ok(())
}

fn save_maps(storage: &mut dyn Storage, before: &Ledger, now: &Ledger) -> StdResult<()> {
    positions::save(storage, &before.positions, &now.positions)?;
    let (gone, changed) = difference(&before.entries, &now.entries);
    for key in gone {
        ENTRIES.remove(storage, (key.completion, &key.validator));
    }
    for (key, entry) in changed {
        ENTRIES.save(storage, (key.completion, &key.validator), entry)?;
    }
    // A batch that left the ledger was settled, and is saved as such.
    let (_, changed) = difference(&before.batches, &now.batches);
    for (id, batch) in changed {
        BATCHES.save(storage, *id, &Batch::Unbonding(batch.clone()))?;
    }
    Ok(())
}

/// Keys that are gone, and items that are new or different.
fn difference<'a, K: Ord, V: PartialEq>(
    before: &'a SortedMap<K, V>,
    now: &'a SortedMap<K, V>,
) -> (Vec<&'a K>, Vec<(&'a K, &'a V)>) {
    let gone = before.keys().filter(|key| !now.contains_key(key)).collect();
    let changed = now
        .iter()
        .filter(|(key, value)| before.get(key) != Some(value))
        .collect();
    (gone, changed)
}

impl Carry {
    /// Whether an observation at `time` replaces the newest point instead of adding one: until a whole interval lies
    /// between the newest and the one before it.
    pub(crate) fn replaces_newest(&self, newest: u64, interval: u64) -> bool {
        self.point > 0 && newest.saturating_sub(self.previous_point) < interval
    }
}
