//! Shares in the backstop: in, out, and what is refused before anything is signed.

use cosmwasm_std::{coins, from_json, Binary};
use floe_api::backstop::{BackstopHookMsg, ExecuteMsg as BackstopMsg, InstantiateMsg};
use floe_api::hub::ExecuteMsg;
use floe_cli::ExitCode;
use floe_client::{ChainExt, Code, Instance};
use floe_testing::chain::Slash;
use rstest::rstest;
use serde_json::Value;

use crate::rig::{done, json, person, Rig};

const DAY: u64 = 86_400;
/// Of the backstop, so that the window is a day.
const COOLDOWN: u64 = 3 * DAY;

/// Makes a backstop of the hub, and has it accept if it is to.
fn backstop(rig: &Rig, accepts: bool) -> String {
    let (mut chain, owner) = (rig.chain.clone(), person("owner"));
    let code = chain.store(&owner, &Code::backstop()).unwrap();
    let msg = InstantiateMsg {
        hub: rig.hub(),
        cooldown: COOLDOWN,
    };
    let address = chain
        .instantiate(&owner, &Instance::new(code, "backstop"), &msg)
        .unwrap();
    let roles = ExecuteMsg::UpdateRoles {
        guardian: None,
        governor: None,
        bonds: None,
        backstop: Some(Some(address.clone())),
    };
    chain.execute(&owner, &rig.hub(), &roles, &[]).unwrap();
    if accepts {
        let accept = BackstopMsg::AcceptGuarantor {};
        chain.execute(&person("bob"), &address, &accept, &[]).unwrap();
    }
    address
}

/// A hub with a backstop, and with what alice and bob have staked.
fn guarded() -> (Rig, String) {
    let rig = Rig::deployed();
    let address = backstop(&rig, true);
    for name in ["alice", "bob"] {
        done(rig.run(name, &["stake", "20000000 stake"]));
    }
    (rig, address)
}

fn status(rig: &Rig, name: &str) -> Value {
    json(rig.run(name, &["protect", "status", "--json"]))
}

#[test]
fn shares_go_in_cool_and_come_out_in_the_window() {
    let (rig, address) = guarded();
    let ran = rig.run("alice", &["protect", "deposit", "10 flSTAKE"]);
    ran.says("you receive: 9 units, at least 8.955 units");
    ran.says("up to 100.00 % for one loss");
    ran.says("then 3 d in which it bears losses and earns nothing, then 1 d to withdraw");
    assert!(done(ran).starts_with("Deposited 10 flSTAKE for 9 units in block "));
    let deposited = json(rig.run("bob", &["protect", "deposit", "5000000 stake", "--json"]));
    assert_eq!(
        (&deposited["shares"], &deposited["units"]),
        (&"5000000".into(), &"5000000".into())
    );

    let ran = rig.run("alice", &["protect", "begin", "4 units"]);
    ran.says("worth at most: 4 flSTAKE, 4000000 stake now");
    assert!(done(ran).starts_with("4 units cool, worth at most 4 flSTAKE, in block "));
    let held = status(&rig, "alice");
    assert_eq!(held["backstop"], address.as_str());
    assert_eq!(held["state"]["units"], "15000000");
    assert_eq!(held["position"]["units"], "9000000");
    assert_eq!(held["position"]["cooling"]["units"], "4000000");
    let sent = rig.chain.sent();
    let ran = rig.run("alice", &["protect", "withdraw"]);
    ran.ended(ExitCode::Refused);
    ran.says("the units cool until ");
    assert_eq!(rig.chain.sent(), sent);

    rig.pass(COOLDOWN);
    let ran = rig.run("alice", &["protect", "withdraw"]);
    ran.says("you receive: about 4 flSTAKE, 4000000 stake now");
    assert!(done(ran).starts_with("Received 4 flSTAKE for 4 units in block "));
    assert_eq!(rig.shares("alice"), 14_000_000);
    assert_eq!(status(&rig, "alice")["position"]["units"], "5000000");
}

#[test]
fn units_that_were_not_withdrawn_in_the_window_begin_again_and_may_stop() {
    let (rig, _) = guarded();
    done(rig.run("alice", &["protect", "deposit", "10 flSTAKE"]));
    done(rig.run("alice", &["protect", "begin", "all"]));
    rig.pass(COOLDOWN + DAY);
    let ran = rig.run("alice", &["protect", "withdraw"]);
    ran.ended(ExitCode::Refused);
    ran.says("could be withdrawn until ");
    let ran = rig.run("alice", &["protect", "begin", "2 flSTAKE"]);
    ran.says("beware: 9 units cool already, which ends");
    let begun = done(ran);
    assert!(begun.starts_with("2 units cool"), "{begun}");
    assert!(done(rig.run("alice", &["protect", "stop"])).starts_with("2 units earn again in block "));
    let ran = rig.run("alice", &["protect", "stop"]);
    ran.ended(ExitCode::Refused);
    ran.says("no units cool");
}

#[test]
fn what_was_previewed_is_enforced_by_the_message_and_a_dry_run_sends_nothing() {
    let (rig, address) = guarded();
    let sent = rig.chain.sent();
    let args = ["protect", "deposit", "10 flSTAKE", "--slippage", "2", "--dry-run"];
    let shown = json(rig.run("alice", &args));
    let send = &shown["messages"][0]["msg"]["send"];
    assert_eq!(
        (&send["contract"], &send["amount"]),
        (&address.into(), &"10000000".into())
    );
    let hook: Binary = serde_json::from_value(send["msg"].clone()).unwrap();
    let expected = BackstopHookMsg::Deposit {
        receiver: None,
        min_units: Some(8_820_000u128.into()),
    };
    assert_eq!(from_json::<BackstopHookMsg>(&hook).unwrap(), expected);
    assert_eq!(rig.chain.sent(), sent, "nothing was sent");
}

#[rstest]
#[case::more_than_there_is(&["protect", "deposit", "21 flSTAKE"], ExitCode::Refused, "more than the account has")]
#[case::first_deposit(&["protect", "deposit", "1 flSTAKE"], ExitCode::Refused, "the first deposit must be more than 1 flSTAKE")]
#[case::nothing_in_it(&["protect", "begin", "all"], ExitCode::Refused, "nothing in the backstop")]
#[case::nothing_cools(&["protect", "withdraw"], ExitCode::Refused, "no units cool")]
#[case::zero(&["protect", "deposit", "0 flSTAKE"], ExitCode::Misuse, "the amount is zero")]
fn what_can_be_known_before_is_refused_before_signing(
    #[case] args: &[&str],
    #[case] exit: ExitCode,
    #[case] said: &str,
) {
    let (rig, _) = guarded();
    let sent = rig.chain.sent();
    let ran = rig.run("alice", args);
    ran.ended(exit);
    ran.says(said);
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn a_hub_without_a_backstop_says_so_and_one_that_has_not_accepted_is_named() {
    let rig = Rig::deployed();
    let ran = rig.run("alice", &["protect", "status"]);
    ran.ended(ExitCode::Refused);
    ran.says("the hub has no backstop");
    let address = backstop(&rig, false);
    let ran = rig.run("alice", &["protect", "status"]);
    ran.ended(ExitCode::Refused);
    ran.says(format!("{address} is named and has not accepted"));
    done(rig.run("alice", &["stake", "20000000 stake"]));
    let ran = rig.run(
        "alice",
        &["protect", "deposit", "10 flSTAKE", "--backstop", &address],
    );
    ran.says("beware: the hub does not take from this backstop");
    done(ran);
}

/// A second hub on the same chain.
fn another_hub(rig: &Rig) -> String {
    let (mut chain, owner) = (rig.chain.clone(), person("owner"));
    let codes = [Code::hub(), Code::registry(), Code::collector()];
    let [hub, registry, collector] = codes.map(|code| chain.store(&owner, &code).unwrap());
    let msg = floe_hostile::instantiation(&rig.address("owner"), &rig.operators(), registry, collector);
    let new = Instance::new(hub, "another").funds(&coins(1_000_000, "stake"));
    chain.instantiate(&owner, &new, &msg).unwrap()
}

#[test]
fn a_backstop_of_another_hub_is_refused() {
    let (rig, _) = guarded();
    let hub = another_hub(&rig);
    let foreign = InstantiateMsg {
        hub: hub.clone(),
        cooldown: COOLDOWN,
    };
    let (mut chain, owner) = (rig.chain.clone(), person("owner"));
    let code = chain.store(&owner, &Code::backstop()).unwrap();
    let address = chain
        .instantiate(&owner, &Instance::new(code, "foreign"), &foreign)
        .unwrap();
    let ran = rig.run("alice", &["protect", "status", "--backstop", &address]);
    ran.ended(ExitCode::Misuse);
    ran.says(format!("is a backstop of {hub}"));
}

#[test]
fn a_slash_that_the_backstop_pays_is_shown_and_costs_only_it() {
    let (rig, address) = guarded();
    done(rig.run("alice", &["protect", "deposit", "10 flSTAKE"]));
    let (mut chain, keeper) = (rig.chain.clone(), person("keeper"));
    let crank = ExecuteMsg::Crank {
        max_msgs: None,
        skip: None,
    };
    chain.execute(&keeper, &rig.hub(), &crank, &[]).unwrap();
    let before = json(rig.run("bob", &["balance", "--json"]));
    let slash = Slash::new(&rig.operators()[0], cosmwasm_std::Decimal::percent(5));
    rig.chain.inner().double_mut().slash(&slash).unwrap();
    rig.pass(10);
    chain
        .execute(&keeper, &rig.hub(), &ExecuteMsg::Sync {}, &[])
        .unwrap();
    let after = json(rig.run("bob", &["balance", "--json"]));
    assert_eq!(after["worth"], before["worth"]);
    let held = status(&rig, "alice");
    let units = |value: &Value| value.as_str().unwrap().parse::<u128>().unwrap();
    let covered = units(&held["state"]["covered"]);
    assert!(covered > 0);
    assert_eq!(units(&held["state"]["balance"]), 10_000_000 - covered);
    let out = done(rig.run("alice", &["protect", "status"]));
    assert!(out.starts_with(&format!("backstop {address}\n")), "{out}");
    assert!(out.contains("for slashes and got 0 flSTAKE back"), "{out}");
}
