//! A real chain: what the hub stored at a height, and a node that shows nothing after one.

use std::sync::atomic::{AtomicU64, Ordering};

use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::proto::prost::Message;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Addr, Binary, HexBinary, Storage};
use floe_hostile::{Forward, Truth};
use serde_json::{json, Value};

use crate::recorded::{stored, ChainSaid};

/// A node that says of itself that this block is its newest.
pub struct Capped {
    node: Forward,
    tip: AtomicU64,
}

impl Capped {
    pub fn new(url: &str, tip: u64) -> Self {
        Self {
            node: Forward::to(url),
            tip: AtomicU64::new(tip),
        }
    }

    pub fn show_up_to(&self, height: u64) {
        self.tip.store(height, Ordering::Relaxed);
    }
}

impl Truth for Capped {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        let mut answer = self.node.answer(method, params)?;
        if method == "status" {
            answer["sync_info"]["latest_block_height"] = json!(self.tip.load(Ordering::Relaxed).to_string());
        }
        Ok(answer)
    }
}

/// The newest block of a node.
pub fn newest(url: &str) -> u64 {
    let status = Forward::to(url).answer("status", &json!({})).unwrap();
    let height = status["sync_info"]["latest_block_height"].as_str().unwrap();
    height.parse().unwrap()
}

/// What a hub stored after a block, as this node says.
pub fn said(url: &str, hub: &str, height: u64) -> ChainSaid {
    let node = Forward::to(url);
    let header = node
        .answer("header", &json!({ "height": height.to_string() }))
        .unwrap();
    let time = header["header"]["time"].as_str().unwrap();
    let time = cosmrs::tendermint::Time::parse_from_rfc3339(time).unwrap();
    let now = u64::try_from(time.unix_timestamp()).unwrap();
    stored(&state(&node, hub, height), &Addr::unchecked(hub), height, now)
}

/// All of a contract's storage.
fn state(node: &Forward, contract: &str, height: u64) -> MockStorage {
    let mut storage = MockStorage::new();
    let mut key = Vec::new();
    loop {
        let request = wasm::QueryAllContractStateRequest {
            address: contract.to_owned(),
            pagination: Some(PageRequest {
                key: key.clone(),
                limit: 1_000,
                ..PageRequest::default()
            }),
        };
        let params = json!({
            "path": "/cosmwasm.wasm.v1.Query/AllContractState",
            "data": HexBinary::from(request.encode_to_vec()).to_hex(),
            "height": height.to_string(),
            "prove": false,
        });
        let answer = node.answer("abci_query", &params).unwrap();
        let value = answer["response"]["value"]
            .as_str()
            .unwrap_or_else(|| panic!("block {height}: {answer}"));
        let value = Binary::from_base64(value).unwrap();
        let page = wasm::QueryAllContractStateResponse::decode(value.as_slice()).unwrap();
        for model in &page.models {
            storage.set(&model.key, &model.value);
        }
        key = page.pagination.map(|page| page.next_key).unwrap_or_default();
        if key.is_empty() {
            return storage;
        }
    }
}
