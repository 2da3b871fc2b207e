use floe_core::SortedMap;

use cosmwasm_std::{Env, Order, QuerierWrapper, StdResult, Storage, Timestamp};
use floe_core::flight::EntryKey;
use floe_core::units::Native;
use floe_core::{Batch, Entry, Ledger, Unbonding};
use floe_types::hub::CrankReport;

use crate::error::ContractResult;
use crate::positions;
use crate::session::{Books, Session};
use crate::state::{
    Phase, BATCHES, CARRY, CONTROLS, ENTRIES, FLOW, LOCKS, PARAMS, QUEUE, RESERVED, SILENT, STOCK, WIRING,
};

/// Whether a reply may change unsettled batches, and needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batches {
    Needed,
    Untouched,
}

/// How much of the accounting an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Everything,
    /// Books and unsettled batches.
    Books,
    /// Enough to book the answer to one staking message. Unsettled batches only where asked for.
    Reply(Batches),
}

impl<'a> Session<'a> {
    pub fn load(storage: &dyn Storage, querier: QuerierWrapper<'a>, env: &Env) -> ContractResult<Self> {
        Self::load_scope(storage, querier, env, Scope::Everything)
    }

    /// Without positions and entries: for gains that are booked without an observation.
    pub fn load_books(storage: &dyn Storage, querier: QuerierWrapper<'a>, env: &Env) -> ContractResult<Self> {
        Self::load_scope(storage, querier, env, Scope::Books)
    }

    /// Without positions: for replies, whose gas must not depend on the number of validators.
    pub fn load_reply(
        storage: &dyn Storage,
        querier: QuerierWrapper<'a>,
        env: &Env,
        batches: Batches,
    ) -> ContractResult<Self> {
        Self::load_scope(storage, querier, env, Scope::Reply(batches))
    }

    fn load_scope(
        storage: &dyn Storage,
        querier: QuerierWrapper<'a>,
        env: &Env,
        scope: Scope,
    ) -> ContractResult<Self> {
        let stock = STOCK.load(storage)?;
        let queue = QUEUE.load(storage)?;
        let carry = CARRY.load(storage)?;
        let flow = FLOW.load(storage)?;
        let entries: SortedMap<EntryKey, Entry> = match scope {
            Scope::Everything => positions::entries(storage, Order::Ascending).collect::<StdResult<_>>()?,
            Scope::Books | Scope::Reply(_) => SortedMap::new(),
        };
        let mut ledger = Ledger {
            books: floe_core::Books {
                delegated: stock.delegated,
                undelegating: stock.undelegating,
                free: flow.free,
                reserved: RESERVED.load(storage)?,
                owed: stock.owed,
                supply: flow.supply,
                stream: stock.stream,
                drip: carry.drip,
                loss_carry: carry.loss_carry,
                loss_supply: carry.loss_supply,
            },
            positions: match scope {
                Scope::Everything => positions::load(storage, &entries)?,
                Scope::Books | Scope::Reply(_) => SortedMap::new(),
            },
            entries,
            batches: match scope {
                Scope::Reply(Batches::Untouched) => SortedMap::new(),
                _ => unsettled(storage, queue.head, queue.open)?,
            },
            short_since: carry.short_since,
        };
        let controls = CONTROLS.load(storage)?;
        let mut silent = Vec::new();
        if scope == Scope::Everything && controls.phase != Phase::Open {
            for item in SILENT.range(storage, None, None, Order::Ascending) {
                let (validator, silence) = item?;
                if silence.is_written_off() {
                    ledger.positions.or_default(validator.clone()).skipped = true;
                    silent.push(validator);
                }
            }
        }
        let books = Books {
            ledger,
            queue,
            carry,
            controls,
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
            silent,
            half_only: false,
            pays_out: false,
            messages: Vec::new(),
            sent: Vec::new(),
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

    /// Notes batches as covered in a reply, which has loaded no entries: reads as many of those completing last as that
    /// depends on, most often one.
    pub fn note_cover_in_reply(&mut self, storage: &dyn Storage) -> ContractResult<()> {
        let (now, rules) = (self.seconds(), self.rules());
        if let Some(tail) = self.now.ledger.tail_to_note(now, &rules)? {
            let mut seen = Native::ZERO;
            for item in positions::entries(storage, Order::Descending) {
                let (key, entry) = item?;
                if !self.now.ledger.entries.contains_key(&key) {
                    self.before.ledger.entries.insert(key.clone(), entry);
                    self.now.ledger.entries.insert(key, entry);
                }
                seen = seen.more(entry.expected);
                if seen > tail {
                    break;
                }
            }
        }
        Ok(self.now.ledger.note_cover(now, &rules)?)
    }

    /// Adds the stakes, for a reply that takes back what was booked.
    pub fn load_stakes(&mut self, storage: &dyn Storage) -> StdResult<()> {
        let stakes = positions::load_stakes(storage)?;
        self.before.ledger.positions = stakes.clone();
        self.now.ledger.positions = stakes;
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
