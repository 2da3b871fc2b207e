//! Contracts, with events as wasmd hands them on.

use std::cell::Cell;

use cosmwasm_std::{Event, Record};
use cw_multi_test::{ContractData, Wasm, WasmKeeper, WasmSudo};

use super::*;

type Router<'a> = &'a dyn CosmosRouter<ExecC = Empty, QueryC = Empty>;

/// cw-multi-test's contracts, with events as wasmd hands them on: the attributes of every event that comes out of a
/// message from one contract to another are sorted by key, equal keys in the order of their emission
/// (`x/wasm/keeper/msg_dispatcher.go`). Those of the transaction's own message, and of what replies say to it, are left as
/// they are.
pub struct WasmModule {
    keeper: WasmKeeper<Empty, Empty>,
    /// Messages that are being run, each inside the one before.
    depth: Cell<u32>,
}

impl WasmModule {
    pub fn new() -> Self {
        Self {
            keeper: WasmKeeper::new(),
            depth: Cell::new(0),
        }
    }

    fn enter(&self) -> Inside<'_> {
        let outer = self.depth.get();
        self.depth.set(outer.saturating_add(1));
        Inside {
            depth: &self.depth,
            outer,
        }
    }
}

impl Default for WasmModule {
    fn default() -> Self {
        Self::new()
    }
}

/// One message on its way; left however it ends.
struct Inside<'a> {
    depth: &'a Cell<u32>,
    outer: u32,
}

impl Inside<'_> {
    /// Whether a contract has sent it.
    fn is_of_a_contract(&self) -> bool {
        self.outer > 0
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.depth.set(self.outer);
    }
}

fn sort_attributes(events: &mut [Event]) {
    for event in events {
        // A stable sort.
        event.attributes.sort_by(|a, b| a.key.cmp(&b.key));
    }
}

impl Wasm<Empty, Empty> for WasmModule {
    fn execute(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: Router<'_>,
        block: &BlockInfo,
        sender: Addr,
        msg: WasmMsg,
    ) -> AnyResult<AppResponse> {
        let inside = self.enter();
        let mut response = self.keeper.execute(api, storage, router, block, sender, msg)?;
        if inside.is_of_a_contract() {
            sort_attributes(&mut response.events);
        }
        Ok(response)
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        querier: &dyn Querier,
        block: &BlockInfo,
        request: WasmQuery,
    ) -> AnyResult<Binary> {
        self.keeper.query(api, storage, querier, block, request)
    }

    fn sudo(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: Router<'_>,
        block: &BlockInfo,
        msg: WasmSudo,
    ) -> AnyResult<AppResponse> {
        let _inside = self.enter();
        self.keeper.sudo(api, storage, router, block, msg)
    }

    fn store_code(&mut self, creator: Addr, code: Box<dyn Contract<Empty>>) -> u64 {
        self.keeper.store_code(creator, code)
    }

    fn store_code_with_id(
        &mut self,
        creator: Addr,
        code_id: u64,
        code: Box<dyn Contract<Empty>>,
    ) -> AnyResult<u64> {
        self.keeper.store_code_with_id(creator, code_id, code)
    }

    fn duplicate_code(&mut self, code_id: u64) -> AnyResult<u64> {
        self.keeper.duplicate_code(code_id)
    }

    fn contract_data(&self, storage: &dyn Storage, address: &Addr) -> AnyResult<ContractData> {
        self.keeper.contract_data(storage, address)
    }

    fn dump_wasm_raw(&self, storage: &dyn Storage, address: &Addr) -> Vec<Record> {
        self.keeper.dump_wasm_raw(storage, address)
    }
}
