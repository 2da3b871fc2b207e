//! The hub is the token: beside a plain cw20-base with the same holders it gives the same results, answers and events.

mod send;
mod standard;
mod supply;

use cw20::{Cw20Coin, Cw20ReceiveMsg, Logo, MinterResponse};
use cw20_base::msg::InstantiateMarketingInfo;
use floe_api::hub::MarketingInit;
use floe_tests::prelude::*;
use floe_tests::world::*;

/// The hub, and beside it a cw20-base with the same holders and the same marketing.
struct Twins {
    s: Suite,
    plain: Addr,
    /// A contract that takes `receive`, and says so in its events.
    vault: Addr,
    /// A contract that refuses `receive`.
    grump: Addr,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReceiverMsg {
    Receive(Cw20ReceiveMsg),
}

fn make(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn take(_: DepsMut, _: Env, _: MessageInfo, ReceiverMsg::Receive(got): ReceiverMsg) -> StdResult<Response> {
    Ok(Response::new()
        .add_attribute("sender", got.sender)
        .add_attribute("amount", got.amount)
        .add_attribute("msg", got.msg.to_base64()))
}

fn refuse(_: DepsMut, _: Env, _: MessageInfo, _: Value) -> StdResult<Response> {
    Err(StdError::generic_err("no, thank you"))
}

fn no_answer(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    to_json_binary(&())
}

fn png(bytes: usize) -> Binary {
    let mut logo = vec![0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
    logo.resize(bytes, 7);
    logo.into()
}

impl Twins {
    /// Seed 1,000,000 and 30,000,000 of Alice's, 5,000,000 of Bob's; `marketer` may change the marketing.
    fn new(marketer: Option<&str>) -> Self {
        let setup = setup();
        let mut chain = make_chain(&setup).unwrap();
        let codes = store_codes(&mut chain);
        let plain = ContractWrapper::new(
            cw20_base::contract::execute,
            cw20_base::contract::instantiate,
            cw20_base::contract::query,
        );
        let plain = chain.store_code(Box::new(plain));
        let vault = chain.store_code(Box::new(ContractWrapper::new(take, make, no_answer)));
        let grump = chain.store_code(Box::new(ContractWrapper::new(refuse, make, no_answer)));

        let mut msg = instantiate_msg(&chain, &codes, &setup);
        let marketing = marketer.map(|name| MarketingInit {
            project: Some("Floe".into()),
            description: None,
            marketing: Some(chain.account(name).to_string()),
            logo: Some(Logo::Url("https://example.org/floe.png".into())),
        });
        msg.token.marketing = marketing.clone();
        let deployer = chain.account("deployer");
        chain.fund(&deployer, &stake(1_000_000));
        let hub = chain
            .instantiate(codes.hub, &deployer, &msg, &stake(1_000_000), "hub", None)
            .unwrap();
        let wiring = floe_hub::state::WIRING
            .load(&*chain.app().contract_storage(&hub))
            .unwrap();

        let holders = [
            (hub.clone(), 1_000_000),
            (chain.account("alice"), 30_000_000),
            (chain.account("bob"), 5_000_000),
        ];
        let init = cw20_base::msg::InstantiateMsg {
            name: msg.token.name,
            symbol: msg.token.symbol,
            decimals: 6,
            initial_balances: holders
                .map(|(holder, amount): (Addr, u128)| Cw20Coin {
                    address: holder.into(),
                    amount: amount.into(),
                })
                .into(),
            mint: Some(MinterResponse {
                minter: hub.to_string(),
                cap: None,
            }),
            marketing: marketing.map(InstantiateMarketingInfo::from),
        };
        let plain = chain
            .instantiate(plain, &deployer, &init, &[], "plain", None)
            .unwrap();
        let vault = chain
            .instantiate(vault, &deployer, &Empty {}, &[], "vault", None)
            .unwrap();
        let grump = chain
            .instantiate(grump, &deployer, &Empty {}, &[], "grump", None)
            .unwrap();
        let mut s = Suite {
            guarantors: Default::default(),
            hub,
            registry: wiring.registry,
            collector: wiring.collector,
            denom: "stake".into(),
            chain,
            depth: floe_testing::suite::Depth::Full,
            sent: 0,
            checked: 0,
            broken: Vec::new(),
            panics: true,
            heard: None,
            promises: Default::default(),
        };
        assert_eq!(s.bond("alice", 30_000_000), 30_000_000);
        assert_eq!(s.bond("bob", 5_000_000), 5_000_000);
        let twins = Self {
            s,
            plain,
            vault,
            grump,
        };
        twins.answers_agree();
        twins
    }

    fn addr(&self, name: &str) -> Addr {
        match name {
            "vault" => self.vault.clone(),
            "grump" => self.grump.clone(),
            name => self.s.addr(name),
        }
    }

    /// Replaces `@name` by addresses everywhere.
    fn addressed(&self, msg: &Value) -> Value {
        match msg {
            Value::String(text) => match text.strip_prefix('@') {
                Some(name) => json!(self.addr(name)),
                None => msg.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.addressed(item)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(key, value)| (key.clone(), self.addressed(value)))
                .collect(),
            _ => msg.clone(),
        }
    }

    /// Sends a message to both and returns the text of their common refusal, or none.
    fn both(&mut self, by: &str, msg: Value) -> Option<String> {
        let msg = self.addressed(&msg);
        let by_addr = self.addr(by);
        let raw = Binary::from(serde_json::to_vec(&msg).unwrap());
        let (hub, plain) = (self.s.hub.clone(), self.plain.clone());
        let ours = self.s.exec_raw(&by_addr, &hub, raw.clone(), &[]);
        let theirs = self.s.chain.execute_raw(&by_addr, &plain, raw, &[]);
        let refusal = match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => {
                assert_eq!(
                    told(&ours.events, &hub),
                    told(&theirs.events, &plain),
                    "{by}: {msg}"
                );
                assert_eq!(ours.data, theirs.data);
                None
            }
            (Err(ours), Err(theirs)) => {
                let theirs = theirs.root_cause().to_string();
                assert_eq!(ours.text, theirs, "{by}: {msg}");
                Some(theirs)
            }
            (ours, theirs) => panic!("{by}: {msg}: {ours:?} is not {theirs:?}"),
        };
        self.answers_agree();
        refusal
    }

    fn fine(&mut self, by: &str, msg: Value) {
        assert_eq!(self.both(by, msg.clone()), None, "{by}: {msg}");
    }

    fn not_fine(&mut self, by: &str, msg: Value) {
        assert!(self.both(by, msg.clone()).is_some(), "{by}: {msg}");
    }

    /// Every question of cw20 has the same answer, to the byte.
    fn answers_agree(&self) {
        let people = ["hub", "alice", "bob", "carol", "vault", "stranger"].map(|name| self.addr(name));
        let mut questions = vec![
            json!({"token_info": {}}),
            json!({"minter": {}}),
            json!({"marketing_info": {}}),
            json!({"download_logo": {}}),
            json!({"all_accounts": {}}),
            json!({"all_accounts": {"start_after": people[1], "limit": 1}}),
            json!({"all_accounts": {"limit": 2}}),
            json!({"all_accounts": {"limit": 1_000}}),
            json!({"balance": {"address": "nobody"}}),
        ];
        for one in &people {
            questions.push(json!({"balance": {"address": one}}));
            questions.push(json!({"all_allowances": {"owner": one}}));
            questions.push(json!({"all_allowances": {"owner": one, "limit": 1}}));
            questions.push(json!({"all_spender_allowances": {"spender": one}}));
            questions.push(
                json!({"all_spender_allowances": {"spender": one, "start_after": people[1], "limit": 2}}),
            );
            for other in &people {
                questions.push(json!({"allowance": {"owner": one, "spender": other}}));
                questions.push(json!({"all_allowances": {"owner": one, "start_after": other}}));
            }
        }
        for question in questions {
            let raw = Binary::from(serde_json::to_vec(&question).unwrap());
            let ours = self.s.chain.query_binary(&self.s.hub, raw.clone());
            let theirs = self.s.chain.query_binary(&self.plain, raw);
            assert_eq!(ours, theirs, "{question}");
        }
    }
}

/// What the contracts told, with the token's own address masked.
fn told(events: &[Event], token: &Addr) -> Vec<Event> {
    let mut events: Vec<Event> = events.to_vec();
    for attribute in events.iter_mut().flat_map(|event| &mut event.attributes) {
        if attribute.key == "_contract_address" && attribute.value == token.as_str() {
            attribute.value = "token".into();
        }
    }
    events
}
