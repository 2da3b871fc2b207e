//! A live chain behind the trait, when `FLOE_LOCALNET` names the `network.json` of one and
//! `FLOE_WASM` the folder with the contracts' Wasm.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod promises;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::{env, fs};

use floe_chain::{Code, Config, Live, Signer};
use promises::Stage;
use serde_json::Value;

/// The tests share the rich account.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn run(promise: fn(&mut Stage)) {
    let Some(network) = env::var_os("FLOE_LOCALNET") else {
        println!("skipped: FLOE_LOCALNET names no network.json");
        return;
    };
    let folder = PathBuf::from(env::var_os("FLOE_WASM").expect("FLOE_WASM names the folder of the Wasm"));
    let network: Value = serde_json::from_str(&fs::read_to_string(network).unwrap()).unwrap();
    let rpc: Vec<&str> = network["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["rpc"].as_str().unwrap())
        .collect();
    let config = Config::new(&rpc).chain_id(network["chain_id"].as_str().unwrap());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut chain = Live::connect(config).unwrap();
    let rich = Signer::from_mnemonic(network["keys"]["faucet"]["mnemonic"].as_str().unwrap()).unwrap();
    let wasm = fs::read(folder.join("floe_reward_collector.wasm")).unwrap();
    promise(&mut Stage {
        chain: &mut chain,
        rich,
        collector: Code::collector().with_wasm(wasm),
    });
}

include!("promises/list.rs");
