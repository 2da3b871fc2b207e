//! A slash as everybody sees it who bears it: how much, when, why, and apart from what was earned.

use floe_cli::ExitCode;
use floe_testing::chain::Slash;
use rstest::rstest;
use serde_json::{json, Value};

use crate::rig::{Ran, Rig};

const DAY: u64 = 86_400;

fn json_of(ran: &Ran) -> Value {
    ran.ended(ExitCode::Done);
    serde_json::from_str(&ran.out).unwrap()
}

fn number(value: &Value) -> u128 {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value}"))
        .parse()
        .unwrap()
}

fn now(rig: &Rig) -> u64 {
    use floe_client::Chain;
    rig.chain.inner().block().unwrap().time.seconds()
}

fn crank(rig: &mut Rig) {
    rig.execute("keeper", &json!({"crank": {}}), 0);
}

/// Alice has 20 coins in shares and 10 in a closed batch; a point a day of a rate of 1, without rewards.
fn held(days: u64) -> Rig {
    let mut rig = Rig::deployed();
    rig.execute(
        "alice",
        &json!({"bond": {"receiver": null, "min_shares": null, "exec_msg": null}}),
        30_000_000,
    );
    crank(&mut rig);
    rig.execute(
        "alice",
        &json!({"queue_unbond": {"shares": "10000000", "receiver": null}}),
        0,
    );
    crank(&mut rig);
    for _ in 0..days {
        rig.chain.inner().advance(DAY, 2).unwrap();
        crank(&mut rig);
    }
    rig
}

/// Takes a part of the stake on one validator, and has it booked. Returns when, and whose it was.
fn slash_of(rig: &mut Rig, percent: u64, jail: bool) -> (u64, String) {
    let operator = rig.operators()[2].clone();
    let slash = Slash::new(&operator, cosmwasm_std::Decimal::percent(percent));
    rig.chain.inner().double_mut().slash(&slash).unwrap();
    if jail {
        rig.chain.inner().double_mut().jail(&operator).unwrap();
    }
    rig.chain.inner().advance(100, 1).unwrap();
    let at = now(rig);
    rig.execute("keeper", &json!({"sync": {}}), 0);
    rig.chain.inner().advance(100, 1).unwrap();
    (at, operator)
}

fn slash(rig: &mut Rig, percent: u64, jail: bool) -> u64 {
    slash_of(rig, percent, jail).0
}

fn balance(rig: &Rig, name: &str) -> Value {
    json_of(&rig.run(name, &["balance", "--json"]))
}

#[test]
fn balance_says_that_and_why_worth_and_exits_fell() {
    let mut rig = held(3);
    let before = balance(&rig, "alice");
    assert_eq!(
        (before["losses"].clone(), before["validators"].clone()),
        (json!([]), json!([]))
    );
    assert_eq!(before["exits"][0]["at_close"], Value::Null);
    let text = rig.run("alice", &["balance"]).out;
    assert!(!text.contains("oss"), "{text}");

    let (at, operator) = slash_of(&mut rig, 10, true);
    let after = balance(&rig, "alice");
    let (was, is) = (
        number(&before["exits"][0]["amount"]),
        number(&after["exits"][0]["amount"]),
    );
    assert_eq!(was, 10_000_000);
    assert!(is < was, "{after}");
    assert_eq!(number(&after["exits"][0]["at_close"]), was);
    assert!(number(&after["worth"]) < number(&before["worth"]));
    let loss = &after["losses"][0];
    assert_eq!(loss["time"], at);
    assert_eq!(loss["since"], Value::Null);
    assert_eq!(
        (&loss["rate_before"], after["losses"].as_array().unwrap().len()),
        (&json!("1"), 1)
    );
    assert_eq!(
        loss["rate_after"],
        json_of(&rig.run("alice", &["rate", "--json"]))["rate"]
    );
    // Stake that was moved away from it before is slashed with it.
    let hit = after["validators"].as_array().unwrap();
    let slashed = hit
        .iter()
        .find(|hit| hit["operator"] == operator.as_str())
        .unwrap();
    assert_eq!(
        (&slashed["jailed"], &slashed["last_loss"]),
        (&json!(true), &json!(at))
    );
    let sum: u128 = hit.iter().map(|hit| number(&hit["cumulative_loss"])).sum();
    assert_eq!(sum, number(&loss["loss"]));

    let text = rig.run("alice", &["balance"]).out;
    let fell = format!(
        "exit in batch 1: {is} stake (was 10000000 stake when the batch closed; losses took {})",
        was - is
    );
    for expected in [
        fell.as_str(),
        "Losses of the last 30 days",
        "jailed now: the protocol has lost ",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    // Bob has nothing that a loss could lower.
    let text = rig.run("bob", &["balance"]).out;
    assert!(!text.contains("Losses"), "{text}");
}

#[test]
fn a_claim_says_what_it_had_been_when_its_batch_closed() {
    let mut rig = held(1);
    slash(&mut rig, 10, false);
    // What the slash took of the coins in flight is undelegated anew.
    for _ in 0..45 {
        rig.chain.inner().advance(DAY, 2).unwrap();
        crank(&mut rig);
    }
    let exit = &balance(&rig, "alice")["exits"][0];
    assert_eq!(exit["state"], "claimable", "{exit}");
    let (was, is) = (number(&exit["at_close"]), number(&exit["amount"]));
    assert_eq!(was, 10_000_000);
    let preview = rig.run("alice", &["claim", "--dry-run"]);
    let expected = format!(
        "batch 1: {is} stake, was 10000000 stake when it closed; losses took {}",
        was - is
    );
    preview.says(&expected);
    let mut twin = rig.run("alice", &["claim", "--json"]);
    let claimed = json_of(&twin);
    assert_eq!(
        (number(&claimed["paid"]), number(&claimed["lost"])),
        (is, was - is)
    );
    // A second one by somebody else for nothing is refused; the text is that of a first one.
    twin = rig.run("alice", &["claim"]);
    assert_eq!(twin.exit, ExitCode::Refused);
}

#[test]
fn a_claim_tells_the_loss_in_its_sentence_and_a_whole_one_does_not() {
    for percent in [0, 10] {
        let mut rig = held(1);
        if percent > 0 {
            slash(&mut rig, percent, false);
        }
        for _ in 0..45 {
            rig.chain.inner().advance(DAY, 2).unwrap();
            crank(&mut rig);
        }
        let ran = rig.run("alice", &["claim"]);
        ran.ended(ExitCode::Done);
        let said = "it had been 10000000 stake when its batches closed, losses took ";
        assert_eq!(ran.out.contains(said), percent > 0, "{}", ran.out);
    }
}

#[test]
fn status_tells_losses_apart_from_the_pace_and_who_is_jailed() {
    let mut rig = held(9);
    let (_, operator) = slash_of(&mut rig, 10, true);
    let status = json_of(&rig.run("alice", &["status", "--json"]));
    let rows = status["apr"].as_array().unwrap();
    // Nothing was earned: without the loss there is no pace, and the loss is none.
    for row in rows {
        let apr: f64 = row["apr"].as_str().unwrap().parse().unwrap();
        assert!(apr.abs() < 1e-9, "{row}");
        assert_eq!(row["return"], row["lost"], "{row}");
        assert!(row["lost"].as_str().unwrap().starts_with("-0.0"), "{row}");
    }
    assert_eq!(status["losses"].as_array().unwrap().len(), 1);
    let jailed = status["jailed"].as_array().unwrap();
    assert_eq!(jailed.len(), 1);
    assert_eq!(jailed[0]["operator"], operator.as_str());
    let text = rig.run("alice", &["status"]).out;
    for expected in [
        "before losses over the last",
        "; losses took ",
        "  lost             ",
        "  jailed           ",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn a_double_signature_is_told_wherever_it_is_felt() {
    let mut rig = held(9);
    let operator = rig.operators()[2].clone();
    let slash = Slash::new(&operator, cosmwasm_std::Decimal::percent(5)).and_tombstone();
    rig.chain.inner().double_mut().slash(&slash).unwrap();
    rig.chain.inner().advance(100, 1).unwrap();
    rig.execute("keeper", &json!({"sync": {}}), 0);
    rig.chain.inner().advance(100, 1).unwrap();

    let told = |args: &[&str]| rig.run("alice", args).out;
    let status = told(&["status"]);
    let line = status.lines().find(|line| line.starts_with("  jailed "));
    let line = line.unwrap_or_else(|| panic!("{status}"));
    for expected in [
        operator.as_str(),
        "has lost ",
        "after a double signature it is out for good",
    ] {
        assert!(line.contains(expected), "{line}");
    }
    let balance = told(&["balance"]);
    assert!(
        balance.contains(&format!("on {operator}, jailed now: the protocol has lost ")),
        "{balance}"
    );
    let validators = told(&["validators"]);
    let row = validators.lines().find(|line| line.contains("jailed"));
    assert!(
        row.is_some_and(|row| row.contains("unbonding, jailed")),
        "{validators}"
    );
}

#[test]
fn less_than_a_day_has_a_return_and_no_yearly_rate_and_is_told_once() {
    let mut rig = held(0);
    rig.chain.inner().advance(50, 1).unwrap();
    slash(&mut rig, 10, false);
    let status = json_of(&rig.run("alice", &["status", "--json"]));
    let rows = status["apr"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "one window, told once: {rows:?}");
    assert_eq!(rows[0]["apr"], Value::Null);
    assert!(
        rows[0]["return"].as_str().unwrap().starts_with("-0.0"),
        "{}",
        rows[0]
    );
    let text = rig.run("alice", &["status"]).out;
    assert!(!text.contains("APR"), "{text}");
    assert_eq!(text.matches("too short for a yearly rate").count(), 1, "{text}");
    let report = rig.run("alice", &["report"]);
    assert!(
        report.out.contains("too short for a yearly rate"),
        "{}",
        report.out
    );
    let report = json_of(&rig.run("alice", &["report", "--json"]));
    assert_eq!(report["whole"]["apr"], Value::Null);
    assert_eq!(report["whole"]["return"], report["whole"]["lost"]);
}

#[test]
fn a_new_protocol_has_neither_a_pace_nor_losses() {
    let rig = Rig::deployed();
    let status = json_of(&rig.run("alice", &["status", "--json"]));
    assert_eq!(status["apr"].as_array().unwrap().len(), 1, "{status}");
    assert_eq!(
        (&status["apr"][0]["return"], &status["apr"][0]["apr"]),
        (&json!("0"), &Value::Null)
    );
    assert_eq!(status["losses"], json!([]));
}

#[test]
fn the_history_of_the_rate_has_the_loss_as_a_marked_step() {
    let mut rig = held(3);
    let at = slash(&mut rig, 10, false);
    rig.chain.inner().advance(DAY, 2).unwrap();
    crank(&mut rig);
    let args = [
        "rate",
        "--history",
        "--plot",
        "rate.svg",
        "--csv",
        "rate.csv",
        "--json",
    ];
    let rate = json_of(&rig.run("alice", &args));
    let history = rate["history"].as_array().unwrap();
    let step: Vec<&Value> = history.iter().filter(|moment| moment["time"] == at).collect();
    assert_eq!(step.len(), 2, "{rate}");
    assert_eq!((&step[0]["rate"], &step[0]["loss"]), (&json!("1"), &Value::Null));
    assert_eq!(
        (&step[1]["rate"], &step[1]["loss"]),
        (&rate["losses"][0]["rate_after"], &rate["losses"][0]["loss"])
    );
    assert!(
        rig.read("rate.svg").contains(">loss -"),
        "{}",
        rig.read("rate.svg")
    );
    let csv = rig.read("rate.csv");
    assert_eq!(csv.lines().count(), history.len() + 1);
    assert_eq!(
        csv.lines()
            .filter(|line| line.starts_with(&at.to_string()))
            .count(),
        2,
        "{csv}"
    );
    let text = rig.run("alice", &["rate", "--history"]).out;
    assert!(
        text.contains("  after a loss of ") && text.contains("lost "),
        "{text}"
    );
    let text = rig.run("alice", &["rate"]).out;
    assert!(
        text.contains("1 flSTAKE was worth 1000000 stake before and "),
        "{text}"
    );
}

#[test]
fn a_node_that_has_forgotten_the_past_tells_the_interval_instead() {
    let mut rig = held(3);
    let at = slash(&mut rig, 10, false);
    rig.chain.way.forgetful.set(true);
    let rate = json_of(&rig.run("alice", &["rate", "--history", "--json"]));
    let loss = &rate["losses"][0];
    assert_eq!((&loss["time"], &loss["tx"]), (&json!(at), &Value::Null));
    assert!(loss["since"].as_u64().unwrap() < at, "{loss}");
    let marked: Vec<&Value> = rate["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|moment| !moment["loss"].is_null())
        .collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0]["loss"], loss["loss"]);
    let text = rig.run("alice", &["rate"]).out;
    assert!(text.contains(" between "), "{text}");
    // Who wants to be paid is paid.
    assert_eq!(balance(&rig, "alice")["exits"][0]["at_close"], Value::Null);
    for _ in 0..45 {
        rig.chain.inner().advance(DAY, 2).unwrap();
        crank(&mut rig);
    }
    assert_eq!(rig.run("alice", &["claim"]).exit, ExitCode::Done);
}

#[rstest]
#[case::by_day(Some("day"))]
#[case::as_a_whole(None)]
fn a_holders_report_has_rewards_and_losses_apart(#[case] by: Option<&str>) {
    let mut rig = held(3);
    rig.reward(90_000);
    rig.execute("keeper", &json!({"harvest": {}}), 0);
    // Released in some days.
    rig.chain.inner().advance(9 * DAY, 2).unwrap();
    let alice = rig.address("alice");
    let ask = |rig: &Rig| {
        let mut args = vec!["report", "--address", &alice, "--json"];
        args.extend(by.into_iter().flat_map(|by| ["--by", by]));
        json_of(&rig.run("alice", &args))
    };
    let before = ask(&rig);
    let (earned, worth) = (
        number(&before["holder"]["rewards"]),
        number(&before["holder"]["closing_value"]),
    );
    assert!(earned > 50_000, "{before}");
    slash(&mut rig, 10, false);
    let after = ask(&rig);
    let lost = number(&after["holder"]["losses"]);
    assert_eq!(
        number(&after["holder"]["rewards"]),
        earned,
        "what was earned stays told"
    );
    assert_eq!(number(&after["holder"]["closing_value"]), worth - lost);
    let movements = after["movements"].as_array().unwrap();
    let losses: Vec<&Value> = movements.iter().filter(|m| m["kind"] == "loss").collect();
    assert_eq!(losses.len(), 1, "{movements:?}");
    assert_eq!(number(&losses[0]["coins"]), lost);
    if by.is_some() {
        let parts = after["holder_periods"].as_array().unwrap();
        let sum: u128 = parts.iter().map(|part| number(&part["losses"])).sum();
        assert_eq!(sum, lost);
    }
    let text = rig.run("alice", &["report", "--address", &alice]).out;
    assert!(
        text.contains("  rewards  ") && text.contains("  losses  "),
        "{text}"
    );
}

#[test]
fn prices_are_in_the_units_that_stand_beside_them_whatever_the_decimals() {
    // The token has six decimals, the coin of this chain none.
    let mut rig = held(1);
    slash(&mut rig, 10, false);
    let rate: cosmwasm_std::Decimal = {
        let rate = json_of(&rig.run("alice", &["rate", "--json"]));
        rate["rate"].as_str().unwrap().parse().unwrap()
    };
    let whole = (rate.atomics().u128() / 1_000_000_000_000).to_string();
    let cases: [&[&str]; 5] = [
        &["rate"],
        &["status"],
        &["quote", "unstake", "1 flSTAKE"],
        &["quote", "stake", "5000000 stake"],
        &["stake", "5000000 stake", "--dry-run"],
    ];
    for args in cases {
        let ran = rig.run("alice", args);
        let said = ran.out + &ran.err;
        let priced = said
            .split_whitespace()
            .any(|word| word == whole || word.starts_with(&format!("{whole}.")));
        assert!(priced, "{args:?}: {whole} is not in {said}");
        assert!(!said.contains(&format!("{rate} stake")), "{args:?}: {said}");
    }
}
