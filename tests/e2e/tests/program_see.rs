//! What the program shows, reports and proposes, on a network of wasmd nodes. Ignored unless asked for, as by `make e2e`.
// A test reports by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs};

use floe_chain::{module_address, ChainExt};
use floe_core::params::Param;
use floe_e2e::{LiveNet, Localnet, Plan, World};
use floe_types::hub::ExecuteMsg;
use floe_types::ownership::OwnershipAction;
use serde_json::Value;

/// Longer than a vote, in the chain's time.
const PATIENCE: Duration = Duration::from_secs(90);

#[test]
#[ignore = "needs wasmd: make e2e"]
fn reports_agree_with_the_chain_and_governance_takes_over() {
    let network = Arc::new(Localnet::start(
        "see",
        &["--validators", "2", "--unbonding", "20"],
    ));
    let files = Files::of("see");
    let mut net = LiveNet::on(Arc::clone(&network));
    let plan = Plan::new("program see")
        .validators(&[(0, 1), (1, 1)])
        .with(Param::HarvestInterval, 10)
        .with(Param::InstantReserveBps, 500);
    let mut world = World::deploy(&mut net, &plan);
    let shares = world.bond("alice", 1_000_000_000);
    world.crank();
    world.queue("alice", shares / 4);
    world.crank();
    world.pass_secs(22);
    world.crank();
    world.claim("alice");

    let floe = Floe::new(&files, &world.hub);
    let status = floe.json(&["status"]);
    assert_eq!(status["solvency"]["healthy"], true, "{status}");
    assert_eq!(status["exits"]["unsettled"], serde_json::json!([]), "{status}");
    let set = floe.json(&["validators"]);
    assert_eq!(set["validators"].as_array().map(Vec::len), Some(2), "{set}");
    floe.done(&["rate", "--history", "--plot", "rate.png"]);
    assert!(fs::metadata(files.folder.join("rate.png")).unwrap().len() > 1_000);

    let report = floe.json(&["report", "--by", "day"]);
    assert_eq!(report["whole"]["deposits"], "1000000000", "{report}");
    let alice = world.address("alice");
    let report = floe.json(&["report", "--address", &alice]);
    assert_eq!(report["holder"]["deposited"], "1000000000", "{report}");
    assert_eq!(report["movements"][0]["kind"], "deposit", "{report}");

    governance_takes_over(&mut world, &floe, &files);
}

/// The owner offers the hub to x/gov, and a vote accepts.
fn governance_takes_over(world: &mut World<'_>, floe: &Floe<'_>, files: &Files) {
    let gov = module_address("gov", "wasm").unwrap();
    let offer = ExecuteMsg::UpdateOwnership(OwnershipAction::TransferOwnership {
        new_owner: gov.clone(),
        expiry: None,
    });
    let (owner, hub) = (world.person("owner"), world.hub.clone());
    world.net.chain_mut().execute(&owner, &hub, &offer, &[]).unwrap();

    let accept = [
        "admin",
        "accept-ownership",
        "--of",
        "hub",
        "--gov-proposal",
        "--deposit",
        "5000 stake",
    ];
    fs::write(files.folder.join("proposal.json"), floe.done(&accept)).unwrap();
    files.wasmd(&["gov", "submit-proposal", "proposal.json", "--from", "alice"]);
    world.net.chain_mut().next_block().unwrap();
    world.net.chain_mut().next_block().unwrap();
    files.wasmd(&["gov", "vote", "1", "yes", "--from", "operator0"]);
    let taken = |chain: &mut dyn floe_chain::Chain| {
        let powers: Value = chain.query(&hub, &serde_json::json!({"powers": {}}))?;
        Ok(powers["owner"] == gov.as_str())
    };
    world
        .net
        .chain_mut()
        .wait_until("the vote", PATIENCE, taken)
        .unwrap();
    let power = floe.json(&["status"])["powers"][0].clone();
    assert_eq!(power["holder"], gov.as_str(), "{power}");
}

/// Where the network is, and a folder of one's own.
struct Files {
    network: PathBuf,
    folder: PathBuf,
    rpc: String,
    chain_id: String,
}

impl Files {
    fn of(name: &str) -> Self {
        let parent = env::var_os("FLOE_E2E_DIR").map_or_else(env::temp_dir, PathBuf::from);
        let network = parent.join(format!("floe-{}-{name}", std::process::id()));
        let text = fs::read_to_string(network.join("network.json")).unwrap();
        let about: Value = serde_json::from_str(&text).unwrap();
        let folder = network.join("program");
        fs::create_dir_all(&folder).unwrap();
        Self {
            network,
            folder,
            rpc: about["nodes"][0]["rpc"].as_str().unwrap().to_owned(),
            chain_id: about["chain_id"].as_str().unwrap().to_owned(),
        }
    }

    /// A transaction by the chain's own program.
    fn wasmd(&self, args: &[&str]) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let keys = self.network.join("keys");
        let ran = Command::new(root.join("localnet/bin/wasmd"))
            .arg("tx")
            .args(args)
            .args(["--home", keys.to_str().unwrap(), "--keyring-backend", "test"])
            .args([
                "--node",
                &self.rpc.replace("http", "tcp"),
                "--chain-id",
                &self.chain_id,
            ])
            .args(["--gas", "1000000", "--yes", "--output", "json"])
            .current_dir(&self.folder)
            .output()
            .unwrap();
        let answer: Value = serde_json::from_slice(&ran.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
        assert_eq!(answer["code"], 0, "{answer}");
    }
}

/// The program.
struct Floe<'f> {
    files: &'f Files,
    binary: PathBuf,
    hub: String,
}

impl<'f> Floe<'f> {
    /// `FLOE_BIN`, otherwise beside the tests that cargo has built.
    fn new(files: &'f Files, hub: &str) -> Self {
        let beside = || {
            let test = env::current_exe().unwrap();
            test.ancestors().nth(2).unwrap().join("floe")
        };
        Self {
            files,
            binary: env::var_os("FLOE_BIN").map_or_else(beside, PathBuf::from),
            hub: hub.to_owned(),
        }
    }

    fn done(&self, args: &[&str]) -> String {
        let ran = Command::new(&self.binary)
            .args(args)
            .args(["--node", &self.files.rpc, "--hub", &self.hub])
            .current_dir(&self.files.folder)
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}; build it first", self.binary.display()));
        let (out, err) = (
            String::from_utf8(ran.stdout).unwrap(),
            String::from_utf8(ran.stderr).unwrap(),
        );
        assert!(ran.status.success(), "{args:?}: {out} {err}");
        out
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.done(&[args, &["--json"]].concat())).unwrap()
    }
}
