//! Naming the contracts that pay for slashes, and what everybody is told of them.

use cosmwasm_std::Decimal;
use floe_testing::chain::Slash;

use super::*;

fn guarantees(rig: &Rig) -> Value {
    rig.chain.query(&rig.hub(), &json!({"guarantees": {}})).unwrap()
}

fn json_of(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {} {}", ran.out, ran.err))
}

/// The backstop, with 3,000,000: it takes the role itself.
fn backed() -> Rig {
    let mut rig = staked();
    let bob = rig.address("bob");
    done(&rig, "owner", &["roles", "--backstop", &bob]);
    rig.execute("bob", &json!({"accept_guarantor": {}}), 0);
    rig.execute("bob", &json!({"bond": {}}), 3_000_000);
    rig
}

#[test]
fn a_guarantor_is_named_and_pays_once_it_has_accepted() {
    let mut rig = staked();
    let bob = rig.address("bob");
    let before = rig.run("alice", &["status"]).out;
    assert!(
        before.contains("nobody pays for a slash before the holders do"),
        "{before}"
    );
    let ran = done(&rig, "owner", &["roles", "--backstop", &bob]);
    ran.says(format!("backstop: nobody -> {bob}"));
    ran.says(format!(
        "counts from: when {bob} sends `accept_guarantor` itself; until then nobody pays"
    ));
    assert_eq!(guarantees(&rig)["pending_backstop"], json!(bob));
    let named = rig.run("alice", &["status"]).out;
    assert!(
        named.contains(&format!("{bob} is named and has not accepted")),
        "{named}"
    );
    rig.execute("bob", &json!({"accept_guarantor": {}}), 0);
    assert_eq!(guarantees(&rig)["backstop"]["contract"], json!(bob));
    let ran = done(
        &rig,
        "owner",
        &["roles", "--backstop", "none", "--guardian", &bob],
    );
    ran.says(format!("stops: {bob} pays no more, at once; its returns go on"));
    ran.says(format!("gains: {bob}: pausing for a time"));
    assert_eq!(guarantees(&rig)["backstop"], Value::Null);
    let ran = done(&rig, "owner", &["roles", "--backstop", "none"]);
    ran.says("effect: nobody pays as before");
}

#[test]
fn the_cap_of_the_backstop_is_set_with_its_bounds() {
    let rig = backed();
    let whole = guarantees(&rig)["backstop"]["capacity"].clone();
    assert_eq!(whole, "2000000");
    let ran = done(&rig, "owner", &["params", "cap_bps=3000"]);
    ran.says("cap_bps: 10000 (100.00 %) -> 3000 (30.00 %); it goes from 1000 (10.00 %) to 10000 (100.00 %), default 10000 (100.00 %)");
    let told = guarantees(&rig);
    assert_eq!(
        (&told["cap_bps"], &told["backstop"]["capacity"]),
        (&json!(3_000), &json!("900000"))
    );
    let text = rig.run("alice", &["status"]).out;
    assert!(
        text.contains("one look takes at most 30.00 % of the backstop"),
        "{text}"
    );
}

#[test]
fn the_protocols_own_contracts_and_one_contract_twice_are_refused() {
    let rig = backed();
    let registry = contract(&rig, "registry");
    let bob = rig.address("bob");
    for (args, expected) in [
        (["--bonds", &registry], "one of the protocol's own contracts"),
        (["--bonds", &bob], "must be different contracts"),
    ] {
        let ran = admin(&rig, "owner", &[&["roles"], &args[..]].concat());
        ran.ended(ExitCode::Refused);
        ran.says(expected);
    }
    // From one role to the other in one message is no contradiction.
    done(&rig, "owner", &["roles", "--bonds", &bob, "--backstop", "none"]);
}

#[test]
fn what_guarantors_paid_is_told_by_status_and_report() {
    let mut rig = backed();
    let operator = rig.operators()[0].clone();
    let slash = Slash::new(&operator, Decimal::percent(5));
    rig.chain.inner().double_mut().slash(&slash).unwrap();
    rig.execute("keeper", &json!({"sync": {}}), 0);
    let status = json_of(&rig.run("alice", &["status", "--json"]));
    assert_eq!(status["rate"], "1");
    let told = &status["guarantees"]["backstop"];
    let covered: u128 = told["covered"].as_str().unwrap().parse().unwrap();
    assert_eq!(told["balance"], (3_000_000 - covered).to_string());
    let report = json_of(&rig.run("alice", &["report", "--json"]));
    let whole = &report["whole"];
    assert_eq!(
        (&whole["covered"], &whole["losses"]),
        (&told["covered"], &told["covered"])
    );
    assert_eq!(
        (&whole["given_back"], &whole["closing_rate"]),
        (&json!("0"), &json!("1"))
    );
    assert!(covered > 400_000, "{status}");
    let text = rig.run("alice", &["report"]).out;
    assert!(
        text.contains(&format!("guarantors paid {covered} stake of the losses")),
        "{text}"
    );
    let text = rig.run("alice", &["status"]).out;
    assert!(text.contains("since ever, of which"), "{text}");
}
