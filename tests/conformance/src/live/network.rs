//! Networks of this machine, started and stopped.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use cosmwasm_std::{coin, coins, Coin};
use floe_client::{ChainExt, Code, Gas, Live, LiveConfig, Msg, Signer, Tx};
use serde_json::Value;

use crate::net::{COIN, DENOM, FUNDS, OTHER_DENOM, STAKES};

/// A network of one node that decides alone, and of validators that never sign. Without inflation and
/// fees nobody earns anything that the facts do not give. It is stopped and removed when this is dropped.
pub struct Network {
    folder: PathBuf,
    description: Value,
    pub code_id: u64,
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn command(program: &Path, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", program.display());
    String::from_utf8(output.stdout).unwrap()
}

impl Network {
    /// `options` are those of `localnet/net start`.
    pub fn start(name: &str, options: &[&str]) -> Self {
        let folder = env::temp_dir().join(format!("floe-conformance-{}-{name}", std::process::id()));
        let place = folder.to_str().unwrap();
        // Here first, so that a start that fails half-way is cleaned up too.
        let mut network = Network {
            folder: folder.clone(),
            description: Value::Null,
            code_id: 0,
        };
        let mut args = vec!["start", "--ports", "auto", "--dir", place, "--validators", "1"];
        args.extend(["--inflation", "0", "--max-validators", "400"]);
        args.extend(options);
        command(&root().join("localnet/net"), &args);
        let description = fs::read_to_string(folder.join("network.json")).unwrap();
        network.description = serde_json::from_str(&description).unwrap();
        network.code_id = network.connect().store(&network.faucet(), &probe()).unwrap();
        network
    }

    pub fn connect(&self) -> Live {
        let chain_id = self.description["chain_id"].as_str().unwrap();
        Live::connect(LiveConfig::new(&[self.rpc()]).chain_id(chain_id)).unwrap()
    }

    pub fn unbonding(&self) -> u64 {
        self.description["parameters"]["unbonding"].as_u64().unwrap()
    }

    pub fn faucet(&self) -> Signer {
        let phrase = &self.description["keys"]["faucet"]["mnemonic"];
        Signer::from_mnemonic(phrase.as_str().unwrap()).unwrap()
    }

    fn rpc(&self) -> &str {
        self.description["nodes"][0]["rpc"].as_str().unwrap()
    }

    /// Gives the accounts of facts what they need.
    pub fn fund(&self, facts: &[&str]) {
        let mut chain = self.connect();
        let sends = facts.iter().flat_map(|fact| {
            let sender = (
                sender(fact),
                vec![coin(3 * FUNDS, DENOM), coin(COIN, OTHER_DENOM)],
            );
            let owners = [0, 1, 2].map(|i| (owner(fact, i), coins(STAKES[i], DENOM)));
            owners.into_iter().chain([sender])
        });
        let send = |(to, amount): (Signer, Vec<Coin>)| Msg::send(&chain.address(&to).unwrap(), &amount);
        let sends: Vec<Msg> = sends.map(send).collect();
        for some in sends.chunks(100) {
            let tx = Tx::new(&self.faucet(), some.to_vec()).gas(Gas::Limit(50_000_000));
            chain.send(&tx).unwrap();
        }
    }

    /// Hands in evidence of a double signature at a height, with the key in a file.
    pub fn equivocate(&self, key: &Value, height: u64) {
        let name = format!("{}.json", key["address"].as_str().unwrap());
        let file = self.folder.join(name);
        fs::write(&file, key.to_string()).unwrap();
        let height = height.to_string();
        let args = [
            "-rpc",
            self.rpc(),
            "-key",
            file.to_str().unwrap(),
            "-height",
            &height,
        ];
        command(&root().join("localnet/bin/equivocate"), &args);
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let stop = ["stop", "--purge", "--dir", self.folder.to_str().unwrap()];
        let stopped = Command::new(root().join("localnet/net"))
            .args(stop)
            .stdout(Stdio::null())
            .status();
        if !stopped.is_ok_and(|status| status.success()) {
            eprintln!("stop the network in {} by hand", self.folder.display());
        }
    }
}

/// Who executes the probe of a fact.
pub fn sender(fact: &str) -> Signer {
    Signer::for_tests(&format!("{fact} sender")).unwrap()
}

/// Who owns a validator of a fact.
pub fn owner(fact: &str, i: usize) -> Signer {
    Signer::for_tests(&format!("{fact} owner {i}")).unwrap()
}

/// The probe, from the folder that `FLOE_TEST_WASM` names; `target/test-wasm` by default.
fn probe() -> Code {
    let default = || root().join("target/test-wasm").into_os_string();
    let folder = PathBuf::from(env::var_os("FLOE_TEST_WASM").unwrap_or_else(default));
    let file = folder.join("floe_probe.wasm");
    let wasm = fs::read(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; build it or set FLOE_TEST_WASM", file.display()));
    Code::wasm("floe_probe", wasm)
}
