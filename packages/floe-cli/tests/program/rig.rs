//! The program with a chain in memory, a folder of its own and a recorded output.

use std::cell::RefCell;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use cosmwasm_std::{coins, Binary, Coin, Decimal, HexBinary, Timestamp, Uint128};
use floe_chain::views::{
    ContractInfo, Delegation, Facts, PendingReward, RedelegationEntry, StakingParams, UnbondingEntry,
    Validator,
};
use floe_chain::{
    Block, Budget, Chain, ChainConfig, ChainExt, Code, Embedded, Instance, Note, PastTx, Pending, Result,
    Signer, Tx, TxOutcome,
};
use floe_cli::{Exit, Host};
use floe_types::hub::{
    CollectorInit, FeeConfig, FeeReceiver, InstantiateMsg, ParamsUpdate, RegistryInit, TokenInit,
};
use floe_types::registry::{RegistryParams, ValidatorWeight};
use tempfile::TempDir;

/// What everybody starts with.
pub const PURSE: u128 = 10_000_000_000;

/// What a run printed and how it ended.
pub struct Ran {
    pub exit: Exit,
    pub out: String,
    pub err: String,
}

/// A machine with the program, and a chain with three validators.
pub struct Rig {
    pub chain: Shared,
    folder: TempDir,
    hub: Option<String>,
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

    pub fn hub(&self) -> String {
        self.hub.clone().expect("a deployed hub")
    }

    pub fn address(&self, name: &str) -> String {
        person(name).address("wasm").unwrap()
    }

    /// Writes a file into the program's folder, for its owner only.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let file = self.folder.path().join(name);
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        file
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    pub fn read_bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap()
    }

    /// A message to the hub, with coins.
    pub fn execute(&mut self, name: &str, msg: &serde_json::Value, amount: u128) {
        self.send(name, msg, amount).unwrap();
    }

    /// The same, whether it was accepted.
    pub fn try_execute(&mut self, name: &str, msg: &serde_json::Value, amount: u128) -> bool {
        self.send(name, msg, amount).is_ok()
    }

    fn send(&mut self, name: &str, msg: &serde_json::Value, amount: u128) -> Result<TxOutcome> {
        let hub = self.hub();
        let funds = if amount > 0 {
            coins(amount, "stake")
        } else {
            Vec::new()
        };
        self.chain.execute(&person(name), &hub, msg, &funds)
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
        let (hub, from) = (self.hub(), self.address(name));
        let flags = ["--node", "embedded", "--hub", &hub, "--from", &from, "--yes"];
        self.run_bare(&[args, &flags].concat())
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
            clock: Box::new(move || clock.block().unwrap().time.seconds()),
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

/// A key that the embedded chain knows by name.
pub fn person(name: &str) -> Signer {
    Signer::for_tests(name).unwrap()
}

fn instantiation(owner: &str, operators: &[String], registry: u64, collector: u64) -> InstantiateMsg {
    let validators = operators.iter().map(|operator| ValidatorWeight {
        operator: operator.clone(),
        weight: 1,
    });
    InstantiateMsg {
        owner: owner.to_owned(),
        guardian: None,
        governor: None,
        denom: "stake".to_owned(),
        token: TokenInit {
            name: "Floe Stake".to_owned(),
            symbol: "flSTAKE".to_owned(),
            decimals: 6,
            marketing: None,
        },
        registry: RegistryInit {
            code_id: registry,
            validators: validators.collect(),
            params: RegistryParams::default(),
        },
        collector: CollectorInit { code_id: collector },
        fee: FeeConfig {
            bps: 500,
            receivers: vec![FeeReceiver {
                to: owner.to_owned(),
                weight: 1,
            }],
        },
        params: ParamsUpdate::default(),
    }
}

/// A recorded stream.
#[derive(Clone, Default)]
struct Tape(Rc<RefCell<Vec<u8>>>);

impl Tape {
    fn text(&self) -> String {
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

/// The embedded chain, in the hands of the test and of each run of the program.
#[derive(Clone)]
pub struct Shared {
    facts: Facts,
    chain: Rc<RefCell<Embedded>>,
}

impl Shared {
    fn new(chain: Embedded) -> Self {
        Self {
            facts: chain.facts().clone(),
            chain: Rc::new(RefCell::new(chain)),
        }
    }

    /// To fund, slash, advance, ….
    pub fn inner(&self) -> std::cell::RefMut<'_, Embedded> {
        self.chain.borrow_mut()
    }
}

/// Hands each call to the chain inside.
macro_rules! forward {
    (read { $(fn $read:ident(&self $(, $a:ident: $t:ty)*) -> $r:ty;)* }
     write { $(fn $write:ident(&mut self $(, $b:ident: $u:ty)*) -> $s:ty;)* }) => {
        impl Chain for Shared {
            fn facts(&self) -> &Facts {
                &self.facts
            }
            $(fn $read(&self $(, $a: $t)*) -> $r {
                self.chain.borrow().$read($($a),*)
            })*
            $(fn $write(&mut self $(, $b: $u)*) -> $s {
                self.chain.borrow_mut().$write($($b),*)
            })*
        }
    };
}

forward! {
    read {
        fn block(&self) -> Result<Block>;
        fn block_at(&self, height: u64) -> Result<Block>;
        fn query_smart(&self, contract: &str, msg: &Binary) -> Result<Binary>;
        fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>>;
        fn contract_info(&self, contract: &str) -> Result<ContractInfo>;
        fn code_checksum(&self, code_id: u64) -> Result<HexBinary>;
        fn find_code(&self, checksum: &HexBinary) -> Result<Option<u64>>;
        fn balance(&self, address: &str, denom: &str) -> Result<u128>;
        fn balances(&self, address: &str) -> Result<Vec<Coin>>;
        fn delegations(&self, delegator: &str) -> Result<Vec<Delegation>>;
        fn validators(&self) -> Result<Vec<Validator>>;
        fn unbonding(&self, delegator: &str) -> Result<Vec<UnbondingEntry>>;
        fn redelegations(&self, delegator: &str) -> Result<Vec<RedelegationEntry>>;
        fn staking_params(&self) -> Result<StakingParams>;
        fn pending_rewards(&self, delegator: &str) -> Result<Vec<PendingReward>>;
        fn withdraw_address(&self, delegator: &str) -> Result<String>;
        fn history_page(&self, contract: &str, from_height: u64, page: u32) -> Result<Vec<PastTx>>;
    }
    write {
        fn submit_noting(&mut self, tx: &Tx, note: &mut Note<'_>) -> Result<Pending>;
        fn estimate(&mut self, tx: &Tx) -> Result<Budget>;
        fn confirm(&mut self, pending: &Pending) -> Result<TxOutcome>;
        fn simulate(&mut self, tx: &Tx) -> Result<Option<u64>>;
        fn unsigned(&mut self, tx: &Tx) -> Result<serde_json::Value>;
        fn next_block(&mut self) -> Result<Block>;
        fn wait_for_time(&mut self, time: Timestamp) -> Result<Block>;
        fn wait_for_height(&mut self, height: u64) -> Result<Block>;
    }
}
