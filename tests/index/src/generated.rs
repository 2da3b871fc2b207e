//! A history of any length that is computed block by block and kept nowhere: deposits of all accounts, then moves of shares among
//! them, between which some deposit again, leave and claim, and a keeper closes and settles batches. The rate stays 1.

use std::sync::atomic::{AtomicU64, Ordering};

use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::proto::prost::Message;
use cosmrs::tendermint::Time;
use cosmwasm_std::{Binary, Checksum, HexBinary};
use floe_hostile::Truth;
use floe_index::derive::IndexedContracts;
use serde_json::{json, Value};

use crate::recorded::{fee_of, tx_bytes, CHAIN};

/// What each account deposits first, and some of them later.
const DEPOSIT: u64 = 1_000_000;
const AGAIN: u64 = 5_000;

/// Shares of each request, and what it is paid.
const REQUEST: u64 = 100;

/// The hub's seed.
const SEED: u64 = 1_000_000;

/// Transactions after the deposits from one batch's end to the next one's. In every [`EACH`] of them one queues, one claims what
/// was queued two batches before, and one deposits; the last of all closes the batch and settles the one before; all others move
/// shares.
const CYCLE: u64 = 2_000;
const EACH: u64 = 20;

/// What a batch is paid.
const BATCH: u64 = CYCLE / EACH * REQUEST;

/// Unix seconds of the first block.
const START: u64 = 1_750_000_000;

/// Seconds between two blocks.
const PACE: u64 = 6;

/// The history.
pub struct Generated {
    pub accounts: u64,
    /// Transactions after the deposits.
    pub moves: u64,
    /// Transactions in a block.
    pub per_block: u64,
    tip: AtomicU64,
}

/// What a transaction does.
enum Act {
    Deposit(u64),
    Move,
    Queue {
        batch: u64,
    },
    Claim {
        batch: u64,
    },
    /// Of so many batches that ended before.
    Close {
        before: u64,
    },
}

/// Of the hub, after so many transactions.
struct Figures {
    free: u64,
    reserved: u64,
    owed: u64,
    supply: u64,
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

    pub fn roles() -> IndexedContracts {
        IndexedContracts {
            hub: address(u64::MAX),
            registry: address(u64::MAX - 1),
            collector: address(u64::MAX - 2),
            modules: Vec::new(),
        }
    }

    /// Transactions up to a block, itself included.
    fn until(&self, height: u64) -> u64 {
        ((height - 1) * self.per_block).min(self.accounts + self.moves)
    }

    /// Transactions of a block: which ones of the whole history.
    fn range(&self, height: u64) -> std::ops::Range<u64> {
        if height < 2 {
            return 0..0;
        }
        self.until(height - 1)..self.until(height)
    }

    fn act(&self, number: u64) -> Act {
        let Some(after) = number.checked_sub(self.accounts) else {
            return Act::Deposit(DEPOSIT);
        };
        let (cycle, place) = (after / CYCLE, after % CYCLE);
        match place % EACH {
            _ if place == CYCLE - 1 => Act::Close { before: cycle },
            1 => Act::Queue { batch: cycle + 1 },
            2 if cycle >= 2 => Act::Claim { batch: cycle - 1 },
            3 => Act::Deposit(AGAIN),
            _ => Act::Move,
        }
    }

    /// Whose transaction it is. Each gives a little in turn, so that nobody gives what it has not.
    fn who(&self, number: u64) -> u64 {
        match self.act(number) {
            // That of the transaction that queued.
            Act::Claim { .. } => (number - 1 - 2 * CYCLE) % self.accounts,
            Act::Close { .. } => u64::MAX - 3,
            Act::Deposit(_) | Act::Move | Act::Queue { .. } => number % self.accounts,
        }
    }

    /// After so many transactions.
    fn figures(&self, count: u64) -> Figures {
        let after = count.saturating_sub(self.accounts);
        let (closed, rest) = (after / CYCLE, after % CYCLE);
        // Of the present cycle, those at this place of each part.
        let begun = |place: u64| (rest + EACH - 1 - place) / EACH;
        let of_cycle = CYCLE / EACH;
        let again = closed * of_cycle + begun(3);
        let claimed = closed
            .checked_sub(2)
            .map_or(0, |cycles| cycles * of_cycle + begun(2));
        let came = SEED + count.min(self.accounts) * DEPOSIT + again * AGAIN;
        let settled = closed.saturating_sub(1);
        Figures {
            free: came - settled * BATCH,
            reserved: settled * BATCH - claimed * REQUEST,
            owed: (closed - settled) * BATCH,
            supply: came - closed * BATCH,
        }
    }

    fn events(&self, number: u64) -> Vec<Value> {
        let who = address(self.who(number));
        let fees = fee_of(0).iter().map(ToString::to_string).collect::<Vec<_>>();
        let mut all = vec![
            event("tx", None, &[("fee", fees.join(",")), ("fee_payer", who.clone())]),
            of_hub("execute", &[]),
        ];
        all.extend(match self.act(number) {
            Act::Deposit(amount) => deposit(&who, amount).into(),
            Act::Move => {
                let to = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % self.accounts;
                vec![moved("transfer", &who, &address(to), 1 + number % 97)]
            }
            Act::Queue { batch } => {
                let attributes = [
                    ("sender", who.clone()),
                    ("receiver", who.clone()),
                    ("batch", batch.to_string()),
                    ("shares", REQUEST.to_string()),
                ];
                let hub = Self::roles().hub;
                vec![
                    moved("send", &who, &hub, REQUEST),
                    of_hub("wasm-floe/unbond_queued", &attributes),
                ]
            }
            Act::Claim { batch } => {
                let attributes = [
                    ("user", who.clone()),
                    ("receiver", who),
                    ("batch", batch.to_string()),
                    ("shares", REQUEST.to_string()),
                    ("amount", REQUEST.to_string()),
                    ("remainder", "0".to_owned()),
                ];
                vec![of_hub("wasm-floe/claimed", &attributes)]
            }
            Act::Close { before } => self.closing(number, before),
        });
        all
    }

    /// The batch after so many is closed, and the one before it settled.
    fn closing(&self, number: u64, before: u64) -> Vec<Value> {
        let about = |batch: u64| {
            vec![
                ("batch", batch.to_string()),
                ("shares", BATCH.to_string()),
                ("payable", BATCH.to_string()),
            ]
        };
        let burn = [
            ("action", "burn".to_owned()),
            ("from", Self::roles().hub),
            ("amount", BATCH.to_string()),
        ];
        let mut closed = about(before + 1);
        closed.push(("estimate", (START + number).to_string()));
        let mut all = vec![of_hub("wasm", &burn), of_hub("wasm-floe/batch_closed", &closed)];
        if before > 0 {
            all.push(of_hub("wasm-floe/batch_settled", &about(before)));
        }
        let now = self.figures(number + 1);
        let none = || "0".to_owned();
        let books = [
            ("delegated", none()),
            ("undelegating", none()),
            ("free", now.free.to_string()),
            ("reserved", now.reserved.to_string()),
            ("owed", now.owed.to_string()),
            ("supply", now.supply.to_string()),
            ("stream_amount", none()),
            ("stream_start", none()),
            ("stream_end", none()),
            ("loss_carry", none()),
            ("pool", (now.free - now.owed).to_string()),
            ("rate", "1".to_owned()),
            ("short_since", "none".to_owned()),
        ];
        all.push(of_hub("wasm-floe/books_updated", &books));
        all
    }

    fn results(&self, height: u64) -> Value {
        let txs: Vec<Value> = if height == 1 {
            let attributes = [
                ("owner", Self::roles().hub),
                ("denom", "stake".to_owned()),
                ("seed", SEED.to_string()),
            ];
            vec![json!({ "code": 0, "events": [of_hub("wasm-floe/instantiated", &attributes)] })]
        } else {
            self.range(height)
                .map(|number| json!({ "code": 0, "events": self.events(number) }))
                .collect()
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
            let now = self.figures(self.until(height));
            let (free, pool) = (now.free.to_string(), (now.free - now.owed).to_string());
            let answer = json!({
                "bank": (now.free + now.reserved).to_string(), "free": free, "reserved": now.reserved.to_string(),
                "undelegating": "0", "owed": now.owed.to_string(), "delegated": "0", "supply": now.supply.to_string(),
                "unreleased": "0", "pool": pool, "loss_carry": "0", "seed": SEED.to_string(), "escrow": "0",
                "short_since": null, "healthy": true,
            });
            let found = wasm::QuerySmartContractStateResponse {
                data: answer.to_string().into_bytes(),
            };
            found.encode_to_vec()
        };
        let shown = if height == 0 { self.tip() } else { height };
        Ok(
            json!({ "response": { "code": 0, "height": shown.to_string(), "value": Binary::from(value).to_base64() } }),
        )
    }
}

/// As nodes write it.
fn event(kind: &str, first: Option<(&str, String)>, attributes: &[(&str, String)]) -> Value {
    let index = Some(("msg_index", "0".to_owned()));
    let all = first.iter().chain(attributes).chain(index.iter());
    let all = all.map(|(key, value)| json!({ "key": key, "value": value, "index": true }));
    json!({ "type": kind, "attributes": all.collect::<Vec<_>>() })
}

fn of_hub(kind: &str, attributes: &[(&str, String)]) -> Value {
    event(
        kind,
        Some(("_contract_address", Generated::roles().hub)),
        attributes,
    )
}

fn moved(action: &str, from: &str, to: &str, amount: u64) -> Value {
    let attributes = [
        ("action", action.to_owned()),
        ("from", from.to_owned()),
        ("to", to.to_owned()),
        ("amount", amount.to_string()),
    ];
    of_hub("wasm", &attributes)
}

fn deposit(who: &str, amount: u64) -> [Value; 2] {
    let (who, amount) = (who.to_owned(), amount.to_string());
    let minted = [
        ("action", "mint".to_owned()),
        ("to", who.clone()),
        ("amount", amount.clone()),
    ];
    let bonded = [
        ("sender", who.clone()),
        ("receiver", who),
        ("amount", amount.clone()),
        ("denom", "stake".to_owned()),
        ("shares", amount),
    ];
    [of_hub("wasm", &minted), of_hub("wasm-floe/bonded", &bonded)]
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
                let (from, to) = (
                    number(&params["minHeight"]),
                    number(&params["maxHeight"]).min(self.tip()),
                );
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
                let count = if height == 1 {
                    1
                } else {
                    self.range(height).count()
                };
                // All pay the same.
                let memo = |tx: usize| format!("{height}/{tx}");
                let txs = (0..count).map(|tx| Binary::from(tx_bytes(memo(tx), 0)).to_base64());
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
    Checksum::generate(format!("generated {height}").as_bytes())
        .to_hex()
        .to_uppercase()
}

fn number(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

fn time(height: u64) -> String {
    let seconds = i64::try_from(START + height * PACE).unwrap();
    Time::from_unix_timestamp(seconds, 0).unwrap().to_rfc3339()
}
