//! A collector with coins, and what was asked of the bank.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the SDK's requests, of which it answers one"
)]

use std::cell::RefCell;

use cosmwasm_std::testing::MockQuerier;
use cosmwasm_std::{from_json, BankQuery, Coin, Empty, Querier, QuerierResult, QueryRequest, Response};
use floe_api::collector::InstantiateMsg;
use floe_shell_tests::{fixture, Samples};
pub use floe_shell_tests::{line, lines};
use serde_json::json;

use crate::error::ContractResult;

fixture!(querier: Bank, api: collector);

/// Notes for which denoms the balance was asked; a question for all balances is noted as `*`.
#[derive(Default)]
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

impl Fixture {
    fn querier() -> Bank {
        Bank::default()
    }

    /// Instantiated by the hub for the staking denom `stake`.
    pub fn new() -> Self {
        let mut fixture = Self::bare();
        fixture.begin("owner", "stake").unwrap();
        fixture
    }

    pub fn begin(&mut self, owner: &str, denom: &str) -> ContractResult<Response> {
        let msg = InstantiateMsg {
            owner: self.addr(owner).into(),
            denom: denom.into(),
        };
        self.instantiate(msg, &[])
    }

    pub fn samples(&self) -> Samples {
        let heir = self.addr("heir");
        let samples = Samples {
            instantiate: json!({ "owner": self.addr("owner"), "denom": "stake" }),
            execute: vec![
                ("forward", json!({ "forward": { "keeper": null } })),
                (
                    "send_foreign",
                    json!({ "send_foreign": { "denom": "ibc/1", "amount": "1", "to": heir } }),
                ),
                ("sell", json!({ "sell": { "denom": "ibc/1" } })),
                ("set_swapper", json!({ "set_swapper": { "swapper": heir } })),
            ],
            query: vec![
                json!({ "config": {} }),
                json!({ "balances": { "denoms": ["stake"] } }),
            ],
            migrate: json!({}),
        };
        samples.owned(heir.as_str())
    }

    /// Sets what the collector holds.
    pub fn holds(&mut self, coins: Vec<Coin>) {
        let address = self.env.contract.address.clone();
        self.deps.querier.inner.bank.update_balance(address, coins);
    }
}
