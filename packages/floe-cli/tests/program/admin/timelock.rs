//! The owner is a timelock: what is proposed to it is what its proposers can send, and does what was previewed.

use floe_api::timelock::InstantiateMsg;
use floe_cli::ExitCode;
use floe_client::{ChainExt, Code, Instance, Msg, Tx};
use serde_json::{json, Value};

use super::{admin, contract, done, param, powers, staked, DAY};
use crate::rig::{person, Rig};

/// A timelock that owns the protocol, which `owner` proposes to.
fn governed() -> (Rig, String) {
    let mut rig = staked();
    let owner = person("owner");
    let code = rig.chain.store(&owner, &Code::timelock()).unwrap();
    let msg = InstantiateMsg {
        proposers: vec![rig.address("owner")],
        cancellers: Vec::new(),
        hub: rig.hub(),
        short: 4 * DAY,
        exit: 30 * DAY,
    };
    let timelock = rig
        .chain
        .instantiate(&owner, &Instance::new(code, "timelock"), &msg)
        .unwrap();
    let words = format!("hand over to {timelock}");
    done(
        &rig,
        "owner",
        &["transfer-ownership", &timelock, "--confirm", &words],
    );
    done(&rig, "alice", &["timelock-accept", &timelock]);
    (rig, timelock)
}

fn tell(rig: &mut Rig, by: &str, to: &str, msg: &Value) {
    let msg = Msg::execute(to, msg, &[]).unwrap();
    rig.chain.send(&Tx::new(&person(by), vec![msg])).unwrap();
}

#[test]
fn a_proposal_is_printed_for_a_proposer_and_waits_as_it_was_told() {
    let (mut rig, timelock) = governed();
    assert_eq!(powers(&rig)["owner"], timelock);
    for name in ["registry", "collector"] {
        let question = json!({"ownership": {}});
        let ownership: Value = rig.chain.query(&contract(&rig, name), &question).unwrap();
        assert_eq!(ownership["owner"], timelock, "{name}");
    }
    let link = "https://example.org/1";
    let args = ["params", "max_msgs=3", "--timelock", &timelock, "--link", link];
    let ran = done(&rig, "owner", &args);
    ran.says("waits: 4 d; once a hundredth of the shares objects, 30 d from then, the later the more object, with a tenth 60 d");
    ran.says("max_msgs");
    let queue: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(queue["queue"]["title"], "Floe: set parameters");
    assert_eq!(queue["queue"]["link"], link);
    tell(&mut rig, "owner", &timelock, &queue);
    assert_eq!(param(&rig, "max_msgs"), "8");
    rig.chain.inner().advance(4 * DAY, 2).unwrap();
    tell(&mut rig, "alice", &timelock, &json!({"execute": {"id": 1}}));
    assert_eq!(param(&rig, "max_msgs"), "3");
}

#[test]
fn the_class_of_each_message_is_told() {
    let (rig, timelock) = governed();
    let told = |args: &[&str], text: &str| {
        let ran = done(&rig, "owner", &[args, &["--timelock", &timelock]].concat());
        ran.says(text);
    };
    told(&["pause", "deposits"], "waits: 4 d, whoever objects");
    told(&["roles", "--guardian", "none"], "waits: 30 d; once");
    let ran = admin(
        &rig,
        "owner",
        &["marketing", "--project", "x", "--timelock", &timelock],
    );
    assert_eq!(ran.exit, ExitCode::Refused);
    ran.says("the timelock takes no proposal of `update_marketing` to the hub");
    let stranger = rig.address("alice");
    let ran = admin(&rig, "owner", &["pause", "deposits", "--timelock", &stranger]);
    ran.says(format!("{stranger} may not"));
}

/// As a holder: against it for a day, then out with the shares.
#[test]
fn a_holder_objects_takes_back_and_leaves() {
    let (mut rig, timelock) = governed();
    let ran = done(
        &rig,
        "owner",
        &["roles", "--guardian", "none", "--timelock", &timelock],
    );
    let queue: Value = serde_json::from_str(&ran.out).unwrap();
    tell(&mut rig, "owner", &timelock, &queue);
    let object = |rig: &Rig, args: &[&str]| rig.run("alice", &[&["object", "1"], args].concat());
    let ran = object(&rig, &["10", "flSTAKE"]);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains("Objected with 10 flSTAKE"), "{}", ran.out);
    ran.says("does: hub: update_roles {\"guardian\":null")
        .says("objections then: 32.25 %")
        .says("waits until the exits that are queued now are paid");
    let balance = rig.run("alice", &["balance"]).out;
    assert!(
        balance.contains("10 flSTAKE objecting to proposal 1; free "),
        "{balance}"
    );
    // 10 of 31.
    assert!(
        ran.out.contains("Proposal 1 has 32.25 % against it"),
        "{}",
        ran.out
    );
    let ran = object(&rig, &["--retract"]);
    assert_eq!(ran.exit, ExitCode::Refused);
    ran.says("the shares object until");
    rig.chain.inner().advance(DAY, 2).unwrap();
    let ran = object(&rig, &["--leave"]);
    ran.ended(ExitCode::Done);
    assert!(ran.out.contains("Left with 10 flSTAKE"), "{}", ran.out);
    let ran = object(&rig, &["--retract"]);
    assert_eq!(ran.exit, ExitCode::Refused);
    ran.says("the account objects to proposal 1 with nothing");
    let ran = object(&rig, &["1000", "flSTAKE"]);
    assert_eq!(ran.exit, ExitCode::Refused);
    ran.says("is more than the account has");
    assert_eq!(object(&rig, &[]).exit, ExitCode::Misuse);
    let ran = object(&rig, &["5", "flSTAKE", "--json"]);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["shares"], "5000000");
    assert_eq!(told["proposal"]["left"], "10000000");
    rig.chain.inner().advance(DAY, 2).unwrap();
    let ran = object(&rig, &["--retract"]);
    assert!(ran.out.contains("Took back 5 flSTAKE"), "{}", ran.out);
}

#[test]
fn a_proposer_proposes_executes_and_cancels_from_the_program() {
    let (rig, timelock) = governed();
    let propose = |who: &str, args: &[&str]| {
        let form = ["--timelock", timelock.as_str(), "--propose"];
        admin(&rig, who, &[args, &form[..]].concat())
    };
    let ran = propose("alice", &["params", "max_msgs=3"]);
    assert_eq!(ran.exit, ExitCode::Refused);
    ran.says("that takes the proposer of the timelock");
    for args in [["params", "max_msgs=3"], ["params", "max_msgs=4"]] {
        let ran = propose("owner", &args);
        ran.ended(ExitCode::Done).says("waits: 4 d");
        assert!(ran.out.starts_with("Proposed as number "), "{}", ran.out);
    }
    let listed = rig.run("alice", &["proposals"]);
    listed.ended(ExitCode::Done);
    for text in [
        "2 proposals in the timelock",
        "Floe: set parameters",
        "0.00 % against it",
        "1 message of",
        "hub: update_params {",
        "\"max_msgs\":4",
    ] {
        assert!(listed.out.contains(text), "{text}: {}", listed.out);
    }
    admin(&rig, "alice", &["proposal", "execute", "1"])
        .ended(ExitCode::Refused)
        .says("proposal 1 is due at");
    admin(&rig, "alice", &["proposal", "cancel", "2"])
        .ended(ExitCode::Refused)
        .says("that takes the proposer or a canceller of it");
    done(&rig, "owner", &["proposal", "cancel", "2"]);
    rig.chain.inner().advance(4 * DAY, 2).unwrap();
    done(&rig, "alice", &["proposal", "execute", "1"]);
    assert_eq!(param(&rig, "max_msgs"), "3");
    // Whose decision it was, and not who had it executed.
    let history = rig.run("alice", &["history"]).out;
    assert!(
        history.contains("hub: max_msgs: 8 -> 3 (sent by proposal 1 of the timelock)"),
        "{history}"
    );
    let executed = format!(
        "timelock: the messages of a proposal are sent: id 1, sender {}",
        rig.address("alice")
    );
    assert!(history.contains(&executed), "{history}");
    admin(&rig, "alice", &["proposal", "execute", "2"]).says("proposal 2 is cancelled already");
    let listed = rig.run("alice", &["proposals"]);
    assert!(
        listed.out.contains("0 proposals in the timelock"),
        "{}",
        listed.out
    );
    let all: Value = serde_json::from_str(&rig.run("alice", &["proposals", "--all", "--json"]).out).unwrap();
    assert_eq!(all["waiting"].as_array().unwrap().len(), 2);
}

#[test]
fn a_timelock_changes_its_times_and_members_by_proposals_of_its_own() {
    let (rig, timelock) = governed();
    let of = |args: &[&str]| {
        admin(
            &rig,
            "owner",
            &[args, &["--timelock", timelock.as_str()]].concat(),
        )
    };
    let ran = of(&["timelock-times", "--exit", "35d"]);
    ran.ended(ExitCode::Done).says("exit: 30 d -> 35 d");
    let queue: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(queue["queue"]["msgs"].as_array().unwrap().len(), 1);
    of(&["timelock-times", "--exit", "29d"])
        .ended(ExitCode::Refused)
        .says("exit is 30 d and can only become longer");
    let bob = rig.address("bob");
    let ran = of(&[
        "timelock-members",
        "--add-canceller",
        &bob,
        "--add-proposer",
        &bob,
    ]);
    ran.ended(ExitCode::Done).says(format!("gains: {bob}: canceller"));
    of(&["timelock-members", "--remove-canceller", &bob])
        .ended(ExitCode::Refused)
        .says("is not a canceller");
    let alone = admin(&rig, "owner", &["timelock-times", "--exit", "35d"]);
    alone.says("name it with --timelock ADDRESS");
}

#[test]
fn parameters_of_a_timelock_that_owns_the_protocol_are_shown() {
    let (rig, _) = governed();
    let shown = rig.run("alice", &["params", "short", "exit"]);
    shown.ended(ExitCode::Done);
    for text in [
        "345600 s (4 d), of the timelock",
        "2592000 s (30 d), of the timelock",
        "can only make it longer",
    ] {
        assert!(shown.out.contains(text), "{text}: {}", shown.out);
    }
}
