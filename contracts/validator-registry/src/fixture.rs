//! A registry over a chain and a hub made of tables.

use std::cell::RefCell;
use std::collections::BTreeMap;

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::testing::{message_info, mock_env, MockApi, MockStorage};
use cosmwasm_std::{
    from_json, to_json_binary, Addr, AllValidatorsResponse, Binary, Coin, ContractResult as Answer, Decimal,
    Env, Event, Order, OwnedDeps, Querier, QuerierResult, QueryRequest, Response, StakingQuery, Storage,
    SystemError, SystemResult, Uint128, Validator, ValidatorResponse as ChainValidator, WasmQuery,
};
use floe_api::hub::{GuardianResponse, QueryMsg as HubQuery, StakeResponse};
use floe_api::registry::{ExecuteMsg, InstantiateMsg, QueryMsg, ValidatorWeight};

use crate::contract;
use crate::error::ContractResult;

/// Operator addresses that this chain can read begin with it, in either case.
const PREFIX: &str = "floevaloper";

/// The operator address of a validator with a short name.
pub fn op(name: &str) -> String {
    format!("{PREFIX}1{name}")
}

/// An event on one line.
pub fn line(event: &Event) -> String {
    let attributes = event.attributes.iter().map(|a| format!(" {}={}", a.key, a.value));
    format!("{}{}", event.ty, attributes.collect::<String>())
}

/// The events of a response, a line each.
pub fn lines(response: &Response) -> Vec<String> {
    response.events.iter().map(line).collect()
}

pub fn weights(list: &[(&str, u64)]) -> Vec<ValidatorWeight> {
    list.iter()
        .map(|(name, weight)| ValidatorWeight {
            operator: op(name),
            weight: *weight,
        })
        .collect()
}

#[derive(Default)]
pub struct Chain {
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
    /// Names of the queries asked, in order.
    pub asked: RefCell<Vec<String>>,
}

impl Chain {
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

impl Querier for Chain {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        match from_json::<QueryRequest>(request).unwrap() {
            QueryRequest::Staking(query) => SystemResult::Ok(self.staking(query)),
            QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg }) if contract_addr == self.hub => {
                SystemResult::Ok(self.ask_hub(from_json(msg).unwrap()))
            }
            other => SystemResult::Err(SystemError::UnsupportedRequest {
                kind: format!("{other:?}"),
            }),
        }
    }
}

pub struct Fixture {
    pub deps: OwnedDeps<MockStorage, MockApi, Chain>,
    pub env: Env,
}

impl Fixture {
    /// Nothing instantiated; validators `a`, `b`, `c`, `d` bonded at 5 %, `u` known but not bonded.
    pub fn bare() -> Self {
        let api = MockApi::default();
        let commission = Decimal::percent(5);
        let querier = Chain {
            validators: ["a", "b", "c", "d", "u"]
                .map(|name| (op(name), (commission, name != "u")))
                .into(),
            guardian: Some(api.addr_make("guardian").into()),
            pause_secs: 604_800,
            arming: 1,
            hub: api.addr_make("hub").into(),
            ..Chain::default()
        };
        let deps = OwnedDeps {
            storage: MockStorage::new(),
            api,
            querier,
            custom_query_type: Default::default(),
        };
        Self {
            deps,
            env: mock_env(),
        }
    }

    /// Instantiated by the hub with validators `a`, `b` and `c` of weights 1, 2 and 3.
    pub fn new() -> Self {
        let mut fixture = Self::bare();
        let msg = fixture.instantiate_msg(weights(&[("a", 1), ("b", 2), ("c", 3)]));
        fixture.instantiate(msg).unwrap();
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

    pub fn instantiate(&mut self, msg: InstantiateMsg) -> ContractResult<Response> {
        let info = message_info(&self.addr("hub"), &[]);
        contract::instantiate(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    pub fn addr(&self, name: &str) -> Addr {
        self.deps.api.addr_make(name)
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn pass(&mut self, secs: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(secs);
    }

    pub fn send(&mut self, sender: &str, json: &str) -> ContractResult<Response> {
        self.send_msg(sender, from_json(json).unwrap(), &[])
    }

    pub fn send_msg(&mut self, sender: &str, msg: ExecuteMsg, funds: &[Coin]) -> ContractResult<Response> {
        let info = message_info(&self.addr(sender), funds);
        contract::execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    /// Sends a message about one validator.
    /// Lets a validator drain where fewer than three are left, as an older version allowed it.
    pub fn drain(&mut self, name: &str) {
        let mut entries = crate::state::VALIDATORS.load(&self.deps.storage).unwrap();
        crate::entry::find(&mut entries, &op(name))
            .unwrap()
            .drain()
            .unwrap();
        crate::state::save_validators(&mut self.deps.storage, &entries).unwrap();
    }

    pub fn tell(&mut self, sender: &str, message: &str, name: &str) -> ContractResult<Response> {
        self.send(
            sender,
            &format!(r#"{{"{message}":{{"operator":"{}"}}}}"#, op(name)),
        )
    }

    pub fn refresh(&mut self) -> Vec<String> {
        lines(&self.send("stranger", r#"{"refresh":{}}"#).unwrap())
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> cosmwasm_std::StdResult<T> {
        from_json(contract::query(self.deps.as_ref(), self.env.clone(), msg)?)
    }

    /// Operators (without prefix), weights and acceptance, as the hub sees them.
    pub fn shares(&self) -> Vec<(String, u64, bool)> {
        let targets: floe_api::registry::Targets = self.ask(QueryMsg::Targets {}).unwrap();
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

    /// All of the storage.
    pub fn dump(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.deps.storage.range(None, None, Order::Ascending).collect()
    }
}
