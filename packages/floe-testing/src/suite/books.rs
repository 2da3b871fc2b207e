//! The hub's books as they stand in its storage.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Order, StdResult, Storage, Uint128};
use cw20_base::state::BALANCES;
use floe_api::rate::{Flow, Stock};
use floe_core::convert::mul_div_floor;
use floe_core::engine::Queue;
use floe_core::{Batch, Entry, EntryKey, Params, Position, SortedMap, Stream};
use floe_hub::positions;
use floe_hub::state::{
    Carry, Controls, BATCHES, CARRY, CONTROLS, FLOW, PARAMS, QUEUE, REQUESTS, RESERVED, STOCK, WIRING,
};
use serde::Serialize;

/// Everything in the hub's storage that the invariants and reports need.
#[derive(Clone, Debug)]
pub struct HubBooks {
    pub now: u64,
    pub bank: u128,
    pub flow: Flow,
    pub stock: Stock,
    pub reserved: u128,
    pub queue: Queue,
    pub carry: Carry,
    pub controls: Controls,
    pub params: Params,
    pub seed: u128,
    /// The hub's own token balance.
    pub own_shares: u128,
    pub positions: BTreeMap<String, Position>,
    pub entries: BTreeMap<EntryKey, Entry>,
}

/// The line of the books as people read it. Amounts in base units, `seed` and `escrow` in token units.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub bank: Uint128,
    #[serde(rename = "B")]
    pub free: Uint128,
    #[serde(rename = "K")]
    pub reserved: Uint128,
    #[serde(rename = "U")]
    pub undelegating: Uint128,
    pub owed: Uint128,
    #[serde(rename = "D")]
    pub delegated: Uint128,
    #[serde(rename = "S")]
    pub supply: Uint128,
    pub unreleased: Uint128,
    pub pool: Uint128,
    /// 18 places, rounded down.
    pub rate: String,
    pub seed: Uint128,
    pub escrow: Uint128,
    pub short_since: Option<u64>,
}

impl HubBooks {
    pub fn read(storage: &dyn Storage, hub: &Addr, now: u64, bank: u128) -> StdResult<Self> {
        let entries: SortedMap<EntryKey, Entry> =
            positions::entries(storage, Order::Ascending).collect::<StdResult<_>>()?;
        Ok(Self {
            now,
            bank,
            flow: FLOW.load(storage)?,
            stock: STOCK.load(storage)?,
            reserved: RESERVED.load(storage)?.units(),
            queue: QUEUE.load(storage)?,
            carry: CARRY.load(storage)?,
            controls: CONTROLS.load(storage)?,
            params: PARAMS.load(storage)?,
            seed: WIRING.load(storage)?.seed.units(),
            own_shares: BALANCES.may_load(storage, hub)?.unwrap_or_default().u128(),
            positions: positions::load(storage, &entries)?.into_iter().collect(),
            entries: entries.into_iter().collect(),
        })
    }

    pub fn pool(&self) -> u128 {
        self.stock.pool(&self.flow, self.now).units()
    }

    pub fn free(&self) -> u128 {
        self.flow.free.units()
    }

    pub fn supply(&self) -> u128 {
        self.flow.supply.units()
    }

    pub fn delegated(&self) -> u128 {
        self.stock.delegated.units()
    }

    pub fn undelegating(&self) -> u128 {
        self.stock.undelegating.units()
    }

    pub fn owed(&self) -> u128 {
        self.stock.owed.units()
    }

    pub fn stream(&self) -> Stream {
        self.stock.stream
    }

    pub fn unreleased(&self) -> u128 {
        self.stock.stream.unreleased(self.now).units()
    }

    pub fn escrow(&self) -> u128 {
        self.own_shares.saturating_sub(self.seed)
    }

    /// Coins that the books do not know.
    pub fn unknown(&self) -> u128 {
        self.bank.saturating_sub(self.free() + self.reserved)
    }

    /// The rate with exactly 18 places, rounded down.
    pub fn rate(&self) -> String {
        const PLACES: u128 = 1_000_000_000_000_000_000;
        if self.supply() == 0 {
            return "0.000000000000000000".into();
        }
        let whole = self.pool() / self.supply();
        let rest = mul_div_floor(self.pool() % self.supply(), PLACES, self.supply()).unwrap_or_default();
        format!("{whole}.{rest:018}")
    }

    pub fn summary(&self) -> Summary {
        Summary {
            bank: self.bank.into(),
            free: self.free().into(),
            reserved: self.reserved.into(),
            undelegating: self.undelegating().into(),
            owed: self.owed().into(),
            delegated: self.delegated().into(),
            supply: self.supply().into(),
            unreleased: self.unreleased().into(),
            pool: self.pool().into(),
            rate: self.rate(),
            seed: self.seed.into(),
            escrow: self.escrow().into(),
            short_since: self.carry.short_since,
        }
    }
}

/// Batches and requests, which only the full check of the invariants needs.
pub fn batches(storage: &dyn Storage) -> StdResult<BTreeMap<u64, Batch>> {
    BATCHES.range(storage, None, None, Order::Ascending).collect()
}

/// Shares by user and batch.
pub fn requests(storage: &dyn Storage) -> StdResult<Vec<((Addr, u64), u128)>> {
    REQUESTS
        .range(storage, None, None, Order::Ascending)
        .map(|item| item.map(|(key, shares)| (key, shares.units())))
        .collect()
}

/// Token balances by holder.
pub fn balances(storage: &dyn Storage) -> StdResult<BTreeMap<Addr, u128>> {
    BALANCES
        .range(storage, None, None, Order::Ascending)
        .map(|item| item.map(|(holder, shares)| (holder, shares.u128())))
        .collect()
}
