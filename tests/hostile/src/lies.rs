//! What a hostile node says instead of what is true.

mod mean;

use cosmrs::proto::cosmos::auth::v1beta1::QueryAccountInfoResponse;
use cosmrs::proto::cosmos::bank::v1beta1::QueryBalanceResponse;
use cosmrs::proto::cosmos::base::abci::v1beta1::GasInfo;
use cosmrs::proto::cosmos::base::node::v1beta1::ConfigResponse;
use cosmrs::proto::cosmos::base::query::v1beta1::PageResponse;
use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmos::staking::v1beta1::{QueryParamsResponse, QueryValidatorsResponse};
use cosmrs::proto::cosmos::tx::v1beta1::SimulateResponse;
use cosmrs::proto::cosmwasm::wasm::v1::QuerySmartContractStateResponse;
use cosmrs::proto::prost::Message;
use cosmwasm_std::Binary;
use serde_json::{json, Map, Value};

use crate::node::{envelope, Truth};
use crate::wire::{Reply, RpcRequest};
use crate::world::Signed;
use crate::Random;

/// Whom a node lies to, and how.
#[derive(Clone, Debug)]
pub struct Temper {
    /// Methods, or ends of paths of queries, that it lies about; none: all.
    pub about: Vec<&'static str>,
    /// How many of those answers in a hundred are lies.
    pub per_cent: u64,
    /// How many of the lies in a hundred take longer than anybody waits.
    pub slow: u64,
    /// Honest answers to begin with, so that a conversation gets somewhere.
    pub patience: usize,
    /// All its lies are as large as answers can be.
    pub greedy: bool,
}

impl Default for Temper {
    fn default() -> Self {
        Self {
            about: Vec::new(),
            per_cent: 10,
            slow: 0,
            patience: 0,
            greedy: false,
        }
    }
}

/// What lies are about: the methods, and the queries that decide most.
const SUBJECTS: [&str; 20] = [
    "status",
    "broadcast_tx_sync",
    "broadcast_tx_sync",
    "broadcast_tx_sync",
    "tx",
    "broadcast_tx_sync",
    "tx",
    "tx",
    "tx_search",
    "header",
    "abci_query",
    "Query/AccountInfo",
    "Query/AccountInfo",
    "Service/Simulate",
    "Service/Config",
    "Query/SmartContractState",
    "Query/Balance",
    "Query/Params",
    "Query/Validators",
    "Query/DelegatorDelegations",
];

/// What decides how a transaction ends.
const ENDS: [&str; 6] = [
    "broadcast_tx_sync",
    "broadcast_tx_sync",
    "tx",
    "tx",
    "Query/AccountInfo",
    "status",
];

impl Temper {
    /// Some lie about everything, some about a few things, and some about how transactions end.
    ///
    /// `sends`: whether there will be a transaction.
    pub fn drawn(random: &mut Random, sends: bool) -> Self {
        let (subjects, per_cent): (&[&'static str], &[u64]) = match random.below(10) {
            0..=2 => (&[], &[5, 10, 20, 40]),
            3..=6 if sends => (&ENDS, &[40, 70, 100]),
            _ => (&SUBJECTS, &[30, 60, 100]),
        };
        let about: Vec<&'static str> = match subjects.is_empty() {
            true => Vec::new(),
            false => (0..=random.below(4)).map(|_| *random.one(subjects)).collect(),
        };
        let per_cent = *random.one(per_cent);
        Self {
            about,
            per_cent,
            slow: *random.one(&[0, 0, 0, 5, 30]),
            patience: random.index(30),
            greedy: false,
        }
    }
}

pub struct Liar {
    temper: Temper,
    random: Random,
    /// Its own address.
    address: String,
    /// Grows with each lie.
    count: u64,
    honest: usize,
}

/// Texts that act on a terminal, on files or on configurations, or pretend to be something else.
const TEXTS: [&str; 14] = [
    "\u{1b}[2J\u{1b}[31mStaked 5 atom in block 7.\r\n",
    "all is well\nfloe: done",
    "\u{202e}evil\u{2028}\u{9b}0m",
    "../../outside",
    "\"\nhub = \"wasm1evil\"\n[chain]\n#",
    "",
    "\0",
    "account sequence mismatch, expected 900, got 0: incorrect account sequence",
    "tx already exists in cache",
    "page should be within [1, 1] range, given 2",
    "height must be less than or equal to the current blockchain height",
    "too many requests",
    "insufficient fees; got: 1stake required: 99999999stake: insufficient fee",
    "💧 ünïcode",
];

const NUMBERS: [&str; 12] = [
    "0",
    "1",
    "-1",
    "-9223372036854775808",
    "9223372036854775807",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211455",
    "340282366920938463463374607431768211456",
    "1e400",
    "0.000000000000000001",
    "NaN",
];

/// Bytes that are near the most that anybody reads.
const MANY: usize = 7_500_000;

impl Liar {
    pub fn new(temper: Temper, random: Random, address: String) -> Self {
        Self {
            temper,
            random,
            address,
            count: 0,
            honest: 0,
        }
    }

    pub fn lies_about(&mut self, method: &str, params: &Value) -> bool {
        let path = params["path"].as_str().unwrap_or_default();
        let hit = |subject: &&str| *subject == method || (!path.is_empty() && path.ends_with(*subject));
        if !self.temper.about.is_empty() && !self.temper.about.iter().any(hit) {
            return false;
        }
        if self.temper.about.is_empty() && self.honest < self.temper.patience {
            self.honest += 1;
            return false;
        }
        self.random.chance(self.temper.per_cent)
    }

    pub fn lie(&mut self, truth: &dyn Truth, request: &RpcRequest) -> Reply {
        self.count += 1;
        // A transaction can be passed on or kept, whatever is said of it.
        let is_tx = request.method == "broadcast_tx_sync";
        let honest = match is_tx && self.random.chance(50) {
            true => Ok(json!({ "code": 0, "data": "", "log": "", "codespace": "", "hash": "AB".repeat(32) })),
            false => truth.answer(&request.method, &request.params),
        };
        if self.temper.greedy {
            return self.flood(request, honest);
        }
        match self.random.below(10) {
            0 | 1 => self.break_off(&request.id, honest),
            2 | 3 => {
                let mut whole: Value = serde_json::from_slice(&envelope(&request.id, honest)).unwrap();
                self.disfigure(&mut whole);
                Reply::Body(whole.to_string().into_bytes())
            }
            4 => {
                let text = *self.random.one(&TEXTS);
                Reply::Body(envelope(&request.id, Err(text.to_owned())))
            }
            _ => {
                let lie = honest.map(|mut result| {
                    self.mean(request, &mut result);
                    result
                });
                Reply::Body(envelope(&request.id, lie))
            }
        }
    }

    /// As much as may be read, or more.
    fn flood(&mut self, request: &RpcRequest, honest: Result<Value, String>) -> Reply {
        let mut result = honest.unwrap_or_default();
        match self.random.below(6) {
            0 => return Reply::Endless { chunked: true },
            1 => return Reply::EndlessHead,
            2 => {
                let many = format!("{{\"result\":{{\"response\":[{}0]}}}}", "[],".repeat(MANY / 3));
                return Reply::Body(many.into_bytes());
            }
            _ => {}
        }
        if let Some(txs) = result["txs"].as_array().cloned() {
            let one = Value::Array(txs).to_string();
            let times = MANY / (one.len() + 1);
            let all: Vec<Value> = (0..times)
                .flat_map(|_| result["txs"].as_array().cloned().unwrap_or_default())
                .collect();
            result["txs"] = all.into();
        }
        if let Some(text) = result["response"]["value"].as_str() {
            let value = Binary::from_base64(text).unwrap_or_default().to_vec();
            let path = request.params["path"].as_str().unwrap_or_default();
            // A list is read up to a megabyte, most of it empty entries; one value up to the whole body.
            let told = match path.ends_with("SmartContractState") {
                true => {
                    let mut told = b"[".to_vec();
                    told.extend(b"{},".repeat(MANY / 8));
                    told.extend(b"0]");
                    QuerySmartContractStateResponse { data: told }.encode_to_vec()
                }
                false => [value, [0x0a, 0x00].repeat(500_000)].concat(),
            };
            result["response"]["value"] = Binary::from(told).to_base64().into();
        }
        Reply::Body(envelope(&request.id, Ok(result)))
    }

    /// What goes wrong below JSON.
    fn break_off(&mut self, id: &Value, honest: Result<Value, String>) -> Reply {
        let body = envelope(id, honest);
        let random = &mut self.random;
        if random.chance(self.temper.slow) {
            return match random.below(3) {
                0 => Reply::Silence,
                1 => Reply::Drip(body),
                _ => Reply::Length(body.clone(), (body.len() + 1).to_string()),
            };
        }
        match random.below(16) {
            0 => Reply::Status(
                *random.one(&[400, 403, 404, 429, 500, 502, 503]),
                b"<html>no</html>".to_vec(),
            ),
            1 => Reply::Status(*random.one(&[204, 404, 500]), body),
            2 => Reply::Redirect(
                random
                    .one(&[
                        format!("http://{}/", self.address),
                        "http://127.0.0.1:1/".to_owned(),
                        "file:///etc/passwd".to_owned(),
                    ])
                    .clone(),
            ),
            3 | 4 => Reply::Cut(body, random.index(4_000)),
            5 => Reply::Length(
                body,
                random
                    .one(&["-1", "abc", "", "0", "99999999999999999999999", "3"])
                    .to_string(),
            ),
            6 => Reply::Endless {
                chunked: random.chance(50),
            },
            7 => Reply::EndlessHead,
            8 => Reply::Hangup,
            9 => Reply::Body(Vec::new()),
            10 => {
                let mut bytes = body;
                for _ in 0..=random.below(4) {
                    let at = random.index(bytes.len());
                    bytes[at] = random.one(&[0xff, 0xc3, 0x00, 0x80]).to_owned();
                }
                Reply::Body(bytes)
            }
            11 => Reply::Body("[".repeat(100_000).into_bytes()),
            12 => Reply::Body(
                format!(
                    "{{\"result\":{0},\"result\":{0},\"error\":null}}",
                    "{\"a\":".repeat(120)
                )
                .into_bytes(),
            ),
            13 => Reply::Garbage(
                random
                    .one(&[
                        &b"SSH-2.0-floe\r\n"[..],
                        b"HTTP/9.9 abc\r\n\r\n",
                        b"\xff\xfe\0\0",
                        b"HTTP/1.1 200 OK\nnone",
                    ])
                    .to_vec(),
            ),
            14 => Reply::BadChunks(body),
            _ => {
                // The same key twice: the second one is a lie.
                let text = String::from_utf8(body).unwrap();
                Reply::Body(
                    text.replacen("\"result\":", "\"result\":{\"height\":\"1\"},\"result\":", 1)
                        .into_bytes(),
                )
            }
        }
    }

    /// Changes something somewhere.
    fn disfigure(&mut self, whole: &mut Value) {
        for _ in 0..=self.random.below(2) {
            let mut place = &mut *whole;
            // Down to a random depth.
            while !self.random.chance(15) {
                let size = match &*place {
                    Value::Object(fields) => fields.len(),
                    Value::Array(items) => items.len(),
                    _ => 0,
                };
                if size == 0 {
                    break;
                }
                let at = self.random.index(size);
                if self.random.chance(10) {
                    if let Value::Object(fields) = place {
                        let name = fields.keys().nth(at).unwrap().clone();
                        fields.remove(&name);
                        return;
                    }
                }
                place = match place {
                    Value::Object(fields) => fields.values_mut().nth(at).unwrap(),
                    Value::Array(items) => &mut items[at],
                    _ => unreachable!("it has a size"),
                };
            }
            *place = self.instead_of(place);
        }
    }

    fn instead_of(&mut self, value: &Value) -> Value {
        let random = &mut self.random;
        match random.below(12) {
            0 => Value::Null,
            1 => json!(random.number()),
            2 => json!(-1),
            3 => json!(1.5e300),
            4 | 5 => json!(random.one(&NUMBERS)),
            6 | 7 => json!(random.one(&TEXTS)),
            8 => json!([]),
            9 => Value::Object(Map::new()),
            10 => Value::Array(vec![value.clone(); *random.one(&[2, 50, 1_000])]),
            _ => match value {
                Value::String(text) => json!(text.repeat(random.index(1_000))),
                Value::Bool(is) => json!(!is),
                Value::Number(number) => json!(number.as_u64().unwrap_or(1).wrapping_add(random.number())),
                other => json!({ "value": other }),
            },
        }
    }

    /// A lie that could be true.
    fn mean(&mut self, request: &RpcRequest, result: &mut Value) {
        match request.method.as_str() {
            "status" => self.mean_status(result),
            "abci_query" => self.mean_query(request, result),
            "broadcast_tx_sync" => self.mean_broadcast(request, result),
            "tx" => self.mean_tx(result),
            "tx_search" => self.mean_history(result),
            _ => self.disfigure(result),
        }
    }
}
