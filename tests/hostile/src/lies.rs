//! What a hostile node says instead of what is true.

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
use crate::wire::{Reply, Request};
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

    pub fn lie(&mut self, truth: &dyn Truth, request: &Request) -> Reply {
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
    fn flood(&mut self, request: &Request, honest: Result<Value, String>) -> Reply {
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
    fn mean(&mut self, request: &Request, result: &mut Value) {
        match request.method.as_str() {
            "status" => self.mean_status(result),
            "abci_query" => self.mean_query(request, result),
            "broadcast_tx_sync" => self.mean_broadcast(request, result),
            "tx" => self.mean_tx(result),
            "tx_search" => self.mean_history(result),
            _ => self.disfigure(result),
        }
    }

    fn mean_status(&mut self, result: &mut Value) {
        let random = &mut self.random;
        let height: u64 = text_number(&result["sync_info"]["latest_block_height"]);
        match random.below(6) {
            0 => {
                result["node_info"]["network"] =
                    json!(random.one(&["other-1", "../../outside", "floe-1\n", "", "floe-1\"\nhub=\"x"]));
            }
            1 | 2 => {
                let jumped = *random.one(&[
                    0,
                    1,
                    height / 2,
                    height + 3,
                    height + 90,
                    height + 1_000_000,
                    height + 1_000 * self.count,
                    u64::MAX,
                ]);
                result["sync_info"]["latest_block_height"] = jumped.to_string().into();
            }
            3 | 4 => {
                let times = [
                    "1970-01-01T00:00:00Z",
                    "9999-12-31T23:59:59Z",
                    "2026-01-01T00:00:00.999999999Z",
                    "0001-01-01T00:00:00Z",
                    "yesterday",
                ];
                result["sync_info"]["latest_block_time"] = json!(random.one(&times));
            }
            _ => result["sync_info"]["catching_up"] = json!(true),
        }
    }

    fn mean_query(&mut self, request: &Request, result: &mut Value) {
        let response = &mut result["response"];
        match self.random.below(10) {
            0 => {
                response["code"] = json!(self.random.one(&[1, 5, 9, 13, 22, 32, u32::MAX]));
                response["codespace"] = json!(self.random.one(&["sdk", "wasm", "\u{1b}[31m"]));
                response["log"] = json!(self.random.one(&TEXTS));
                return;
            }
            1 => {
                response["height"] = json!(self.random.one(&NUMBERS));
                return;
            }
            _ => {}
        }
        let value = Binary::from_base64(response["value"].as_str().unwrap_or_default());
        let Ok(value) = value else { return };
        let path = request.params["path"].as_str().unwrap_or_default().to_owned();
        let told = self.mean_value(&path, value.as_slice());
        response["value"] = Binary::from(told).to_base64().into();
    }

    fn mean_value(&mut self, path: &str, value: &[u8]) -> Vec<u8> {
        let count = self.count;
        let random = &mut self.random;
        if path.ends_with("AccountInfo") {
            let mut answer = QueryAccountInfoResponse::decode(value).unwrap_or_default();
            if let Some(info) = &mut answer.info {
                let more = |by| info.sequence.saturating_add(by);
                let all = [
                    0,
                    more(1),
                    more(1),
                    more(count),
                    info.sequence.saturating_sub(1),
                    900,
                    u64::MAX,
                ];
                info.sequence = *random.one(&all);
                if random.chance(10) {
                    info.account_number = random.number();
                }
            }
            return answer.encode_to_vec();
        }
        if path.ends_with("Simulate") {
            let used = *random.one(&[0, 1, 5_000_000, 29_000_000, 999_999_999, 1 << 40, u64::MAX]);
            return SimulateResponse {
                gas_info: Some(GasInfo {
                    gas_wanted: used,
                    gas_used: used,
                }),
                result: None,
            }
            .encode_to_vec();
        }
        if path.ends_with("Service/Config") {
            let prices = [
                "1000000stake",
                "3.5stake",
                "0.000000000000000001stake",
                "99999999999999999999999999999999stake",
                "1uatom",
                "\u{1b}[31m1stake",
                "1stake,2uatom",
                "-1stake",
                "",
            ];
            return ConfigResponse {
                minimum_gas_price: random.one(&prices).to_string(),
                ..ConfigResponse::default()
            }
            .encode_to_vec();
        }
        if path.ends_with("Query/Balance") {
            return QueryBalanceResponse {
                balance: Some(Coin {
                    denom: random.one(&["stake", "uatom"]).to_string(),
                    amount: random.one(&NUMBERS).to_string(),
                }),
            }
            .encode_to_vec();
        }
        if path == "/cosmos.staking.v1beta1.Query/Params" {
            let mut answer = QueryParamsResponse::decode(value).unwrap_or_default();
            if let Some(params) = &mut answer.params {
                match random.below(3) {
                    0 => params.bond_denom = random.one(&["uatom", "sta ke", "\u{1b}[31m", ""]).to_string(),
                    1 => params.max_entries = *random.one(&[0, 1, u32::MAX]),
                    _ => {
                        if let Some(time) = &mut params.unbonding_time {
                            time.seconds = *random.one(&[0, -1, i64::MAX]);
                        }
                    }
                }
            }
            return answer.encode_to_vec();
        }
        if path.ends_with("Query/Validators") && random.chance(70) {
            let mut answer = QueryValidatorsResponse::decode(value).unwrap_or_default();
            let next_key = match random.below(3) {
                0 => b"again".to_vec(),
                1 => count.to_be_bytes().to_vec(),
                _ => Vec::new(),
            };
            if random.chance(30) {
                answer.validators = (0..1_000)
                    .flat_map(|_| answer.validators.first().cloned())
                    .collect();
            }
            if random.chance(30) {
                for validator in &mut answer.validators {
                    if let Some(text) = &mut validator.description {
                        text.moniker = random.one(&TEXTS).to_string();
                    }
                    validator.tokens = random.one(&NUMBERS).to_string();
                }
            }
            answer.pagination = Some(PageResponse { next_key, total: 0 });
            return answer.encode_to_vec();
        }
        if path.ends_with("SmartContractState") && random.chance(80) {
            let answer = QuerySmartContractStateResponse::decode(value).unwrap_or_default();
            if let Ok(mut told) = serde_json::from_slice::<Value>(&answer.data) {
                self.disfigure(&mut told);
                return QuerySmartContractStateResponse {
                    data: told.to_string().into_bytes(),
                }
                .encode_to_vec();
            }
        }
        let mut bytes = value.to_vec();
        match self.random.below(3) {
            0 => bytes.truncate(self.random.index(bytes.len() + 1)),
            1 if !bytes.is_empty() => {
                for _ in 0..=self.random.below(3) {
                    let at = self.random.index(bytes.len());
                    bytes[at] ^= 1 << self.random.below(8);
                }
            }
            _ => bytes.extend((0..self.random.below(200)).map(|n| u8::try_from(n).unwrap_or(u8::MAX))),
        }
        bytes
    }

    fn mean_broadcast(&mut self, request: &Request, result: &mut Value) {
        let tx = Binary::from_base64(request.params["tx"].as_str().unwrap_or_default()).unwrap_or_default();
        let sequence = Signed::read(tx.as_slice()).map_or(0, |signed| signed.sequence);
        let next = *self.random.one(&[
            sequence.saturating_add(1),
            sequence.saturating_add(self.count),
            sequence.saturating_sub(1),
            900,
        ]);
        let refusals = [
            (
                32,
                "sdk",
                format!(
                    "account sequence mismatch, expected {next}, got {sequence}: incorrect account sequence"
                ),
            ),
            (
                13,
                "sdk",
                "insufficient fees; got: 1stake required: 9stake: insufficient fee".to_owned(),
            ),
            (
                5,
                "sdk",
                "spendable balance 1stake is smaller than 2stake: insufficient funds".to_owned(),
            ),
            (5, "wasm", "\u{1b}[31mno: execute wasm contract failed".to_owned()),
            (19, "sdk", "tx already in mempool".to_owned()),
            (
                11,
                "sdk",
                "out of gas in location: x; gasWanted: 1, gasUsed: 2: out of gas".to_owned(),
            ),
            (9, "sdk", "account wasm1x: unknown address".to_owned()),
            (0, "", String::new()),
            (u32::MAX, "\u{1b}", self.random.one(&TEXTS).to_string()),
        ];
        let (code, codespace, log) = self.random.one(&refusals).clone();
        // The sequence is the most told lie.
        let (code, codespace, log) = match self.random.chance(30) {
            true => refusals[0].clone(),
            false => (code, codespace, log),
        };
        result["code"] = json!(code);
        result["codespace"] = json!(codespace);
        result["log"] = json!(log);
    }

    fn mean_tx(&mut self, result: &mut Value) {
        let random = &mut self.random;
        match random.below(7) {
            0 => result["hash"] = json!("CD".repeat(32)),
            1 => result["tx"] = json!(random.one(&["", "AAAA", "!!!!"])),
            2 | 3 => {
                let (code, codespace, log) = random
                    .one(&[
                        (
                            5,
                            "wasm",
                            "failed to execute message; message index: 0: no: execute wasm contract failed",
                        ),
                        (5, "sdk", "insufficient funds"),
                        (
                            11,
                            "sdk",
                            "out of gas in location: x; gasWanted: 1, gasUsed: 2: out of gas",
                        ),
                        (
                            13,
                            "sdk",
                            "insufficient fees; got: 1stake required: 9stake: insufficient fee",
                        ),
                        (22, "wasm", "address wasm1x: no such contract"),
                        (
                            32,
                            "sdk",
                            "account sequence mismatch, expected 9, got 5: incorrect account sequence",
                        ),
                        (
                            41,
                            "sdk",
                            "tx gas limit 9 exceeds block max gas 8: invalid gas limit",
                        ),
                        (9, "sdk", "account wasm1x: unknown address"),
                        (77, "\u{1b}[0m", "all is well\n"),
                    ])
                    .to_owned();
                result["tx_result"]["code"] = json!(code);
                result["tx_result"]["codespace"] = json!(codespace);
                result["tx_result"]["log"] = json!(log);
            }
            4 => result["height"] = json!(random.one(&NUMBERS)),
            5 => result["tx_result"]["data"] = json!(random.one(&["", "AAAA", "//79"])),
            _ => {
                if random.chance(50) {
                    result["tx_result"]["events"] = json!([]);
                } else {
                    let mut events = result["tx_result"]["events"].take();
                    self.disfigure(&mut events);
                    result["tx_result"]["events"] = events;
                }
            }
        }
    }

    fn mean_history(&mut self, result: &mut Value) {
        let random = &mut self.random;
        let Some(txs) = result["txs"].as_array_mut() else {
            return;
        };
        match random.below(4) {
            0 => txs.reverse(),
            1 => txs.truncate(random.index(txs.len() + 1)),
            2 => {
                let all = txs.clone();
                txs.extend(all);
            }
            _ => {
                let mut told = result["txs"].take();
                self.disfigure(&mut told);
                result["txs"] = told;
            }
        }
    }
}

fn text_number(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}
