use floe_core::SortedMap;

use cosmwasm_std::{Env, Order, QuerierWrapper, StdResult, Storage, Timestamp};
use floe_core::flight::EntryKey;
use floe_core::{Batch, Entry, Ledger, Unbonding};
use floe_types::hub::CrankReport;

use crate::error::ContractResult;
use crate::session::{Books, Session};
use crate::state::{
    BATCHES, CARRY, CONTROLS, ENTRIES, FLOW, LOCKS, PARAMS, POSITIONS, QUEUE, RESERVED, STOCK, WIRING,
};

/// Whether a reply may change unsettled batches, and needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batches {
    Needed,
    Untouched,
}

/// How much of the accounting an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope<'a> {
    Everything,
    /// Books and unsettled batches.
    Books,
    /// One position and the last entry: enough to book the answer to one staking message. Unsettled batches only
    /// where asked for.
    Validator(&'a str, Batches),
}

impl<'a> Session<'a> {
    pub fn load(storage: &dyn Storage, querier: QuerierWrapper<'a>, env: &Env) -> ContractResult<Self> {
        Self::load_scope(storage, querier, env, Scope::Everything)
    }

    /// Without positions and entries: for gains that are booked without an observation.
    pub fn load_books(storage: &dyn Storage, querier: QuerierWrapper<'a>, env: &Env) -> ContractResult<Self> {
        Self::load_scope(storage, querier, env, Scope::Books)
    }

    /// With one position only: for replies, whose gas must not depend on the number of validators.
    pub fn load_validator(
        storage: &dyn Storage,
        querier: QuerierWrapper<'a>,
        env: &Env,
        validator: &str,
        batches: Batches,
    ) -> ContractResult<Self> {
        Self::load_scope(storage, querier, env, Scope::Validator(validator, batches))
    }

    fn load_scope(
        storage: &dyn Storage,
        querier: QuerierWrapper<'a>,
        env: &Env,
        scope: Scope<'_>,
    ) -> ContractResult<Self> {
        let stock = STOCK.load(storage)?;
        let queue = QUEUE.load(storage)?;
        let carry = CARRY.load(storage)?;
        let flow = FLOW.load(storage)?;
        let ledger = Ledger {
            books: floe_core::Books {
                delegated: stock.delegated,
                undelegating: stock.undelegating,
                free: flow.free,
                reserved: RESERVED.load(storage)?,
                owed: stock.owed,
                supply: flow.supply,
                stream: stock.stream,
                loss_carry: carry.loss_carry,
            },
            positions: positions(storage, scope)?,
            entries: entries(storage, scope)?,
            batches: match scope {
                Scope::Validator(_, Batches::Untouched) => SortedMap::new(),
                _ => unsettled(storage, queue.head, queue.open)?,
            },
            short_since: carry.short_since,
        };
        let books = Books {
            ledger,
            queue,
            carry,
            controls: CONTROLS.load(storage)?,
            synced_at: Timestamp::from_nanos(stock.synced_at),
            synced_height: stock.synced_height,
        };
        Ok(Self {
            querier,
            env: env.clone(),
            wiring: WIRING.load(storage)?,
            params: PARAMS.load(storage)?,
            before: books.clone(),
            now: books,
            locks: Default::default(),
            losses: Vec::new(),
            settled: Vec::new(),
            point: None,
            pays_out: false,
            messages: Vec::new(),
            events: Vec::new(),
            report: CrankReport::default(),
        })
    }

    /// Adds the entry of one key, if it is stored, so that an answer can be merged with it.
    pub fn load_entry(&mut self, storage: &dyn Storage, key: &EntryKey) -> StdResult<()> {
        if let Some(entry) = ENTRIES.may_load(storage, (key.completion, &key.validator))? {
            self.before.ledger.entries.insert(key.clone(), entry);
            self.now.ledger.entries.insert(key.clone(), entry);
        }
        Ok(())
    }

    /// Adds the redelegation locks, for the operations that steer around them.
    pub fn load_locks(&mut self, storage: &dyn Storage) -> StdResult<()> {
        self.locks = LOCKS
            .range(storage, None, None, Order::Ascending)
            .collect::<StdResult<_>>()?;
        Ok(())
    }
}

fn positions(storage: &dyn Storage, scope: Scope<'_>) -> StdResult<SortedMap<String, floe_core::Position>> {
    match scope {
        Scope::Everything => POSITIONS.range(storage, None, None, Order::Ascending).collect(),
        Scope::Books => Ok(SortedMap::new()),
        Scope::Validator(validator, _) => Ok(POSITIONS
            .may_load(storage, validator)?
            .map(|position| (validator.to_owned(), position))
            .into_iter()
            .collect()),
    }
}

fn entries(storage: &dyn Storage, scope: Scope<'_>) -> StdResult<SortedMap<EntryKey, Entry>> {
    let keyed = |item: StdResult<((u64, String), Entry)>| {
        item.map(|((completion, validator), entry)| {
            (
                EntryKey {
                    completion,
                    validator,
                },
                entry,
            )
        })
    };
    match scope {
        Scope::Everything => ENTRIES
            .range(storage, None, None, Order::Ascending)
            .map(keyed)
            .collect(),
        Scope::Books => Ok(SortedMap::new()),
        Scope::Validator(..) => ENTRIES
            .range(storage, None, None, Order::Descending)
            .take(1)
            .map(keyed)
            .collect(),
    }
}

/// Unsettled batches by number.
pub(crate) fn unsettled(storage: &dyn Storage, head: u64, open: u64) -> StdResult<SortedMap<u64, Unbonding>> {
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
