//! A backstop over a hub made of a storage and balances, which does what its messages ask.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a question that no test expects ends it"
)]

use std::collections::BTreeMap;

use cosmwasm_std::testing::{MockApi, MockStorage};
use cosmwasm_std::{
    from_json, to_json_binary, Binary, ContractResult as Answer, CosmosMsg, Querier, QuerierResult,
    QueryRequest, Response, StdError, Storage, SystemError, SystemResult, WasmMsg, WasmQuery,
};
use cw20::BalanceResponse;
use floe_api::backstop::{
    BackstopPositionResponse, BackstopStateResponse, ExecuteMsg, InstantiateMsg, QueryMsg,
};
use floe_api::guarantor::{COVERED_KEY, OWED_BACK_KEY, RETURNED_KEY};
use floe_api::hub;
use floe_api::rate::{Flow, Stock, FLOW_KEY, STOCK_KEY};
use floe_core::allocation::Portion;
use floe_core::units::DAY;
use floe_core::{Native, Shares, Stream};
pub use floe_shell_tests::lines;
use floe_shell_tests::{fixture, Samples};
use packed_store::packed::{pack, Packed};
use packed_store::stored::Map;
use serde_json::json;

use crate::error::{ContractError, ContractResult};

/// 22 days.
pub const COOLDOWN: u64 = 22 * DAY;

fixture!(querier: MockHub, api: backstop);

/// The fixture's questions are answered with the errors of the standard library.
impl From<ContractError> for StdError {
    fn from(error: ContractError) -> Self {
        Self::generic_err(error.to_string())
    }
}

/// A hub of which only the token and the numbers of guarantors are there.
pub struct MockHub {
    pub address: String,
    pub storage: MockStorage,
    pub balances: BTreeMap<String, u128>,
    /// What it answers to `guarantees`.
    pub guarantees: hub::GuaranteesResponse,
    pub fails: bool,
}

impl MockHub {
    /// Under the key of an item.
    pub fn set<T: Packed>(&mut self, key: &str, value: &T) {
        self.storage.set(key.as_bytes(), &pack(value));
    }

    /// So many coins for so many shares.
    pub fn rate(&mut self, pool: u128, supply: u128) {
        self.set(
            FLOW_KEY,
            &Flow {
                supply: Shares::new(supply),
                free: Native::ZERO,
            },
        );
        self.set(
            STOCK_KEY,
            &Stock {
                delegated: Native::new(pool),
                undelegating: Native::ZERO,
                owed: Native::ZERO,
                stream: Stream::default(),
                synced_at: 0,
                synced_height: 0,
            },
        );
    }

    fn answer(&self, query: WasmQuery) -> Answer<Binary> {
        if self.fails {
            return Answer::Err("the hub is on strike".into());
        }
        match query {
            WasmQuery::Raw { key, .. } => Answer::Ok(self.storage.get(&key).unwrap_or_default().into()),
            WasmQuery::Smart { msg, .. } => match from_json(msg).unwrap() {
                hub::QueryMsg::Balance { address } => {
                    let balance = self.balances.get(&address).copied().unwrap_or_default();
                    to_json_binary(&BalanceResponse {
                        balance: balance.into(),
                    })
                    .into()
                }
                hub::QueryMsg::Guarantees {} => to_json_binary(&self.guarantees).into(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }
}

impl Querier for MockHub {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        match from_json::<QueryRequest>(request).unwrap() {
            QueryRequest::Wasm(query @ (WasmQuery::Smart { .. } | WasmQuery::Raw { .. }))
                if asked(&query) == self.address =>
            {
                SystemResult::Ok(self.answer(query))
            }
            QueryRequest::Wasm(WasmQuery::Raw { contract_addr, .. }) => {
                SystemResult::Err(SystemError::NoSuchContract { addr: contract_addr })
            }
            other => SystemResult::Err(SystemError::UnsupportedRequest {
                kind: format!("{other:?}"),
            }),
        }
    }
}

fn asked(query: &WasmQuery) -> &str {
    match query {
        WasmQuery::Smart { contract_addr, .. } | WasmQuery::Raw { contract_addr, .. } => contract_addr,
        other => panic!("{other:?}"),
    }
}

impl Fixture {
    /// A hub at rate one.
    fn querier() -> MockHub {
        let mut hub = MockHub {
            address: MockApi::default().addr_make("token").into(),
            storage: MockStorage::new(),
            balances: BTreeMap::new(),
            guarantees: hub::GuaranteesResponse {
                bonds: None,
                backstop: None,
                pending_bonds: None,
                pending_backstop: None,
                cap_bps: 10_000,
                worst_loss: 1_248_750u128.into(),
                worst_uncovered_bps: 125,
            },
            fails: false,
        };
        hub.rate(100_000_000, 100_000_000);
        hub
    }

    /// Instantiated for the hub `token`.
    pub fn new() -> Self {
        let mut fixture = Self::bare();
        fixture.begin_with(COOLDOWN).unwrap();
        fixture
    }

    pub fn begin_with(&mut self, cooldown: u64) -> ContractResult<Response> {
        let msg = InstantiateMsg {
            hub: self.addr("token").into(),
            cooldown,
        };
        self.instantiate(msg, &[])
    }

    pub fn samples(&self) -> Samples {
        let (token, user) = (self.addr("token"), self.addr("user"));
        let hook = to_json_binary(&json!({ "deposit": { "receiver": user, "min_units": "1" } })).unwrap();
        Samples {
            instantiate: json!({ "hub": token, "cooldown": COOLDOWN }),
            execute: vec![
                (
                    "receive",
                    json!({ "receive": { "sender": user, "amount": "3000000", "msg": hook } }),
                ),
                ("begin", json!({ "begin": { "units": "1" } })),
                ("stop", json!({ "stop": {} })),
                ("withdraw", json!({ "withdraw": { "receiver": user } })),
                ("finish", json!({ "finish": { "user": user, "receiver": user } })),
                ("poke", json!({ "poke": {} })),
                ("accept_guarantor", json!({ "accept_guarantor": {} })),
            ],
            query: vec![
                json!({ "config": {} }),
                json!({ "state": {} }),
                json!({ "position": { "user": user } }),
                json!({ "positions": { "start_after": user, "limit": 5 } }),
                json!({ "value": { "units": "1" } }),
                json!({ "coverage": {} }),
                json!({ "convert_to_assets": { "amount": "1" } }),
                json!({ "convert_to_shares": { "amount": "1" } }),
            ],
            migrate: json!({}),
        }
    }

    pub fn pass(&mut self, secs: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(secs);
    }

    pub fn own(&self) -> String {
        self.env.contract.address.to_string()
    }

    /// Gives shares to the contract, made from nothing.
    pub fn gift(&mut self, shares: u128) {
        let own = self.own();
        *self.deps.querier.balances.entry(own).or_default() += shares;
    }

    fn count(&mut self, map: &'static str, shares: u128) {
        let map: Map<(&str, &str), Shares> = Map::new(map);
        let own = self.own();
        let storage = &mut self.deps.querier.storage;
        let before = map.may_load(storage, (&own, "")).unwrap().unwrap_or_default();
        map.save(storage, (&own, ""), &before.more(Shares::new(shares)))
            .unwrap();
    }

    /// The hub burns shares.
    pub fn cover(&mut self, shares: u128) {
        let own = self.own();
        *self.deps.querier.balances.get_mut(&own).unwrap() -= shares;
        self.count(COVERED_KEY, shares);
    }

    /// The hub gives shares back.
    pub fn give_back(&mut self, shares: u128) {
        self.gift(shares);
        self.count(RETURNED_KEY, shares);
    }

    /// What may still come back.
    pub fn owe(&mut self, amounts: &[u128]) {
        let map: Map<(&str, &str), Vec<Portion>> = Map::new(OWED_BACK_KEY);
        let portions = amounts.iter().map(|amount| Portion {
            validator: "floevaloper1a".into(),
            amount: Native::new(*amount),
        });
        let own = self.own();
        map.save(&mut self.deps.querier.storage, (&own, ""), &portions.collect())
            .unwrap();
    }

    /// Sends shares of `by`, made from nothing, to the contract with a message.
    pub fn send_shares(&mut self, by: &str, shares: u128, hook: &str) -> ContractResult<Response> {
        let msg = ExecuteMsg::Receive {
            sender: self.addr(by).into(),
            amount: shares.into(),
            msg: hook.as_bytes().into(),
        };
        self.gift(shares);
        let before = self.deps.querier.balances.clone();
        let outcome = self.send_msg("token", msg, &[]);
        if outcome.is_err() {
            self.deps.querier.balances = before;
            let own = self.own();
            *self.deps.querier.balances.get_mut(&own).unwrap() -= shares;
        }
        outcome
    }

    pub fn deposit(&mut self, by: &str, shares: u128) -> ContractResult<u128> {
        let before = self.position(by).units;
        self.send_shares(by, shares, r#"{"deposit":{}}"#)?;
        Ok((self.position(by).units - before).u128())
    }

    /// Both halves of a withdrawal, and the payment. The hub's look changes nothing here.
    pub fn withdraw(&mut self, by: &str) -> ContractResult<u128> {
        let response = self.send(by, r#"{"withdraw":{}}"#)?;
        let [(_, sync), (own, finish)] = calls(&response).try_into().unwrap();
        assert_eq!(
            from_json::<hub::ExecuteMsg>(sync).unwrap(),
            hub::ExecuteMsg::Sync {}
        );
        assert_eq!(own, self.own());
        let info = cosmwasm_std::testing::message_info(&self.env.contract.address.clone(), &[]);
        let finish = from_json(finish).unwrap();
        let response = crate::contract::execute(self.deps.as_mut(), self.env.clone(), info, finish)?;
        let [(token, payment)] = calls(&response).try_into().unwrap();
        assert_eq!(token, self.addr("token").as_str());
        let hub::ExecuteMsg::Transfer { recipient, amount } = from_json(payment).unwrap() else {
            panic!("no payment")
        };
        let own = self.own();
        *self.deps.querier.balances.get_mut(&own).unwrap() -= amount.u128();
        *self.deps.querier.balances.entry(recipient).or_default() += amount.u128();
        Ok(amount.u128())
    }

    pub fn state(&self) -> BackstopStateResponse {
        self.ask(QueryMsg::State {}).unwrap()
    }

    pub fn position(&self, user: &str) -> BackstopPositionResponse {
        let user = self.addr(user).into();
        self.ask(QueryMsg::Position { user }).unwrap()
    }

    /// `N`, `A` and the unreleased premium.
    pub fn books(&self) -> [u128; 3] {
        let state = self.state();
        [state.units, state.assets, state.unreleased].map(|amount| amount.u128())
    }
}

/// Whom a response calls, and with what.
pub fn calls(response: &Response) -> Vec<(String, Binary)> {
    let call = |sub: &cosmwasm_std::SubMsg| match sub.msg.clone() {
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        }) if funds.is_empty() => (contract_addr, msg),
        other => panic!("{other:?}"),
    };
    response.messages.iter().map(call).collect()
}
