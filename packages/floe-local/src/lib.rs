#![doc = include_str!("../README.md")]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]
#![deny(clippy::wildcard_enum_match_arm)]

mod queries;
mod transactions;
mod wire;

use std::collections::BTreeMap;
use std::io::Read;

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
use cosmwasm_std::{coin, BankMsg, Binary, Checksum, Coin, Decimal256, HexBinary, Timestamp, WasmMsg};
use flate2::read::GzDecoder;
use floe_client::views::BondStatus;
use floe_client::{Block, Chain, Code, Error, Msg, MsgAnswer, Signer, Tx, TxEvent, TxOutcome};
use floe_embedded::Embedded;
use serde_json::{json, Value};

use transactions::{answers, events, transaction};

pub use wire::serve;

/// What a simulation says that everything uses.
const GAS: u64 = 200_000;

/// What the chain in memory leaves open and a node has to say.
#[derive(Clone, Debug)]
pub struct NodeTerms {
    /// The least price of gas. What is paid by it is taken from nobody.
    pub gas_price: String,
    /// The coin's display unit and its exponent; none: the node knows none.
    pub display: Option<(String, u32)>,
    /// What validators call themselves, in the order of their addresses and over again; none: nothing.
    pub monikers: Vec<String>,
}

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
                .fold(0, u128::saturating_add),
            valid_until: body.timeout_height,
            messages: body.messages,
        })
    }
}

/// The chain in memory, behind the methods and queries of a node. It takes the word of whoever sends: signatures are not
/// checked.
pub struct LocalChain {
    pub chain: Embedded,
    terms: NodeTerms,
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

/// Of a chain's time, as nodes write it.
fn written(time: Timestamp) -> String {
    let seconds = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
    let nanos = u32::try_from(time.subsec_nanos()).unwrap_or_default();
    let written = Time::from_unix_timestamp(seconds, nanos);
    written.map(|time| time.to_rfc3339()).unwrap_or_default()
}

/// Codespace, code and log of an error, as a real chain words it.
fn refusal(error: &Error, of_query: bool) -> (String, u32, String) {
    let verb = if of_query { "query" } else { "execute" };
    let at = |message: &Option<usize>| {
        message
            .map(|index| format!("failed to execute message; message index: {index}: "))
            .unwrap_or_default()
    };
    if let Error::Contract { message, text } = error {
        let code = if of_query { 9 } else { 5 };
        let log = format!("{}{text}: {verb} wasm contract failed", at(message));
        return ("wasm".to_owned(), code, log);
    }
    if let Error::InsufficientFunds { detail } = error {
        return ("sdk".to_owned(), 5, format!("{detail}: insufficient funds"));
    }
    if let Error::Refused {
        message,
        codespace,
        code,
        text,
    } = error
    {
        return (codespace.clone(), *code, format!("{}{text}", at(message)));
    }
    if let Error::NotFound { what } = error {
        if let Some(id) = what.strip_prefix("code ") {
            return ("wasm".to_owned(), 28, format!("code id {id}: no such code"));
        }
        return ("wasm".to_owned(), 22, format!("{what}: no such contract"));
    }
    ("sdk".to_owned(), 18, format!("{error}: invalid request"))
}

fn field<'v>(params: &'v Value, name: &str) -> &'v Value {
    params.get(name).unwrap_or(&Value::Null)
}

fn text<'v>(params: &'v Value, name: &str) -> &'v str {
    field(params, name).as_str().unwrap_or_default()
}

/// The wrong one for everything that is asked for with a number.
fn parsed(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

impl LocalChain {
    /// A node over a chain.
    pub fn new(chain: Embedded, terms: NodeTerms) -> Self {
        Self {
            chain,
            terms,
            sequences: BTreeMap::new(),
            txs: BTreeMap::new(),
            names: BTreeMap::new(),
        }
    }

    /// Whether a transaction is in a block, and succeeded there; none: in no block.
    pub fn succeeded(&self, hash: &str) -> Option<bool> {
        Some(self.txs.get(hash)?.result.is_ok())
    }

    /// The `result` of a method of a node, or the words of its error.
    ///
    /// # Errors
    /// As a node words them.
    pub fn answer(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        match method {
            "status" => self.status(),
            "header" => {
                let height = parsed(field(params, "height"));
                let block = self.chain.block_at(height);
                let block = block.map_err(|_| {
                    format!("height {height} must be less than or equal to the current blockchain height")
                })?;
                Ok(json!({ "header": { "height": height.to_string(), "time": written(block.time) } }))
            }
            "abci_query" => self.abci_query(params),
            "broadcast_tx_sync" => self.broadcast(text(params, "tx")),
            "tx" => self.tx(text(params, "hash")),
            "tx_search" => self.tx_search(params),
            // It does nothing of itself.
            "block_search" => Ok(json!({ "blocks": [], "total_count": "0" })),
            other => Err(format!("no method {other}")),
        }
    }

    fn block(&self) -> Result<Block, String> {
        self.chain.block().map_err(|error| error.to_string())
    }

    fn status(&self) -> Result<Value, String> {
        let block = self.block()?;
        Ok(json!({
            "node_info": { "network": self.chain.facts().chain_id, "other": { "tx_index": "on" } },
            "sync_info": {
                "latest_block_height": block.height.to_string(),
                "latest_block_time": written(block.time),
                "catching_up": false,
            },
        }))
    }

    fn abci_query(&mut self, params: &Value) -> Result<Value, String> {
        let height = self.block()?.height;
        let data = HexBinary::from_hex(text(params, "data")).map_err(|error| error.to_string())?;
        let path = text(params, "path");
        let (code, codespace, log, value) = match self.query(path, data.as_slice()) {
            Ok(value) => (
                0,
                String::new(),
                String::new(),
                Some(Binary::from(value).to_base64()),
            ),
            Err((codespace, code, log)) => (code, codespace, log, None),
        };
        Ok(json!({ "response": {
            "code": code, "log": log, "info": "", "index": "0", "key": null, "codespace": codespace,
            "value": value, "proofOps": null, "height": height.to_string(),
        }}))
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
    fn broadcast(&mut self, tx: &str) -> Result<Value, String> {
        let bytes = Binary::from_base64(tx)
            .map_err(|error| error.to_string())?
            .to_vec();
        let signed = Signed::read(&bytes).ok_or("this is no signed transaction")?;
        let answer = |code: u32, log: String| {
            Ok(json!({
                "code": code, "data": "", "log": log,
                "codespace": if code == 0 { "" } else { "sdk" }, "hash": signed.hash,
            }))
        };
        if self.txs.contains_key(&signed.hash) {
            return answer(19, "tx already in mempool".to_owned());
        }
        let prefix = self.chain.facts().prefix.clone();
        let read = transaction(&bytes).and_then(|tx| Ok((tx.signer.address(&prefix)?, tx)));
        let (sender, tx) = match read {
            Ok(read) => read,
            Err(error) => return answer(2, format!("{error}: tx parse error")),
        };
        let height = self.block()?.height;
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
        *expected = expected.saturating_add(1);
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
                self.chain.next_block().map_err(|error| error.to_string())?;
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
        let bytes = Binary::from_base64(hash).map_err(|error| error.to_string())?;
        let hex = HexBinary::from(bytes.as_slice()).to_hex().to_uppercase();
        let Some(ended) = self.txs.get(&hex) else {
            return Err(format!("tx ({hex}) not found"));
        };
        let (code, codespace, log, data, events) = match &ended.result {
            Ok(outcome) => (
                0,
                String::new(),
                String::new(),
                answers(&outcome.answers),
                events(&outcome.events, &ended.bytes),
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
        let query = text(params, "query");
        let contract = query.split('\'').nth(1).unwrap_or_default();
        let from = query
            .rsplit(' ')
            .next()
            .unwrap_or_default()
            .parse()
            .unwrap_or_default();
        let page = u32::try_from(parsed(field(params, "page"))).unwrap_or(1);
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
                    "events": events(&past.events, bytes.unwrap_or_default()), "codespace": "",
                },
            })
        });
        let txs: Vec<Value> = txs.collect();
        Ok(json!({ "total_count": txs.len().to_string(), "txs": txs }))
    }
}
