//! Random histories of people and keepers, for who reads what the hub reports.

use cosmwasm_std::CosmosMsg;
use floe_probe::Order;
use floe_testing::suite::TxResult;

use crate::prelude::*;
use crate::world::*;

/// Deploys as the suite does, and keeps what was reported.
pub fn deployed(setup: &Setup) -> (Suite, Vec<Event>) {
    let mut chain = make_chain(setup).unwrap();
    let codes = store_codes(&mut chain);
    let msg = instantiate_msg(&chain, &codes, setup);
    let deployer = chain.account("deployer");
    let admin = chain.account("admin");
    chain.fund(&deployer, &stake(1_000_000));
    let (hub, response) = chain
        .instantiate_full(codes.hub, &deployer, &msg, &stake(1_000_000), "hub", Some(&admin))
        .unwrap();
    let wiring = floe_hub::state::WIRING
        .load(&*chain.app().contract_storage(&hub))
        .unwrap();
    let suite = Suite {
        hub,
        registry: wiring.registry,
        collector: wiring.collector,
        guarantors: Default::default(),
        denom: "stake".into(),
        chain,
        depth: Depth::Full,
        sent: 0,
        checked: 0,
        broken: Vec::new(),
        panics: true,
        heard: None,
        promises: Default::default(),
    };
    (suite, response.events)
}

/// One step of a random life; what it reports, if it is a message that succeeds.
pub fn act(s: &mut Suite, forwarder: &Addr, random: &mut impl FnMut(usize) -> usize) -> Vec<Event> {
    let user = ["alice", "bob", "carol", FORWARDER][random(4)];
    let keeper = ["stranger", FORWARDER][random(2)];
    let other = match ["bob", "carol", "alice", FORWARDER][random(4)] {
        FORWARDER => forwarder.clone(),
        person => s.addr(person),
    };
    let amount = (random(3_000_000) + 10_000).to_string();
    let val = ["val1", "val2", "val3"][random(3)];
    let hub = s.hub.clone();
    let tell = |s: &mut Suite, by: &str, msg: Value| -> TxResult {
        let funds = if name_of(&msg) == "bond" {
            stake(amount.parse().unwrap())
        } else {
            vec![]
        };
        if by == FORWARDER {
            let msg = Binary::from(serde_json::to_vec(&msg).unwrap());
            let contract_addr = hub.to_string();
            let message = WasmMsg::Execute {
                contract_addr,
                msg,
                funds,
            };
            return send(s, "stranger", forwarder, &forwarding(message.into()), &[]);
        }
        send(s, by, &hub, &msg, &funds)
    };
    let hook = |json: Value| Binary::from(json.to_string().into_bytes());
    let outcome = match random(24) {
        0..=2 => tell(s, user, json!({"bond": {"receiver": other}})),
        3 | 4 => tell(
            s,
            user,
            json!({"queue_unbond": {"shares": amount, "receiver": other}}),
        ),
        5 => tell(s, user, json!({"cancel_unbond": {}})),
        6 => tell(s, user, json!({"instant_unbond": {"shares": amount}})),
        7 => tell(
            s,
            user,
            json!({"transfer": {"recipient": other, "amount": amount}}),
        ),
        8 => tell(
            s,
            user,
            json!({"send": {"contract": hub, "amount": amount, "msg": hook(json!({"queue_unbond": {}}))}}),
        ),
        9 => {
            let msg = hook(json!({"instant_unbond": {"receiver": other}}));
            tell(
                s,
                user,
                json!({"send": {"contract": hub, "amount": amount, "msg": msg}}),
            )
        }
        10 => tell(
            s,
            user,
            json!({"increase_allowance": {"spender": other, "amount": amount}}),
        ),
        11 => {
            let (by, owner) = (user, s.addr("alice"));
            let msg = hook(json!({"queue_unbond": {}}));
            tell(
                s,
                by,
                json!({"send_from": {"owner": owner, "contract": hub, "amount": amount, "msg": msg}}),
            )
        }
        12 => tell(
            s,
            user,
            json!({"transfer_from": {"owner": other, "recipient": s.addr("carol"), "amount": amount}}),
        ),
        13 => tell(s, user, json!({"withdraw_unbonded": {"receiver": other}})),
        14 => tell(s, keeper, json!({"claim_for": {"user": other}})),
        15 => {
            if s.books().delegated() > 0 {
                s.rewards(amount.parse::<u128>().unwrap());
            }
            tell(s, keeper, json!({"harvest": {}}))
        }
        16 => {
            s.gift(
                ["hub", "collector"][random(2)],
                amount.parse::<u128>().unwrap() / 100,
            );
            tell(s, keeper, json!({"sync": {}}))
        }
        17 => {
            s.slash(val, [0, 1, 2, 3, 4, 5][random(6)]);
            tell(s, keeper, json!({"sync": {}}))
        }
        18 => tell(s, keeper, json!({"submit_batch": {}})),
        19 => tell(s, keeper, json!({"reconcile": {}})),
        20 => {
            let on = random(2) == 0;
            s.fail(
                val,
                &[[
                    ModuleFault::Undelegate,
                    ModuleFault::Delegate,
                    ModuleFault::ShortByOne,
                ][random(3)]],
                on,
            );
            tell(s, keeper, json!({"crank": {}}))
        }
        _ => tell(s, keeper, json!({"crank": {}})),
    };
    match random(8) {
        0..=2 => s.pass_secs(86_400),
        3 => s.pass_secs(6 * 86_400),
        4 => s.pass_secs(3_000),
        _ => s.next_block(),
    }
    outcome.map(|response| response.events).unwrap_or_default()
}

/// Somebody whose messages come out of a contract, so that the chain sorts what they report.
pub const FORWARDER: &str = "forwarder";

/// The message that makes it send another one.
fn forwarding(message: CosmosMsg) -> Value {
    let order = Order {
        message,
        gas_limit: None,
    };
    let forward = floe_probe::ExecuteMsg::Forward {
        orders: vec![order],
        tolerant: false,
    };
    serde_json::to_value(forward).unwrap()
}

/// A contract that sends on what it is told to.
pub fn forwarder(s: &mut Suite) -> Addr {
    let entries = ContractWrapper::new(floe_probe::execute, floe_probe::instantiate, floe_probe::query);
    let code = s
        .chain
        .store_code(Box::new(entries.with_reply(floe_probe::reply)));
    let deployer = s.chain.account("deployer");
    let contract = s
        .chain
        .instantiate(code, &deployer, &Empty {}, &[], FORWARDER, None)
        .unwrap();
    s.chain.fund(&contract, &stake(100_000_000));
    contract
}
