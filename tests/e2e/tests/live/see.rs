//! What the program shows, reports and proposes.

use std::sync::Arc;
use std::time::Duration;

use cosmwasm_std::to_json_binary;
use floe_api::hub::{Cw20HookMsg, ExecuteMsg, VoteChoice};
use floe_api::ownership::OwnershipAction;
use floe_client::{module_address, ChainExt};
use floe_e2e::{Deployed, LiveScene, Localnet, ProgramRunner, ScenarioPlan};
use serde_json::{json, Value};

/// Longer than a vote, in the chain's time.
const PATIENCE: Duration = Duration::from_secs(90);

#[test]
#[ignore = "needs wasmd: make e2e"]
fn reports_agree_with_the_chain_and_governance_takes_over() {
    let options = ["--validators", "1", "--light", "1", "--unbonding", "20"];
    let network = Arc::new(Localnet::start("see", &options));
    let mut net = LiveScene::on(Arc::clone(&network));
    let plan = ScenarioPlan::new("program see")
        .validators(&[(0, 1), (1, 1)])
        .harvests_every(10);
    let mut world = Deployed::deploy(&mut net, &plan);
    let shares = world.bond("alice", 1_000_000_000);
    world.crank();
    world.queue("alice", shares / 4);
    world.crank_until("the close", |_, report| report.closed == Some(1));
    world.crank_until("the settlement", |_, report| report.settled == [1]);
    world.claim("alice");
    // What the chain sorts: a fee of two receivers, and what a contract has the hub do.
    let vault = world.forwarder();
    let deposit = ExecuteMsg::Bond {
        receiver: None,
        min_shares: None,
        exec_msg: None,
    };
    world.forward(&vault, &deposit, 500_000_000);
    world.crank_till_idle();
    let hub = world.hub.clone();
    world.net.earn(&hub);
    world.harvest();
    let (receiver, min_out) = (None, None);
    let at_once = ExecuteMsg::Send {
        contract: hub.clone(),
        amount: 20_000u128.into(),
        msg: to_json_binary(&Cw20HookMsg::InstantUnbond { receiver, min_out }).unwrap(),
    };
    world.forward(&vault, &at_once, 0);
    let fees = ["treasury", "keeper"].map(|name| (world.address(name), world.shares(name)));
    let (hub, alice, owner) = (world.hub.clone(), world.address("alice"), world.person("owner"));

    let floe = ProgramRunner::on(&network, &[]);
    let config = format!(
        "[chain]\nid = \"{}\"\nnodes = {:?}\n[protocol]\nhub = \"{hub}\"\n",
        network.chain_id(),
        network.rpc()
    );
    floe.write("floe.toml", &config);
    what_is_shown_is_the_chains(&floe, &alice);
    what_a_contract_did_is_told(&floe, &vault.address);
    for (receiver, shares) in fees {
        fee_income_is_told(&floe, &receiver, shares);
    }

    // The owner offers the hub to x/gov, and a vote accepts.
    let gov = module_address("gov", "wasm").unwrap();
    let offer = ExecuteMsg::UpdateOwnership(OwnershipAction::TransferOwnership {
        new_owner: gov.clone(),
        expiry: None,
    });
    let mut chain = network.connect();
    chain.execute(&owner, &hub, &offer, &[]).unwrap();
    let accept = ["admin", "accept-ownership", "--of", "hub", "--gov-proposal"];
    let proposal = floe.done(&[&accept[..], &["--deposit", "5000 stake"]].concat());
    floe.write("proposal.json", &proposal);
    let file = floe.path("proposal.json");
    wasmd(
        &network,
        &["gov", "submit-proposal", file.to_str().unwrap(), "--from", "bob"],
    );
    let proposed = |_: &mut floe_client::Live| Ok(vote_is_open(&network));
    chain.wait_until("the proposal", PATIENCE, proposed).unwrap();
    wasmd(&network, &["gov", "vote", "1", "yes", "--from", "operator0"]);
    let governor = ExecuteMsg::UpdateRoles {
        guardian: None,
        governor: Some(Some(owner.address("wasm").unwrap())),
        bonds: None,
        backstop: None,
    };
    chain.execute(&owner, &hub, &governor, &[]).unwrap();
    let vote = ExecuteMsg::Vote {
        proposal_id: 1,
        vote: VoteChoice::Yes,
    };
    chain.execute(&owner, &hub, &vote, &[]).unwrap();
    let accepted = |chain: &mut floe_client::Live| {
        let powers: Value = chain.query(&hub, &json!({"powers": {}}))?;
        Ok(powers["owner"] == gov.as_str())
    };
    chain
        .wait_until("the end of the vote", PATIENCE, accepted)
        .unwrap();
    let power = floe.json(&["status"])["powers"][0].clone();
    assert_eq!(power["holder"], gov.as_str(), "{power}");
    let votes = floe.done(&["history", "--votes"]);
    assert!(
        votes.contains("the hub has voted in x/gov: proposal id 1, yes 100.00 %"),
        "{votes}"
    );
    // It was done at the end of a block, and in no transaction.
    let history = floe.json(&["history"]);
    let accepted = history["changes"].as_array().and_then(|changes| changes.last());
    let accepted = accepted.cloned().unwrap_or_default();
    assert_eq!(
        (&accepted["contract"], &accepted["tx"]),
        (&json!("hub"), &json!("")),
        "{history}"
    );
    assert!(accepted["by"].as_str().unwrap().contains("x/gov"), "{history}");
    assert_eq!(floe.json(&["report"])["differences"], json!([]));
}

fn what_is_shown_is_the_chains(floe: &ProgramRunner, alice: &str) {
    let status = floe.json(&["status"]);
    assert_eq!(status["solvency"]["healthy"], true, "{status}");
    assert_eq!(status["exits"]["owed"], "0", "{status}");
    let set = floe.json(&["validators"]);
    assert_eq!(set["validators"].as_array().map(Vec::len), Some(2), "{set}");
    floe.done(&["rate", "--history", "--plot", "rate.svg"]);
    assert!(std::fs::metadata(floe.path("rate.svg")).unwrap().len() > 1_000);

    let report = floe.json(&["report", "--by", "day"]);
    assert_eq!(report["differences"], json!([]));
    assert_eq!(report["whole"]["deposits"], "1500000000", "{report}");
    let report = floe.json(&["report", "--address", alice]);
    assert_eq!(report["holder"]["deposited"], "1000000000", "{report}");
    let kinds: Vec<&Value> = report["movements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["kind"])
        .collect();
    assert_eq!(kinds, ["deposit", "queue", "batch_closed", "claim"], "{report}");
}

/// Kinds of what the report tells of somebody, with their shares.
fn movements(floe: &ProgramRunner, address: &str) -> Vec<(String, u128)> {
    let report = floe.json(&["report", "--address", address]);
    assert_eq!(report["differences"], json!([]));
    assert_eq!(report["unreadable"], json!([]));
    let movements = report["movements"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    movements
        .iter()
        .map(|m| (text(&m["kind"]), text(&m["shares"]).parse().unwrap()))
        .collect()
}

fn what_a_contract_did_is_told(floe: &ProgramRunner, vault: &str) {
    let told = movements(floe, vault);
    let kinds: Vec<&str> = told.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["deposit", "instant_exit"]);
    assert_eq!(told[1].1, 20_000);
}

fn fee_income_is_told(floe: &ProgramRunner, receiver: &str, shares: u128) {
    let told = movements(floe, receiver);
    assert!(told.iter().all(|(kind, _)| kind == "fee_income"), "{told:?}");
    let sum: u128 = told.iter().map(|(_, shares)| shares).sum();
    assert!(shares > 0 && sum >= shares, "{sum} of {shares}");
}

/// A transaction.
fn wasmd(network: &Localnet, args: &[&str]) {
    let keys = network.directory().join("keys");
    let flags = [
        "--home",
        keys.to_str().unwrap(),
        "--keyring-backend",
        "test",
        "--chain-id",
        &network.chain_id(),
        "--gas",
        "1000000",
        "--yes",
    ];
    let answer = network.ask_wasmd("tx", args, &flags);
    assert_eq!(
        answer.as_ref().map(|it| &it["code"]),
        Some(&json!(0)),
        "{args:?}: {answer:?}"
    );
}

fn vote_is_open(network: &Localnet) -> bool {
    let answer = network.ask_wasmd("query", &["gov", "proposal", "1"], &[]);
    answer.is_some_and(|answer| answer["proposal"]["status"] == "PROPOSAL_STATUS_VOTING_PERIOD")
}
