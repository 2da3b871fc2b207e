//! A live chain behind the trait: `FLOE_LOCALNET` names the `network.json` of one, and
//! `FLOE_WASM` the folder with the contracts' Wasm. Ignored unless asked for, as by `make e2e`.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod promises;

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{env, fs};

use cosmwasm_std::{coin, Uint128};
use floe_api::collector::ExecuteMsg;
use floe_client::{Chain, ChainExt, Code, Error, Gas, GasPrice, Live, LiveConfig, Msg, Pending, Signer, Tx};
use promises::Stage;
use serde_json::Value;

/// The tests share the rich account.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn run(promise: fn(&mut Stage)) {
    with_network(|network| {
        let mut chain = Live::connect(network.config()).unwrap();
        promise(&mut Stage {
            chain: &mut chain,
            rich: network.key("faucet"),
            collector: network.collector(),
        });
    });
}

/// Runs a test alone on the network.
fn with_network(test: impl FnOnce(&Network)) {
    let path =
        env::var_os("FLOE_LOCALNET").expect("FLOE_LOCALNET names the network.json of a running network");
    let network = Network(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    test(&network);
}

/// A network's description.
struct Network(Value);

impl Network {
    fn config(&self) -> LiveConfig {
        self.config_of(usize::MAX)
    }

    /// With so many of the nodes, the first ones.
    fn config_of(&self, count: usize) -> LiveConfig {
        let nodes = self.0["nodes"].as_array().unwrap().iter().take(count);
        let rpc: Vec<&str> = nodes.map(|node| node["rpc"].as_str().unwrap()).collect();
        LiveConfig::new(&rpc).chain_id(self.0["chain_id"].as_str().unwrap())
    }

    fn key(&self, name: &str) -> Signer {
        Signer::from_mnemonic(self.0["keys"][name]["mnemonic"].as_str().unwrap()).unwrap()
    }

    fn collector(&self) -> Code {
        let folder = env::var_os("FLOE_WASM").expect("FLOE_WASM names the folder of the Wasm");
        let wasm = fs::read(PathBuf::from(folder).join("floe_reward_collector.wasm")).unwrap();
        Code::collector().with_wasm(wasm)
    }

    fn connect(&self) -> Live {
        Live::connect(self.config()).unwrap()
    }

    /// Alice sends herself one unit.
    fn note(&self, chain: &Live, gas: Gas) -> Tx {
        let alice = self.key("alice");
        let msg = Msg::send(&chain.address(&alice).unwrap(), &[coin(1, &chain.facts().denom)]);
        Tx::new(&alice, vec![msg]).gas(gas)
    }
}

#[test]
#[ignore = "needs a network: make e2e"]
fn two_programs_with_one_key_find_the_right_sequence_or_say_why_not() {
    with_network(|network| {
        // One node, as another could be some blocks behind it.
        let connect = || Live::connect(network.config_of(1)).unwrap();
        let (mut one, mut two) = (connect(), connect());
        let tx = network.note(&one, Gas::default());
        for _ in 0..2 {
            one.send(&tx).unwrap();
            two.send(&tx).unwrap();
        }
        // Both have known the sequence before the other one used it, without simulating.
        let tx = network.note(&one, Gas::Limit(200_000));
        one.send(&tx).unwrap();
        let refused = two.send(&tx.clone().once()).unwrap_err();
        assert!(
            matches!(&refused, Error::Undecided { detail, .. } if detail.contains("another program sends with the same key")),
            "{refused:?}"
        );
        // What may be signed again is, once the node shows that the first one is void.
        two.send(&tx).unwrap();
        one.send(&tx).unwrap();
    });
}

#[test]
#[ignore = "needs a network: make e2e"]
fn too_little_gas_is_refused_after_signing_and_says_how_much() {
    with_network(|network| {
        let mut chain = network.connect();
        let short = network.note(&chain, Gas::Limit(50_000));
        let refused = chain.send(&short).unwrap_err();
        assert!(
            matches!(&refused, Error::Undecided { detail, .. } if detail.contains("out of gas") && detail.contains("50000 allowed")),
            "{refused:?}"
        );
        let endless = network.note(&chain, Gas::Limit(1_000_000_000));
        let refused = chain.send(&endless).unwrap_err();
        let limit = 100_000_000;
        let wanted = 1_000_000_000;
        assert_eq!(refused, Error::TooMuchGas { wanted, limit });
    });
}

#[test]
#[ignore = "needs a network: make e2e"]
fn a_fee_below_the_nodes_price_names_both() {
    with_network(|network| {
        let asked = network.connect().gas_price().cloned();
        let Some(asked) = asked else {
            panic!("start the network with a gas price")
        };
        let low = GasPrice {
            amount: asked.amount / Uint128::new(2),
            denom: asked.denom.clone(),
        };
        let mut chain = Live::connect(network.config().gas_price(low.clone())).unwrap();
        let refused = chain
            .send(&network.note(&chain, Gas::Limit(200_000)))
            .unwrap_err();
        let expected = Error::InsufficientFee {
            required: asked.fee(200_000).unwrap().unwrap().to_string(),
            given: low.fee(200_000).unwrap().unwrap().to_string(),
        };
        assert_eq!(refused, expected);
    });
}

#[test]
#[ignore = "needs a network: make e2e"]
fn an_unknown_account_is_named() {
    with_network(|network| {
        let mut chain = network.connect();
        let height = chain.block().unwrap().height;
        let stranger = Signer::for_tests(&format!("stranger {height}")).unwrap();
        let address = chain.address(&stranger).unwrap();
        let refused = chain
            .transfer(&stranger, &address, &[coin(1, "stake")])
            .unwrap_err();
        assert_eq!(refused, Error::UnknownAccount { address });
    });
}

#[test]
#[ignore = "needs a network: make e2e"]
fn another_chains_id_is_refused_at_connect() {
    with_network(|network| {
        let refused = Live::connect(network.config().chain_id("other-1")).err().unwrap();
        let Error::WrongChain { expected, found, .. } = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(
            (expected.as_str(), found.as_str()),
            ("other-1", network.0["chain_id"].as_str().unwrap())
        );
    });
}

#[test]
#[ignore = "needs a network: make e2e"]
fn a_dead_node_in_the_list_does_not_matter() {
    with_network(|network| {
        let mut config = network.config();
        config.endpoints.insert(0, "http://127.0.0.1:9".to_owned());
        let mut chain = Live::connect(config).unwrap();
        chain.send(&network.note(&chain, Gas::default())).unwrap();
    });
}

/// A stopped process, which goes on when this is dropped.
struct Stopped(String);

impl Stopped {
    fn new(pid: &Value) -> Self {
        let stopped = Self(pid.to_string());
        stopped.signal("-STOP");
        stopped
    }

    fn signal(&self, signal: &str) {
        assert!(Command::new("kill")
            .args([signal, &self.0])
            .status()
            .unwrap()
            .success());
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        self.signal("-CONT");
    }
}

#[test]
#[ignore = "needs a network: make e2e"]
fn a_node_that_hangs_is_left_for_the_next() {
    with_network(|network| {
        let mut config = network.config();
        // The first node alone makes the blocks, so it is the last in the list.
        config.endpoints.reverse();
        config.request_timeout = Duration::from_secs(3);
        let mut chain = Live::connect(config).unwrap();
        let nodes = network.0["nodes"].as_array().unwrap();
        let _hanging = Stopped::new(&nodes.last().unwrap()["pid"]);
        chain.send(&network.note(&chain, Gas::default())).unwrap();
    });
}

#[test]
#[ignore = "needs a network: make e2e"]
fn the_chains_own_program_signs_and_sends_what_is_built_unsigned() {
    with_network(|network| {
        let mut chain = network.connect();
        let alice = network.key("alice");
        let address = chain.address(&alice).unwrap();
        let owner = address.clone();
        let mut stage = Stage {
            chain: &mut chain,
            rich: alice,
            collector: network.collector(),
        };
        let contract = stage.collector_of(&owner);
        let denom = chain.facts().denom.clone();
        let operator = chain.validators().unwrap().remove(0).operator;
        let msgs = vec![
            Msg::send(&address, &[coin(1, &denom)]),
            Msg::execute(&contract, &ExecuteMsg::Forward { keeper: None }, &[]).unwrap(),
            Msg::delegate(&operator, coin(5, &denom)),
        ];
        let tx = Tx::new(&Signer::address_only(&address), msgs).memo("built here");
        let staked = |chain: &Live| chain.delegated(&address).unwrap().get(&operator).copied();
        // The second is what a Ledger shows and signs.
        for mode in ["direct", "amino-json"] {
            let built = chain.unsigned(&tx).unwrap();
            let before = staked(&chain).unwrap_or(0);
            let pending = Pending {
                hash: network.sign_and_send("alice", mode, &built),
                valid_until: u64::MAX,
                signer: address.clone(),
                sequence: None,
            };
            assert_eq!(chain.confirm(&pending).unwrap().answers.len(), 3, "{mode}");
            assert_eq!(staked(&chain), Some(before + 5), "{mode}");
        }
    });
}

impl Network {
    /// Signs with the network's own program, sends, and returns the hash.
    fn sign_and_send(&self, key: &str, mode: &str, tx: &Value) -> String {
        let text = |name: &str| self.0[name].as_str().unwrap().to_owned();
        let folder = env::temp_dir().join(format!("floe-client-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (unsigned, signed) = (folder.join("unsigned.json"), folder.join("signed.json"));
        fs::write(&unsigned, tx.to_string()).unwrap();
        let rpc = self.0["nodes"][0]["rpc"].as_str().unwrap().replace("http", "tcp");
        let wasmd = |args: &[&str]| {
            let output = Command::new(text("wasmd"))
                .args(args)
                .args(["--home", &text("keyring"), "--keyring-backend", "test"])
                .args([
                    "--chain-id",
                    &text("chain_id"),
                    "--node",
                    &rpc,
                    "--output",
                    "json",
                ])
                .output()
                .unwrap();
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            output.stdout
        };
        let file = unsigned.to_str().unwrap();
        let bytes = wasmd(&["tx", "sign", file, "--from", key, "--sign-mode", mode]);
        fs::write(&signed, bytes).unwrap();
        let sent: Value =
            serde_json::from_slice(&wasmd(&["tx", "broadcast", signed.to_str().unwrap()])).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(sent["code"], 0, "{sent}");
        sent["txhash"].as_str().unwrap().to_owned()
    }
}

macro_rules! promised {
    ($($group:ident { $($name:ident),* $(,)? })*) => { $($(
        #[test]
        #[ignore = "needs a network: make e2e"]
        fn $name() {
            run(promises::$group::$name);
        }
    )*)* };
}

include!("promises/list.rs");
