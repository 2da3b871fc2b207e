#![doc = include_str!("../README.md")]
// A test reports by panicking.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cosmrs::proto::cosmos::auth::v1beta1::{BaseAccount, Bech32PrefixResponse, QueryAccountInfoResponse};
use cosmrs::proto::cosmos::bank::v1beta1::{Metadata, QueryBalanceResponse, QueryDenomMetadataResponse};
use cosmrs::proto::cosmos::base::node::v1beta1::ConfigResponse;
use cosmrs::proto::cosmos::base::query::v1beta1::PageResponse;
use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmos::staking::v1beta1::{Params, QueryParamsResponse, QueryValidatorsResponse};
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, TxRaw};
use cosmrs::proto::cosmwasm::wasm::v1::QueryRawContractStateResponse;
use cosmrs::proto::prost::Message;
use cosmrs::proto::tendermint::v0_38::types::{BlockParams, ConsensusParams};
use cosmrs::tendermint::Time;
use cosmwasm_std::{Binary, Checksum};
use serde_json::{json, Value};

/// What a node answers to a transaction.
#[derive(Clone, Debug)]
pub enum TxReply {
    Taken,
    /// Closes the connection after having read the request.
    Silence,
    Refused {
        code: u32,
        log: String,
    },
    /// Its gateway's answer: the mempool has the same bytes.
    Cached,
}

/// What it says and what it was sent.
#[derive(Default)]
pub struct NodeState {
    pub chain_id: String,
    pub height: u64,
    /// Of its newest block, in seconds before now; negative: after.
    pub age: i64,
    pub catching_up: bool,
    /// Sequence of every account.
    pub sequence: u64,
    /// Answers to transactions, the first one first; `Taken` after the last.
    pub replies: Vec<TxReply>,
    /// Transactions received.
    pub sent: Vec<Vec<u8>>,
    /// Those that were not refused.
    pub taken: Vec<Vec<u8>>,
    /// Whether a refusal for the sequence is true: the account has what it says.
    pub agrees: bool,
    /// Whether a transaction that was taken is found at this node's height.
    pub includes: bool,
    /// What it says instead of an answer about a transaction.
    pub index: Option<String>,
    /// What it says to every request but `status`, such as that there were too many.
    pub says: Option<String>,
    /// The least price of gas.
    pub price: String,
    /// Gas of a block; -1: no limit.
    pub block_gas: i64,
    /// Keys of the next pages of validators; none after the last.
    pub next_keys: Vec<Vec<u8>>,
    /// Pages of validators have a next one for ever.
    pub endless: bool,
    /// Sends bodies that never end, to this method.
    pub flood: Option<String>,
    /// Shows the bytes of another transaction.
    pub swapped: bool,
    /// Sends all requests elsewhere.
    pub redirect: Option<String>,
    /// Before each answer.
    pub delay: Duration,
    /// The credentials it was sent last.
    pub authorization: Option<String>,
    /// Height that each further `status` adds.
    pub jump: u64,
    /// Heights at which the next queries are answered; this node's height after the last.
    pub query_heights: Vec<u64>,
    /// Its answers to queries are no messages.
    pub garbled: bool,
    /// Of the coin; none: the node knows nothing about it.
    pub metadata: Option<Metadata>,
    /// Blocks in which the chain itself executed whatever contract it is asked for.
    pub own_blocks: Vec<u64>,
    /// The contract that it was asked for last.
    asked_for: String,
    /// Requests answered.
    pub requests: u32,
    stopped: bool,
}

/// Stops when it is dropped.
pub struct FakeNode {
    address: SocketAddr,
    state: Arc<Mutex<NodeState>>,
    thread: Option<JoinHandle<()>>,
}

impl FakeNode {
    pub fn start(height: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let state = Arc::new(Mutex::new(NodeState {
            chain_id: "fake-1".to_owned(),
            height,
            sequence: 5,
            includes: true,
            block_gas: -1,
            ..NodeState::default()
        }));
        let address = listener.local_addr().unwrap();
        let shared = Arc::clone(&state);
        let thread = Some(thread::spawn(move || serve(&listener, &shared)));
        Self {
            address,
            state,
            thread,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn state(&self) -> MutexGuard<'_, NodeState> {
        lock(&self.state)
    }

    /// From now on nobody listens at its address.
    pub fn stop(&mut self) {
        self.state().stopped = true;
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for FakeNode {
    fn drop(&mut self) {
        self.stop();
    }
}

fn lock(state: &Mutex<NodeState>) -> MutexGuard<'_, NodeState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: &TcpListener, state: &Mutex<NodeState>) {
    for stream in listener.incoming() {
        if lock(state).stopped {
            return;
        }
        let mut stream = stream.unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let Some((request, authorization)) = read(&stream) else {
            continue;
        };
        let (redirect, delay) = {
            let mut state = lock(state);
            state.authorization = authorization;
            (state.redirect.clone(), state.delay)
        };
        if let Some(target) = redirect {
            let head = format!("HTTP/1.1 307 Elsewhere\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
            let _ = stream.write_all(head.as_bytes());
            continue;
        }
        thread::sleep(delay);
        let floods = lock(state).flood.as_deref() == request["method"].as_str();
        if floods {
            flood(&mut stream);
            continue;
        }
        if let Some(answer) = lock(state).answer(&request) {
            let body = answer.to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + &body).as_bytes());
        }
    }
}

/// Until the other side has had enough, or 100 MB.
fn flood(stream: &mut TcpStream) {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let piece = format!("{:x}\r\n{}\r\n", 1 << 20, "1".repeat(1 << 20));
    let mut sent = stream.write_all(head.as_bytes());
    for _ in 0..100 {
        if sent.is_err() {
            return;
        }
        sent = stream.write_all(piece.as_bytes());
    }
}

fn read(stream: &TcpStream) -> Option<(Value, Option<String>)> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    let mut authorization = None;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if let Some(value) = line.strip_prefix("authorization: ") {
            authorization = Some(value.trim().to_owned());
        }
        let line = line.trim().to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((serde_json::from_slice(&body).ok()?, authorization))
}

impl NodeState {
    fn answer(&mut self, request: &Value) -> Option<Value> {
        self.requests += 1;
        let params = &request["params"];
        let method = request["method"].as_str()?;
        let failed = |message: &str, data: Option<String>| {
            let error = json!({ "code": -32603, "message": message, "data": data });
            json!({ "jsonrpc": "2.0", "id": request["id"], "error": error })
        };
        if let (Some(says), true) = (&self.says, method != "status") {
            return Some(failed(says, None));
        }
        let result = match method {
            "status" => Ok(self.status()),
            "abci_query" => Ok(self.query(params["path"].as_str()?)),
            "broadcast_tx_sync" => self.broadcast(params["tx"].as_str()?)?,
            "tx" => self.found(params["hash"].as_str()?),
            "tx_search" => Ok(json!({ "txs": [], "total_count": "0" })),
            "block_search" => Ok(self.blocks_page(params)),
            "block_results" => Ok(self.block_results(params["height"].as_str()?)),
            method => Err(format!("the fake node has no {method}")),
        };
        Some(match result {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }),
            Err(data) => failed("Internal error", Some(data)),
        })
    }

    fn blocks_page(&mut self, params: &Value) -> Value {
        let number = |name: &str| params[name].as_str().unwrap().parse::<usize>().unwrap();
        let (page, size) = (number("page"), number("per_page"));
        let asked = params["query"].as_str().unwrap().split('\'').nth(1);
        self.asked_for = asked.unwrap_or_default().to_owned();
        let found = self.own_blocks.iter().skip((page - 1) * size).take(size);
        let blocks = found.map(|height| json!({ "block": { "header": { "height": height.to_string() } } }));
        json!({ "blocks": blocks.collect::<Vec<_>>(), "total_count": self.own_blocks.len().to_string() })
    }

    fn block_results(&self, height: &str) -> Value {
        let attribute = |key: &str, value: &str| json!({ "key": key, "value": value, "index": true });
        json!({ "height": height, "txs_results": null, "finalize_block_events": [{
            "type": "execute",
            "attributes": [attribute("_contract_address", &self.asked_for), attribute("mode", "EndBlock")],
        }] })
    }

    fn status(&mut self) -> Value {
        self.height += self.jump;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let time = Time::from_unix_timestamp(i64::try_from(now).unwrap() - self.age, 0).unwrap();
        let hash = "AB".repeat(32);
        json!({
            "node_info": {
                "protocol_version": { "p2p": "8", "block": "11", "app": "0" },
                "id": "63".repeat(20), "listen_addr": "tcp://127.0.0.1:1", "network": self.chain_id,
                "version": "0.38.19", "channels": "40", "moniker": "fake",
                "other": { "tx_index": "on", "rpc_address": "tcp://127.0.0.1:1" },
            },
            "sync_info": {
                "latest_block_hash": hash, "latest_app_hash": hash,
                "latest_block_height": self.height.to_string(),
                "latest_block_time": time.to_rfc3339(),
                "earliest_block_hash": hash, "earliest_app_hash": hash, "earliest_block_height": "1",
                "earliest_block_time": "2026-01-01T00:00:00Z", "catching_up": self.catching_up,
            },
            "validator_info": {
                "address": "16CD3D03E4C70662F8BD97D26448939B3F40006C",
                "pub_key": {
                    "type": "tendermint/PubKeyEd25519",
                    "value": "jzI22DAzBZVBRJWZG3fYFGz3rhYCFC/2vhjodKIgwgg=",
                },
                "voting_power": "100",
            },
        })
    }

    fn query(&mut self, path: &str) -> Value {
        let value = match path {
            "/cosmos.staking.v1beta1.Query/Params" => QueryParamsResponse {
                params: Some(Params {
                    bond_denom: "stake".to_owned(),
                    ..Params::default()
                }),
            }
            .encode_to_vec(),
            "/cosmos.auth.v1beta1.Query/Bech32Prefix" => Bech32PrefixResponse {
                bech32_prefix: "wasm".to_owned(),
            }
            .encode_to_vec(),
            "/cosmos.base.node.v1beta1.Service/Config" => ConfigResponse {
                minimum_gas_price: self.price.clone(),
                ..ConfigResponse::default()
            }
            .encode_to_vec(),
            "/cosmos.consensus.v1.Query/Params" => {
                let params = ConsensusParams {
                    block: Some(BlockParams {
                        max_bytes: 1_000_000,
                        max_gas: self.block_gas,
                    }),
                    ..ConsensusParams::default()
                };
                QueryRawContractStateResponse {
                    data: params.encode_to_vec(),
                }
                .encode_to_vec()
            }
            "/cosmos.staking.v1beta1.Query/Validators" => {
                let next_key = match (self.endless, self.next_keys.is_empty()) {
                    (true, _) => self.requests.to_be_bytes().to_vec(),
                    (false, true) => Vec::new(),
                    (false, false) => self.next_keys.remove(0),
                };
                QueryValidatorsResponse {
                    validators: Vec::new(),
                    pagination: Some(PageResponse { next_key, total: 0 }),
                }
                .encode_to_vec()
            }
            "/cosmos.auth.v1beta1.Query/AccountInfo" => QueryAccountInfoResponse {
                info: Some(BaseAccount {
                    sequence: self.sequence,
                    ..BaseAccount::default()
                }),
            }
            .encode_to_vec(),
            "/cosmos.bank.v1beta1.Query/Balance" => QueryBalanceResponse {
                balance: Some(Coin {
                    denom: "stake".to_owned(),
                    amount: self.height.to_string(),
                }),
            }
            .encode_to_vec(),
            "/cosmos.bank.v1beta1.Query/DenomMetadata" => match &self.metadata {
                None => return refused("client metadata for denom stake: key not found"),
                metadata => QueryDenomMetadataResponse {
                    metadata: metadata.clone(),
                }
                .encode_to_vec(),
            },
            "/feemarket.feemarket.v1.Query/GasPrice" => {
                return refused("unknown query path: unknown request")
            }
            other => panic!("the fake node has no {other}"),
        };
        let value = if self.garbled { vec![0xff; 30] } else { value };
        let height = match self.query_heights.is_empty() {
            true => self.height,
            false => self.query_heights.remove(0),
        };
        json!({ "response": {
            "code": 0, "log": "", "info": "", "index": "0", "key": null, "codespace": "",
            "value": Binary::from(value), "proofOps": null, "height": height.to_string(),
        }})
    }

    fn broadcast(&mut self, tx: &str) -> Option<Result<Value, String>> {
        let tx = Binary::from_base64(tx).unwrap().to_vec();
        self.sent.push(tx.clone());
        let reply = match self.replies.is_empty() {
            true => TxReply::Taken,
            false => self.replies.remove(0),
        };
        match &reply {
            TxReply::Refused { code, log } if *code != 19 => {
                let expected = log
                    .split("expected ")
                    .nth(1)
                    .and_then(|rest| rest.split(',').next());
                if let (true, Some(expected)) = (self.agrees, expected) {
                    self.sequence = expected.parse().unwrap();
                }
            }
            _ => self.taken.push(tx),
        }
        let (code, log) = match reply {
            TxReply::Silence => return None,
            TxReply::Cached => return Some(Err("tx already exists in cache".to_owned())),
            TxReply::Taken => (0, String::new()),
            TxReply::Refused { code, log } => (code, log),
        };
        Some(Ok(json!({
            "code": code, "data": "", "log": log, "codespace": if code == 0 { "" } else { "sdk" },
            "hash": "AB".repeat(32),
        })))
    }

    /// Of a transaction that it was sent, in base64.
    fn bytes_of(&self, hex: &str) -> String {
        let same = |tx: &&Vec<u8>| hash_of(tx) == hex;
        if self.swapped {
            return Binary::from(b"another").to_base64();
        }
        let known = self.sent.iter().find(same).cloned().unwrap_or_default();
        Binary::from(known).to_base64()
    }

    fn found(&self, hash: &str) -> Result<Value, String> {
        let hash = Binary::from_base64(hash).unwrap();
        let hex: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
        if let Some(text) = &self.index {
            return Err(text.clone());
        }
        let taken = self.taken.iter().any(|tx| hash_of(tx) == hex);
        if !self.includes || !taken {
            return Err(format!("tx ({hex}) not found"));
        }
        Ok(json!({
            "hash": hex, "height": self.height.to_string(), "index": 0, "tx": self.bytes_of(&hex),
            "tx_result": {
                "code": 0, "data": "", "log": "", "info": "", "gas_wanted": "1", "gas_used": "1",
                "events": [], "codespace": "",
            },
        }))
    }
}

/// What a node says to a query of something that is not there.
fn refused(log: &str) -> Value {
    json!({ "response": {
        "code": 22, "log": log, "info": "", "index": "0", "key": null, "codespace": "sdk",
        "value": null, "proofOps": null, "height": "0",
    }})
}

fn hash_of(tx: &[u8]) -> String {
    Checksum::generate(tx).to_hex().to_uppercase()
}

/// The sequence a transaction was signed with.
pub fn sequence(tx: &[u8]) -> u64 {
    let raw = TxRaw::decode(tx).unwrap();
    let info = AuthInfo::decode(raw.auth_info_bytes.as_slice()).unwrap();
    info.signer_infos[0].sequence
}
