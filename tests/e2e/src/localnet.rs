//! Networks of this machine, shared between the tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::{env, fs};

use floe_client::{ChainExt, Code, Live, LiveConfig, Signer};
use serde_json::Value;

use crate::net::{Backend, StoredCodes};

/// A network of wasmd nodes that this program has started. It is stopped when the last one who
/// uses it lets go.
pub struct Localnet {
    directory: PathBuf,
    description: Value,
    codes: Mutex<Option<StoredCodes>>,
    /// Held while the rich account sends.
    faucet: Mutex<()>,
}

/// Held while a network starts, which takes all of a small machine for some seconds: nodes that already run would miss
/// blocks if many started at once.
static STARTING: Mutex<()> = Mutex::new(());
static USUAL: Mutex<Weak<Localnet>> = Mutex::new(Weak::new());
static TROUBLED: Mutex<Weak<Localnet>> = Mutex::new(Weak::new());

impl Localnet {
    /// The network of this kind that is running, or a new one; always a new one of [`Backend::Own`].
    pub fn of(place: Backend) -> Arc<Self> {
        let shared = match place {
            Backend::Usual => &USUAL,
            Backend::Troubled => &TROUBLED,
            Backend::Own => return Arc::new(Self::fresh(place)),
        };
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let network = Arc::new(Self::fresh(place));
            *shared = Arc::downgrade(&network);
            network
        })
    }

    fn fresh(place: Backend) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let all = place.validators().to_string();
        let light = (place.validators() - 1).to_string();
        // On a busy machine nodes miss many blocks. Where validators must not be jailed but for one that is paused, only
        // that one misses nearly all; elsewhere they need no node and are never jailed.
        let validators = match place {
            Backend::Troubled => vec!["--validators", &all, "--window", "40", "--min-signed", "0.05"],
            Backend::Usual | Backend::Own => vec!["--validators", "1", "--light", &light],
        };
        let unbonding = place.unbonding().to_string();
        let options = [&validators[..], &["--unbonding", &unbonding]].concat();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Self::start(&format!("{place:?}{number}"), &options)
    }

    /// A network of one's own with these options of `localnet/net start`. `FLOE_E2E_DIR` is where
    /// its directory is made, the system's folder for such things otherwise.
    pub fn start(name: &str, options: &[&str]) -> Self {
        let parent = env::var_os("FLOE_E2E_DIR").map_or_else(env::temp_dir, PathBuf::from);
        let directory = parent.join(format!("floe-{}-{name}", std::process::id()).to_lowercase());
        let options = [&["--ports", "auto", "--timeout", "300"], options].concat();
        {
            let _alone = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
            command(&directory, "start", &options).unwrap();
        }
        let text = fs::read_to_string(directory.join("network.json")).unwrap();
        Self {
            directory,
            description: serde_json::from_str(&text).unwrap(),
            codes: Mutex::new(None),
            faucet: Mutex::new(()),
        }
    }

    /// A command of `localnet/net` on this network, and what it says.
    pub fn run(&self, name: &str, options: &[&str]) -> Result<String, String> {
        command(&self.directory, name, options)
    }

    pub fn connect(&self) -> Live {
        let rpc = self.nodes("rpc");
        // The first decides alone and is never harmed.
        let config = LiveConfig::new(&[rpc[0].as_str()]);
        Live::connect(config.chain_id(self.description["chain_id"].as_str().unwrap())).unwrap()
    }

    /// Runs the chain's own program and returns its answer, none if it has none.
    pub fn ask_wasmd(&self, kind: &str, args: &[&str], flags: &[&str]) -> Option<Value> {
        let node = self.rpc()[0].replace("http", "tcp");
        let ran = Command::new(root().join("localnet/bin/wasmd"))
            .arg(kind)
            .args(args)
            .args(["--node", &node, "--output", "json"])
            .args(flags)
            .output()
            .unwrap();
        serde_json::from_slice(&ran.stdout).ok()
    }

    /// Where its files are.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    pub fn chain_id(&self) -> String {
        self.description["chain_id"].as_str().unwrap().to_owned()
    }

    /// RPC addresses of the nodes.
    pub fn rpc(&self) -> Vec<String> {
        self.nodes("rpc")
    }

    /// Of an account that the network was made with.
    pub fn mnemonic(&self, account: &str) -> String {
        let words = &self.description["keys"][account]["mnemonic"];
        words.as_str().expect("an account of the network").to_owned()
    }

    /// Operators: those with nodes in their order, then those without.
    pub fn operators(&self) -> Vec<String> {
        let light = self.description["light"].as_array().unwrap();
        let light = light.iter().map(|operator| operator.as_str().unwrap().to_owned());
        self.nodes("operator").into_iter().chain(light).collect()
    }

    /// Position of the node with this operator.
    pub fn node_of(&self, operator: &str) -> String {
        let found = self.nodes("operator").iter().position(|known| known == operator);
        found.expect("a validator with a node").to_string()
    }

    /// The contracts, stored by whoever asks first.
    pub fn codes(&self, chain: &mut Live) -> StoredCodes {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        *codes.get_or_insert_with(|| {
            self.as_faucet(|faucet| {
                let mut store = |code: Code| chain.store(faucet, &with_wasm(code)).unwrap();
                StoredCodes {
                    hub: store(Code::hub()),
                    registry: store(Code::registry()),
                    collector: store(Code::collector()),
                }
            })
        })
    }

    /// Lets the rich account send, one at a time.
    pub fn as_faucet<T>(&self, send: impl FnOnce(&Signer) -> T) -> T {
        let _alone = self.faucet.lock().unwrap_or_else(PoisonError::into_inner);
        send(&Signer::from_mnemonic(&self.mnemonic("faucet")).unwrap())
    }

    fn nodes(&self, field: &str) -> Vec<String> {
        let nodes = self.description["nodes"].as_array().unwrap();
        nodes
            .iter()
            .map(|node| node[field].as_str().unwrap().to_owned())
            .collect()
    }
}

impl Drop for Localnet {
    fn drop(&mut self) {
        if let Err(error) = self.run("stop", &["--purge"]) {
            eprintln!("{error}");
        }
    }
}

fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("the root of the repository")
}

/// Where the contracts' Wasm is: `FLOE_WASM`, or `artifacts`.
pub fn wasm_folder() -> PathBuf {
    env::var_os("FLOE_WASM").map_or_else(|| root().join("artifacts"), PathBuf::from)
}

/// A contract with its Wasm.
pub(crate) fn with_wasm(code: Code) -> Code {
    let wasm = fs::read(wasm_folder().join(format!("{}.wasm", code.name())));
    let wasm = wasm.expect("the contracts' Wasm: `make wasm`, or name its folder in FLOE_WASM");
    code.with_wasm(wasm)
}

/// The contract of the tests, from the folder that `FLOE_TEST_WASM` names; `target/test-wasm` otherwise.
pub(crate) fn probe() -> Code {
    let folder = env::var_os("FLOE_TEST_WASM").map_or_else(|| root().join("target/test-wasm"), PathBuf::from);
    let wasm = fs::read(folder.join("floe_probe.wasm"));
    let wasm = wasm.expect("the probe's Wasm: `make wasm`, or name its folder in FLOE_TEST_WASM");
    Code::wasm("floe_probe", wasm)
}

fn command(directory: &Path, name: &str, options: &[&str]) -> Result<String, String> {
    let output = Command::new(root().join("localnet/net"))
        .arg(name)
        .args(options)
        .arg("--dir")
        .arg(directory)
        .output()
        .map_err(|error| format!("localnet/net: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
