//! A node that says what a test tells it to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use cosmrs::proto::cosmos::auth::v1beta1::{BaseAccount, Bech32PrefixResponse, QueryAccountInfoResponse};
use cosmrs::proto::cosmos::bank::v1beta1::{Metadata, QueryBalanceResponse, QueryDenomMetadataResponse};
use cosmrs::proto::cosmos::base::node::v1beta1::ConfigResponse;
use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmos::staking::v1beta1::{Params, QueryParamsResponse};
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, TxRaw};
use cosmrs::proto::prost::Message;
use cosmwasm_std::Binary;
use serde_json::{json, Value};

/// What a node answers to a transaction.
#[derive(Clone, Debug)]
pub enum Reply {
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

pub struct State {
    pub chain_id: String,
    pub height: u64,
    pub catching_up: bool,
    /// Sequence of every account.
    pub sequence: u64,
    /// Answers to transactions, the first one first; `Taken` after the last.
    pub replies: Vec<Reply>,
    /// Transactions received.
    pub sent: Vec<Vec<u8>>,
    /// Whether a transaction is found at this node's height.
    pub includes: bool,
    /// Heights at which the next queries are answered; this node's height after the last.
    pub query_heights: Vec<u64>,
    /// Of the coin; none: the node knows nothing about it.
    pub metadata: Option<Metadata>,
    /// Requests answered.
    pub requests: u32,
    stopped: bool,
}

/// Stops when it is dropped.
pub struct Node {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

impl Node {
    pub fn start(height: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let state = Arc::new(Mutex::new(State {
            chain_id: "fake-1".to_owned(),
            height,
            catching_up: false,
            sequence: 5,
            replies: Vec::new(),
            sent: Vec::new(),
            includes: true,
            query_heights: Vec::new(),
            metadata: None,
            requests: 0,
            stopped: false,
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

    pub fn state(&self) -> MutexGuard<'_, State> {
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

impl Drop for Node {
    fn drop(&mut self) {
        self.stop();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: &TcpListener, state: &Mutex<State>) {
    for stream in listener.incoming() {
        if lock(state).stopped {
            return;
        }
        let mut stream = stream.unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let Some(request) = read(&stream) else { continue };
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

fn read(stream: &TcpStream) -> Option<Value> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
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
    serde_json::from_slice(&body).ok()
}

impl State {
    fn answer(&mut self, request: &Value) -> Option<Value> {
        self.requests += 1;
        let params = &request["params"];
        let result = match request["method"].as_str()? {
            "status" => Ok(self.status()),
            "abci_query" => Ok(self.query(params["path"].as_str()?)),
            "broadcast_tx_sync" => self.broadcast(params["tx"].as_str()?)?,
            "tx" => self.found(params["hash"].as_str()?),
            method => Err(format!("the fake node has no {method}")),
        };
        let id = &request["id"];
        Some(match result {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err(data) => {
                let error = json!({ "code": -32603, "message": "Internal error", "data": data });
                json!({ "jsonrpc": "2.0", "id": id, "error": error })
            }
        })
    }

    fn status(&self) -> Value {
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
                "latest_block_time": "2026-01-01T00:00:00Z",
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
            "/cosmos.base.node.v1beta1.Service/Config" => ConfigResponse::default().encode_to_vec(),
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
            other => panic!("the fake node has no {other}"),
        };
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
        self.sent.push(Binary::from_base64(tx).unwrap().to_vec());
        let reply = match self.replies.is_empty() {
            true => Reply::Taken,
            false => self.replies.remove(0),
        };
        let (code, log) = match reply {
            Reply::Silence => return None,
            Reply::Cached => return Some(Err("tx already exists in cache".to_owned())),
            Reply::Taken => (0, String::new()),
            Reply::Refused { code, log } => (code, log),
        };
        Some(Ok(json!({
            "code": code, "data": "", "log": log, "codespace": if code == 0 { "" } else { "sdk" },
            "hash": "AB".repeat(32),
        })))
    }

    fn found(&self, hash: &str) -> Result<Value, String> {
        let hash = Binary::from_base64(hash).unwrap();
        let hex: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
        if !self.includes {
            return Err(format!("tx ({hex}) not found"));
        }
        Ok(json!({
            "hash": hex, "height": self.height.to_string(), "index": 0, "tx": "",
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

/// The sequence a transaction was signed with.
pub fn sequence(tx: &[u8]) -> u64 {
    let raw = TxRaw::decode(tx).unwrap();
    let info = AuthInfo::decode(raw.auth_info_bytes.as_slice()).unwrap();
    info.signer_infos[0].sequence
}
