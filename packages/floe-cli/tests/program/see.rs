//! `floe status`, `floe validators` and `floe rate`.

use floe_cli::ExitCode;
use floe_testing::chain::Slash;
use serde_json::{json, Value};

use crate::rig::{Ran, Rig};

const DAY: u64 = 86_400;

/// A hub with a stake of 31 coins.
fn staked() -> Rig {
    let mut rig = Rig::deployed();
    rig.execute(
        "alice",
        &json!({"bond": {"receiver": null, "min_shares": null, "exec_msg": null}}),
        30_000_000,
    );
    rig.execute("keeper", &json!({"crank": {}}), 0);
    rig
}

fn json_of(ran: &Ran) -> Value {
    ran.ended(ExitCode::Done);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn status_shows_the_books_the_exits_and_the_powers() {
    let mut rig = staked();
    rig.execute(
        "alice",
        &json!({"queue_unbond": {"shares": "5000000", "receiver": null}}),
        0,
    );
    let ran = rig.run("alice", &["status", "--json"]);
    let status = json_of(&ran);
    assert_eq!(status["rate"], "1");
    assert_eq!(status["value"]["pool"], "31000000");
    assert_eq!(status["value"]["supply"], "31000000");
    assert_eq!(status["exits"]["open"]["shares"], "5000000");
    assert_eq!(status["exits"]["open"]["id"], 1);
    assert_eq!(status["solvency"]["healthy"], true);
    assert_eq!(status["solvency"]["margin"], "31000000");
    assert_eq!(status["condition"], "normal");
    assert_eq!(status["crank"]["would"]["closed"], 1);
    let powers = status["powers"].as_array().unwrap();
    assert_eq!(powers.len(), 10);
    assert_eq!(powers[0]["holder"], rig.address("owner"));

    let text = rig.run("alice", &["status"]).out;
    for expected in [
        "batch 1 is open with 5 flSTAKE",
        "healthy",
        "close batch 1",
        "owner of the hub",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn status_follows_a_batch_from_open_to_claimable() {
    let mut rig = staked();
    rig.execute(
        "alice",
        &json!({"queue_unbond": {"shares": "5000000", "receiver": null}}),
        0,
    );
    rig.execute("keeper", &json!({"crank": {}}), 0);
    let status = json_of(&rig.run("alice", &["status", "--json"]));
    let batch = &status["exits"]["unsettled"][0];
    assert_eq!((&batch["id"], &batch["payable"]), (&json!(1), &json!("5000000")));
    assert!(batch["eta"].as_u64().unwrap() >= status["time"].as_u64().unwrap() + 20 * DAY);
    assert_eq!(status["exits"]["claimable"], json!({"batches": 0, "coins": "0"}));

    rig.chain.inner().advance(22 * DAY, 2).unwrap();
    // The chain pays at the end of the block.
    rig.chain.inner().advance(5, 1).unwrap();
    rig.execute("keeper", &json!({"crank": {}}), 0);
    let status = json_of(&rig.run("alice", &["status", "--json"]));
    assert_eq!(
        status["exits"]["claimable"],
        json!({"batches": 1, "coins": "5000000"})
    );
    assert_eq!(status["exits"]["unsettled"], json!([]));
    assert_eq!(status["exits"]["owed"], "0");
}

#[test]
fn trailing_rates_name_their_windows_and_say_when_history_is_shorter() {
    let mut rig = staked();
    for _ in 0..9 {
        rig.chain.inner().advance(DAY, 2).unwrap();
        rig.reward(3_000);
        rig.execute("keeper", &json!({"crank": {}}), 0);
    }
    rig.chain.inner().advance(DAY, 2).unwrap();
    let status = json_of(&rig.run("alice", &["status", "--json"]));
    let apr = status["apr"].as_array().unwrap();
    let days: Vec<u64> = apr.iter().map(|row| row["days"].as_u64().unwrap()).collect();
    assert_eq!(days, [1, 7, 30]);
    let short: Vec<bool> = apr.iter().map(|row| row["short"].as_bool().unwrap()).collect();
    assert_eq!(short, [false, false, true]);
    for row in apr {
        let rate: f64 = row["apr"].as_str().unwrap().parse().unwrap();
        assert!(rate > 0.02 && rate < 0.05, "{row}");
    }
    let text = rig.run("alice", &["status"]).out;
    assert!(text.contains("all the history there is"), "{text}");
}

#[test]
fn status_shows_pauses_with_their_ends() {
    let mut rig = staked();
    rig.execute("owner", &json!({"pause": {"domains": ["deposits"]}}), 0);
    let text = rig.run("alice", &["status"]).out;
    assert!(text.contains("deposits until the owner lifts it"), "{text}");
    assert!(text.contains("paused: no deposits"), "{text}");
}

#[test]
fn validators_show_stake_target_losses_and_concentration() {
    let mut rig = staked();
    rig.execute(
        "alice",
        &json!({"queue_unbond": {"shares": "9000000", "receiver": null}}),
        0,
    );
    rig.execute("keeper", &json!({"crank": {}}), 0);
    let operator = rig.operators()[2].clone();
    let slash = Slash::new(&operator, "0.1".parse().unwrap());
    rig.chain.inner().double_mut().slash(&slash).unwrap();
    rig.execute("keeper", &json!({"sync": {}}), 0);
    let set = json_of(&rig.run("alice", &["validators", "--json"]));
    let rows = set["validators"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    let number = |value: &Value| -> u128 { value.as_str().unwrap().parse().unwrap() };
    let total: u128 = rows.iter().map(|row| number(&row["delegated"])).sum();
    assert_eq!(total, number(&set["delegated"]));
    let slashed = rows
        .iter()
        .find(|row| row["operator"] == operator.as_str())
        .unwrap();
    assert!(number(&slashed["cumulative_loss"]) > 0);
    assert_eq!(slashed["listed"]["weight"], 1);
    assert_eq!(slashed["chain"]["commission"], "0.05");
    assert!(number(&set["in_flight"]) > 0);
    assert!(set["concentration"]["third"].as_u64().unwrap() >= 1);

    let text = rig.run("alice", &["validators"]).out;
    assert!(
        text.contains("hold a third") && text.contains("arrive at"),
        "{text}"
    );
}

#[test]
fn a_jailed_validator_is_shown_as_such() {
    let rig = staked();
    let operator = rig.operators()[0].clone();
    rig.chain.inner().double_mut().jail(&operator).unwrap();
    let text = rig.run("alice", &["validators"]).out;
    assert!(text.contains("jailed"), "{text}");
}

#[test]
fn the_history_of_the_rate_is_listed_drawn_and_written() {
    let mut rig = staked();
    for _ in 0..5 {
        rig.chain.inner().advance(DAY, 2).unwrap();
        rig.reward(50_000);
        rig.execute("keeper", &json!({"crank": {}}), 0);
    }
    let ran = rig.run(
        "alice",
        &[
            "rate",
            "--history",
            "--plot",
            "rate.svg",
            "--csv",
            "rate.csv",
            "--json",
        ],
    );
    let rate = json_of(&ran);
    let history = rate["history"].as_array().unwrap();
    assert!(history.len() >= 5, "{rate}");
    assert!(history[0]["time"].as_u64() < history[1]["time"].as_u64());
    assert!(rig.read("rate.svg").contains("<polyline"));
    let csv = rig.read("rate.csv");
    assert_eq!(csv.lines().count(), history.len() + 1);
    let last = history.last().unwrap()["rate"].as_str().unwrap();
    assert!(
        csv.lines().last().unwrap().ends_with(&format!(",{last},")),
        "{csv}"
    );

    let ran = rig.run("alice", &["rate", "--plot", "rate.png"]);
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says("rate.png is not an .svg file");
}

#[test]
fn an_address_without_a_hub_is_refused_in_one_line() {
    let rig = Rig::deployed();
    let nobody = rig.address("alice");
    let ran = rig.run_bare(&["status", "--node", "embedded", "--hub", &nobody]);
    assert_ne!(ran.exit, ExitCode::Done);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}
