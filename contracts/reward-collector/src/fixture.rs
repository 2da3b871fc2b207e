//! A collector with coins, and what was asked of the bank.

use std::cell::RefCell;

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::testing::{message_info, mock_env, MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{
    from_json, Addr, BankQuery, Coin, Empty, Env, Event, Order, OwnedDeps, Querier, QuerierResult,
    QueryRequest, Response, StdResult, Storage,
};
use floe_api::collector::{ExecuteMsg, InstantiateMsg, QueryMsg};

use crate::contract;
use crate::error::ContractResult;

/// An event on one line.
pub fn line(event: &Event) -> String {
    let attributes = event.attributes.iter().map(|a| format!(" {}={}", a.key, a.value));
    format!("{}{}", event.ty, attributes.collect::<String>())
}

/// The events of a response, a line each.
pub fn lines(response: &Response) -> Vec<String> {
    response.events.iter().map(line).collect()
}

/// Notes for which denoms the balance was asked; a question for all balances is noted as `*`.
pub struct Bank {
    pub inner: MockQuerier,
    pub asked: RefCell<Vec<String>>,
}

impl Querier for Bank {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let note = match from_json::<QueryRequest<Empty>>(request).unwrap() {
            QueryRequest::Bank(BankQuery::Balance { denom, .. }) => denom,
            _ => "*".to_owned(),
        };
        self.asked.borrow_mut().push(note);
        self.inner.raw_query(request)
    }
}

pub struct Fixture {
    pub deps: OwnedDeps<MockStorage, MockApi, Bank>,
    pub env: Env,
}

impl Fixture {
    pub fn bare() -> Self {
        let querier = Bank {
            inner: MockQuerier::new(&[]),
            asked: RefCell::default(),
        };
        let deps = OwnedDeps {
            storage: MockStorage::new(),
            api: MockApi::default(),
            querier,
            custom_query_type: Default::default(),
        };
        Self {
            deps,
            env: mock_env(),
        }
    }

    /// Instantiated by the hub for the staking denom `stake`.
    pub fn new() -> Self {
        let mut fixture = Self::bare();
        fixture.instantiate("owner", "stake", &[]).unwrap();
        fixture
    }

    pub fn instantiate(&mut self, owner: &str, denom: &str, funds: &[Coin]) -> ContractResult<Response> {
        let msg = InstantiateMsg {
            owner: self.addr(owner).into(),
            denom: denom.into(),
        };
        let info = message_info(&self.addr("hub"), funds);
        contract::instantiate(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    pub fn addr(&self, name: &str) -> Addr {
        self.deps.api.addr_make(name)
    }

    /// Sets what the collector holds.
    pub fn holds(&mut self, coins: Vec<Coin>) {
        let address = self.env.contract.address.clone();
        self.deps.querier.inner.bank.update_balance(address, coins);
    }

    pub fn send(&mut self, sender: &str, json: &str) -> ContractResult<Response> {
        self.send_msg(sender, from_json(json).unwrap(), &[])
    }

    pub fn send_msg(&mut self, sender: &str, msg: ExecuteMsg, funds: &[Coin]) -> ContractResult<Response> {
        let info = message_info(&self.addr(sender), funds);
        contract::execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> StdResult<T> {
        from_json(contract::query(self.deps.as_ref(), self.env.clone(), msg)?)
    }

    /// All of the storage.
    pub fn dump(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.deps.storage.range(None, None, Order::Ascending).collect()
    }
}
