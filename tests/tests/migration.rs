//! Today's code on the state that released Wasm has left on real nodes: every answer, every byte, and what is refused.
//! `make fixtures` records such a state (`tests/e2e/src/fixture.rs`).

use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{
    BlockInfo, ContractInfo, ContractInfoResponse, ContractResult, FullDelegation, Order, OwnedDeps,
    SystemError, Timestamp, Validator, WasmQuery,
};
use floe_tests::prelude::*;

type Deps = OwnedDeps<MockStorage, MockApi, MockQuerier, Empty>;
type Bytes = BTreeMap<Vec<u8>, Vec<u8>>;

const PARTS: [&str; 3] = ["hub", "registry", "collector"];

/// What a released version left behind.
struct Released {
    all: Value,
    name: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn released() -> Vec<Released> {
    let versions: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(!versions.is_empty(), "no released state: make fixtures");
    versions
        .into_iter()
        .map(|path| Released {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            all: serde_json::from_slice(&std::fs::read(path.join("state.json")).unwrap()).unwrap(),
        })
        .collect()
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.as_bytes().chunks(2).collect();
    digits
        .into_iter()
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn stocked(items: &Bytes) -> MockStorage {
    let mut storage = MockStorage::new();
    for (key, value) in items {
        storage.set(key, value);
    }
    storage
}

fn dump(storage: &dyn Storage) -> Bytes {
    storage.range(None, None, Order::Ascending).collect()
}

impl Released {
    fn part(&self, part: &str) -> &Value {
        &self.all["contracts"][part]
    }

    fn address(&self, part: &str) -> Addr {
        Addr::unchecked(self.part(part)["address"].as_str().unwrap())
    }

    fn env(&self, part: &str) -> Env {
        Env {
            block: BlockInfo {
                height: self.all["block"]["height"].as_u64().unwrap(),
                time: Timestamp::from_nanos(self.all["block"]["nanos"].as_str().unwrap().parse().unwrap()),
                chain_id: read(&self.all["chain_id"]),
            },
            contract: ContractInfo {
                address: self.address(part),
            },
            ..mock_env()
        }
    }

    fn stored(&self, part: &str) -> Bytes {
        let state = self.part(part)["state"].as_object().unwrap().iter();
        state
            .map(|(key, value)| (bytes(key), bytes(value.as_str().unwrap())))
            .collect()
    }

    /// A contract with what it had stored, on a chain that answers as the recorded one did.
    fn deps(&self, part: &str) -> Deps {
        OwnedDeps {
            storage: stocked(&self.stored(part)),
            api: MockApi::default().with_prefix(self.prefix()),
            querier: self.chain(),
            custom_query_type: Default::default(),
        }
    }

    fn prefix(&self) -> &'static str {
        match self.all["prefix"].as_str().unwrap() {
            "floe" => "floe",
            "wasm" => "wasm",
            other => panic!("{other} is a prefix that this test does not know"),
        }
    }

    fn chain(&self) -> MockQuerier {
        let coins: Vec<(String, Vec<Coin>)> = PARTS
            .iter()
            .map(|part| (self.address(part).into_string(), read(&self.part(part)["coins"])))
            .collect();
        let coins: Vec<(&str, &[Coin])> = coins
            .iter()
            .map(|(who, has)| (who.as_str(), has.as_slice()))
            .collect();
        let mut querier = MockQuerier::new(&coins);
        let (hub, denom) = (self.address("hub"), self.all["denom"].as_str().unwrap());
        let staked: Vec<(String, Uint128)> = read(&self.all["delegations"]);
        let validators: Vec<_> = staked
            .iter()
            .map(|(operator, _)| {
                Validator::create(operator.clone(), Decimal::zero(), Decimal::one(), Decimal::one())
            })
            .collect();
        let delegations: Vec<_> = staked
            .into_iter()
            .map(|(operator, amount)| {
                let amount = Coin {
                    denom: denom.to_owned(),
                    amount,
                };
                FullDelegation::create(hub.clone(), operator, amount.clone(), amount, vec![])
            })
            .collect();
        querier.staking.update(denom, &validators, &delegations);
        querier.update_wasm(self.contracts());
        querier
    }

    /// The registry's answers by today's code, and who created and may migrate the contracts.
    fn contracts(&self) -> impl Fn(&WasmQuery) -> SystemResult<ContractResult<Binary>> + 'static {
        let infos: BTreeMap<String, ContractInfoResponse> = PARTS
            .iter()
            .map(|name| {
                let part = self.part(name);
                let info = ContractInfoResponse::new(
                    read(&part["code_id"]),
                    read(&part["creator"]),
                    read(&part["admin"]),
                    false,
                    None,
                );
                (self.address(name).into_string(), info)
            })
            .collect();
        let (registry, env, prefix) = (self.address("registry"), self.env("registry"), self.prefix());
        let stored = self.migrated_registry();
        move |query| match query {
            WasmQuery::ContractInfo { contract_addr } => {
                SystemResult::Ok(to_json_binary(&infos[contract_addr]).into())
            }
            WasmQuery::Smart { contract_addr, msg } if *contract_addr == registry.as_str() => {
                let deps: Deps = OwnedDeps {
                    storage: stocked(&stored),
                    api: MockApi::default().with_prefix(prefix),
                    querier: MockQuerier::new(&[]),
                    custom_query_type: Default::default(),
                };
                let msg = from_json(msg).unwrap();
                let answer = floe_validator_registry::contract::query(deps.as_ref(), env.clone(), msg);
                SystemResult::Ok(answer.map_err(|error| error.to_string()).into())
            }
            WasmQuery::Raw { contract_addr, key } if *contract_addr == registry.as_str() => {
                let value = stored.get(key.as_slice()).cloned().unwrap_or_default();
                SystemResult::Ok(ContractResult::Ok(value.into()))
            }
            other => SystemResult::Err(SystemError::UnsupportedRequest {
                kind: format!("{other:?}"),
            }),
        }
    }

    /// What the registry stores once it has been taken over: it asks nobody for that.
    fn migrated_registry(&self) -> Bytes {
        let mut deps: Deps = OwnedDeps {
            storage: stocked(&self.stored("registry")),
            api: MockApi::default().with_prefix(self.prefix()),
            querier: MockQuerier::new(&[]),
            custom_query_type: Default::default(),
        };
        let version = cw2::get_contract_version(&deps.storage).unwrap().version;
        let msg = floe_api::registry::MigrateMsg { params: None };
        drop(floe_validator_registry::migrate::migrate(deps.as_mut(), msg, &[&version]).unwrap());
        dump(&deps.storage)
    }

    fn version(&self, part: &str) -> String {
        cw2::get_contract_version(&self.deps(part).storage)
            .unwrap()
            .version
    }

    /// Migrates as the next version would that accepts this one.
    fn migrate(&self, part: &str, deps: &mut Deps) {
        let version = self.version(part);
        let accepted = [version.as_str()];
        let deps = deps.as_mut();
        match part {
            "hub" => {
                let msg = floe_api::hub::MigrateMsg { params: None };
                let env = self.env("hub");
                drop(floe_hub::migrate::migrate(deps, env, msg, &accepted).unwrap());
            }
            "registry" => {
                let msg = floe_api::registry::MigrateMsg { params: None };
                drop(floe_validator_registry::migrate::migrate(deps, msg, &accepted).unwrap());
            }
            _ => {
                let msg = floe_api::collector::MigrateMsg {};
                drop(floe_reward_collector::migrate::migrate(deps, msg, &accepted).unwrap());
            }
        }
    }

    fn answer(&self, part: &str, deps: &Deps, msg: &Value) -> Result<Value, String> {
        let (env, raw) = (self.env(part), to_json_binary(msg).unwrap());
        let answer = match part {
            "hub" => floe_hub::contract::query(deps.as_ref(), env, from_json(raw).unwrap())
                .map_err(|error| error.to_string()),
            "registry" => {
                floe_validator_registry::contract::query(deps.as_ref(), env, from_json(raw).unwrap())
                    .map_err(|error| error.to_string())
            }
            _ => floe_reward_collector::contract::query(deps.as_ref(), env, from_json(raw).unwrap())
                .map_err(|error| error.to_string()),
        };
        answer.map(|answer| from_json(answer).unwrap())
    }
}

/// The entry point as the chain calls it: only a version on the code's own list is taken over.
fn entry_point(part: &str, deps: &mut Deps, env: Env) -> Result<(), String> {
    let deps = deps.as_mut();
    match part {
        "hub" => floe_hub::contract::migrate(deps, env, floe_api::hub::MigrateMsg { params: None })
            .map(drop)
            .map_err(|error| error.to_string()),
        "registry" => {
            let msg = floe_api::registry::MigrateMsg { params: None };
            floe_validator_registry::contract::migrate(deps, env, msg)
                .map(drop)
                .map_err(|error| error.to_string())
        }
        _ => floe_reward_collector::contract::migrate(deps, env, floe_api::collector::MigrateMsg {})
            .map(drop)
            .map_err(|error| error.to_string()),
    }
}

fn listed(part: &str) -> &'static [&'static str] {
    match part {
        "hub" => floe_hub::migrate::ACCEPTED,
        "registry" => floe_validator_registry::migrate::ACCEPTED,
        _ => floe_reward_collector::migrate::ACCEPTED,
    }
}

/// Whether an answer still says all that it said; open shapes may say more.
fn still_says(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => old
            .iter()
            .all(|(key, old)| new.get(key).is_some_and(|new| still_says(old, new))),
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| still_says(old, new))
        }
        (old, new) => old == new,
    }
}

#[test]
fn every_answer_of_released_code_is_given_by_todays_code_on_the_migrated_state() {
    for state in released() {
        let mut migrated: BTreeMap<&str, Deps> = PARTS.map(|part| (part, state.deps(part))).into();
        migrated
            .iter_mut()
            .for_each(|(part, deps)| state.migrate(part, deps));
        let answers = state.all["answers"].as_array().unwrap();
        assert!(
            answers.len() > 60,
            "{}: only {} answers",
            state.name,
            answers.len()
        );
        for told in answers {
            let (of, msg) = (told["of"].as_str().unwrap(), &told["msg"]);
            let now = state.answer(of, &migrated[of], msg).unwrap();
            assert!(
                still_says(&told["answer"], &now),
                "{}: {of} answered {msg} with\n{}\nand now\n{now}",
                state.name,
                told["answer"]
            );
        }
    }
}

/// What is stored in another form than in the last version, by contract and beginning of the key: validators have a class, the
/// owner's weight and a record, and what drains was removed.
const RELAID: [(&str, &[u8]); 3] = [
    ("registry", b"config"),
    ("registry", b"validators"),
    ("registry", b"\0\x07removed"),
];

#[test]
fn a_migration_of_released_state_changes_no_byte_but_the_version() {
    const VERSION: &[u8] = b"contract_info";
    for state in released() {
        for part in PARTS {
            let mut deps = state.deps(part);
            let mut before = dump(&deps.storage);
            state.migrate(part, &mut deps);
            let mut after = dump(&deps.storage);
            assert!(before.remove(VERSION).is_some() && after.remove(VERSION).is_some());
            for stored in [&mut before, &mut after] {
                stored.retain(|key, _| {
                    !RELAID
                        .iter()
                        .any(|(of, begin)| *of == part && key.starts_with(begin))
                });
            }
            assert!(
                before == after,
                "{}: the migration of the {part} changed what is stored",
                state.name
            );
            let stored = cw2::get_contract_version(&deps.storage).unwrap();
            assert_eq!(stored.version, floe_hub::contract::CODE.version);
        }
    }
}

#[test]
fn on_released_state_downgrades_other_contracts_and_unlisted_versions_are_refused() {
    for state in released() {
        for part in PARTS {
            let stored = cw2::get_contract_version(&state.deps(part).storage).unwrap();
            let others = PARTS.iter().filter(|other| **other != part).map(|other| {
                let other = cw2::get_contract_version(&state.deps(other).storage).unwrap();
                (other.contract, stored.version.clone())
            });
            let foreign = ("crates.io:cw20-base".to_owned(), stored.version.clone());
            let newer = (stored.contract.clone(), "99.0.0".to_owned());
            let mut refused: Vec<_> = others.chain([foreign, newer]).collect();
            if !listed(part).contains(&stored.version.as_str()) {
                refused.push((stored.contract.clone(), stored.version.clone()));
            }
            for (contract, version) in refused {
                let mut deps = state.deps(part);
                cw2::set_contract_version(&mut deps.storage, &contract, &version).unwrap();
                let before = dump(&deps.storage);
                let outcome = entry_point(part, &mut deps, state.env(part));
                assert!(outcome.is_err(), "{part}: {contract} {version} was taken over");
                assert!(
                    before == dump(&deps.storage),
                    "{part}: a refused migration changed something"
                );
            }
            for version in listed(part) {
                assert_ne!(*version, floe_hub::contract::CODE.version, "{part}");
            }
        }
    }
}

/// Messages that come next do the same on the state as it was and as it has been taken over: what they answer, send, tell
/// and store.
#[test]
fn life_goes_on_after_a_migration_of_released_state() {
    for state in released() {
        let denom = state.all["denom"].as_str().unwrap();
        let people: Vec<Value> = state.all["answers"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|told| told["msg"]["balance"].is_object() && told["answer"]["balance"] != "0")
            .map(|told| told["msg"]["balance"]["address"].clone())
            .collect();
        assert!(people.len() > 2, "{}: nobody holds anything", state.name);
        let mut messages = vec![(json!({"crank": {}}), 0), (json!({"bond": {}}), 10_000_000)];
        messages.extend([
            (json!({"queue_unbond": {"shares": "1000000"}}), 0),
            (json!({"transfer": {"recipient": people[0], "amount": "5"}}), 0),
            (json!({"withdraw_unbonded": {}}), 0),
        ]);
        let mut fine = 0;
        for person in &people {
            for (msg, coins) in &messages {
                let play = |migrated: bool| {
                    let mut deps = state.deps("hub");
                    if migrated {
                        state.migrate("hub", &mut deps);
                    }
                    let funds = match coins {
                        0 => vec![],
                        coins => cosmwasm_std::coins(*coins, denom),
                    };
                    let info = message_info(&read(person), &funds);
                    let mut env = state.env("hub");
                    env.block.height += 1;
                    env.block.time = env.block.time.plus_seconds(3_600);
                    let msg = from_json(to_json_binary(msg).unwrap()).unwrap();
                    let answer = floe_hub::contract::execute(deps.as_mut(), env, info, msg);
                    let mut stored = dump(&deps.storage);
                    stored.remove(b"contract_info".as_slice());
                    (answer, stored)
                };
                let (now, then) = (play(true), play(false));
                assert!(now == then, "{}: {msg} of {person}", state.name);
                fine += u32::from(now.0.is_ok());
            }
        }
        assert!(fine > 8, "{}: only {fine} messages were taken", state.name);
    }
}
