//! The contract over tokens made of tables, which does what its messages ask.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a question that no test expects ends it"
)]

use std::collections::BTreeMap;

use cosmwasm_std::{
    coin, coins, from_json, to_json_binary, Addr, BankMsg, BankQuery, CosmosMsg, Event, Querier,
    QuerierResult, QueryRequest, Reply, Response, StdError, SubMsg, SubMsgResponse, SubMsgResult,
    SystemError, SystemResult, WasmMsg, WasmQuery,
};
use cw20::{BalanceResponse, Cw20ExecuteMsg, Cw20QueryMsg, TokenInfoResponse};
use floe_api::stake::{
    Asset, ExecuteMsg, InstantiateMsg, PendingStakeReward, PrincipalResponse, QueryMsg, RewardStreamResponse,
};
use floe_core::units::DAY;
pub use floe_shell_tests::lines;
use floe_shell_tests::{fixture, Samples};
use packed_store::packed::unpack;
use serde_json::json;

use crate::error::{ContractError, ContractResult};
use crate::state::StakeSent;

/// 22 days.
pub const UNSTAKING: u64 = 22 * DAY;

fixture!(querier: MockTokens, api: stake);

/// The fixture's questions are answered with the errors of the standard library.
impl From<ContractError> for StdError {
    fn from(error: ContractError) -> Self {
        Self::generic_err(error.to_string())
    }
}

/// Balances by token and account. A cw20's name is the address of its contract.
#[derive(Default)]
pub struct MockTokens {
    pub cw20s: Vec<String>,
    pub balances: BTreeMap<(String, String), u128>,
}

impl MockTokens {
    fn of(&self, token: &str, account: &str) -> u128 {
        let key = (token.to_owned(), account.to_owned());
        self.balances.get(&key).copied().unwrap_or_default()
    }

    fn add(&mut self, token: &str, account: &str, amount: u128) {
        let key = (token.to_owned(), account.to_owned());
        *self.balances.entry(key).or_default() += amount;
    }
}

impl Querier for MockTokens {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        match from_json::<QueryRequest>(request).unwrap() {
            QueryRequest::Wasm(WasmQuery::Smart { contract_addr, msg })
                if self.cw20s.contains(&contract_addr) =>
            {
                let answer = match from_json(msg).unwrap() {
                    Cw20QueryMsg::Balance { address } => to_json_binary(&BalanceResponse {
                        balance: self.of(&contract_addr, &address).into(),
                    }),
                    Cw20QueryMsg::TokenInfo {} => to_json_binary(&TokenInfoResponse {
                        name: "Token".into(),
                        symbol: "TKN".into(),
                        decimals: 6,
                        total_supply: 0u128.into(),
                    }),
                    other => panic!("{other:?}"),
                };
                SystemResult::Ok(answer.into())
            }
            QueryRequest::Wasm(WasmQuery::Smart { contract_addr, .. }) => {
                SystemResult::Err(SystemError::NoSuchContract { addr: contract_addr })
            }
            QueryRequest::Bank(BankQuery::Balance { address, denom }) => {
                let amount = coin(self.of(&denom, &address), denom);
                SystemResult::Ok(to_json_binary(&cosmwasm_std::BalanceResponse::new(amount)).into())
            }
            other => panic!("{other:?}"),
        }
    }
}

impl Fixture {
    fn querier() -> MockTokens {
        MockTokens::default()
    }

    /// The cw20 `token` is staked for 22 days.
    pub fn new() -> Self {
        let mut f = Self::bare();
        let token = f.cw20("token");
        f.begin_with(token, UNSTAKING).unwrap();
        f
    }

    /// The same where the denom `lp` is staked.
    pub fn of_denom() -> Self {
        let mut f = Self::bare();
        f.begin_with(Asset::Denom("lp".into()), UNSTAKING).unwrap();
        f
    }

    /// A cw20 that answers.
    pub fn cw20(&mut self, name: &str) -> Asset {
        let address = self.addr(name).into_string();
        if !self.deps.querier.cw20s.contains(&address) {
            self.deps.querier.cw20s.push(address.clone());
        }
        Asset::Cw20(address)
    }

    pub fn begin_with(&mut self, token: Asset, unstaking: u64) -> ContractResult<Response> {
        let owner = self.addr("owner").into();
        let msg = InstantiateMsg {
            token,
            unstaking,
            owner,
        };
        self.deps.querier.cw20s.push(self.addr("token").into());
        self.instantiate(msg, &[])
    }

    pub fn samples(&self) -> Samples {
        let [token, user] = ["token", "user"].map(|name| self.addr(name).into_string());
        let asset = json!({ "cw20": token });
        let hook = to_json_binary(&json!({ "stake": {} })).unwrap();
        Samples {
            instantiate: json!({ "token": asset, "unstaking": UNSTAKING, "owner": self.addr("owner") }),
            execute: vec![
                (
                    "receive",
                    json!({ "receive": { "sender": user, "amount": "1000000", "msg": hook } }),
                ),
                ("stake", json!({ "stake": {} })),
                ("unstake", json!({ "unstake": { "amount": "1", "quiet": true } })),
                ("claim", json!({ "claim": {} })),
                ("harvest", json!({ "harvest": { "assets": [asset] } })),
                ("harvest_for", json!({ "harvest_for": { "user": user } })),
                ("fund", json!({ "fund": {} })),
                ("poke", json!({ "poke": { "asset": asset } })),
                (
                    "add_stream",
                    json!({ "add_stream": { "asset": asset, "period": 604_800 } }),
                ),
                ("add_listener", json!({ "add_listener": { "listener": user } })),
            ],
            query: vec![
                json!({ "voting_power_at_height": { "address": user, "height": 5 } }),
                json!({ "total_power_at_height": { "height": 5 } }),
                json!({ "info": {} }),
                json!({ "is_active": {} }),
                json!({ "dao": {} }),
                json!({ "token_contract": {} }),
                json!({ "denom": {} }),
                json!({ "staked_balance_at_height": { "address": user, "height": 5 } }),
                json!({ "total_staked_at_height": { "height": 5 } }),
                json!({ "staked_value": { "address": user } }),
                json!({ "total_value": {} }),
                json!({ "claims": { "address": user } }),
                json!({ "list_stakers": { "start_after": user, "limit": 5 } }),
                json!({ "get_hooks": {} }),
                json!({ "get_config": {} }),
                json!({ "pending_rewards": { "user": user } }),
                json!({ "streams": {} }),
                json!({ "principal": {} }),
            ],
            migrate: json!({}),
        }
        .owned(self.addr("heir").as_str())
    }

    /// Time passes, and blocks of six seconds.
    pub fn pass(&mut self, secs: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(secs);
        self.env.block.height += secs.div_ceil(6);
    }

    fn own(&self) -> String {
        self.env.contract.address.to_string()
    }

    pub fn has(&self, token: &Asset, account: &str) -> u128 {
        self.deps.querier.of(token.name(), self.addr(account).as_str())
    }

    pub fn held(&self, token: &Asset) -> u128 {
        self.deps.querier.of(token.name(), &self.own())
    }

    /// Something comes without a message.
    pub fn gift(&mut self, token: &Asset, amount: u128) {
        let own = self.own();
        self.deps.querier.add(token.name(), &own, amount);
    }

    /// Sends a token, made from nothing, with what it is for: `stake` or `fund`.
    pub fn bring(&mut self, by: &str, token: &Asset, amount: u128, what: &str) -> ContractResult<Response> {
        let msg = json!({ what: {} });
        let outcome = match token {
            Asset::Cw20(contract) => {
                let info = cosmwasm_std::testing::message_info(&Addr::unchecked(contract), &[]);
                let msg = ExecuteMsg::Receive {
                    sender: self.addr(by).into(),
                    amount: amount.into(),
                    msg: to_json_binary(&msg).unwrap(),
                };
                crate::contract::execute(self.deps.as_mut(), self.env.clone(), info, msg)
            }
            Asset::Denom(denom) => {
                let msg = from_json(msg.to_string()).unwrap();
                self.send_msg(by, msg, &coins(amount, denom))
            }
        };
        if outcome.is_ok() {
            self.gift(token, amount);
        }
        outcome
    }

    pub fn stake(&mut self, by: &str, amount: u128) {
        let token = self.token();
        self.bring(by, &token, amount, "stake").unwrap();
    }

    pub fn unstake(&mut self, by: &str, amount: u128) -> ContractResult<Response> {
        let msg = ExecuteMsg::Unstake {
            amount: amount.into(),
            quiet: None,
        };
        self.send_msg(by, msg, &[])
    }

    pub fn stream(&mut self, asset: &Asset, period: u64) {
        let asset = asset.clone();
        self.send_msg("owner", ExecuteMsg::AddStream { asset, period }, &[])
            .unwrap();
    }

    /// What the messages of a response do, and what the contract answers to it. Payments of `frozen` tokens fail, and so do
    /// listeners; those that succeed are not told of.
    pub fn run(&mut self, response: Response, frozen: &[&Asset]) -> ContractResult<Vec<Event>> {
        let mut events = response.events.clone();
        for sub in response.messages {
            let done = self.deliver(&sub, frozen);
            let told = match sub.reply_on {
                cosmwasm_std::ReplyOn::Always => true,
                cosmwasm_std::ReplyOn::Error => !done,
                cosmwasm_std::ReplyOn::Success => done,
                cosmwasm_std::ReplyOn::Never => false,
            };
            assert!(done || told, "the message fails");
            if told {
                events.extend(self.answer(&sub, done)?.events);
            }
        }
        Ok(events)
    }

    /// What the contract says to the outcome of a message.
    pub fn answer(&mut self, sub: &SubMsg, done: bool) -> ContractResult<Response> {
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
            result: match done {
                true => SubMsgResult::Ok(response),
                false => SubMsgResult::Err("codespace: wasm, code: 5".into()),
            },
        };
        crate::contract::reply(self.deps.as_mut(), self.env.clone(), reply)
    }

    fn deliver(&mut self, sub: &SubMsg, frozen: &[&Asset]) -> bool {
        let (token, to, amount) = match &sub.msg {
            CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
                let [sent] = amount.as_slice() else {
                    panic!("{amount:?}")
                };
                (sent.denom.clone(), to_address.clone(), sent.amount)
            }
            CosmosMsg::Wasm(WasmMsg::Execute {
                contract_addr, msg, ..
            }) => match from_json(msg) {
                Ok(Cw20ExecuteMsg::Transfer { recipient, amount }) => {
                    (contract_addr.clone(), recipient, amount)
                }
                _ => return false,
            },
            other => panic!("{other:?}"),
        };
        if frozen.iter().any(|asset| asset.name() == token) {
            return false;
        }
        let key = (token.clone(), self.own());
        let own = self.deps.querier.balances.get_mut(&key).unwrap();
        *own = own
            .checked_sub(amount.u128())
            .expect("more is paid than there is");
        self.deps.querier.add(&token, &to, amount.u128());
        true
    }

    pub fn token(&self) -> Asset {
        self.principal().token
    }

    pub fn principal(&self) -> PrincipalResponse {
        self.ask(QueryMsg::Principal {}).unwrap()
    }

    pub fn streams(&self) -> Vec<RewardStreamResponse> {
        self.ask(QueryMsg::Streams {}).unwrap()
    }

    /// What somebody has due, by stream.
    pub fn due(&self, user: &str) -> Vec<u128> {
        let user = self.addr(user).into();
        let pending: Vec<PendingStakeReward> = self.ask(QueryMsg::PendingRewards { user }).unwrap();
        pending.into_iter().map(|reward| reward.amount.u128()).collect()
    }

    pub fn power(&self, user: &str, height: Option<u64>) -> u128 {
        let address = self.addr(user).into();
        let told: floe_api::stake::PowerAtHeightResponse = self
            .ask(QueryMsg::VotingPowerAtHeight { address, height })
            .unwrap();
        told.power.u128()
    }
}

/// What the messages of a response are for, with their gas limits.
pub fn sent(response: &Response) -> Vec<(StakeSent, Option<u64>)> {
    let read = |sub: &SubMsg| (unpack("payload", &sub.payload).unwrap(), sub.gas_limit);
    response.messages.iter().map(read).collect()
}
