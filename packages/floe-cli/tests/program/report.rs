//! `floe report`: on random histories it must add up to the chain's own state, to the unit.

use cosmwasm_std::{to_json_binary, Decimal};
use floe_cli::ExitCode;
use floe_client::Chain;
use floe_random::Random;
use floe_testing::chain::Slash;
use rstest::rstest;
use serde_json::{json, Value};

use crate::rig::{Ran, Rig};

const DAY: u64 = 86_400;
/// One of them is a contract: the chain sorts what its messages report.
const PEOPLE: [&str; 5] = ["alice", "bob", "keeper", "owner", "forwarder"];

/// What a life did, by kind.
#[derive(Debug, Default)]
struct Done {
    deposits: u128,
    messages: usize,
    /// Of those, what the contract sent.
    forwarded: usize,
    slashes: usize,
}

/// People come, leave, trade and are slashed. Refused messages are part of life.
fn live(rig: &mut Rig, seed: u64, steps: usize) -> Done {
    let mut dice = Random::new(seed);
    let mut done = Done::default();
    for _ in 0..steps {
        let who = *dice.one(&PEOPLE);
        let other = *dice.one(&PEOPLE);
        let other = rig.address(other);
        let amount = u128::from(dice.below(20_000_000) + 20_000);
        let shares = amount.min(rig.shares(who)).to_string();
        let receiver = if dice.below(3) == 0 {
            json!(other)
        } else {
            Value::Null
        };
        let hub = rig.hub();
        let spender = *dice.one(&PEOPLE);
        let (msg, coins) = match dice.below(18) {
            0..=3 => (json!({"bond": {"receiver": receiver}}), amount),
            4 => (json!({"transfer": {"recipient": other, "amount": shares}}), 0),
            5 | 6 => (
                json!({"queue_unbond": {"shares": shares, "receiver": receiver}}),
                0,
            ),
            7 => {
                let msg = to_json_binary(&json!({"queue_unbond": {"receiver": receiver}})).unwrap();
                (
                    json!({"send": {"contract": hub, "amount": shares, "msg": msg}}),
                    0,
                )
            }
            8 => (json!({"cancel_unbond": {"shares": null}}), 0),
            9 => (
                json!({"instant_unbond": {"shares": shares, "receiver": receiver}}),
                0,
            ),
            10 => {
                let msg = to_json_binary(&json!({"instant_unbond": {"receiver": receiver}})).unwrap();
                (
                    json!({"send": {"contract": hub, "amount": shares, "msg": msg}}),
                    0,
                )
            }
            11 => (json!({"withdraw_unbonded": {"receiver": receiver}}), 0),
            12 => (json!({"claim_for": {"user": other}}), 0),
            13 => {
                rig.try_reward(u128::from(dice.below(300_000)) + 1);
                (json!({"crank": {}}), 0)
            }
            14 => {
                slash(rig, &mut dice);
                done.slashes += 1;
                (json!({"sync": {}}), 0)
            }
            15 => (
                json!({"increase_allowance": {"spender": rig.address(spender), "amount": shares}}),
                0,
            ),
            16 => {
                let hook = *dice.one(&["queue_unbond", "instant_unbond"]);
                let msg = to_json_binary(&json!({hook: {"receiver": receiver}})).unwrap();
                let amount = u128::from(dice.below(2_000_000) + 20_000).to_string();
                (
                    json!({"send_from": {"owner": other, "contract": hub, "amount": amount, "msg": msg}}),
                    0,
                )
            }
            _ => (json!({"crank": {}}), 0),
        };
        if rig.try_execute(who, &msg, coins) {
            done.messages += 1;
            done.forwarded += usize::from(who == "forwarder");
            if coins > 0 {
                done.deposits += coins;
            }
        }
        let wait = [6, 3_600, DAY, 8 * DAY][usize::try_from(dice.below(4)).unwrap()];
        rig.chain.inner().advance(wait, 2).unwrap();
    }
    done
}

fn slash(rig: &Rig, dice: &mut Random) {
    let operators = rig.operators();
    let operator = &operators[usize::try_from(dice.below(3)).unwrap()];
    let slash = Slash::new(operator, Decimal::percent(dice.below(4) + 1));
    rig.chain.inner().double_mut().slash(&slash).unwrap();
}

/// With a liquid reserve, so that instant exits work.
fn liquid() -> Rig {
    let mut rig = Rig::deployed().with_forwarder();
    rig.execute(
        "owner",
        &json!({"update_params": {"instant_reserve_bps": 1000}}),
        0,
    );
    rig
}

fn json_of(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{} {}", ran.out, ran.err))
}

fn agreed(ran: &Ran) -> Value {
    let report = json_of(ran);
    assert_eq!(ran.exit, ExitCode::Done, "{:#}", report["differences"]);
    assert_eq!(report["differences"], json!([]));
    report
}

fn number(value: &Value) -> i128 {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value}"))
        .parse()
        .unwrap()
}

#[rstest]
#[case(1)]
#[case(2)]
#[case(3)]
#[case(4)]
#[case(5)]
#[case(6)]
fn random_histories_add_up_to_the_chain(#[case] seed: u64) {
    let mut rig = liquid();
    let done = live(&mut rig, seed, 150);
    assert!(
        done.messages > 60 && done.forwarded > 10 && done.slashes > 2,
        "{done:?}"
    );

    let report = agreed(&rig.run("alice", &["report", "--json", "--by", "month"]));
    let whole = &report["whole"];
    assert_eq!(number(&whole["deposits"]), i128::try_from(done.deposits).unwrap());
    let parts = report["periods"].as_array().unwrap();
    assert!(parts.len() > 3, "{}", parts.len());
    for field in [
        "deposits",
        "gross_rewards",
        "losses",
        "claimed",
        "instant_exits",
        "exits",
        "fees",
    ] {
        let sum: i128 = parts.iter().map(|part| number(&part[field])).sum();
        assert_eq!(sum, number(&whole[field]), "{field}");
    }
    assert!(
        number(&whole["gross_rewards"]) > 0 && number(&whole["losses"]) > 0,
        "{whole}"
    );
    coins_add_up(whole);
    for pair in parts.windows(2) {
        coins_add_up(&pair[0]);
        assert_eq!(pair[0]["closing_rate"], pair[1]["opening_rate"]);
    }
    for name in PEOPLE {
        holder_adds_up(&rig, name);
    }
}

fn coins_add_up(period: &Value) {
    let field = |name: &str| number(&period[name]);
    let brought = field("deposits") + field("gross_rewards") + field("other_gains");
    let took = field("losses") + field("rounding") + field("claimed") + field("instant_exits");
    assert_eq!(
        field("closing_coins"),
        field("opening_coins") + brought - took,
        "{period}"
    );
}

fn holder_adds_up(rig: &Rig, name: &str) {
    let address = rig.address(name);
    let report = agreed(&rig.run(
        "alice",
        &["report", "--json", "--address", &address, "--by", "month"],
    ));
    let holder = &report["holder"];
    let field = |name: &str| number(&holder[name]);
    assert_eq!(field("opening_value"), 0);
    let brought = field("deposited") + field("received") + field("returned") + field("fee_income");
    let took =
        field("given") + field("lodged") + field("claimed") + field("instant_exits") + field("instant_fees");
    assert_eq!(
        field("closing_value"),
        brought - took + field("rewards") - field("losses"),
        "{holder}"
    );
    let parts = report["holder_periods"].as_array().unwrap();
    let sum: i128 = parts.iter().map(|part| number(&part["rewards"])).sum();
    assert_eq!(sum, field("rewards"), "{name}");
    let lost: i128 = parts.iter().map(|part| number(&part["losses"])).sum();
    assert_eq!(lost, field("losses"), "{name}");
    // What is not lost is not negative but for units of rounding, however many messages there were.
    assert!(field("rewards") >= -1_000, "{name}: {holder}");
    assert_eq!(field("shares"), i128::try_from(rig.shares(name)).unwrap());

    // What somebody has spent and received in coins is known without any event.
    let movements = report["movements"].as_array().unwrap();
    let coins = |kinds: &[&str]| -> i128 {
        let chosen = movements
            .iter()
            .filter(|m| kinds.contains(&m["kind"].as_str().unwrap()));
        // A movement to or from others is somebody else's purse.
        chosen.map(|m| number(&m["coins"])).sum()
    };
    let own = |kind: &str| -> i128 {
        let chosen = movements
            .iter()
            .filter(|m| m["kind"] == kind && m["with"].is_null());
        chosen.map(|m| number(&m["coins"])).sum()
    };
    let spent = own("deposit") + coins(&["deposit_for"]);
    let got = own("claim") + own("instant_exit") + coins(&["claim_received", "instant_received"]);
    let purse = i128::try_from(rig.chain.balance(&address, "stake").unwrap()).unwrap();
    let start = i128::try_from(crate::rig::PURSE).unwrap();
    // The owner paid for the seed.
    let seed = if name == "owner" { 1_000_000 } else { 0 };
    assert_eq!(purse, start - seed - spent + got, "{name}");
}

/// The fee that `floe deploy init` writes, and what a vault or a DAO does: the chain sorts the attributes of what both
/// report.
#[test]
fn two_fee_receivers_and_calls_through_a_contract_are_read_to_the_unit() {
    let mut rig = liquid();
    rig.execute("forwarder", &json!({"bond": {}}), 30_000_000);
    rig.execute("alice", &json!({"bond": {}}), 30_000_000);
    rig.execute("keeper", &json!({"crank": {}}), 0);
    rig.reward(2_469_000);
    rig.pass(DAY);
    rig.execute("keeper", &json!({"harvest": {}}), 0);
    let fee_of_owner = rig.shares("owner");
    let fee_of_keeper = rig.shares("keeper");
    assert!(
        fee_of_keeper > 10_000 && fee_of_owner / fee_of_keeper == 9,
        "{fee_of_owner} {fee_of_keeper}"
    );
    let hub = rig.hub();
    let msg = to_json_binary(&json!({"instant_unbond": {}})).unwrap();
    let send = json!({"send": {"contract": hub, "amount": "20000", "msg": msg}});
    rig.execute("forwarder", &send, 0);
    let alice = rig.address("alice");
    let transfer = json!({"transfer": {"recipient": alice, "amount": "7000"}});
    rig.execute("forwarder", &transfer, 0);

    agreed(&rig.run("alice", &["report", "--json"]));
    let movements = |name: &str| -> Vec<(String, i128)> {
        let address = rig.address(name);
        let report = agreed(&rig.run("alice", &["report", "--json", "--address", &address]));
        let movements = report["movements"].as_array().unwrap();
        movements
            .iter()
            .map(|m| (m["kind"].as_str().unwrap().to_owned(), number(&m["shares"])))
            .collect()
    };
    let owned = |movements: &[(&str, u128)]| -> Vec<(String, i128)> {
        let owned = |(kind, shares): &(&str, u128)| ((*kind).to_owned(), i128::try_from(*shares).unwrap());
        movements.iter().map(owned).collect()
    };
    let forwarder = [
        ("deposit", 30_000_000),
        ("instant_exit", 20_000),
        ("transfer_out", 7_000),
    ];
    assert_eq!(movements("forwarder"), owned(&forwarder));
    assert_eq!(movements("owner"), owned(&[("fee_income", fee_of_owner)]));
    assert_eq!(movements("keeper"), owned(&[("fee_income", fee_of_keeper)]));
}

#[test]
fn one_holders_life_is_told_in_movements_and_csv() {
    let mut rig = Rig::deployed();
    rig.execute("alice", &json!({"bond": {}}), 30_000_000);
    rig.execute("keeper", &json!({"crank": {}}), 0);
    rig.reward(620_000);
    rig.chain.inner().advance(DAY, 2).unwrap();
    rig.execute("keeper", &json!({"crank": {}}), 0);
    rig.chain.inner().advance(2 * DAY, 2).unwrap();
    let bob = rig.address("bob");
    rig.execute(
        "alice",
        &json!({"transfer": {"recipient": bob, "amount": "5000000"}}),
        0,
    );
    rig.execute("alice", &json!({"queue_unbond": {"shares": "10000000"}}), 0);
    rig.execute("alice", &json!({"cancel_unbond": {"shares": "1000000"}}), 0);
    rig.execute("keeper", &json!({"crank": {}}), 0);
    rig.chain.inner().advance(22 * DAY, 2).unwrap();
    rig.chain.inner().advance(5, 1).unwrap();
    rig.execute("alice", &json!({"withdraw_unbonded": {}}), 0);

    let alice = rig.address("alice");
    let report = agreed(&rig.run(
        "alice",
        &["report", "--address", &alice, "--json", "--csv", "alice.csv"],
    ));
    let kinds: Vec<&str> = report["movements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "deposit",
            "transfer_out",
            "queue",
            "cancel",
            "batch_closed",
            "claim"
        ]
    );
    assert!(
        number(&report["holder"]["rewards"]) > 400_000,
        "{}",
        report["holder"]
    );
    let by_day = ["report", "--by", "day", "--csv", "table.csv"];
    let of_holder = [&by_day[..], &["--address", &alice]].concat();
    assert_eq!(rig.read("alice.csv").lines().count(), 1 + kinds.len());
    for (args, file) in [
        (&[][..], "alice.csv"),
        (&by_day[..], "table.csv"),
        (&of_holder[..], "table.csv"),
    ] {
        if !args.is_empty() {
            rig.run("alice", args).ended(ExitCode::Done);
        }
        let csv = rig.read(file);
        let columns = csv.lines().next().unwrap().split(',').count();
        assert!(csv.lines().count() > 1, "{csv}");
        assert!(
            csv.lines().all(|line| line.split(',').count() == columns),
            "{csv}"
        );
    }

    let text = rig.run("alice", &["report", "--address", &alice]);
    assert_eq!(text.exit, ExitCode::Done);
    for expected in ["Agrees with the chain", "price fixed", "rewards  ", "claimed"] {
        assert!(text.out.contains(expected), "{expected}: {}", text.out);
    }
}

#[test]
fn dates_cut_the_history_and_the_parts_meet() {
    let mut rig = Rig::deployed();
    rig.execute("alice", &json!({"bond": {}}), 30_000_000);
    rig.execute("keeper", &json!({"crank": {}}), 0);
    for _ in 0..4 {
        rig.chain.inner().advance(DAY, 2).unwrap();
        rig.reward(100_000);
        rig.execute("keeper", &json!({"crank": {}}), 0);
    }
    let middle = (rig.chain.block().unwrap().time.seconds() - 2 * DAY).to_string();
    let alice = rig.address("alice");
    let ask = |range: &[&str]| {
        let args = [&["report", "--address", &alice, "--json"], range].concat();
        agreed(&rig.run("alice", &args))["holder"].clone()
    };
    let (all, before, after) = (ask(&[]), ask(&["--to", &middle]), ask(&["--from", &middle]));
    assert_eq!(before["closing_value"], after["opening_value"]);
    assert_eq!(
        number(&before["rewards"]) + number(&after["rewards"]),
        number(&all["rewards"])
    );
    assert_eq!(
        (number(&before["deposited"]), number(&after["deposited"])),
        (30_000_000, 0)
    );
    assert!(number(&after["rewards"]) > 0);

    let ran = rig.run("alice", &["report", "--from", &middle, "--to", &middle]);
    assert_eq!(ran.exit, ExitCode::Misuse);
    let ran = rig.run("alice", &["report", "--from", "2100-01-01"]);
    assert_eq!(ran.exit, ExitCode::Misuse);
    ran.says("--from is 2100-01-01 00:00:00 UTC, which is yet to come");
}

#[test]
fn a_history_without_its_beginning_says_where_it_does_not_add_up_and_by_how_much() {
    let mut rig = Rig::deployed();
    rig.execute("alice", &json!({"bond": {}}), 30_000_000);
    rig.execute("keeper", &json!({"crank": {}}), 0);
    let height = rig.chain.block().unwrap().height;
    let bob = rig.address("bob");
    rig.execute(
        "alice",
        &json!({"transfer": {"recipient": bob, "amount": "5000000"}}),
        0,
    );
    rig.chain.inner().forget_before(height);

    let alice = rig.address("alice");
    let ran = rig.run("alice", &["report", "--address", &alice]);
    assert_eq!(ran.exit, ExitCode::Failed, "{}", ran.out);
    for expected in [
        "DOES NOT AGREE",
        "shares of the holder: history 0 (-25000000), chain 25000000",
        "gives away 5000000 shares that it was never seen to get",
        "supply: history 1000000 (-30000000), chain 31000000",
    ] {
        assert!(ran.out.contains(expected), "{expected}: {}", ran.out);
    }
    let report = json_of(&rig.run("alice", &["report", "--json"]));
    assert!(!report["differences"].as_array().unwrap().is_empty());
}

#[test]
fn the_hub_itself_is_no_holder() {
    let rig = Rig::deployed();
    let ran = rig.run("alice", &["report", "--address", &rig.hub()]);
    assert_eq!(ran.exit, ExitCode::Misuse);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}

#[test]
fn a_protocol_without_any_transaction_is_its_seed() {
    let rig = Rig::deployed();
    let report = agreed(&rig.run("alice", &["report", "--json"]));
    assert_eq!(report["whole"]["closing_coins"], "1000000");
    assert_eq!(report["whole"]["closing_rate"], "1");
}
