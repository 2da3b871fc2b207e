//! `floe replay` as its users run it: the program, a history, its answers and its exit status.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod backstop;
mod gauge;
mod run;
mod second_attack;
mod timelock;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{json, Value};

use run::{replay, Run};

fn histories() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/histories")
}

fn history(name: &str) -> Run {
    let text = std::fs::read_to_string(histories().join(name)).unwrap();
    let run = replay(&text, &["--check"]);
    assert_eq!((run.status, run.errors.as_str()), (0, ""), "{name}");
    run
}

fn bond(by: &str, amount: &str) -> String {
    json!({"exec": {"by": by, "to": "@hub", "msg": {"bond": {}}, "funds": {"stake": amount}}}).to_string()
}

fn hub(by: &str, msg: &Value) -> String {
    json!({"exec": {"by": by, "to": "@hub", "msg": msg}}).to_string()
}

const SETUP: &str = r#"{"setup":{"users":{"alice":"100000000","bob":"100000000"}}}"#;

/// A history that begins with a setup.
fn after_setup(lines: &[&str]) -> String {
    [&[SETUP], lines].concat().join("\n")
}

#[test]
fn every_history_of_the_repository_does_what_it_says_and_breaks_no_invariant() {
    let mut count = 0;
    for file in std::fs::read_dir(histories()).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let output = Command::new(env!("CARGO_BIN_EXE_floe-sim"))
            .arg("replay")
            .arg(&path)
            .arg("--check")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}: {}",
            path.display(),
            String::from_utf8_lossy(&output.stderr)
        );
        count += 1;
    }
    assert!(count >= 6);
}

#[test]
fn the_worked_example_holds_to_the_unit() {
    let run = history("worked_example.jsonl");
    assert_eq!(run.books(5, &["S", "pool"]), ["31000000", "31000000"]);
    assert_eq!(
        run.line(6)["delegations"],
        json!({"@val1": "10323000", "@val2": "10323000", "@val3": "10323000"})
    );
    assert_eq!(
        run.books(10, &["S", "pool", "unreleased"]),
        ["31062000", "31062000", "558000"]
    );
    assert_eq!(run.line(11)["result"], json!({"balance": "62000"}));
    assert_eq!(run.books(12, &["unreleased", "pool"]), ["279000", "31341000"]);
    assert_eq!(
        run.books(13, &["pool", "rate"]),
        ["31620000", "1.017964071856287425"]
    );
    assert_eq!(run.books(16, &["S", "pool"]), ["35973764", "36620000"]);
    let closed = run.books(20, &["owed", "pool", "S", "B", "U"]);
    assert_eq!(closed, ["10179640", "26440360", "25973764", "5651000", "4555080"]);
    assert_eq!(run.line(20)["delegations"]["@val1"], "5767920");
    let entry = json!({"validator": "@val1", "amount": "4555080", "expected": "4555080", "completion": 1_701_900_800});
    assert_eq!(run.line(20)["entries"], json!([entry]));
    assert_eq!(run.line(24)["result"]["burned"]["bonded"], "50000288396");
    assert_eq!(
        run.books(25, &["U", "owed", "pool"]),
        ["4327326", "10036160", "26067690"]
    );
    assert_eq!(run.books(30, &["B", "U", "K"]), ["9978326", "0", "0"]);
    assert_eq!(run.books(32, &["B", "unreleased"]), ["10078326", "100000"]);
    assert_eq!(run.books(33, &["K", "B"]), ["10036160", "42166"]);
    assert_eq!(
        run.line(35)["result"],
        json!({"denom": "stake", "amount": "80036160"})
    );
    assert_eq!(
        (run.line(36)["ok"].clone(), run.kind(36)),
        (json!(false), "NoRequests")
    );
}

#[test]
fn refusals_carry_the_variant_of_the_contract() {
    let run = history("refusals.jsonl");
    for (line, kind) in [
        (2, "NoValidators"),
        (4, "NoCoin"),
        (5, "NoCoin"),
        (6, "BelowMinimum"),
        (7, "WrongDenom"),
        (8, "SeveralCoins"),
        (9, "InsufficientFunds"),
        (10, "BondCapExceeded"),
        (11, "ForbiddenAddress"),
        (12, "ParseErr"),
        (14, "InsufficientShares"),
        (15, "TokenToHub"),
        (16, "UnknownValidator"),
        (17, "AlreadyListed"),
        (18, "Unauthorized"),
        (20, "NativeNotSendable"),
        (25, "UnknownDenom"),
        (26, "NoBatch"),
        (28, "NoContract"),
        (30, "UnknownValidator"),
        (33, "UnknownName"),
    ] {
        assert_eq!(run.kind(line), kind, "line {line}");
    }
    assert_eq!(run.line(23)["result"], json!({"denom": "uother", "amount": "5"}));
}

#[test]
fn guarantors_of_the_setup_pay_for_a_slash_and_get_back_what_was_spared() {
    let run = history("guarantors.jsonl");
    assert_eq!(
        run.books(12, &["rate", "owed"]),
        ["1.000000000000000000", "20000000"]
    );
    let of = |line, who: &str| run.line(line)["result"][who]["owed_back"].clone();
    assert_eq!(
        (of(13, "bonds"), of(13, "backstop")),
        (json!("300000"), json!("449250"))
    );
    let balance = |line| run.line(line)["result"]["balance"].clone();
    assert_eq!((balance(14), balance(15)), (json!("2251250"), json!("0")));
    assert_eq!(run.line(16)["error"]["kind"], "Unauthorized");
    assert_eq!(run.line(17)["error"]["kind"], "SameGuarantor");
    assert_eq!((balance(22), balance(23)), (json!("2700500"), json!("300000")));
    assert_eq!((of(24, "bonds"), of(24, "backstop")), (json!("0"), json!("0")));
    assert_eq!(run.line(26)["result"]["amount"], "124500000");
}

/// A setup may name them before they are there, and those who are not appointed are nobody.
#[test]
fn names_of_guarantors_are_reserved_for_them() {
    let text = [
        r#"{"setup":{"users":{"alice":"5000000"},"guarantors":{"backstop":2000000},"fee":{"receivers":[{"to":"@backstop","weight":1}]}}}"#,
        r#"{"query":{"of":"@hub","msg":{"guarantees":{}}}}"#,
        r#"{"query":{"of":"@hub","msg":{"powers":{}}}}"#,
    ]
    .join("\n");
    let run = replay(&text, &["--check"]);
    assert_eq!(run.status, 0, "{}", run.errors);
    let contract = &run.line(2)["result"]["backstop"]["contract"];
    assert_eq!(&run.line(3)["result"]["fee"]["receivers"][0]["to"], contract);
    let taken = replay(r#"{"setup":{"users":{"bonds":"1"}}}"#, &[]);
    assert!(taken.errors.contains("name of a contract"), "{}", taken.errors);
}

#[test]
fn every_exit_is_paid_in_the_histories_with_losses_and_without() {
    assert_eq!(history("netting.jsonl").line(14)["result"]["amount"], "74000000");
    let shortage = history("shortage.jsonl");
    assert_eq!(shortage.line(15)["books"]["short_since"], 1_701_818_007);
    assert_eq!(shortage.line(17)["result"]["status"], "short");
    assert_eq!(shortage.books(20, &["owed", "U"]), ["2709967", "0"]);
    assert_eq!(shortage.line(20)["books"]["short_since"], Value::Null);
    assert_eq!(shortage.line(32)["result"]["amount"], "72709967");
    assert_eq!(history("slash_in_flight.jsonl").line(33)["result"], json!([]));
    let closed = history("wind_down.jsonl");
    assert_eq!(
        (
            &closed.line(29)["result"]["amount"],
            &closed.line(30)["result"]["amount"]
        ),
        (&json!("100000000"), &json!("100000000"))
    );
    assert_eq!(
        closed.books(30, &["pool", "S", "D", "owed", "K"]),
        ["1000000", "1000000", "0", "0", "0"]
    );
}

#[test]
fn an_answer_has_its_fields_in_order() {
    let run = replay(
        &after_setup(&[
            r#"{"note":"hello"}"#,
            &bond("@bob", "1").replacen('{', r#"{"ok":false,"#, 1),
        ]),
        &[],
    );
    let lines: Vec<&str> = run.out.lines().collect();
    let books = r#""books":{"bank":"1000000","B":"1000000","K":"0","U":"0","owed":"0","D":"0","S":"1000000","unreleased":"0","pool":"1000000","rate":"1.000000000000000000","seed":"1000000","escrow":"0","short_since":null},"delegations":{},"entries":[]}"#;
    let start = r#"{"line":2,"ok":true,"height":1,"time":1700000000,"result":{"note":"hello"},"#;
    assert_eq!(lines[1], format!("{start}{books}"));
    assert!(lines[2].starts_with(
        r#"{"line":3,"ok":false,"height":1,"time":1700000000,"error":{"kind":"BelowMinimum","text":""#
    ));
    assert_eq!(run.status, 0);
}

#[test]
fn an_empty_setup_is_enough() {
    let run = replay(r#"{"setup":{}}"#, &["--check"]);
    assert_eq!((run.status, run.lines.len()), (0, 1));
    assert!(run.line(1)["result"]["hub"]
        .as_str()
        .unwrap()
        .starts_with("wasm1"));
}

#[test]
fn lines_are_counted_with_comments_and_blanks() {
    let text = format!("\u{feff}# first\r\n\r\n  # indented\r\n{SETUP}\r\n\n{{\"note\":1}}");
    let run = replay(&text, &[]);
    let numbers: Vec<u64> = run
        .lines
        .iter()
        .map(|line| line["line"].as_u64().unwrap())
        .collect();
    assert_eq!((numbers, run.status), (vec![4, 6], 0));
}

#[test]
fn the_status_says_whether_lines_did_what_they_expect() {
    let refused = bond("@alice", "1");
    let works = bond("@alice", "1000000");
    let with = |line: &str, ok: &str| line.replacen('{', &format!("{{\"ok\":{ok},"), 1);
    for (line, status) in [
        (works.clone(), 0),
        (with(&works, "true"), 0),
        (with(&works, "null"), 0),
        (with(&works, "false"), 1),
        (refused.clone(), 1),
        (with(&refused, "true"), 1),
        (with(&refused, "null"), 0),
        (with(&refused, "false"), 0),
    ] {
        let run = replay(&after_setup(&[&line, r#"{"note":"still here"}"#]), &[]);
        assert_eq!(run.status, status, "{line}");
        assert_eq!(run.lines.len(), 3, "the history goes on after {line}");
        assert_eq!(run.errors.contains("line 2"), status != 0, "{}", run.errors);
    }
}

#[test]
fn a_line_that_cannot_be_read_stops_the_history_with_its_number() {
    for (line, part) in [
        (r#"{"note":"#, "not JSON"),
        ("[]", "one JSON object"),
        ("{}", "does 0"),
        (r#"{"bonds":{}}"#, "unknown variant `bonds`"),
        (r#"{"note":"a","jail":"@val1"}"#, "does 2"),
        (r#"{"setup":{}}"#, "setup comes once"),
        (r#"{"note":"a","ok":1}"#, "true, false or null"),
        (
            r#"{"exec":{"by":"@alice","to":"@hub","msg":{},"fund":{}}}"#,
            "unknown field `fund`",
        ),
        (r#"{"exec":{"to":"@hub","msg":{}}}"#, "missing field `by`"),
        (
            r#"{"send":{"from":"@alice","to":"@bob","amount":{"stake":"-1"}}}"#,
            "is not an amount",
        ),
        (
            r#"{"fail":{"validator":"@val1","messages":["vote"]}}"#,
            "unknown variant `vote`",
        ),
        (r#"{"advance":{"secs":-1}}"#, "advance"),
    ] {
        let run = replay(&after_setup(&["", line, r#"{"note":"never"}"#]), &[]);
        assert_eq!(run.status, 2, "{line}");
        assert!(
            run.errors.contains("line 3 cannot be read") && run.errors.contains(part),
            "{}",
            run.errors
        );
        assert_eq!((run.lines.len(), run.kind(3)), (2, "Unreadable"));
    }
}

#[test]
fn a_history_begins_with_its_setup() {
    for first in [
        r#"{"advance":{}}"#,
        &bond("@alice", "1000000"),
        r#"{"setup":{"valdators":[]}}"#,
    ] {
        let run = replay(
            &format!("{{\"note\":\"a note may come first\"}}\n{first}\n{SETUP}"),
            &[],
        );
        assert_eq!((run.status, run.lines.len()), (2, 2), "{first}");
        assert!(run.errors.contains("line 2 cannot be read"), "{}", run.errors);
    }
    let refused = r#"{"setup":{"seed":"999999"},"ok":false}"#;
    let run = replay(&format!("{refused}\n{{\"advance\":{{}}}}"), &[]);
    assert_eq!((run.status, run.lines[0]["ok"].clone()), (2, json!(false)));
    assert!(run.lines[0]["books"].is_null());
    assert_eq!(replay(&format!("{refused}\n{SETUP}"), &[]).status, 0);
}

#[test]
fn rewards_come_in_three_forms_and_all_or_nothing() {
    let run = replay(
        &after_setup(&[
            &bond("@alice", "30000000"),
            &hub("@bob", &json!({"crank": {}})),
            r#"{"rewards":"100"}"#,
            r#"{"rewards":{"@val1":"5","@val2":{"uother":"7","stake":"1"}}}"#,
            r#"{"rewards":{"@val1":"5","@val9":"5"},"ok":false}"#,
            r#"{"unbond_validator":"@val1"}"#,
            r#"{"rewards":200}"#,
        ]),
        &["--check"],
    );
    assert_eq!(run.status, 0, "{}", run.errors);
    let total = |line: u64| -> u64 {
        let pending = run.line(line)["result"]["pending"].as_object().unwrap().clone();
        pending
            .values()
            .filter_map(|coins| coins["stake"].as_str()?.parse::<u64>().ok())
            .sum()
    };
    assert_eq!((total(4), total(5), total(8)), (100, 106, 306));
    assert_eq!(run.line(5)["result"]["pending"]["@val2"]["uother"], "7");
    let at = |line: u64| run.line(line)["result"]["pending"]["@val1"].clone();
    assert_eq!(at(5), at(8), "none to a validator that is not bonded");
}

#[test]
fn blocks_of_one_advance_are_spread_over_its_time() {
    let run = replay(
        &after_setup(&[
            r#"{"advance":{"secs":10,"blocks":3}}"#,
            r#"{"advance":{}}"#,
            r#"{"advance":{"secs":0}}"#,
        ]),
        &[],
    );
    let at = |line: u64| {
        (
            run.line(line)["height"].as_u64().unwrap(),
            run.line(line)["time"].as_u64().unwrap(),
        )
    };
    assert_eq!(
        (at(2), at(3), at(4)),
        ((4, 1_700_000_010), (5, 1_700_000_016), (6, 1_700_000_016))
    );
}

#[test]
fn a_send_hook_is_encoded_with_its_names() {
    let hook = json!({"send": {"contract": "@hub", "amount": "2000000", "msg": {"queue_unbond": {"receiver": "@carol"}}}});
    let run = replay(
        &after_setup(&[
            &bond("@alice", "30000000"),
            &hub("@alice", &hook),
            r#"{"query":{"of":"@hub","msg":{"unbond_requests_by_user":{"user":"@carol"}}}}"#,
            &json!({"exec": {"by": "@alice", "to": "@hub", "msg": {"send": {"contract": "@hub", "amount": "2000000", "msg": "eyJxdWV1ZV91bmJvbmQiOnt9fQ=="}}}}).to_string(),
        ]),
        &["--check"],
    );
    assert_eq!(run.status, 0, "{}", run.errors);
    assert_eq!(run.line(4)["result"], json!([{"id": 1, "shares": "2000000"}]));
    assert_eq!(run.books(5, &["escrow"]), ["4000000"]);
}

#[test]
fn data_that_is_json_is_decoded() {
    let run = replay(&after_setup(&[&hub("@alice", &json!({"crank": {}}))]), &[]);
    assert!(run.line(2)["result"]["data"].is_object());
    assert!(run.line(2)["result"]["events"]
        .as_array()
        .unwrap()
        .iter()
        .any(|event| event["type"] == "wasm-floe/books_updated"));
}

#[test]
fn setup_may_name_contracts_and_be_refused_for_it() {
    let text = r#"{"setup":{"fee":{"receivers":[{"to":"@hub","weight":1}]}},"ok":false}"#;
    let run = replay(text, &[]);
    assert_eq!(
        (run.status, run.kind(1)),
        (0, "ForbiddenAddress"),
        "{}",
        run.errors
    );
}

#[test]
fn times_and_amounts_beyond_counting_are_refused() {
    let run = replay(
        &after_setup(&[
            r#"{"advance":{"secs":18446744073709551615},"ok":false}"#,
            r#"{"advance":{"secs":1,"blocks":18446744073709551615},"ok":false}"#,
            r#"{"hold":{"validator":"@val1","secs":18446744073709551615},"ok":false}"#,
            r#"{"send":{"from":"@alice","to":"@bob","amount":{"x":"340282366920938463463374607431768211455"}},"ok":false}"#,
            r#"{"rewards":"340282366920938463463374607431768211455","ok":false}"#,
        ]),
        &["--check"],
    );
    assert_eq!(run.status, 0, "{}", run.errors);
    assert!((2..=6).all(|line| run.kind(line) == "OutOfRange"));
}

#[test]
fn pretty_prints_a_table() {
    let run = replay(
        &after_setup(&[r#"{"note":"hello there"}"#, &bond("@bob", "1")]),
        &["--pretty"],
    );
    assert_eq!(run.status, 1);
    let end = "3 lines, 1 of them refused: not all as expected; what was not stands above\n";
    assert!(run.out.ends_with(end), "{}", run.out);
    for part in ["pool", "setup", "hello there", "@bob bond @hub", "BelowMinimum"] {
        assert!(run.out.contains(part), "{part} in {}", run.out);
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_floe-sim"))
        .args(["replay", "/nowhere.jsonl"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot open /nowhere.jsonl"));
}

#[test]
fn the_example_prints_what_stands_beside_it() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let file = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
    let run = replay(&file("first_exit.jsonl"), &["--check", "--pretty"]);
    assert_eq!(run.out, file("first_exit.out"), "{}", run.errors);
}
