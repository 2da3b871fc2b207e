//! A node that answers in its own manner.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use cosmwasm_std::Binary;
use serde_json::{json, Value};

use crate::lies::{Liar, Temper};
use crate::wire::{self, Reply, RpcRequest};
use crate::Random;

/// Where what is true comes from.
pub trait Truth: Send + Sync {
    /// The `result` of a method, or the words of the error.
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String>;
}

/// How a node deals with what is true.
#[derive(Clone, Debug)]
pub enum Manner {
    Honest,
    Liar(Temper),
    /// Shows the state of so many blocks ago, the number changing with each block.
    Lagging(Vec<u64>),
    /// Finds no transaction.
    Indexless,
}

/// A node on 127.0.0.1. Stops when it is dropped.
pub struct Node {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    truth: Arc<dyn Truth>,
    manner: Manner,
    liar: Mutex<Liar>,
    /// When it hangs up.
    breaks: Mutex<Random>,
    per_cent: u64,
    /// Signed transactions that arrived.
    received: Mutex<Vec<Vec<u8>>>,
    /// Requests, and lies among the answers.
    requests: AtomicUsize,
    lies: AtomicUsize,
    /// Most bytes of one answer that were taken.
    most: AtomicUsize,
    stopped: AtomicBool,
}

impl Node {
    pub fn start(truth: Arc<dyn Truth>, manner: Manner, seed: u64) -> Self {
        Self::breaking_off(truth, manner, seed, 0)
    }

    /// The same, and it hangs up on so many requests in a hundred before it answers.
    pub fn breaking_off(truth: Arc<dyn Truth>, manner: Manner, seed: u64, per_cent: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let temper = match &manner {
            Manner::Liar(temper) => temper.clone(),
            _ => Temper::default(),
        };
        let shared = Arc::new(Shared {
            truth,
            manner,
            liar: Mutex::new(Liar::new(temper, Random::new(seed), address.to_string())),
            breaks: Mutex::new(Random::new(!seed)),
            per_cent,
            received: Mutex::default(),
            requests: AtomicUsize::default(),
            lies: AtomicUsize::default(),
            most: AtomicUsize::default(),
            stopped: AtomicBool::default(),
        });
        let serving = Arc::clone(&shared);
        let thread = Some(thread::spawn(move || serve(&listener, &serving)));
        Self {
            address,
            shared,
            thread,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Signed transactions that it was sent, the first one first.
    pub fn received(&self) -> Vec<Vec<u8>> {
        lock(&self.shared.received).clone()
    }

    pub fn requests(&self) -> usize {
        self.shared.requests.load(Ordering::Relaxed)
    }

    pub fn lies(&self) -> usize {
        self.shared.lies.load(Ordering::Relaxed)
    }

    /// Most bytes of one answer that the other side and the system between took.
    pub fn most_taken(&self) -> usize {
        self.shared.most.load(Ordering::Relaxed)
    }

    /// Whether it changes nothing of what is true.
    pub fn is_honest(&self) -> bool {
        matches!(self.shared.manner, Manner::Honest)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Ordering::Relaxed) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        thread::spawn(move || shared.converse(stream));
    }
}

impl Shared {
    fn converse(&self, mut stream: TcpStream) {
        let limit = Some(Duration::from_secs(10));
        let _ = stream.set_read_timeout(limit);
        let _ = stream.set_write_timeout(limit);
        let Some(request) = wire::read(&stream) else {
            return;
        };
        self.requests.fetch_add(1, Ordering::Relaxed);
        if request.method == "broadcast_tx_sync" {
            let tx = request.params["tx"].as_str().unwrap_or_default();
            let tx = Binary::from_base64(tx).unwrap().to_vec();
            lock(&self.received).push(tx);
        }
        if lock(&self.breaks).chance(self.per_cent) {
            return;
        }
        let reply = self.reply(&request);
        let taken = reply.send(&mut stream, &|| self.stopped.load(Ordering::Relaxed));
        self.most.fetch_max(taken, Ordering::Relaxed);
    }

    fn reply(&self, request: &RpcRequest) -> Reply {
        let (method, params) = (request.method.as_str(), &request.params);
        let answer = match &self.manner {
            Manner::Honest => self.truth.answer(method, params),
            Manner::Indexless if matches!(method, "tx" | "tx_search") => {
                Err("transaction indexing is disabled".to_owned())
            }
            Manner::Indexless => self.truth.answer(method, params),
            Manner::Lagging(lags) => self.late(lags, method, params),
            Manner::Liar(_) => {
                let mut liar = lock(&self.liar);
                if liar.lies_about(method, params) {
                    self.lies.fetch_add(1, Ordering::Relaxed);
                    return liar.lie(&*self.truth, request);
                }
                drop(liar);
                self.truth.answer(method, params)
            }
        };
        Reply::Body(envelope(&request.id, answer))
    }

    /// As this node knew it some blocks ago.
    fn late(&self, lags: &[u64], method: &str, params: &Value) -> Result<Value, String> {
        let mut status = self.truth.answer("status", &json!({}))?;
        let newest = height(&status["sync_info"]["latest_block_height"]);
        let index = usize::try_from(newest / 20).unwrap() % lags.len();
        let known = newest.saturating_sub(lags[index]).max(1);
        match method {
            "status" => {
                let header = self
                    .truth
                    .answer("header", &json!({ "height": known.to_string() }))?;
                status["sync_info"]["latest_block_height"] = known.to_string().into();
                status["sync_info"]["latest_block_time"] = header["header"]["time"].clone();
                Ok(status)
            }
            "abci_query" => {
                let mut params = params.clone();
                let at = height(&params["height"]);
                params["height"] = if at == 0 { known } else { at.min(known) }.to_string().into();
                self.truth.answer(method, &params)
            }
            "tx" => {
                let found = self.truth.answer(method, params)?;
                match height(&found["height"]) <= known {
                    true => Ok(found),
                    false => Err("tx not found".to_owned()),
                }
            }
            "tx_search" => {
                let mut found = self.truth.answer(method, params)?;
                if let Some(txs) = found["txs"].as_array_mut() {
                    txs.retain(|tx| height(&tx["height"]) <= known);
                }
                Ok(found)
            }
            _ => self.truth.answer(method, params),
        }
    }
}

/// Nodes write heights as texts.
fn height(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

/// An answer as JSON-RPC writes it.
pub fn envelope(id: &Value, answer: Result<Value, String>) -> Vec<u8> {
    let whole = match answer {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(data) => json!({
            "jsonrpc": "2.0", "id": id,
            "error": { "code": -32603, "message": "Internal error", "data": data },
        }),
    };
    whole.to_string().into_bytes()
}
