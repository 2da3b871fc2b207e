//! Ownership changes hands in two steps.

use floe_cli::ExitCode;
use floe_client::{Chain, ChainExt};
use serde_json::{json, Value};

use super::{admin, contract, done, powers, staked, DAY};

#[test]
fn ownership_of_all_three_is_handed_over_in_two_steps() {
    let rig = staked();
    let bob = rig.address("bob");
    let ran = admin(&rig, "owner", &["transfer-ownership", &bob]);
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says(format!("--confirm 'hand over to {bob}'"));
    let ran = admin(&rig, "owner", &["transfer-ownership", &bob, "--confirm", "yes"]);
    assert_eq!(ran.exit, ExitCode::Declined);

    let words = format!("hand over to {bob}");
    done(&rig, "owner", &["transfer-ownership", &bob, "--confirm", &words]);
    let ran = admin(&rig, "owner", &["accept-ownership"]);
    ran.says("proposed owner of the hub");
    ran.says(&bob);
    done(&rig, "bob", &["accept-ownership"]);
    for name in ["registry", "collector"] {
        let ownership: Value = rig
            .chain
            .query(&contract(&rig, name), &json!({"ownership": {}}))
            .unwrap();
        assert_eq!(ownership["owner"], bob, "{name}");
    }
    assert_eq!(powers(&rig)["owner"], bob);
}

#[test]
fn an_offer_that_has_ended_is_not_accepted() {
    let rig = staked();
    let bob = rig.address("bob");
    let words = format!("hand over to {bob}");
    let end = (rig.chain.block().unwrap().time.seconds() + DAY).to_string();
    let args = [
        "transfer-ownership",
        &bob,
        "--of",
        "hub",
        "--expires",
        &end,
        "--confirm",
        &words,
    ];
    done(&rig, "owner", &args);
    rig.chain.inner().advance(2 * DAY, 2).unwrap();
    let ran = admin(&rig, "bob", &["accept-ownership", "--of", "hub"]);
    assert_eq!(ran.exit, ExitCode::Refused);
    ran.says("ask for a new one");
}

#[test]
fn the_swapper_is_named_once_after_words() {
    let rig = staked();
    let swapper = rig.address("bob");
    let ran = admin(&rig, "owner", &["sell", "uother"]);
    ran.ended(ExitCode::Refused)
        .says("its owner names one with `floe admin set-swapper`");
    let ran = admin(&rig, "owner", &["set-swapper", &swapper]);
    ran.says(format!("--confirm 'sell through {swapper}'"));
    let hub = rig.hub();
    admin(&rig, "owner", &["set-swapper", &hub])
        .ended(ExitCode::Refused)
        .says("is the protocol's own contract");
    let words = format!("sell through {swapper}");
    let named = ["set-swapper", swapper.as_str(), "--confirm", &words];
    admin(&rig, "alice", &named)
        .ended(ExitCode::Refused)
        .says("owner of the collector");
    done(&rig, "owner", &named).says("it can never be replaced or removed");
    admin(&rig, "owner", &named)
        .ended(ExitCode::Refused)
        .says(format!("the collector's swapper is {swapper}, for ever"));
    let collector = contract(&rig, "collector");
    rig.chain
        .inner()
        .fund(&collector, &[cosmwasm_std::coin(40, "uother")]);
    done(&rig, "alice", &["sell", "uother"]).says("40 uother go to");
    assert_eq!(rig.chain.balance(&swapper, "uother").unwrap(), 40);
    let changed = rig.run("alice", &["history"]);
    assert!(
        changed
            .out
            .contains(&format!("collector: swapper: none -> {swapper}")),
        "{}",
        changed.out
    );
}
