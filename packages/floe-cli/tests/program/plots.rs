//! What is drawn: every picture that a command offers, in a narrow page and in a wide one.

use floe_cli::ExitCode;
use serde_json::json;

use crate::rig::Rig;

const DAY: u64 = 86_400;

/// A hub with deposits, rewards and an exit on its way, some days old.
fn lived() -> Rig {
    let mut rig = Rig::deployed();
    rig.execute("alice", &json!({"bond": {}}), 30_000_000);
    rig.execute("keeper", &json!({"crank": {}}), 0);
    for _ in 0..4 {
        rig.pass(DAY);
        rig.reward(20_000);
        rig.execute("keeper", &json!({"crank": {}}), 0);
    }
    rig.execute("alice", &json!({"queue_unbond": {"shares": "5000000"}}), 0);
    rig.execute("keeper", &json!({"crank": {}}), 0);
    rig
}

#[test]
fn every_picture_shows_what_its_command_shows() {
    let rig = lived();
    let alice = rig.address("alice");
    let pictures: [(&[&str], &[&str]); 5] = [
        (
            &["rate"],
            &["What 1 flSTAKE is worth, in stake", "Times are UTC."],
        ),
        (
            &["validators"],
            &["Stake by validator, in stake", "target", "being undelegated"],
        ),
        (
            &["status"],
            &[
                "Exits: what is paid when, in stake",
                "batch 1, 20",
                "batch 2, closes 20",
                "5,009,193",
            ],
        ),
        (
            &["report"],
            &[
                "The protocol over time",
                "return of each period, in %",
                "deposits",
                "all coins at the end",
            ],
        ),
        (
            &["report", "--address", &alice],
            &[&alice, "rewards and losses", "worth, with exits"],
        ),
    ];
    for (command, words) in pictures {
        for width in ["280", "860"] {
            let plot = ["--plot", "picture.svg", "--plot-width", width];
            let ran = rig.run("alice", &[command, &plot[..]].concat());
            ran.ended(ExitCode::Done).says("Drew");
            let drawn = rig.read("picture.svg");
            assert!(
                drawn.contains(&format!("width=\"{width}\"")),
                "{command:?}: {drawn}"
            );
            for word in words.iter().filter(|_| width == "860") {
                assert!(drawn.contains(word), "{command:?}: {word}: {drawn}");
            }
            assert!(!drawn.contains("NaN"), "{command:?}: {drawn}");
        }
    }
}

#[test]
fn a_picture_is_refused_before_anything_is_asked() {
    let rig = Rig::deployed();
    for command in ["rate", "validators", "status", "report"] {
        rig.run("alice", &[command, "--plot", "picture.png"])
            .ended(ExitCode::Misuse)
            .says("picture.png is not an .svg file");
        rig.run("alice", &[command, "--plot", "picture.svg", "--plot-width", "5"])
            .ended(ExitCode::Misuse)
            .says("280..=4000");
    }
}
