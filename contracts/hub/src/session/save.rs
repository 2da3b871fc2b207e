//! From the engine's state to the storage.

use cosmwasm_std::{StdResult, Storage};
use floe_api::rate::{Flow, Stock};
use floe_core::engine::{Accounts, Gates, Queue, Work};
use floe_core::units::Native;
use floe_core::{Batch, SortedMap};

use crate::error::ContractResult;
use crate::positions;
use crate::session::{guarantors, Before, Session};
use crate::state::{
    Carry, Controls, BATCHES, CARRY, CONTROLS, ENTRIES, FLOW, LOSSES, POINTS, QUEUE, RESERVED, STOCK,
};

/// Points of history kept.
pub const POINTS_KEPT: u64 = 100;

/// The accounts as they are stored.
pub(crate) struct Items {
    pub flow: Flow,
    pub stock: Stock,
    pub reserved: Native,
    pub queue: Queue,
    pub carry: Carry,
    pub gates: Gates,
}

impl Items {
    pub fn of(accounts: &Accounts) -> Self {
        let books = accounts.books();
        Self {
            flow: Flow {
                supply: books.supply,
                free: books.free,
            },
            stock: Stock {
                delegated: books.delegated,
                undelegating: books.undelegating,
                owed: books.owed,
                stream: books.stream,
                synced_at: accounts.synced.nanos,
                synced_height: accounts.synced.height,
            },
            reserved: books.reserved,
            queue: accounts.queue.clone(),
            carry: Carry {
                loss_carry: books.loss_carry,
                loss_supply: books.loss_supply,
                drip: books.drip,
                earned: accounts.earned,
                short_since: accounts.short_since(),
                moves_since: accounts.moves.since,
                moved: accounts.moves.moved,
                point: accounts.history.newest,
                previous_point: accounts.history.previous,
                totals: accounts.totals,
            },
            gates: accounts.gates.clone(),
        }
    }
}

/// Writes what differs from what was loaded, of all but stakes and entries.
pub(super) fn accounts(storage: &mut dyn Storage, before: &Before, accounts: &Accounts) -> StdResult<()> {
    let (old, new) = (&before.items, Items::of(accounts));
    if old.flow != new.flow {
        FLOW.save(storage, &new.flow)?;
    }
    if old.stock != new.stock {
        STOCK.save(storage, &new.stock)?;
    }
    if old.reserved != new.reserved {
        RESERVED.save(storage, &new.reserved)?;
    }
    if old.queue != new.queue {
        QUEUE.save(storage, &new.queue)?;
    }
    if old.carry != new.carry {
        CARRY.save(storage, &new.carry)?;
    }
    if old.gates != new.gates {
        let controls = Controls {
            gates: new.gates,
            ..before.roles.clone()
        };
        CONTROLS.save(storage, &controls)?;
    }
    // A batch that left the ledger was settled, and is saved as such.
    let (_, changed) = difference(&before.batches, accounts.batches());
    for (id, batch) in changed {
        BATCHES.save(storage, *id, &Batch::Unbonding(batch.clone()))?;
    }
    Ok(())
}

impl Session<'_> {
    /// Writes what differs from what was loaded.
    pub(super) fn save(self, storage: &mut dyn Storage) -> ContractResult<()> {
        let Work {
            state,
            settled,
            losses,
            burns,
            mints,
            debts,
            point,
            ..
        } = self.work;
        accounts(storage, &self.before, state.accounts())?;
        let now = state.ledger();
        positions::save(storage, &self.positions, &now.positions)?;
        let (gone, changed) = difference(&self.entries, &now.entries);
        for key in gone {
            ENTRIES.remove(storage, (key.completion, &key.validator));
        }
        for (key, entry) in changed {
            ENTRIES.save(storage, (key.completion, &key.validator), entry)?;
        }
        for (id, batch) in settled {
            BATCHES.save(storage, id, &Batch::Settled(batch))?;
        }
        for (validator, found) in losses {
            let mut loss = LOSSES.may_load(storage, &validator)?.unwrap_or_default();
            loss.total = loss.total.plus(found.total)?;
            loss.last = found.last;
            LOSSES.save(storage, &validator, &loss)?;
        }
        guarantors::save(storage, burns, mints, debts)?;
        if let Some((number, point)) = point {
            POINTS.save(storage, number, &point)?;
            if let Some(expired) = number.checked_sub(POINTS_KEPT) {
                POINTS.remove(storage, expired);
            }
        }
        Ok(())
    }
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
