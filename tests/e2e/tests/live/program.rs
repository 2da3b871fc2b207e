//! The program from an empty folder to coins that came back.

use std::time::Duration;

use floe_api::hub::ExecuteMsg;
use floe_client::{Chain, ChainExt, Signer};
use floe_e2e::{wasm_folder, Localnet, ProgramRunner};

const PATIENCE: Duration = Duration::from_secs(60);

/// As docs/operate/deploying.md tells it, with a crank where a keeper would be.
#[test]
#[ignore = "needs wasmd: make e2e"]
fn a_stranger_deploys_stakes_leaves_and_is_paid() {
    let options = [
        "--validators",
        "1",
        "--light",
        "1",
        "--unbonding",
        "20",
        "--gas-price",
        "0.025",
    ];
    let network = Localnet::start("program", &options);
    let floe = ProgramRunner::on(&network, &["owner", "alice"]);
    floe.done(&["init", "--node", &network.rpc()[0]]);
    let deployer = ["--key-file", "owner.txt", "--yes"];
    let wasm = wasm_folder().canonicalize().unwrap();
    floe.done(
        &[
            &["deploy", "init", "--artifacts", wasm.to_str().unwrap()],
            &deployer[..],
        ]
        .concat(),
    );
    floe.write(
        "deployment.toml",
        &floe
            .read("deployment.toml")
            .replace("# batch_interval = 86400", "batch_interval = 10"),
    );
    floe.done(&[&["deploy", "plan"], &deployer[..]].concat());
    floe.done(&[&["deploy", "run"], &deployer[..]].concat());
    let checks = floe.done(&["deploy", "verify"]);
    assert!(checks.lines().all(|line| line.starts_with("ok ")), "{checks}");

    wrong_use_sends_nothing(&floe);

    let alice = ["--key-file", "alice.txt", "--yes"];
    let staked = floe.json(&[&["stake", "50000000 stake"], &alice[..]].concat());
    assert_eq!(staked["shares"], "50000000");
    assert!(staked["gas_used"].as_u64() > Some(50_000), "{staked}");
    let mut crank = Crank::new(&network, &floe);
    crank.run();
    let queued = floe.json(&[&["unstake", "20000000 flSTAKE"], &alice[..]].concat());
    assert_eq!(queued["batch"], 1);
    crank.run();
    let early = floe.run(&[&["claim"], &alice[..]].concat());
    assert_eq!(early.code, 4, "{}", early.err);
    assert!(early.err.contains("nothing can be claimed yet"), "{}", early.err);
    crank.wait_until_paid(&floe);
    let claimed = floe.json(&[&["claim"], &alice[..]].concat());
    assert_eq!(claimed["paid"], "20000000");
}

/// What only a real node can refuse, or be.
fn wrong_use_sends_nothing(floe: &ProgramRunner) {
    let before = floe.json(&["balance", "--key-file", "alice.txt"])["coins"].clone();
    let stake = ["stake", "50000000 stake", "--key-file", "alice.txt", "--yes"];
    for (flags, code, said) in [
        (&["--gas-price", "0.000001stake"][..], 4, "raise the gas price"),
        (&["--chain-id", "other-1"], 3, "belongs to chain"),
        (&["--node", "http://127.0.0.1:1"], 3, "no node answers"),
    ] {
        let ran = floe.run(&[&stake[..], flags].concat());
        assert_eq!(ran.code, code, "{}", ran.err);
        let last = ran.err.lines().last().unwrap_or_default();
        assert!(last.starts_with("floe: ") && last.contains(said), "{}", ran.err);
    }
    assert_eq!(
        floe.json(&["balance", "--key-file", "alice.txt"])["coins"],
        before
    );
}

/// Stands in for a keeper.
struct Crank {
    chain: floe_client::Live,
    signer: Signer,
    hub: String,
}

impl Crank {
    fn new(network: &Localnet, floe: &ProgramRunner) -> Self {
        let chain = network.connect();
        let file = format!("deployments/{}.json", chain.facts().chain_id);
        let record: serde_json::Value = serde_json::from_str(&floe.read(&file)).unwrap();
        Self {
            signer: Signer::from_mnemonic(&network.mnemonic("keeper")).unwrap(),
            hub: record["contracts"]["hub"].as_str().unwrap().to_owned(),
            chain,
        }
    }

    fn run(&mut self) {
        let msg = ExecuteMsg::Crank {
            max_msgs: None,
            skip: None,
        };
        self.chain.execute(&self.signer, &self.hub, &msg, &[]).unwrap();
    }

    fn wait_until_paid(&mut self, floe: &ProgramRunner) {
        let arrived = |chain: &mut floe_client::Live| Ok(chain.unbonding(&self.hub)?.is_empty());
        self.chain.wait_until("the exit", PATIENCE, arrived).unwrap();
        self.run();
        let held = floe.json(&["balance", "--key-file", "alice.txt"]);
        assert_eq!(held["exits"][0]["state"], "claimable", "{held}");
    }
}
