//! A timelock over a hub made of a storage, and the contracts that it governs.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a question that no test expects ends it"
)]

use std::collections::BTreeMap;

use cosmwasm_std::testing::{MockApi, MockStorage};
use cosmwasm_std::{
    from_json, to_json_binary, Addr, Binary, ContractInfoResponse, ContractResult as Answer, CosmosMsg,
    Empty, Querier, QuerierResult, QueryRequest, Response, StdError, Storage, SystemError, SystemResult,
    Uint128, WasmMsg, WasmQuery,
};
use floe_api::exits::{BATCHES_KEY, QUEUE_KEY};
use floe_api::ownership::OwnershipResponse;
use floe_api::rate::{Flow, FLOW_KEY};
use floe_api::timelock::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, ObjectionResponse, ProposedMsg, QueryMsg,
    TimelockProposalResponse, WasmAct,
};
use floe_api::wiring::{Wiring, WIRING_KEY};
use floe_core::engine::Queue;
use floe_core::{Batch, Cover, Native, Settled, Shares, Unbonding};
pub use floe_shell_tests::lines;
use floe_shell_tests::{fixture, Samples};
use packed_store::packed::{pack, Packed};
use packed_store::stored::Map;
use serde_json::{json, Value};

use crate::error::{ContractError, ContractResult};

/// Four days, and twenty-five.
pub const SHORT: u64 = 345_600;
pub const EXIT: u64 = 2_160_000;
/// Of the hub, in the books before anything happens.
pub const SUPPLY: u128 = 100_000_000;
pub const SEED: u128 = 1_000_000;

fixture!(querier: GovernedWorld, api: timelock);

/// The fixture's questions are answered with the errors of the standard library.
impl From<ContractError> for StdError {
    fn from(error: ContractError) -> Self {
        Self::generic_err(error.to_string())
    }
}

/// A hub of which only what is read is there, and contracts of which only owners and admins are.
pub struct GovernedWorld {
    pub hub: String,
    pub storage: MockStorage,
    /// Whether the hub can be read.
    pub fails: bool,
    /// What contracts answer to `ownership`.
    pub ownerships: BTreeMap<String, OwnershipResponse>,
    /// The timelock's own.
    pub admin: Option<String>,
}

impl GovernedWorld {
    pub fn set<T: Packed>(&mut self, key: &str, value: &T) {
        self.storage.set(key.as_bytes(), &pack(value));
    }

    pub fn supply(&mut self, supply: u128) {
        let flow = Flow {
            supply: Shares::new(supply),
            free: Native::ZERO,
        };
        self.set(FLOW_KEY, &flow);
    }

    /// The number of the open batch, and the shares in it.
    pub fn open(&mut self, number: u64, shares: u128) {
        let queue = Queue {
            open: number,
            ..Queue::default()
        };
        self.set(QUEUE_KEY, &queue);
        let hub = Addr::unchecked(&self.hub);
        cw20_base::state::BALANCES
            .save(&mut self.storage, &hub, &Uint128::new(SEED + shares))
            .unwrap();
    }

    pub fn batch(&mut self, number: u64, batch: &Batch) {
        let batches: Map<u64, Batch> = Map::new(BATCHES_KEY);
        batches.save(&mut self.storage, number, batch).unwrap();
    }

    fn smart(&self, contract: &str, msg: &Binary) -> Answer<Binary> {
        let asked: Value = from_json(msg).unwrap();
        assert_eq!(asked, json!({ "ownership": {} }));
        match self.ownerships.get(contract) {
            Some(answer) => to_json_binary(answer).into(),
            None => Answer::Err("no owner".into()),
        }
    }
}

impl Querier for GovernedWorld {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let answer = match from_json::<QueryRequest<Empty>>(request).unwrap() {
            QueryRequest::Wasm(WasmQuery::Raw { contract_addr, .. })
                if self.fails || contract_addr != self.hub =>
            {
                return SystemResult::Err(SystemError::NoSuchContract { addr: contract_addr });
            }
            QueryRequest::Wasm(WasmQuery::Raw { key, .. }) => {
                Answer::Ok(self.storage.get(&key).unwrap_or_default().into())
            }
            QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg }) => self.smart(&contract_addr, &msg),
            QueryRequest::Wasm(WasmQuery::ContractInfo { .. }) => {
                let admin = self.admin.clone().map(Addr::unchecked);
                let creator = Addr::unchecked("creator");
                to_json_binary(&ContractInfoResponse::new(7, creator, admin, false, None)).into()
            }
            other => panic!("{other:?}"),
        };
        SystemResult::Ok(answer)
    }
}

/// A batch that waits for its coins.
pub fn unbonding() -> Batch {
    Batch::Unbonding(Unbonding {
        shares: Shares::new(10_000_000),
        payable: Native::new(10_000_000),
        ceiling: Native::new(10_000_000),
        closed_height: 1,
        estimate: 2,
        cover: Cover::Missing,
    })
}

/// A batch that is paid for.
pub fn settled() -> Batch {
    Batch::Settled(Settled {
        shares: Shares::new(10_000_000),
        payable: Native::new(10_000_000),
        open_shares: Shares::new(10_000_000),
        left: Native::new(10_000_000),
        estimate: 2,
    })
}

/// A call of a contract without coins.
pub fn call(contract: &Addr, msg: &Value) -> ProposedMsg {
    ProposedMsg::Wasm(WasmAct::Execute {
        contract_addr: contract.to_string(),
        msg: msg.to_string().into_bytes().into(),
        funds: Vec::new(),
    })
}

/// New code for a contract.
pub fn migrate(contract: &Addr) -> ProposedMsg {
    ProposedMsg::Wasm(WasmAct::Migrate {
        contract_addr: contract.to_string(),
        new_code_id: 9,
        msg: b"{}".into(),
    })
}

impl Fixture {
    /// A hub of 100,000,000 shares whose first batch is open and empty.
    fn querier() -> GovernedWorld {
        let api = MockApi::default();
        let mut world = GovernedWorld {
            hub: api.addr_make("token").into(),
            storage: MockStorage::new(),
            fails: false,
            ownerships: BTreeMap::new(),
            admin: None,
        };
        world.supply(SUPPLY);
        world.open(1, 0);
        let wiring = Wiring {
            denom: "stake".into(),
            decimals: 6,
            registry: api.addr_make("registry"),
            collector: api.addr_make("collector"),
            seed: Shares::new(SEED),
            rate_denoms: Vec::new(),
            depositors: None,
        };
        world.set(WIRING_KEY, &wiring);
        world
    }

    /// Instantiated with the proposers `pro` and `duo` and the cancellers `can` and `ban`.
    pub fn new() -> Self {
        let mut fixture = Self::bare();
        fixture
            .begin_with(&["pro", "duo"], &["can", "ban"], SHORT, EXIT)
            .unwrap();
        fixture
    }

    pub fn begin_with(
        &mut self,
        proposers: &[&str],
        cancellers: &[&str],
        short: u64,
        exit: u64,
    ) -> ContractResult<Response> {
        let addresses = |names: &[&str]| names.iter().map(|name| self.addr(name).into()).collect();
        let msg = InstantiateMsg {
            proposers: addresses(proposers),
            cancellers: addresses(cancellers),
            hub: self.addr("token").into(),
            short,
            exit,
        };
        self.instantiate(msg, &[])
    }

    pub fn samples(&self) -> Samples {
        let (hub, user) = (self.addr("token"), self.addr("user"));
        let hook = to_json_binary(&json!({ "object": { "id": 1 } })).unwrap();
        let (of, address) = (json!({ "id": 1 }), json!({ "address": user }));
        let pause = to_json_binary(&json!({ "pause": { "domains": ["deposits"] } })).unwrap();
        let msgs = json!([
            { "wasm": { "execute": { "contract_addr": hub, "msg": pause, "funds": [] } } },
            { "wasm": { "execute": {
                "contract_addr": user, "msg": pause, "funds": [{ "denom": "stake", "amount": "1" }]
            } } },
            { "wasm": { "migrate": { "contract_addr": hub, "new_code_id": 9, "msg": pause } } },
            { "wasm": { "update_admin": { "contract_addr": hub, "admin": user } } },
            { "wasm": { "clear_admin": { "contract_addr": hub } } },
        ]);
        Samples {
            instantiate: json!({
                "proposers": [self.addr("pro")], "cancellers": [self.addr("can")], "hub": hub,
                "short": SHORT, "exit": EXIT
            }),
            execute: vec![
                (
                    "receive",
                    json!({ "receive": { "sender": user, "amount": "1000000", "msg": hook } }),
                ),
                (
                    "queue",
                    json!({ "queue": { "title": "t", "link": "https://example.org", "msgs": msgs } }),
                ),
                ("retract", json!({ "retract": of })),
                ("leave", json!({ "leave": of })),
                ("execute", json!({ "execute": of })),
                ("cancel", json!({ "cancel": of })),
                ("accept", json!({ "accept": {} })),
                (
                    "update_times",
                    json!({ "update_times": { "short": SHORT, "exit": EXIT } }),
                ),
                ("add_proposer", json!({ "add_proposer": address })),
                ("remove_proposer", json!({ "remove_proposer": address })),
                ("add_canceller", json!({ "add_canceller": address })),
                ("remove_canceller", json!({ "remove_canceller": address })),
            ],
            query: vec![
                json!({ "config": {} }),
                json!({ "proposal": { "id": 1, "proposal_id": 1 } }),
                json!({ "proposals": { "start_after": 1, "limit": 5 } }),
                json!({ "objection": { "id": 1, "user": user } }),
                json!({ "objections": { "id": 1, "start_after": user, "limit": 5 } }),
                json!({ "list_proposals": { "start_after": 1, "limit": 5 } }),
                json!({ "threshold": {} }),
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

    /// Goes to a second.
    pub fn at(&mut self, secs: u64) {
        self.pass(secs - self.now());
    }

    /// Queues by `pro`; the number of the proposal.
    pub fn queue(&mut self, msgs: Vec<ProposedMsg>) -> ContractResult<u64> {
        self.queue_by("pro", msgs)
    }

    pub fn queue_by(&mut self, proposer: &str, msgs: Vec<ProposedMsg>) -> ContractResult<u64> {
        let msg = ExecuteMsg::Queue {
            title: "a change".into(),
            link: None,
            msgs,
        };
        self.send_msg(proposer, msg, &[])?;
        Ok(crate::state::LAST.load(&self.deps.storage)?)
    }

    /// A long proposal.
    pub fn long(&mut self) -> u64 {
        let hub = self.addr("token");
        self.queue(vec![migrate(&hub)]).unwrap()
    }

    pub fn object(&mut self, user: &str, id: u64, shares: u128) -> ContractResult<Response> {
        self.send_shares(user, shares, &format!(r#"{{"object":{{"id":{id}}}}}"#))
    }

    pub fn send_shares(&mut self, user: &str, shares: u128, hook: &str) -> ContractResult<Response> {
        let msg = ExecuteMsg::Receive {
            sender: self.addr(user).into(),
            amount: shares.into(),
            msg: hook.as_bytes().into(),
        };
        self.send_msg("token", msg, &[])
    }

    /// A message about a proposal.
    pub fn tell(&mut self, by: &str, message: &str, id: u64) -> ContractResult<Response> {
        self.send(by, &json!({ message: { "id": id } }).to_string())
    }

    pub fn execute(&mut self, id: u64) -> ContractResult<Response> {
        self.tell("stranger", "execute", id)
    }

    /// A message that the contract sends itself.
    pub fn own(&mut self, json: &Value) -> ContractResult<Response> {
        let info = cosmwasm_std::testing::message_info(&self.env.contract.address.clone(), &[]);
        let msg = from_json(json.to_string()).unwrap();
        crate::contract::execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    pub fn shown(&self, id: u64) -> TimelockProposalResponse {
        let id = Some(id);
        let proposal_id = None;
        self.ask(QueryMsg::Proposal { id, proposal_id }).unwrap()
    }

    pub fn objection(&self, id: u64, user: &str) -> ObjectionResponse {
        let user = self.addr(user).into();
        self.ask(QueryMsg::Objection { id, user }).unwrap()
    }

    pub fn config(&self) -> ConfigResponse {
        self.ask(QueryMsg::Config {}).unwrap()
    }
}

/// Whom a response calls, and with what.
pub fn calls(response: &Response) -> Vec<(String, Value)> {
    let call = |sub: &cosmwasm_std::SubMsg| match sub.msg.clone() {
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr,
            msg,
            funds,
        }) if funds.is_empty() => (contract_addr, from_json(msg).unwrap()),
        other => panic!("{other:?}"),
    };
    response.messages.iter().map(call).collect()
}
