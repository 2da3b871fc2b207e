//! Lies that keep the shape of what they lie about.

use super::*;

impl Liar {
    pub(super) fn mean_status(&mut self, result: &mut Value) {
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

    pub(super) fn mean_query(&mut self, request: &RpcRequest, result: &mut Value) {
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

    pub(super) fn mean_value(&mut self, path: &str, value: &[u8]) -> Vec<u8> {
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

    pub(super) fn mean_broadcast(&mut self, request: &RpcRequest, result: &mut Value) {
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

    pub(super) fn mean_tx(&mut self, result: &mut Value) {
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

    pub(super) fn mean_history(&mut self, result: &mut Value) {
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
