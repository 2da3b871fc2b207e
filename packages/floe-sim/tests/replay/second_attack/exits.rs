//! The exit queue: what is set aside, covered, instant, and when people are paid.

use serde_json::{json, Value};

use super::{amount, book, history, replay, sound, text};
use crate::run::Run;

const DAY: u64 = 86_400;

fn time(line: &Value) -> u64 {
    line["time"].as_u64().unwrap()
}

/// Claims that paid: line, seconds since a line, amount.
fn payments(run: &Run, since: u64) -> Vec<(u64, u64, u128)> {
    let start = time(run.line(since));
    let mut found = Vec::new();
    for line in &run.lines {
        for event in line["result"]["events"].as_array().into_iter().flatten() {
            if event["type"] == "wasm-floe/claimed" {
                let attributes = event["attributes"].as_array().unwrap();
                let paid = attributes.iter().find(|a| a["key"] == "amount").unwrap();
                found.push((
                    line["line"].as_u64().unwrap(),
                    time(line) - start,
                    paid["value"].as_str().unwrap().parse().unwrap(),
                ));
            }
        }
    }
    found
}

/// What was refused, but for claims of those who have nothing to claim.
fn refused(run: &Run) -> Vec<(u64, &str)> {
    let mut refused = run.refusals();
    refused.retain(|(_, kind)| !["NoRequests", "NothingClaimable"].contains(kind));
    refused
}

/// A history in which a slash reaches the entry that the first exit made, and nothing else: the stake that the slash
/// is measured by is used up by it. As they were found, redelegations into the entry's validator led it there.
fn slashed_entry(name: &str, slash: &str, validator: &str) -> String {
    let found = text(name);
    let changed = json!({"slash": {"validator": validator, "fraction": "0.05", "infraction_height": 1, "power": "100000000"}});
    assert_eq!(found.matches(slash).count(), 1);
    found.replace(slash, &changed.to_string())
}

const SLASH_OF_ANOTHER: &str =
    r#"{"slash": {"validator": "@val2", "fraction": "0.05", "infraction_height": 1}}"#;

fn most_entries(run: &Run) -> usize {
    let counts = run
        .lines
        .iter()
        .map(|line| line["entries"].as_array().unwrap().len());
    counts.max().unwrap()
}

/// A message to the hub.
fn hub(by: &str, msg: Value) -> String {
    json!({"exec": {"by": by, "to": "@hub", "msg": msg}}).to_string()
}

fn bond(by: &str, coins: &str) -> String {
    json!({"exec": {"by": by, "to": "@hub", "msg": {"bond": {}}, "funds": {"stake": coins}}}).to_string()
}

fn advance(secs: u64) -> String {
    json!({"advance": {"secs": secs}}).to_string()
}

#[test]
fn an_instant_exit_takes_nothing_that_a_closed_batch_waits_for() {
    let control = history("F1_control");
    assert_eq!(payments(&control, 8)[0].1 / DAY, 21);
    assert_eq!(refused(&control), []);
    let run = history("F1_instant_exit_takes_earmark");
    assert_eq!(refused(&run), [(17, "InsufficientLiquidity")]);
    assert_eq!(payments(&run, 8), [(22, 21 * DAY + 18, 50_000_000)]);
    // What the refused exit would have taken changes nothing for those who stay.
    assert_eq!(run.last()["books"], control.last()["books"]);
}

#[test]
fn many_small_instant_exits_take_nothing_either() {
    let run = history("F1_loop_default_params");
    let refused = refused(&run);
    assert!(refused.len() > 20 && refused.iter().all(|(_, kind)| *kind == "InsufficientLiquidity"));
    let paid = payments(&run, 7);
    assert_eq!((paid.len(), paid[0].1 / DAY, paid[0].2), (1, 21, 50_000_000));
}

#[test]
fn small_instant_exits_use_no_entries() {
    for (name, queued, entries) in [
        ("F2_control", 11, 2),
        ("F2_entry_flood_3_validators", 0, 2),
        ("F2_entry_flood_20_validators", 0, 3),
    ] {
        let run = history(name);
        assert_eq!(most_entries(&run), entries, "{name}");
        let paid = payments(&run, if queued > 0 { queued } else { 2 });
        assert_eq!(paid.len(), 1, "{name}");
        // Queued on the first day after the close of another, in hand three weeks after its own.
        let days = if queued > 0 { 21 } else { 22 };
        assert_eq!(paid[0].1 / DAY, days, "{name}");
    }
}

#[test]
fn a_batch_covered_at_its_close_is_paid_by_the_next_settlement() {
    let run = history("D1_cover_not_noted_at_close");
    // The stranger's close a day later undelegates nothing for it.
    assert_eq!(run.line(13)["entries"], json!([]));
    assert_eq!(book(run.line(15), "K"), 22_000_000_000);
}

#[test]
fn a_crank_while_coins_are_missing_delegates_nothing_that_the_queue_needs() {
    for name in ["F15_control", "F15_crank_while_short_delegates"] {
        let slashed = slashed_entry(name, SLASH_OF_ANOTHER, "@val1");
        for run in [history(name), sound(&slashed)] {
            let paid = payments(&run, 18);
            assert_eq!((paid[0].0, paid[0].1 / DAY), (28, 1), "{name}");
        }
        let run = sound(&slashed);
        assert_eq!(run.line(22)["books"]["short_since"], 1_701_818_124);
        assert_eq!(
            (book(run.line(18), "D"), book(run.line(22), "D")),
            (900_099_000, 900_099_000)
        );
        assert_eq!(book(run.line(22), "B"), 61_101_000);
    }
}

#[test]
fn nobody_leaves_at_once_while_a_due_entry_is_uncredited() {
    // As it was found nothing lacks any more: nobody moves stake to where entries are.
    let run = history("F8_first_hour_of_missing_coins");
    assert_eq!(
        (refused(&run), run.line(17)["entries"].clone()),
        (vec![], json!([]))
    );
    let slash = r#"{"slash": {"validator": "@val1", "fraction": "0.05", "infraction_height": 1, "power": "100000000"}}"#;
    let run = replay(
        &slashed_entry("F8_first_hour_of_missing_coins", slash, "@val3").replace(
            r#"{"preview_instant": {"shares": "40000000"}}}}"#,
            r#"{"preview_instant": {"shares": "40000000"}}}, "ok": false}"#,
        ),
    );
    assert_eq!((run.status, run.errors.as_str()), (0, ""));
    assert_eq!(refused(&run), [(18, "Short"), (21, "Short"), (25, "Short")]);
}

#[test]
fn what_is_known_to_lack_is_told_to_whoever_deposits() {
    assert_eq!(amount(history("F9_deposit_while_short").line(17), "suspect"), 0);
    let run = sound(&slashed_entry(
        "F9_deposit_while_short",
        SLASH_OF_ANOTHER,
        "@val1",
    ));
    // 5 % of 199,800,000.
    let lacks = 9_990_000;
    assert_eq!(amount(run.line(17), "suspect"), lacks);
    assert_eq!(amount(run.line(18), "suspect"), lacks);
    // What is written off a day later is what lacked, and so much the holders and the batch lose.
    let (before, after) = (run.line(20), run.line(22));
    let all = |line| book(line, "pool") + book(line, "owed") + book(line, "K");
    let lost = all(before) - all(after);
    assert_eq!(lost, lacks);
}

#[test]
fn a_slash_read_off_a_probe_keeps_nobody_waiting() {
    let run = history("F10_probe_resolution");
    assert_eq!(refused(&run), []);
    // At the first look after it was due.
    assert_eq!(payments(&run, 26)[0].0, 32);
}

#[test]
fn coins_of_an_answer_that_could_not_be_read_count_once() {
    let run = history("F13_unreadable_answer_wrong_estimate");
    for line in run.lines.iter().skip(11).filter(|line| line["ok"] == true) {
        let all = book(line, "pool") + book(line, "unreleased") + book(line, "owed") + book(line, "K");
        assert!(all <= 1_101_000_000, "{line}");
    }
    // Two weeks after, by the coins that came and not by the estimate of three.
    assert_eq!(book(run.line(38), "K"), 0);
    assert_eq!(
        (book(run.line(40), "K"), book(run.line(40), "U")),
        (300_000_000, 0)
    );
    assert_eq!(book(run.last(), "pool"), 801_000_000);
}

#[test]
fn strangers_dust_does_not_delay_an_exit_of_a_wind_down() {
    for (name, paid) in [("F4_control", 21), ("F4_wind_down_366_dust_batches", 21)] {
        let run = history(name);
        let payment = payments(&run, 6)[0];
        assert_eq!((payment.1 / DAY, payment.2), (paid, 1_000_000_000), "{name}");
    }
}

#[test]
fn a_late_exit_of_a_wind_down_waits_for_no_probes() {
    let run = history("F5_wind_down_idle_coins");
    let paid = payments(&run, 205);
    assert_eq!((paid[0].0, paid[0].2), (210, 100_000_000));
    assert!(paid[0].1 < 60, "{paid:?}");
}

#[test]
fn a_validator_that_refuses_undelegations_keeps_only_the_last_batch_waiting() {
    let run = history("F12_one_validator_freezes_the_last_batch");
    let paid = payments(&run, 8);
    assert_eq!((paid.len(), paid[0].1 / DAY, paid[0].2), (1, 21, 1_000_000_000));
    assert_eq!(book(run.last(), "owed"), 500_000_000);
}

#[test]
fn what_is_left_of_a_batch_after_slashes_is_paid_after_one_more_unbonding_time() {
    let run = history("obligation_after_slash");
    let paid = payments(&run, 9);
    assert_eq!(paid.len(), 1);
    let (line, secs, coins) = paid[0];
    // Queued at day 0, slashed away, and undelegated once more when its entry had come: paid at the first look after.
    assert_eq!((line, secs / DAY), (27, 43));
    assert_eq!(coins, 269_759);
    assert_eq!(book(run.last(), "owed"), 0);
}

#[test]
fn a_strangers_dust_cannot_spoil_all_i_have() {
    let run = history("stranger_dust_min");
    assert_eq!(book(run.last(), "escrow"), 5_000);
    // The same with what the stranger sent: a part that leaves the minimum behind is dust, all but less than it is not.
    let more = |shares: &str| {
        let end = hub("@alice", json!({"queue_unbond": {"shares": shares}}));
        let mut lines = text("stranger_dust_min");
        lines.push_str(&format!(
            "\n{}",
            hub(
                "@mallory",
                json!({"transfer": {"recipient": "@alice", "amount": "19999"}})
            )
        ));
        replay(&format!("{lines}\n{end}")).last().clone()
    };
    // 20,000 are left, and 10,000 the least.
    assert_eq!(more("9999")["error"]["kind"], "BelowMinimum");
    assert_eq!(book(&more("10001"), "escrow"), 15_001);
    assert_eq!(more("20001")["error"]["kind"], "InsufficientShares");
}

#[test]
fn whoever_queued_before_a_captured_owner_lengthens_the_interval_leaves_on_time() {
    let setup = json!({"setup": {"users": {"alice": "100000000", "bob": "100000000"}}}).to_string();
    let begin = [
        setup,
        bond("@alice", "50000000"),
        bond("@bob", "50000000"),
        hub("@k", json!({"crank": {}})),
        hub("@alice", json!({"queue_unbond": {"shares": "1000000"}})),
        hub("@k", json!({"crank": {}})),
    ];
    let start = 1_700_000_000;
    let pending = json!({"query": {"of": "@hub", "msg": {"pending_batch": {}}}}).to_string();
    let longer = hub("@gov", json!({"update_params": {"batch_interval": 259_200}}));
    let shorter = hub(
        "@gov",
        json!({"update_params": {"batch_interval": 3_600, "max_entries": 100}}),
    );
    let queue = |by: &str| hub(by, json!({"queue_unbond": {"shares": "20000000"}}));
    let cancel = hub("@bob", json!({"cancel_unbond": {}}));
    let closes = |lines: &[&String]| {
        let lines: Vec<String> = begin
            .iter()
            .chain(lines.iter().copied())
            .chain([&pending])
            .cloned()
            .collect();
        amount_of_seconds(&sound(&lines.join("\n"))) - start
    };
    let (bob, alice) = (queue("@bob"), queue("@alice"));
    assert_eq!(closes(&[&bob]), DAY);
    assert_eq!(closes(&[&bob, &longer]), DAY);
    assert_eq!(closes(&[&bob, &longer, &alice]), DAY);
    assert_eq!(closes(&[&longer, &bob]), 3 * DAY);
    // Cancelled to empty, it is fixed anew.
    assert_eq!(closes(&[&bob, &longer, &cancel, &bob]), 3 * DAY);
    assert_eq!(closes(&[&bob, &alice, &longer, &cancel]), DAY);
    // A shorter one brings it forward: a hundred and eightieth of 21 days is the least.
    assert_eq!(closes(&[&bob, &shorter]), 10_080);
    assert_eq!(closes(&[&longer, &bob, &shorter, &alice]), 10_080);

    let day = advance(DAY);
    let crank = hub("@k", json!({"submit_batch": {}}));
    let lines = [&bob, &longer, &day, &crank];
    let lines: Vec<String> = begin.iter().chain(lines).cloned().collect();
    // With the million of the first batch.
    assert_eq!(book(sound(&lines.join("\n")).last(), "owed"), 21_000_000);
}

fn amount_of_seconds(run: &Run) -> u64 {
    run.last()["result"]["est_unbond_start_time"].as_u64().unwrap()
}

#[test]
fn the_interval_in_force_is_told_and_lengthened_only_where_entries_would_run_out() {
    let told = |validators: usize, params: Value| {
        let names: Vec<Value> = (1..=validators)
            .map(|n| json!({"name": format!("val{n}")}))
            .collect();
        let setup = json!({"setup": {"validators": names, "params": params}}).to_string();
        let ask = json!({"query": {"of": "@hub", "msg": {"powers": {}}}}).to_string();
        let run = sound(&[setup, ask].join("\n"));
        run.last()["result"]["interval_in_force"].as_u64().unwrap()
    };
    assert_eq!(told(3, json!({})), DAY);
    assert_eq!(told(1, json!({})), 3 * DAY);
    assert_eq!(told(5, json!({"batch_interval": 10})), 51_840);
    assert_eq!(
        told(
            3,
            json!({"batch_interval": 10, "max_entries": 3, "unbonding_estimate": 7_776_000})
        ),
        7 * DAY
    );
}

#[test]
fn parameters_that_stretched_exits_to_six_weeks_are_refused() {
    let run = replay(&text("P_delay"));
    assert_eq!(run.status, 2);
    assert!(
        run.errors
            .contains("batch_interval is 604800, allowed is 10 to 259200"),
        "{}",
        run.errors
    );
}

#[test]
fn who_has_nothing_but_a_fresh_request_is_told_when_it_pays() {
    let lines = [
        json!({"setup": {"users": {"alice": "100000000"}}}).to_string(),
        bond("@alice", "50000000"),
        hub("@alice", json!({"queue_unbond": {"shares": "1000000"}})),
        hub("@alice", json!({"withdraw_unbonded": {}})),
    ];
    let run = replay(&lines.join("\n"));
    let told = run.last()["error"]["text"].as_str().unwrap();
    // The batch may close at once.
    assert!(told.contains("is estimated to be ready at 1701814400"), "{told}");
}
