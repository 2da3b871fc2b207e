//! `floe demo` as somebody at a terminal meets it.
// A test stops where something is not as expected.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::process::{Command, Output};

use serde_json::Value;

fn demo(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_floe-sim"))
        .arg("demo")
        .args(args)
        .output()
        .unwrap()
}

fn text(args: &[&str]) -> String {
    let output = demo(args);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{args:?} failed:\n{text}");
    text
}

fn events(args: &[&str]) -> Vec<Value> {
    text(args)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn error(args: &[&str]) -> String {
    let output = demo(args);
    assert!(!output.status.success(), "{args:?} was accepted");
    assert!(output.stdout.is_empty(), "{args:?} ran before it was refused");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_default_demo_tells_every_chapter_and_adds_up() {
    let story = text(&[]);
    for chapter in [
        "First deposits, and where they are delegated",
        "Daily rewards and the rate",
        "A harvest",
        "Queueing an exit, and cancelling it",
        "An exit batch netted against a deposit",
        "A large exit: an undelegated batch",
        "A 5 % slash with exits in flight",
        "A jailed validator is routed around",
        "Governance changes the weights",
        "An instant exit",
        "Settlement and claims",
        "The rate, day by day",
        "The final balance sheet",
    ] {
        assert!(story.contains(chapter), "no chapter {chapter:?}");
    }
    assert!(story.contains("nothing is undelegated"));
    assert!(story.contains("PASS: 60 days"));
    assert!(!story.contains("FAIL") && !story.contains("was refused"));
}

#[test]
fn the_excerpt_of_the_readme_is_what_the_demo_prints() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    let excerpts: Vec<&str> = readme
        .split("```text\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let printed = text(&[]);
    assert!(
        excerpts.iter().any(|excerpt| printed.contains(excerpt)),
        "README.md shows no part of this:\n{printed}"
    );
}

/// The numbers of the seventh chapter, in base units.
fn compared(args: &[&str]) -> Value {
    let all = events(&[args, &["--json"]].concat());
    let found = all.iter().find(|event| event["event"] == "compared");
    found.unwrap()["data"].clone()
}

fn units(data: &Value, path: &str) -> u128 {
    data.pointer(path).unwrap().as_str().unwrap().parse().unwrap()
}

#[test]
fn without_a_backstop_holders_and_queue_lose_one_part_and_with_it_nothing() {
    for seed in ["1", "2", "3"] {
        let data = compared(&["--seed", seed, "--days", "16"]);
        let at = |path: &str| units(&data, path);
        let [pool, owed] = ["pool", "owed"].map(|name| at(&format!("/before/books/{name}")));
        let [stay, queue] = ["stay", "queue"].map(|name| at(&format!("/paid_without/{name}")));
        // In billionths; a unit of either is less than one of those.
        assert_eq!(stay * 1_000_000_000 / pool, queue * 1_000_000_000 / owed);
        assert_eq!(at("/paid_without/backstop"), 0);
        assert_eq!([at("/paid_with/stay"), at("/paid_with/queue")], [0, 0]);
        assert_eq!(at("/paid_with/stream"), at("/paid_without/stream"));
        assert_eq!(at("/paid_with/backstop"), stay + queue);
        assert_eq!(at("/with/books/owed"), owed);
        // Burned shares are rounded down, so that all others together may lose a unit and never gain one.
        assert!(at("/before/others") - at("/with/others") <= 1);
        let burned = at("/before/pledged") - at("/with/pledged");
        assert_eq!(at("/before/books/S") - at("/with/books/S"), burned);
        assert_eq!(at("/without/books/S"), at("/before/books/S"));
        assert_eq!(burned, at("/paid_with/backstop") * at("/before/books/S") / pool);
    }
}

#[test]
fn a_backstop_that_is_too_small_pays_all_but_a_million_shares() {
    let data = compared(&["--validators", "1", "--days", "16"]);
    let at = |path: &str| units(&data, path);
    assert_eq!(at("/with/pledged"), 1_000_000);
    assert!(at("/paid_with/stay") > 0 && at("/paid_with/queue") > 0);
    assert!(at("/paid_with/stay") < at("/paid_without/stay"));
}

#[test]
fn the_text_is_plain_and_fits_in_a_hundred_columns() {
    for line in text(&[]).lines() {
        assert!(line.is_ascii() && line.len() <= 100, "{line:?}");
        assert!(!line.contains('\u{1b}'));
    }
}

#[test]
fn json_is_one_object_a_line_and_ends_with_the_summary() {
    let events = events(&["--json"]);
    assert!(events
        .iter()
        .all(|event| event["event"].is_string() && event["day"].is_u64()));
    for kind in [
        "chapter",
        "bonded",
        "unbond_cancelled",
        "batch_closed",
        "slashed",
        "compared",
        "jailed",
        "claimed",
        "day",
    ] {
        assert!(
            events.iter().any(|event| event["event"] == kind),
            "no event {kind}"
        );
    }
    let summary = events.last().unwrap();
    assert_eq!(summary["event"], "summary");
    assert_eq!(summary["result"], "PASS");
    assert_eq!(summary["rates"].as_array().unwrap().len(), 61);
    assert_eq!(summary["broken"].as_array().unwrap().len(), 0);
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another() {
    assert_eq!(text(&["--seed", "5"]), text(&["--seed", "5"]));
    assert_ne!(text(&["--seed", "5"]), text(&["--seed", "6"]));
    let crowd = |seed| text(&["--users", "10", "--days", "5", "--seed", seed]);
    assert_eq!(crowd("5"), crowd("5"));
    assert_ne!(crowd("5"), crowd("6"));
}

#[test]
fn every_seed_of_a_few_tells_a_sound_story() {
    for seed in ["2", "3", "4", "7", "11", "18446744073709551615"] {
        text(&["--seed", seed]);
    }
}

#[test]
fn a_crowd_passes_and_shows_its_speed_on_standard_error() {
    let output = demo(&["--users", "30", "--days", "40", "--validators", "9"]);
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout)
        .unwrap()
        .contains("PASS: 40 days"));
    assert!(String::from_utf8(output.stderr).unwrap().contains("messages, "));
}

#[test]
fn any_number_of_days_and_validators_works() {
    for args in [
        ["--days", "1"],
        ["--days", "13"],
        ["--days", "100"],
        ["--validators", "1"],
        ["--validators", "2"],
    ] {
        text(&args);
    }
    assert!(text(&["--validators", "1"]).contains("Left out for lack of days or validators"));
}

#[test]
fn flags_that_make_no_sense_are_refused_with_a_reason() {
    for (args, reason) in [
        (["--validators", "0"], "at least one validator"),
        (["--validators", "101"], "at most 100"),
        (["--days", "0"], "at least one day"),
        (["--days", "4000"], "at most 3650"),
        (["--users", "0"], "at least one"),
        (["--users", "many"], "invalid value"),
    ] {
        let error = error(&args);
        assert!(error.contains(reason), "{args:?}: {error}");
    }
}
