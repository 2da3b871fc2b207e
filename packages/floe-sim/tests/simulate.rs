//! The simulator as a program: the same run twice, the scenarios of the documentation, and files that make no sense.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rstest::rstest;
use serde_json::Value;

fn floe(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_floe-sim"))
        .arg("simulate")
        .args(args)
        .output()
        .unwrap()
}

/// A file that is gone when the test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("floe-simulate-{}-{name}", std::process::id()));
        fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.0).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

const SMALL: &str = r#"
title = "small"
days = 40
seed = 11
step = 7200

[validators]
count = 12
weights = { kind = "zipf", exponent = 0.8 }

[holders]
count = 200
stake = 100000
size = { kind = "pareto", alpha = 1.5 }

[flows]
deposits_per_day = 30.0
deposit = { kind = "lognormal", mean = 50.0, sigma = 1.2 }
exits_per_day = 30.0
exit = { kind = "pareto", mean = 50.0, alpha = 1.6 }
instant_bps = 2000
run = { day = 20, hours = 24, bps = 3000, exits = 40 }

[slashes]
downtime_per_year = 3.0
double_sign_per_year = 0.5

[keeper]
outages_per_year = 12.0
"#;

#[test]
fn a_seed_gives_the_same_files_byte_for_byte_and_another_seed_others() {
    let file = Scratch::new("seed.toml", SMALL);
    let run = |name: &str, seed: &str| {
        let (csv, svg) = (
            Scratch::new(&format!("{name}.csv"), ""),
            Scratch::new(&format!("{name}.svg"), ""),
        );
        let output = floe(&[
            file.path(),
            "--seed",
            seed,
            "--csv",
            csv.path(),
            "--svg",
            svg.path(),
            "--json",
        ]);
        assert!(output.status.success(), "{output:?}");
        (csv.text(), svg.text(), String::from_utf8(output.stdout).unwrap())
    };
    let (first, second, other) = (run("a", "1"), run("b", "1"), run("c", "2"));
    assert_eq!(first, second);
    assert_ne!(first.0, other.0);
    assert_eq!(first.0.lines().count(), 41);
    assert!(first.1.starts_with("<svg") && first.1.trim_end().ends_with("</svg>"));
}

#[test]
fn figures_answer_for_what_happened() {
    let file = Scratch::new("figures.toml", SMALL);
    let output = floe(&[file.path(), "--json"]);
    assert!(output.status.success(), "{output:?}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let figures = &answer["runs"][0]["figures"];
    let number = |name: &str| {
        figures[name]
            .as_u64()
            .unwrap_or_else(|| panic!("{name}: {}", figures[name]))
    };
    let queued = number("exits_queued");
    assert_eq!(number("exits_funded") + number("exits_waiting"), queued);
    assert_eq!(figures["usage"]["claims"], figures["exits_funded"]);
    assert!(queued > 500 && number("deposits") > 1_000 && number("slashes") > 0);
    // No exit is funded before the chain's unbonding time unless deposits or free coins pay it.
    assert!(number("wait_median") <= number("wait_p95") && number("wait_p99") <= number("wait_max"));
    assert!(figures["apy"].as_i64() < figures["apy_ideal"].as_i64());
}

#[test]
fn a_sweep_compares_every_value_in_one_table() {
    let text = format!("{SMALL}\n[sweep]\nparams.batch_interval = [86400, 259200]\nfee.bps = [0, 1000]\n");
    let file = Scratch::new("sweep.toml", &text);
    let csv = Scratch::new("sweep.csv", "");
    let output = floe(&[file.path(), "--days", "5", "--csv", csv.path()]);
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).unwrap();
    for run in [
        "fee.bps=0 params.batch_interval=86400",
        "fee.bps=1000 params.batch_interval=259200",
    ] {
        assert!(table.contains(run), "{table}");
        assert_eq!(csv.text().matches(run).count(), 5);
    }
    assert!(table.contains("exit time, 95 %"));
}

#[test]
fn a_swept_value_is_the_value_in_the_file() {
    let swept = Scratch::new(
        "swept.toml",
        &format!("{SMALL}\n[sweep]\nparams.drip_secs = [604800]\n"),
    );
    let fixed = Scratch::new("fixed.toml", &format!("{SMALL}\n[params]\ndrip_secs = 604800\n"));
    let plain = Scratch::new("plain.toml", SMALL);
    let rate = |file: &Scratch| {
        let output = floe(&[file.path(), "--json"]);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        answer["runs"][0]["figures"]["rate"].clone()
    };
    assert_eq!(rate(&swept), rate(&fixed));
    assert_ne!(rate(&swept), rate(&plain));
}

#[test]
fn every_scenario_of_the_documentation_plays() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scenarios");
    let mut played = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // A million opening deposits take a while without optimisation.
        if path.ends_with("ten_million.toml") {
            continue;
        }
        let output = floe(&[path.to_str().unwrap(), "--days", "3"]);
        assert!(output.status.success(), "{}: {output:?}", path.display());
        played += 1;
    }
    assert!(played >= 6, "only {played}");
}

#[test]
fn the_table_of_backstops_is_what_the_simulator_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/concepts/protection.md")).unwrap();
    let shown = page
        .split("```text\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let rows: Vec<&str> = shown.lines().map(str::trim_end).collect();
    assert!(rows.len() > 10, "{shown}");
    let output = floe(&[root.join("docs/scenarios/backstop.toml").to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    for row in rows {
        assert!(
            printed.lines().any(|line| line.trim_end() == row),
            "{row}\n is not in\n{printed}"
        );
    }
}

#[test]
fn a_backstop_that_is_filled_up_pays_and_its_premium_makes_up_for_it() {
    let events = "[slashes]\nevents = [{ day = 10, validators = 3, bps = 500 }]\n";
    let text =
        SMALL.replace("[slashes]\n", events) + "\n[sweep]\nguarantors.coverage_bps = [0, 5000, 40000]\n";
    let file = Scratch::new("backers.toml", &text);
    let output = floe(&[file.path(), "--json"]);
    assert!(output.status.success(), "{output:?}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |run: usize| answer["runs"][run]["figures"].clone();
    let units = |value: &Value| value.as_str().unwrap().parse::<u128>().unwrap();
    assert!(of(0)["backstop"].is_null());
    let small = of(1)["backstop"].clone();
    let large = of(2)["backstop"].clone();
    assert!(small["emptied"].as_u64() > Some(0), "{small}");
    assert_eq!(large["emptied"], 0, "{large}");
    assert!(units(&large["paid"]) > units(&small["paid"]));
    assert!(of(2)["worst_for_holders"].as_u64() < of(1)["worst_for_holders"].as_u64());
    for backers in [&small, &large] {
        let [given, paid, average] = ["given", "paid", "average"].map(|name| units(&backers[name]));
        assert!(paid > 0 && given > average && backers["of_fees"].as_u64() > Some(0));
        // In 40 days, in millionths of what was there on average.
        let expected = paid * 365 * 1_000_000 / (40 * average);
        let premium = u128::from(backers["premium"].as_u64().unwrap());
        assert!(premium.abs_diff(expected) <= 1, "{premium} is not {expected}");
    }
}

#[rstest]
#[case::unknown_field("days = 40", "days = 40\ncolour = 1", "unknown field `colour`")]
#[case::unknown_inner_field("count = 12", "count = 12\nbonded = 3", "unknown field `bonded`")]
#[case::missing_field("seed = 11", "", "missing field `seed`")]
#[case::wrong_type("seed = 11", "seed = \"x\"", "invalid type: string")]
#[case::too_long("days = 40", "days = 7301", "days is 7301, allowed is 1 to 7300")]
#[case::odd_step("step = 7200", "step = 7000", "step is 7000, which does not divide a day")]
#[case::validators("count = 12", "count = 501", "validators.count is 501, allowed is 1 to 500")]
#[case::not_a_number(
    "mean = 50.0, sigma",
    "mean = nan, sigma",
    "flows.deposit.mean is NaN, allowed is 0.001 to"
)]
#[case::tail("alpha = 1.6", "alpha = 1.0", "flows.exit.alpha is 1, allowed is 1.05 to 10")]
#[case::kind("\"pareto\", mean", "\"normal\", mean", "unknown variant `normal`")]
#[case::run("bps = 3000", "bps = 10001", "flows.run.bps is 10001, allowed is 1 to 10000")]
#[case::mean_of_holders("alpha = 1.5", "alpha = 1.5, mean = 3.0", "holders.size.mean follows from")]
#[case::keeper(
    "outages_per_year = 12.0",
    "interval = 60",
    "keeper.interval is 60, allowed is 7200 to"
)]
#[case::parameter(
    "[keeper]",
    "[params]\nbatch_interval = 9\n[keeper]",
    "batch_interval is 9, allowed is 10 to 259200"
)]
#[case::no_parameter("[keeper]", "[params]\nbatches = 9\n[keeper]", "unknown field `batches`")]
#[case::denoms(
    "[keeper]",
    "[params]\nrate_denoms = []\n[keeper]",
    "params.rate_denoms has no meaning"
)]
#[case::registry("[keeper]", "[registry]\nmax_share_bps = 9\n[keeper]", "max_share_bps")]
#[case::event(
    "[keeper]",
    "events = [{ day = 1, validators = 13, bps = 1 }]\n[keeper]",
    "slashes.events[0].validators is 13"
)]
#[case::swept_field(
    "[keeper]",
    "[sweep]\nparams.batches = [1]\n[keeper]",
    "the run params.batches=1"
)]
#[case::swept_value(
    "[keeper]",
    "[sweep]\nfee.bps = 5\n[keeper]",
    "sweep.fee.bps is not a list of values"
)]
#[case::long_sweep(
    "[keeper]",
    "[sweep]\nseed = [1,2,3,4,5,6,7,8,9]\nfee.bps = [1,2,3,4,5,6,7,8]\n[keeper]",
    "sweep makes 72 runs, allowed is 1 to 64"
)]
#[case::no_toml("title = ", "title ", "this is not TOML")]
fn a_wrong_file_is_refused_with_the_field_and_its_limits(
    #[case] from: &str,
    #[case] to: &str,
    #[case] said: &str,
) {
    assert!(SMALL.contains(from));
    let name: String = said.chars().filter(char::is_ascii_alphanumeric).collect();
    let file = Scratch::new(&format!("{name}.toml"), &SMALL.replacen(from, to, 1));
    let output = floe(&[file.path()]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains(said), "{text}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = floe(&["no-such-scenario.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr)
        .unwrap()
        .contains("cannot read no-such-scenario.toml"));
}
