//! A history of any length that is computed block by block and kept nowhere: deposits of all accounts, then moves among them.

use std::sync::atomic::{AtomicU64, Ordering};

use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::proto::prost::Message;
use cosmrs::tendermint::Time;
use cosmwasm_std::{Binary, Checksum, HexBinary};
use floe_hostile::Truth;
use floe_index::derive::Roles;
use serde_json::{json, Value};

use crate::recorded::CHAIN;

/// What each account deposits.
const DEPOSIT: u64 = 1_000_000;

/// The hub's seed.
const SEED: u64 = 1_000_000;

/// Unix seconds of the first block.
const START: u64 = 1_750_000_000;

/// Seconds between two blocks.
const PACE: u64 = 6;

/// The history.
pub struct Generated {
    pub accounts: u64,
    pub moves: u64,
    /// Transactions in a block.
    pub per_block: u64,
    tip: AtomicU64,
}

impl Generated {
    pub fn new(accounts: u64, moves: u64, per_block: u64) -> Self {
        let mut made = Self {
            accounts,
            moves,
            per_block,
            tip: AtomicU64::new(0),
        };
        made.tip = AtomicU64::new(made.last());
        made
    }

    /// The last block.
    pub fn last(&self) -> u64 {
        1 + (self.accounts + self.moves).div_ceil(self.per_block)
    }

    /// From now on it shows nothing after this block.
    pub fn show_up_to(&self, height: u64) {
        self.tip.store(height.min(self.last()), Ordering::Relaxed);
    }

    pub fn tip(&self) -> u64 {
        self.tip.load(Ordering::Relaxed)
    }

    pub fn roles() -> Roles {
        Roles {
            hub: address(u64::MAX),
            registry: address(u64::MAX - 1),
            collector: address(u64::MAX - 2),
            modules: Vec::new(),
        }
    }

    /// Transactions of a block: which ones of the whole history.
    fn range(&self, height: u64) -> std::ops::Range<u64> {
        let all = self.accounts + self.moves;
        let from = (height - 2) * self.per_block;
        from.min(all)..(from + self.per_block).min(all)
    }

    fn events(&self, number: u64) -> Vec<Value> {
        let hub = Self::roles().hub;
        let event = |kind: &str, attributes: &[(&str, String)]| {
            let first = [json!({ "key": "_contract_address", "value": hub })];
            let all = attributes.iter().map(|(key, value)| json!({ "key": key, "value": value }));
            json!({ "type": kind, "attributes": first.into_iter().chain(all).collect::<Vec<_>>() })
        };
        if number < self.accounts {
            let (who, amount) = (address(number), DEPOSIT.to_string());
            return vec![
                event("wasm", &[("action", "mint".to_owned()), ("to", who.clone()), ("amount", amount.clone())]),
                event(
                    "wasm-floe/bonded",
                    &[
                        ("sender", who.clone()),
                        ("receiver", who),
                        ("amount", amount.clone()),
                        ("denom", "stake".to_owned()),
                        ("shares", amount),
                    ],
                ),
            ];
        }
        // Each gives a little in turn, so that nobody gives what it has not.
        let from = number % self.accounts;
        let to = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % self.accounts;
        let amount = (1 + number % 97).to_string();
        let action = ("action", "transfer".to_owned());
        vec![event("wasm", &[action, ("from", address(from)), ("to", address(to)), ("amount", amount)])]
    }

    fn results(&self, height: u64) -> Value {
        let txs: Vec<Value> = if height == 1 {
            let hub = Self::roles().hub;
            let attributes = [("_contract_address", hub.clone()), ("owner", hub), ("denom", "stake".to_owned()), ("seed", SEED.to_string())];
            let attributes = attributes.map(|(key, value)| json!({ "key": key, "value": value }));
            vec![json!({ "code": 0, "events": [{ "type": "wasm-floe/instantiated", "attributes": attributes }] })]
        } else {
            self.range(height).map(|number| json!({ "code": 0, "events": self.events(number) })).collect()
        };
        json!({ "height": height.to_string(), "txs_results": txs, "finalize_block_events": [] })
    }

    fn query(&self, params: &Value) -> Result<Value, String> {
        let asked = HexBinary::from_hex(params["data"].as_str().unwrap()).unwrap();
        let height = number(&params["height"]);
        let value = if params["path"].as_str().unwrap().ends_with("ContractInfo") {
            let created = wasm::AbsoluteTxPosition {
                block_height: 1,
                tx_index: 0,
            };
            let info = wasm::ContractInfo {
                created: Some(created),
                ..Default::default()
            };
            let found = wasm::QueryContractInfoResponse {
                contract_info: Some(info),
                ..Default::default()
            };
            found.encode_to_vec()
        } else {
            let request = wasm::QuerySmartContractStateRequest::decode(asked.as_slice()).unwrap();
            let question: Value = serde_json::from_slice(&request.query_data).unwrap();
            if question.get("solvency").is_none() {
                return Err("the generated history has no such answer".to_owned());
            }
            let deposits = ((height - 1) * self.per_block).min(self.accounts);
            let coins = (SEED + deposits * DEPOSIT).to_string();
            let answer = json!({
                "bank": coins, "free": coins, "reserved": "0", "undelegating": "0", "owed": "0", "delegated": "0",
                "supply": coins, "unreleased": "0", "pool": coins, "loss_carry": "0", "seed": SEED.to_string(),
                "escrow": "0", "short_since": null, "healthy": true,
            });
            let found = wasm::QuerySmartContractStateResponse {
                data: answer.to_string().into_bytes(),
            };
            found.encode_to_vec()
        };
        let shown = if height == 0 { self.tip() } else { height };
        Ok(json!({ "response": { "code": 0, "height": shown.to_string(), "value": Binary::from(value).to_base64() } }))
    }
}

impl Truth for Generated {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        let height = number(&params["height"]);
        match method {
            "status" => Ok(json!({
                "node_info": { "network": CHAIN },
                "sync_info": {
                    "latest_block_height": self.tip().to_string(), "latest_block_time": time(self.tip()),
                    "earliest_block_height": "1", "catching_up": false,
                },
            })),
            "blockchain" => {
                let (from, to) = (number(&params["minHeight"]), number(&params["maxHeight"]).min(self.tip()));
                let meta = |height: u64| {
                    json!({
                        "block_id": { "hash": hash(height) },
                        "header": {
                            "chain_id": CHAIN, "height": height.to_string(), "time": time(height),
                            "last_block_id": { "hash": hash(height - 1) },
                        },
                    })
                };
                Ok(json!({ "block_metas": (from..=to).rev().map(meta).collect::<Vec<_>>() }))
            }
            "block_results" if height <= self.tip() => Ok(self.results(height)),
            "block" if height <= self.tip() => {
                let count = if height == 1 { 1 } else { self.range(height).count() };
                let txs = (0..count).map(|tx| Binary::from(format!("{height}/{tx}").as_bytes()).to_base64());
                Ok(json!({ "block": { "data": { "txs": txs.collect::<Vec<_>>() } } }))
            }
            "abci_query" => self.query(params),
            other => Err(format!("the generated history has no {other} of {params}")),
        }
    }
}

/// As long as a real one.
pub fn address(number: u64) -> String {
    let digest = Checksum::generate(&number.to_be_bytes()).to_hex();
    format!("wasm1{}", &digest[..38])
}

fn hash(height: u64) -> String {
    Checksum::generate(format!("generated {height}").as_bytes()).to_hex().to_uppercase()
}

fn number(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn time(height: u64) -> String {
    let seconds = i64::try_from(START + height * PACE).unwrap();
    Time::from_unix_timestamp(seconds, 0).unwrap().to_rfc3339()
}
