//! The bonds over a chain, a hub and a registry made of tables.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a question that no test expects ends it"
)]

use std::collections::BTreeMap;

use cosmwasm_std::testing::{message_info, MockApi, MockStorage};
use cosmwasm_std::{
    from_json, to_json_binary, Addr, Binary, ContractResult as Answer, CosmosMsg, Decimal, Querier,
    QuerierResult, QueryRequest, Response, StakingQuery, StdError, Storage, SystemError, SystemResult,
    Validator, ValidatorResponse as ChainValidator, WasmMsg, WasmQuery,
};
use floe_api::bonds::{BondResponse, ExecuteMsg, InstantiateMsg, QueryMsg};
use floe_api::guarantor::{COVERED_KEY, RETURNED_KEY};
use floe_api::hub::{self, EntryResponse, SilenceResponse, ValidatorResponse};
use floe_api::rate::{Flow, Stock, FLOW_KEY, STOCK_KEY};
use floe_api::stakes::{Stake, LOCKS_KEY, ROSTER_KEY, STAKES_KEY};
use floe_api::targets::{Standing, StandingShare, REFRESHED_KEY, TARGETS_KEY};
use floe_core::allocation::Lock;
use floe_core::units::DAY;
use floe_core::{Native, Shares, Stream};
pub use floe_shell_tests::lines;
use floe_shell_tests::{fixture, Samples};
use packed_store::packed::{pack, Packed};
use packed_store::stored::Map;
use serde_json::json;

use crate::error::{ContractError, ContractResult};
use crate::state::COOLING;

/// 22 days.
pub const COOLDOWN: u64 = 22 * DAY;

fixture!(querier: BondsWorld, api: bonds);

/// The fixture's questions are answered with the errors of the standard library.
impl From<ContractError> for StdError {
    fn from(error: ContractError) -> Self {
        Self::generic_err(error.to_string())
    }
}

/// The operator address that has the bytes of the account of that name.
pub fn op(name: &str) -> String {
    let api = MockApi::default().with_prefix("cosmwasmvaloper");
    api.addr_make(name).into_string()
}

/// A hub and a registry of which only what is read is there.
pub struct BondsWorld {
    pub hub: String,
    pub registry: String,
    pub hub_storage: MockStorage,
    pub registry_storage: MockStorage,
    /// What the hub has where, by operator.
    pub validators: BTreeMap<String, ValidatorResponse>,
    /// Operators that the chain knows.
    pub known: Vec<String>,
}

impl BondsWorld {
    fn set<T: Packed>(storage: &mut MockStorage, key: &str, value: &T) {
        storage.set(key.as_bytes(), &pack(value));
    }

    /// So many coins for so many shares.
    pub fn rate(&mut self, pool: u128, supply: u128) {
        let flow = Flow {
            supply: Shares::new(supply),
            free: Native::ZERO,
        };
        let stock = Stock {
            delegated: Native::new(pool),
            undelegating: Native::ZERO,
            owed: Native::ZERO,
            stream: Stream::default(),
            synced_at: 0,
            synced_height: 0,
        };
        Self::set(&mut self.hub_storage, FLOW_KEY, &flow);
        Self::set(&mut self.hub_storage, STOCK_KEY, &stock);
    }

    /// The operators that the registry has.
    pub fn listed(&mut self, names: &[&str]) {
        let share = |name: &&str| StandingShare {
            operator: op(name),
            weight: 1,
            accepts_from: Some(0),
            leaves_after: None,
        };
        let standing = Standing {
            max_share_bps: 2_000,
            shares: names.iter().map(share).collect(),
        };
        Self::set(&mut self.registry_storage, TARGETS_KEY, &standing);
        Self::set(&mut self.registry_storage, REFRESHED_KEY, &1u64);
    }

    /// What the hub has at an operator: stake, and undelegations in flight.
    pub fn stake(&mut self, name: &str, delegated: u128, in_flight: &[u128]) {
        let entries = in_flight.iter().map(|amount| EntryResponse {
            amount: (*amount).into(),
            expected: (*amount).into(),
            completion: 1,
        });
        let validator = ValidatorResponse {
            operator: op(name),
            delegated: delegated.into(),
            target: delegated.into(),
            entries: entries.collect(),
            cumulative_loss: 0u128.into(),
            last_loss: None,
            harvested_at: 0,
            marked_until: None,
            locked_until: None,
            silent: None,
        };
        self.validators.insert(op(name), validator);
        let roster: Vec<String> = self.validators.keys().cloned().collect();
        let booked = |validator: &ValidatorResponse| Stake {
            booked: validator.delegated.into(),
            messages: 0,
        };
        let stakes: Vec<Stake> = self.validators.values().map(booked).collect();
        Self::set(&mut self.hub_storage, ROSTER_KEY, &roster);
        Self::set(&mut self.hub_storage, STAKES_KEY, &stakes);
    }

    /// The hub has written off all that it had at an operator; perhaps its owner has given it up.
    pub fn written_off(&mut self, name: &str, amount: u128, forgotten: bool) {
        self.stake(name, 0, &[]);
        let validator = self.validators.get_mut(&op(name)).expect("has stake");
        validator.silent = Some(SilenceResponse {
            announced_at: 1,
            written_off_at: Some(2),
            amount: amount.into(),
            forgotten,
        });
    }

    /// Stake was moved from one to another until then.
    pub fn moved(&mut self, from: &str, to: &str, amount: u128, until: u64) {
        let locks: Map<&str, Vec<Lock>> = Map::new(LOCKS_KEY);
        let mut known = locks
            .may_load(&self.hub_storage, &op(to))
            .unwrap()
            .unwrap_or_default();
        known.push(Lock {
            from: op(from),
            amount: Native::new(amount),
            until,
        });
        locks.save(&mut self.hub_storage, &op(to), &known).unwrap();
    }

    fn ask_hub(&self, query: hub::QueryMsg) -> Answer<Binary> {
        match query {
            hub::QueryMsg::Validators { start_after, limit } => {
                let after = start_after.unwrap_or_default();
                let known = self
                    .validators
                    .values()
                    .filter(|validator| validator.operator > after);
                let page: Vec<&ValidatorResponse> = known.take(limit.unwrap_or(10) as usize).collect();
                to_json_binary(&page).into()
            }
            other => panic!("{other:?}"),
        }
    }
}

impl Querier for BondsWorld {
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
            QueryRequest::Wasm(WasmQuery::Raw { contract_addr, .. }) => {
                SystemResult::Err(SystemError::NoSuchContract { addr: contract_addr })
            }
            QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg }) if contract_addr == self.hub => {
                SystemResult::Ok(self.ask_hub(from_json(msg).unwrap()))
            }
            QueryRequest::Staking(StakingQuery::Validator { address }) => {
                // The chain reads addresses in either case and answers in lower case.
                let operator = address.to_lowercase();
                if !operator.starts_with("cosmwasmvaloper1") {
                    return SystemResult::Ok(Answer::Err("decoding bech32 failed".into()));
                }
                let found = self
                    .known
                    .contains(&operator)
                    .then(|| Validator::create(operator, Decimal::zero(), Decimal::one(), Decimal::one()));
                SystemResult::Ok(to_json_binary(&ChainValidator::new(found)).into())
            }
            other => SystemResult::Err(SystemError::UnsupportedRequest {
                kind: format!("{other:?}"),
            }),
        }
    }
}

impl Fixture {
    /// A hub of 100,000,000 at rate one, and the validators `ann` and `ben`.
    fn querier() -> BondsWorld {
        let api = MockApi::default();
        let mut world = BondsWorld {
            hub: api.addr_make("token").into(),
            registry: api.addr_make("registry").into(),
            hub_storage: MockStorage::new(),
            registry_storage: MockStorage::new(),
            validators: BTreeMap::new(),
            known: vec![op("ann"), op("ben")],
        };
        world.rate(100_000_000, 100_000_000);
        world.listed(&[]);
        world.stake("ann", 0, &[]);
        world.stake("ben", 0, &[]);
        world
    }

    /// Instantiated with the default part and 22 days.
    pub fn new() -> Self {
        let mut fixture = Self::bare();
        fixture.begin_with(None, COOLDOWN).unwrap();
        fixture
    }

    pub fn begin_with(&mut self, bond_bps: Option<u64>, cooldown: u64) -> ContractResult<Response> {
        let msg = InstantiateMsg {
            hub: self.addr("token").into(),
            registry: self.addr("registry").into(),
            bond_bps,
            cooldown,
        };
        self.instantiate(msg, &[])
    }

    pub fn samples(&self) -> Samples {
        let (hub, registry, operator) = (self.addr("token"), self.addr("registry"), op("ann"));
        let hook = to_json_binary(&json!({ "post": { "operator": operator } })).unwrap();
        let of = json!({ "operator": operator });
        Samples {
            instantiate: json!({
                "hub": hub, "registry": registry, "bond_bps": 500, "cooldown": COOLDOWN
            }),
            execute: vec![
                (
                    "receive",
                    json!({ "receive": { "sender": self.addr("user"), "amount": "1000000", "msg": hook } }),
                ),
                ("list", json!({ "list": of })),
                ("unlist", json!({ "unlist": of })),
                (
                    "begin_withdraw",
                    json!({ "begin_withdraw": { "operator": operator, "shares": "1" } }),
                ),
                ("withdraw", json!({ "withdraw": of })),
                ("finish", json!({ "finish": of })),
                ("accept_guarantor", json!({ "accept_guarantor": {} })),
            ],
            query: vec![
                json!({ "config": {} }),
                json!({ "bond": of }),
                json!({ "bonds": { "start_after": operator, "limit": 5 } }),
            ],
            migrate: json!({}),
        }
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn pass(&mut self, secs: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(secs);
    }

    fn count(&mut self, map: &'static str, name: &str, shares: u128) {
        let map: Map<(&str, &str), Shares> = Map::new(map);
        let own = self.env.contract.address.to_string();
        let storage = &mut self.deps.querier.hub_storage;
        let before = map
            .may_load(storage, (&own, &op(name)))
            .unwrap()
            .unwrap_or_default();
        map.save(storage, (&own, &op(name)), &before.more(Shares::new(shares)))
            .unwrap();
    }

    /// The hub burns shares of a bond.
    pub fn cover(&mut self, name: &str, shares: u128) {
        self.count(COVERED_KEY, name, shares);
    }

    /// The hub gives shares back.
    pub fn give_back(&mut self, name: &str, shares: u128) {
        self.count(RETURNED_KEY, name, shares);
    }

    pub fn post(&mut self, by: &str, name: &str, shares: u128) -> ContractResult<Response> {
        let msg = ExecuteMsg::Receive {
            sender: self.addr(by).into(),
            amount: shares.into(),
            msg: to_json_binary(&json!({ "post": { "operator": op(name) } })).unwrap(),
        };
        self.send_msg("token", msg, &[])
    }

    /// A message about an operator.
    pub fn tell(&mut self, by: &str, message: &str, name: &str) -> ContractResult<Response> {
        let json = json!({ message: { "operator": op(name) } });
        self.send(by, &json.to_string())
    }

    pub fn begin(&mut self, by: &str, name: &str, shares: u128) -> ContractResult<Response> {
        let msg = ExecuteMsg::BeginWithdraw {
            operator: op(name),
            shares: shares.into(),
        };
        self.send_msg(by, msg, &[])
    }

    /// The second half of a withdrawal, after `look`, which is what the hub does in between; whom it pays, and how much.
    pub fn withdraw(&mut self, name: &str, look: impl FnOnce(&mut Self)) -> ContractResult<(Addr, u128)> {
        let cooling = COOLING.may_load(&self.deps.storage, &op(name)).unwrap();
        let cooling = cooling.map(|cooling| cooling.shares.units()).unwrap_or_default();
        let response = self.tell("stranger", "withdraw", name)?;
        let [(token, sync), (own, finish)] = calls(&response).try_into().unwrap();
        assert_eq!(
            (token, own),
            (self.addr("token"), self.env.contract.address.clone())
        );
        let sync: hub::ExecuteMsg = from_json(sync).unwrap();
        assert_eq!(sync, hub::ExecuteMsg::Sync {});
        look(self);
        let info = message_info(&self.env.contract.address.clone(), &[]);
        let finish = from_json(finish).unwrap();
        let response = crate::contract::execute(self.deps.as_mut(), self.env.clone(), info, finish)?;
        let told = lines(&response);
        let tells = |paid: u128| {
            let end = format!(" shares={paid} burned={}", cooling - paid);
            assert!(told.iter().any(|line| line.ends_with(&end)), "{end} in {told:?}");
        };
        let Some((token, payment)) = calls(&response).pop() else {
            tells(0);
            return Ok((self.addr("nobody"), 0));
        };
        assert_eq!(token, self.addr("token"));
        let hub::ExecuteMsg::Transfer { recipient, amount } = from_json(payment).unwrap() else {
            panic!("no payment")
        };
        tells(amount.u128());
        Ok((Addr::unchecked(recipient), amount.u128()))
    }

    pub fn bond(&self, name: &str) -> BondResponse {
        let operator = op(name);
        self.ask(QueryMsg::Bond { operator }).unwrap()
    }
}

/// Whom a response calls, and with what.
pub fn calls(response: &Response) -> Vec<(Addr, Binary)> {
    let call = |sub: &cosmwasm_std::SubMsg| match sub.msg.clone() {
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        }) if funds.is_empty() => (Addr::unchecked(contract_addr), msg),
        other => panic!("{other:?}"),
    };
    response.messages.iter().map(call).collect()
}
