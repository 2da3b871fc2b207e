//! From the storage to the engine's state.

use cosmwasm_std::{Env, Order, QuerierWrapper, StdResult, Storage};
use floe_core::engine::{Accounts, History, Moves, Phase, State, Work};
use floe_core::exits::Moment;
use floe_core::{Batch, Books, Entry, EntryKey, SortedMap, Unbonding};

use crate::error::ContractResult;
use crate::positions;
use crate::session::{moment, Before, Booking, Items, Session};
use crate::state::{BATCHES, CARRY, CONTROLS, FLOW, LOCKS, PARAMS, QUEUE, RESERVED, SILENT, STOCK, WIRING};

/// Whether a booking may change unsettled batches, and needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batches {
    Needed,
    Untouched,
}

impl<'a> Session<'a> {
    pub fn load(storage: &dyn Storage, querier: QuerierWrapper<'a>, env: &Env) -> ContractResult<Self> {
        let (accounts, before) = accounts(storage, Batches::Needed)?;
        let winding_down_or_silent = accounts.gates.phase != Phase::Open;
        let entries: SortedMap<EntryKey, Entry> =
            positions::entries(storage, Order::Ascending).collect::<StdResult<_>>()?;
        let positions = positions::load(storage, &entries)?;
        let state = State::new(accounts, positions.clone(), entries.clone());
        let mut work = Work::new(moment(env), PARAMS.load(storage)?, state);
        if winding_down_or_silent {
            for item in SILENT.range(storage, None, None, Order::Ascending) {
                let (validator, silence) = item?;
                if silence.is_written_off() {
                    work.leave_out(validator);
                }
            }
        }
        Ok(Self {
            querier,
            env: env.clone(),
            wiring: WIRING.load(storage)?,
            work,
            before,
            positions,
            entries,
            events: Vec::new(),
            covers: Vec::new(),
        })
    }

    /// Adds the redelegation locks, for the operations that steer around them.
    pub fn load_locks(&mut self, storage: &dyn Storage) -> StdResult<()> {
        self.work.locks = LOCKS
            .range(storage, None, None, Order::Ascending)
            .collect::<StdResult<_>>()?;
        Ok(())
    }
}

impl Booking {
    pub fn load(storage: &dyn Storage, env: &Env, batches: Batches) -> ContractResult<Self> {
        let (accounts, before) = accounts(storage, batches)?;
        Ok(Self {
            at: moment(env),
            params: PARAMS.load(storage)?,
            accounts,
            before,
            events: Vec::new(),
        })
    }
}

/// The items of the accounting in one value, and as they are stored.
fn accounts(storage: &dyn Storage, batches: Batches) -> ContractResult<(Accounts, Before)> {
    let stock = STOCK.load(storage)?;
    let queue = QUEUE.load(storage)?;
    let carry = CARRY.load(storage)?;
    let flow = FLOW.load(storage)?;
    let reserved = RESERVED.load(storage)?;
    let mut roles = CONTROLS.load(storage)?;
    let gates = std::mem::take(&mut roles.gates);
    let books = Books {
        reserved,
        drip: carry.drip,
        loss_carry: carry.loss_carry,
        loss_supply: carry.loss_supply,
        ..stock.books(&flow)
    };
    let unsettled = match batches {
        Batches::Needed => unsettled(storage, queue.head, queue.open)?,
        Batches::Untouched => SortedMap::new(),
    };
    let mut accounts = Accounts::new(books, unsettled.clone(), carry.short_since);
    accounts.queue = queue.clone();
    accounts.moves = Moves {
        since: carry.moves_since,
        moved: carry.moved,
    };
    accounts.earned = carry.earned;
    accounts.history = History {
        newest: carry.point,
        previous: carry.previous_point,
    };
    accounts.totals = carry.totals;
    accounts.gates = gates.clone();
    accounts.synced = Moment {
        height: stock.synced_height,
        nanos: stock.synced_at,
    };
    let before = Before {
        items: Items {
            flow,
            stock,
            reserved,
            queue,
            carry,
            gates,
        },
        batches: unsettled,
        roles,
    };
    Ok((accounts, before))
}

/// Unsettled batches by number.
fn unsettled(storage: &dyn Storage, head: u64, open: u64) -> StdResult<SortedMap<u64, Unbonding>> {
    if head >= open {
        return Ok(SortedMap::new());
    }
    let from = cw_storage_plus::Bound::inclusive(head);
    BATCHES
        .range(storage, Some(from), None, Order::Ascending)
        .filter_map(|item| match item {
            Ok((id, Batch::Unbonding(batch))) => Some(Ok((id, batch))),
            Ok((_, Batch::Settled(_))) => None,
            Err(error) => Some(Err(error)),
        })
        .collect()
}
