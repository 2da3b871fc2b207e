//! Staking, leaving, claiming, and looking before.

use floe_api::hub::ExecuteMsg;
use floe_cli::ExitCode;
use floe_client::{Chain, ChainExt};
use rstest::rstest;
use serde_json::Value;

use crate::rig::{done, json, person, Rig, PURSE};

fn crank(rig: &Rig) {
    let msg = ExecuteMsg::Crank {
        max_msgs: None,
        skip: None,
    };
    let mut chain = rig.chain.clone();
    chain.execute(&person("keeper"), &rig.hub(), &msg, &[]).unwrap();
}

fn balance(rig: &Rig, name: &str) -> Value {
    json(rig.run(name, &["balance", "--json"]))
}

#[test]
fn coins_are_staked_for_shares_and_the_preview_says_how_many() {
    let rig = Rig::deployed();
    let ran = rig.run("alice", &["stake", "5000000", "stake"]);
    ran.says("you receive: 5 flSTAKE, at least 4.975 flSTAKE");
    assert!(done(ran).starts_with("Staked 5000000 stake for 5 flSTAKE in block "));
    let held = balance(&rig, "alice");
    assert_eq!(held["shares"], "5000000");
    assert_eq!(held["worth"], "5000000");
    assert_eq!(held["coins"], (PURSE - 5_000_000).to_string());
}

#[test]
fn shares_can_go_to_somebody_else() {
    let rig = Rig::deployed();
    let bob = rig.address("bob");
    let staked = json(rig.run("alice", &["stake", "5000000stake", "--receiver", &bob, "--json"]));
    assert_eq!(
        (&staked["paid"], &staked["shares"]),
        (&"5000000".into(), &"5000000".into())
    );
    assert_eq!(balance(&rig, "bob")["shares"], "5000000");
    assert_eq!(balance(&rig, "alice")["shares"], "0");
}

#[rstest]
#[case::stake(&["stake", "5000000 stake", "--slippage", "2"], "/bond/min_shares", "4900000")]
#[case::instant(&["unstake", "1 flSTAKE", "--instant", "--slippage", "0"], "/instant_unbond/min_out", "990000")]
#[case::queue(&["unstake", "0.5 flSTAKE"], "/queue_unbond/shares", "500000")]
#[case::coins_for_shares(&["unstake", "500000 stake"], "/queue_unbond/shares", "500000")]
#[case::everything(&["unstake", "all"], "/queue_unbond/shares", "2000000")]
fn what_was_previewed_is_enforced_by_the_message(
    #[case] args: &[&str],
    #[case] field: &str,
    #[case] expected: &str,
    #[values("--dry-run", "--generate-only")] flag: &str,
) {
    let rig = Rig::deployed();
    done(rig.run("alice", &["stake", "2000000 stake"]));
    let sent = rig.chain.sent();
    let shown = json(rig.run("alice", &[args, &[flag]].concat()));
    let messages = match flag {
        "--dry-run" => &shown["messages"],
        _ => &shown["body"]["messages"],
    };
    assert_eq!(messages[0]["msg"].pointer(field).unwrap(), expected, "{shown}");
    assert_eq!(rig.chain.sent(), sent, "nothing was sent");
}

#[test]
fn an_exit_by_the_queue_is_told_when_it_pays_and_is_paid() {
    let rig = Rig::deployed();
    done(rig.run("alice", &["stake", "5000000 stake"]));
    crank(&rig);
    let queued = json(rig.run("alice", &["unstake", "2 flSTAKE", "--json"]));
    assert_eq!(
        (&queued["shares"], &queued["batch"]),
        (&"2000000".into(), &1.into())
    );
    let day = 86_400;
    let pays = queued["pays"].as_u64().unwrap();
    assert_eq!(pays, queued["closes"].as_u64().unwrap() + 21 * day);
    assert_eq!(balance(&rig, "alice")["exits"][0]["state"], "queued");

    rig.pass(day);
    crank(&rig);
    let unbonding = &balance(&rig, "alice")["exits"][0];
    assert_eq!(unbonding["state"], "unbonding");
    let ran = rig.run("alice", &["claim"]);
    assert_eq!(ran.exit, ExitCode::Refused);
    ran.says("the next exit pays about");

    rig.pass(21 * day);
    rig.pass(10);
    // Nobody has settled it yet: the claim does.
    let claimed = json(rig.run("alice", &["claim", "--json"]));
    assert_eq!(claimed["paid"], "2000000");
    let held = balance(&rig, "alice");
    assert_eq!(held["coins"], (PURSE - 3_000_000).to_string());
    assert_eq!(held["exits"], serde_json::json!([]));
}

#[test]
fn anybody_can_claim_for_somebody_else_who_is_paid() {
    let rig = Rig::deployed();
    done(rig.run("alice", &["stake", "5000000 stake"]));
    done(rig.run("alice", &["unstake", "all"]));
    crank(&rig);
    rig.pass(10);
    crank(&rig);
    let held = done(rig.run("alice", &["balance"]));
    assert!(
        held.contains("exit in batch 1: 5000000 stake, claimable"),
        "{held}"
    );
    let alice = rig.address("alice");
    let ran = rig.run("bob", &["claim", "--for", &alice]);
    ran.says("claimable: 5000000 stake");
    assert!(done(ran).contains("Claimed 5000000 stake in block"));
    assert_eq!(balance(&rig, "alice")["coins"], PURSE.to_string());
}

#[test]
fn an_exit_at_once_pays_what_was_shown() {
    let rig = Rig::deployed();
    done(rig.run("alice", &["stake", "5000000 stake"]));
    let quote = json(rig.run("bob", &["quote", "unstake", "2 flSTAKE", "--json"]));
    let left = json(rig.run("alice", &["unstake", "2 flSTAKE", "--instant", "--json"]));
    assert_eq!(left["paid"], quote["instant"]["coins"]);
    assert_eq!(left["fee_paid"], quote["instant"]["fee"]);
    let paid: u128 = left["paid"].as_str().unwrap().parse().unwrap();
    let held: u128 = balance(&rig, "alice")["coins"].as_str().unwrap().parse().unwrap();
    assert_eq!(held, PURSE - 5_000_000 + paid);
}

#[rstest]
#[case::all(&["cancel"], "0", "2000000")]
#[case::some(&["cancel", "0.5 flSTAKE"], "1500000", "500000")]
fn an_exit_is_taken_back_while_its_batch_is_open(
    #[case] args: &[&str],
    #[case] left: &str,
    #[case] back: &str,
) {
    let rig = Rig::deployed();
    done(rig.run("alice", &["stake", "2000000 stake"]));
    done(rig.run("alice", &["unstake", "all"]));
    let cancelled = json(rig.run("alice", &[args, &["--json"]].concat()));
    assert_eq!(cancelled["shares"], back);
    let held = balance(&rig, "alice");
    assert_eq!(held["shares"], back);
    let queued = held["exits"][0]["shares"].as_str().unwrap_or("0");
    assert_eq!(queued, left);
}

#[test]
fn quotes_need_no_key_and_send_nothing() {
    let rig = Rig::deployed();
    let hub = rig.hub();
    let sent = rig.chain.sent();
    let flags = ["--node", "x", "--hub", &hub];
    let out = done(rig.run_bare(&[&["quote", "stake", "5000000 stake"][..], &flags].concat()));
    let said: Vec<&str> = out.lines().collect();
    let expected = [
        "5 flSTAKE for 5000000 stake, at 1000000 stake each",
        "what that earns a year cannot be said of so short a history; the fee is 5.00 % of the rewards",
    ];
    assert_eq!(said, expected);
    let out = done(rig.run_bare(&[&["quote", "unstake", "0.5 flSTAKE"][..], &flags].concat()));
    assert!(out.contains("by the queue: 500000 stake about "), "{out}");
    assert!(out.contains("at once: "), "{out}");
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn nothing_is_signed_for_a_chain_that_nobody_has_named() {
    let rig = Rig::deployed();
    let (hub, from, sent) = (rig.hub(), rig.address("alice"), rig.chain.sent());
    let flags = ["--node", "x", "--hub", &hub, "--sender", &from, "--yes"];
    for command in [&["stake", "5000000 stake"][..], &["keeper", "once"]] {
        let ran = rig.run_bare(&[command, &flags].concat());
        ran.ended(ExitCode::Misuse);
        ran.says("no chain is named");
    }
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn the_preview_names_chain_sender_and_hub() {
    let rig = Rig::deployed();
    let ran = rig.run("alice", &["stake", "5000000 stake"]);
    for line in [
        format!("  chain: {}", rig.chain_id()),
        format!("  sender: {}", rig.address("alice")),
        format!("  hub: {}", rig.hub()),
    ] {
        assert!(ran.err.lines().any(|found| found == line), "{line}: {}", ran.err);
    }
}

#[test]
fn a_fee_above_the_limit_or_set_by_a_node_alone_is_not_paid() {
    let rig = Rig::deployed();
    let sent = rig.chain.sent();
    rig.chain.way.fee.set(650_000);
    let ran = rig.run_asking("alice", &["stake", "5000000 stake", "--yes"], |_| {});
    ran.ended(ExitCode::Refused);
    ran.says("with --yes, a node alone would set the fee of 650000stake");
    let ran = rig.run("alice", &["stake", "5000000 stake", "--max-fee", "649999 stake"]);
    ran.ended(ExitCode::Refused);
    ran.says("more than 649999stake (chain.max_fee)");
    let limits = ["--max-fee", "1 stake", "--max-fee-per-day", "9000000 stake"];
    let ran = rig.run("keeper", &[&["keeper", "once"][..], &limits].concat());
    ran.ended(ExitCode::Failed);
    ran.says("chain.max_fee");
    assert_eq!(rig.chain.sent(), sent);
    let ran = rig.run("alice", &["stake", "5000000 stake", "--max-fee", "650000 stake"]);
    ran.ended(ExitCode::Done);
}

#[test]
fn what_others_sign_has_a_last_height_and_says_so() {
    let rig = Rig::deployed();
    let ran = rig.run("alice", &["stake", "5000000 stake", "--generate-only"]);
    let unsigned: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let until = unsigned["body"]["timeout_height"].as_str().unwrap();
    assert!(until.parse::<u64>().unwrap() > 50_000, "{until}");
    ran.says(format!("until height {until}"));
}

#[test]
fn a_receiver_that_is_a_module_of_the_chain_is_warned_of() {
    let rig = Rig::deployed();
    let module = floe_client::module_address("bonded_tokens_pool", "wasm").unwrap();
    done(rig.run("alice", &["stake", "5000000 stake"]));
    let ran = rig.run(
        "alice",
        &["unstake", "1 flSTAKE", "--receiver", &module, "--dry-run"],
    );
    ran.says("WARNING: the receiver is the account of the chain's module bonded_tokens_pool");
    let ran = rig.run(
        "alice",
        &[
            "unstake",
            "1 flSTAKE",
            "--receiver",
            &rig.address("bob"),
            "--dry-run",
        ],
    );
    assert!(!ran.err.contains("WARNING"), "{}", ran.err);
}

#[test]
fn a_question_is_put_before_sending_and_no_means_no() {
    let rig = Rig::deployed();
    let args = ["stake", "5000000 stake"];
    let sent = rig.chain.sent();
    for (answer, exit) in [
        (Some("n"), ExitCode::Declined),
        (Some(""), ExitCode::Declined),
        (None, ExitCode::Misuse),
    ] {
        let ran = rig.run_asking("alice", &args, |host| {
            host.ask = Box::new(move |_| Ok(answer.map(str::to_owned)));
        });
        ran.ended(exit);
    }
    assert_eq!(rig.chain.sent(), sent);
    let ran = rig.run_asking("alice", &args, |host| {
        host.ask = Box::new(|question| {
            assert!(question.contains("[y/N]"));
            Ok(Some("y".to_owned()))
        });
    });
    done(ran);
    assert_eq!(rig.chain.sent(), sent + 1);
}

#[test]
fn a_claim_that_finds_the_coins_late_succeeds_and_says_so() {
    let rig = Rig::deployed();
    done(rig.run("alice", &["stake", "500000000 stake"]));
    crank(&rig);
    done(rig.run("alice", &["unstake", "all"]));
    for validator in rig.chain.validators().unwrap() {
        let mut chain = rig.chain.inner();
        chain.double_mut().hold(&validator.operator, 3_600).unwrap();
    }
    crank(&rig);
    rig.pass(21 * 86_400);
    rig.pass(10);
    let out = done(rig.run("alice", &["claim"]));
    assert!(out.starts_with("The coins are not all there yet"), "{out}");
    rig.pass(3_600);
    rig.pass(10);
    let out = done(rig.run("alice", &["claim"]));
    assert!(out.starts_with("Claimed 500000000 stake"), "{out}");
}
