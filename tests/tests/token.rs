//! The hub is the token: beside a plain cw20-base with the same holders it gives the same results, answers and events.

use cosmwasm_std::{
    to_json_binary, Addr, Binary, Deps, DepsMut, Empty, Env, Event, MessageInfo, Response, StdError,
    StdResult,
};
use cw20::{Cw20Coin, Cw20ReceiveMsg, Logo, MinterResponse};
use cw20_base::msg::InstantiateMarketingInfo;
use cw_multi_test::ContractWrapper;
use floe_testing::suite::{instantiate_msg, make_chain, store_codes, Suite};
use floe_tests::world::*;
use floe_types::hub::{ExecuteMsg, MarketingInit};
use rstest::rstest;
use serde::Deserialize;
use serde_json::{json, Value};

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

#[test]
fn transfers_are_those_of_cw20_base() {
    let mut t = Twins::new(Some("marketer"));
    t.fine(
        "alice",
        json!({"transfer": {"recipient": "@carol", "amount": "12345"}}),
    );
    t.fine(
        "alice",
        json!({"transfer": {"recipient": "@alice", "amount": "7"}}),
    );
    t.fine("alice", json!({"transfer": {"recipient": "@bob", "amount": "0"}}));
    t.fine(
        "carol",
        json!({"transfer": {"recipient": "@stranger", "amount": "12345"}}),
    );
    t.fine(
        "stranger",
        json!({"transfer": {"recipient": "@vault", "amount": "0"}}),
    );
    t.not_fine("carol", json!({"transfer": {"recipient": "@bob", "amount": "1"}}));
    t.not_fine(
        "alice",
        json!({"transfer": {"recipient": "@bob", "amount": "30000000"}}),
    );
    t.not_fine(
        "alice",
        json!({"transfer": {"recipient": FOREIGN_ADDRESS, "amount": "1"}}),
    );
    t.not_fine("alice", json!({"transfer": {"recipient": "", "amount": "1"}}));
    t.not_fine(
        "nobody",
        json!({"transfer": {"recipient": "@bob", "amount": "1"}}),
    );
    assert_eq!(
        (t.s.shares("alice"), t.s.shares("stranger")),
        (29_987_655, 12_345)
    );
    assert_eq!((t.s.shares("bob"), t.s.shares("carol")), (5_000_000, 0));
}

#[test]
fn sends_are_those_of_cw20_base() {
    let mut t = Twins::new(None);
    let msg = Binary::from(b"anything at all");
    t.fine(
        "alice",
        json!({"send": {"contract": "@vault", "amount": "1000", "msg": msg}}),
    );
    t.fine(
        "alice",
        json!({"send": {"contract": "@vault", "amount": "0", "msg": ""}}),
    );
    t.not_fine(
        "alice",
        json!({"send": {"contract": "@grump", "amount": "1000", "msg": msg}}),
    );
    t.not_fine(
        "alice",
        json!({"send": {"contract": "@bob", "amount": "1000", "msg": msg}}),
    );
    t.not_fine(
        "alice",
        json!({"send": {"contract": "@vault", "amount": "99000000", "msg": msg}}),
    );
    t.not_fine(
        "alice",
        json!({"send": {"contract": FOREIGN_ADDRESS, "amount": "1", "msg": msg}}),
    );
    assert_eq!(t.s.shares("alice"), 29_999_000);
    let vault = t.vault.clone();
    assert_eq!(
        ask_hub(&t.s, json!({"balance": {"address": vault}})),
        json!({"balance": "1000"})
    );
}

#[test]
fn allowances_are_those_of_cw20_base() {
    let mut t = Twins::new(None);
    let height = t.s.chain.block().height;
    let now = t.s.chain.block().time;
    let soon = json!({"at_height": height + 2});
    let later = json!({"at_time": now.plus_seconds(60)});
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@bob", "amount": "1000"}}),
    );
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@bob", "amount": "500", "expires": soon}}),
    );
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@carol", "amount": "0", "expires": later}}),
    );
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@hub", "amount": "5", "expires": {"never": {}}}}),
    );
    t.fine(
        "bob",
        json!({"increase_allowance": {"spender": "@carol", "amount": "77"}}),
    );
    t.fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@bob", "amount": "100"}}),
    );
    t.fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@hub", "amount": "9"}}),
    );
    t.not_fine(
        "alice",
        json!({"increase_allowance": {"spender": "@alice", "amount": "1"}}),
    );
    t.not_fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@alice", "amount": "1"}}),
    );
    t.not_fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@stranger", "amount": "1"}}),
    );
    t.not_fine(
        "alice",
        json!({"increase_allowance": {"spender": "x", "amount": "1"}}),
    );
    let expired = json!({"at_height": height - 1});
    t.not_fine(
        "alice",
        json!({"increase_allowance": {"spender": "@bob", "amount": "1", "expires": expired}}),
    );
    t.not_fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@bob", "amount": "1", "expires": expired}}),
    );
    let allowance = json!({"allowance": {"owner": t.addr("alice"), "spender": t.addr("bob")}});
    assert_eq!(
        ask_hub(&t.s, allowance),
        json!({"allowance": "1400", "expires": {"at_height": height + 2}})
    );

    // Spending it.
    let msg = Binary::from(b"hello");
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "300"}}),
    );
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@alice", "amount": "1"}}),
    );
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@bob", "amount": "0"}}),
    );
    t.fine(
        "bob",
        json!({"send_from": {"owner": "@alice", "contract": "@vault", "amount": "99", "msg": msg}}),
    );
    t.not_fine(
        "bob",
        json!({"send_from": {"owner": "@alice", "contract": "@grump", "amount": "99", "msg": msg}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@bob", "amount": "1001"}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@carol", "recipient": "@bob", "amount": "1"}}),
    );
    t.not_fine(
        "alice",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@bob", "amount": "1"}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "x", "amount": "1"}}),
    );
    t.not_fine(
        "stranger",
        json!({"send_from": {"owner": "@alice", "contract": "@vault", "amount": "0", "msg": msg}}),
    );
    // An allowance larger than the balance of its owner.
    t.fine(
        "carol",
        json!({"increase_allowance": {"spender": "@bob", "amount": "1000000"}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@carol", "recipient": "@bob", "amount": "301"}}),
    );
    // Used up and expired.
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "1000"}}),
    );
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "1"}}),
    );
    t.fine(
        "alice",
        json!({"increase_allowance": {"spender": "@bob", "amount": "10", "expires": soon}}),
    );
    t.s.next_block();
    t.fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "4"}}),
    );
    t.s.next_block();
    t.not_fine(
        "bob",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "4"}}),
    );
    t.s.pass_secs(60);
    t.not_fine(
        "carol",
        json!({"transfer_from": {"owner": "@alice", "recipient": "@carol", "amount": "0"}}),
    );
    t.fine(
        "alice",
        json!({"decrease_allowance": {"spender": "@bob", "amount": "99999"}}),
    );
    assert_eq!(t.s.shares("alice"), 29_998_597);
    assert_eq!(t.s.shares("carol"), 1_304);
}

#[test]
fn marketing_and_logo_are_those_of_cw20_base() {
    let mut t = Twins::new(Some("marketer"));
    assert_eq!(
        ask_hub(&t.s, json!({"marketing_info": {}})),
        json!({"project": "Floe", "description": null, "logo": {"url": "https://example.org/floe.png"},
            "marketing": t.addr("marketer")})
    );
    t.fine(
        "marketer",
        json!({"update_marketing": {"project": "", "description": "stake that moves"}}),
    );
    t.fine("marketer", json!({"update_marketing": {}}));
    t.not_fine("stranger", json!({"update_marketing": {"project": "mine"}}));
    t.not_fine("marketer", json!({"update_marketing": {"marketing": "x"}}));
    t.fine(
        "marketer",
        json!({"upload_logo": {"url": "https://example.org/other.png"}}),
    );
    t.fine(
        "marketer",
        json!({"upload_logo": {"embedded": {"png": png(5_120)}}}),
    );
    t.not_fine(
        "marketer",
        json!({"upload_logo": {"embedded": {"png": png(5_121)}}}),
    );
    t.not_fine(
        "marketer",
        json!({"upload_logo": {"embedded": {"png": Binary::from(b"GIF89a")}}}),
    );
    let svg = Binary::from(br#"<?xml version="1.0"?><svg/>"#);
    t.fine("marketer", json!({"upload_logo": {"embedded": {"svg": svg}}}));
    t.not_fine(
        "marketer",
        json!({"upload_logo": {"embedded": {"svg": Binary::from(b"<svg/>")}}}),
    );
    t.not_fine(
        "stranger",
        json!({"upload_logo": {"url": "https://example.org/mine.png"}}),
    );
    t.fine("marketer", json!({"update_marketing": {"marketing": "@carol"}}));
    t.not_fine("marketer", json!({"update_marketing": {"project": "Floe"}}));
    t.fine(
        "carol",
        json!({"update_marketing": {"marketing": "", "project": "Floe", "description": ""}}),
    );
    t.not_fine("carol", json!({"update_marketing": {"project": "Floe"}}));
}

#[test]
fn without_marketing_nobody_may_set_any() {
    let mut t = Twins::new(None);
    t.not_fine("bob", json!({"update_marketing": {"project": "p"}}));
    t.not_fine(
        "alice",
        json!({"upload_logo": {"url": "https://example.org/logo.png"}}),
    );
    t.not_fine("hub", json!({"update_marketing": {"project": "p"}}));
}

#[test]
fn the_owner_may_always_set_the_marketing_text() {
    let mut t = Twins::new(Some("marketer"));
    let marketing = |t: &Twins, field: &str| ask_hub(&t.s, json!({"marketing_info": {}}))[field].clone();
    let tell = |t: &mut Twins, by: &str, msg: Value| {
        let (by, hub) = (t.s.addr(by), t.s.hub.clone());
        t.s.exec(&by, &hub, &msg, &[])
    };
    tell(
        &mut t,
        "gov",
        json!({"update_marketing": {"project": "by the owner"}}),
    )
    .unwrap();
    tell(
        &mut t,
        "gov",
        json!({"upload_logo": {"url": "https://example.org/o.png"}}),
    )
    .unwrap();
    assert_eq!(marketing(&t, "project"), json!("by the owner"));
    assert_eq!(marketing(&t, "logo"), json!({"url": "https://example.org/o.png"}));
    assert_eq!(marketing(&t, "marketing"), json!(t.addr("marketer")));
    let carol = t.addr("carol");
    tell(&mut t, "gov", json!({"update_marketing": {"marketing": carol}})).unwrap();
    assert_eq!(marketing(&t, "marketing"), json!(t.addr("carol")));
    tell(&mut t, "gov", json!({"update_marketing": {"marketing": ""}})).unwrap();
    assert_eq!(marketing(&t, "marketing"), Value::Null);
    tell(
        &mut t,
        "gov",
        json!({"update_marketing": {"description": "still"}}),
    )
    .unwrap();
    assert_eq!(marketing(&t, "marketing"), Value::Null);
    assert_eq!(marketing(&t, "description"), json!("still"));
}

#[test]
fn supply_and_minter_are_told_as_by_cw20_base() {
    let s = lived_in();
    // 36,000,000 minted, 1,000,000 and 10,000,000 burned at the closes.
    assert_eq!(
        ask_hub(&s, json!({"token_info": {}})),
        json!({"name": "Floe Stake", "symbol": "flSTAKE", "decimals": 6, "total_supply": "25000000"})
    );
    assert_eq!(
        ask_hub(&s, json!({"minter": {}})),
        json!({"minter": s.hub, "cap": null})
    );
    // The hub's own balance is the seed and the escrow of the open batch.
    assert_eq!(
        ask_hub(&s, json!({"balance": {"address": s.hub}})),
        json!({"balance": "1500000"})
    );
}

#[rstest]
#[case::holder_burns("alice", json!({"burn": {"amount": "1"}}))]
#[case::spender_burns("bob", json!({"burn_from": {"owner": "@alice", "amount": "1"}}))]
#[case::outsider_mints("stranger", json!({"mint": {"recipient": "@stranger", "amount": "1"}}))]
#[case::owner_mints("gov", json!({"mint": {"recipient": "@gov", "amount": "1"}}))]
#[case::owner_names_a_minter("gov", json!({"update_minter": {"new_minter": "@gov"}}))]
#[case::owner_removes_the_minter("gov", json!({"update_minter": {}}))]
fn nobody_burns_or_mints_from_outside(#[case] by: &str, #[case] msg: Value) {
    let mut t = Twins::new(None);
    let msg = t.addressed(&msg);
    let hub = t.s.hub.clone();
    let bob = t.addr("bob").to_string();
    t.s.hub(
        "alice",
        &ExecuteMsg::IncreaseAllowance {
            spender: bob,
            amount: 5u128.into(),
            expires: None,
        },
    )
    .unwrap();
    let failure = refused(&mut t.s, by, &hub, &msg, &[]);
    assert_eq!(failure.kind, "TokenFixed");
    assert!(failure.text.contains("queue_unbond"), "no hint: {}", failure.text);
}

/// Not even the hub's own address, which `minter` names.
#[test]
fn not_even_the_named_minter_mints_by_message() {
    let mut s = lived_in();
    let hub = s.hub.clone();
    let msg = Binary::from(br#"{"mint":{"recipient":"x","amount":"1"}}"#);
    assert_eq!(
        s.exec_raw(&hub.clone(), &hub, msg, &[]).unwrap_err().kind,
        "TokenFixed"
    );
}

#[rstest]
#[case::transfer("alice", json!({"transfer": {"recipient": "@hub", "amount": "20000"}}))]
#[case::transfer_of_nothing("alice", json!({"transfer": {"recipient": "@hub", "amount": "0"}}))]
#[case::transfer_from("bob", json!({"transfer_from": {"owner": "@alice", "recipient": "@hub", "amount": "20000"}}))]
#[case::send_with_nothing("alice", json!({"send": {"contract": "@hub", "amount": "20000", "msg": ""}}))]
#[case::send_with_another_message("alice", json!({"send": {"contract": "@hub", "amount": "20000", "msg": "eyJib25kIjp7fX0="}}))]
#[case::send_with_an_unknown_field("alice", json!({"send": {"contract": "@hub", "amount": "20000", "msg": "eyJxdWV1ZV91bmJvbmQiOnsieCI6MX19"}}))]
#[case::send_from("bob", json!({"send_from": {"owner": "@alice", "contract": "@hub", "amount": "20000", "msg": "e30="}}))]
fn shares_never_strand_at_the_hub(#[case] by: &str, #[case] msg: Value) {
    let mut s = lived_in();
    let addressed: Value = serde_json::from_str(
        &["hub", "alice", "bob"]
            .iter()
            .fold(msg.to_string(), |text, name| {
                text.replace(&format!("@{name}"), s.addr(name).as_str())
            }),
    )
    .unwrap();
    let hub = s.hub.clone();
    let failure = refused(&mut s, by, &hub, &addressed, &[]);
    assert_eq!(failure.kind, "TokenToHub");
    assert!(failure.text.contains("queue_unbond"), "no hint: {}", failure.text);
}

fn hook(json: &str) -> Binary {
    Binary::from(json.as_bytes())
}

/// State after the direct message and after the send, but for the allowance.
fn after(s: &Suite) -> Value {
    let people = ["alice", "bob", "carol"];
    json!({
        "shares": people.map(|name| s.shares(name).to_string()),
        "coins": people.map(|name| s.coins(name).to_string()),
        "requests": people.map(|name| ask_hub(s, json!({"unbond_requests_by_user": {"user": s.addr(name)}}))),
        "books": s.books().summary(),
    })
}

#[rstest]
#[case::plain("{}", "alice")]
#[case::null_receiver(r#"{"receiver":null}"#, "alice")]
#[case::for_another(r#"{"receiver":"@carol"}"#, "carol")]
fn send_with_queue_unbond_is_the_direct_message(#[case] body: &str, #[case] user: &str) {
    let (mut direct, mut sent) = (lived_in(), lived_in());
    let body = body.replace("@carol", sent.addr("carol").as_str());
    let mut msg: Value = serde_json::from_str(&body).unwrap();
    msg["shares"] = json!("3000000");
    let hub = sent.hub.clone();
    send(&mut direct, "alice", &hub, &json!({"queue_unbond": msg}), &[]).unwrap();
    let wrapped = json!({"send": {"contract": hub, "amount": "3000000",
        "msg": hook(&format!(r#"{{"queue_unbond":{body}}}"#))}});
    let response = send(&mut sent, "alice", &hub, &wrapped, &[]).unwrap();
    assert_eq!(after(&direct), after(&sent));
    assert!(direct
        .storage()
        .range(None, None, cosmwasm_std::Order::Ascending)
        .eq(sent.storage().range(None, None, cosmwasm_std::Order::Ascending)));
    assert_eq!(sent.shares("alice"), 17_000_000);
    let requests = ask_hub(
        &sent,
        json!({"unbond_requests_by_user": {"user": sent.addr(user), "start_after": 2}}),
    );
    assert_eq!(requests, json!([{"id": 3, "shares": "3000000"}]));
    // Indexers of cw20 see a send, as from any cw20.
    let told: Vec<_> = plain_attributes(&response.events, &hub);
    let alice = sent.addr("alice");
    assert_eq!(
        told,
        [
            ("action", "send"),
            ("from", alice.as_str()),
            ("to", hub.as_str()),
            ("amount", "3000000")
        ]
    );
}

/// Key and value of the plain `wasm` event of a contract, without its address.
fn plain_attributes<'a>(events: &'a [Event], contract: &Addr) -> Vec<(&'a str, &'a str)> {
    events
        .iter()
        .filter(|event| event.ty == "wasm" && event.attributes[0].value == contract.as_str())
        .flat_map(|event| event.attributes.iter().skip(1))
        .map(|attribute| (attribute.key.as_str(), attribute.value.as_str()))
        .collect()
}

#[test]
fn send_with_instant_unbond_is_the_direct_message() {
    let (mut direct, mut sent) = (lived_in(), lived_in());
    let (hub, carol) = (sent.hub.clone(), sent.addr("carol"));
    let body = format!(r#"{{"instant_unbond":{{"receiver":"{carol}","min_out":"9900"}}}}"#);
    let msg = json!({"instant_unbond": {"shares": "10000", "receiver": carol, "min_out": "9900"}});
    send(&mut direct, "alice", &hub, &msg, &[]).unwrap();
    let wrapped = json!({"send": {"contract": hub, "amount": "10000", "msg": hook(&body)}});
    let response = send(&mut sent, "alice", &hub, &wrapped, &[]).unwrap();
    assert_eq!(after(&direct), after(&sent));
    // 1 % with no reserve asked for.
    assert_eq!(sent.coins("carol"), 100_009_900);
    let alice = sent.addr("alice");
    assert_eq!(
        plain_attributes(&response.events, &hub),
        [("action", "burn"), ("from", alice.as_str()), ("amount", "10000"),]
    );
    let dear = json!({"send": {"contract": hub, "amount": "10000",
        "msg": hook(r#"{"instant_unbond":{"min_out":"9901"}}"#)}});
    assert_eq!(refused_by_hub(&mut sent, "alice", &dear), "TooLittleOut");
}

#[test]
fn with_send_from_the_spender_is_the_default_receiver() {
    let mut s = lived_in();
    let (hub, alice, bob, carol) = (s.hub.clone(), s.addr("alice"), s.addr("bob"), s.addr("carol"));
    let from = |amount: &str, msg: &str| json!({"send_from": {"owner": alice, "contract": hub, "amount": amount, "msg": hook(msg)}});
    let response = send(
        &mut s,
        "bob",
        &hub,
        &from("300000", r#"{"queue_unbond":{}}"#),
        &[],
    )
    .unwrap();
    assert_eq!(
        plain_attributes(&response.events, &hub),
        [
            ("action", "send_from"),
            ("from", alice.as_str()),
            ("to", hub.as_str()),
            ("by", bob.as_str()),
            ("amount", "300000"),
        ]
    );
    // Merged with the 500,000 that Bob has there.
    let open = json!({"unbond_requests_by_batch": {"id": 3}});
    assert_eq!(
        ask_hub(&s, open.clone()),
        json!([{"user": bob, "shares": "800000"}])
    );
    let to_carol = format!(r#"{{"queue_unbond":{{"receiver":"{carol}"}}}}"#);
    send(&mut s, "bob", &hub, &from("200000", &to_carol), &[]).unwrap();
    let carols = json!({"unbond_requests_by_user": {"user": carol}});
    assert_eq!(ask_hub(&s, carols), json!([{"id": 3, "shares": "200000"}]));
    let before = s.coins("bob");
    let at_once = from("10000", r#"{"instant_unbond":{}}"#);
    let response = send(&mut s, "bob", &hub, &at_once, &[]).unwrap();
    assert_eq!(s.coins("bob") - before, 9_900);
    assert_eq!(
        plain_attributes(&response.events, &hub),
        [("action", "burn"), ("from", alice.as_str()), ("amount", "10000"),]
    );
    // 30,000,000 less the batch of 10,000,000 and these.
    assert_eq!(s.shares("alice"), 19_490_000);
    let left = json!({"allowance": {"owner": alice, "spender": bob}});
    assert_eq!(ask_hub(&s, left)["allowance"], json!("490000"));
    assert_eq!(
        refused_by_hub(&mut s, "bob", &from("490001", r#"{"queue_unbond":{}}"#)),
        "Overflow"
    );
    assert_eq!(
        refused_by_hub(&mut s, "carol", &from("1", r#"{"queue_unbond":{}}"#)),
        "NoAllowance"
    );
}

/// The smallest exit is a matter of the holder's balance, not of the spender's.
#[test]
fn min_unbond_looks_at_the_owner_of_the_shares() {
    let mut s = lived_in();
    let (hub, alice, carol, bob) = (s.hub.clone(), s.addr("alice"), s.addr("carol"), s.addr("bob"));
    let dust = json!({"send_from": {"owner": alice, "contract": hub, "amount": "9999",
        "msg": hook(r#"{"queue_unbond":{}}"#)}});
    assert_eq!(refused_by_hub(&mut s, "bob", &dust), "BelowMinimum");
    send(
        &mut s,
        "alice",
        &hub,
        &json!({"transfer": {"recipient": carol, "amount": "9999"}}),
        &[],
    )
    .unwrap();
    send(
        &mut s,
        "carol",
        &hub,
        &json!({"increase_allowance": {"spender": bob, "amount": "9999"}}),
        &[],
    )
    .unwrap();
    let all = json!({"send_from": {"owner": carol, "contract": hub, "amount": "9999",
        "msg": hook(r#"{"queue_unbond":{}}"#)}});
    send(&mut s, "bob", &hub, &all, &[]).unwrap();
    assert_eq!(s.shares("carol"), 0);
}

#[rstest]
#[case::from_a_person("stranger")]
#[case::from_the_token_itself("hub")]
#[case::from_the_registry("registry")]
#[case::from_the_collector("collector")]
fn a_forged_receive_does_not_exist(#[case] by: &str) {
    let mut s = lived_in();
    for contract in ["hub", "registry", "collector"] {
        let contract = s.addr(contract);
        let msg = json!({"receive": {"sender": s.addr("alice"), "amount": "1000000",
            "msg": hook(r#"{"queue_unbond":{}}"#)}});
        assert_eq!(refused(&mut s, by, &contract, &msg, &[]).kind, "ParseErr");
    }
}

/// Another cw20 whose holder sends to the hub: the wrapper arrives as `receive`, which the hub does not know.
#[test]
fn tokens_of_another_contract_cannot_be_sent_to_the_hub() {
    let mut t = Twins::new(None);
    let (alice, plain, hub) = (t.addr("alice"), t.plain.clone(), t.s.hub.clone());
    let before = fingerprint(&t.s);
    let msg = json!({"send": {"contract": hub, "amount": "20000", "msg": hook(r#"{"queue_unbond":{}}"#)}});
    let raw = Binary::from(serde_json::to_vec(&msg).unwrap());
    assert_eq!(
        t.s.exec_raw(&alice, &plain, raw, &[]).unwrap_err().kind,
        "ParseErr"
    );
    assert!(before == fingerprint(&t.s));
}
