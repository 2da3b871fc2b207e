//! Who is undelegated from and moved to, messages that fail or panic, and validators that answer nobody.

use serde_json::Value;

use super::{amount, book, history, replay, sound, text};
use crate::run::Run;

fn rate(run: &Run, line: u64) -> &str {
    run.line(line)["books"]["rate"].as_str().unwrap()
}

fn delegated(run: &Run, line: u64, validator: &str) -> u128 {
    let stake = &run.line(line)["delegations"][validator];
    stake.as_str().map_or(0, |stake| stake.parse().unwrap())
}

/// Redelegations that a line reports.
fn moves(line: &Value) -> usize {
    let moved = &line["result"]["data"]["redelegations"];
    moved.as_array().map_or(0, Vec::len)
}

#[test]
fn a_slash_shows_at_once_where_cover_has_left_a_probe_and_moves_have_not_taken_it() {
    let run = history("F3_probe_redelegated");
    let control = history("F3_control");
    // 5 % of what left val1, and the unit by which so small a delegation may tell too little.
    assert_eq!(rate(&run, 15), "0.998099613659531090");
    assert_eq!(rate(&run, 15), rate(&control, 17));
    // As it was found, one of three is removed, which is refused now.
    let found = text("F3_shortest");
    let run = replay(&found);
    assert_eq!(run.status, 1);
    assert!(
        run.errors.starts_with("floe: line 4 failed: SetTooSmall: "),
        "{}",
        run.errors
    );
    // Of four, val1 is removed: all but the probe of 10,000 is on its way.
    let run = sound(&found.replace(r#"{"name": "val3"}"#, r#"{"name": "val3"}, {"name": "val4"}"#));
    assert_eq!(delegated(&run, 3, "@val1"), 1_248_750);
    assert_eq!(delegated(&run, 6, "@val1"), 10_000);
}

#[test]
fn a_slash_shows_at_once_as_nothing_was_moved_to_young_entries() {
    let run = history("F6_moves_refill_undelegated_validator");
    assert_eq!(rate(&run, 11), "0.983350000000000000");
    assert_eq!(rate(&history("F6_control"), 11), "0.983350000000000000");
    assert!(run.lines.iter().all(|line| moves(line) == 0));
}

#[test]
fn small_daily_differences_move_nothing_and_a_removed_validator_can_leave() {
    let run = history("F7_lock_all_sources");
    let moved = |before: bool| -> usize {
        let lines = run.lines.iter();
        lines
            .filter(|line| (line["line"].as_u64().unwrap() < 94) == before)
            .map(moves)
            .sum()
    };
    assert_eq!(moved(true), 0);
    assert!(moved(false) > 0);
    let last = run.last()["line"].as_u64().unwrap();
    assert!(delegated(&run, last, "@val1") < delegated(&run, 93, "@val1") / 4);
}

#[test]
fn an_old_registry_is_refreshed_before_a_crank_follows_it() {
    let run = history("P_stale");
    let shares = ["@val1", "@val2", "@val3"].map(|validator| delegated(&run, 7, validator));
    // val1 was jailed for a month, which nobody had told the registry.
    assert_eq!(shares, [9_990_333_000, 19_980_333_000, 19_980_333_000]);
}

#[test]
fn where_the_chain_refused_everybody_for_a_block_the_next_crank_delegates() {
    let run = history("all_marked");
    assert_eq!(book(run.line(13), "D"), 0);
    assert_eq!(book(run.line(14), "D"), 90_909_000);
}

#[test]
fn a_source_that_refuses_leaves_its_destinations_able_to_take_stake() {
    let run = history("innocent_marked");
    // 50,000,000 come in after the first refusal; the next two cranks delegate all but the floor and val1's part.
    assert_eq!(book(run.line(15), "D"), 89_910_000);
    assert_eq!(book(run.line(16), "D"), 138_195_000);
    assert_eq!(book(run.line(18), "D"), 139_860_000);
    assert_eq!(delegated(&run, 18, "@val1"), 22_477_500);
}

#[test]
fn rewards_are_harvested_though_moves_from_there_keep_failing() {
    let run = history("failed_move_counts_as_payout");
    // The last real payout was on line 9; the crank of line 16 comes a day later.
    assert_eq!(book(run.line(14), "unreleased"), 0);
    assert_eq!(book(run.line(16), "unreleased"), 300_000);
}

/// For how many of these lines the chain's module panicked.
fn panicked(run: &Run, lines: &[u64]) -> usize {
    let text = |line: &u64| run.line(*line)["error"]["text"].as_str().unwrap_or_default();
    let panicked = |line: &&u64| text(line).starts_with("codespace: undefined, code: 111222");
    lines.iter().filter(panicked).count()
}

#[test]
fn whoever_cranks_leaves_out_the_validator_whose_messages_panic() {
    let run = history("panic_skipped");
    // A skip counts only for one that is late: not within two days, and never for one that answers.
    assert_eq!(panicked(&run, &[9, 10, 11, 12, 15, 17, 21, 24, 26, 27]), 10);
    // Nothing is left of a transaction that panicked.
    assert_eq!(run.line(27)["books"], run.line(25)["books"]);
    assert_eq!(run.line(28)["ok"], true);
    // Closing sends nothing to a skipped one; the rest is undelegated once it lies seven days behind.
    assert_eq!(delegated(&run, 30, "@val1"), 30_303_000);
    assert_eq!(run.line(30)["result"]["data"]["need"], "2997000");
    assert_eq!(run.line(34)["result"]["data"]["need"], "0");
    assert_eq!(amount(run.line(44), "amount"), 60_000_000);
    assert_eq!(
        run.line(47)["result"][1]["accepting"],
        false,
        "val2 takes 30 % now"
    );
    assert_eq!(run.line(49)["ok"], true);
}

#[test]
fn stake_that_answers_nobody_is_written_off_and_comes_back() {
    // Without a write-off nobody is paid: the last batch asks for more than the others hold.
    let run = history("frozen_delegation");
    assert_eq!(book(run.last(), "owed"), 112_000_000);

    let run = history("frozen_delegation_written_off");
    let refused: Vec<u64> = run.refusals().iter().map(|(line, _)| *line).collect();
    assert_eq!(refused, [27, 30, 32, 49]);
    // Announced on line 31, booked two weeks later: a third of everything, borne by all who wait or hold alike.
    assert_eq!(book(run.line(36), "D") - book(run.line(37), "D"), 50_283_000);
    assert_eq!(rate(&run, 37), "0.667000000000000000");
    assert_eq!(amount(run.line(44), "amount"), 73_370_000);
    assert_eq!(amount(run.line(45), "amount"), 1_000_000 + 1_334_000);
    // 1,000,000 · 39,000,000 / (26,013,000 + 50,283,000)
    assert_eq!(amount(run.line(47), "shares"), 511_167);
    assert_eq!(book(run.line(48), "S") - book(run.line(47), "S"), 511_167);
    // It answers again: a return, which streams as nobody waits.
    assert_eq!(delegated(&run, 52, "@val1"), 50_283_000);
    assert_eq!(book(run.line(52), "D"), 67_607_658);
    assert_eq!(book(run.line(52), "unreleased"), 50_283_000);
}
