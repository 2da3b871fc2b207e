//! Tokens that are staked: in, out, their rewards, and what is refused before anything is signed.

use cosmwasm_std::to_json_binary;
use floe_api::hub::ExecuteMsg;
use floe_api::stake::{Asset, StakeHookMsg};
use floe_cli::ExitCode;
use floe_client::{ChainExt, Contracts};
use rstest::rstest;
use serde_json::Value;

use super::{stakes, tells_how_to_name, Steered, DAY};
use crate::rig::{done, json, person, Rig};

/// Bob pays shares into the stream.
fn fund(steered: &Steered, shares: u128) {
    let hook = ExecuteMsg::Send {
        contract: steered.stakes.clone(),
        amount: shares.into(),
        msg: to_json_binary(&StakeHookMsg::Fund {}).unwrap(),
    };
    let mut chain = steered.rig.chain.clone();
    chain
        .execute(&person("bob"), &steered.rig.hub(), &hook, &[])
        .unwrap();
}

#[test]
fn shares_are_staked_earn_leave_and_come_back() {
    let steered = Steered::new();
    let rig = &steered.rig;
    // The contract is found by the governor of the hub.
    let ran = rig.run("alice", &["lock", "deposit", "2000000 stake"]);
    ran.says("To stake 2 flSTAKE");
    ran.says("the way out: `floe lock begin`, then 1 d until `floe lock withdraw`");
    ran.says(
        "a gauge counts them for validators from its next week on, and on proposals that are opened from ",
    );
    assert!(done(ran).starts_with("Staked 2 flSTAKE, 12 flSTAKE in all, in block "));
    let balance = done(rig.run("alice", &["balance"]));
    assert!(balance.contains("  12 flSTAKE staked; "), "{balance}");

    fund(&steered, 3_400_000);
    rig.pass(7 * DAY);
    let held = json(rig.run("alice", &["lock", "status", "--json"]));
    assert_eq!(held["stake"], steered.stakes.as_str());
    assert_eq!(held["unstaking"], DAY);
    assert_eq!(
        (&held["staked"], &held["leaving"]),
        (&"17000000".into(), &"0".into())
    );
    assert_eq!(held["account"]["staked"], "12000000");
    assert_eq!(held["account"]["rewards"][0]["amount"], "2400000");
    let ran = rig.run("alice", &["lock", "claim"]);
    ran.says("due: 2.4 flSTAKE");
    assert!(done(ran).starts_with("Paid 2.4 flSTAKE in block "));
    // Anybody has somebody else paid.
    let bob = rig.address("bob");
    let before = rig.shares("bob");
    let claimed = json(rig.run("keeper", &["lock", "claim", "--for", &bob, "--json"]));
    assert_eq!(claimed["paid"][0][1], "1000000");
    assert_eq!(rig.shares("bob"), before + 1_000_000);

    let ran = rig.run("alice", &["lock", "begin", "all"]);
    ran.says("they vote no more and take no part in rewards from then on");
    assert!(done(ran).starts_with("12 flSTAKE leave the stake, in block "));
    let sent = rig.chain.sent();
    let ran = rig.run("alice", &["lock", "withdraw"]);
    ran.ended(ExitCode::Refused);
    ran.says("what was unstaked is ready ");
    assert_eq!(rig.chain.sent(), sent);
    let told = done(rig.run("alice", &["lock", "status"]));
    assert!(told.contains("12 flSTAKE leaving, ready "), "{told}");
    rig.pass(DAY);
    let before = rig.shares("alice");
    let ran = rig.run("alice", &["lock", "withdraw"]);
    ran.says("you receive: 12 flSTAKE");
    assert!(done(ran).starts_with("Received 12 flSTAKE in block "));
    assert_eq!(rig.shares("alice"), before + 12_000_000);
    rig.run("alice", &["lock", "withdraw"])
        .says("nothing was unstaked");
}

#[test]
fn rewards_are_paid_into_a_stream() {
    let steered = Steered::new();
    let rig = &steered.rig;
    let ran = rig.run("bob", &["lock", "fund", "3.4 flSTAKE"]);
    ran.says("To pay 3.4 flSTAKE to those who have staked");
    ran.says("evenly over 7 d from now on, with 0 flSTAKE that is not released yet");
    ran.says("staked: 15 flSTAKE");
    let told = done(ran);
    assert!(
        told.starts_with("Paid 3.4 flSTAKE into the stream: 3.4 flSTAKE are released until "),
        "{told}"
    );
    let funded = json(rig.run("bob", &["lock", "fund", "0.1", "flSTAKE", "--json"]));
    assert_eq!(
        (&funded["amount"], &funded["asset"]),
        (&"100000".into(), &rig.hub().into())
    );
}

/// What is staked is its owner's still: neither given away nor gone, and no income when it comes back.
#[test]
fn what_is_staked_is_neither_given_away_nor_gone_from_the_lots() {
    let steered = Steered::new();
    let rig = &steered.rig;
    let contracts = Contracts::of_hub(&rig.chain, &rig.hub()).unwrap();
    let record = serde_json::json!({
        "chain_id": rig.chain_id(),
        "contracts": contracts,
        "height": null,
        "modules": { "backstop": null, "stake": { "code": null, "address": steered.stakes } },
    });
    rig.write(
        &format!("deployments/{}.json", rig.chain_id()),
        &record.to_string(),
    );
    done(rig.run("alice", &["lock", "begin", "4 flSTAKE"]));
    rig.pass(DAY);
    done(rig.run("alice", &["lock", "withdraw"]));
    let address = rig.address("alice");
    let args = ["report", "--address", &address, "--lots"];
    let report = json(rig.run("alice", &[&args[..], &["--json", "--csv", "lots.csv"]].concat()));
    let holder = &report["holder"];
    assert_eq!(
        [
            &holder["lodged"],
            &holder["returned"],
            &holder["given"],
            &holder["received"]
        ],
        ["10000000", "4000000", "0", "0"]
    );
    let kinds: Vec<&str> = report["movements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["deposit", "lodged", "returned"]);
    assert_eq!(report["lots"]["gone"], serde_json::json!([]));
    let left: Vec<(&str, &Value)> = report["lots"]["left"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lot| (lot["cost"].as_str().unwrap(), &lot["kept_by"]))
        .collect();
    let (own, stakes) = (Value::Null, Value::from(steered.stakes.as_str()));
    assert_eq!(
        left,
        [("10000000", &own), ("4000000", &own), ("6000000", &stakes)]
    );
    let table = rig.read("lots.csv");
    assert_eq!(
        table.lines().filter(|line| line.starts_with("left,")).count(),
        3,
        "{table}"
    );
    let told = done(rig.run("alice", &args));
    assert!(
        told.contains("what is staked, objects or stands for slashes is the holder's"),
        "{told}"
    );
}

#[test]
fn coins_are_staked_where_coins_are_the_token() {
    let rig = Rig::deployed();
    let address = stakes(&rig, Asset::Denom("stake".to_owned()), 0);
    let flags = ["--stake", &address];
    let ran = rig.run("alice", &[&["lock", "deposit", "500 stake"], &flags[..]].concat());
    ran.says("the way out: `floe lock begin`, then `floe lock withdraw`");
    assert!(done(ran).starts_with("Staked 500 stake, 500 stake in all, in block "));
    done(rig.run("alice", &[&["lock", "begin", "200 stake"], &flags[..]].concat()));
    let ran = rig.run("alice", &[&["lock", "withdraw"], &flags[..]].concat());
    assert!(done(ran).starts_with("Received 200 stake in block "));
}

#[test]
fn a_dry_run_shows_the_message_and_sends_nothing() {
    let steered = Steered::new();
    let rig = &steered.rig;
    let sent = rig.chain.sent();
    let args = ["lock", "begin", "3 flSTAKE", "--quiet", "--dry-run"];
    let ran = rig.run("alice", &args);
    ran.says("no listener is told");
    let shown = json(ran);
    let msg = &shown["messages"][0]["msg"]["unstake"];
    assert_eq!((&msg["amount"], &msg["quiet"]), (&"3000000".into(), &true.into()));
    assert_eq!(rig.chain.sent(), sent);
}

#[rstest]
#[case::more_than_there_is(&["lock", "deposit", "21 flSTAKE"], ExitCode::Refused, "more than the account has")]
#[case::zero(&["lock", "deposit", "0 flSTAKE"], ExitCode::Misuse, "the amount is zero")]
#[case::other_unit(&["lock", "deposit", "1 atom"], ExitCode::Misuse, "atom is not known here")]
#[case::more_than_staked(&["lock", "begin", "11 flSTAKE"], ExitCode::Refused, "more than the account has, 10 flSTAKE")]
#[case::nothing_unstaked(&["lock", "withdraw"], ExitCode::Refused, "nothing was unstaked")]
#[case::a_stream_of_nothing(&["lock", "fund", "0 flSTAKE"], ExitCode::Misuse, "the amount is zero")]
#[case::no_such_stream(&["lock", "fund", "5 stake"], ExitCode::Misuse, "the unit stake is not known here; write 12.5 flSTAKE")]
#[case::more_than_one_has(&["lock", "fund", "100 flSTAKE"], ExitCode::Refused, "more than the account has, 10 flSTAKE")]
#[case::no_rewards(&["lock", "claim"], ExitCode::Refused, "no rewards are due")]
#[case::no_contract(&["lock", "status", "--stake", "nobody"], ExitCode::Misuse, "--stake")]
fn what_can_be_known_before_is_refused_before_signing(
    #[case] args: &[&str],
    #[case] exit: ExitCode,
    #[case] said: &str,
) {
    Steered::new().refuses("alice", args, exit, said);
}

#[test]
fn where_nothing_can_be_staked_the_way_to_name_a_contract_is_told() {
    tells_how_to_name(
        "contract of stakes",
        "--stake",
        &["lock", "deposit", "1 flSTAKE"],
        &["lock", "status"],
    );
}

/// What nobody can take away again is not made of a name that means something else.
#[test]
fn a_stream_is_named_by_its_token_and_a_name_of_something_else_makes_none() {
    let steered = Steered::new();
    let rig = &steered.rig;
    let stream = |token: &str| {
        let stream = format!("{token}=30d");
        rig.run(
            "owner",
            &[
                "admin",
                "stakes",
                &steered.stakes,
                "--stream",
                &stream,
                "--dry-run",
            ],
        )
    };
    // That of the hub's token is there.
    stream("flSTAKE").ended(ExitCode::Refused).says("already");
    stream(&rig.hub()).ended(ExitCode::Misuse).says("write cw20:");
    stream("no denom").ended(ExitCode::Misuse).says("is no denom");
}
