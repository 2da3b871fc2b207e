//! `floe admin`: what governance sends, and what it is told before.

mod forms;
mod guarantors;
mod handover;
mod outlook;
mod registry;
mod silent;
mod timelock;

use floe_cli::ExitCode;
use floe_client::{Chain, ChainExt};
use rstest::rstest;
use serde_json::{json, Value};

use crate::rig::{Ran, Rig};

const DAY: u64 = 86_400;

pub fn staked() -> Rig {
    let mut rig = Rig::deployed();
    rig.execute("alice", &json!({"bond": {}}), 30_000_000);
    rig.execute("keeper", &json!({"crank": {}}), 0);
    rig
}

pub fn admin(rig: &Rig, who: &str, args: &[&str]) -> Ran {
    rig.run(who, &[&["admin"], args].concat())
}

pub fn done(rig: &Rig, who: &str, args: &[&str]) -> Ran {
    let ran = admin(rig, who, args);
    assert_eq!(ran.exit, ExitCode::Done, "{args:?}: {}", ran.err);
    ran
}

pub fn powers(rig: &Rig) -> Value {
    rig.chain.query(&rig.hub(), &json!({"powers": {}})).unwrap()
}

pub fn contract(rig: &Rig, name: &str) -> String {
    let config: Value = rig.chain.query(&rig.hub(), &json!({"config": {}})).unwrap();
    config[name].as_str().unwrap().to_owned()
}

pub fn param(rig: &Rig, name: &str) -> String {
    let powers = powers(rig);
    let params = powers["params"].as_array().unwrap();
    let found = params.iter().find(|param| param["name"] == name).unwrap();
    found["value"].as_str().unwrap().to_owned()
}

#[test]
fn parameters_are_set_and_shown_with_their_bounds() {
    let rig = staked();
    let ran = done(
        &rig,
        "owner",
        &[
            "params",
            "batch_interval=12h",
            "max_move_bps=250",
            "min_bond=20000stake",
        ],
    );
    assert_eq!(param(&rig, "batch_interval"), "43200");
    assert_eq!(param(&rig, "max_move_bps"), "250");
    assert_eq!(param(&rig, "min_bond"), "20000");
    for expected in [
        "batch_interval: 86400 s (1 d) -> 43200 s (12 h); it goes from 10 s (10 s) to 259200 s (3 d), default 86400 s (1 d)",
        "max_move_bps: 300 (3.00 %) -> 250 (2.50 %); it goes from 10 (0.10 %) to 400 (4.00 %)",
    ] {
        assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    }
    let ran = done(
        &rig,
        "owner",
        &[
            "params",
            "bond_cap=1000000stake",
            "rate_denoms=factory/a,factory/b",
        ],
    );
    ran.says("no deposit fits any more: the pool is 31000000 stake");
    assert_eq!(powers(&rig)["bond_cap"], "1000000");
    assert_eq!(powers(&rig)["rate_denoms"], json!(["factory/a", "factory/b"]));
    done(&rig, "owner", &["params", "bond_cap=none", "rate_denoms=none"]);
    assert_eq!(powers(&rig)["bond_cap"], Value::Null);
}

#[rstest]
#[case::whole("1 flSTAKE", 1_000_000)]
#[case::fraction("0.05flSTAKE", 50_000)]
#[case::base_units("20000cw20:{hub}", 20_000)]
fn parameters_in_shares_are_read_in_the_tokens_unit(#[case] amount: &str, #[case] expected: u128) {
    let rig = staked();
    let amount = amount.replace("{hub}", &rig.hub());
    let ran = done(&rig, "owner", &["params", &format!("min_unbond={amount}")]);
    assert_eq!(param(&rig, "min_unbond"), expected.to_string());
    ran.says("min_unbond: 0.01 flSTAKE ->");
}

#[rstest]
#[case::outside(&["params", "max_move_bps=401"], "max_move_bps goes from 10 (0.10 %) to 400 (4.00 %)", ExitCode::Refused)]
#[case::drips_shorter_than_harvests(&["params", "harvest_interval=2d"], "drip_secs is 86400, allowed is 172800 to 1209600", ExitCode::Refused)]
#[case::one_fee_above_the_other(&["params", "instant_fee_min_bps=200"], "instant_fee_min_bps", ExitCode::Refused)]
#[case::cap(&["params", "cap_bps=999"], "cap_bps is 999, allowed is 1000 to 10000", ExitCode::Refused)]
#[case::cap_twice(&["params", "cap_bps=5000", "cap_bps=6000"], "twice", ExitCode::Misuse)]
#[case::no_cap(&["params", "cap_bps=half"], "not a whole number", ExitCode::Misuse)]
#[case::unknown(&["params", "min_bonds=1stake"], "there is no parameter min_bonds", ExitCode::Misuse)]
#[case::twice(&["params", "max_msgs=3", "max_msgs=4"], "twice", ExitCode::Misuse)]
#[case::no_value(&["params", "max_msgs"], "name=value", ExitCode::Misuse)]
#[case::no_number(&["params", "max_msgs=many"], "not a whole number", ExitCode::Misuse)]
#[case::no_unit(&["params", "min_bond=5"], "name its unit", ExitCode::Misuse)]
#[case::fee(&["fee", "--bps", "1001"], "0 to 1000", ExitCode::Refused)]
#[case::no_fee(&["fee"], "--bps or --receiver", ExitCode::Misuse)]
#[case::weight(&["fee", "--receiver", "keeper:0"], "at least 1", ExitCode::Refused)]
#[case::doubled(&["fee", "--receiver", "keeper:1", "--receiver", "keeper:2"], "named twice", ExitCode::Refused)]
#[case::not_paused(&["unpause", "deposits"], "not paused", ExitCode::Refused)]
#[case::votes(&["vote-weighted", "7", "yes=0.5", "no=0.4"], "add up to 0.9", ExitCode::Refused)]
#[case::unlisted(&["remove-validator", "wasmvaloper1qurswpc8qurswpc8qurswpc8qurswpc8vnrn8s"], "is not in the registry", ExitCode::Refused)]
#[case::unknown_to_the_chain(&["add-validator", "wasmvaloper1qurswpc8qurswpc8qurswpc8qurswpc8vnrn8s"], "the chain knows no validator", ExitCode::Refused)]
#[case::share(&["registry-params", "--max-share-bps", "99"], "99", ExitCode::Refused)]
#[case::nothing(&["registry-params"], "nothing would change", ExitCode::Misuse)]
#[case::too_much(&["send-foreign", "5", "uatom", "wasm1pyysjzgfpyysjzgfpyysjzgfpyysjzgfh8968j"], "the collector has 0 uatom", ExitCode::Refused)]
#[case::native(&["send-foreign", "5", "stake", "wasm1pyysjzgfpyysjzgfpyysjzgfpyysjzgfh8968j"], "only goes to the hub", ExitCode::Refused)]
#[case::same_code(&["migrate", "hub", "--code", "1"], "has code 1 already", ExitCode::Refused)]
#[case::another_contracts_code(&["migrate", "hub", "--code", "2"], "code 2 is that of the registry", ExitCode::Refused)]
#[case::no_roles(&["roles"], "--guardian or --governor", ExitCode::Misuse)]
#[case::one_guarantor_twice(&["roles", "--bonds", "wasm1pyysjzgfpyysjzgfpyysjzgfpyysjzgfh8968j", "--backstop", "wasm1pyysjzgfpyysjzgfpyysjzgfpyysjzgfh8968j"], "must be different contracts", ExitCode::Refused)]
#[case::no_marketing(&["marketing"], "--project", ExitCode::Misuse)]
#[case::past(&["transfer-ownership", "wasm1pyysjzgfpyysjzgfpyysjzgfpyysjzgfh8968j", "--expires", "2001-01-01"], "is over", ExitCode::Misuse)]
#[case::no_deposit(&["--gov-proposal", "rearm-guardian"], "a proposal needs a deposit", ExitCode::Misuse)]
#[case::no_power(&["rearm-guardian", "--gov-proposal", "--deposit", "5 stake"], "may not", ExitCode::Refused)]
fn what_would_be_refused_is_refused_before_anything_is_sent(
    #[case] args: &[&str],
    #[case] expected: &str,
    #[case] exit: ExitCode,
) {
    let rig = staked();
    let height = rig.chain.block().unwrap().height;
    let ran = admin(&rig, "owner", args);
    ran.ended(exit);
    let error = ran.err.lines().last().unwrap();
    assert!(error.contains(expected), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert_eq!(rig.chain.block().unwrap().height, height);
}

#[rstest]
#[case(&["params", "max_msgs=3"], "owner of the hub")]
#[case(&["fee", "--bps", "1"], "owner of the hub")]
#[case(&["roles", "--guardian", "none"], "owner of the hub")]
#[case(&["pause", "deposits"], "owner of the hub")]
#[case(&["rearm-guardian"], "owner of the hub")]
#[case(&["wind-down"], "owner of the hub")]
#[case(&["marketing", "--project", "x"], "owner of the hub or the token's marketing address")]
#[case(&["registry-params", "--max-share-bps", "3000"], "owner of the registry")]
#[case(&["transfer-ownership", "wasm1pyysjzgfpyysjzgfpyysjzgfpyysjzgfh8968j"], "owner of the hub")]
fn somebody_without_the_power_learns_who_holds_it(#[case] args: &[&str], #[case] role: &str) {
    let rig = staked();
    let ran = admin(&rig, "bob", args);
    assert_eq!(ran.exit, ExitCode::Refused);
    let expected = format!("{} may not", rig.address("bob"));
    ran.says(&expected);
    ran.says(role);
    ran.says(rig.address("owner"));
}

#[rstest]
#[case(&["vote", "7", "yes"], "there is no governor")]
#[case(&["accept-ownership"], "there is no proposed owner of the hub")]
#[case(&["set-admin", "wasm1pyysjzgfpyysjzgfpyysjzgfpyysjzgfh8968j"], "there is no chain-level admin of the hub")]
fn a_power_that_nobody_holds_is_named(#[case] args: &[&str], #[case] expected: &str) {
    let ran = admin(&staked(), "owner", args);
    assert_eq!(ran.exit, ExitCode::Refused);
    ran.says(expected);
}

#[test]
fn the_fee_is_set_and_everybody_learns_who_gets_what() {
    let rig = staked();
    let (owner, bob) = (rig.address("owner"), rig.address("bob"));
    let receiver = format!("{bob}:3");
    let ran = done(
        &rig,
        "owner",
        &[
            "fee",
            "--bps",
            "700",
            "--receiver",
            &receiver,
            "--receiver",
            "keeper:1",
        ],
    );
    // The receivers at once, what is higher a day later.
    let found = powers(&rig);
    assert_eq!(
        found["fee"],
        json!({"bps": 500, "receivers": [{"to": bob, "weight": 3}, {"to": "keeper", "weight": 1}]})
    );
    let now = rig.chain.block().unwrap().time.seconds();
    let from = found["fee_rise"]["from"].as_u64().unwrap();
    assert!(from <= now + DAY && from > now + DAY - 60, "{found}");
    assert_eq!(found["fee_rise"]["bps"], 700);
    for expected in [
        "counts from: 1 d after it is set".to_owned(),
        "fee of net profit: 5.00 % -> 7.00 %; at most 10.00 %".to_owned(),
        format!("part of {owner}: 90.00 % -> 0.00 %"),
        format!("part of {bob}: 0.00 % -> 75.00 %"),
    ] {
        assert!(ran.err.contains(&expected), "{expected}: {}", ran.err);
    }
}

#[test]
fn the_guardian_pauses_once_until_the_owner_rearms_it() {
    let rig = staked();
    let bob = rig.address("bob");
    let ran = done(&rig, "owner", &["roles", "--guardian", &bob]);
    ran.says(format!("gains: {bob}: pausing for a time"));

    let ran = done(&rig, "bob", &["pause", "deposits", "instant_unbond"]);
    ran.says("7 d long");
    let pauses = powers(&rig)["pauses"].clone();
    let now = rig.chain.block().unwrap().time.seconds();
    let until = pauses[0]["until"].as_u64().unwrap();
    assert!(until <= now + 7 * DAY && until > now + 7 * DAY - 60, "{pauses}");

    let ran = admin(&rig, "bob", &["pause", "delegations"]);
    assert_eq!(ran.exit, ExitCode::Refused);
    ran.says("used up");
    let ran = admin(&rig, "bob", &["unpause", "deposits"]);
    ran.ended(ExitCode::Refused);

    done(&rig, "owner", &["rearm-guardian"]);
    assert_eq!(powers(&rig)["guardian_armed"], true);
    let ran = done(&rig, "owner", &["unpause", "deposits", "instant_unbond"]);
    ran.says("the pause would have ended at");
    assert_eq!(powers(&rig)["pauses"], json!([]));
    let ran = done(&rig, "owner", &["pause", "rebalancing"]);
    ran.says("rebalancing: until the owner lifts it");
}

#[test]
fn winding_down_takes_the_words() {
    let rig = staked();
    let chain_id = rig.chain.facts().chain_id.clone();
    assert_eq!(admin(&rig, "owner", &["wind-down"]).exit, ExitCode::Misuse);
    let ran = admin(&rig, "owner", &["wind-down", "--dry-run"]);
    ran.ended(ExitCode::Done);
    ran.says("warning: deposits are open");
    assert_eq!(powers(&rig)["winding_down"], false);
    done(&rig, "owner", &["pause", "deposits"]);
    let ran = admin(&rig, "owner", &["wind-down", "--dry-run"]);
    ran.says("have been paused for");
    ran.says("only");
    rig.pass(DAY);
    let ran = admin(&rig, "owner", &["wind-down", "--dry-run"]);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    let words = format!("wind down {chain_id}");
    let ran = done(&rig, "owner", &["wind-down", "--confirm", &words]);
    ran.says("there is no way back");
    ran.says("is undelegated");
    assert_eq!(powers(&rig)["winding_down"], true);
    let ran = admin(&rig, "owner", &["wind-down", "--confirm", &words]);
    ran.says("already");
}

#[test]
fn foreign_coins_leave_and_rewards_come_in() {
    let rig = staked();
    let collector = contract(&rig, "collector");
    rig.chain.inner().fund(
        &collector,
        &[
            cosmwasm_std::coin(50, "uatom"),
            cosmwasm_std::coin(9_000, "stake"),
        ],
    );
    let bob = rig.address("bob");
    let ran = done(&rig, "owner", &["send-foreign", "20", "uatom", &bob]);
    ran.says("in the collector: 50 -> 30 uatom");
    assert_eq!(rig.chain.balance(&bob, "uatom").unwrap(), 20);
    let ran = done(&rig, "bob", &["forward"]);
    ran.says("9000 stake go to the hub");
    assert_eq!(rig.chain.balance(&collector, "stake").unwrap(), 0);
}

#[test]
fn marketing_and_logo_are_changed() {
    let rig = staked();
    done(
        &rig,
        "owner",
        &[
            "marketing",
            "--project",
            "https://floe.example",
            "--description",
            "stake",
        ],
    );
    rig.write("logo.svg", "<?xml version=\"1.0\"?><svg/>");
    done(&rig, "owner", &["logo", "logo.svg"]);
    let info: Value = rig
        .chain
        .query(&rig.hub(), &json!({"marketing_info": {}}))
        .unwrap();
    assert_eq!(info["project"], "https://floe.example");
    assert_eq!(info["logo"], "embedded");
    rig.write("logo.gif", "x");
    assert_eq!(admin(&rig, "owner", &["logo", "logo.gif"]).exit, ExitCode::Misuse);
    rig.write("large.png", &"x".repeat(6_000));
    let ran = admin(&rig, "owner", &["logo", "large.png"]);
    ran.says("6000 bytes; a logo may have 5120");
}

#[test]
fn a_vote_shows_its_weight() {
    let rig = staked();
    let bob = rig.address("bob");
    done(&rig, "owner", &["roles", "--governor", &bob]);
    let ran = admin(
        &rig,
        "bob",
        &["vote-weighted", "7", "yes=0.7", "abstain=0.3", "--dry-run"],
    );
    ran.says("yes: 70.00 %");
    let ran = admin(&rig, "bob", &["vote", "7", "maybe"]);
    assert_eq!(ran.exit, ExitCode::Misuse);
}
