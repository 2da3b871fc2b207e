//! A random history of the embedded chain, written down block by block and told as a node tells it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use cosmrs::proto::cosmos::base::v1beta1::Coin as ProtoCoin;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, Fee, TxBody, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::proto::prost::Message;
use cosmrs::tendermint::Time;
use cosmwasm_std::{coin, Binary, Checksum, Coin, HexBinary};
use floe_client::history::{self, PaidFee, Past};
use floe_client::TxEvent;
use floe_core::Batch;
use floe_hostile::Truth;
use floe_index::derive::IndexedContracts;
use floe_testing::suite::books;
use floe_tests::history::{act, deployed, forwarder};
use floe_tests::prelude::*;
use floe_tests::world::setup;

/// Id of the chain that all recordings are of.
pub const CHAIN: &str = "recorded-1";

/// What the chain itself says after a block.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainSaid {
    pub height: u64,
    /// Holders of shares, the hub among them.
    pub balances: BTreeMap<String, u128>,
    /// Shares that are not claimed yet, by user and batch.
    pub requests: BTreeMap<(String, u64), u128>,
    /// Closed and not fully claimed: whether settled, open shares, coins.
    pub batches: BTreeMap<u64, (bool, u128, u128)>,
    pub open_batch: u64,
    /// Harvested, fees in coins, losses with what rounding took.
    pub totals: [u128; 3],
    /// Native per share at this unix second.
    pub rate: (u64, String),
}

#[derive(Clone, Debug)]
struct Recorded {
    /// Unix nanoseconds.
    time: u64,
    txs: Vec<Vec<Event>>,
    /// Answers by the name of the query.
    answers: BTreeMap<&'static str, Value>,
    balances: BTreeMap<String, u128>,
}

/// Queries that the recording answers.
const QUERIES: [&str; 5] = ["solvency", "validators", "config", "pending_batch", "guarantees"];

/// The whole history; a node shows it up to a height that the test chooses.
pub struct Recording {
    pub roles: IndexedContracts,
    pub first: u64,
    blocks: BTreeMap<u64, Recorded>,
    /// At the end and at heights before it.
    pub told: Vec<ChainSaid>,
    tip: AtomicU64,
}

impl Recording {
    /// Lives for so many steps.
    pub fn of(seed: u64, steps: usize) -> Self {
        let mut setup = setup();
        setup.fee.receivers = [("@treasury", 9), ("keeper", 1)]
            .map(|(to, weight)| FeeReceiver {
                to: to.into(),
                weight,
            })
            .into();
        let (mut s, events) = deployed(&setup);
        let forwarder = forwarder(&mut s);
        let mut recording = Self::beginning(&s);
        let mut random = Random::new(seed);
        let mut random = move |below: usize| usize::try_from(random.below(below as u64)).unwrap();
        let block = s.chain.block();
        recording.write_down(&s, block.height, block.time.nanos(), events);
        s.next_block();
        for step in 1..=steps {
            let at = s.chain.block();
            // It ends with the next block.
            let events = act(&mut s, &forwarder, &mut random);
            recording.write_down(&s, at.height, at.time.nanos(), events);
            if step % (steps / 10) == 0 {
                recording.told.push(told(&s, at.height));
            }
        }
        recording.tip = AtomicU64::new(recording.told.last().unwrap().height);
        recording
    }

    /// Before the first block.
    pub(crate) fn beginning(s: &Suite) -> Self {
        Self {
            roles: IndexedContracts {
                hub: s.hub.to_string(),
                registry: s.registry.to_string(),
                collector: s.collector.to_string(),
                modules: Vec::new(),
            },
            first: s.chain.block().height,
            blocks: BTreeMap::new(),
            told: Vec::new(),
            tip: AtomicU64::new(u64::MAX),
        }
    }

    /// After the last block that was written down.
    pub(crate) fn end(&mut self, s: &Suite) {
        let last = self.blocks.keys().next_back().copied().unwrap();
        self.told.push(told(s, last));
        self.show_up_to(last);
    }

    pub(crate) fn write_down(&mut self, s: &Suite, height: u64, time: u64, events: Vec<Event>) {
        let answers = QUERIES.map(|name| (name, s.query(&s.hub, &json!({ name: {} })).unwrap()));
        let block = self.blocks.entry(height).or_insert_with(|| Recorded {
            time,
            txs: Vec::new(),
            answers: BTreeMap::new(),
            balances: BTreeMap::new(),
        });
        if !events.is_empty() {
            block.txs.push(events);
        }
        block.answers = answers.into();
        block.balances = held(&*s.storage());
    }

    /// From now on nodes show nothing after this block.
    pub fn show_up_to(&self, height: u64) {
        self.tip.store(height, Ordering::Relaxed);
    }

    pub fn tip(&self) -> u64 {
        self.tip.load(Ordering::Relaxed)
    }

    /// All of it as who reads the events has it, up to the height that nodes show.
    pub fn history(&self) -> Vec<Past> {
        let mut history = Vec::new();
        for (height, block) in self.blocks.range(..=self.tip()) {
            for (tx, events) in (1..).zip(&block.txs) {
                let events: Vec<TxEvent> = events.iter().map(event).collect();
                let (facts, unreadable) = history::facts(&self.roles.hub, &events);
                history.push(Past {
                    paid: self.paid(*height, tx),
                    height: *height,
                    time: block.time / 1_000_000_000,
                    hash: tx_hash(*height, tx),
                    facts,
                    unreadable,
                    before: None,
                });
            }
        }
        history
    }

    /// Unix seconds of the newest block that nodes show.
    pub fn now(&self) -> u64 {
        self.blocks[&self.tip()].time / 1_000_000_000
    }

    pub fn events(&self) -> usize {
        self.blocks
            .values()
            .flat_map(|block| &block.txs)
            .map(Vec::len)
            .sum()
    }

    /// Who has paid: one of those who had shares at the end, in turn; nobody for every seventh transaction.
    fn paid(&self, height: u64, tx: usize) -> Option<PaidFee> {
        let last = self.told.last()?;
        let mut people = last.balances.keys().filter(|who| **who != self.roles.hub).cycle();
        let turn = usize::try_from(height).unwrap() + tx;
        let payer = people.nth(turn % last.balances.len())?;
        (!turn.is_multiple_of(7)).then(|| PaidFee {
            payer: payer.clone(),
            fee: fee_of(height),
        })
    }

    /// What an account paid for transactions that executed the hub, at unix seconds that are `within`; by denom.
    pub fn paid_by(&self, address: &str, within: impl Fn(u64) -> bool) -> BTreeMap<String, u128> {
        let mut sums = BTreeMap::new();
        let blocks = self.blocks.range(..=self.tip());
        for (height, block) in blocks.filter(|(_, block)| within(block.time / 1_000_000_000)) {
            for (tx, events) in (1..).zip(&block.txs) {
                let called = events
                    .iter()
                    .any(|raw| history::executes(&self.roles.hub, &event(raw)));
                let own = self
                    .paid(*height, tx)
                    .filter(|paid| called && paid.payer == address);
                for coin in own.into_iter().flat_map(|paid| paid.fee) {
                    *sums.entry(coin.denom).or_default() += coin.amount.u128();
                }
            }
        }
        sums
    }

    fn block(&self, params: &Value) -> Result<(u64, &Recorded), String> {
        let height = number(&params["height"]);
        let found = self.blocks.get(&height).filter(|_| height <= self.tip());
        Ok((
            height,
            found.ok_or_else(|| format!("height {height} must be less than or equal to the current"))?,
        ))
    }

    fn status(&self) -> Value {
        let tip = self.tip();
        json!({
            "node_info": { "network": CHAIN },
            "sync_info": {
                "latest_block_height": tip.to_string(),
                "latest_block_time": written(self.blocks[&tip].time),
                "earliest_block_height": self.first.to_string(),
                "catching_up": false,
            },
        })
    }

    fn headers(&self, params: &Value) -> Value {
        let (from, to) = (number(&params["minHeight"]), number(&params["maxHeight"]));
        let known = self.blocks.range(from..=to.min(self.tip()));
        let metas = known.rev().map(|(height, block)| {
            json!({
                "block_id": { "hash": hash_of(*height) },
                "header": {
                    "chain_id": CHAIN,
                    "height": height.to_string(),
                    "time": written(block.time),
                    "last_block_id": { "hash": hash_of(height - 1) },
                },
            })
        });
        json!({ "last_height": self.tip().to_string(), "block_metas": metas.collect::<Vec<_>>() })
    }

    fn results(&self, params: &Value) -> Result<Value, String> {
        let (height, block) = self.block(params)?;
        let event = |event: &Event| {
            let attributes = event
                .attributes
                .iter()
                .map(|a| json!({ "key": a.key, "value": a.value, "index": true }));
            let index = [json!({ "key": "msg_index", "value": "0", "index": true })];
            json!({ "type": event.ty, "attributes": attributes.chain(index).collect::<Vec<_>>() })
        };
        let failed = json!({ "code": 5, "log": "no", "events": [] });
        let txs = (1..).zip(&block.txs).map(|(tx, events)| {
            let chains = self.paid(height, tx).map(|paid| {
                let fee = paid
                    .fee
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(",");
                event(&Event::new("tx").add_attributes([("fee", fee), ("fee_payer", paid.payer)]))
            });
            let own = events.iter().map(event);
            json!({ "code": 0, "events": chains.into_iter().chain(own).collect::<Vec<_>>() })
        });
        // Another transaction of the block has failed.
        let all: Vec<Value> = [failed].into_iter().chain(txs).collect();
        Ok(json!({ "height": height.to_string(), "txs_results": all, "finalize_block_events": [] }))
    }

    fn whole(&self, params: &Value) -> Result<Value, String> {
        let (height, block) = self.block(params)?;
        let txs = (0..=block.txs.len()).map(|tx| Binary::from(bytes_of(height, tx)).to_base64());
        Ok(json!({ "block": { "data": { "txs": txs.collect::<Vec<_>>() } } }))
    }

    fn query(&self, params: &Value) -> Result<Value, String> {
        let data = HexBinary::from_hex(params["data"].as_str().unwrap()).unwrap();
        let path = params["path"].as_str().unwrap();
        let at = match number(&params["height"]) {
            0 => self.tip(),
            height => height,
        };
        let answer = |value: Vec<u8>| json!({ "response": { "code": 0, "height": at.to_string(), "value": Binary::from(value).to_base64() } });
        if path.ends_with("ContractInfo") {
            let created = wasm::AbsoluteTxPosition {
                block_height: self.first,
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
            return Ok(answer(found.encode_to_vec()));
        }
        let request = wasm::QuerySmartContractStateRequest::decode(data.as_slice()).unwrap();
        let asked: Value = serde_json::from_slice(&request.query_data).unwrap();
        let (_, block) = self.block(&json!({ "height": at.to_string() }))?;
        let told = match asked["balance"]["address"].as_str() {
            Some(who) => {
                let held = block.balances.get(who).copied().unwrap_or_default();
                Some(json!({ "balance": held.to_string() }))
            }
            None => asked
                .as_object()
                .and_then(|asked| block.answers.get(asked.keys().next()?.as_str()).cloned()),
        };
        let told = told.ok_or_else(|| format!("the recording has no answer to {asked}"))?;
        let found = wasm::QuerySmartContractStateResponse {
            data: told.to_string().into_bytes(),
        };
        Ok(answer(found.encode_to_vec()))
    }
}

impl Truth for Recording {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        match method {
            "status" => Ok(self.status()),
            "blockchain" => Ok(self.headers(params)),
            "block_results" => self.results(params),
            "block" => self.whole(params),
            "abci_query" => self.query(params),
            other => Err(format!("the recording has no {other}")),
        }
    }
}

/// Balances that are not zero.
fn held(storage: &dyn Storage) -> BTreeMap<String, u128> {
    let balances = books::balances(storage).unwrap().into_iter();
    balances
        .filter(|(_, amount)| *amount > 0)
        .map(|(holder, amount)| (holder.to_string(), amount))
        .collect()
}

/// What the chain stores and answers now.
fn told(s: &Suite, height: u64) -> ChainSaid {
    let rate = s.query::<Value>(&s.hub, &json!({ "state": {} })).unwrap()["exchange_rate"]
        .as_str()
        .unwrap()
        .to_owned();
    ChainSaid {
        rate: (s.now(), rate),
        ..stored(&*s.storage(), &s.hub, height, s.now())
    }
}

/// What the hub has in its storage after a block of this unix second.
pub fn stored(storage: &dyn Storage, hub: &Addr, height: u64, now: u64) -> ChainSaid {
    let requests = books::requests(storage).unwrap();
    let batches = books::batches(storage)
        .unwrap()
        .into_iter()
        .map(|(id, batch)| match batch {
            Batch::Unbonding(batch) => (id, (false, batch.shares.units(), batch.payable.units())),
            Batch::Settled(batch) => (id, (true, batch.open_shares.units(), batch.left.units())),
        });
    // The coins in its account are no part of what is compared.
    let books = books::HubBooks::read(storage, hub, now, 0).unwrap();
    let totals = books.carry.totals;
    let rate: Decimal = books.rate().parse().unwrap();
    ChainSaid {
        height,
        balances: held(storage),
        requests: requests
            .into_iter()
            .map(|((user, id), shares)| ((user.to_string(), id), shares))
            .collect(),
        batches: batches.collect(),
        open_batch: books.queue.open,
        totals: [totals.rewards, totals.fees, totals.losses].map(|sum| sum.units()),
        rate: (now, rate.to_string()),
    }
}

fn event(event: &Event) -> TxEvent {
    TxEvent {
        kind: event.ty.clone(),
        attributes: event
            .attributes
            .iter()
            .map(|a| (a.key.clone(), a.value.clone()))
            .collect(),
        message: None,
    }
}

/// What each transaction pays: something else in each block.
pub(crate) fn fee_of(height: u64) -> Vec<Coin> {
    vec![coin(2_000 + u128::from(height % 97), "stake"), coin(3, "uother")]
}

/// A transaction with this memo that pays what those of a block pay.
pub(crate) fn tx_bytes(memo: String, height: u64) -> Vec<u8> {
    let body = TxBody {
        memo,
        ..TxBody::default()
    };
    let amount = fee_of(height).into_iter().map(|coin| ProtoCoin {
        denom: coin.denom,
        amount: coin.amount.to_string(),
    });
    let info = AuthInfo {
        fee: Some(Fee {
            amount: amount.collect(),
            ..Fee::default()
        }),
        ..AuthInfo::default()
    };
    let raw = TxRaw {
        body_bytes: body.encode_to_vec(),
        auth_info_bytes: info.encode_to_vec(),
        signatures: Vec::new(),
    };
    raw.encode_to_vec()
}

fn tx_hash(height: u64, tx: usize) -> String {
    floe_hostile::hash(&bytes_of(height, tx))
}

fn bytes_of(height: u64, tx: usize) -> Vec<u8> {
    tx_bytes(format!("{height}/{tx}"), height)
}

/// Upper-case hex.
fn hash_of(height: u64) -> String {
    Checksum::generate(format!("block {height}").as_bytes())
        .to_hex()
        .to_uppercase()
}

fn number(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

/// Of unix nanoseconds, as nodes write it.
fn written(nanos: u64) -> String {
    let seconds = i64::try_from(nanos / 1_000_000_000).unwrap();
    let rest = u32::try_from(nanos % 1_000_000_000).unwrap();
    Time::from_unix_timestamp(seconds, rest).unwrap().to_rfc3339()
}
