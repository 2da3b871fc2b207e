//! Tokens that are staked: in, out, their rewards, and what is refused before anything is signed.

use cosmwasm_std::to_json_binary;
use floe_api::hub::ExecuteMsg;
use floe_api::stake::{Asset, StakeHookMsg};
use floe_cli::ExitCode;
use floe_client::ChainExt;
use rstest::rstest;

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
    ran.says("a gauge counts them on proposals that are opened from ");
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
    ran.says("it votes no more and takes no part in rewards from then on");
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
