//! A registry over a chain and a hub made of tables.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a question that no test expects ends it"
)]

mod class;

use std::cell::RefCell;
use std::collections::BTreeMap;

use cosmwasm_std::testing::MockApi;
use cosmwasm_std::{
    from_json, to_json_binary, AllValidatorsResponse, Binary, ContractResult as Answer, Decimal, Querier,
    QuerierResult, QueryRequest, Response, StakingQuery, SystemError, SystemResult, Uint128, Validator,
    ValidatorResponse as ChainValidator, WasmQuery,
};
use floe_api::hub::{GuardianResponse, QueryMsg as HubQuery, StakeResponse};
use floe_api::registry::{InstantiateMsg, QueryMsg, Targets, ValidatorWeight};
use floe_shell_tests::{fixture, Samples};
pub use floe_shell_tests::{line, lines};
use serde_json::json;

use crate::error::ContractResult;

/// Operator addresses that this chain can read begin with it, in either case.
const PREFIX: &str = "floevaloper";

/// The operator address of a validator with a short name.
pub fn op(name: &str) -> String {
    format!("{PREFIX}1{name}")
}

fixture!(querier: MockChain, api: registry);

pub fn weights(list: &[(&str, u64)]) -> Vec<ValidatorWeight> {
    list.iter()
        .map(|(name, weight)| ValidatorWeight {
            operator: op(name),
            weight: *weight,
        })
        .collect()
}

#[derive(Default)]
pub struct MockChain {
    /// Operator address → commission, and whether it is bonded.
    pub validators: BTreeMap<String, (Decimal, bool)>,
    /// Operator address → what the hub has there; zeros where nothing is given.
    pub stakes: BTreeMap<String, (u128, u32)>,
    pub guardian: Option<String>,
    pub pause_secs: u64,
    pub arming: u64,
    pub hub: String,
    pub hub_fails: bool,
    pub staking_fails: bool,
    /// Contract and key → what it stores there; nothing can be read of others.
    pub stored: BTreeMap<(String, Vec<u8>), Vec<u8>>,
    /// Names of the queries asked, in order.
    pub asked: RefCell<Vec<String>>,
}

impl MockChain {
    fn note(&self, name: &str) {
        self.asked.borrow_mut().push(name.to_owned());
    }

    fn staking(&self, query: StakingQuery) -> Answer<Binary> {
        if self.staking_fails {
            return Answer::Err("the staking module is on strike".into());
        }
        match query {
            StakingQuery::AllValidators {} => {
                self.note("all_validators");
                let bonded = self.validators.iter().filter(|(_, (_, bonded))| *bonded);
                let list = bonded
                    .map(|(operator, (commission, _))| seen(operator, *commission))
                    .collect();
                to_json_binary(&AllValidatorsResponse::new(list)).into()
            }
            StakingQuery::Validator { address } => {
                self.note("validator");
                // The chain reads addresses in either case and answers in lower case.
                let operator = address.to_lowercase();
                if !operator.starts_with(PREFIX) {
                    return Answer::Err("decoding bech32 failed".into());
                }
                let found = self
                    .validators
                    .get(&operator)
                    .map(|(commission, _)| seen(&operator, *commission));
                to_json_binary(&ChainValidator::new(found)).into()
            }
            other => panic!("{other:?}"),
        }
    }

    fn read_raw(&self, contract: String, key: Binary) -> QuerierResult {
        self.note("raw");
        if !self.stored.keys().any(|(known, _)| *known == contract) {
            return SystemResult::Err(SystemError::NoSuchContract { addr: contract });
        }
        let value = self.stored.get(&(contract, key.to_vec())).cloned();
        SystemResult::Ok(Answer::Ok(value.unwrap_or_default().into()))
    }

    fn ask_hub(&self, query: HubQuery) -> Answer<Binary> {
        if self.hub_fails {
            return Answer::Err("the hub is on strike".into());
        }
        match query {
            HubQuery::Stakes { operators } => {
                self.note("stakes");
                let stake = |operator| {
                    let (delegated, entries) = self.stakes.get(operator).copied().unwrap_or_default();
                    StakeResponse {
                        delegated: Uint128::new(delegated),
                        entries,
                    }
                };
                to_json_binary(&operators.iter().map(stake).collect::<Vec<_>>()).into()
            }
            HubQuery::Guardian {} => {
                self.note("guardian");
                to_json_binary(&GuardianResponse {
                    guardian: self.guardian.clone(),
                    pause_secs: self.pause_secs,
                    arming: self.arming,
                })
                .into()
            }
            other => panic!("{other:?}"),
        }
    }
}

fn seen(operator: &str, commission: Decimal) -> Validator {
    Validator::create(
        operator.to_owned(),
        commission,
        Decimal::one(),
        Decimal::percent(1),
    )
}

impl Querier for MockChain {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        match from_json::<QueryRequest>(request).unwrap() {
            QueryRequest::Staking(query) => SystemResult::Ok(self.staking(query)),
            QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg }) if contract_addr == self.hub => {
                SystemResult::Ok(self.ask_hub(from_json(msg).unwrap()))
            }
            QueryRequest::Wasm(WasmQuery::Raw { contract_addr, key }) => self.read_raw(contract_addr, key),
            other => SystemResult::Err(SystemError::UnsupportedRequest {
                kind: format!("{other:?}"),
            }),
        }
    }
}

impl Fixture {
    /// Validators `a`, `b`, `c`, `d` bonded at 5 %, `u` known but not bonded.
    fn querier() -> MockChain {
        let (api, commission) = (MockApi::default(), Decimal::percent(5));
        MockChain {
            validators: ["a", "b", "c", "d", "u"]
                .map(|name| (op(name), (commission, name != "u")))
                .into(),
            guardian: Some(api.addr_make("guardian").into()),
            pause_secs: 604_800,
            arming: 1,
            hub: api.addr_make("hub").into(),
            ..MockChain::default()
        }
    }

    /// Instantiated by the hub with validators `a`, `b` and `c` of weights 1, 2 and 3.
    pub fn new() -> Self {
        let mut fixture = Self::bare();
        let msg = fixture.instantiate_msg(weights(&[("a", 1), ("b", 2), ("c", 3)]));
        fixture.instantiate(msg, &[]).unwrap();
        fixture.deps.querier.asked.take();
        fixture
    }

    pub fn instantiate_msg(&self, validators: Vec<ValidatorWeight>) -> InstantiateMsg {
        InstantiateMsg {
            owner: self.addr("owner").into(),
            validators,
            params: Default::default(),
        }
    }

    pub fn samples(&self) -> Samples {
        let (b, heir) = (json!({ "operator": op("b") }), self.addr("heir"));
        let update = json!({ "max_share_bps": 500 });
        let first = json!([{ "operator": op("a"), "weight": 5 }]);
        let samples = Samples {
            instantiate: json!({ "owner": self.addr("owner"), "validators": first, "params": update }),
            execute: vec![
                (
                    "add_validator",
                    json!({ "add_validator": { "operator": op("d"), "weight": 1 } }),
                ),
                ("set_weights", json!({ "set_weights": { "weights": first } })),
                ("remove_validator", json!({ "remove_validator": b })),
                ("list_validator", json!({ "list_validator": b })),
                ("unlist_validator", json!({ "unlist_validator": b })),
                ("pause_validator", json!({ "pause_validator": b })),
                ("resume_validator", json!({ "resume_validator": b })),
                ("refresh", json!({ "refresh": {} })),
                ("update_params", json!({ "update_params": update })),
                (
                    "update_roles",
                    json!({ "update_roles": { "steward": heir, "lister": null } }),
                ),
            ],
            query: vec![
                json!({ "validators": { "start_after": null, "limit": 5 } }),
                json!({ "validator": { "operator": "v" } }),
                json!({ "targets": {} }),
                json!({ "config": {} }),
            ],
            migrate: json!({ "params": update }),
        };
        samples.owned(heir.as_str())
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn pass(&mut self, secs: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(secs);
    }

    /// Lets a validator drain where fewer than three are left, as an older version allowed it.
    pub fn drain(&mut self, name: &str) {
        let mut entries = crate::state::VALIDATORS.load(&self.deps.storage).unwrap();
        crate::entry::find(&mut entries, &op(name))
            .unwrap()
            .drain()
            .unwrap();
        crate::state::save_validators(&mut self.deps.storage, &entries).unwrap();
    }

    /// Sends a message about one validator.
    pub fn tell(&mut self, sender: &str, message: &str, name: &str) -> ContractResult<Response> {
        self.send(
            sender,
            &format!(r#"{{"{message}":{{"operator":"{}"}}}}"#, op(name)),
        )
    }

    pub fn refresh(&mut self) -> Vec<String> {
        lines(&self.send("stranger", r#"{"refresh":{}}"#).unwrap())
    }

    /// Operators (without prefix), weights and acceptance, as the hub sees them.
    pub fn shares(&self) -> Vec<(String, u64, bool)> {
        let targets: Targets = self.ask(QueryMsg::Targets {}).unwrap();
        let short = |operator: String| operator.trim_start_matches(&op("")).to_owned();
        targets
            .shares
            .into_iter()
            .map(|s| (short(s.operator), s.weight, s.accepting))
            .collect()
    }

    pub fn chain(&mut self, name: &str, commission: u64, bonded: bool) {
        self.deps
            .querier
            .validators
            .insert(op(name), (Decimal::percent(commission), bonded));
    }
}
