//! A backstop that is deployed with the protocol, or added to it later.

use super::*;

/// Asks for a backstop whose code is in the folder.
fn with_backstop(rig: &Rig, more: &str) {
    rig.write("artifacts/floe_backstop.wasm", "floe_backstop");
    let text = rig.read("deployment.toml");
    rig.write("deployment.toml", &format!("{text}\n[modules.backstop]\n{more}"));
}

#[test]
fn a_backstop_is_created_named_and_accepts_in_the_same_run() {
    let rig = prepared();
    with_backstop(&rig, "fee_weight = 2\n");
    let plan = done(floe(&rig, &["plan"]));
    assert!(
        plan.contains("backstop: a cooldown of 1900800 s, 2 parts of the fee"),
        "{plan}"
    );
    assert!(plan.contains("5. backstop code: upload 13 bytes"), "{plan}");
    let told = done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 7);
    let record = record(&rig);
    let address = record["modules"]["backstop"]["address"].as_str().unwrap();
    assert!(told.contains(address), "{told}");
    let receivers = record["fee"]["receivers"].as_array().unwrap();
    assert_eq!(receivers.last().unwrap()["to"], address);
    let checks = done(floe(&rig, &["verify"]));
    assert!(checks.lines().all(|line| line.starts_with("ok ")), "{checks}");
    assert!(
        checks.contains(&format!("ok    backstop of the hub: {address}")),
        "{checks}"
    );
    floe(&rig, &["run"]).says("deployed already");
    let plan = done(floe(&rig, &["plan"]));
    assert!(plan.contains("It is deployed already"), "{plan}");
    assert_eq!(rig.chain.sent(), 7);
}

#[test]
fn a_backstop_can_be_added_later_and_only_what_is_missing_is_sent() {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 4);
    with_backstop(&rig, "cooldown = 86400\n");
    done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 7);
    let steps: Vec<Value> = record(&rig)["transactions"].as_array().unwrap()[4..]
        .iter()
        .map(|sent| sent["step"].clone())
        .collect();
    let expected = [
        "upload the backstop's code",
        "create the backstop",
        "give the backstop its role",
    ];
    assert_eq!(steps, expected);
    by_owner(
        &rig,
        "hub",
        &serde_json::json!({"update_roles": {"backstop": null}}),
    );
    let wrong = marked(&rig, "FAIL", ExitCode::Failed);
    assert!(
        wrong
            .iter()
            .any(|line| line.contains("backstop of the hub: is nobody")),
        "{wrong:?}"
    );
}

#[rstest]
#[case("cooldown = 86399\n", "modules.backstop")]
#[case("fee_weight = 0\n", "modules.backstop.fee_weight is 0")]
fn a_backstop_that_cannot_work_is_refused_before_anything_is_sent(#[case] more: &str, #[case] said: &str) {
    let rig = prepared();
    with_backstop(&rig, more);
    let ran = floe(&rig, &["plan"]);
    ran.ended(ExitCode::Failed);
    assert!(ran.out.contains(said), "{}", ran.out);
    assert_eq!(rig.chain.sent(), 0);
}
