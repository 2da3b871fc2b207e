//! What a change would do, played by the engine from the state of the chain.

use floe_cli::ExitCode;
use floe_client::Chain;
use serde_json::{json, Value};

use super::{admin, staked, DAY};
use crate::rig::Rig;

/// Both plays of a change.
fn played(rig: &Rig, change: &[&str], span: &str, pace: &[&str]) -> Value {
    let sent = rig.chain.sent();
    let args = [change, &["--simulate", span, "--json"], pace].concat();
    let ran = admin(rig, "bob", &args);
    ran.ended(ExitCode::Done);
    assert_eq!(rig.chain.sent(), sent, "{args:?}");
    serde_json::from_str(&ran.out).unwrap()
}

fn number(value: &Value) -> u128 {
    value
        .as_str()
        .map_or_else(|| value.as_u64().unwrap().into(), |text| text.parse().unwrap())
}

#[test]
fn what_is_played_without_a_change_is_what_the_contracts_do() {
    let mut rig = staked();
    rig.execute("alice", &json!({"queue_unbond": {"shares": "10000000"}}), 0);
    let comparison = played(&rig, &["params", "max_sync_age=6h"], "30d", &[]);
    assert_eq!(comparison["before"], comparison["after"]);
    for days in [1, 22] {
        rig.pass(days * DAY);
        rig.execute("keeper", &json!({"crank": {}}), 0);
    }
    let hub = rig.hub();
    let state: Value = floe_client::ChainExt::query(&rig.chain, &hub, &json!({"state": {}})).unwrap();
    assert_eq!(comparison["before"]["pool"], state["total_native"]);
    assert_eq!(state["total_native"], "21000000");
    let staked: u128 = rig
        .chain
        .delegations(&hub)
        .unwrap()
        .iter()
        .map(|held| held.amount)
        .sum();
    let played = comparison["before"]["stakes"].as_object().unwrap();
    assert_eq!(played.values().map(number).sum::<u128>(), staked);
    assert_eq!(comparison["before"]["batches"], 1);
}

#[test]
fn a_longer_interval_makes_fewer_batches_and_longer_waits() {
    let rig = staked();
    let pace = ["--daily-exits", "500000 stake"];
    let comparison = played(&rig, &["params", "batch_interval=3d"], "40d", &pace);
    let (before, after) = (&comparison["before"], &comparison["after"]);
    assert_eq!((&before["batches"], &after["batches"]), (&json!(19), &json!(7)));
    let longest = |outlook: &Value| number(&outlook["wait_longest"]);
    assert!(
        longest(before) < 23 * 1_440 && longest(after) > 23 * 1_440,
        "{comparison}"
    );
}

#[test]
fn twice_the_fee_is_twice_as_much_and_the_rate_grows_by_so_much_less() {
    let rig = staked();
    let comparison = played(&rig, &["fee", "--bps", "1000"], "30d", &["--rewards-bps", "1000"]);
    let (before, after) = (&comparison["before"], &comparison["after"]);
    let figures = ["rewards", "fees", "growth"].map(|name| (before[name].clone(), after[name].clone()));
    let expected = [
        (json!("251604"), json!("251604")),
        (json!("12568"), json!("25149")),
        (json!(7_532), json!(7_134)),
    ];
    assert_eq!(figures, expected);
}

#[test]
fn stake_moves_to_a_new_validator_as_fast_as_it_may() {
    let rig = staked();
    let fourth = {
        let mut chain = rig.chain.inner();
        let power = cosmwasm_std::Uint128::new(1_000_000_000_000);
        let commission = cosmwasm_std::Decimal::percent(5);
        chain
            .double_mut()
            .add_validator("val4", commission, power)
            .unwrap();
        chain.validators().unwrap().last().unwrap().operator.clone()
    };
    let change = ["add-validator", fourth.as_str()];
    let after_days = |span: &str| {
        let comparison = played(&rig, &change, span, &[]);
        assert_eq!(comparison["before"]["redelegated"], 0);
        assert!(comparison["before"]["stakes"].get(&fourth).is_none());
        let stake = number(&comparison["after"]["stakes"][&fourth]);
        assert_eq!(stake, number(&comparison["after"]["redelegated"]));
        stake
    };
    // 3 % of 30,969,000 a day.
    assert_eq!(after_days("1d"), 929_070);
    // The others are within a tenth of their targets then.
    assert_eq!(after_days("60d"), 6 * 929_070);
}

#[test]
fn the_table_names_now_before_and_after_and_what_is_taken_for_granted() {
    let rig = staked();
    let ran = admin(
        &rig,
        "bob",
        &[
            "fee",
            "--bps",
            "1000",
            "--simulate",
            "90d",
            "--rewards-bps",
            "700",
            "--daily-deposits",
            "20000 stake",
        ],
    );
    ran.ended(ExitCode::Done)
        .says("fee of net profit: 5.00 % -> 10.00 %");
    for text in [
        "rewards of 7.00 % a year after commission, deposits of 20000 stake and exits of 0 stake a day",
        "After 90 days",
        "as it is",
        "with the change",
        "its double sign takes of the pool",
    ] {
        assert!(ran.out.contains(text), "{text}: {}", ran.out);
    }
}

#[test]
fn what_cannot_be_played_on_is_said() {
    let rig = staked();
    let sent = rig.chain.sent();
    for (args, reason) in [
        (
            ["pause", "deposits", "--simulate", "30d"],
            "changes nothing that can be played on",
        ),
        (["fee", "--bps=400", "--simulate", "soon"], "--simulate"),
        (["fee", "--bps=400", "--simulate", "0d"], "it must be 1 to 3650"),
        (["fee", "--bps=5000", "--simulate", "30d"], "outside the bounds"),
    ] {
        let ran = admin(&rig, "owner", &args);
        assert_ne!(ran.exit, ExitCode::Done, "{args:?}");
        ran.says(reason);
        assert!(ran.out.is_empty());
    }
    assert_eq!(rig.chain.sent(), sent);
}
