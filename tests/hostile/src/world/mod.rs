//! What is true: a chain in memory, behind the methods and queries of a real node.

mod deployed;
mod queries;
mod transactions;

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::mpsc::{channel, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{SystemTime, UNIX_EPOCH};

use cosmrs::proto::cosmos::auth::v1beta1::{
    BaseAccount, Bech32PrefixResponse, QueryAccountInfoRequest, QueryAccountInfoResponse,
};
use cosmrs::proto::cosmos::bank::v1beta1 as bank;
use cosmrs::proto::cosmos::base::abci::v1beta1::{GasInfo, TxMsgData};
use cosmrs::proto::cosmos::base::node::v1beta1::ConfigResponse;
use cosmrs::proto::cosmos::base::v1beta1::Coin as ProtoCoin;
use cosmrs::proto::cosmos::distribution::v1beta1 as distribution;
use cosmrs::proto::cosmos::staking::v1beta1 as staking;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, SimulateRequest, SimulateResponse, TxBody, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::proto::prost::{Message, Name};
use cosmrs::proto::tendermint::v0_38::types::{BlockParams, ConsensusParams};
use cosmrs::tendermint::Time;
use cosmrs::Any;
use cosmwasm_std::{
    coin, coins, BankMsg, Binary, Checksum, Coin, Decimal, Decimal256, HexBinary, Timestamp, Uint128, WasmMsg,
};
use flate2::read::GzDecoder;
use floe_api::hub::{
    CollectorInit, ExecuteMsg, FeeConfig, FeeReceiver, InstantiateMsg, ParamsUpdate, RegistryInit, TokenInit,
};
use floe_api::registry::{RegistryParams, ValidatorWeight};
use floe_client::views::BondStatus;
use floe_client::{Chain, ChainExt, Code, Error, Instance, Msg, MsgAnswer, Signer, Tx, TxEvent, TxOutcome};
use floe_embedded::{ChainConfig, Embedded};
use serde_json::{json, Value};

use crate::node::Truth;

use deployed::deployed;
pub use deployed::instantiation;
use transactions::{answers, events, transaction};

/// What a unit of gas costs on it, in `stake`.
const PRICE: &str = "0.025stake";

/// What a simulation says that everything uses.
const GAS: u64 = 200_000;

/// Upper-case hex of a transaction.
pub fn hash(tx: &[u8]) -> String {
    Checksum::generate(tx).to_hex().to_uppercase()
}

/// What a signed transaction says.
#[derive(Clone, Debug)]
pub struct Signed {
    pub hash: String,
    pub sequence: u64,
    /// Of the staking coin, base units.
    pub fee: u128,
    pub valid_until: u64,
    pub messages: Vec<Any>,
}

impl Signed {
    /// None for what is no transaction.
    pub fn read(tx: &[u8]) -> Option<Self> {
        let raw = TxRaw::decode(tx).ok()?;
        let info = AuthInfo::decode(raw.auth_info_bytes.as_slice()).ok()?;
        let body = TxBody::decode(raw.body_bytes.as_slice()).ok()?;
        let fee = info.fee?.amount;
        Some(Self {
            hash: hash(tx),
            sequence: info.signer_infos.first()?.sequence,
            fee: fee
                .iter()
                .filter_map(|coin| coin.amount.parse::<u128>().ok())
                .sum(),
            valid_until: body.timeout_height,
            messages: body.messages,
        })
    }
}

/// A chain in a thread of its own.
pub struct TrueChain {
    jobs: Mutex<Sender<Job>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

type Job = Box<dyn FnOnce(&mut Inside) + Send>;

struct Inside {
    chain: Embedded,
    sequences: BTreeMap<String, u64>,
    txs: BTreeMap<String, Ended>,
    /// By the chain's own hashes.
    names: BTreeMap<String, String>,
}

/// A transaction in its block.
struct Ended {
    height: u64,
    bytes: Vec<u8>,
    result: Result<TxOutcome, Error>,
}

impl TrueChain {
    /// With what `build` makes.
    pub fn start(build: impl FnOnce() -> Embedded + Send + 'static) -> Self {
        let (jobs, todo) = channel::<Job>();
        let thread = thread::spawn(move || {
            let mut inside = Inside {
                chain: build(),
                sequences: BTreeMap::new(),
                txs: BTreeMap::new(),
                names: BTreeMap::new(),
            };
            for job in todo {
                job(&mut inside);
            }
        });
        Self {
            jobs: Mutex::new(jobs),
            thread: Mutex::new(Some(thread)),
        }
    }

    /// With the protocol, some weeks after its deployment: exits that can be claimed, and a batch that is open. The
    /// newest block is of now. These addresses have coins; the first one owns the protocol, the second one uses it.
    pub fn deployed(addresses: &[String]) -> (Self, String) {
        let addresses = addresses.to_vec();
        let (tell, told) = channel();
        let world = Self::start(move || {
            let (chain, hub) = deployed(&addresses);
            tell.send(hub).unwrap();
            chain
        });
        let hub = told.recv().expect("a protocol in the world");
        (world, hub)
    }

    fn with<T: Send + 'static>(&self, job: impl FnOnce(&mut Inside) -> T + Send + 'static) -> T {
        let (tell, told) = channel();
        let job: Job = Box::new(move |inside| {
            let _ = tell.send(job(inside));
        });
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.send(job).expect("a world that goes on");
        drop(jobs);
        told.recv().expect("an answer of the world")
    }

    /// Whether a transaction is in a block, and succeeded there; none: in no block.
    pub fn succeeded(&self, hash: &str) -> Option<bool> {
        let hash = hash.to_owned();
        self.with(move |inside| Some(inside.txs.get(&hash)?.result.is_ok()))
    }

    /// For what the tests want to know or change.
    pub fn chain<T: Send + 'static>(&self, job: impl FnOnce(&mut Embedded) -> T + Send + 'static) -> T {
        self.with(move |inside| job(&mut inside.chain))
    }
}

impl Drop for TrueChain {
    fn drop(&mut self) {
        // Without a sender the thread ends.
        let (nobody, _) = channel();
        *self.jobs.lock().unwrap_or_else(PoisonError::into_inner) = nobody;
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl Truth for TrueChain {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        let (method, params) = (method.to_owned(), params.clone());
        self.with(move |inside| inside.answer(&method, &params))
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Of a chain's time, as nodes write it.
fn written(time: Timestamp) -> String {
    let seconds = i64::try_from(time.seconds()).unwrap();
    let nanos = u32::try_from(time.subsec_nanos()).unwrap();
    Time::from_unix_timestamp(seconds, nanos).unwrap().to_rfc3339()
}

const DAY: u64 = 86_400;

/// Codespace, code and log of an error, as a real chain words it.
fn refusal(error: &Error, of_query: bool) -> (String, u32, String) {
    let verb = if of_query { "query" } else { "execute" };
    let at = |message: &Option<usize>| {
        message
            .map(|index| format!("failed to execute message; message index: {index}: "))
            .unwrap_or_default()
    };
    match error {
        Error::Contract { message, text } => (
            "wasm".to_owned(),
            if of_query { 9 } else { 5 },
            format!("{}{text}: {verb} wasm contract failed", at(message)),
        ),
        Error::InsufficientFunds { detail } => ("sdk".to_owned(), 5, format!("{detail}: insufficient funds")),
        Error::Refused {
            message,
            codespace,
            code,
            text,
        } => (codespace.clone(), *code, format!("{}{text}", at(message))),
        Error::NotFound { what } => ("wasm".to_owned(), 22, format!("{what}: no such contract")),
        other => ("sdk".to_owned(), 18, format!("{other}: invalid request")),
    }
}

/// The wrong one for everything that is asked for with a number.
fn parsed(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

impl Inside {
    fn answer(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        match method {
            "status" => Ok(self.status()),
            "header" => {
                let height = parsed(&params["height"]);
                let block = self.chain.block_at(height);
                let block = block.map_err(|_| {
                    format!("height {height} must be less than or equal to the current blockchain height")
                })?;
                Ok(json!({ "header": { "height": height.to_string(), "time": written(block.time) } }))
            }
            "abci_query" => Ok(self.abci_query(params)),
            "broadcast_tx_sync" => Ok(self.broadcast(params["tx"].as_str().unwrap_or_default())),
            "tx" => self.tx(params["hash"].as_str().unwrap_or_default()),
            "tx_search" => self.tx_search(params),
            other => Err(format!("no method {other}")),
        }
    }

    fn height(&self) -> u64 {
        self.chain.block().unwrap().height
    }

    fn status(&self) -> Value {
        let block = self.chain.block().unwrap();
        json!({
            "node_info": { "network": self.chain.facts().chain_id, "other": { "tx_index": "on" } },
            "sync_info": {
                "latest_block_height": block.height.to_string(),
                "latest_block_time": written(block.time),
                "catching_up": false,
            },
        })
    }

    fn abci_query(&mut self, params: &Value) -> Value {
        let data = HexBinary::from_hex(params["data"].as_str().unwrap_or_default()).unwrap();
        let path = params["path"].as_str().unwrap_or_default();
        let (code, codespace, log, value) = match self.query(path, data.as_slice()) {
            Ok(value) => (
                0,
                String::new(),
                String::new(),
                Some(Binary::from(value).to_base64()),
            ),
            Err((codespace, code, log)) => (code, codespace, log, None),
        };
        json!({ "response": {
            "code": code, "log": log, "info": "", "index": "0", "key": null, "codespace": codespace,
            "value": value, "proofOps": null, "height": self.height().to_string(),
        }})
    }

    fn query(&mut self, path: &str, data: &[u8]) -> Result<Vec<u8>, (String, u32, String)> {
        let asked = match path.rsplit_once("v1beta1.Query/") {
            Some((module, name)) if module.contains("staking") => self.staking(name, data),
            Some((module, name)) if module.contains("bank") => self.bank(name, data),
            Some((module, name)) if module.contains("distribution") => self.distribution(name, data),
            _ => match path {
                "/cosmos.tx.v1beta1.Service/Simulate" => return self.simulate(data),
                "/cosmwasm.wasm.v1.Query/Codes" => Ok(self.codes()),
                _ => self.other(path, data),
            },
        };
        asked.map_err(|error| refusal(&error, true))
    }

    /// It is in a block at once.
    fn broadcast(&mut self, tx: &str) -> Value {
        let bytes = Binary::from_base64(tx).unwrap().to_vec();
        let signed = Signed::read(&bytes).expect("a signed transaction");
        let answer = |code: u32, log: String| {
            json!({
                "code": code, "data": "", "log": log,
                "codespace": if code == 0 { "" } else { "sdk" }, "hash": signed.hash,
            })
        };
        if self.txs.contains_key(&signed.hash) {
            return answer(19, "tx already in mempool".to_owned());
        }
        let tx = transaction(&bytes);
        let sender = tx.signer.address("wasm").unwrap();
        let height = self.height();
        let expected = self.sequences.entry(sender).or_default();
        if signed.sequence != *expected {
            let log = format!(
                "account sequence mismatch, expected {expected}, got {}: incorrect account sequence",
                signed.sequence
            );
            return answer(32, log);
        }
        if height > signed.valid_until {
            return answer(30, "tx timeout height".to_owned());
        }
        *expected += 1;
        let result = self
            .chain
            .submit(&tx)
            .and_then(|pending| self.chain.confirm(&pending));
        let height = match &result {
            Ok(outcome) => {
                self.names.insert(outcome.hash.clone(), signed.hash.clone());
                outcome.height
            }
            Err(_) => {
                let height = self.height();
                self.chain.next_block().unwrap();
                height
            }
        };
        let ended = Ended {
            height,
            bytes,
            result,
        };
        self.txs.insert(signed.hash.clone(), ended);
        answer(0, String::new())
    }

    fn tx(&self, hash: &str) -> Result<Value, String> {
        let hex = HexBinary::from(Binary::from_base64(hash).unwrap().as_slice())
            .to_hex()
            .to_uppercase();
        let Some(ended) = self.txs.get(&hex) else {
            return Err(format!("tx ({hex}) not found"));
        };
        let (code, codespace, log, data, events) = match &ended.result {
            Ok(outcome) => (
                0,
                String::new(),
                String::new(),
                answers(&outcome.answers),
                events(&outcome.events),
            ),
            Err(error) => {
                let (codespace, code, log) = refusal(error, false);
                (code, codespace, log, String::new(), json!([]))
            }
        };
        Ok(json!({
            "hash": hex, "height": ended.height.to_string(), "index": 0,
            "tx": Binary::from(ended.bytes.as_slice()).to_base64(),
            "tx_result": {
                "code": code, "data": data, "log": log, "info": "", "codespace": codespace,
                "gas_wanted": GAS.to_string(), "gas_used": GAS.to_string(), "events": events,
            },
        }))
    }

    fn tx_search(&self, params: &Value) -> Result<Value, String> {
        let query = params["query"].as_str().unwrap_or_default();
        let contract = query.split('\'').nth(1).unwrap_or_default();
        let from = query
            .rsplit(' ')
            .next()
            .unwrap_or_default()
            .parse()
            .unwrap_or_default();
        let page = u32::try_from(parsed(&params["page"])).unwrap_or(1);
        let found = self.chain.history_page(contract, from, page.saturating_sub(1));
        let found = found.map_err(|error| error.to_string())?;
        let txs = found.into_iter().map(|past| {
            let name = self.names.get(&past.hash).unwrap_or(&past.hash);
            let bytes = self.txs.get(name).map(|ended| ended.bytes.as_slice());
            json!({
                "hash": name, "height": past.height.to_string(), "index": 0,
                "tx": Binary::from(bytes.unwrap_or_default()).to_base64(),
                "tx_result": {
                    "code": 0, "data": "", "log": "", "gas_wanted": GAS.to_string(), "gas_used": GAS.to_string(),
                    "events": events(&past.events), "codespace": "",
                },
            })
        });
        let txs: Vec<Value> = txs.collect();
        Ok(json!({ "total_count": txs.len().to_string(), "txs": txs }))
    }
}
