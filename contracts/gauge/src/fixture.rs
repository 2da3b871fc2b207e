//! The gauge over a hub, a registry and a contract with power that are made of tables.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a question that no test expects ends it"
)]

use std::collections::BTreeMap;

use cosmwasm_std::testing::{MockApi, MockStorage};
use cosmwasm_std::{
    from_json, to_json_binary, Binary, ContractResult as Answer, Decimal, Querier, QuerierResult,
    QueryRequest, Reply, Response, StdError, Storage, SubMsg, SubMsgResponse, SubMsgResult, SystemError,
    SystemResult, WasmQuery,
};
use cw_utils::Duration;
use floe_api::gauge::{
    GaugeBallotResponse, GaugeVotesResponse, GaugeWeightsResponse, InstantiateMsg, QueryMsg,
};
use floe_api::rate::{Flow, Stock, FLOW_KEY, STOCK_KEY};
use floe_api::registry::{self, ValidatorClass, ValidatorResponse, ValidatorStatus};
use floe_api::stake::{self, GetConfigResponse, PowerAtHeightResponse};
use floe_api::targets::{Standing, StandingShare, REFRESHED_KEY, TARGETS_KEY};
use floe_core::units::DAY;
use floe_core::{Native, Shares, Stream};
pub use floe_shell_tests::lines;
use floe_shell_tests::{fixture, Samples};
use packed_store::packed::{pack, Packed};
use serde_json::json;

use crate::error::{ContractError, ContractResult};

fixture!(querier: GaugeWorld, api: gauge);

/// The fixture's questions are answered with the errors of the standard library.
impl From<ContractError> for StdError {
    fn from(error: ContractError) -> Self {
        Self::generic_err(error.to_string())
    }
}

/// The first day of an epoch, at half past eight.
pub const START: u64 = 2_900 * 7 * DAY + 30_600;

/// What the gauge asks of.
pub struct GaugeWorld {
    pub hub: String,
    pub registry: String,
    pub power: String,
    hub_storage: MockStorage,
    registry_storage: MockStorage,
    pub validators: Vec<ValidatorResponse>,
    /// By account: from which height on what was there, ascending.
    pub powers: BTreeMap<String, Vec<(u64, u128)>>,
    /// What else is staked.
    pub others: u128,
    pub unstaking: Option<Duration>,
}

impl GaugeWorld {
    fn set<T: Packed>(storage: &mut MockStorage, key: &str, value: &T) {
        storage.set(key.as_bytes(), &pack(value));
    }

    pub fn supply(&mut self, supply: u128) {
        let flow = Flow {
            supply: Shares::new(supply),
            free: Native::ZERO,
        };
        let stock = Stock {
            delegated: Native::new(supply),
            undelegating: Native::ZERO,
            owed: Native::ZERO,
            stream: Stream::default(),
            synced_at: 0,
            synced_height: 0,
        };
        Self::set(&mut self.hub_storage, FLOW_KEY, &flow);
        Self::set(&mut self.hub_storage, STOCK_KEY, &stock);
    }

    /// Tells of the validators where they are read raw, too.
    pub fn list(&mut self) {
        let share = |validator: &ValidatorResponse| StandingShare {
            operator: validator.operator.clone(),
            weight: validator.weight,
            accepts_from: Some(0),
            leaves_after: None,
        };
        let standing = Standing {
            max_share_bps: 2_000,
            shares: self.validators.iter().map(share).collect(),
        };
        Self::set(&mut self.registry_storage, TARGETS_KEY, &standing);
        Self::set(&mut self.registry_storage, REFRESHED_KEY, &1u64);
    }

    fn power_of(&self, user: &str, height: u64) -> u128 {
        let known = self.powers.get(user).into_iter().flatten();
        let before = known.take_while(|(from, _)| *from < height).last();
        before.map(|(_, power)| *power).unwrap_or_default()
    }

    fn ask_power(&self, question: stake::QueryMsg) -> Answer<Binary> {
        let told = |power: u128, height: u64| PowerAtHeightResponse {
            power: power.into(),
            height,
        };
        match question {
            stake::QueryMsg::VotingPowerAtHeight { address, height } => {
                let height = height.unwrap();
                to_json_binary(&told(self.power_of(&address, height), height))
            }
            stake::QueryMsg::TotalPowerAtHeight { height } => {
                let height = height.unwrap_or_default();
                let all: u128 = self.powers.keys().map(|user| self.power_of(user, height)).sum();
                to_json_binary(&told(all + self.others, height))
            }
            stake::QueryMsg::GetConfig {} => to_json_binary(&GetConfigResponse {
                owner: None,
                token_address: None,
                unstaking_duration: self.unstaking,
            }),
            other => panic!("{other:?}"),
        }
        .into()
    }

    fn ask_registry(&self, question: registry::QueryMsg) -> Answer<Binary> {
        match question {
            registry::QueryMsg::Validators {
                start_after: None,
                limit,
            } => {
                let page = self.validators.iter().take(limit.unwrap() as usize);
                to_json_binary(&page.collect::<Vec<_>>()).into()
            }
            other => panic!("{other:?}"),
        }
    }
}

impl Querier for GaugeWorld {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let read = |storage: &MockStorage, key: Binary| {
            SystemResult::Ok(Answer::Ok(storage.get(&key).unwrap_or_default().into()))
        };
        match from_json::<QueryRequest>(request).unwrap() {
            QueryRequest::Wasm(WasmQuery::Raw { contract_addr, key }) if contract_addr == self.hub => {
                read(&self.hub_storage, key)
            }
            QueryRequest::Wasm(WasmQuery::Raw { contract_addr, key }) if contract_addr == self.registry => {
                read(&self.registry_storage, key)
            }
            QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg }) if contract_addr == self.power => {
                SystemResult::Ok(self.ask_power(from_json(msg).unwrap()))
            }
            QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg }) if contract_addr == self.registry => {
                SystemResult::Ok(self.ask_registry(from_json(msg).unwrap()))
            }
            QueryRequest::Wasm(
                WasmQuery::Raw { contract_addr, .. } | WasmQuery::Smart { contract_addr, .. },
            ) => SystemResult::Err(SystemError::NoSuchContract { addr: contract_addr }),
            other => panic!("{other:?}"),
        }
    }
}

/// A curated validator of base and weight 100,000.
pub fn validator(operator: &str) -> ValidatorResponse {
    ValidatorResponse {
        operator: operator.into(),
        class: ValidatorClass::Curated,
        weight: 100_000,
        base: 100_000,
        status: ValidatorStatus::Active,
        commission: Decimal::percent(5),
        bonded: true,
        since: 1,
        dear_since: None,
        listed_at: 1,
        accepting: true,
        bonded_share: Decimal::one(),
        highest_commission: Decimal::percent(5),
        short: false,
    }
}

impl Fixture {
    fn querier() -> GaugeWorld {
        let address = |name| MockApi::default().addr_make(name).into_string();
        let mut world = GaugeWorld {
            hub: address("token"),
            registry: address("registry"),
            power: address("staking"),
            hub_storage: MockStorage::new(),
            registry_storage: MockStorage::new(),
            validators: ["a", "b", "c", "d"].map(validator).into(),
            powers: BTreeMap::new(),
            others: 0,
            unstaking: Some(Duration::Time(DAY)),
        };
        world.supply(1_000);
        world.list();
        world
    }

    /// Instantiated with a quorum of 10 %, and a half of the weights for votes; two days ago.
    pub fn new() -> Self {
        let mut f = Self::bare();
        f.env.block.time = cosmwasm_std::Timestamp::from_seconds(START - 2 * DAY);
        f.begin_with(None, Some(5_000)).unwrap();
        f.pass(2 * DAY);
        f
    }

    pub fn begin_with(
        &mut self,
        quorum_bps: Option<u64>,
        alpha_bps: Option<u64>,
    ) -> ContractResult<Response> {
        let msg = InstantiateMsg {
            hub: self.addr("token").into(),
            registry: self.addr("registry").into(),
            power: self.addr("staking").into(),
            quorum_bps,
            alpha_bps,
        };
        self.instantiate(msg, &[])
    }

    pub fn samples(&self) -> Samples {
        let user = self.addr("user");
        let of = json!({ "proposal_id": 1 });
        Samples {
            instantiate: json!({
                "hub": self.addr("token"),
                "registry": self.addr("registry"),
                "power": self.addr("staking"),
                "quorum_bps": 1_000,
                "alpha_bps": 2_500,
            }),
            execute: vec![
                ("open", json!({ "open": of })),
                ("prove", json!({ "prove": of })),
                (
                    "vote",
                    json!({ "vote": { "proposal_id": 1, "votes": [["0.5", "yes"], ["0.5", "no"]] } }),
                ),
                ("cast", json!({ "cast": of })),
                ("set_votes", json!({ "set_votes": { "votes": [["a", 10_000]] } })),
                ("poke", json!({ "poke": { "user": user } })),
                ("apply", json!({ "apply": {} })),
                (
                    "stake_change_hook",
                    json!({ "stake_change_hook": { "unstake": { "addr": user, "amount": "1" } } }),
                ),
            ],
            query: vec![
                json!({ "config": {} }),
                json!({ "proposal": of }),
                json!({ "proposals": { "start_after": 5, "limit": 5 } }),
                json!({ "ballot": { "proposal_id": 1, "user": user } }),
                json!({ "votes": { "user": user } }),
                json!({ "weights": {} }),
            ],
            migrate: json!({}),
        }
    }

    /// Time passes, and blocks of six seconds.
    pub fn pass(&mut self, secs: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(secs);
        self.env.block.height += secs.div_ceil(6);
    }

    /// What somebody has staked from this block on, seen from the next one.
    pub fn power(&mut self, user: &str, power: u128) {
        let height = self.env.block.height;
        let user = self.addr(user).into_string();
        self.deps
            .querier
            .powers
            .entry(user)
            .or_default()
            .push((height, power));
    }

    /// What the contract says to the outcome of a message.
    pub fn answer(&mut self, sub: &SubMsg, failure: Option<&str>) -> ContractResult<Response> {
        #[allow(deprecated)]
        let response = SubMsgResponse {
            events: vec![],
            data: None,
            msg_responses: vec![],
        };
        let reply = Reply {
            id: sub.id,
            payload: sub.payload.clone(),
            gas_used: 0,
            result: match failure {
                None => SubMsgResult::Ok(response),
                Some(reason) => SubMsgResult::Err(reason.into()),
            },
        };
        crate::contract::reply(self.deps.as_mut(), self.env.clone(), reply)
    }

    /// Opens a proposal that is in its voting period.
    pub fn open(&mut self, by: &str, proposal_id: u64) -> ContractResult<()> {
        let response = self.send(by, &format!(r#"{{"open":{{"proposal_id":{proposal_id}}}}}"#))?;
        self.answer(&response.messages[0], Some("codespace: wasm, code: 5"))?;
        Ok(())
    }

    pub fn vote(&mut self, by: &str, proposal_id: u64, votes: &str) -> ContractResult<Response> {
        let vote = format!(r#"{{"vote":{{"proposal_id":{proposal_id},"votes":{votes}}}}}"#);
        self.send(by, &vote)
    }

    pub fn set_votes(&mut self, by: &str, votes: &str) -> ContractResult<Response> {
        self.send(by, &format!(r#"{{"set_votes":{{"votes":{votes}}}}}"#))
    }

    pub fn poke(&mut self, user: &str) -> Response {
        let user = self.addr(user);
        self.send("stranger", &format!(r#"{{"poke":{{"user":"{user}"}}}}"#))
            .unwrap()
    }

    pub fn votes(&self, user: &str) -> GaugeVotesResponse {
        let user = self.addr(user).into();
        self.ask(QueryMsg::Votes { user }).unwrap()
    }

    pub fn ballot(&self, user: &str, proposal_id: u64) -> GaugeBallotResponse {
        let user = self.addr(user).into();
        self.ask(QueryMsg::Ballot { proposal_id, user }).unwrap()
    }

    pub fn weights(&self) -> GaugeWeightsResponse {
        self.ask(QueryMsg::Weights {}).unwrap()
    }

    /// All votes that count for each validator.
    pub fn sums(&self) -> Vec<u128> {
        self.weights()
            .validators
            .into_iter()
            .map(|v| v.votes.u128())
            .collect()
    }
}
