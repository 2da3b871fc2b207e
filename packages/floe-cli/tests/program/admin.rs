//! `floe admin`: what governance sends, and what it is told before.

use floe_cli::Exit;
use floe_client::{module_address, Chain, ChainExt, Msg, Tx};
use floe_testing::chain::Fault;
use rstest::rstest;
use serde_json::{json, Value};

use crate::rig::{person, Ran, Rig};

const DAY: u64 = 86_400;

fn staked() -> Rig {
    let mut rig = Rig::deployed();
    rig.execute("alice", &json!({"bond": {}}), 30_000_000);
    rig.execute("keeper", &json!({"crank": {}}), 0);
    rig
}

fn admin(rig: &Rig, who: &str, args: &[&str]) -> Ran {
    rig.run(who, &[&["admin"], args].concat())
}

fn done(rig: &Rig, who: &str, args: &[&str]) -> Ran {
    let ran = admin(rig, who, args);
    assert_eq!(ran.exit, Exit::Done, "{args:?}: {}", ran.err);
    ran
}

fn powers(rig: &Rig) -> Value {
    rig.chain.query(&rig.hub(), &json!({"powers": {}})).unwrap()
}

fn contract(rig: &Rig, name: &str) -> String {
    let config: Value = rig.chain.query(&rig.hub(), &json!({"config": {}})).unwrap();
    config[name].as_str().unwrap().to_owned()
}

fn param(rig: &Rig, name: &str) -> String {
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
    assert!(
        ran.err
            .contains("no deposit fits any more: the pool is 31000000 stake"),
        "{}",
        ran.err
    );
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
    assert!(ran.err.contains("min_unbond: 0.01 flSTAKE ->"), "{}", ran.err);
}

#[rstest]
#[case::outside(&["params", "max_move_bps=401"], "max_move_bps goes from 10 (0.10 %) to 400 (4.00 %)", Exit::Refused)]
#[case::drips_shorter_than_harvests(&["params", "harvest_interval=2d"], "drip_secs is 86400, allowed is 172800 to 1209600", Exit::Refused)]
#[case::one_fee_above_the_other(&["params", "instant_fee_min_bps=200"], "instant_fee_min_bps", Exit::Refused)]
#[case::unknown(&["params", "min_bonds=1stake"], "there is no parameter min_bonds", Exit::Misuse)]
#[case::twice(&["params", "max_msgs=3", "max_msgs=4"], "twice", Exit::Misuse)]
#[case::no_value(&["params", "max_msgs"], "name=value", Exit::Misuse)]
#[case::no_number(&["params", "max_msgs=many"], "not a whole number", Exit::Misuse)]
#[case::no_unit(&["params", "min_bond=5"], "name its unit", Exit::Misuse)]
#[case::fee(&["fee", "--bps", "1001"], "0 to 1000", Exit::Refused)]
#[case::no_fee(&["fee"], "--bps or --receiver", Exit::Misuse)]
#[case::weight(&["fee", "--receiver", "keeper:0"], "at least 1", Exit::Refused)]
#[case::doubled(&["fee", "--receiver", "keeper:1", "--receiver", "keeper:2"], "named twice", Exit::Refused)]
#[case::not_paused(&["unpause", "deposits"], "not paused", Exit::Refused)]
#[case::votes(&["vote-weighted", "7", "yes=0.5", "no=0.4"], "add up to 0.9", Exit::Refused)]
#[case::unlisted(&["remove-validator", "wasmvaloper1nobody"], "wasmvaloper1nobody", Exit::Refused)]
#[case::unknown_to_the_chain(&["add-validator", "wasmvaloper1nobody"], "the chain knows no validator", Exit::Refused)]
#[case::share(&["registry-params", "--max-share-bps", "99"], "99", Exit::Refused)]
#[case::nothing(&["registry-params"], "nothing would change", Exit::Misuse)]
#[case::too_much(&["send-foreign", "5", "uatom", "wasm1x"], "the collector has 0 uatom", Exit::Refused)]
#[case::native(&["send-foreign", "5", "stake", "wasm1x"], "only goes to the hub", Exit::Refused)]
#[case::same_code(&["migrate", "hub", "--code", "1"], "has code 1 already", Exit::Refused)]
#[case::no_roles(&["roles"], "--guardian or --governor", Exit::Misuse)]
#[case::no_marketing(&["marketing"], "--project", Exit::Misuse)]
#[case::past(&["transfer-ownership", "wasm1x", "--expires", "2001-01-01"], "is over", Exit::Misuse)]
#[case::no_deposit(&["--gov-proposal", "rearm-guardian"], "may not", Exit::Refused)]
fn what_would_be_refused_is_refused_before_anything_is_sent(
    #[case] args: &[&str],
    #[case] expected: &str,
    #[case] exit: Exit,
) {
    let rig = staked();
    let height = rig.chain.block().unwrap().height;
    let ran = admin(&rig, "owner", args);
    assert_eq!(ran.exit, exit, "{}", ran.err);
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
#[case(&["transfer-ownership", "wasm1x"], "owner of the hub")]
fn somebody_without_the_power_learns_who_holds_it(#[case] args: &[&str], #[case] role: &str) {
    let rig = staked();
    let ran = admin(&rig, "bob", args);
    assert_eq!(ran.exit, Exit::Refused);
    let expected = format!("{} may not", rig.address("bob"));
    assert!(
        ran.err.contains(&expected) && ran.err.contains(role),
        "{}",
        ran.err
    );
    assert!(ran.err.contains(&rig.address("owner")), "{}", ran.err);
}

#[rstest]
#[case(&["vote", "7", "yes"], "there is no governor")]
#[case(&["accept-ownership"], "there is no proposed owner of the hub")]
#[case(&["set-admin", "wasm1x"], "there is no chain-level admin of the hub")]
fn a_power_that_nobody_holds_is_named(#[case] args: &[&str], #[case] expected: &str) {
    let ran = admin(&staked(), "owner", args);
    assert_eq!(ran.exit, Exit::Refused);
    assert!(ran.err.contains(expected), "{}", ran.err);
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
    assert!(
        ran.err.contains(&format!("gains: {bob}: pausing for a time")),
        "{}",
        ran.err
    );

    let ran = done(&rig, "bob", &["pause", "deposits", "instant_unbond"]);
    assert!(ran.err.contains("7 d long"), "{}", ran.err);
    let pauses = powers(&rig)["pauses"].clone();
    let now = rig.chain.block().unwrap().time.seconds();
    let until = pauses[0]["until"].as_u64().unwrap();
    assert!(until <= now + 7 * DAY && until > now + 7 * DAY - 60, "{pauses}");

    let ran = admin(&rig, "bob", &["pause", "delegations"]);
    assert_eq!(ran.exit, Exit::Refused);
    assert!(ran.err.contains("used up"), "{}", ran.err);
    let ran = admin(&rig, "bob", &["unpause", "deposits"]);
    assert_eq!(ran.exit, Exit::Refused, "{}", ran.err);

    done(&rig, "owner", &["rearm-guardian"]);
    assert_eq!(powers(&rig)["guardian_armed"], true);
    let ran = done(&rig, "owner", &["unpause", "deposits", "instant_unbond"]);
    assert!(ran.err.contains("the pause would have ended at"), "{}", ran.err);
    assert_eq!(powers(&rig)["pauses"], json!([]));
    let ran = done(&rig, "owner", &["pause", "rebalancing"]);
    assert!(
        ran.err.contains("rebalancing: until the owner lifts it"),
        "{}",
        ran.err
    );
}

#[test]
fn weights_are_previewed_by_the_contracts_own_functions() {
    let rig = staked();
    let operators = rig.operators();
    let heavy = format!("{}=3", operators[0]);
    // As an older version allowed it, so that the weights of three show.
    {
        use floe_validator_registry::state::{save_config, CONFIG};
        let registry = cosmwasm_std::Addr::unchecked(contract(&rig, "registry"));
        let mut inner = rig.chain.inner();
        let double = inner.double_mut();
        let mut storage = double.app_mut().contract_storage_mut(&registry);
        let mut config = CONFIG.load(&*storage).unwrap();
        config.params.max_share_bps = 10_000;
        save_config(&mut *storage, &config).unwrap();
    }
    let ran = done(&rig, "owner", &["set-weights", &heavy]);
    let targets: Value = rig
        .chain
        .query(&rig.hub(), &json!({"wanted_delegations": {}}))
        .unwrap();
    for pair in targets["delegations"].as_array().unwrap() {
        let (operator, amount) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        let line = ran
            .err
            .lines()
            .find(|line| line.contains(&format!("target of {operator}")));
        let line = line.unwrap_or_else(|| panic!("{operator}: {}", ran.err));
        assert!(line.contains(&format!("-> {amount} stake;")), "{amount}: {line}");
    }
    assert!(
        ran.err.contains("weight of") && ran.err.contains("1 -> 3"),
        "{}",
        ran.err
    );

    // What the preview says will move is what cranks then move, three hundredths a day.
    let said = ran
        .err
        .lines()
        .find(|line| line.trim_start().starts_with("moves:"))
        .unwrap();
    let amount: u128 = said.split_whitespace().nth(1).unwrap().parse().unwrap();
    let days: u64 = {
        let line = ran
            .err
            .lines()
            .find(|line| line.contains("at most a day"))
            .unwrap();
        let text = line.split("so ").nth(1).unwrap();
        text.split_whitespace().next().unwrap().parse().unwrap()
    };
    assert!(
        ran.err.contains("not counted: what has been moved today already"),
        "{}",
        ran.err
    );
    let daily = 31_000_000_u128 * 3 / 100;
    assert_eq!(u128::from(days), amount.div_ceil(daily), "{amount}");
    // 30,969,000 are staked: seven days' portions of 929,070, after which the others are within a tenth of their targets.
    assert_eq!((amount, redelegated(rig, days)), (6_503_490, 6_503_490));
}

/// Cranks for so many days and a few more, and adds up what was redelegated.
fn redelegated(mut rig: Rig, days: u64) -> u128 {
    let hub = rig.hub();
    let mut moved = 0;
    for _ in 0..days + 2 {
        let outcome = rig
            .chain
            .execute(&person("keeper"), &hub, &json!({"crank": {}}), &[])
            .unwrap();
        let report: Value = cosmwasm_std::from_json(outcome.data(0).unwrap()).unwrap();
        for step in report["redelegations"].as_array().unwrap() {
            moved += step["amount"].as_str().unwrap().parse::<u128>().unwrap();
        }
        rig.chain.inner().advance(DAY + 1, 2).unwrap();
    }
    moved
}

#[test]
fn validators_come_go_pause_and_resume() {
    let rig = staked();
    let operators = rig.operators();
    let fourth = {
        let mut chain = rig.chain.inner();
        let power = 1_000_000_000_000_u128.into();
        let operator = chain
            .double_mut()
            .add_validator("val4", "0.3".parse().unwrap(), power)
            .unwrap();
        operator.to_string()
    };
    let ran = done(&rig, "owner", &["add-validator", &fourth, "--weight", "2"]);
    assert!(
        ran.err.contains("commission is above max_commission"),
        "{}",
        ran.err
    );
    let ran = done(&rig, "owner", &["pause-validator", &operators[0]]);
    assert!(ran.err.contains("when the owner resumes it"), "{}", ran.err);
    assert_eq!(
        admin(&rig, "owner", &["pause-validator", &operators[0]]).exit,
        Exit::Refused
    );
    done(&rig, "owner", &["resume-validator", &operators[0]]);
    assert_eq!(
        admin(&rig, "owner", &["resume-validator", &operators[0]]).exit,
        Exit::Refused
    );
    let ran = done(&rig, "owner", &["remove-validator", &operators[1]]);
    assert!(
        ran.err.contains(&format!("target of {}", operators[1])),
        "{}",
        ran.err
    );
    rig.chain.inner().double_mut().jail(&operators[2]).unwrap();
    let ran = done(&rig, "bob", &["refresh"]);
    assert!(
        ran.err
            .contains(&format!("{}: has left the bonded set", operators[2])),
        "{}",
        ran.err
    );
    let registry = contract(&rig, "registry");
    let listed: Value = rig.chain.query(&registry, &json!({"validators": {}})).unwrap();
    let statuses: Vec<String> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|v| format!("{} {}", v["status"], v["bonded"]))
        .collect();
    assert_eq!(
        statuses,
        [
            "\"active\" true",
            "\"draining\" true",
            "\"active\" false",
            "\"active\" true"
        ]
    );
}

#[test]
fn ownership_of_all_three_is_handed_over_in_two_steps() {
    let rig = staked();
    let bob = rig.address("bob");
    let ran = admin(&rig, "owner", &["transfer-ownership", &bob]);
    assert_eq!(ran.exit, Exit::Misuse);
    assert!(
        ran.err.contains(&format!("--confirm 'hand over to {bob}'")),
        "{}",
        ran.err
    );
    let ran = admin(&rig, "owner", &["transfer-ownership", &bob, "--confirm", "yes"]);
    assert_eq!(ran.exit, Exit::Declined);

    let words = format!("hand over to {bob}");
    done(&rig, "owner", &["transfer-ownership", &bob, "--confirm", &words]);
    let ran = admin(&rig, "owner", &["accept-ownership"]);
    assert!(
        ran.err.contains("proposed owner of the hub") && ran.err.contains(&bob),
        "{}",
        ran.err
    );
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
    assert_eq!(ran.exit, Exit::Refused);
    assert!(ran.err.contains("ask for a new one"), "{}", ran.err);
}

#[test]
fn winding_down_takes_the_words() {
    let rig = staked();
    let chain_id = rig.chain.facts().chain_id.clone();
    assert_eq!(admin(&rig, "owner", &["wind-down"]).exit, Exit::Misuse);
    let ran = admin(&rig, "owner", &["wind-down", "--dry-run"]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert!(ran.err.contains("warning: deposits are open"), "{}", ran.err);
    assert_eq!(powers(&rig)["winding_down"], false);
    done(&rig, "owner", &["pause", "deposits"]);
    let ran = admin(&rig, "owner", &["wind-down", "--dry-run"]);
    assert!(
        ran.err.contains("have been paused for") && ran.err.contains("only"),
        "{}",
        ran.err
    );
    rig.pass(DAY);
    let ran = admin(&rig, "owner", &["wind-down", "--dry-run"]);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    let words = format!("wind down {chain_id}");
    let ran = done(&rig, "owner", &["wind-down", "--confirm", &words]);
    assert!(
        ran.err.contains("there is no way back") && ran.err.contains("comes home"),
        "{}",
        ran.err
    );
    assert_eq!(powers(&rig)["winding_down"], true);
    let ran = admin(&rig, "owner", &["wind-down", "--confirm", &words]);
    assert!(ran.err.contains("already"), "{}", ran.err);
}

#[test]
fn stake_that_answers_nobody_is_announced_written_off_and_given_up() {
    let mut rig = staked();
    let silent = rig.operators()[0].clone();
    let (write_off, forget) = (["write-off", silent.as_str()], ["forget", silent.as_str()]);
    let is_told = |ran: &Ran, exit: Exit, parts: &[&str]| {
        assert_eq!(ran.exit, exit, "{}", ran.err);
        assert!(parts.iter().all(|part| ran.err.contains(part)), "{}", ran.err);
    };
    rig.chain
        .inner()
        .double_mut()
        .fail(&silent, &[Fault::Withdraw], true)
        .unwrap();
    let refused = [
        admin(&rig, "owner", &write_off),
        admin(&rig, "owner", &["write-off", "wasmvaloper1nobody"]),
        admin(&rig, "owner", &forget),
        admin(&rig, "bob", &forget),
    ];
    let reasons = [
        "succeeded within 30 days",
        "no stake there",
        "nothing of it is written off",
        "nothing of it is written off",
    ];
    for (ran, reason) in refused.iter().zip(reasons) {
        is_told(ran, Exit::Refused, &[reason]);
    }
    rig.pass(31 * DAY);
    rig.execute("keeper", &json!({"harvest": {}}), 0);
    // A stranger has to wait for 60 days.
    is_told(
        &admin(&rig, "bob", &write_off),
        Exit::Refused,
        &["only the owner"],
    );
    let ran = done(&rig, "owner", &write_off);
    is_told(
        &ran,
        Exit::Done,
        &["silent for: 31 d", "(in 14 d)", "a loss of 10323000", "33.30 %"],
    );
    is_told(
        &admin(&rig, "owner", &write_off),
        Exit::Refused,
        &["announced less than 14 days ago"],
    );
    rig.pass(14 * DAY);
    rig.execute("keeper", &json!({"harvest": {}}), 0);
    let ran = done(&rig, "owner", &write_off);
    is_told(
        &ran,
        Exit::Done,
        &["books: a loss of 10323000", "priced as if it were there"],
    );
    is_told(
        &admin(&rig, "owner", &write_off),
        Exit::Refused,
        &["no stake there"],
    );
    is_told(
        &admin(&rig, "owner", &forget),
        Exit::Refused,
        &["less than 90 days ago"],
    );
    rig.pass(90 * DAY);
    is_told(&admin(&rig, "bob", &forget), Exit::Refused, &["owner of the hub"]);
    is_told(&done(&rig, "owner", &forget), Exit::Done, &["as if 10323000"]);
    is_told(
        &admin(&rig, "owner", &forget),
        Exit::Refused,
        &["nothing of it is written off"],
    );
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
    assert!(
        ran.err.contains("in the collector: 50 -> 30 uatom"),
        "{}",
        ran.err
    );
    assert_eq!(rig.chain.balance(&bob, "uatom").unwrap(), 20);
    let ran = done(&rig, "bob", &["forward"]);
    assert!(ran.err.contains("9000 stake go to the hub"), "{}", ran.err);
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
    assert_eq!(admin(&rig, "owner", &["logo", "logo.gif"]).exit, Exit::Misuse);
    rig.write("large.png", &"x".repeat(6_000));
    let ran = admin(&rig, "owner", &["logo", "large.png"]);
    assert!(
        ran.err.contains("6000 bytes; a logo may have 5120"),
        "{}",
        ran.err
    );
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
    assert!(ran.err.contains("yes: 70.00 %"), "{}", ran.err);
    let ran = admin(&rig, "bob", &["vote", "7", "maybe"]);
    assert_eq!(ran.exit, Exit::Misuse);
}

/// The hub's owner is x/gov.
fn governed() -> (Rig, String) {
    let mut rig = staked();
    let gov = module_address("gov", "wasm").unwrap();
    let words = format!("hand over to {gov}");
    done(&rig, "owner", &["transfer-ownership", &gov, "--confirm", &words]);
    for name in ["hub", "registry", "collector"] {
        let address = if name == "hub" {
            rig.hub()
        } else {
            contract(&rig, name)
        };
        let accept = json!({"update_ownership": "accept_ownership"});
        let msg = Msg::execute(&address, &accept, &[]).unwrap();
        let tx = Tx::new(&floe_client::Signer::address_only(&gov), vec![msg]);
        rig.chain.send(&tx).unwrap();
    }
    (rig, gov)
}

#[test]
fn a_gov_proposal_has_the_modules_messages_and_the_preview_as_summary() {
    let (rig, gov) = governed();
    let args = [
        "params",
        "batch_interval=12h",
        "--gov-proposal",
        "--deposit",
        "500 stake",
        "--expedited",
    ];
    // No key is needed to write a proposal.
    let hub = rig.hub();
    let flags = ["admin", "--node", "embedded", "--hub", &hub];
    let ran = rig.run_bare(&[&flags[..], &args].concat());
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let proposal: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        proposal["messages"],
        json!([{
            "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
            "sender": gov,
            "contract": hub,
            "msg": {"update_params": {"batch_interval": 43_200}},
            "funds": []
        }])
    );
    assert_eq!(
        (&proposal["deposit"], &proposal["expedited"]),
        (&json!("500stake"), &json!(true))
    );
    assert_eq!(proposal["title"], "Floe: set parameters");
    assert!(
        proposal["summary"]
            .as_str()
            .unwrap()
            .contains("batch_interval: 86400 s"),
        "{proposal}"
    );
    assert_eq!(param(&rig, "batch_interval"), "86400");

    let ran = admin(&rig, "owner", &["params", "max_msgs=3", "--gov-proposal"]);
    assert_eq!(ran.exit, Exit::Misuse);
    assert!(ran.err.contains("--deposit"), "{}", ran.err);
}

#[test]
fn the_messages_of_a_dao_do_what_they_say_when_the_dao_sends_them() {
    let mut rig = staked();
    let dao = rig.address("bob");
    let words = format!("hand over to {dao}");
    done(
        &rig,
        "owner",
        &["transfer-ownership", &dao, "--of", "hub", "--confirm", &words],
    );
    let ran = done(&rig, "owner", &["accept-ownership", "--of", "hub", "--dao", &dao]);
    let msgs: Vec<cosmwasm_std::CosmosMsg> = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(msgs.len(), 1);
    let tx = Tx::new(&person("bob"), msgs.into_iter().map(Msg::from).collect());
    rig.chain.send(&tx).unwrap();
    assert_eq!(powers(&rig)["owner"], dao);

    let ran = done(&rig, "owner", &["params", "max_msgs=3", "--dao", &dao]);
    let msgs: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(msgs[0]["wasm"]["execute"]["contract_addr"], rig.hub());
    assert_eq!(msgs[0]["wasm"]["execute"]["funds"], json!([]));
    let stranger = rig.address("alice");
    let ran = admin(&rig, "owner", &["params", "max_msgs=3", "--dao", &stranger]);
    assert!(
        ran.err.contains(&format!("{stranger} may not set parameters")),
        "{}",
        ran.err
    );
}

#[test]
fn dry_run_and_generate_only_show_the_transaction_and_send_nothing() {
    let rig = staked();
    for flag in ["--dry-run", "--generate-only"] {
        let ran = done(&rig, "owner", &["params", "max_msgs=3", flag]);
        let shown: Value = serde_json::from_str(&ran.out).unwrap();
        let messages = shown.pointer("/body/messages").unwrap_or(&shown["messages"]);
        assert_eq!(
            messages[0]["msg"],
            json!({"update_params": {"max_msgs": 3}}),
            "{shown}"
        );
        assert_eq!(param(&rig, "max_msgs"), "8");
    }
}
