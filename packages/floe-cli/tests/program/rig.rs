//! The program with a chain in memory, a folder of its own and a recorded output.

use std::cell::RefCell;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use cosmwasm_std::{coins, to_json_binary, CosmosMsg, Decimal, Empty, Uint128, WasmMsg};
use cw_multi_test::{Contract, ContractWrapper};
use floe_cli::{ExitCode, Host, Stop};
use floe_client::{Chain, ChainExt, Code, Instance, Signer, TxOutcome};
use floe_embedded::{ChainConfig, Embedded};
use floe_hostile::instantiation;
use floe_probe::Order;
use serde_json::Value;
use tempfile::TempDir;

use crate::shared::Shared;

/// What everybody starts with.
pub const PURSE: u128 = 10_000_000_000;

/// What a run printed and how it ended.
pub struct Ran {
    pub exit: ExitCode,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// It has put this among its lines beside the result.
    #[track_caller]
    pub fn says(&self, text: impl AsRef<str>) -> &Self {
        let text = text.as_ref();
        assert!(self.err.contains(text), "{text}: {}", self.err);
        self
    }

    #[track_caller]
    pub fn ended(&self, exit: ExitCode) -> &Self {
        assert_eq!(self.exit, exit, "{}", self.err);
        self
    }
}

/// What of a run was printed, if it went well.
#[track_caller]
pub fn done(ran: Ran) -> String {
    ran.ended(ExitCode::Done);
    ran.out
}

/// The same as JSON.
#[track_caller]
pub fn json(ran: Ran) -> Value {
    serde_json::from_str(&done(ran)).unwrap()
}

/// A machine with the program, and a chain with three validators.
pub struct Rig {
    pub chain: Shared,
    folder: TempDir,
    hub: Option<String>,
    forwarder: Option<String>,
}

impl Rig {
    /// People have coins; nothing is deployed.
    pub fn new() -> Self {
        let mut chain = Embedded::new(ChainConfig::default());
        for name in ["val1", "val2", "val3"] {
            let power = Uint128::new(1_000_000_000_000);
            chain
                .double_mut()
                .add_validator(name, Decimal::percent(5), power)
                .unwrap();
        }
        let rig = Self {
            chain: Shared::new(chain),
            folder: TempDir::new().unwrap(),
            hub: None,
            forwarder: None,
        };
        for name in ["owner", "alice", "bob", "keeper"] {
            rig.chain.inner().fund(&rig.address(name), &coins(PURSE, "stake"));
        }
        rig
    }

    /// With a hub.
    pub fn deployed() -> Self {
        let mut rig = Self::new();
        let owner = person("owner");
        let chain = &mut rig.chain;
        let hub = chain.store(&owner, &Code::hub()).unwrap();
        let registry = chain.store(&owner, &Code::registry()).unwrap();
        let collector = chain.store(&owner, &Code::collector()).unwrap();
        let operators: Vec<String> = chain
            .validators()
            .unwrap()
            .into_iter()
            .map(|v| v.operator)
            .collect();
        let msg = instantiation(&owner.address("wasm").unwrap(), &operators, registry, collector);
        let new = Instance::new(hub, "floe").funds(&coins(1_000_000, "stake"));
        rig.hub = Some(chain.instantiate(&owner, &new, &msg).unwrap());
        rig
    }

    /// And with a contract that is somebody too: `forwarder`, whose messages are sent by a stranger.
    pub fn with_forwarder(mut self) -> Self {
        let owner = person("owner");
        self.chain.inner().know("probe", probe);
        let code = self.chain.store(&owner, &Code::named("probe")).unwrap();
        let new = Instance::new(code, "forwarder");
        let address = self.chain.instantiate(&owner, &new, &Empty {}).unwrap();
        self.chain.inner().fund(&address, &coins(PURSE, "stake"));
        self.forwarder = Some(address);
        self
    }

    pub fn hub(&self) -> String {
        self.hub.clone().expect("a deployed hub")
    }

    pub fn address(&self, name: &str) -> String {
        if name == "forwarder" {
            return self.forwarder.clone().expect("a forwarder");
        }
        person(name).address("wasm").unwrap()
    }

    /// A path in the program's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Lets time pass.
    pub fn pass(&self, secs: u64) {
        self.chain.inner().advance(secs, 1).unwrap();
    }

    /// Writes a file into the program's folder, for its owner only.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let file = self.path(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        file
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// A message to the hub, with coins.
    pub fn execute(&mut self, name: &str, msg: &Value, amount: u128) {
        self.send(name, msg, amount).unwrap();
    }

    /// The same, whether it was accepted.
    pub fn try_execute(&mut self, name: &str, msg: &Value, amount: u128) -> bool {
        self.send(name, msg, amount).is_ok()
    }

    fn send(&mut self, name: &str, msg: &Value, amount: u128) -> floe_client::Result<TxOutcome> {
        let hub = self.hub();
        let funds = if amount > 0 {
            coins(amount, "stake")
        } else {
            Vec::new()
        };
        if name == "forwarder" {
            let message = WasmMsg::Execute {
                contract_addr: hub,
                msg: to_json_binary(msg).unwrap(),
                funds,
            };
            return self.forward(message.into());
        }
        self.chain.execute(&person(name), &hub, msg, &funds)
    }

    fn forward(&mut self, message: CosmosMsg) -> floe_client::Result<TxOutcome> {
        let order = Order {
            message,
            gas_limit: None,
        };
        let msg = floe_probe::ExecuteMsg::Forward {
            orders: vec![order],
            tolerant: false,
        };
        let forwarder = self.address("forwarder");
        self.chain.execute(&person("stranger"), &forwarder, &msg, &[])
    }

    /// Of the hub's token.
    pub fn shares(&self, name: &str) -> u128 {
        let question = serde_json::json!({"balance": {"address": self.address(name)}});
        let answer: cw20::BalanceResponse = self.chain.query(&self.hub(), &question).unwrap();
        answer.balance.u128()
    }

    /// Rewards on the hub's stake.
    pub fn reward(&self, amount: u128) {
        assert!(self.try_reward(amount), "there is no stake to reward");
    }

    /// The same, whether there is stake to reward.
    pub fn try_reward(&self, amount: u128) -> bool {
        let hub = cosmwasm_std::Addr::unchecked(self.hub());
        let mut chain = self.chain.inner();
        chain.double_mut().rewards_spread(&hub, amount.into()).is_ok()
    }

    pub fn operators(&self) -> Vec<String> {
        let validators = self.chain.validators().unwrap();
        validators.into_iter().map(|v| v.operator).collect()
    }

    /// As `name`, with the hub's address, without questions.
    pub fn run(&self, name: &str, args: &[&str]) -> Ran {
        self.run_on(name, args, |_| {})
    }

    /// The same on a host that has been changed.
    pub fn run_on(&self, name: &str, args: &[&str], change: impl FnOnce(&mut Host)) -> Ran {
        let more = ["--yes", "--gas-price", "0.025stake"];
        self.run_asking(name, &[args, &more].concat(), change)
    }

    /// The same, with questions and the node's price of gas.
    pub fn run_asking(&self, name: &str, args: &[&str], change: impl FnOnce(&mut Host)) -> Ran {
        let (hub, from, chain_id) = (self.hub(), self.address(name), self.chain_id());
        let flags = ["--chain-id", &chain_id, "--hub", &hub, "--sender", &from];
        self.run_with(&[args, &["--node", "embedded"], &flags].concat(), &[], change)
    }

    pub fn chain_id(&self) -> String {
        self.chain.facts().chain_id.clone()
    }

    /// With these arguments and nothing else.
    pub fn run_bare(&self, args: &[&str]) -> Ran {
        self.run_with(args, &[], |_| {})
    }

    /// With these arguments, this environment, and a host that has been changed.
    pub fn run_with(&self, args: &[&str], vars: &[(&str, &str)], change: impl FnOnce(&mut Host)) -> Ran {
        let (out, err) = (Tape::default(), Tape::default());
        let (chain, clock) = (self.chain.clone(), self.chain.clone());
        let mut host = Host {
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            vars: vars
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
            folder: self.folder.path().to_owned(),
            connect: Box::new(move |_| Ok(Box::new(chain.clone()))),
            ask: Box::new(|_| Ok(None)),
            ask_secret: Box::new(|_| Ok(None)),
            input: Box::new(|| Ok(None)),
            clock: Box::new(move || clock.inner().block().unwrap().time.seconds()),
            wait: Box::new(|_, _| {}),
            random: Box::new(|| 0),
            look: floe_cli::TerminalLook::default(),
            stop: Box::new(|| Ok(Stop::default())),
        };
        change(&mut host);
        let args: Vec<&str> = ["floe"].iter().chain(args).copied().collect();
        let exit = floe_cli::run(args, &mut host);
        Ran {
            exit,
            out: out.text(),
            err: err.text(),
        }
    }
}

fn probe() -> Box<dyn Contract<Empty>> {
    let entries = ContractWrapper::new(floe_probe::execute, floe_probe::instantiate, floe_probe::query);
    Box::new(entries.with_reply(floe_probe::reply))
}

/// A key that the embedded chain knows by name.
pub fn person(name: &str) -> Signer {
    Signer::for_tests(name).unwrap()
}

/// A recorded stream.
#[derive(Clone, Default)]
pub struct Tape(Rc<RefCell<Vec<u8>>>);

impl Tape {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
