//! What a staker, an operator and a program ask beyond staking: send, look up, watch, parameters and their history, errors as
//! JSON; and that the pages name all of it.

use std::cell::Cell;
use std::fs;
use std::rc::Rc;

use cosmwasm_std::Decimal;
use floe_cli::ExitCode;
use floe_client::{Chain, ErrorCode};
use floe_testing::chain::Slash;
use rstest::rstest;
use serde_json::{json, Value};

use crate::rig::{Ran, Rig, PURSE};

const FEE: u128 = 5_341;

pub fn staked() -> Rig {
    let rig = Rig::deployed();
    rig.run("alice", &["stake", "5000000 stake"])
        .ended(ExitCode::Done);
    rig
}

fn coins(rig: &Rig, name: &str) -> u128 {
    rig.chain.balance(&rig.address(name), "stake").unwrap()
}

#[track_caller]
pub fn printed(ran: &Ran, text: &str) {
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains(text), "{text}: {}", ran.out);
}

#[rstest]
#[case("all")]
#[case("max")]
#[case("all stake")]
fn all_coins_are_staked_but_the_fee(#[case] all: &str) {
    let rig = Rig::deployed();
    rig.chain.way.fee.set(FEE);
    let ran = rig.run("alice", &["stake", all]);
    printed(&ran, &format!("Staked {} stake", PURSE - FEE));
    ran.says("afterwards the account has no stake for another fee");
    assert_eq!(coins(&rig, "alice"), FEE);
}

#[test]
fn an_account_that_only_has_the_fee_stakes_and_sends_nothing() {
    let rig = Rig::deployed();
    rig.chain.way.fee.set(PURSE);
    let sent = rig.chain.sent();
    let (bob, all) = (rig.address("bob"), ["send", "all", "stake"]);
    for args in [vec!["stake", "all"], [&all[..], &[bob.as_str()]].concat()] {
        let ran = rig.run("alice", &args);
        ran.ended(ExitCode::Refused).says("nothing would be left to send");
    }
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn coins_and_shares_are_sent() {
    let rig = staked();
    let bob = rig.address("bob");
    printed(
        &rig.run("alice", &["send", "70", "stake", &bob]),
        &format!("Sent 70 stake to {bob} in block"),
    );
    assert_eq!(coins(&rig, "bob"), PURSE + 70);
    printed(
        &rig.run("alice", &["send", "1.5 flSTAKE", &bob]),
        "Sent 1.5 flSTAKE",
    );
    assert_eq!(rig.shares("bob"), 1_500_000);
    printed(
        &rig.run("alice", &["send", "all", "flSTAKE", &bob]),
        "Sent 3.5 flSTAKE",
    );
    assert_eq!(rig.shares("bob"), 5_000_000);
    rig.chain.way.fee.set(FEE);
    let left = PURSE - 5_000_000 - 70 - FEE;
    printed(
        &rig.run("alice", &["send", "all", "stake", &bob]),
        &format!("Sent {left} stake"),
    );
}

#[rstest]
#[case(&["send", "all", "foo", "{bob}"], ExitCode::Misuse, "the unit foo is not known here")]
#[case(&["send", "5 stake", "bob"], ExitCode::Misuse, "is no address")]
#[case(&["send", "0", "stake", "{bob}"], ExitCode::Misuse, "the amount is zero")]
#[case(&["send", "9", "flSTAKE", "{bob}"], ExitCode::Refused, "more than the account has, 5 flSTAKE")]
fn what_cannot_be_sent_is_said(#[case] args: &[&str], #[case] exit: ExitCode, #[case] said: &str) {
    let rig = staked();
    let bob = rig.address("bob");
    let args: Vec<&str> = args
        .iter()
        .map(|arg| if *arg == "{bob}" { bob.as_str() } else { arg })
        .collect();
    let sent = rig.chain.sent();
    rig.run("alice", &args).ended(exit).says(said);
    assert_eq!(rig.chain.sent(), sent);
}

#[test]
fn a_transaction_is_looked_up_by_its_hash_with_what_it_did() {
    let rig = staked();
    let bob = rig.address("bob");
    let ran = rig.run("alice", &["send", "1", "flSTAKE", &bob, "--json"]);
    let receipt: Value = serde_json::from_str(&ran.out).unwrap();
    let hash = receipt["tx"].as_str().unwrap().to_owned();
    let ran = rig.run("bob", &["tx", &hash.to_lowercase()]);
    printed(&ran, "Happened in block");
    let alice = rig.address("alice");
    printed(&ran, &format!("1 flSTAKE went from {alice} to {bob}"));
    let told: Value = serde_json::from_str(&rig.run("bob", &["tx", &hash, "--json"]).out).unwrap();
    assert_eq!(
        (told["stage"].as_str(), told["height"].as_u64()),
        (Some("happened"), receipt["height"].as_u64())
    );
}

#[test]
fn the_address_in_an_explorer_is_printed_beside_the_hash() {
    let rig = staked();
    rig.write(
        "floe.toml",
        "[chain]\nexplorer = \"https://explorer.example/tx/{hash}\"\n",
    );
    let bob = rig.address("bob");
    let ran = rig.run("alice", &["send", "1", "flSTAKE", &bob, "--json"]);
    let receipt: Value = serde_json::from_str(&ran.out).unwrap();
    let link = format!("https://explorer.example/tx/{}", receipt["tx"].as_str().unwrap());
    ran.says(&link);
    printed(&rig.run("bob", &["tx", receipt["tx"].as_str().unwrap()]), &link);
    rig.write(
        "floe.toml",
        "[chain]\nexplorer = \"https://explorer.example/tx/\"\n",
    );
    rig.run("bob", &["rate"])
        .ended(ExitCode::Misuse)
        .says("chain.explorer has no {hash}");
}

#[test]
fn a_deposit_is_told_in_words() {
    let rig = Rig::deployed();
    let ran = rig.run("alice", &["stake", "5000000 stake", "--json"]);
    let receipt: Value = serde_json::from_str(&ran.out).unwrap();
    let ran = rig.run("alice", &["tx", receipt["tx"].as_str().unwrap()]);
    let alice = rig.address("alice");
    printed(
        &ran,
        &format!(
            "coins were deposited and shares minted: sender {alice}, receiver {alice}, amount 5000000 stake, denom stake, \
             shares 5 flSTAKE"
        ),
    );
    printed(&ran, &format!("5 flSTAKE are new and belong to {alice}"));
}

#[test]
fn a_transaction_that_nobody_knows_may_still_land() {
    let rig = staked();
    let ran = rig.run("alice", &["tx", &"AB".repeat(32)]);
    ran.ended(ExitCode::Failed);
    assert!(
        ran.out.contains("is in no block that the node knows"),
        "{}",
        ran.out
    );
    for wrong in ["AB", &"XY".repeat(32), ""] {
        rig.run("alice", &["tx", wrong])
            .ended(ExitCode::Misuse)
            .says("is no hash");
    }
}

#[test]
fn changes_are_listed_with_their_time_and_old_and_new_value() {
    let rig = staked();
    let from = rig.chain.block().unwrap().time.seconds();
    rig.pass(60);
    let val = rig.operators().remove(0);
    let weight = format!("{val}=3");
    let messages: [&[&str]; 3] = [
        &["admin", "params", "min_bond=20000 stake"],
        &["admin", "pause", "deposits"],
        &["admin", "set-weights", &weight],
    ];
    for message in messages {
        rig.run("owner", message).ended(ExitCode::Done);
    }
    let since = from.to_string();
    let ran = rig.run("bob", &["history", "--from", &since]);
    printed(&ran, "hub: min_bond: 10000 stake -> 20000 stake");
    printed(
        &ran,
        "hub: an operation was paused: by owner, domain deposits, until none",
    );
    printed(
        &ran,
        &format!("registry: a weight was set: by owner, operator {val}, old weight 1, weight 3"),
    );
    assert_eq!(ran.out.lines().count(), 3, "{}", ran.out);
    assert!(!rig.run("bob", &["history"]).out.contains("deposited"));
    let later = (from + 1_000_000).to_string();
    printed(
        &rig.run("bob", &["history", "--from", &later]),
        "Nothing was changed up to block",
    );
}

/// Lets something happen at the n-th wait, and time pass at each.
fn waiting(rig: &Rig, mut at: impl FnMut(usize) + 'static) -> impl FnOnce(&mut floe_cli::Host) {
    let chain = rig.chain.clone();
    move |host| {
        let waits = Rc::new(Cell::new(0));
        host.wait = Box::new(move |time, _| {
            chain.inner().advance(time.as_secs(), 1).unwrap();
            waits.set(waits.get() + 1);
            at(waits.get());
        });
    }
}

#[test]
fn a_watcher_is_told_of_a_slash_and_the_fall_of_the_rate_once() {
    let mut rig = staked();
    rig.execute("keeper", &json!({ "crank": {} }), 0);
    let (operator, chain, hub) = (rig.operators().remove(0), rig.chain.clone(), rig.hub());
    let slashed = operator.clone();
    let happens = waiting(&rig, move |wait| {
        if wait == 2 {
            let slash = Slash::new(&slashed, Decimal::percent(10));
            chain.inner().double_mut().slash(&slash).unwrap();
            let sync = json!({ "sync": {} });
            let keeper = crate::rig::person("keeper");
            floe_client::ChainExt::execute(&mut chain.clone(), &keeper, &hub, &sync, &[]).unwrap();
        }
    });
    let ran = rig.run_on("alice", &["watch", "--every", "30s", "--for", "5min"], happens);
    printed(&ran, &format!("a slash at {operator} has cost the protocol"));
    printed(&ran, "1 flSTAKE is worth");
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
}

#[test]
fn a_watch_ends_when_its_time_is_over_and_not_a_look_later() {
    let rig = staked();
    let now = || rig.chain.inner().block().unwrap().time.seconds();
    let began = now();
    rig.run_on(
        "alice",
        &["watch", "--every", "1h", "--for", "70min"],
        waiting(&rig, |_| {}),
    )
    .ended(ExitCode::Done);
    assert_eq!(now() - began, 70 * 60);
}

#[test]
fn a_watcher_is_told_once_that_the_node_fails_and_that_it_answers_again() {
    let rig = staked();
    let way = rig.chain.way.clone();
    let happens = waiting(&rig, move |wait| way.down.set((2..5).contains(&wait)));
    let ran = rig.run_on("alice", &["watch", "--for", "5min", "--json"], happens);
    ran.ended(ExitCode::Done);
    let events: Vec<String> = ran
        .out
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["event"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(events, ["node_fails", "node_answers"]);
}

#[rstest]
#[case(&["--for", "soon"], "--for is soon")]
#[case(&["--every", "0s"], "wait a second at least")]
fn a_watch_without_an_end_that_can_be_read_is_refused(#[case] args: &[&str], #[case] said: &str) {
    let rig = staked();
    rig.run("alice", &[&["watch"], args].concat())
        .ended(ExitCode::Misuse)
        .says(said);
}

#[test]
fn status_tells_what_can_leave_at_once_and_what_that_costs() {
    let rig = staked();
    let told: Value = serde_json::from_str(&rig.run("alice", &["status", "--json"]).out).unwrap();
    let instant = &told["exits"]["instant"];
    assert_eq!(instant["free"], "6000000", "{instant}");
    let fee: u128 = instant["fee"].as_str().unwrap().parse().unwrap();
    assert!(fee > 0 && fee <= 60_000, "{fee}");
    printed(
        &rig.run("alice", &["status"]),
        "6000000 stake can leave now; taking all of it costs",
    );
}

#[test]
fn memo_and_granter_are_shown_and_stand_in_the_unsigned_transaction() {
    let rig = Rig::deployed();
    let bob = rig.address("bob");
    let flags = [
        "--memo",
        "for the books",
        "--fee-granter",
        &bob,
        "--generate-only",
    ];
    let ran = rig.run("alice", &[&["stake", "5000000 stake"], &flags[..]].concat());
    ran.ended(ExitCode::Done)
        .says("memo: for the books")
        .says(format!("fee paid by: {bob}"));
    let unsigned: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(unsigned["body"]["memo"], "for the books");
    assert_eq!(unsigned["auth_info"]["fee"]["granter"], bob);
}

#[test]
fn a_granted_fee_need_not_be_there() {
    let rig = Rig::deployed();
    rig.chain.way.fee.set(PURSE);
    let bob = rig.address("bob");
    rig.run("alice", &["stake", "5000000 stake"])
        .ended(ExitCode::Refused);
    rig.run("alice", &["stake", "5000000 stake", "--fee-granter", &bob])
        .ended(ExitCode::Done);
    printed(
        &rig.run("alice", &["send", "all", "stake", &bob, "--fee-granter", &bob]),
        "Sent 9995000000 stake",
    );
}

#[test]
fn validators_are_named_by_what_they_call_themselves() {
    let rig = Rig::deployed();
    *rig.chain.way.monikers.borrow_mut() = vec!["Node One".to_owned(), "node two".to_owned()];
    let operator = rig.operators().remove(0);
    let ran = rig.run("owner", &["admin", "set-weights", "Node One=3"]);
    ran.ended(ExitCode::Done)
        .says(format!("weight of {operator}: 1 -> 3"));
    rig.run("owner", &["admin", "pause-validator", "NODE TWO"])
        .ended(ExitCode::Done);
    let ran = rig.run("owner", &["admin", "resume-validator", "node tow"]);
    ran.ended(ExitCode::Misuse)
        .says("no validator is called \"node tow\"; did you mean node two?");
}

#[rstest]
#[case(&["stake", "5 STAKE"], "amount", 2)]
#[case(&["balance", "foo"], "address", 2)]
#[case(&["admin", "write-off", "foo"], "validator", 2)]
#[case(&["report", "--from", "foo"], "date", 2)]
#[case(&["stake", "99000000000 stake"], "not_signed", 4)]
#[case(&["stak"], "usage", 2)]
#[case(&["balance", "--config", "nowhere.toml"], "file", 2)]
fn errors_are_json_where_that_is_asked_for(#[case] args: &[&str], #[case] code: &str, #[case] exit: u8) {
    let rig = Rig::deployed();
    let ran = rig.run("owner", &[args, &["--json"]].concat());
    let last = ran.err.lines().last().unwrap();
    let told: Value = serde_json::from_str(last).unwrap();
    let error = &told["error"];
    assert_eq!(
        (error["code"].as_str(), error["exit"].as_u64()),
        (Some(code), Some(exit.into())),
        "{last}"
    );
    assert!(!error["message"].as_str().unwrap().is_empty());
    assert!(ErrorCode::ALL.iter().any(|known| known.name() == code));
    assert_eq!(ran.exit.code(), exit);
}

#[test]
fn an_error_after_something_has_happened_tells_its_hash_to_programs() {
    let rig = Rig::deployed();
    let ran = rig.run_on("alice", &["stake", "5000000 stake", "--json"], |host| {
        host.out = Box::new(Full);
    });
    ran.ended(ExitCode::Happened);
    let told: Value = serde_json::from_str(ran.err.lines().last().unwrap()).unwrap();
    assert_eq!(told["error"]["code"], "happened");
    assert_eq!(told["error"]["happened"].as_array().unwrap().len(), 1);
}

/// A disk without space.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::Error::from(std::io::ErrorKind::StorageFull))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Somebody who has stopped reading.
struct Gone;

impl std::io::Write for Gone {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::Error::from(std::io::ErrorKind::BrokenPipe))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn whoever_stops_reading_has_what_they_want() {
    let rig = staked();
    let (alice, hub) = (rig.address("alice"), rig.hub());
    let balance = ["balance", &alice, "--node", "x", "--hub", &hub];
    for args in [&balance[..], &["completions", "bash"], &["--help"]] {
        let ran = rig.run_with(args, &[], |host| host.out = Box::new(Gone));
        ran.ended(ExitCode::Done);
        assert!(ran.err.is_empty(), "{}", ran.err);
    }
}

fn page(name: &str) -> String {
    fs::read_to_string(format!("{}/../../docs/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn every_code_of_an_error_is_in_the_table_of_the_page() {
    let page = page("operate/commands.md");
    let (_, section) = page.split_once("## Errors for programs").unwrap();
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<String> = ErrorCode::ALL
        .iter()
        .map(|code| format!("| `{}` | {} |", code.name(), code.meaning()))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn every_command_is_in_a_page() {
    let pages = ["operate/commands.md", "operate/index.md", "govern/governing.md"]
        .map(page)
        .concat();
    let missing: Vec<String> = commands()
        .into_iter()
        .filter(|name| {
            let short = name.strip_prefix("admin ").unwrap_or(name);
            !pages.contains(&format!("floe {name}")) && !pages.contains(&format!("`{short}"))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Commands that do something, by their names.
fn commands() -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), floe_cli::command_line())];
    while let Some((name, command)) = open.pop() {
        let subs: Vec<_> = command
            .get_subcommands()
            .filter(|sub| sub.get_name() != "help")
            .collect();
        if subs.is_empty() {
            found.push(name.trim().to_owned());
        }
        let subs = subs
            .into_iter()
            .map(|sub| (format!("{name} {}", sub.get_name()), sub.clone()));
        open.extend(subs.collect::<Vec<_>>());
    }
    found
}
