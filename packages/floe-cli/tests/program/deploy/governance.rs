//! Stake, gauge and timelock that are deployed with the protocol, or added to it later.

use super::*;

const CODES: [&str; 3] = ["floe_stake", "floe_gauge", "floe_timelock"];
const STAKE: &str = "[modules.stake]\n";
const GAUGE: &str = "[modules.gauge]\n";

/// Puts the three codes into the folder and adds text to the deployment.
fn with(rig: &Rig, more: &str) {
    for name in CODES {
        rig.write(&format!("artifacts/{name}.wasm"), name);
    }
    let text = rig.read("deployment.toml");
    rig.write("deployment.toml", &format!("{text}\n{more}"));
}

/// A timelock with bob as its proposer, and carol as its canceller.
fn timelock(rig: &Rig) -> String {
    let [bob, carol] = ["bob", "carol"].map(|name| rig.address(name));
    format!("[modules.timelock]\nproposers = [\"{bob}\"]\ncancellers = [\"{carol}\"]\n")
}

fn all(rig: &Rig) -> String {
    [STAKE, GAUGE, &timelock(rig)].concat()
}

fn steps(rig: &Rig, from: usize) -> Vec<String> {
    let record = record(rig);
    let sent = record["transactions"].as_array().unwrap()[from..].iter();
    sent.map(|sent| sent["step"].as_str().unwrap().to_owned())
        .collect()
}

fn address(rig: &Rig, module: &str) -> String {
    record(rig)["modules"][module]["address"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn stake_gauge_and_timelock_are_created_and_get_all_powers_in_one_run() {
    let rig = prepared();
    with(&rig, &all(&rig));
    let plan = done(floe(&rig, &["plan"]));
    for expected in [
        "ok    stake: unstaking takes 86400 s",
        "ok    gauge: the usual part of the power as quorum, the usual part of a weight by votes",
        "ok    timelock: proposals wait 4 d, or 31 d; hub, registry, collector and their code are handed over to it",
        "9. timelock code: upload 13 bytes",
    ] {
        assert!(plan.contains(expected), "{expected}: {plan}");
    }
    let told = done(floe(&rig, &["run"]));
    assert_eq!(
        steps(&rig, 4),
        [
            "upload the code of the stake",
            "create the stake",
            "upload the gauge's code",
            "create the gauge",
            "give the gauge its roles",
            "upload the timelock's code",
            "create the timelock",
            "hand over to the timelock",
        ]
    );
    assert_eq!(rig.chain.sent(), 12);
    let [stake, gauge, timelock] = ["stake", "gauge", "timelock"].map(|name| address(&rig, name));
    for line in [
        format!("stake      {stake}"),
        format!("gauge      {gauge}"),
        format!("timelock   {timelock}"),
    ] {
        assert!(told.contains(&line), "{line}: {told}");
    }
    // The record says who has which power now.
    let roles = &record(&rig)["roles"];
    assert_eq!(roles["owner"], timelock.as_str());
    assert_eq!(roles["admin"], timelock.as_str());
    assert_eq!(roles["governor"], gauge.as_str());
    let checks = done(floe(&rig, &["verify"]));
    assert!(checks.lines().all(|line| line.starts_with("ok ")), "{checks}");
    for expected in [
        format!("admin of the timelock: {timelock}"),
        format!("owner of the registry: {timelock}"),
        format!("admin of the collector under the timelock: {timelock}"),
        "times of the timelock: proposals wait 4 d, or 31 d".to_owned(),
        format!("governor of the hub: {gauge}"),
        format!("steward of the registry: {gauge}"),
        format!("power of the gauge: {stake}"),
        format!("listener of the power: {gauge}"),
        "unstaking time of the stake: 1 d".to_owned(),
        "admin of the stake: nobody".to_owned(),
    ] {
        let line = format!("ok    {expected}");
        assert!(checks.contains(&line), "{line}: {checks}");
    }
    floe(&rig, &["run"]).says("deployed already");
    assert_eq!(rig.chain.sent(), 12);
}

#[rstest]
fn a_run_with_all_three_that_broke_off_is_taken_up_where_it_stopped(
    #[values(4, 5, 7, 8, 9, 10, 11)] after: usize,
    #[values(Fault::LosesTheAnswer, Fault::LosesTheTransaction)] fault: Fault,
) {
    let rig = prepared();
    with(&rig, &all(&rig));
    rig.chain.fail_after(after, fault);
    floe(&rig, &["run"]).ended(ExitCode::Unclear);
    done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 12, "each step happened once");
    assert_eq!(steps(&rig, 11), ["hand over to the timelock"]);
    done(floe(&rig, &["verify"]));
}

#[test]
fn a_protocol_that_runs_is_handed_over_later_and_what_is_missing_is_said_before() {
    let rig = prepared();
    with(&rig, STAKE);
    done(floe(&rig, &["run"]));
    assert_eq!(rig.chain.sent(), 6);
    with(&rig, GAUGE);
    let ran = floe(&rig, &["run"]);
    ran.says("What is missing:");
    ran.says("gauge: create it, have the stake tell it of changes");
    done(ran);
    assert_eq!(rig.chain.sent(), 9);
    with(&rig, &timelock(&rig));
    let ran = floe(&rig, &["run"]);
    ran.says("from then on nobody changes anything at once");
    done(ran);
    assert_eq!(rig.chain.sent(), 12);
    done(floe(&rig, &["verify"]));
}

#[test]
fn what_others_have_to_do_is_said_and_the_next_run_does_the_rest() {
    let rig = prepared();
    let (owner, alice) = (rig.address("owner"), rig.address("alice"));
    edit(
        &rig,
        &format!("owner = \"{owner}\""),
        &format!("owner = \"{alice}\""),
    );
    with(&rig, &all(&rig));
    let ran = floe(&rig, &["run"]);
    for said in [
        "still has to make the gauge its listener: ",
        "The hub's owner still has to make it the governor: ",
        "The registry's owner still has to make it the steward: ",
        "The owner of the hub still has to offer it to the timelock: ",
        "The owner of the collector still has to offer it to the timelock: ",
    ] {
        ran.says(said);
    }
    done(ran);
    let told = floe(&rig, &["verify"]).out;
    let warned = format!("warn  owner of the hub under the timelock: is {alice}, for whom nothing waits");
    assert!(told.contains(&warned), "{told}");
    // The admin was the deployer, who has handed the code over at once.
    let timelock = address(&rig, "timelock");
    assert_eq!(record(&rig)["roles"]["admin"], timelock.as_str());

    let gauge = address(&rig, "gauge");
    let mut chain = rig.chain.clone();
    let alice = person("alice");
    let contracts = record(&rig)["contracts"].clone();
    let contract = |name: &str| contracts[name].as_str().unwrap().to_owned();
    let offer = serde_json::json!({"update_ownership": {"transfer_ownership": {"new_owner": timelock}}});
    for (to, msg) in [
        (
            address(&rig, "stake"),
            serde_json::json!({"add_listener": {"listener": gauge}}),
        ),
        (
            contract("hub"),
            serde_json::json!({"update_roles": {"governor": gauge}}),
        ),
        (
            contract("registry"),
            serde_json::json!({"update_roles": {"steward": gauge}}),
        ),
        (contract("hub"), offer.clone()),
        (contract("registry"), offer.clone()),
        (contract("collector"), offer),
    ] {
        chain.execute(&alice, &to, &msg, &[]).unwrap();
    }
    done(floe(&rig, &["run"]));
    assert_eq!(record(&rig)["roles"]["owner"], timelock.as_str());
    let record_of_gauge = record(&rig)["roles"]["governor"].clone();
    assert_eq!(record_of_gauge, Value::Null, "the deployer has not given it");
    let wrong = marked(&rig, "FAIL", ExitCode::Failed);
    assert_eq!(wrong, [format!("FAIL  governor: is {gauge}, expected nobody")]);
}

#[test]
fn roles_that_were_taken_away_are_found_and_the_doctor_says_the_same() {
    let rig = prepared();
    with(&rig, &[STAKE, GAUGE].concat());
    done(floe(&rig, &["run"]));
    let gauge = address(&rig, "gauge");
    by_owner(
        &rig,
        "registry",
        &serde_json::json!({"update_roles": {"steward": null}}),
    );
    let wrong = marked(&rig, "FAIL", ExitCode::Failed);
    let expected = [format!(
        "FAIL  steward of the registry: is nobody, expected {gauge}"
    )];
    assert_eq!(wrong, expected);
    let flags = ["doctor", "--node", "x", "--chain-id", &rig.chain_id()];
    let doctor = rig.run_bare(&flags);
    assert_eq!(doctor.exit, ExitCode::Failed, "{}", doctor.err);
    assert_eq!(doctor.out, floe(&rig, &["verify"]).out);
    // The next run gives the role back.
    done(floe(&rig, &["run"]));
    done(floe(&rig, &["verify"]));
}

#[test]
fn a_steward_that_no_record_tells_of_is_warned_of() {
    let rig = prepared();
    done(floe(&rig, &["run"]));
    let bob = rig.address("bob");
    by_owner(
        &rig,
        "registry",
        &serde_json::json!({"update_roles": {"steward": bob}}),
    );
    let told = marked(&rig, "warn", ExitCode::Done);
    assert_eq!(told, [format!("warn  gauge: {bob}, which no record tells of")]);
}

#[rstest]
#[case(
    "[modules.stake]\nunstaking = 7776001\n",
    "unstaking is 7776001, allowed is 0 to 7776000"
)]
#[case(GAUGE, "ask for [modules.stake]")]
#[case(
    "[modules.stake]\nunstaking = 86399\n[modules.gauge]\n",
    "a gauge takes no less than 86400"
)]
#[case("[modules.stake]\n[modules.gauge]\nquorum_bps = 499\n", "quorum_bps is 499")]
#[case("[modules.stake]\n[modules.gauge]\nalpha_bps = 5001\n", "alpha_bps is 5001")]
#[case(
    "[modules.timelock]\nproposers = []\n",
    "modules.timelock.proposers has 0 entries"
)]
#[case(
    "[modules.timelock]\nproposers = [\"nobody\"]\n",
    "modules.timelock.proposers"
)]
#[case("[modules.timelock]\nproposers = [\"BOB\", \"BOB\"]\n", "twice")]
#[case(
    "[modules.timelock]\nproposers = [\"BOB\"]\nshort = 172799\n",
    "short is 172799"
)]
#[case(
    "[modules.timelock]\nproposers = [\"BOB\"]\nexit = 345599\n",
    "exit is 345599"
)]
fn what_the_contracts_would_refuse_is_refused_before_anything_is_sent(
    #[case] more: &str,
    #[case] said: &str,
) {
    let rig = prepared();
    with(&rig, &more.replace("BOB", &rig.address("bob")));
    let ran = floe(&rig, &["plan"]);
    ran.ended(ExitCode::Failed);
    assert!(ran.out.contains(said), "{}", ran.out);
    assert_eq!(rig.chain.sent(), 0);
}

#[test]
fn a_governor_beside_the_gauge_is_refused_and_a_short_exit_warned_of() {
    let rig = prepared();
    let governor = format!("governor = \"{}\"", rig.address("carol"));
    edit(&rig, "# governor = \"\"", &governor);
    with(&rig, &[STAKE, GAUGE].concat());
    let ran = floe(&rig, &["plan"]);
    ran.ended(ExitCode::Failed);
    assert!(ran.out.contains("the gauge would take its place"), "{}", ran.out);

    let rig = prepared();
    with(&rig, &format!("{STAKE}{}exit = 2592000\n", timelock(&rig)));
    let plan = done(floe(&rig, &["plan"]));
    let expected = "warn  times of the timelock: modules.timelock.exit is 30 d, and leaving may take 31 d";
    assert!(plan.contains(expected), "{plan}");
}
