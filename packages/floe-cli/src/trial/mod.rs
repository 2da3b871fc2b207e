//! `floe try`: an empty folder becomes a protocol that runs on this machine, with some history and keys that have coins.

mod past;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{bail, Context as _, Result};
use floe_client::protocol::{DeployedCodes, DeploymentRecord, Roles, StoredCode};
use floe_client::{Chain, ChainExt, ContractKind, Contracts, Protocol, Signer, DEFAULT_PATH};
use floe_core::convert::mul_div_floor;
use floe_core::units::{BPS, YEAR};
use floe_local::{serve, LocalChain, NodeTerms};

use crate::exit::ExitCode;
use crate::host::Host;
use crate::init;
use crate::keys::{new_words, write_private};

/// The coin's display unit and its exponent.
const DISPLAY: (&str, u8) = ("STAKE", 6);
/// What the validators call themselves.
const VALIDATORS: [&str; 5] = ["aurora", "basalt", "cirrus", "delta", "ember"];
/// Rewards on staked coins after commission, basis points a year: fast enough to be seen within a minute.
const REWARDS_BPS: u128 = 4_000;
/// Seconds between two looks of the keeper.
const ROUND: u64 = 10;
/// Between two looks for requests.
const PAUSE: Duration = Duration::from_millis(20);
/// Who has a key, the first one owning the protocol.
const PEOPLE: [&str; 3] = ["owner", "alice", "keeper"];

#[derive(clap::Args)]
#[command(after_help = "Examples:\n  floe try trial\n  cd trial && floe status   # in another terminal")]
pub struct TryArgs {
    /// Where configuration and keys go; it is made, or must be empty.
    #[arg(value_name = "FOLDER", default_value = "floe-try")]
    folder: PathBuf,
    /// Port of the node on 127.0.0.1; 0: a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

/// Serves until it is asked to stop.
///
/// # Errors
/// When the folder has something in it, or the port is taken.
pub fn run(args: &TryArgs, host: &mut Host) -> Result<ExitCode> {
    let folder = host.path(&args.folder);
    empty(&folder)?;
    let listener = TcpListener::bind(("127.0.0.1", args.port))
        .with_context(|| format!("port {} of 127.0.0.1 cannot be used", args.port))?;
    listener.set_nonblocking(true)?;
    let url = format!("http://{}", listener.local_addr()?);
    let people = people(&folder)?;
    let (chain, hub) = past::lived(&people, (host.clock)())?;
    let contracts = Contracts::of_hub(&chain, &hub)?;
    configure(&folder, &url, &chain, contracts, &args.folder)?;
    let terms = NodeTerms {
        gas_price: format!("0{}", chain.facts().denom),
        display: Some((DISPLAY.0.to_owned(), DISPLAY.1.into())),
        monikers: VALIDATORS.map(str::to_owned).to_vec(),
    };
    let alice = people.get(1).cloned().unwrap_or_default();
    host.say_all(next(&args.folder, &url, &alice))?;
    let stop = (host.stop)()?;
    let mut trial = Trial {
        node: LocalChain::new(chain, terms),
        hub,
        keeper: Signer::address_only(people.last().map(String::as_str).unwrap_or_default()),
        next_round: 0,
        rest: 0,
    };
    while !stop.is_asked() {
        serve(&listener, &mut trial.node)?;
        trial.go_on((host.clock)())?;
        (host.wait)(PAUSE, &stop);
    }
    host.note("Stopped. What was on the chain is gone; the folder has the keys still.");
    Ok(ExitCode::Done)
}

fn empty(folder: &Path) -> Result<()> {
    let shown = folder.display();
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {shown}"))?;
    if fs::read_dir(folder)?.next().is_some() {
        bail!("{shown} has something in it; name a folder that is empty or not there yet");
    }
    Ok(())
}

/// Their addresses; the words go into the folder, for its owner only.
fn people(folder: &Path) -> Result<Vec<String>> {
    let key = |name: &&str| {
        let words = new_words()?;
        write_private(&folder.join(format!("{name}.words")), &format!("{}\n", *words))?;
        Ok(Signer::from_mnemonic_at(&words, DEFAULT_PATH)?.address(TRIAL_PREFIX)?)
    };
    PEOPLE.iter().map(key).collect()
}

/// Of the addresses of the chain in memory.
const TRIAL_PREFIX: &str = "wasm";

/// Configuration and record of the deployment.
fn configure(folder: &Path, url: &str, chain: &dyn Chain, contracts: Contracts, given: &Path) -> Result<()> {
    let unit = crate::units::Unit::new(&chain.facts().denom, DISPLAY.0, DISPLAY.1)?;
    let price = format!("0{}", chain.facts().denom).parse().ok();
    let text = init::text(url, chain.facts(), price, &unit)?;
    let text = text.replace("# file = \"key.txt\"", "file = \"alice.words\"");
    let file = folder.join("floe.toml");
    fs::write(&file, text).with_context(|| format!("cannot write {}", given.join("floe.toml").display()))?;
    Ok(record(chain, contracts)?.write(&folder.join("deployments"))?)
}

/// As a deployment would have left it, so that `floe doctor` has what to compare with.
fn record(chain: &dyn Chain, contracts: Contracts) -> Result<DeploymentRecord> {
    let mut codes = DeployedCodes::default();
    for contract in ContractKind::ALL {
        let code_id = chain.contract_info(contracts.address(contract))?.code_id;
        let checksum = chain.code_checksum(code_id)?;
        codes.set(contract, StoredCode { code_id, checksum });
    }
    let powers = Protocol::new(chain, contracts.clone()).hub().powers()?;
    let roles = powers.owner.map(|owner| Roles {
        owner,
        guardian: powers.guardian,
        governor: powers.governor,
        admin: powers.admin,
    });
    Ok(DeploymentRecord {
        chain_id: chain.facts().chain_id.clone(),
        contracts: Some(contracts),
        height: Some(1),
        codes,
        roles,
        fee: Some(powers.fee),
        ..DeploymentRecord::default()
    })
}

/// What to type.
fn next(folder: &Path, url: &str, alice: &str) -> String {
    let folder = folder.display();
    format!(
        "A chain in memory runs at {url} with Floe on it, thirty days old, until you press Ctrl-C here.\n\
         Its unbonding time is a minute, batches close once a minute, and a keeper is at work.\n\
         Type in another terminal:\n\
         \n  cd {folder}\n  \
         floe status\n  \
         floe balance                     # of alice, whose key floe.toml names\n  \
         floe stake 50 STAKE              # worth more within a minute: floe balance\n  \
         floe unstake 20 flSTAKE          # two or three minutes later: floe claim\n  \
         floe report --address {alice}\n  \
         floe rate --history --plot rate.svg\n  \
         floe validators\n  \
         floe admin params batch_interval=1h --simulate 30d\n  \
         floe admin params batch_interval=1h --key-file owner.words\n\
         \nNothing here has any worth, and no other machine can reach it.\n"
    )
}

/// The chain, its rewards and its keeper.
struct Trial {
    node: LocalChain,
    hub: String,
    keeper: Signer,
    /// Unix seconds.
    next_round: u64,
    /// What is left of rewards below a unit.
    rest: u128,
}

impl Trial {
    /// Lets the chain follow the clock.
    fn go_on(&mut self, now: u64) -> Result<()> {
        let passed = now.saturating_sub(self.node.chain.block()?.time.seconds());
        if passed == 0 {
            return Ok(());
        }
        self.node.chain.advance(passed, 1)?;
        self.reward(passed)?;
        if now >= self.next_round {
            self.next_round = now.saturating_add(ROUND);
            let due = past::crank();
            // Whoever was faster has left nothing to do.
            let _ = self.node.chain.execute(&self.keeper, &self.hub, &due, &[]);
        }
        Ok(())
    }

    fn reward(&mut self, secs: u64) -> Result<()> {
        let staked = past::staked(&self.node.chain, &self.hub)?;
        let year = BPS.saturating_mul(YEAR.into());
        let earned =
            mul_div_floor(staked, REWARDS_BPS.saturating_mul(secs.into()), 1)?.saturating_add(self.rest);
        self.rest = earned.checked_rem(year).unwrap_or_default();
        past::pay(
            &mut self.node.chain,
            &self.hub,
            earned.checked_div(year).unwrap_or_default(),
        )
    }
}
